"""Writing an issue: what is written is read back as it was, whatever its words are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from issue_strategies import HOSTILE, addresses, issue_with, issues, items, lines, some_lines

from newsletter.model.issue_file import read
from newsletter.model.issues import (
    LABELS,
    Issue,
    IssueItem,
    IssuePlace,
    IssueSection,
    Prose,
    Waiver,
    escaped,
    write,
)

DAY = date(2026, 12, 1)
hard = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def again(issue: Issue) -> Issue:
    return read(write(issue))


def titled(title: str, **more: object) -> Issue:
    return issue_with(replace(IssueItem(title), **more))  # type: ignore[arg-type]


def headed(heading: str) -> Issue:
    sections = (IssueSection(heading),)
    return Issue("update", DAY, "Subject", places=(IssuePlace(heading, sections=sections),))


@settings(hard, max_examples=200)
@given(issues)
@example(Issue("true", DAY, "Subject"))
@example(Issue("null", DAY, "Subject"))
@example(Issue("update", DAY, "Subject", language="no"))
@example(Issue("update", date(1, 1, 1), "Subject"))
@example(Issue("update", DAY, "Subject", waivers=(Waiver("size", "a -- b - > <!--"),)))
@example(issue_with(IssueItem("One"), Prose("1. One\n2. Two"), IssueItem("Two")))
def test_what_is_written_is_read_back(issue: Issue) -> None:
    assert again(issue) == issue


@settings(hard, max_examples=200)
@given(items)
@example(IssueItem("One", access=","))
@example(IssueItem("One", byline="Access: a publisher"))
@example(IssueItem("One", excerpt="Note: 1. # x"))
@example(IssueItem("One", url="https://example.org/?a=1&copy;=2"))
@example(IssueItem("One", summary=("A line\\\n    - that is broken  \n2 by two",)))
def test_an_item_is_read_back(item: IssueItem) -> None:
    assert again(issue_with(item)) == issue_with(item)


@settings(hard, max_examples=300)
@given(some_lines)
@example("C #")
@example("C# ##")
@example("# ##")
@example("1.")
@example("2026. The year")
@example("123456789) x")
@example("---")
@example("===")
@example("~~~")
@example("``")
@example("\\")
@example("a\\")
@example("&amp; &copy &#35;")
@example("[x]: y")
@example("{#x} {lang=sv}")
@example("<!-- waive: size x -->")
@example("Note:")
@example("https://example.org/a_b_c")
def test_plain_text_is_that_text_wherever_it_stands(text: str) -> None:
    fields = ("byline", "english", "excerpt", "when", "access")
    one = titled(text, **dict.fromkeys(fields, text), topics=(text.replace(",", "") or "x",))
    first, second = (
        replace(block, topics=()) for issue in (one, again(one)) for block in issue.items()
    )
    assert first == second
    assert again(headed(text)) == headed(text)


@settings(hard, max_examples=200)
@given(some_lines, lines)
@example("2026", "true")
@example("09", "null")
@example("a: b # c", "'\"\\")
@example("-", "[]")
@example("*a", "&b")
@example("---", "...")
def test_a_subject_is_that_text(subject: str, preheader: str) -> None:
    issue = Issue("update", DAY, subject, preheader)
    assert again(issue) == issue


@settings(hard, max_examples=300)
@given(addresses)
@example("https://example.org/(a)")
@example("https://example.org/)(")
@example("https://example.org/a\\")
@example("https://example.org/<a>&lt;&b;")
@example("https://example.org/a_b*c*")
@example("https://example.org/a%20b?c=d&amp=e")
@example("https://example.org/ö?q=é#ü")
def test_an_address_is_that_address(url: str) -> None:
    assert again(titled("One", url=url)) == titled("One", url=url)


@settings(hard, max_examples=100)
@given(st.lists(st.sampled_from(HOSTILE)).map("".join))
def test_white_space_in_plain_text_becomes_single_spaces(text: str) -> None:
    assert escaped(text) == escaped(" ".join(text.split()))
    assert len(escaped(text).splitlines()) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Research & development: Q&A with 3.5 million people!",
        "What’s new? 50% more (by 2026) – “good” ~ a/b | c = d + e - f",
        "The #MeToo effect, 5 > 4",
        "2026",
        "18 November 2026. Report, 40 pages, PDF.",
        "English is no label here",
    ],
)
def test_nothing_is_escaped_that_need_not_be(text: str) -> None:
    assert escaped(text) == text


@pytest.mark.parametrize("url", ["https://example.org/a?b=1&c=2#d", "https://example.org/~a_b-*"])
def test_an_address_is_written_so_that_it_can_be_copied(url: str) -> None:
    assert f"]({url})" in write(titled("One", url=url))


def test_a_file_is_written_as_an_editor_would_write_it() -> None:
    item = IssueItem(
        title="Psykisk hälsa", url="https://example.org/r", id="k3f9", language="sv",
        sensitive=True, byline="The institute, 2026.", summary=("One.", "Two."),
        english="Mental health", excerpt="Ord.", easy="Short.", when="Today", access="Free",
        topics=("peer support", "work"), note="Hard.", waivers=(Waiver("bylines", "it is old"),),
    )  # fmt: skip
    issue = Issue(
        "update", DAY, "Update: December", "Three things", intro="Hello.\n\nAgain.",
        places=(
            IssuePlace("Sweden", (IssueItem("Ours"),), (IssueSection("Research", (item,)),)),
            IssuePlace("WHO", (Prose("Nothing new."),)),
        ),
        waivers=(Waiver("size", "it is long"),),
    )  # fmt: skip
    assert (
        write(issue)
        == """\
---
publication: update
date: 2026-12-01
subject: "Update: December"
preheader: "Three things"
language: en
---

<!-- waive: size it is long -->

Hello.

Again.

## Sweden

- [Ours]{}

### Research

<!-- waive: bylines it is old -->

- [Psykisk hälsa](https://example.org/r){#k3f9 lang=sv .sensitive}
  The institute, 2026.

  English: Mental health

  One.

  Two.

  Excerpt: Ord.

  Easy: Short.

  When: Today

  Access: Free

  Topics: peer support, work

  Note: Hard.

## WHO

Nothing new.
"""
    )
    assert again(issue) == issue


def test_every_label_is_a_field_of_an_item() -> None:
    assert all(hasattr(IssueItem("One"), label.lower()) for label in LABELS)


def test_items_are_listed_in_their_order() -> None:
    one, two, three = (IssueItem(title) for title in ("One", "Two", "Three"))
    sections = (IssueSection("News", (two, Prose("Words."))),)
    places = (IssuePlace("Sweden", (one,), sections), IssuePlace("WHO", (three,)))
    issue = Issue("update", DAY, "Subject", places=places)
    assert [item.title for item in issue.items()] == ["One", "Two", "Three"]
    assert issue.slug == "update-2026-12-01"
