"""Dates and times as publishers write them in feeds and on pages.

Written because libraries guess silently: a summer time read as UTC, seconds since 1970 as the
year 1717, 30 February as 2 March. Here a date is right, or there is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from newsletter.model.dates import Moment, PartialDate

_LONGEST = 300  # characters in which a date is looked for
_EPOCH = re.compile(r"(\d{9,10}|\d{13})(?:\.\d*)?")  # seconds or milliseconds since 1970
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_ZONE = r"(?P<zone>[+-]\d{2}:?\d{2}|[+-]\d{2}|(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?|[A-Z]{1,5})"
# RFC 3339 and W3CDTF, with the slips met in feeds: blanks for "T", slashes, single digits.
_ISO = re.compile(
    rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})(?:[-/](?P<day>\d{{1,2}}))?(?![-/\d])"
    rf"(?:(?:\s*T\s*|\s+){_TIME}(?:\s*{_ZONE})?)?",
    re.IGNORECASE,
)
_CLOCK = rf"(?:,?\s+(?:at\s+)?{_TIME}(?:\s*(?P<half>[ap])\.?m\b\.?)?(?:\s*{_ZONE}\b)?)?"
# RFC 5322, section 3.3, and dates in words: "Mon, 25 Jun 2018 11:41:36 CEST", "1st of May 2026".
_DAY_FIRST = re.compile(
    r"(?:[^\W\d_]{2,}[.,]*\s*)?(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:of\s+|de\s+)?"
    rf"(?P<name>[^\W\d_]{{3,}})[.,]?[\s-]+(?:de\s+)?(?P<year>\d{{4}}|\d{{2}})(?!\d){_CLOCK}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"(?:[^\W\d_]{2,},\s*)?(?P<name>[^\W\d_]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+"
    rf"(?P<year>\d{{4}})(?!\d){_CLOCK}",
    re.IGNORECASE,
)
# "March 2026", "Published: mars 2026", "2026-03", "03/2026", "2026": all that a text says, but for
# a label with its colon.
_LABEL = r"(?:[^\d:]{1,40}:\s*)?"
_ALONE = tuple(
    re.compile(rf"{_LABEL}{said}\W*")
    for said in (
        r"(?P<name>[^\W\d_]{3,})\.?,?\s+(?:de\s+)?(?P<year>\d{4})",
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})",
        r"(?P<month>\d{1,2})[./](?P<year>\d{4})",
        r"(?P<year>\d{4})",
    )
)
_YEARS = range(1900, 2200)  # four digits beyond are no year that was ever meant

# The first letters of the months in the languages of Western Europe.
_MONTHS = {
    "jan": 1, "ene": 1, "gen": 1, "feb": 2, "fev": 2, "mar": 3, "maa": 3, "mrt": 3, "mae": 3,
    "apr": 4, "avr": 4, "abr": 4, "may": 5, "mai": 5, "maj": 5, "mei": 5, "mag": 5, "jun": 6,
    "juin": 6, "giu": 6, "jul": 7, "juil": 7, "lug": 7, "aug": 8, "aou": 8, "ago": 8, "sep": 9,
    "set": 9, "oct": 10, "okt": 10, "ott": 10, "out": 10, "nov": 11, "dec": 12, "dez": 12,
    "dic": 12,
}  # fmt: skip
# Without a day the whole name must be one: "Marketing 2026" is no month.
_MONTH_NAMES = frozenset((
    *_MONTHS, "sept", "january", "januari", "januar", "janvier", "janeiro", "enero", "gennaio",
    "february", "februari", "februar", "fevrier", "fevereiro", "febrero", "febbraio", "march",
    "mars", "marts", "maart", "marz", "marzo", "marco", "april", "avril", "abril", "aprile", "mayo",
    "maio", "maggio", "june", "juni", "junio", "junho", "giugno", "july", "juli", "juillet",
    "julio", "julho", "luglio", "august", "augusti", "augustus", "aout", "agosto", "september",
    "septembre", "septiembre", "setembro", "settembre", "october", "oktober", "octobre", "octubre",
    "outubro", "ottobre", "november", "novembre", "noviembre", "novembro", "december", "dezember",
    "decembre", "diciembre", "dezembro", "dicembre",
))  # fmt: skip

# Hours from UTC. RFC 5322 knows the American zones only; names that mean several zones (IST)
# are left out, and what is not known counts as UTC, as section 4.3 there says.
_ZONES = {
    "bst": 1, "west": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "mesz": 2, "eet": 2,
    "sast": 2, "eest": 3, "msk": 3, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9,
    "acst": 9.5, "aest": 10, "acdt": 10.5, "aedt": 11, "nzst": 12, "nzdt": 13,
    "nst": -3.5, "ndt": -2.5, "ast": -4, "adt": -3, "est": -5, "edt": -4, "et": -5, "cst": -6,
    "cdt": -5, "ct": -6, "mst": -7, "mdt": -6, "mt": -7, "pst": -8, "pdt": -7, "pt": -8,
    "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip


def read_moment(text: str, *, anywhere: bool = False) -> Moment | None:
    """Return the time that ``text`` begins with as aware UTC; None where it is no date we know.

    A date alone is its midnight, a time without a zone is UTC. A month or year without a day
    stays one, as a `PartialDate`. ``anywhere``: a date with a day may stand behind other words.
    Raises `ValueError` for a date that does not exist.
    """
    text = text.strip()[:_LONGEST]
    if epoch := _EPOCH.fullmatch(text):
        seconds = int(epoch[1]) // (1_000 if len(epoch[1]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC)
    for pattern in (_ISO, _DAY_FIRST, _MONTH_FIRST):
        for match in _matches(pattern, text, anywhere=anywhere):
            parts = match.groupdict()
            month = _month(parts)
            if month is not None and (parts["day"] or not anywhere):
                return _moment(parts, month) if parts["day"] else _partial(parts, month)
    return _alone(text)


def known_moment(text: str) -> Moment | None:
    """Return what `read_moment` reads in ``text``; None also for a date that does not exist."""
    try:
        return read_moment(text)
    except ValueError:
        return None


def _alone(text: str) -> PartialDate | None:
    """Return the month or year that ``text`` is."""
    for pattern in _ALONE:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            named = "name" not in parts or _letters(parts["name"] or "") in _MONTH_NAMES
            return _partial(parts, _month(parts) if len(parts) > 1 else None) if named else None
    return None


def _partial(parts: dict[str, str | None], month: int | None = None) -> PartialDate | None:
    """Return a month or, without one, a year; None for a year that nobody can have meant."""
    year = int(parts["year"] or 0)
    if year not in _YEARS:
        return None
    date(year, 1 if month is None else month, 1)  # raises for the months 0 and 13
    return PartialDate(year, month or 0)


def _matches(pattern: re.Pattern[str], text: str, *, anywhere: bool) -> Iterator[re.Match[str]]:
    match = pattern.search(text) if anywhere else pattern.match(text)
    while match:
        yield match
        # From the next letter: "12 reports, 17 March" looks like a date from its beginning.
        match = pattern.search(text, match.start() + 1) if anywhere else None


def _month(parts: dict[str, str | None]) -> int | None:
    """Return the number of the month as it stands there; None for a name that is none."""
    if name := parts.get("name"):
        plain = _letters(name)
        return _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3])
    return int(parts["month"] or 0)


def _letters(name: str) -> str:
    """Return ``name`` in small letters without accents."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in letters if letter.isascii())


def _moment(parts: dict[str, str | None], month: int) -> datetime:
    digits = parts["year"] or ""
    year = int(digits)
    if len(digits) == 2:  # RFC 5322, section 4.3
        year += 2000 if year < 50 else 1900
    hour = int(parts["hour"] or 0)
    if half := parts.get("half"):
        hour = hour % 12 + (12 if half == "p" else 0)
    second = min(int(parts["second"] or 0), 59)  # a leap second is the one before it
    day, minute = int(parts["day"] or 1), int(parts["minute"] or 0)
    there = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    try:
        return there - _offset(parts["zone"] or "")
    except OverflowError as error:
        raise ValueError(f"{there} is before or after all time") from error


def _offset(zone: str) -> timedelta:
    """Return how far ``zone`` ("+0200", "GMT+2", "CEST") is ahead of UTC."""
    zone = zone.lower()
    number = zone.removeprefix("utc").removeprefix("gmt")
    if number[:1] not in ("+", "-"):
        return timedelta(hours=_ZONES.get(zone, 0))
    digits = number[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return -offset if number[0] == "-" else offset
