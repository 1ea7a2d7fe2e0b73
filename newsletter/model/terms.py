"""Words that hurt and what to write instead: what ``terms.yaml`` says, and where a text has them.

Nothing is ever changed or refused because of it: guides differ from country to country, and what
is found may be somebody's name, or a quotation. Whoever asks leaves those out as far as it can see
them; names, exempt phrases and a place's own words are left out here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from newsletter.errors import ConfigError, Mistake
from newsletter.model import patterns
from newsletter.model.items import canonical_url
from newsletter.model.languages import same
from newsletter.model.located import Located, Strict, one_of, quoted, read_yaml, validated

ELSE = "else"  # in `preferred`: all places that are not named
# One letter for one letter, so that what is found stands at the same place of the text.
_PLAIN = str.maketrans("‘’ʼ‛“”„‟‐‑ \u202f\u2007", "''''\"\"\"\"--   ")
_GONE = "\ufffc"  # no letter and no space: nothing is found across it
_NAMED = re.compile(r"\{([a-z-]+)\}")
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_NEAR = 20  # letters that tell whether a sentence begins
_BEGINS = re.compile(r"(?:\A|[.!?:]\s{1,9}|\n\s{0,9}|[\"'(*_-])\Z")
_GOES_ON = re.compile(r"\s{1,9}(?:(?:and|for|of)\s{1,9})?[A-Z][\w'-]{0,40}[a-z]")
_SMALL = frozenset(
    ("a", "an", "and", "by", "for", "from", "in", "into", "of", "on", "the", "to", "with")
)


def _id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", value):
        raise ValueError("small letters, digits and hyphens, such as committed-suicide")
    return value


def _address(value: str) -> str:
    if not canonical_url(value):
        raise ValueError("a web address that starts with https:// or http://")
    return value


def _pattern(value: str) -> str:
    patterns.compiled(value)
    return value


def _phrase(value: str) -> str:
    try:
        patterns.compiled(patterns.phrase(value))
    except ValueError as error:
        raise ValueError("words such as deaf-mute or drug addict*, with two * at most") from error
    return value


_Id = Annotated[str, AfterValidator(_id)]
_Words = Annotated[str, Field(min_length=1, max_length=200)]
_Phrase = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_phrase)]
_Phrases = Annotated[list[_Phrase], Field(min_length=1)]


class Guideline(Strict):
    """A guide to wording. Only one that is ``confirmed`` is named as the source of a finding."""

    by: str = Field(min_length=1)
    name: str = Field(min_length=1)
    url: Annotated[str, AfterValidator(_address)]
    confirmed: bool = True


class Term(Strict):
    """Words to avoid: found by ``words`` or ``patterns``, in texts in one language.

    ``instead`` may have ``{name}``, which stands for what `Terms.preferred` has under that name.
    """

    id: _Id
    words: list[_Phrase] = []
    patterns: list[Annotated[str, AfterValidator(_pattern)]] = []
    examples: Annotated[list[_Words], Field(min_length=1)]
    instead: list[_Words] = []
    level: Literal["warning", "advice", "hint"] = "advice"
    guidelines: list[str] = []
    confirmed: bool = True
    places: list[str] = []
    language: str = "en"
    note: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the term in a text."""
        longest_first = sorted(self.words, key=len, reverse=True)
        return _any_of([*self.patterns, *map(patterns.phrase, longest_first)])


