"""Dates as publishers give them: a year, a month or a day, and how to print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MINUTE = 60  # seconds
_UNITS = ((86_400, "day"), (3_600, "hour"), (_MINUTE, "minute"))
_EARLIEST = 1990  # feeds were invented later: an older date is a default of broken software
# Spelled out, because `calendar.month_name` follows the locale of whoever runs us.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAY_AND_MONTH = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})\b")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A calendar date known to the year, the month or the day; unknown parts are 0."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2026``, ``2026-03`` or ``2026-03-17``; raise `ValueError` for all else."""
        match = _ISO.fullmatch(text.strip())
        if not match:
            raise ValueError(f"{text!r} is not a date like 2026-03-17, 2026-03 or 2026")
        date(*(int(part or 1) for part in match.groups()))  # "00" is neither month nor day
        return cls(*(int(part or 0) for part in match.groups()))

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return the full date of ``day``."""
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", f"{self.month:02d}", f"{self.day:02d}"]
        return "-".join(parts[: 1 + (self.month > 0) + (self.day > 0)])

    def isoformat(self) -> str:
        """Return it in ISO 8601, as exact as it is known: the name a `datetime` has for this."""
        return str(self)

    def in_words(self) -> str:
        """Return "17 March 2026", "March 2026" or "2026": no reader takes it for another date."""
        month = _MONTHS[self.month - 1] if self.month else ""
        return " ".join(filter(None, [str(self.day or ""), month, str(self.year)]))


# When something was published, as exactly as its publisher said: a time, else a year or a month.
Moment: TypeAlias = datetime | PartialDate


def begin_of(moment: Moment) -> datetime:
    """Return the first moment that ``moment`` can mean: of "2026" midnight on 1 January, UTC."""
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month or 1, moment.day or 1, tzinfo=UTC)


def as_known(moment: Moment) -> PartialDate:
    """Return the day of ``moment`` in UTC, or the year or month that it is."""
    if isinstance(moment, PartialDate):
        return moment
    return PartialDate.of(moment.astimezone(UTC).date())


def in_words(day: date) -> str:
    """Return a full date as "17 March 2026"."""
    return PartialDate.of(day).in_words()


def whole_dates(text: str) -> str:
    """Return ``text`` with each "22 November" kept on one line, by a space that does not break."""
    return _DAY_AND_MONTH.sub("\\1\u00a0\\2", text)


def believable(moment: Moment | None, now: datetime) -> PartialDate | None:
    """Return the day of ``moment`` in UTC, or None when no publisher can have meant it.

    Of a year or a month that is all there is. What begins more than a day ahead, or before 1990,
    is a broken clock or a default.
    """
    # Compared before it is converted: the ends of all time have no other time zone.
    if moment is None or moment.year < _EARLIEST or begin_of(moment) > now + timedelta(days=1):
        return None
    return as_known(moment)


def is_before(moment: Moment, limit: datetime) -> bool:
    """Tell whether ``moment`` lies before ``limit``; of a month or a year, all of it."""
    if isinstance(moment, datetime):
        return moment < limit
    known = (moment.year, moment.month, moment.day)
    of_limit = (limit.year, limit.month, limit.day)
    length = 1 + (moment.month > 0) + (moment.day > 0)
    return known[:length] < of_limit[:length]


def until(moment: datetime, now: datetime) -> str:
    """Return in how long ``moment`` will be, in the largest sensible unit: "in 3 days"."""
    words = ago(now, moment)
    return "now" if words == "just now" else f"in {words.removesuffix(' ago')}"


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago ``moment`` was, in the largest sensible unit: "3 days ago"."""
    seconds = (now - moment).total_seconds()
    return f"{lasting(seconds)} ago" if seconds >= _MINUTE else "just now"


def lasting(seconds: float) -> str:
    """Return a time in the largest sensible unit: "3 days"; at least it is "1 minute"."""
    whole = max(_MINUTE, int(seconds))
    size, unit = next(one for one in _UNITS if whole >= one[0])
    count = whole // size
    return f"{count} {unit}{'s' if count != 1 else ''}"
