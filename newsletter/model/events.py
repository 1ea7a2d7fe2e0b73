"""When an event is: the organiser's line read, and its hours on the clocks of other places.

A line is a day or days, the hours, and the city whose clock they are on: "8 December 2026, 14:00
to 15:30, Stockholm". What could mean two things is refused, never guessed. Clocks are printed by
their city; letters such as IST or BST are other hours in other countries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from newsletter.model.dates import in_words
from newsletter.model.event_days import TO, WEEKDAYS, WrongDate, another_day, days_of
from newsletter.model.text import one_line
from newsletter.model.zones import city_of, clock, where, written

__all__ = ["Event", "WrongDate", "day_of", "elsewhere", "event_of", "here", "hours_of"]

_LONGEST = timedelta(days=366)  # of an event with hours: years of them are a slip
_DASHES = re.compile("[‐‑‒–—―−]")


@dataclass(frozen=True, slots=True)
class Event:
    """When an event is.

    From day ``first`` to day ``last``, from ``start`` to ``end`` (None where nobody says) of each,
    on the clock of ``zone``: an IANA name or "UTC+05:30". An ``end`` that is not after ``start`` is
    on the next day. ``city`` is what that clock is printed by. Without a start the event is one of
    whole days, which have no zone and no city.
    """

    first: date
    last: date
    start: time | None = None
    end: time | None = None
    zone: str = ""
    city: str = ""


def event_of(when: str, zone: str = "") -> Event:
    """Return the event that an organiser's line tells of.

    ``zone`` is the IANA zone of the item's place, "" for none: it is used for hours without a city,
    unless the place has several clocks (`newsletter.model.zones.where`). An end before the start is
    past midnight if the event then lasts 12 hours at most, or if the line says "the next day". Of
    hours that clocks skip or show twice there is none. Raises `WrongDate` for what cannot be and
    another `ValueError` for what cannot be read, with the words that follow "expected".
    """
    line = _DASHES.sub("-", one_line(when))
    first, last, rest = days_of(line)
    _assert_no_other_day(line, first, rest, zone)
    start, end, rest = _hours(rest)
    if start is None:
        if re.search(r"\d", rest):
            raise ValueError(
                f"hours such as 14:00 to 15:30, 2 pm or noon, not {rest.strip(' ,')!r}"
            )
        return Event(first, last)
    if last - first > _LONGEST:
        raise ValueError("a last day at most a year after the first, or no hours")
    zone, city = where(rest, datetime.combine(first, start), zone)
    event = Event(first, last, start, end, zone, city)
    for day in _each_day(event):
        for moment in _moments(event, day):
            _assert_shown_once(moment, city)
    return event


def _assert_no_other_day(line: str, first: date, rest: str, zone: str) -> None:
    """Raise if there is a day in ``rest`` as well: how the line is written, if that is plain."""
    found = another_day(rest, first.year)
    if not found:
        return
    words, day = found
    before, _, behind = rest.partition(words)
    behind = re.sub(r"^[\s,]*(?:at\s+)?", "", behind)
    shorter = line.removesuffix(rest) + before + behind
    try:
        event = event_of(shorter, zone)
    except ValueError:
        event = Event(first, first)
    if event.end is not None and day == _moments(event, first)[-1].date():
        raise ValueError(f'only the day on which it begins: write "{shorter}"')
    raise ValueError(f"the day, or the first and the last, in front; not {words} behind them")


def _assert_shown_once(moment: datetime, city: str) -> None:
    first, second = (moment.replace(fold=fold) for fold in (0, 1))
    skipped = (second.utcoffset() or timedelta()) - (first.utcoffset() or timedelta())
    told = f"{moment:%H:%M}", in_words(moment.date())
    if skipped > timedelta():
        raise WrongDate(f"an hour that exists: {city} skips {told[0]} on {told[1]}")
    if skipped:
        early, late = first.astimezone(UTC), second.astimezone(UTC)
        meant = f"{in_words(early.date())}, {early:%H:%M} or {late:%H:%M} UTC"
        raise ValueError(f"the hour in UTC ({meant}): {city} has {told[0]} twice on {told[1]}")


# --- hours ----------------------------------------------------------------------------------


def _hour_form(number: int) -> str:
    return (
        rf"(?:(?:12\s)?(?P<name{number}>noon|midday|midnight)|(?P<hour{number}>\d{{1,2}})"
        rf"(?:\s?(?P<h{number}>h)(?P<past{number}>[0-5]\d)?|[:.](?P<minute{number}>[0-5]\d))?"
        rf"(?:\s?(?P<half{number}>[ap])\.?m\b\.?)?)"
    )


_HOURS = re.compile(
    rf"[\s,;:|-]*(?:(?:at|from)\s+)?{_hour_form(1)}(?:{TO}{_hour_form(2)}"
    r"(?P<next>[\s,(]+(?:on\s+)?the\s+(?:next|following)\s+day\b\)?)?)?(?!\w)",
    re.IGNORECASE,
)
_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class _Hour:
    """An hour as it was written; ``half`` is "a" or "p" of am and pm, or ""."""

    hour: int
    minute: int = 0
    half: str = ""
    bare: bool = False  # a number and nothing else: an hour only beside another
    in_24: bool = False  # certainly of a clock with 24 hours
    named: str = ""  # what stands for it: "midnight"

    def at(self, half: str = "") -> time:
        half = self.half or half
        if self.hour > (12 if half else 24) or (half and not self.hour):
            raise WrongDate(f"an hour there is, not {self}")
        hour = self.hour % 12 + (12 if half == "p" else 0) if half else self.hour
        if hour == 24 and self.minute:
            raise WrongDate(f"an hour there is, not {self}")
        return time(hour % 24, self.minute)

    def __str__(self) -> str:
        hour = str(self.hour) if self.bare else f"{self.hour}:{self.minute:02d}"
        return self.named or hour + (f" {self.half}m" if self.half else "")


def _hour(match: re.Match[str], number: int) -> _Hour | None:
    name, hour, h, past, minute, half = (
        match[f"{part}{number}"] for part in ("name", "hour", "h", "past", "minute", "half")
    )
    if name:
        return _Hour(24 if name.casefold() == "midnight" else 12, in_24=True, named=name.lower())
    if not hour:
        return None
    bare = not (h or minute or half)
    in_24 = not half and (bool(h) or hour.startswith("0") or int(hour) > 12)
    return _Hour(int(hour), int(past or minute or 0), (half or "").lower(), bare, in_24)


def _hours(rest: str) -> tuple[time | None, time | None, str]:
    """Return start and end of the hours that ``rest`` begins with, and what is behind them."""
    match = _HOURS.match(rest)
    start, end = (_hour(match, 1), _hour(match, 2)) if match else (None, None)
    if not match or start is None or (start.bare and end is None):
        return None, None, rest
    behind = rest[match.end() :]
    if start.named == "midnight":
        raise ValueError("00:00 instead of midnight, which is at both ends of a day")
    if start.hour == 24 and not start.minute:
        raise ValueError(f"00:00 and the date of the next day, not {start}")
    if end is None:
        return _sure(start, None), None, behind
    if start.bare and end.bare:
        either = "am or pm, or " if max(start.hour, end.hour) <= 12 else ""
        raise ValueError(f"{either}hours such as 14:00, not {start} to {end}")
    begin, finish = _begin(start, end), _sure(end, start)
    if not (match["next"] or end.hour == 24):
        _assert_later(begin, finish, end)
    elif finish > begin:
        raise ValueError("an event of at most 24 hours, or days alone")
    return begin, finish, behind


def _assert_later(begin: time, finish: time, end: _Hour) -> None:
    """Raise if ``finish`` is neither after ``begin`` nor in the night behind it."""
    if begin == finish:
        raise WrongDate(f"an end that is not the beginning, {begin:%H:%M}")
    lasts = timedelta(hours=24 + finish.hour - begin.hour, minutes=finish.minute - begin.minute)
    if finish < begin and lasts > _HALF_A_DAY and end.hour:  # 0:00 can only be the next
        _sure(end, None)
        meant = f'an end after the beginning, or "{finish:%H:%M} the next day"'
        raise WrongDate(f"{meant}, not {begin:%H:%M} to {finish:%H:%M}")


def _begin(start: _Hour, end: _Hour) -> time:
    """Return when it starts: of "2 to 3:30 pm" at 14:00, of "11 to 1 pm" at 11:00."""
    if start.half or start.in_24 or not end.half:
        return _sure(start, end)
    if end.half == "a" and end.hour == 12:  # many who write 12 am mean noon
        raise ValueError(f"am or pm behind {start} as well")
    same, other = start.at(end.half), start.at("a" if end.half == "p" else "p")
    return same if same < end.at() else other


def _sure(one: _Hour, beside: _Hour | None) -> time:
    """Return the time of ``one``, unless it could be another of the same day."""
    if one.half or one.in_24:
        return one.at()
    if beside and beside.half:
        raise ValueError(f"am or pm behind {one} as well")
    if 1 <= one.hour < 8 and not (beside and beside.hour > 12):
        early, late = one.at("a"), one.at("p")
        raise ValueError(f"{early:%H:%M} or {late:%H:%M}: {one} may be either")
    return one.at()


# --- clocks ---------------------------------------------------------------------------------


def day_of(event: Event) -> str:
    """Return "Tuesday 8 December 2026" or "Tuesday 8 to Thursday 10 December 2026"."""
    return _span_of_days(event.first, event.last, None)


def hours_of(event: Event) -> str:
    """Return "14:00 to 15:30 in Stockholm", or "" for an event of whole days.

    An end past midnight says so: "23:00 to 02:30 the next day in Stockholm".
    """
    return _span(_moments(event, event.first)) + _on(event.city) if event.start is not None else ""


def here(event: Event, zone: str) -> str:
    """Return the hours of ``event`` on the clock of ``zone``: "13:00 to 14:30 in London".

    "the same hours in Dublin" where another clock shows the same. The days stand in front where
    they are others ("Wednesday 9 December, 02:00 to 03:30 in Auckland"), and so do those of each
    part of a long event during which one of the two clocks is changed. "" for whole days, and
    where zone or city is the organiser's own.
    """
    city = city_of(zone)
    if event.start is None or zone == event.zone or city == event.city:
        return ""
    own = _shown(event, event.first, event.zone)
    parts = [
        (shown, list(days))
        for shown, days in groupby(_each_day(event), lambda day: _shown(event, day, zone))
    ]
    if [shown for shown, _ in parts] == [own]:
        return f"the same hours{_on(city)}"
    one, told = event.first == event.last, []
    for shown, days in parts:
        first, last = (day + timedelta(days=shown.begins) for day in (days[0], days[-1]))
        # That one evening ends on the next day is plain without its date; of several it is not.
        same = len(parts) == 1 and not shown.begins and (one or shown.ends == own.ends)
        told.append(("" if same else f"{_span_of_days(first, last, event.first)}, ") + shown.hours)
    return "; ".join(told) + _on(city)


def elsewhere(event: Event, zones: Iterable[str]) -> str:
    """Return when ``event`` starts on the clocks of ``zones``, the earliest hour first.

    "08:00 in New York and Toronto, 13:00 in London; Wednesday 9 December: 02:00 in Auckland": a day
    is named where it is another one. Of several days it is the start of the first. Clocks that show
    what the organiser's shows are left out; "" if all do, and for whole days.
    """
    if event.start is None:
        return ""
    begin = _moments(event, event.first)[0]
    cities: dict[tuple[datetime, str], set[str]] = {}
    for zone in zones:
        there = begin.astimezone(clock(zone))
        cities.setdefault((there.replace(tzinfo=None), _hour_of(there)), set()).add(city_of(zone))
    cities.pop((begin.replace(tzinfo=None), _hour_of(begin)), None)
    told, day = "", event.first
    for wall, hour in sorted(cities):
        if wall.date() != day:
            day = wall.date()
            told += f"{'; ' * bool(told)}{_span_of_days(day, day, event.first)}: "
        elif told:
            told += ", "
        told += hour + _on(_listed(cities[wall, hour]))
    return told


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a clock shows of one day: how many days later it begins and ends there, and when."""

    begins: int
    ends: int
    hours: str


