"""Which language an entry is in, where nobody says so, or where what is said cannot be true.

A reader's software pronounces a title by its language, so the language of the words counts, not
that of the publisher. Looked for are only the few languages that a place has, and English: among
all languages a title of three words could be nearly any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from newsletter.model.items import Entry
from newsletter.model.languages import primary, same
from newsletter.model.sources import Place, Source

if TYPE_CHECKING:
    from lingua import IsoCode639_1, LanguageDetector

_READ = 200  # characters that are looked at: more of them say nothing else
_SURE = 0.95  # of titles of our own in seven languages one in a hundred is wrong from here on
_OVERRULES = 0.99  # how sure it must be that a source is wrong about itself
_CONTRADICTS = 0.8  # how sure it must be that title and text are in two languages
_ENOUGH = 60  # characters; in less, names and loan words may weigh more than the language
_ENGLISH = "en"
_MAORI = "mi"
_CODES = {"no": "nb"}  # where the library has another name for a language
# Every syllable of Māori ends in a vowel. English about Aotearoa is full of Māori names.
_MAORI_WORD = re.compile(r"(?:(?:ng|wh|[hkmnprtw])?[aeiouāēīōū])+", re.IGNORECASE)
_MAORI_PART = 0.8  # of the words of a text in Māori: it may cite a name
_WORD = re.compile(r"[^\W\d_]+")


def language_of(entry: Entry, feed: str, source: Source, place: Place) -> str:
    """Return the language tag of ``entry``: what it says itself, else what its words say.

    A source knows its language, and ``feed`` (the tag its document bears, or "") may tell it more
    exactly; it is overruled only by a longer text that is plainly in another language of
    ``place``, or in English. Where the source says nothing the words decide; where they do not,
    the feed does, else the place.
    """
    if entry.language:
        return entry.language
    # "en-us" is what software claims by default, whatever is written with it.
    default = same(feed, _ENGLISH) and not any(same(one, _ENGLISH) for one in place.languages)
    claimed = "" if default else feed
    found = _found(entry, source.language or claimed or place.language, source, place)
    return feed if feed and same(feed, found) else found


def _found(entry: Entry, usual: str, source: Source, place: Place) -> str:
    """Return ``usual``, unless the words of ``entry`` are in another language."""
    choices = tuple(dict.fromkeys(map(primary, (usual, *place.languages, _ENGLISH))))
    if len(choices) < 2:
        return usual
    text = entry.title
    if len(text) < _ENOUGH:
        text = f"{text}\n{entry.excerpt}"[:_READ]
    if source.language and len(text) < _ENOUGH:
        return usual
    tag, sure = detected(text, choices)
    if sure < (_OVERRULES if source.language else _SURE) or same(tag, usual):
        return usual
    # An English summary makes no Swedish title English.
    other, contradicts = detected(entry.title, choices)
    return usual if other != tag and contradicts >= _CONTRADICTS else tag


def detected(text: str, tags: Sequence[str]) -> tuple[str, float]:
    """Return which of ``tags`` (languages without regions) ``text`` is in, and how sure that is.

    From 0 to 1; "" and 0 where there is no choice, or nothing to go by.
    """
    detector = _detector(frozenset(tags))
    values = detector.compute_language_confidence_values(text) if detector else []
    if not values or not values[0].value:
        return "", 0.0
    code = values[0].language.iso_code_639_1.name.lower()
    if code == _MAORI and not _may_be_maori(text):
        return "", 0.0
    return next(tag for tag in tags if _CODES.get(tag, tag) == code), values[0].value


def _may_be_maori(text: str) -> bool:
    words = _WORD.findall(text)
    return sum(bool(_MAORI_WORD.fullmatch(word)) for word in words) >= _MAORI_PART * len(words)


@lru_cache(maxsize=32)
def _detector(tags: frozenset[str]) -> LanguageDetector | None:
    """Return what tells these languages apart; None where fewer than two of them are known."""
    if len(tags) < 2:
        return None
    from lingua import LanguageDetectorBuilder  # a large library, loaded when there is a choice

    codes = list(_codes(tags))
    if len(codes) < 2:
        return None
    # Its groups of three letters alone take a tenth of memory and time, and lose one in fifty.
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    return builder.with_low_accuracy_mode().build()


def _codes(tags: Iterable[str]) -> Iterator[IsoCode639_1]:
    """Yield the languages of ``tags`` that the library knows: no sign languages, no Scots."""
    from lingua import IsoCode639_1

    for tag in tags:
        with suppress(ValueError):
            yield IsoCode639_1.from_str(_CODES.get(tag, tag))
