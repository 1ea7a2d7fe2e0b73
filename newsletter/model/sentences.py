"""Easy English, as far as it can be counted: how long a sentence is, how a date is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

LONGEST = 15  # words: what those who write for people with learning disabilities go by
# A stop, a question or an exclamation ends a sentence where white space follows it.
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|\n+")
# A stop behind these does not: "Dr. Berg", "e.g. Sweden", "J. Berg".
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|[A-Za-z]\.[A-Za-z]|Dr|Mr|Mrs|Ms|Prof|St|No|vs|etc|approx|ca)\.$"
)
# Not in addresses, file names and longer rows of figures. A day and a month alone (12/8) are left
# out: 24/7, 1/3 of people and 2025/26 look the same.
_NUMERIC_DATE = re.compile(
    r"(?<![\w/=#?&.])(?<![^\W\d]-)"
    r"(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))"
    r"(?![\w/]|\.\w|-[^\W\d])"
)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of plain text. The end of a line ends one, too."""
    start = 0
    for end in _END.finditer(text):
        sentence = text[start : end.start()].strip()
        follows = text[end.end() : end.end() + 1]
        breaks = "\n" in end[0] or not (_ABBREVIATION.search(sentence) or follows.islower())
        if breaks:
            yield from filter(None, [sentence])
            start = end.end()
    yield from filter(None, [text[start:].strip()])


def length(sentence: str) -> int:
    """Return how many words a sentence has; "well-being", "14:00" and "1,200" are one each."""
    return sum(any(map(str.isalnum, word)) for word in sentence.split())


def too_long(text: str) -> Iterator[tuple[str, int]]:
    """Yield each sentence of plain text that is too long, with its number of words."""
    for sentence in sentences(text):
        if (words := length(sentence)) > LONGEST:
            yield sentence, words


def numeric_dates(text: str) -> Iterator[str]:
    """Yield each date in figures: 3/11/2026 is in March for some readers."""
    found = (match[0] for match in _NUMERIC_DATE.finditer(text))
    yield from (one for one in found if days_of(one))


def days_of(numeric: str) -> list[date]:
    """Return the days that a date in figures may be: most countries' reading first, then the USA's.

    A year of two figures is of this century. There is none for 31.31.2026.
    """
    first, second, third = map(int, re.split(r"[-/.]", numeric))
    if first > 31:
        readings = [(first, second, third)]
    else:
        year = third if third > 99 else 2000 + third
        readings = [(year, second, first), (year, first, second)]
    days: list[date] = []
    for reading in readings:
        with suppress(ValueError):
            days.append(date(*reading))
    return list(dict.fromkeys(days))
