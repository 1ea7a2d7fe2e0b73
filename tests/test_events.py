"""An organiser's line is read or refused; its hours are the same moment everywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newsletter.model.events import (
    Event,
    WrongDate,
    day_of,
    elsewhere,
    event_of,
    here,
    hours_of,
)
from newsletter.model.zones import city_of

EIGHTH = date(2026, 12, 8)
NETWORK = [
    "Pacific/Auckland", "Australia/Sydney", "America/Toronto", "Europe/London", "Europe/Dublin",
    "Europe/Amsterdam", "Europe/London", "Europe/Stockholm", "America/New_York",
]  # fmt: skip
ZONES = [
    "Europe/Stockholm", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Kolkata",
    "Asia/Kathmandu", "Australia/Adelaide", "Australia/Sydney", "Pacific/Auckland", "Pacific/Apia",
    "Pacific/Honolulu", "America/St_Johns", "UTC", "UTC+13:00", "UTC-03:30",
]  # fmt: skip


def zone_of(name: str) -> tzinfo:
    offset = re.fullmatch(r"UTC([+-])(\d\d):(\d\d)", name)
    if not offset:
        return ZoneInfo(name)
    away = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    return timezone(-away if offset[1] == "-" else away)


def moments_of(event: Event) -> list[list[datetime]]:
    """Return when the hours of each day begin and end."""
    assert event.start is not None
    moments = []
    for number in range((event.last - event.first).days + 1):
        day = event.first + timedelta(days=number)
        begin = datetime.combine(day, event.start, zone_of(event.zone))
        moments.append([begin])
        if event.end:
            over = timedelta(days=event.end <= event.start)
            moments[-1].append(datetime.combine(day + over, event.end, begin.tzinfo))
    return moments


def walls(moments: list[datetime], zone: str) -> list[datetime]:
    return [moment.astimezone(zone_of(zone)).replace(tzinfo=None) for moment in moments]


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 1))
# When clocks are changed, which days drawn from a century hardly ever meet, and the days before.
CHANGES = st.builds(
    lambda day, before: day - timedelta(days=before),
    st.sampled_from([
        date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 9, 27),
        date(2026, 10, 4), date(2026, 10, 25), date(2026, 11, 1), date(2011, 12, 30),
    ]),
    st.integers(0, 2),
)  # fmt: skip


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Draw an event with hours that there are, on one day or several."""
    first = draw(DAYS | CHANGES)
    last = first + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 2, 7, 30, 366])))
    start = draw(st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59])))
    # A length, because an end that is drawn may be the beginning.
    length = draw(st.sampled_from([None, 15, 60, 90, 240, 600, 720, 735, 1439, 1440]))
    end = (datetime.combine(first, start) + timedelta(minutes=length or 0)).time()
    zone = draw(st.sampled_from(ZONES))
    event = Event(first, last, start, end if length else None, zone, city_of(zone))
    over = " the next day" if length and end <= start else ""
    hours = f"{start:%H:%M}" + (f" to {end:%H:%M}{over}" if length else "")
    try:
        event_of(f"{day_of(event)}, {hours}, {zone}")
    except ValueError as error:
        assert re.search("skips|twice", str(error))  # noqa: PT017
        assume(False)
    return event


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
        ("Monday 8 December 2026", "Tuesday, which 8 December 2026 is, not Monday"),
        ("Mon 8 to Thu 10 December 2026", "Tuesday, which 8 December 2026 is, not Mon"),
        ("8 to Friday 10 December 2026", "Thursday, which 10 December 2026 is, not Friday"),
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


def test_an_event_of_whole_days_has_no_clock() -> None:
    event = event_of("8 to 10 December 2026, Folkets hus, Stockholm", "Europe/Stockholm")

    assert event == Event(EIGHTH, date(2026, 12, 10))
    assert (hours_of(event), here(event, "Pacific/Auckland"), elsewhere(event, NETWORK)) == (
        "",
    ) * 3


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


def test_an_hour_that_comes_twice_here_is_told_with_its_clock() -> None:
    event = event_of("25 October 2026, 00:30 to 01:15 UTC")

    assert here(event, "Europe/London") == "01:30 (UTC+01:00) to 01:15 (UTC) in London"
    assert elsewhere(event, ["Europe/London"]) == "01:30 (UTC+01:00) in London"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("23:00 to 02:30, Stockholm", "23:00 to 02:30 the next day in Stockholm"),
        ("22:00 to 24:00, Stockholm", "22:00 to midnight in Stockholm"),
        ("00:00 to 24:00, Stockholm", "00:00 to midnight in Stockholm"),
        ("14:00 UTC", "14:00 UTC"),
        ("23:00 to 02:30 UTC", "23:00 to 02:30 the next day UTC"),
        ("14:00 to 15:30 UTC+1", "14:00 to 15:30 (UTC+01:00)"),
    ],
)
def test_hours_tell_the_night_and_the_clock(hours: str, words: str) -> None:
    assert hours_of(event_of(f"8 December 2026, {hours}")) == words


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("8 December 2026", "Tuesday 8 December 2026"),
        ("8 to 10 December 2026", "Tuesday 8 to Thursday 10 December 2026"),
        ("30 November to 2 December 2026", "Monday 30 November to Wednesday 2 December 2026"),
        (
            "31 December 2026 to 2 January 2027",
            "Thursday 31 December 2026 to Saturday 2 January 2027",
        ),
        ("8 May 2026 to 8 May 2027", "Friday 8 May 2026 to Saturday 8 May 2027"),
    ],
)  # fmt: skip
def test_days_are_printed_with_their_weekdays(line: str, day: str) -> None:
    assert day_of(event_of(line)) == day


