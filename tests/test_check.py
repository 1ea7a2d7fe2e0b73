"""Checking: each check finds its fault, a good issue has none, and an editor may answer."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from rendered import renderer

from newsletter.model.issue_file import read
from newsletter.model.mail import Mail, Slot
from newsletter.model.sources import Place, SourceBook
from newsletter.model.views import Organisation
from newsletter.stages.check import (
    CHECKS,
    SIZE_LIMIT,
    SIZE_WARNING,
    Examined,
    Finding,
    Level,
    blocking,
    check,
)
from newsletter.stages.compose import Frame, compose

BOOK = SourceBook(
    sections=["News", "Research"],
    places=[Place(code="SE", name="Sweden"), Place(code="CA", name="Canada")],
)
FRAME = Frame(
    "Update",
    "update",
    Organisation("The network", "The office", ("Wellington",)),
    "https://a.example",
)
GOOD = """\
---
publication: update
date: 2026-12-01
subject: Update
preheader: "Two webinars on peer work, and the yearly figures from Sweden"
---
Hello.

## Sweden

### Research

- [Psykisk hälsa](https://example.org/r){#r lang=sv}
  The institute, 18 November 2026.

  English: Mental health

  Yearly figures.

## Canada

- [A talk](https://example.org/t)
  The network, 3 November 2026.

  Excerpt: About peer work.
"""


@cache
def mail_of(text: str) -> Mail:
    return compose(read(text), BOOK, FRAME, renderer())


def examined(text: str = GOOD) -> Examined:
    return Examined(read(text), BOOK, ("update",), mail_of(text))


def found(old: str = "", new: str = "", **changes: Any) -> list[Finding]:
    """Return what is found in the good issue with ``old`` made ``new``, or its mail changed."""
    assert old in GOOD
    one = examined(GOOD.replace(old, new))
    return check(replace(one, mail=replace(one.mail, **changes)))


def test_a_good_issue_has_no_findings() -> None:
    assert found() == []


WARNING, ADVICE, ERROR = Level.WARNING, Level.ADVICE, Level.ERROR
FAULTS: dict[str, tuple[str, str, str, Level, int, str]] = {
    "a publication nobody declared": (
        "publication: update", "publication: updaet", "publication", ERROR, 1, "'updaet'",
    ),
    "a place of another name": ("## Sweden", "## Sweeden", "headings", WARNING, 9, "'Sweden'"),
    "a section of another name": (
        "### Research", "### Podcasts", "headings", WARNING, 11, "section",
    ),
    "no byline": (
        "  The institute, 18 November 2026.\n", "", "bylines", WARNING, 13, "Psykisk hälsa",
    ),
    "no summary": ("  Yearly figures.\n", "", "summaries", ADVICE, 13, "summary"),
    "no English title": (
        "  English: Mental health\n\n", "", "languages", WARNING, 13, "in Swedish",
    ),
    "no language": (" lang=sv", "", "languages", WARNING, 13, "lang="),
    "an address twice": (
        "https://example.org/t", "http://example.org/r/?utm_source=x", "repeats", WARNING, 22,
        "line 13",
    ),
    "a waiver of nothing": (
        "- [A talk]", "<!-- waive: bylnes we do not know -->\n- [A talk]", "waivers", WARNING, 22,
        "'bylines'",
    ),
    "a waiver of something else": (
        "Hello.", "<!-- waive: everything because -->", "waivers", WARNING, 7, "summaries",
    ),
    "a section with nothing in it": (
        "## Canada\n", "### News\n\n## Canada\n", "nothing", WARNING, 20, "'News'",
    ),
    "a heading without its space": ("## Canada", "##Canada", "glued", ERROR, 20, "space"),
    "a mark without a note": (
        "{#r lang=sv}", "{#r lang=sv .sensitive}", "notes", WARNING, 13, "Note:",
    ),
    "no preheader": (
        'preheader: "Two webinars on peer work, and the yearly figures from Sweden"\n', "",
        "preheader", WARNING, 1, "no preheader",
    ),
    "a short preheader": (
        " on peer work, and the yearly figures", "", "preheader", ADVICE, 1, "24",
    ),
    "a long preheader": ("Two webinars", "Two webinars " * 6, "preheader", ADVICE, 1, "characters"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "name", "level", "line", "words"), FAULTS.values(), ids=FAULTS.keys()
)
def test_a_fault_is_found(
    old: str, new: str, name: str, level: Level, line: int, words: str
) -> None:
    (one,) = found(old, new)
    assert (one.check, one.level, one.line, one.waived) == (name, level, line, "")
    assert words in one.message


def test_an_issue_without_items_is_an_error() -> None:
    (one,) = check(examined(GOOD.partition("## Sweden")[0]))
    assert (one.check, one.level) == ("empty", ERROR)


def test_a_title_in_the_language_of_the_issue_or_in_english_needs_no_english_one() -> None:
    swedish = GOOD.replace("subject", "language: sv\nsubject").replace(
        "  English: Mental health\n", ""
    )
    assert check(examined(swedish)) == []
    assert check(examined(swedish.replace("{#r lang=sv}", "{#r lang=en}"))) == []


@pytest.mark.parametrize(
    ("size", "level"),
    [
        (SIZE_WARNING, None),
        (SIZE_WARNING + 1, WARNING),
        (SIZE_LIMIT, WARNING),
        (SIZE_LIMIT + 1, ERROR),
    ],
)
def test_a_mail_that_gmail_would_cut_is_told(size: int, level: Level | None) -> None:
    html = mail_of(GOOD).html
    findings = found(html=html + "x" * (size - len(html.encode())))
    assert [(one.check, one.level) for one in findings] == ([("size", level)] if level else [])


@pytest.mark.parametrize("slot", [Slot.UNSUBSCRIBE, Slot.REASON])
@pytest.mark.parametrize("part", ["html", "text"])
def test_a_mail_nobody_can_leave_is_an_error(slot: Slot, part: str) -> None:
    text: str = getattr(mail_of(GOOD), part)
    (one,) = found(**{part: text.replace(slot, "")})
    assert (one.check, one.level) == ("leaving", ERROR)
    assert slot.name.lower() in one.message


@pytest.mark.parametrize("part", ["html", "text", "web"])
@pytest.mark.parametrize("mark", ["{% if", "https://example.org/%7B%7Burl%7D%7D"])
def test_what_a_template_left_behind_is_an_error(part: str, mark: str) -> None:
    (one,) = found(**{part: getattr(mail_of(GOOD), part) + mark})
    assert (one.check, one.level) == ("leftovers", ERROR)


def test_findings_come_in_the_order_of_their_lines() -> None:
    text = GOOD.replace("  The network, 3 November 2026.\n", "").replace("## Sweden", "## Swedn")
    text = text.replace("publication: update", "publication: other")
    lines = [one.line for one in check(examined(text))]
    assert lines == sorted(lines) == [1, 9, 22]


# --- waivers --------------------------------------------------------------------------------


def test_a_waiver_before_an_item_answers_for_that_item_alone() -> None:
    text = GOOD.replace("  The institute, 18 November 2026.\n", "")
    text = text.replace("  The network, 3 November 2026.\n", "")
    waived = text.replace("- [Psyk", "<!-- waive: bylines nobody signs it -->\n\n- [Psyk")
    assert [(one.check, one.waived) for one in check(examined(waived))] == [
        ("bylines", "nobody signs it"),
        ("bylines", ""),
    ]


def test_a_waiver_at_the_top_answers_for_the_whole_issue() -> None:
    one = examined(GOOD.replace("Hello.", "<!-- waive: size we know -->"))
    long = replace(one, mail=replace(one.mail, html=one.mail.html + "x" * SIZE_LIMIT))
    (finding,) = check(long)
    assert (finding.check, finding.waived) == ("size", "we know")
    assert blocking([finding]) == []


def test_a_waiver_answers_for_no_other_check() -> None:
    text = GOOD.replace("  The network, 3 November 2026.\n", "")
    waived = text.replace("- [A talk]", "<!-- waive: summaries it is short -->\n- [A talk]")
    assert [(one.check, one.waived) for one in check(examined(waived))] == [("bylines", "")]


def test_only_errors_that_nobody_waived_block() -> None:
    levels = [Finding("size", level, 1, "", waived) for level in Level for waived in ("", "yes")]
    assert blocking(levels) == [Finding("size", Level.ERROR, 1, "")]


def test_every_check_says_what_it_is_for() -> None:
    names = [one.__name__ for one in CHECKS]
    assert len(set(names)) == len(names)
    assert all(one.__doc__ for one in CHECKS)