def _shown(event: Event, day: date, zone: str) -> _Shown:
    there = [moment.astimezone(clock(zone)) for moment in _moments(event, day)]
    return _Shown((there[0].date() - day).days, (there[-1].date() - day).days, _span(there))


def _each_day(event: Event) -> Iterator[date]:
    for number in range((event.last - event.first).days + 1):
        yield event.first + timedelta(days=number)


def _moments(event: Event, day: date) -> list[datetime]:
    """Return when the hours of ``day`` begin and, if that is known, end; there are hours."""
    zone, start = clock(event.zone), event.start or time()
    moments = [datetime.combine(day, start, zone)]
    if event.end is not None:
        over = timedelta(days=event.end <= start)
        moments.append(datetime.combine(day + over, event.end, zone))
    return moments


def _span(moments: Sequence[datetime]) -> str:
    """Return "14:00", "14:00 to 15:30", "22:00 to midnight" or "22:00 to 02:30 the next day"."""
    begin, *ends = map(_hour_of, moments)
    if not ends:
        return begin
    last = moments[1].date()
    later = (last - moments[0].date()).days
    if later == 1:
        return f"{begin} to " + ("midnight" if ends[0] == "00:00" else f"{ends[0]} the next day")
    return f"{begin} to {ends[0]}" + (f" on {in_words(last)}" if later else "")


