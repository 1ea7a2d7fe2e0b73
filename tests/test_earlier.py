"""Checks against past issues, the inbox and what sources allow; a finding only where it is sure."""

from __future__ import annotations

from datetime import date

import pytest
from test_appearances import LONG, item, stood

from newsletter.model.appearances import Appearance
from newsletter.model.issue_file import read
from newsletter.model.items import Item
from newsletter.model.sources import Place, Source, SourceBook
from newsletter.stages.check import CHECKS, Examined, Finding

BOOK = SourceBook(
    sections=["News"],
    places=[Place(code="SE", name="Sweden")],
    sources=[
        Source(id="se-agency", name="Myndigheten", place="SE", section="News", enabled=False),
        Source(
            id="se-open", name="Open", place="SE", section="News", enabled=False, reuse="excerpt"
        ),
    ],
)
HEAD = """\
---
publication: update
date: 2026-12-01
subject: Update
---

## Sweden

### News

"""
ENTRY = "- [{title}]({url}){{#{id}}}\n  Myndigheten, 18 November 2026.\n\n  Words.\n"


def examined(
    text: str, *earlier: Appearance, known: list[Item] | None = None, template: str = "update"
) -> Examined:
    items = None if known is None else {one.id: one for one in known}
    return Examined(
        read(HEAD + text), BOOK, ("update",), (), template=template, known=items, earlier=earlier
    )


def found(check: str, one: Examined) -> list[Finding]:
    (asked,) = (each for each in CHECKS if each.name == check)
    return list(asked.findings(one))


def told(check: str, one: Examined) -> list[str]:
    return [f"{each.line} {each.level}: {each.message}" for each in found(check, one)]


def entry(title: str = "A strategy", url: str = "https://example.org/a", id: str = "k1") -> str:
    return ENTRY.format(title=title, url=url, id=id)


# --- earlier --------------------------------------------------------------------------------


def test_an_item_of_an_earlier_issue_is_told_with_it_and_its_day() -> None:
    before = stood("A strategy", "https://example.org/moved", item="k1")
    assert told("earlier", examined(entry(), before)) == [
        "11 warning: A strategy: stood in update-2026-11-01 (1 November 2026) already; "
        "say what is new, or take it out"
    ]


def test_so_is_its_address_with_the_title_it_had() -> None:
    (line,) = told("earlier", examined(entry(), stood("Other words")))
    assert "warning: A strategy: its address stood in update-2026-11-01" in line
    assert "there as 'Other words'" in line


def test_an_address_of_years_ago_is_only_advice() -> None:
    (one,) = found("earlier", examined(entry(), stood("Other words", issue="update-2024-11-01")))
    assert one.level == "advice"


def test_a_long_title_is_a_warning_and_one_alike_is_advice() -> None:
    same = examined(entry(LONG, "https://example.org/x"), stood(LONG))
    alike = examined(entry(f"{LONG} now", "https://example.org/x"), stood(LONG))
    assert [one.level for one in found("earlier", same)] == ["warning"]
    assert [one.level for one in found("earlier", alike)] == ["advice"]


def test_an_issue_is_not_earlier_than_itself_nor_a_later_one() -> None:
    own, later = stood(item="k1", issue="update-2026-12-01"), stood(issue="update-2026-12-15")
    assert told("earlier", examined(entry(), own, later)) == []


def test_a_brief_tells_again_what_other_publications_told() -> None:
    own = stood(issue="update-2026-11-01")
    other = stood(issue="letters-2026-11-01")
    assert told("earlier", examined(entry(), other, template="brief")) == []
    assert len(told("earlier", examined(entry(), own, template="brief"))) == 1
    assert len(told("earlier", examined(entry(), other))) == 1


def test_an_address_of_a_list_is_no_repeat() -> None:
    listed = Item(**{
        **{name: getattr(item("k1"), name) for name in Item.__dataclass_fields__},
        "key": "example.org/a#0123",
    })  # fmt: skip
    assert told("earlier", examined(entry(), stood("Other words"), known=[listed])) == []


# --- unknown --------------------------------------------------------------------------------


def test_an_id_that_no_item_bears_is_told_with_what_may_be_meant() -> None:
    near = item("k2", "https://example.org/elsewhere")
    assert told("unknown", examined(entry(), known=[near])) == [
        "11 warning: A strategy: no item has the id {#k1}: it is gone, or mistyped; is {#k2} meant?"
    ]
    assert "meant" not in told("unknown", examined(entry(), known=[]))[0]


def test_an_item_that_leads_elsewhere_than_in_the_inbox_is_advice() -> None:
    (line,) = told("unknown", examined(entry(), known=[item("k1", "https://example.org/other")]))
    assert line.startswith("11 advice")
    assert "https://example.org/other" in line


@pytest.mark.parametrize("url", ["http://example.org/a/", "https://example.org/a?utm_source=x", ""])
def test_the_same_page_and_no_address_are_no_difference(url: str) -> None:
    assert told("unknown", examined(entry(), known=[item("k1", url)])) == []


def test_without_an_inbox_nothing_is_said_of_ids() -> None:
    assert told("unknown", examined(entry())) == []


def test_an_item_without_an_id_needs_none() -> None:
    text = entry().replace("{#k1}", "")
    assert told("unknown", examined(text, known=[])) == []


# --- excerpts -------------------------------------------------------------------------------


def quoted(source: str, words: str = "Its own words.") -> Examined:
    known = item("k1")
    fields = {name: getattr(known, name) for name in Item.__dataclass_fields__}
    return examined(
        entry() + f"\n  Excerpt: {words}\n", known=[Item(**{**fields, "source": source})]
    )


def test_words_of_a_source_that_does_not_allow_it_are_told_at_their_line() -> None:
    assert told("excerpts", quoted("se-agency")) == [
        "16 warning: A strategy: Excerpt: Myndigheten does not allow it "
        "(reuse: none in sources.yaml); say it in your own words"
    ]
    assert told("excerpts", quoted("se-open")) == []


@pytest.mark.parametrize("source", ["hand", "gone"])
def test_words_of_nobody_known_are_told(source: str) -> None:
    assert "not known" in told("excerpts", quoted(source))[0]


def test_a_long_quotation_is_told_with_its_length() -> None:
    (line,) = told("excerpts", quoted("se-open", "word " * 70 + "end"))
    assert "353 characters, 300 at most" in line


def test_a_check_of_a_past_day_says_nothing_of_what_came_since() -> None:
    one = examined(entry(), stood(issue="update-2026-12-01", item="k1"))
    assert one.issue.date == date(2026, 12, 1)
    assert told("earlier", one) == []