class Mix(Strict):
    """Two ways to speak of the same people, of which one item should have only one."""

    id: _Id
    one: _Phrases
    other: _Phrases
    preferred: str = ""
    guidelines: list[str] = []
    language: str = "en"

    @cached_property
    def ways(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """What finds either way in a text."""
        one, other = (_any_of(map(patterns.phrase, words)) for words in (self.one, self.other))
        return one, other


@dataclass(frozen=True, slots=True)
class Match:
    """A term that a text has: ``words`` from ``start`` to ``end``."""

    term: Term
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Mixed:
    """Two ways of speaking in one text, with the words of each that come first."""

    mix: Mix
    one: str
    other: str
    start: int


class Terms(Strict):
    """All of ``terms.yaml``. A level of ``hint`` counts only with ``hints``."""

    hints: bool = False
    exempt: list[_Phrase] = []
    preferred: dict[_Id, dict[str, _Phrases]] = {}
    never_mixed: list[Mix] = []
    guidelines: dict[_Id, Guideline] = {}
    terms: list[Term] = []

    def found(self, text: str, place: str, language: str) -> Iterator[Match]:
        """Yield the terms that ``text`` has, in their order in it.

        ``place`` is the code of the place it is about, "" for none; ``language`` its tag. Left
        out are names, exempt phrases, and what the place says itself.
        """
        plain = self._without_exempt(text, place)
        told = [
            Match(term, match.start(), match.end(), text[match.start() : match.end()])
            for term in self._asked(place, language)
            for match in term.pattern.finditer(plain)
            if match[0]
        ]
        told = [one for one in told if not _is_name(plain, one)]
        yield from _without_parts(sorted(told, key=lambda one: (one.start, -one.end)))

    def mixed(self, text: str, language: str) -> Iterator[Mixed]:
        """Yield where ``text``, which is about one thing, speaks of people in two ways."""
        plain = self._without_exempt(text)
        for mix in self.never_mixed:
            if not same(mix.language, language):
                continue
            firsts: list[re.Match[str]] = []
            for way in mix.ways:
                matches = (match for match in way.finditer(plain) if not match[0].istitle())
                firsts += itertools.islice(matches, 1)
            if len(firsts) == 2:
                one, other = firsts
                start = max(one.start(), other.start())
                yield Mixed(mix, one[0], other[0], start)

    def instead(self, term: Term, place: str) -> list[str]:
        """Return what to write instead of ``term`` where a text is about ``place``."""
        return [text for one in term.instead for text in self._written_out(one, place)]

    def own(self, name: str, place: str) -> list[str]:
        """Return the words that a place prefers for what ``name`` stands for in ``preferred``."""
        forms = self.preferred.get(name, {})
        return forms.get(place, forms.get(ELSE, []))

    def sources(self, names: Iterable[str]) -> list[str]:
        """Return who publishes these guidelines, each once, as far as they are confirmed."""
        known = (self.guidelines[name] for name in names if name in self.guidelines)
        return list(dict.fromkeys(one.by for one in known if one.confirmed))

    def _written_out(self, text: str, place: str) -> list[str]:
        match = _NAMED.search(text)
        if not match:
            return [text]
        forms = self.own(match[1], place)
        if place and place in self.preferred.get(match[1], {}):
            forms = forms[:1]  # the one in English; others stand there to be left alone
        return [text.replace(match[0], form) for form in forms]

    def _asked(self, place: str, language: str) -> Iterator[Term]:
        for term in self.terms:
            here = not term.places or place in term.places
            if here and same(term.language, language) and (self.hints or term.level != "hint"):
                yield term

    def _without_exempt(self, text: str, place: str = "") -> str:
        """Return ``text``, as long as it is, without exempt phrases and the place's own words."""
        exempt = self._left_alone.get(place) or self._left_alone[""]
        return exempt.sub(lambda match: _GONE * len(match[0]), text.translate(_PLAIN))

    @cached_property
    def _left_alone(self) -> dict[str, re.Pattern[str]]:
        """What is left alone under each place that has words of its own, and under "" anywhere."""
        own: dict[str, list[str]] = {"": []}
        for forms in self.preferred.values():
            for place, words in forms.items():
                own[place] = [*own.get(place, []), *words]
        return {
            place: _any_of(map(patterns.phrase, [*self.exempt, *words]))
            for place, words in own.items()
            if place != ELSE
        }


NO_TERMS = Terms()


def _any_of(parts: Iterable[str]) -> re.Pattern[str]:
    alternatives = [patterns.compiled(part).pattern for part in parts]
    return re.compile("|".join(alternatives) or r"(?!)", re.IGNORECASE)


def _is_name(plain: str, one: Match) -> bool:
    """Tell whether what was found is written as names are: with capitals within a sentence.

    "The Centre for Drug Abuse" is a name, "Drug abuse is ..." and "DRUG ABUSE" are none. A word
    that stands with a capital among the examples always has it.
    """
    found = plain[one.start : one.end]
    words = [word for word in _WORD.findall(found) if word not in _SMALL]
    if not words or found.isupper() or any(found in example for example in one.term.examples):
        return False
    begins = _BEGINS.search(plain, max(0, one.start - _NEAR), one.start)
    after = _GOES_ON.match(plain, one.end)
    capitals = all(word[0].isupper() for word in words)
    return capitals and bool(after or not begins)


def _without_parts(matches: Iterable[Match]) -> Iterator[Match]:
    """Leave out what begins within another match: it would be told twice in other words."""
    end = 0
    for one in matches:
        if one.start >= end:
            yield one
            end = one.end


# --- reading --------------------------------------------------------------------------------


def read_terms(text: str, file: str = "terms.yaml") -> Terms:
    """Return what ``text`` says; raise `ConfigError` with every mistake, in the file's order.

    An example that its term does not find is a mistake, and so is advice that a term finds.
    """
    located = read_yaml(text, file)
    terms, mistakes = validated(Terms, located)
    if terms:
        mistakes += tuple(_between(located, terms))
    if terms is None or mistakes:
        raise ConfigError(tuple(sorted(mistakes, key=lambda mistake: mistake.line)))
    return terms


def _between(located: Located, terms: Terms) -> Iterator[Mistake]:
    """Yield the mistakes no single key shows."""
    lines: dict[str, int] = {}
    rows: list[tuple[str, int, Mix | Term]] = []
    rows += [("never_mixed", number, one) for number, one in enumerate(terms.never_mixed)]
    rows += [("terms", number, one) for number, one in enumerate(terms.terms)]
    for kind, number, row in rows:
        here = (kind, number)
        yield from _of_row(located, here, row, terms)
        if row.id in lines:
            expected = f"another one: line {lines[row.id]} has it already"
            yield located.mistake((*here, "id"), quoted(row.id), expected)
        lines.setdefault(row.id, located.line_of((*here, "id")))


def _of_row(
    located: Located, here: tuple[str, int], row: Mix | Term, terms: Terms
) -> Iterator[Mistake]:
    for at, name in enumerate(row.guidelines):
        if name not in terms.guidelines:
            expected = one_of(name, list(terms.guidelines))
            yield located.mistake((*here, "guidelines", at), quoted(name), expected)
    if isinstance(row, Term):
        yield from _of_term(located, here, row, terms)
    elif row.preferred and row.preferred not in terms.preferred:
        expected = one_of(row.preferred, list(terms.preferred))
        yield located.mistake((*here, "preferred"), quoted(row.preferred), expected)


def _of_term(
    located: Located, here: tuple[str, int], term: Term, terms: Terms
) -> Iterator[Mistake]:
    if not (term.words or term.patterns):
        yield located.mistake(here, "a term that finds nothing", "words or patterns")
        return
    if not (term.instead or term.note):
        yield located.mistake(here, "a term without advice", "instead, or a note")
    for number, words in enumerate(term.examples):
        if not term.pattern.search(words.translate(_PLAIN)):
            expected = "words that its words or patterns find"
            yield located.mistake((*here, "examples", number), quoted(words), expected)
    for number, words in enumerate(term.instead):
        path = (*here, "instead", number)
        unknown = [one for one in _NAMED.findall(words) if one not in terms.preferred]
        if unknown:
            expected = one_of(unknown[0], list(terms.preferred))
            yield located.mistake(path, f"{{{unknown[0]}}}", expected)
        elif again := _found_again(term, words, terms.preferred):
            expected = "words that no longer have what the term finds"
            yield located.mistake(path, quoted(again), expected)


def _found_again(term: Term, words: str, preferred: Mapping[str, Mapping[str, list[str]]]) -> str:
    """Return what the advice comes to, if the term would be found in it, else "".

    What a single place prefers is never told there, whatever it has in it.
    """
    texts = [words]
    for name in _NAMED.findall(words):
        forms = preferred[name].get(ELSE, [])
        texts = [text.replace(f"{{{name}}}", form) for text in texts for form in forms]
    return next((text for text in texts if term.pattern.search(text.translate(_PLAIN))), "")
