"""Near-duplicates: whether two items tell one story, and which pairs are worth comparing.

One address is one item already. Here are the stories that several sources bring under addresses
of their own, with changed case and punctuation, a publisher's name behind the title, a small edit.
A merge hides an item from the editors, so `Verdict.SAME` wants evidence in which a figure, a "not"
or "women" for "men" does not drown; what only looks alike is `Verdict.LIKELY`, for them to judge.
Addresses are no evidence: what a shared one says, `newsletter.model.items.item_key` has said.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel

from newsletter.model.dates import PartialDate
from newsletter.model.items import Item
from newsletter.model.languages import primary, same

DAYS = 30  # between two sources that bring one story; next year's report has the same title
_REPOST_DAYS = 7  # between two entries of one source, of which the second replaces the first
_SHORT = 4  # words; a title with fewer could be anybody's: "Annual report 2025"
_LONG = 8  # words; two titles as long are not written alike by chance
_ALIKE = 85  # of 100; titles that are worth an editor's look
_TEXTS_AGREE = 90  # of 100; one text, cut or mended by somebody
_LEAST_TEXT = 80  # characters; a shorter text says no more than a title
_TEXT = 600  # characters that are compared
_TEXT_BLOCK = 80  # characters at its beginning that two texts must share to be compared
ENOUGH = 2  # blocks, or all that an item has
_BLOCK_WORDS = 4  # of which pairs are made: one may be changed, and three pairs stay

_ACCENTS = re.compile("[\u0300-\u036f]")
_GLUE = re.compile("['’‘ʼ`´\u00ad\u200b-\u200d\u2060]")  # nobody hears them in "Sweden's"
# Chinese and Japanese have no spaces: every two characters count as a word.
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\\W_\u3040-\u30ff\u3400-\u9fff]+")
_NUMBER = re.compile(r"\d+")
_JOINT = re.compile(r"\s+[-–—/·•]+\s+|\s*[|»]+\s*|:\s+")  # "Title | NHS England", "WHO: title"
# Articles, and "and": an editor puts them in or leaves them out without changing the sense.
_FILLERS = frozenset((
    "a", "an", "and", "the", "och", "en", "ett", "og", "et", "und", "der", "das", "de", "het",
    "le", "la", "les", "un", "une", "el", "los", "las",
))  # fmt: skip


class Verdict(StrEnum):
    """What two items are to each other: one story, perhaps one, two stories."""

    SAME = "same"
    LIKELY = "likely"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Wording:
    """What is compared of an item: the words of its title, its numbers, its text."""

    words: tuple[str, ...]
    joined: str
    sorted: str
    numbers: tuple[str, ...]
    text: str


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in small letters, without accents, apostrophes, punctuation."""
    plain = _GLUE.sub("", text).casefold()
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return _WORD.findall(plain)


@lru_cache(maxsize=5_000)  # an item is compared with several
def wording(title: str, publisher: str, excerpt: str) -> Wording:
    """Return what is compared: the title without its publisher, the text without its title."""
    parts, name = _JOINT.split(title), words_of(publisher)
    while len(parts) > 1 and words_of(parts[-1]) in (name, []):
        del parts[-1]
    while len(parts) > 1 and words_of(parts[0]) in (name, []):
        del parts[0]
    whole = words_of(" ".join(parts))
    telling = [word for word in whole if word not in _FILLERS] or whole
    # "organisation" and "organization"
    words = tuple(word.replace("z", "s") for word in telling)
    told = " ".join([*words_of(excerpt[:_TEXT]), ""])  # it often begins with the title
    text = told.removeprefix(" ".join([*whole, ""])).rstrip()
    numbers = tuple(sorted(_NUMBER.findall(" ".join(words))))
    return Wording(words, "".join(words), " ".join(sorted(words)), numbers, text)


def _wording(item: Item) -> Wording:
    return wording(item.title, item.publisher, item.excerpt)


