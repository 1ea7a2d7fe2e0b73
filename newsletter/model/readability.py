"""How hard a text is to read, by formulas that were made for its language.

They count the length of words and sentences, and know nothing of sense: a low figure proves
nothing, a high one is worth a look. For a language without a formula of its own there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.model.languages import primary
from newsletter.model.sentences import sentences

ENOUGH = 30  # words: shorter texts say more about chance than about the writer
_HARD = 3  # syllables of a word that is worth another
_LONG = 6  # letters: LIX counts words that have more
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^aeiouyl]e|[^aeiouytdl]ed|[^aeiouylscxzg]es|eous|cious)$")
_APART = re.compile(
    r"(?<![cstgln])i[aou]|[aeiou]ing$|eo(?!p|us)|(?<!g)ua(?![rdg])|iet|(?<=[rd])ien|ui(?=ci)|eas?$|yee"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """How hard a text is: a ``value`` on a named ``scale``, and the ``most`` of an easy one."""

    scale: str
    value: float
    most: float

    @property
    def is_easy(self) -> bool:
        """Tell whether the text is easy by this measure."""
        return self.value <= self.most


def measure(text: str, language: str) -> Measure | None:
    """Return how hard plain ``text`` is, None if it is too short or its language has no formula.

    English: the Flesch-Kincaid grade, the school year in which it can be read; Easy English aims
    at the sixth and lower. Swedish, Danish, Norwegian: LIX, in which books for children stay below
    30. Names are left out: nobody can choose others.
    """
    kept = [[*_words(sentence)] for sentence in sentences(text)]
    kept = [words for words in kept if words]
    count = sum(map(len, kept))
    if count < ENOUGH:
        return None
    each = count / len(kept)
    if primary(language) == "en":
        spoken = sum(syllables(word) for words in kept for word in words) / count
        return Measure("Flesch-Kincaid grade", 0.39 * each + 11.8 * spoken - 15.59, 7)
    if primary(language) in ("sv", "da", "nb", "nn", "no"):
        long = sum(len(word) > _LONG for words in kept for word in words)
        return Measure("LIX", each + 100 * long / count, 35)
    return None


def hardest(text: str, language: str) -> tuple[str, list[str]]:
    """Return the longest sentence of ``text``, and its long words, the longest first."""
    found = max(sentences(text), key=lambda one: sum(map(_length, _words(one))), default="")
    english = primary(language) == "en"
    hard = [
        word
        for word in dict.fromkeys(_words(text))
        if (syllables(word) >= _HARD if english else len(word) > _LONG + 3)
    ]
    return found, sorted(hard, key=_length, reverse=True)


def _length(word: str) -> int:
    return len(word)


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text but for names, which have a capital within a sentence."""
    end = 0
    for match in _WORD.finditer(text):
        before = text[end : match.start()]
        first = not end or any(mark in before for mark in ".!?:\n")
        if first or not match[0][0].isupper():
            yield match[0]
        end = match.end()


def syllables(word: str) -> int:
    """Return about how many syllables an English word has, one at least."""
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    count = len(_VOWELS.findall(plain)) - len(_SILENT.findall(plain))
    return max(1, count + len(_APART.findall(plain)))
