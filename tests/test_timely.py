"""Checks of time: what is over, closed, old, undated or told of another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from test_check import examined

from newsletter.stages.check import Examined, Finding, Level, check

WARNING, ADVICE = Level.WARNING, Level.ADVICE
ISSUE = """\
---
publication: update
date: 2026-12-01
subject: Update
preheader: "Two webinars on peer work, and the yearly figures from Sweden, and much more to read"
---
Hello.

## Sweden

### Research

- [A report](https://example.org/r){#r}
  The institute, 18 November 2026.

  Yearly figures.

  Easy: How people in Sweden feel.
"""
NAMES = ("closing", "stale", "undated", "numbers", "when")


def found(old: str = "", new: str = "", **known: object) -> list[Finding]:
    assert old in ISSUE
    one: Examined = replace(examined(ISSUE.replace(old, new)), **known)  # type: ignore[arg-type]
    return [finding for finding in check(one) if finding.check in NAMES]


@pytest.mark.parametrize(
    ("old", "new", "name", "level", "line", "words"),
    [
        ("  Easy", "  Access: Free; register by 30 November 2026.\n\n  Easy",
         "closing", WARNING, 18, "'register by 30 November 2026' is before 1 December 2026"),
        ("  Easy", "  Access: Registration closes Monday 30 November 2026\n\n  Easy",
         "closing", WARNING, 18, "closes Monday 30 November 2026"),
        ("Yearly figures.", "Responses until 20 November 2026.", "closing", WARNING, 16,
         "Responses until"),
        ("18 November 2026", "18 August 2026", "stale", ADVICE, 14, "3 months before"),
        (", 18 November 2026", "", "undated", WARNING, 14, "no date"),
        ("subject: Update", 'subject: "Update, 2 December 2026"', "numbers", WARNING, 4,
         "the subject says 2 December 2026, the date 1 December 2026"),
        ("Two webinars on peer work", "12 new publications on peer work", "numbers", WARNING, 5,
         "the preheader says 12 new, the issue has 1 item"),
    ],
)  # fmt: skip
def test_what_is_late_is_told(
    old: str, new: str, name: str, level: Level, line: int, words: str
) -> None:
    (one,) = found(old, new)
    assert (one.check, one.level, one.line) == (name, level, line)
    assert words in one.message


def test_what_is_still_open_on_the_planned_day_is_not_told() -> None:
    access = "  Access: Free; register by 3 December 2026.\n\n  Easy"
    assert found("  Easy", access) == []
    (late,) = found("  Easy", access, sending=date(2026, 12, 4))
    assert "is before 4 December 2026, when readers get this" in late.message


def test_an_event_that_is_over_on_the_planned_day_is_told() -> None:
    when = "  When: 8 December 2026, 14:00 to 15:30, Stockholm\n\n  Easy"
    assert found("  Easy", when) == []
    (late,) = found("  Easy", when, sending=date(2026, 12, 9))
    assert "was over on 8 December 2026" in late.message


def test_a_file_of_another_name_is_told() -> None:
    assert found(file="update-2026-12-01") == []
    (one,) = found(file="update-2026-12-15")
    assert "update-2026-12-15.md, its date and publication say update-2026-12-01" in one.message


@pytest.mark.parametrize(
    "words",
    [
        "Yearly figures since 1 January 2020.",
        "The book is about how services close.",
        "Closing the gap: a report of 3 May 2019 is compared with this one.",
        "The register was begun on 4 March 2015.",
        "People who apply are answered within two weeks.",
    ],
)
def test_a_day_of_long_ago_in_a_summary_is_no_deadline(words: str) -> None:
    assert found("Yearly figures.", words) == []


@pytest.mark.parametrize("byline", ["The institute, 2026.", "The institute, November 2026."])
def test_a_month_or_a_year_is_a_date(byline: str) -> None:
    assert found("The institute, 18 November 2026.", byline) == []


def test_an_event_needs_no_date_of_its_own_in_the_byline() -> None:
    when = "When: 8 December 2026, 14:00 to 15:30, Stockholm"
    assert found("The institute, 18 November 2026.", f"The institute.\n\n  {when}") == []