@pytest.mark.parametrize(
    ("line", "zone", "words"),
    [
        ("14:00 to 15:30, Stockholm", "Europe/London", "13:00 to 14:30 in London"),
        ("14:00, Stockholm", "America/New_York", "08:00 in New York"),
        ("14:00 to 15:30, Stockholm", "Pacific/Auckland",
         "Wednesday 9 December, 02:00 to 03:30 in Auckland"),
        ("09:00 to 10:00, Auckland", "America/Los_Angeles",
         "Monday 7 December, 12:00 to 13:00 in Los Angeles"),
        ("14:00 to 15:30, Stockholm", "Europe/Stockholm", ""),
        ("14:00 to 15:30, Stockholm", "Europe/Amsterdam", "the same hours in Amsterdam"),
        ("14:00 to 15:30, London", "Europe/Dublin", "the same hours in Dublin"),
        ("23:00 to 02:30, London", "Europe/Dublin", "the same hours in Dublin"),
        ("14:00 UTC", "Europe/London", "the same hours in London"),
        ("14:00, London", "UTC", "the same hours UTC"),
        ("14:00 to 15:30, Edinburgh", "Europe/London", ""),
        ("14:00, America/Montreal", "America/Toronto", "the same hours in Toronto"),
        ("14:00 UTC", "Etc/UTC", ""),
        ("14:00 to 15:30, Stockholm", "Asia/Kathmandu", "18:45 to 20:15 in Kathmandu"),
        ("22:00 to 01:00, Stockholm", "Europe/London", "21:00 to midnight in London"),
        ("14:00, UTC+5:30", "UTC", "08:30 UTC"),
        ("14:00 UTC", "UTC+05:30", "19:30 (UTC+05:30)"),
        ("10:00 to 18:00, London", "Pacific/Auckland", "23:00 to 07:00 the next day in Auckland"),
        ("23:00 to 02:30, Stockholm", "America/New_York", "17:00 to 20:30 in New York"),
    ],
)  # fmt: skip
def test_the_hours_here_name_the_day_only_if_it_is_another(
    line: str, zone: str, words: str
) -> None:
    assert here(event_of(f"8 December 2026, {line}"), zone) == words


def test_a_new_year_elsewhere_is_told_with_its_year() -> None:
    event = event_of("31 December 2026, 14:00, Stockholm")

    assert here(event, "Pacific/Auckland") == "Friday 1 January 2027, 02:00 in Auckland"


def test_several_days_elsewhere_are_moved_together() -> None:
    event = event_of("8 to 10 December 2026, 14:00 to 16:00, Stockholm")

    assert here(event, "Europe/London") == "13:00 to 15:00 in London"
    expected = "Wednesday 9 to Friday 11 December, 02:00 to 04:00 in Auckland"
    assert here(event, "Pacific/Auckland") == expected


def test_several_nights_elsewhere_are_named_where_the_evenings_are_others() -> None:
    nights = event_of("4 to 5 December 2026, 23:00 to 02:30, Stockholm")
    days = event_of("4 to 5 December 2026, 09:00 to 17:00, London")

    assert here(nights, "Europe/London") == "22:00 to 01:30 the next day in London"
    assert here(nights, "America/New_York") == (
        "Friday 4 to Saturday 5 December, 17:00 to 20:30 in New York"
    )
    assert here(days, "Pacific/Auckland") == (
        "Friday 4 to Saturday 5 December, 22:00 to 06:00 the next day in Auckland"
    )


def test_hours_that_change_with_the_clocks_are_told_for_each_part() -> None:
    # Clocks go back in Europe on 25 October 2026, in America a week later.
    event = event_of("23 to 26 October 2026, 09:00 to 17:00, Toronto")

    assert here(event, "Europe/London") == (
        "Friday 23 to Saturday 24 October, 14:00 to 22:00; "
        "Sunday 25 to Monday 26 October, 13:00 to 21:00 in London"
    )
    assert here(event, "America/New_York") == "the same hours in New York"
    longer = replace(event, last=date(2026, 11, 3))
    assert here(longer, "Europe/London") == (
        "Friday 23 to Saturday 24 October, 14:00 to 22:00; "
        "Sunday 25 to Saturday 31 October, 13:00 to 21:00; "
        "Sunday 1 to Tuesday 3 November, 14:00 to 22:00 in London"
    )