def blocks(item: Item) -> list[int]:
    """Return numbers (64 bits, signed) of which near-duplicates share at least `ENOUGH`.

    The title as a whole, the beginning of the text, and each pair of the title's longest words:
    each with the language and the numbers of the title, which must be equal.
    """
    one = _wording(item)
    longest = sorted(set(one.words), key=lambda word: (-len(word), word))[:_BLOCK_WORDS]
    keys = [f"title {one.joined}", *map(" ".join, combinations(sorted(longest), 2))]
    if len(one.text) >= _LEAST_TEXT:
        keys.append(f"text {one.text[:_TEXT_BLOCK]}")
    scope = f"{primary(item.language)} {' '.join(one.numbers)}"
    return sorted({_hash(f"{scope}\n{key}") for key in keys})


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def verdict(one: Item, other: Item) -> Verdict:
    """Tell whether two items are one story. Who is named first does not matter.

    Never `SAME` across languages, with other numbers in the title, or more than `DAYS` apart;
    within one source only when title and text are the same, and `_REPOST_DAYS` apart at most.
    """
    if one == other:
        return Verdict.SAME
    days = days_apart(one, other)
    if days > DAYS or not same(one.language, other.language):
        return Verdict.DIFFERENT
    first, second = _wording(one), _wording(other)
    if first.numbers != second.numbers:
        return Verdict.DIFFERENT
    if one.source == other.source:
        return _reposted(first, second, days)
    return _told_twice(first, second, one.place == other.place)


def _reposted(first: Wording, second: Wording, days: int) -> Verdict:
    if first.joined != second.joined or days > _REPOST_DAYS:
        return Verdict.DIFFERENT
    if _texts(first.text, second.text) == 100:
        return Verdict.SAME
    return Verdict.LIKELY if len(first.words) > 1 else Verdict.DIFFERENT  # "(untitled)"


def _told_twice(first: Wording, second: Wording, one_place: bool) -> Verdict:
    texts = _texts(first.text, second.text)
    likeness = fuzz.ratio(first.sorted, second.sorted, score_cutoff=_ALIKE)
    if _one_title(first, second):
        length = min(len(first.words), len(second.words))
        agreed = texts >= _TEXTS_AGREE if texts is not None else one_place
        if length >= _LONG or texts == 100 or (length >= _SHORT and agreed):
            return Verdict.SAME
        return Verdict.LIKELY if length > 1 else Verdict.DIFFERENT
    if texts == 100:
        return Verdict.SAME if likeness else Verdict.LIKELY
    return Verdict.LIKELY if likeness else Verdict.DIFFERENT


def _one_title(first: Wording, second: Wording) -> bool:
    """Tell whether two titles have the same words in the same order, give or take spelling."""
    if first.joined == second.joined:
        return True  # also where one writes "well-being" and the other "wellbeing"
    if len(first.words) != len(second.words):
        return False
    pairs = zip(first.words, second.words, strict=True)
    changed = [(one, other) for one, other in pairs if one != other]
    return len(changed) <= 2 and all(_one_word(one, other) for one, other in changed)


def _one_word(one: str, other: str) -> bool:
    """Tell whether two spellings are one word: "adults" and "adult", "centre" and "center".

    A letter more or less, or two that change places; another letter makes another word, as in
    Ireland and Iceland, women and woman.
    """
    if min(len(one), len(other)) < 5 or one[0] != other[0]:
        return False
    swapped = sorted(one) == sorted(other) and OSA.distance(one, other) == 1
    return swapped or Indel.distance(one, other) == 1


def _texts(one: str, other: str) -> float | None:
    """Return how alike two texts are, from 0 to 100, as far as the shorter goes.

    None where one is too short to tell.
    """
    length = min(len(one), len(other))
    if length < _LEAST_TEXT:
        return None
    return fuzz.ratio(one[:length], other[:length])


def days_apart(one: Item, other: Item) -> int:
    """Return the days between two items: by their own dates, else by when each was first seen.

    A date known to the month or year is all of its days.
    """
    if not one.published or not other.published:
        return abs((one.first_seen - other.first_seen).days)
    (first, last), (begin, end) = _span(one.published), _span(other.published)
    return max(0, (begin - last).days, (first - end).days)


def _span(known: PartialDate) -> tuple[date, date]:
    month = known.month or 12
    last = known.day or monthrange(known.year, month)[1]
    first = date(known.year, known.month or 1, known.day or 1)
    return first, date(known.year, month, last)
