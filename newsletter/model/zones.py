"""Which clock a place lives by: the words behind the hours of an event, made an IANA zone.

A wrong hour is the worst that can be said of an event, so nothing is guessed: letters such as IST
or CST, which are other hours in other countries, are believed only beside the city they are of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from newsletter.model.cities import Name, named

_OFFSET = re.compile(r"(?:UTC|GMT)(?:([+-])(\d{1,2})(?::?([0-5]\d))?)?", re.IGNORECASE | re.ASCII)
_LETTERS = re.compile(r"[A-Z]{2,5}")
_FARTHEST = 14 * 60  # minutes from UTC, in Kiribati
_LONGEST = 4  # words of a name: "United States of America"
# Countries with several clocks, and bodies that are everywhere: no hour is plain there.
_MANY_CLOCKS = ("America/", "Australia/", "US/", "Canada/", "Etc/", "UTC", "Europe/Moscow")
_NO_PLACE = frozenset((
    "a", "and", "at", "both", "by", "hosted", "hours", "hrs", "hybrid", "in", "in-person", "live",
    "livestream", "livestreamed", "local", "meet", "meeting", "microsoft", "ms", "on", "online",
    "only", "or", "person", "platform", "teams", "the", "time", "times", "via", "video",
    "videoconference", "virtual", "virtually", "webcast", "webex", "webinar", "zoom",
))  # fmt: skip


def clock(zone: str) -> tzinfo:
    """Return the clock of ``zone``: an IANA name, or "UTC+05:30" as `where` gives it."""
    match = _OFFSET.fullmatch(zone)
    return timezone(_offset(match)) if match else ZoneInfo(zone)


def city_of(zone: str) -> str:
    """Return the city that ``zone`` is named after: "New York"; "UTC" and "UTC+05:30" as is."""
    if zone.startswith("Etc/"):  # in these names + is west of Greenwich: nobody else says so
        return written(clock(zone).utcoffset(datetime(2000, 1, 1)) or timedelta())  # noqa: DTZ001
    return zone.rpartition("/")[2].replace("_", " ")


def written(offset: timedelta) -> str:
    """Return how a clock is written that is ``offset`` from UTC: "UTC", "UTC+05:30"."""
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else "UTC"


def where(words: str, moment: datetime, home: str = "") -> tuple[str, str]:
    """Return the zone and the city that ``words`` name, the city as it is printed.

    ``moment`` is the beginning on that city's clock, without a zone: clocks differ over the year.
    ``home`` is the zone of whoever writes, "" for none: what the words leave open is taken to be
    there, but no hour in a country that has several clocks. Raises `ValueError`, with the words
    that follow "expected", for what cannot be read, is more than one place, or names clocks that
    differ.
    """
    names, letters = _read(words)
    ours = sorted((name for name in names if name.alone), key=lambda name: not name.city)
    if not ours:
        if letters or names or not home or home.startswith(_MANY_CLOCKS):
            raise ValueError(_city_wanted(names, letters, home))
        return home, city_of(home)
    first = ours[0]
    zone = _settled(first, [name for name in names if name is not first], moment, home)
    # A city that shares its name is printed by a city that everybody takes for the one it is.
    city = first.city if first.city and zone == first.zones[0] else city_of(zone)
    for word in letters:
        if word not in _letters_of(zone, moment):
            raise ValueError(f"{city} without {word}, which its clock is not called on that day")
    return zone, city


def _city_wanted(names: Sequence[Name], letters: Sequence[str], home: str) -> str:
    if letters:
        return f"a city instead of {letters[0]}, which is not the same hour in every country"
    if names:
        several = ", which has several clocks" if names[0].zones[0].endswith("/") else ""
        return f"a city in front of {names[0].region}{several}"
    if "/" not in home or home.startswith("Etc/"):
        return "a city behind the hours, such as Stockholm"
    several = ": its country has several clocks" if home.startswith(_MANY_CLOCKS) else ""
    return f"a city behind the hours, such as {city_of(home)}{several}"


def _settled(first: Name, others: Sequence[Name], moment: datetime, home: str) -> str:
    """Return the zone of ``first``: that of the country beside it, else what it means at home."""
    countries = [name for name in others if not name.city]
    zones = [one for one in first.zones if one and all(_fits(one, o, moment) for o in countries)]
    if not countries:
        area = home.partition("/")[0] + "/"
        zones = [one for one in zones if one == first.zones[0] or one.startswith(area)]
    if len(_offsets(zones, moment)) > 1 or not (zones or countries):
        raise ValueError(f"{first.city} with its country or state: several cities have that name")
    if not zones or not all(_fits(zones[0], other, moment) for other in others):
        raise ValueError("one place: these have different clocks")
    return zones[0]


def _fits(zone: str, other: Name, moment: datetime) -> bool:
    meant = other.zones[:1] if other.zones[0] else other.zones[1:]
    return any(
        zone.startswith(one) if one.endswith("/") else len(_offsets([zone, one], moment)) == 1
        for one in meant
    )


def _offsets(zones: Sequence[str], moment: datetime) -> set[timedelta | None]:
    return {moment.replace(tzinfo=clock(zone)).utcoffset() for zone in zones}


def _letters_of(zone: str, moment: datetime) -> set[str]:
    """Return what the clock is called then: CEST, and CET as people say all year."""
    letters = moment.replace(tzinfo=clock(zone)).tzname() or ""
    return {letters, re.sub(r"(?<=[A-Z])[SD]T$", "T", letters)}


# --- words ----------------------------------------------------------------------------------


def _read(words: str) -> tuple[list[Name], list[str]]:
    """Return the places that ``words`` name, and the letters of clocks among them."""
    words = re.sub(r"\b(UTC|GMT)\s*([+-])\s*(?=\d)", r"\1\2", words, flags=re.IGNORECASE)
    left = re.sub(r"[,;()\[\]|]|(?<!\S)[-/](?!\S)|[.:](?=\s|$)", " ", words).split()
    names: list[Name] = []
    letters: list[str] = []
    while left:
        length, name = _longest(left)
        if name:
            names.append(name)
        elif _LETTERS.fullmatch(left[0]):
            letters.append(left[0])
        elif left[0].casefold() not in _NO_PLACE:
            raise ValueError(f"a city behind the hours, such as Stockholm, not {left[0]!r}")
        left = left[length:]
    return names, letters


def _longest(words: Sequence[str]) -> tuple[int, Name | None]:
    """Return how many of the first words make a name, and the name; else 1 and None."""
    for length in range(min(_LONGEST, len(words)), 0, -1):
        if name := named(" ".join(words[:length])):
            return length, name
    return 1, _zone_named(words[0])


def _zone_named(word: str) -> Name | None:
    """Return the zone that ``word`` is: Europe/Stockholm, UTC, UTC+5:30."""
    if match := _OFFSET.fullmatch(word):
        return Name((written(_offset(match)),))
    if re.fullmatch(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_-]+){1,2}", word):
        try:
            ZoneInfo(word)
        except (KeyError, ValueError, OSError):
            return None
        return Name((word,), city_of(word))
    return None


def _offset(match: re.Match[str]) -> timedelta:
    sign, hours, minutes = match.groups()
    total = int(hours or 0) * 60 + int(minutes or 0)
    if total > _FARTHEST:
        raise ValueError("a clock at most 14 hours from UTC")
    return timedelta(minutes=-total if sign == "-" else total)
