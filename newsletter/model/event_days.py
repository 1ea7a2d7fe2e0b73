"""The days that an organiser's line begins with: one, or a first and a last.

Months are words and years have four digits, in the order of Europe, America or ISO 8601. What is
amiss with a line that begins otherwise is told, not mended.
"""

from __future__ import annotations

import re
from datetime import date

from newsletter.model.dates import PartialDate, in_words


class WrongDate(ValueError):
    """What a line says cannot be: there is no such day or hour, or an end comes too early."""


_EXAMPLE = "a date such as 8 December 2026, 14:00 to 15:30, Stockholm"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = [PartialDate(1, month).in_words().split()[0] for month in range(1, 13)]
TO = r"\s*(?:-|\bto\b|\buntil\b|\btill\b)\s*"
_NUMERIC = re.compile(r"\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}-\d{1,2}-\d{4}\b")


def _part(number: int) -> dict[str, str]:
    months = "|".join([*_MONTHS, *(month[:3] for month in _MONTHS), "Sept"])
    short = (*(day[:3] for day in WEEKDAYS), "Tues", "Weds", "Thur", "Thurs")
    return {
        f"W{number}": rf"(?:(?P<weekday{number}>{'|'.join([*WEEKDAYS, *short])})\b\.?,?\s+)?"
        r"(?:the\s+)?",
        f"D{number}": rf"(?P<day{number}>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+of)?",
        f"M{number}": rf"(?P<month{number}>{months})\b\.?",
        f"Y{number}": rf"(?P<year{number}>\d{{4}})",
    }


def _form(form: str) -> re.Pattern[str]:
    return re.compile(form.format(TO=TO, **_part(1), **_part(2)), re.IGNORECASE)


def _unnamed(form: str) -> re.Pattern[str]:
    """Return a form without groups, in which a part may come more than once."""
    return re.compile(re.sub(r"P<\w+>", ":", form.format(TO=TO, **_part(1))), re.IGNORECASE)


# Number 1 is the first day of several, number 2 the last or only one. Before the last day a month
# and a year that are the same may be missing; Americans leave them out behind it.
_DAY_FORMS = tuple(
    _form(form + r"(?![\w/])")
    for form in (
        r"(?:{W1}{Y1}-(?P<month1>\d\d)-(?P<day1>\d\d){TO})?"
        r"{W2}{Y2}-(?P<month2>\d\d)-(?P<day2>\d\d)",
        r"(?:{W1}{D1}(?:\s+{M1}(?:,?\s+{Y1})?)?{TO})?{W2}{D2}\s+{M2},?\s+{Y2}",
        r"{W1}{M1}\s+{D1}(?:,?\s+{Y1})?{TO}{W2}(?:{M2}\s+)?{D2},?\s+{Y2}",
        r"{W2}{M2}\s+{D2},?\s+{Y2}",
    )
)
# The same in part, to tell what is amiss. A number with minutes is an hour and no day.
_ANY_DAY = _unnamed(
    r"(?<![:.])\b{W1}(?:(?:{D1}{TO}{W1})?{D1}\s+{M1}|{M1}\s+{D1}(?![:.h]?\d))(?:,?\s+{Y1}\b)?"
    r"|\b{Y1}-\d\d-\d\d\b"
)
_TWO_DAYS = _unnamed(
    r"\b{W1}(?:(?:\d\d?,\s*)*{D1}(?:\s+{M1}(?:,?\s+{Y1})?)?\s*(?:\band\b|\bor\b|[&+/])"
    r"\s*{W1}{D1}\s+{M1}|{M1}\s+{D1}(?:,?\s+{Y1})?\s*(?:\band\b|\bor\b|[&+/])"
    r"\s*{W1}(?:{M1}\s+)?{D1}(?![:.h]?\d))"
)
_YEAR = re.compile(r"\d{4}")
_SHORT_YEAR = re.compile(r",?\s+['’]?(\d\d)\s*(?:[,;(]|$)")
_FOREIGN_MONTH = re.compile(r"\b\d{1,2}\.?\s+([^\W\d_]{3,})\.?,?\s+\d{4}\b")


def days_of(line: str) -> tuple[date, date, str]:
    """Return the first and the last day that ``line`` begins with, and the rest of it.

    Raises `WrongDate` for days that cannot be, and another `ValueError` where it begins with none
    or with two that are no first and last, with the words that follow "expected".
    """
    match = next(filter(None, (form.match(line) for form in _DAY_FORMS)), None)
    if not match or _TWO_DAYS.match(line):
        raise ValueError(_day_wanted(line))
    parts = match.groupdict()
    # What one of the two days leaves out is what the other says.
    month = parts["month2"] or parts.get("month1") or ""
    last = _day(parts["day2"], month, parts["year2"], parts["weekday2"])
    first = last
    if parts.get("day1"):
        year = parts["year1"] or parts["year2"]
        first = _day(parts["day1"], parts["month1"] or month, year, parts["weekday1"])
        if first >= last:
            raise WrongDate(f"a last day after the first, which is {in_words(first)}")
    return first, last, line[match.end() :]


def another_day(rest: str, year: int) -> tuple[str, date] | None:
    """Return the words and the (first) day that stand in ``rest``, of ``year`` if none is said."""
    if not (match := _ANY_DAY.search(rest)):
        return None
    missing = "" if _YEAR.search(match[0]) else f" {year}"
    return match[0], days_of(match[0] + missing)[0]


def _day_wanted(line: str) -> str:
    """Return what a line that begins with no day should have."""
    if numeric := _NUMERIC.search(line):
        example = "the month as a word, such as 3 April 2026"
        return f"{example}: {numeric[0]} is another day in other countries"
    if two := _TWO_DAYS.search(line):
        return f"one event, such as 8 to 10 December 2026: {two[0]!r} are two, which need two items"
    if day := _ANY_DAY.search(line):
        if day.start():
            return f"the day first, not {line[: day.start()].strip(' ,;:-')!r}"
        if short := _SHORT_YEAR.match(line, day.end()):
            return f"the four digits of the year: {day[0]} 20{short[1]}"
        if not _YEAR.search(day[0]):
            return f"the year as well, such as {day[0]} 2026"
    elif foreign := _FOREIGN_MONTH.search(line):
        return f"the month in English, not {foreign[1]!r}"
    return _EXAMPLE


def _day(day: str, month: str, year: str, weekday: str | None) -> date:
    names = [name[:3].casefold() for name in _MONTHS]
    number = int(month) if month.isdigit() else names.index(month[:3].casefold()) + 1
    try:
        found = date(int(year), number, int(day))
    except ValueError as error:
        raise WrongDate(f"a day that exists, not {day} {month} {year}") from error
    if not 1990 < found.year < 2200:  # also keeps all clocks away from the ends of time
        raise ValueError(f"a year such as 2026, not {year}")
    name = WEEKDAYS[found.weekday()]
    if weekday and name[:3].casefold() != weekday[:3].casefold():
        raise WrongDate(f"{name} {in_words(found)} (that day is no {weekday})")
    return found
