"""Dates are kept as exactly as the publisher knew them, and never more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.dates import (
    Moment,
    PartialDate,
    ago,
    begin_of,
    believable,
    in_words,
    is_before,
    whole_dates,
)

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "parts", "words"),
    [
        ("2026-03-17", (2026, 3, 17), "17 March 2026"),
        ("2026-03", (2026, 3, 0), "March 2026"),
        ("2026", (2026, 0, 0), "2026"),
        (" 2024-02-29 ", (2024, 2, 29), "29 February 2024"),
        ("0999-01", (999, 1, 0), "January 999"),
    ],
)
def test_a_partial_date_says_what_is_known(
    text: str, parts: tuple[int, int, int], words: str
) -> None:
    parsed = PartialDate.parse(text)

    assert (parsed.year, parsed.month, parsed.day) == parts
    assert str(parsed) == text.strip()
    assert parsed.in_words() == words


@pytest.mark.parametrize(
    "text",
    [
        "", "26", "2026-3-7", "2026-13", "2026-00", "2026-00-10", "2026-10-00", "2026-02-30",
        "2025-02-29", "0000", "17/03/2026", "2026-03-17T10:00", "2026-",
        "２０２６-03-17", "tomorrow",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


@given(st.dates())
def test_a_day_comes_back_as_it_was_written(day: date) -> None:
    assert PartialDate.parse(str(PartialDate.of(day))) == PartialDate.of(day)
    assert str(PartialDate.of(day)) == day.isoformat()


@given(st.lists(st.dates()))
def test_days_sort_as_dates_and_as_text(days: list[date]) -> None:
    partial = sorted(map(PartialDate.of, days))

    assert [str(one) for one in partial] == [day.isoformat() for day in sorted(days)]


def test_a_year_comes_before_its_months_and_a_month_before_its_days() -> None:
    texts = ["2025-12-31", "2026", "2026-01", "2026-01-01", "2026-02"]

    assert sorted(map(PartialDate.parse, texts)) == list(map(PartialDate.parse, texts))


def test_a_month_is_a_word_in_any_locale() -> None:
    assert in_words(date(2026, 3, 7)) == "7 March 2026"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (None, None),
        (NOW, "2026-12-01"),
        (NOW + timedelta(days=1), "2026-12-02"),
        (NOW + timedelta(days=1, seconds=1), None),
        (datetime(1990, 1, 2, tzinfo=UTC), "1990-01-02"),
        (datetime(1989, 12, 31, tzinfo=UTC), None),
        (datetime(1970, 1, 1, tzinfo=UTC), None),
        (datetime(2026, 12, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5))), "2026-12-02"),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))), None),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=12))), None),
        (PartialDate(2026), "2026"),
        (PartialDate(2026, 3), "2026-03"),
        (PartialDate(2026, 12), "2026-12"),
        (PartialDate(2027, 1), None),
        (PartialDate(2027), None),
        (PartialDate(1990), "1990"),
        (PartialDate(1989, 12), None),
    ],
)
def test_only_a_date_that_a_publisher_can_have_meant_is_believed(
    moment: Moment | None, day: str | None
) -> None:
    found = believable(moment, NOW)

    assert (str(found) if found else None) == day


@pytest.mark.parametrize(
    ("text", "begin", "past"),
    [
        ("2025", "2025-01-01", True),
        ("2026", "2026-01-01", False),
        ("2026-11", "2026-11-01", True),
        ("2026-12", "2026-12-01", False),
        ("2026-11-30", "2026-11-30", True),
        ("2026-12-01", "2026-12-01", False),
    ],
)
def test_a_partial_date_begins_with_its_first_day_and_is_past_after_its_last(
    text: str, begin: str, past: bool
) -> None:
    partial = PartialDate.parse(text)

    assert begin_of(partial) == datetime.fromisoformat(begin).replace(tzinfo=UTC)
    assert is_before(partial, NOW) == past
    assert begin_of(NOW) == NOW
    assert is_before(NOW, NOW) is False


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-10), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=400), "400 days ago"),
    ],
)
def test_how_long_ago_is_told_in_the_largest_unit(before: timedelta, words: str) -> None:
    assert ago(NOW - before, NOW) == words


def test_a_day_and_its_month_stay_on_one_line() -> None:
    assert whole_dates("Update, 22 November 2026") == "Update, 22\u00a0November 2026"
    assert whole_dates("122 Mayors, 3 Mayors") == "122 Mayors, 3 Mayors"
