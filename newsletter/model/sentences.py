"""Easy English, as far as it can be counted: how long a sentence is, how a date is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 15  # words: what those who write for people with learning disabilities go by
# A stop, a question or an exclamation ends a sentence where white space follows it.
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|\n+")
# A stop behind these does not: "Dr. Berg", "e.g. Sweden", "J. Berg".
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|[A-Za-z]\.[A-Za-z]|Dr|Mr|Mrs|Ms|Prof|St|No|vs|etc|approx|ca)\.$"
)
_NUMERIC_DATE = re.compile(
    r"\b(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))\b"
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
    yield from (found[0] for found in _NUMERIC_DATE.finditer(text))
