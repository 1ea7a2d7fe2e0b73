"""The hours of an event are the same moment on every clock, and say so."""

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


def test_an_event_of_whole_days_has_no_clock() -> None:
    event = event_of("8 to 10 December 2026, Folkets hus, Stockholm", "Europe/Stockholm")

    assert event == Event(EIGHTH, date(2026, 12, 10))
    assert (hours_of(event), here(event, "Pacific/Auckland"), elsewhere(event, NETWORK)) == (
        "",
    ) * 3
