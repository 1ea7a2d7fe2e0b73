"""The dates of one page: in words, or in numbers, which mean nothing without the others.

``03/04/2026`` is a day in April or in March; a page that also has ``17/03/2026`` says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from newsletter.adapters.moments import read_moment
from newsletter.model.dates import Moment

_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_DAY_FIRST = frozenset(("en-gb", "en-ie", "en-au", "en-nz", "en-za", "en-in"))


class PageDates:
    """Reads the dates of a page in ``language`` of which ``texts`` are all that may hold dates."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        found = [match for text in texts for match in _NUMERIC.finditer(text)]
        first = any(int(match[1]) > 12 for match in found)
        second = any(int(match[3]) > 12 for match in found)
        primary, tag = language.lower().partition("-")[0], language.lower().replace("_", "-")
        # Without a sign on the page its language decides; plain English leaves it open.
        spoken = True if tag in _DAY_FIRST or primary not in ("", "en") else None
        spoken = False if tag == "en-us" else spoken
        self._day_first = spoken if first == second else first

    def read(self, text: str) -> Moment | None:
        """Return the first date in ``text`` as aware UTC; None without one that is sure.

        A month or year that is all the text says is a `PartialDate`.
        """
        try:
            if moment := read_moment(text, anywhere=True):
                return moment
            return self._numeric(text)
        except ValueError:
            return None

    def _numeric(self, text: str) -> datetime | None:
        match = _NUMERIC.search(text)
        if match is None:
            return None
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        # Nobody puts dots behind a month.
        day_first = True if match[2] == "." else self._day_first
        if day_first is None:
            return None
        day, month = (first, second) if day_first else (second, first)
        return datetime(year, month, day, tzinfo=UTC)