def test_the_world_clock_is_compact_and_begins_with_the_earliest() -> None:
    event = event_of("8 December 2026, 14:00 to 15:30, Stockholm")

    assert elsewhere(event, [*NETWORK, "America/Los_Angeles"]) == (
        "05:00 in Los Angeles, 08:00 in New York and Toronto, 13:00 in Dublin and London; "
        "Wednesday 9 December: 00:00 in Sydney, 02:00 in Auckland"
    )


def test_the_world_clock_names_the_day_before_and_then_the_day() -> None:
    event = event_of("8 December 2026, 09:00, Auckland")

    assert elsewhere(event, ["Australia/Sydney", "Asia/Kolkata", "Europe/London", "UTC"]) == (
        "Monday 7 December: 20:00 in London and UTC; Tuesday 8 December: 01:30 in Kolkata, "
        "07:00 in Sydney"
    )


def test_the_world_clock_is_silent_where_all_clocks_show_the_same() -> None:
    event = event_of("8 December 2026, 14:00, Stockholm")

    assert elsewhere(event, ["Europe/Amsterdam", "Europe/Stockholm"]) == ""
    assert elsewhere(event, []) == ""


@given(events())
def test_what_is_printed_is_read_as_the_same_event(event: Event) -> None:
    assert event_of(f"{day_of(event)}, {hours_of(event)}") == event


@given(DAYS, st.integers(0, 500))
def test_whole_days_that_are_printed_are_read_as_the_same(first: date, more: int) -> None:
    event = Event(first, first + timedelta(days=more))

    assert event_of(day_of(event)) == event


_TOLD = re.compile(
    r"(?P<begin>\d\d:\d\d)(?P<first> \(UTC.*?\))?(?: to (?P<end>midnight|\d\d:\d\d)"
    r"(?P<second> \(UTC.*?\))?(?P<next> the next day)?(?: on (?P<day>.+))?)?"
)


def told(words: str, event: Event) -> list[list[datetime]]:
    """Return what a reader takes ``words`` for: when each day's hours begin and end."""
    moments = []
    for part in words.split("; "):
        days, _, hours = part.rpartition(", ")
        year = "" if re.search(r"\d{4}$", days) else f" {event.first.year}"
        span = event_of(days + year) if days else event
        match = _TOLD.fullmatch(hours)
        assert match, hours
        for number in range((span.last - span.first).days + 1):
            day = span.first + timedelta(days=number)
            moments.append([datetime.combine(day, time.fromisoformat(match["begin"]))])
            if match["end"]:
                midnight = match["end"] == "midnight"
                end = time() if midnight else time.fromisoformat(match["end"])
                day += timedelta(days=bool(midnight or match["next"]))
                day = event_of(match["day"]).first if match["day"] else day
                moments[-1].append(datetime.combine(day, end))
    return moments


@given(events(), st.sampled_from(ZONES))
def test_a_reader_takes_the_hours_here_for_the_same_moments(event: Event, zone: str) -> None:
    words, city = here(event, zone), city_of(zone)
    if zone == event.zone:
        assert words == ""
        return
    behind = {"UTC": " UTC"}.get(city, f" ({city})" if city.startswith("UTC") else f" in {city}")
    assert words.endswith(behind)
    words = words.removesuffix(behind)
    own = [walls(moments, event.zone) for moments in moments_of(event)]
    there = [walls(moments, zone) for moments in moments_of(event)]

    assert (own if words == "the same hours" else told(words, event)) == there
    assert words == "the same hours" or own != there or "(UTC" in words
    if event.last > event.first and [m[-1].date() for m in own] != [m[-1].date() for m in there]:
        assert ", " in words


@given(events())
def test_a_reader_takes_the_hours_for_those_of_the_organiser(event: Event) -> None:
    behind = f" in {event.city}"
    if event.city.startswith("UTC"):
        behind = " UTC" if event.city == "UTC" else f" ({event.city})"
    own = [walls(moments, event.zone) for moments in moments_of(event)]

    assert told(hours_of(event).removesuffix(behind), event) == own


@given(events(), st.sampled_from(ZONES))
def test_the_world_clock_tells_the_moment_at_which_it_starts(event: Event, zone: str) -> None:
    begin = moments_of(event)[0][0]
    wall = begin.astimezone(zone_of(zone)).replace(tzinfo=None)
    words = elsewhere(event, [zone])
    if not words:
        assert begin.replace(tzinfo=None) == wall
        return
    day, _, hours = words.rpartition(": ")
    assert hours.startswith(f"{wall:%H:%M} ")
    assert city_of(zone) in hours
    year = "" if re.search(r"\d{4}$", day) else f" {event.first.year}"
    assert (event_of(day + year).first if day else event.first) == wall.date()


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
