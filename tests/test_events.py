"""An organiser's line is read as people write it, or refused in words."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.events import (
    Event,
    WrongDate,
    day_of,
    event_of,
    hours_of,
)

EIGHTH = date(2026, 12, 8)


@pytest.mark.parametrize(
    "day",
    [
        "8 December 2026", "Tuesday 8 December 2026", "Tuesday, 8 December 2026", "Tue 8 Dec 2026",
        "tues. 8 dec. 2026", "8th December 2026", "Tuesday the 8th of December 2026",
        "December 8, 2026", "Tuesday, December 8, 2026", "Dec 8 2026", "2026-12-08",
        "Tuesday 2026-12-08", "08 December 2026", "8 December, 2026", "8. december 2026",
        "8. DECEMBER 2026", "tuesday the 8. of dec. 2026", "december 8, 2026", "TUE 8 DEC 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(day: str) -> None:
    assert event_of(day) == Event(EIGHTH, EIGHTH)
    assert event_of(f" {day}, 14:00, Stockholm.").first == EIGHTH


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ("8 to 10 December 2026", EIGHTH, date(2026, 12, 10)),
        ("8-10 December 2026", EIGHTH, date(2026, 12, 10)),
        ("8.-10. december 2026", EIGHTH, date(2026, 12, 10)),
        ("8–10 Dec 2026", EIGHTH, date(2026, 12, 10)),
        ("8 – 10 December 2026", EIGHTH, date(2026, 12, 10)),
        ("Tuesday 8 until Thursday 10 December 2026", EIGHTH, date(2026, 12, 10)),
        ("Tue 8 December to Thu 10 December 2026", EIGHTH, date(2026, 12, 10)),
        ("December 8 to 10, 2026", EIGHTH, date(2026, 12, 10)),
        ("December 8-10, 2026", EIGHTH, date(2026, 12, 10)),
        ("2026-12-08 to 2026-12-10", EIGHTH, date(2026, 12, 10)),
        ("2026-12-08 – 2026-12-10", EIGHTH, date(2026, 12, 10)),
        ("30 November to 2 December 2026", date(2026, 11, 30), date(2026, 12, 2)),
        ("November 30 to December 2, 2026", date(2026, 11, 30), date(2026, 12, 2)),
        ("31 December 2026 to 2 January 2027", date(2026, 12, 31), date(2027, 1, 2)),
        ("December 31, 2026 to January 2, 2027", date(2026, 12, 31), date(2027, 1, 2)),
        ("8 May 2026 to 10 Sept 2026", date(2026, 5, 8), date(2026, 9, 10)),
    ],
)
def test_several_days_are_read(days: str, first: date, last: date) -> None:
    assert event_of(days) == Event(first, last)


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [
        ("14:00", time(14), None),
        ("14.00", time(14), None),
        ("14h", time(14), None),
        ("14h30", time(14, 30), None),
        ("2 pm", time(14), None),
        ("2PM", time(14), None),
        ("2:30pm", time(14, 30), None),
        ("2.30 p.m.", time(14, 30), None),
        ("12 pm", time(12), None),
        ("12:30 am", time(0, 30), None),
        ("noon", time(12), None),
        ("12 noon", time(12), None),
        ("midday", time(12), None),
        ("at 9:00", time(9), None),
        ("02:30", time(2, 30), None),
        ("00:00", time(0), None),
        ("14:00 to 15:30", time(14), time(15, 30)),
        ("14:00-15:30", time(14), time(15, 30)),
        ("14:00 – 15:30", time(14), time(15, 30)),
        ("14.00—15.30", time(14), time(15, 30)),
        ("from 14:00 until 15:30", time(14), time(15, 30)),
        ("14 to 15:30", time(14), time(15, 30)),
        ("14:00 to 15", time(14), time(15)),
        ("2 to 3:30 pm", time(14), time(15, 30)),
        ("2-3 pm", time(14), time(15)),
        ("11 to 1 pm", time(11), time(13)),
        ("10 am to 12:15 pm", time(10), time(12, 15)),
        ("10 to 12 pm", time(10), time(12)),
        ("10 am to noon", time(10), time(12)),
        ("noon to 1:30 pm", time(12), time(13, 30)),
        ("10 pm to 12 am", time(22), time(0)),
        ("9:00 to 17:00", time(9), time(17)),
        ("7:30 to 15:00", time(7, 30), time(15)),
        ("2 pm to 15:30", time(14), time(15, 30)),
        ("22:00 to 1:30", time(22), time(1, 30)),
        ("22:00 to 01:30", time(22), time(1, 30)),
        ("22:00 to midnight", time(22), time(0)),
        ("22:00 to 24:00", time(22), time(0)),
        ("10:00 to 24:00", time(10), time(0)),
        ("00:00 to 24:00", time(0), time(0)),
        ("10:00 to 00:00", time(10), time(0)),
        ("19:00 to 07:00", time(19), time(7)),
        ("14:00 to 1:30", time(14), time(1, 30)),
        ("22:00 to 01:30 the next day", time(22), time(1, 30)),
        ("22:00 to 01:30 (on the following day)", time(22), time(1, 30)),
        ("14:00 to 13:00, the next day", time(14), time(13)),
        ("14:00 to 14:00 the next day", time(14), time(14)),
    ],
)
def test_hours_are_read_as_people_write_them(hours: str, start: time, end: time | None) -> None:
    expected = Event(EIGHTH, EIGHTH, start, end, "Europe/Stockholm", "Stockholm")

    assert event_of(f"8 December 2026, {hours}, Stockholm") == expected
    assert event_of(f"Tuesday 8 December 2026 {hours} in Stockholm (CET)") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", "a date such as 8 December 2026, 14:00 to 15:30, Stockholm"),
        ("tomorrow at noon", "a date such as"),
        ("8 December, 14:00, Stockholm", "the year as well, such as 8 December 2026"),
        ("Tue 8 to 10 December", "the year as well, such as Tue 8 to 10 December 2026"),
        ("8 December 26, 14:00, Stockholm", "the four digits of the year: 8 December 2026"),
        ("December 8, '26", "the four digits of the year: December 8 2026"),
        ("8 Decembre 2026", "the month in English, not 'Decembre'"),
        ("8 December 2026/27", "a date such as"),
        ("Online, 8 December 2026, 14:00, Stockholm", "the day first, not 'Online'"),
        ("14:00 on 8 December", "the day first, not '14:00 on'"),
        ("8 and 10 December 2026, 14:00, Stockholm", "one event, such as 8 to 10 December 2026: "
         "'8 and 10 December' are two"),
        ("8, 9 & 10 December 2026", "one event, such as 8 to 10 December 2026: '8, 9 & 10 Dec"),
        ("Tue 8 December or Thu 10 December 2026", "one event"),
        ("8 December 2026 and 10 December 2026, 14:00, Stockholm", "one event"),
        ("December 8 and 10, 2026", "one event"),
        ("8/9 December 2026", "one event"),
        ("2026-12-08T14:00", "a date such as"),
        ("03/04/2026, 14:00, Stockholm", "the month as a word, such as 3 April 2026: 03/04/"),
        ("8.12.2026", "the month as a word"),
        ("Tuesday 8/12/2026", "the month as a word, such as 3 April 2026: 8/12/2026 is"),
        ("8-12-2026", "the month as a word"),
        ("Monday 8 December 2026", "Tuesday 8 December 2026 (that day is no Monday)"),
        ("Mon 8 to Thu 10 December 2026", "Tuesday 8 December 2026 (that day is no Mon)"),
        ("8 to Friday 10 December 2026", "Thursday 10 December 2026 (that day is no Friday)"),
        ("31 November 2026", "a day that exists, not 31 November 2026"),
        ("2026-13-01", "a day that exists"),
        ("29 February 2027", "a day that exists"),
        ("8 December 0026", "a year such as 2026"),
        ("10 to 8 December 2026", "a last day after the first, which is 10 December 2026"),
        ("8 December 2026, 5, Stockholm", "hours such as 14:00 to 15:30, 2 pm or noon"),
        ("8 December 2026, 1400, Stockholm", "hours such as"),
        ("8 December 2026, 14:0, Stockholm", "hours such as"),
        ("8 December 2026, Room 5", "hours such as"),
        ("8 December 2026, 25:00, Stockholm", "an hour there is, not 25:00"),
        ("8 December 2026, 24:30, Stockholm", "an hour there is, not 24:30"),
        ("8 December 2026, 14 pm, Stockholm", "an hour there is, not 14:00 pm"),
        ("8 December 2026, 0 am, Stockholm", "an hour there is"),
        ("8 December 2026, 2:30, Stockholm", "02:30 or 14:30: 2:30 may be either"),
        ("8 December 2026, 12:30 to 1:30, Stockholm", "01:30 or 13:30"),
        ("8 December 2026, 2 pm to 3:30, Stockholm", "am or pm behind 3:30 as well"),
        ("8 December 2026, midnight, Stockholm", "00:00 instead of midnight"),
        ("8 December 2026, 24:00, Stockholm", "00:00 and the date of the next day, not 24:00"),
        ("8 December 2026, 24h to 1:30, Stockholm", "00:00 and the date of the next day"),
        ("8 December 2026, 2 to 3, Stockholm", "am or pm, or hours such as 14:00, not 2 to 3"),
        ("8 December 2026, 14-16, Stockholm", "hours such as 14:00, not 14 to 16"),
        ("8 December 2026, 10 to 12 am, Stockholm", "am or pm behind 10 as well"),
        ("8 December 2026, 14:00 to 3:30, Stockholm", "03:30 or 15:30: 3:30 may be either"),
        ("8 December 2026, 14:00 to 15:00 the next day, Stockholm", "an event of at most 24 hours"),
        ("8 December 2026, 14:00 to 13:00, Stockholm",
         'an end after the beginning, or "13:00 the next day", not 14:00 to 13:00'),
        ("8 December 2026, 19:00 to 07:01, Stockholm", "an end after the beginning"),
        ("8 December 2026 to 10 December 2062, 14:00, Stockholm", "a last day at most a year"),
        ("8 December 2026, 14:00 to 2 pm, Stockholm", "an end that is not the beginning, 14:00"),
        ("8 December 2026, 22:00 to 9 December 2026, 01:00, London",
         'only the day on which it begins: write "8 December 2026, 22:00 to 01:00, London"'),
        ("8 December 2026 at 10 pm to Wed 9 December at 1 am, London",
         'only the day on which it begins: write "8 December 2026 at 10 pm to 1 am, London"'),
        ("8 December 2026, 14:00 to 2026-12-08 15:30, London",
         'only the day on which it begins: write "8 December 2026, 14:00 to 15:30, London"'),
        ("8 December 2026, 14:00 to 10 December 2026, 01:00, London",
         "the day, or the first and the last, in front; not 10 December 2026 behind them"),
        ("8 December 2026, 14:00 to 9 December 2026", "the day, or the first and the last, in"),
        ("8 December 2026, 14:00, London, register by 1 December", "the day, or the first and"),
        ("8 December 2026, 14:00 Stockholm, 13:00 London", "a city behind the hours"),
        ("8 December 2026, 14:00 IST", "a city instead of IST"),
        ("8 December 2026, 14:00", "a city behind the hours, such as Stockholm"),
    ],
)  # fmt: skip
def test_what_could_mean_two_things_is_refused_in_words(line: str, expected: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}"):
        event_of(line)


@pytest.mark.parametrize(
    "line",
    [
        "Monday 8 December 2026", "31 November 2026", "10 to 8 December 2026",
        "8 December 2026, 25:00, Stockholm", "8 December 2026, 14 pm, Stockholm",
        "29 March 2026, 02:30, Stockholm", "28 to 30 March 2026, 02:30, Stockholm",
        "8 December 2026, 14:00 to 13:00, Stockholm", "8 December 2026, 14:00 to 2 pm, Stockholm",
        "8 December 2026, 22:00 to Monday 9 December 2026, 01:00, Stockholm",
    ],
)  # fmt: skip
def test_what_cannot_be_is_wrong(line: str) -> None:
    with pytest.raises(WrongDate):
        event_of(line)


@pytest.mark.parametrize(
    "line",
    [
        "", "8 December", "03/04/2026", "8 and 10 December 2026", "8 December 2026, 24:00, London",
        "8 December 2026, midnight, London", "8 December 2026, 2 to 3, London",
        "8 December 2026, 14:00 IST", "25 October 2026, 01:30, London",
        "8 December 2026, 22:00 to 9 December 2026, 01:00, London",
    ],
)  # fmt: skip
def test_what_cannot_be_read_need_not_be_wrong(line: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as raised:
        event_of(line)
    assert not isinstance(raised.value, WrongDate)


def test_hours_without_a_city_are_those_of_the_place() -> None:
    event = event_of("8 December 2026, 14:00 to 15:30 (online)", "Europe/Dublin")

    assert hours_of(event) == "14:00 to 15:30 in Dublin"


def test_a_city_wins_over_the_place() -> None:
    event = event_of("8 December 2026, 14:00, Utrecht", "Europe/Dublin")

    assert (event.zone, event.city) == ("Europe/Amsterdam", "Utrecht")


def test_an_hour_that_clocks_skip_is_refused() -> None:
    for hours in ("02:30", "01:30 to 02:30"):
        with pytest.raises(
            ValueError, match=r"^an hour that exists: Stockholm skips 02:30 on 29 Mar"
        ):
            event_of(f"29 March 2026, {hours}, Stockholm")
    assert event_of("29 March 2026, 03:00, Stockholm").start == time(3)


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("25 October 2026, 01:30, London", "25 October 2026, 00:30 or 01:30 UTC"),
        ("25 October 2026, 00:30 to 01:30, London", "25 October 2026, 00:30 or 01:30 UTC"),
        ("24 October 2026, 22:00 to 01:30, London", "25 October 2026, 00:30 or 01:30 UTC"),
        ("24 to 26 October 2026, 01:30 to 04:00, London", "25 October 2026, 00:30 or 01:30 UTC"),
        ("5 April 2026, 02:30, Auckland", "4 April 2026, 13:30 or 14:30 UTC"),
    ],
)
def test_an_hour_that_comes_twice_is_to_be_given_in_utc(line: str, hour: str) -> None:
    with pytest.raises(ValueError, match=rf"^the hour in UTC \({re.escape(hour)}\): .* twice on"):
        event_of(line)


def test_the_hours_round_one_that_comes_twice_are_read() -> None:
    assert event_of("25 October 2026, 00:59 to 02:00, London").end == time(2)
    assert event_of("25 October 2026, 00:30 to 01:30 UTC").end == time(1, 30)


@given(st.text(max_size=60) | st.from_regex(r"[0-9a-zA-Z:., +/–-]{0,40}", fullmatch=True))
def test_no_line_breaks_the_reader(line: str) -> None:
    fronts = ("", "8 December 2026, ", "8 December 2026, 14:00 ", "8 December 2026, 14:00 to ")
    for text in (f"{front}{line}" for front in fronts):
        try:
            event = event_of(text)
        except ValueError as error:
            assert str(error)  # noqa: PT017
        else:
            assert day_of(event)
            assert bool(hours_of(event)) == bool(event.zone) == (event.start is not None)