def _hour_of(moment: datetime) -> str:
    """Return "14:00", or "02:30 (UTC+02:00)" where clocks are put back and show it again."""
    offset = moment.utcoffset()
    twice = any(moment.replace(fold=fold).utcoffset() != offset for fold in (0, 1))
    return f"{moment:%H:%M}" + (f" ({written(offset)})" if twice and offset is not None else "")


def _on(city: str) -> str:
    """Return " in Stockholm", " UTC" or " (UTC+01:00)": what stands behind an hour."""
    if not city.startswith("UTC"):
        return f" in {city}"
    return f" {city}" if city == "UTC" else f" ({city})"


def _span_of_days(first: date, last: date, beside: date | None) -> str:
    """Return the days in words, without a year that is that of ``beside``."""
    whole = in_words(last).removesuffix(f" {beside.year}" if beside else "")
    until = f"{WEEKDAYS[last.weekday()]} {whole}"
    if first == last:
        return until
    same_year, same_month = first.year == last.year, first.month == last.month
    words = in_words(first).split()[: 1 + (not (same_year and same_month)) + (not same_year)]
    return f"{WEEKDAYS[first.weekday()]} {' '.join(words)} to {until}"


def _listed(names: Iterable[str]) -> str:
    """Return "London, Oslo and UTC"."""
    *first, last = sorted(names, key=lambda name: (name.startswith("UTC"), name))
    return f"{', '.join(first)} and {last}" if first else last
