"""When an event is: the organiser's line read, and its hours on the clocks of other places.

A line is a day or days, the hours, and the city whose clock they are on: "8 December 2026, 14:00
to 15:30, Stockholm". What could mean two things is refused, never guessed. Clocks are printed by
their city; letters such as IST or BST are other hours in other countries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from newsletter.model.dates import PartialDate, in_words
from newsletter.model.text import one_line
from newsletter.model.zones import city_of, clock, where


@dataclass(frozen=True, slots=True)
class Event:
    """When an event is.

    From day ``first`` to day ``last``, from ``start`` to ``end`` (None where nobody says) of each,
    on the clock of ``zone``: an IANA name or "UTC+05:30". An ``end`` before ``start`` is on the
    next day. ``city`` is what that clock is printed by. Without a start the event is one of whole
    days, which have no zone and no city.
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
    unless the place has several clocks (`newsletter.model.zones.where`). An hour that comes twice,
    because clocks are put back, is the first; one that they skip is none. Raises `ValueError` with
    the words that follow "expected".
    """
    line = _DASHES.sub("-", one_line(when))
    first, last, rest = _days(line)
    start, end, rest = _hours(rest)
    if start is None:
        if re.search(r"\d", rest):
            raise ValueError(f"hours such as 14:00 to 15:30, 2 pm or noon, not {rest!r}")
        return Event(first, last)
    zone, city = where(rest, datetime.combine(first, start), zone)
    event = Event(first, last, start, end, zone, city)
    for moment in _moments(event):
        _assert_exists(moment, city)
    return event


def _assert_exists(moment: datetime, city: str) -> None:
    # Only an hour that no clock shows is another one after a journey through another zone.
    again = moment.astimezone(clock("UTC")).astimezone(moment.tzinfo)
    if again.replace(tzinfo=None) != moment.replace(tzinfo=None):
        day = in_words(moment.date())
        raise ValueError(f"an hour that exists: {city} skips {moment:%H:%M} on {day}")


# --- days -----------------------------------------------------------------------------------

_EXAMPLE = "a date such as 8 December 2026, 14:00 to 15:30, Stockholm"
_DASHES = re.compile("[‐‑‒–—―−]")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = [PartialDate(1, month).in_words().split()[0] for month in range(1, 13)]
_TO = r"\s*(?:-|\bto\b|\buntil\b|\btill\b)\s*"
_NUMERIC = re.compile(r"\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}-\d{1,2}-\d{4}\b")


def _part(number: int) -> dict[str, str]:
    months = "|".join([*_MONTHS, *(month[:3] for month in _MONTHS), "Sept"])
    weekdays = "|".join([*_WEEKDAYS, *(day[:3] for day in _WEEKDAYS), "Tues", "Thurs"])
    return {
        f"W{number}": rf"(?:(?P<weekday{number}>{weekdays})\b\.?,?\s+)?(?:the\s+)?",
        f"D{number}": rf"(?P<day{number}>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?",
        f"M{number}": rf"(?P<month{number}>{months})\b\.?",
        f"Y{number}": rf"(?P<year{number}>\d{{4}})",
    }


# Number 1 is the first day of several, number 2 the last or only one. Before the last day a month
# and a year that are the same may be missing; Americans leave them out behind it.
_DAY_FORMS = tuple(
    re.compile(form.format(TO=_TO, **_part(1), **_part(2)) + r"(?![\w/])", re.IGNORECASE)
    for form in (
        r"(?:{W1}{Y1}-(?P<month1>\d\d)-(?P<day1>\d\d){TO})?"
        r"{W2}{Y2}-(?P<month2>\d\d)-(?P<day2>\d\d)",
        r"(?:{W1}{D1}(?:\s+{M1}(?:,?\s+{Y1})?)?{TO})?{W2}{D2}\s+{M2},?\s+{Y2}",
        r"{W1}{M1}\s+{D1}(?:,?\s+{Y1})?{TO}{W2}(?:{M2}\s+)?{D2},?\s+{Y2}",
        r"{W2}{M2}\s+{D2},?\s+{Y2}",
    )
)


def _days(line: str) -> tuple[date, date, str]:
    """Return first and last day, and the rest of the line."""
    match = next(filter(None, (form.match(line) for form in _DAY_FORMS)), None)
    if not match:
        if numeric := _NUMERIC.match(line):
            example = "the month as a word, such as 3 April 2026"
            raise ValueError(f"{example}: {numeric[0]} is another day in other countries")
        raise ValueError(_EXAMPLE)
    parts = match.groupdict()
    # What one of the two days leaves out is what the other says.
    month = parts["month2"] or parts.get("month1") or ""
    last = _day(parts["day2"], month, parts["year2"], parts["weekday2"])
    first = last
    if parts.get("day1"):
        year = parts["year1"] or parts["year2"]
        first = _day(parts["day1"], parts["month1"] or month, year, parts["weekday1"])
        if first >= last:
            raise ValueError(f"a last day after the first, which is {in_words(first)}")
    return first, last, line[match.end() :]


def _day(day: str, month: str, year: str, weekday: str | None) -> date:
    names = [name[:3].casefold() for name in _MONTHS]
    number = int(month) if month.isdigit() else names.index(month[:3].casefold()) + 1
    try:
        found = date(int(year), number, int(day))
    except ValueError as error:
        raise ValueError(f"a day that exists, not {day} {month} {year}") from error
    if not 1990 < found.year < 2200:  # also keeps all clocks away from the ends of time
        raise ValueError(f"a year such as 2026, not {year}")
    name = _WEEKDAYS[found.weekday()]
    if weekday and not name.casefold().startswith(weekday.casefold()):
        raise ValueError(f"{name}, which {in_words(found)} is, not {weekday}")
    return found


# --- hours ----------------------------------------------------------------------------------


def _hour_form(number: int) -> str:
    return (
        rf"(?:(?:12\s)?(?P<name{number}>noon|midday|midnight)|(?P<hour{number}>\d{{1,2}})"
        rf"(?:\s?(?P<h{number}>h)(?P<past{number}>[0-5]\d)?|[:.](?P<minute{number}>[0-5]\d))?"
        rf"(?:\s?(?P<half{number}>[ap])\.?m\b\.?)?)"
    )


_HOURS = re.compile(
    rf"[\s,;:|-]*(?:(?:at|from)\s+)?{_hour_form(1)}(?:{_TO}{_hour_form(2)})?(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Hour:
    """An hour as it was written; ``half`` is "a" or "p" of am and pm, or ""."""

    hour: int
    minute: int = 0
    half: str = ""
    bare: bool = False  # a number and nothing else: an hour only beside another
    in_24: bool = False  # certainly of a clock with 24 hours
    midnight: bool = False

    def at(self, half: str = "") -> time:
        half = self.half or half
        if self.hour > (12 if half else 24) or (half and not self.hour):
            raise ValueError(f"an hour there is, not {self}")
        hour = self.hour % 12 + (12 if half == "p" else 0) if half else self.hour
        if hour == 24 and self.minute:
            raise ValueError(f"an hour there is, not {self}")
        return time(hour % 24, self.minute)

    def __str__(self) -> str:
        return f"{self.hour}:{self.minute:02d}" + (f" {self.half}m" if self.half else "")


def _hour(match: re.Match[str], number: int) -> _Hour | None:
    name, hour, h, past, minute, half = (
        match[f"{part}{number}"] for part in ("name", "hour", "h", "past", "minute", "half")
    )
    if name:
        midnight = name.casefold() == "midnight"
        return _Hour(24 if midnight else 12, in_24=True, midnight=midnight)
    if not hour:
        return None
    bare = not (h or minute or half)
    in_24 = not half and (bool(h) or hour.startswith("0") or int(hour) > 12)
    return _Hour(int(hour), int(past or minute or 0), (half or "").lower(), bare, in_24)


def _hours(rest: str) -> tuple[time | None, time | None, str]:
    """Return start and end of the hours that ``rest`` begins with, and what is behind them."""
    match = _HOURS.match(rest)
    start, end = (_hour(match, 1), _hour(match, 2)) if match else (None, None)
    if not match or start is None or (start.bare and (end is None or end.bare)):
        return None, None, rest
    if start.midnight:
        raise ValueError("00:00 instead of midnight, which is at both ends of a day")
    if end is None:
        return _sure(start, None), None, rest[match.end() :]
    begin, finish = _begin(start, end), _sure(end, start)
    if begin == finish:
        raise ValueError(f"an end that is not the beginning, {begin:%H:%M}")
    return begin, finish, rest[match.end() :]


def _begin(start: _Hour, end: _Hour) -> time:
    """Return when it starts: of "2 to 3:30 pm" at 14:00, of "11 to 1 pm" at 11:00."""
    if start.half or start.in_24 or not end.half:
        return _sure(start, end)
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
    """Return "14:00 to 15:30 in Stockholm", or "" for an event of whole days."""
    return f"{_span(event.start, event.end)} in {event.city}" if event.start is not None else ""


def here(event: Event, zone: str) -> str:
    """Return the hours of ``event`` on the clock of ``zone``: "13:00 to 14:30 in London".

    The day stands in front if it is another one there ("Wednesday 9 December, 02:00 to 03:30 in
    Auckland"), or if the hours are only those of the first day, because one of the two clocks is
    changed before the last. "" for whole days, and where that clock shows the same hours.
    """
    if event.start is None:
        return ""
    begin, *rest = there = [moment.astimezone(clock(zone)) for moment in _moments(event)]
    shift, last = _shift(event, event.first, zone), _shift(event, event.last, zone)
    if not shift and not last and _walls(there) == _walls(_moments(event)):
        return ""
    hours = f"{_span(begin.time(), rest[0].time() if rest else None)} in {city_of(zone)}"
    if shift != last:
        return f"{_span_of_days(begin.date(), begin.date(), event.first)}, {hours}"
    if begin.date() == event.first:
        return hours
    until = event.last + (begin.date() - event.first)
    return f"{_span_of_days(begin.date(), until, event.first)}, {hours}"


def elsewhere(event: Event, zones: Iterable[str]) -> str:
    """Return when ``event`` starts on the clocks of ``zones``, the earliest hour first.

    "08:00 in New York and Toronto, 13:00 in London; Wednesday 9 December: 02:00 in Auckland": a day
    is named where it is another one. Of several days it is the start of the first. Clocks that show
    what the organiser's shows are left out; "" if all do, and for whole days.
    """
    if event.start is None:
        return ""
    begin = next(_moments(event))
    cities: dict[datetime, set[str]] = {}
    for zone in zones:
        wall = begin.astimezone(clock(zone)).replace(tzinfo=None)
        cities.setdefault(wall, set()).add(city_of(zone))
    cities.pop(begin.replace(tzinfo=None), None)
    told, day = "", event.first
    for wall in sorted(cities):
        if wall.date() != day:
            day = wall.date()
            told += f"{'; ' * bool(told)}{_span_of_days(day, day, event.first)}: "
        elif told:
            told += ", "
        told += f"{wall:%H:%M} in {_listed(sorted(cities[wall]))}"
    return told


def _moments(event: Event) -> Iterator[datetime]:
    """Yield when the hours of the first day begin and, if that is known, end; there are hours."""
    zone, start = clock(event.zone), event.start or time()
    yield datetime.combine(event.first, start, zone)
    if event.end is not None:
        over = timedelta(days=event.end <= start)
        yield datetime.combine(event.first + over, event.end, zone)


def _walls(moments: Iterable[datetime]) -> list[datetime]:
    return [moment.replace(tzinfo=None) for moment in moments]


def _shift(event: Event, day: date, zone: str) -> timedelta:
    """Return how much later the clock of ``zone`` is than the organiser's when a day begins."""
    begin = datetime.combine(day, event.start or time(), clock(event.zone))
    return begin.astimezone(clock(zone)).replace(tzinfo=None) - begin.replace(tzinfo=None)


def _span(start: time, end: time | None) -> str:
    return f"{start:%H:%M} to {end:%H:%M}" if end is not None else f"{start:%H:%M}"


def _span_of_days(first: date, last: date, beside: date | None) -> str:
    """Return the days in words, without a year that is that of ``beside``."""
    whole = in_words(last).removesuffix(f" {beside.year}" if beside else "")
    until = f"{_WEEKDAYS[last.weekday()]} {whole}"
    if first == last:
        return until
    same_year, same_month = first.year == last.year, first.month == last.month
    words = in_words(first).split()[: 1 + (not (same_year and same_month)) + (not same_year)]
    return f"{_WEEKDAYS[first.weekday()]} {' '.join(words)} to {until}"


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
