"""Where an entry belongs: its section, place, topics and language, and which rule said so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsletter.model.detection import language_of
from newsletter.model.items import Entry, Item, keyword_pattern
from newsletter.model.rules import Rule, path_pattern
from newsletter.model.sources import Source, SourceBook

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where an entry belongs. ``rule`` says in words which rules changed what the source says."""

    section: str
    place: str
    topics: tuple[str, ...]
    language: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one rule does to one entry."""

    rule: Rule
    section: str = ""
    place: str = ""
    topics: tuple[str, ...] = ()

    def in_words(self, source: Source) -> str:
        """Return ``webinars: section News -> Webinars, topics +peer-support``."""
        done = [f"section {source.section} -> {self.section}"] if self.section else []
        done += [f"place {source.place} -> {self.place}"] if self.place else []
        done += [f"topics {' '.join(f'+{topic}' for topic in self.topics)}"] if self.topics else []
        return f"{self.rule.name}: {', '.join(done)}"


class Sorting:
    """Sorts by the rules of one ``sources.yaml``; made once, for its patterns take time."""

    def __init__(self, book: SourceBook) -> None:
        self._places = {place.code: place for place in book.places}
        self._rules = [_Compiled(rule, book) for rule in book.rules]
        self._concerned: dict[tuple[str, str, str], list[_Compiled]] = {}

    def suggest(self, source: Source, entry: Entry, language: str = "") -> Suggestion:
        """Return where ``entry`` of ``source`` belongs; ``language`` is the tag its feed bears.

        Of the rules that match, the first gives the section and the first the place; topics add
        up. Conditions look at what the source says, never at what another rule did.
        """
        section, place, topics = source.section, source.place, tuple(source.topics)
        effects = self.effects(source, entry)
        for effect in effects:
            section, place = effect.section or section, effect.place or place
            topics += effect.topics
        words = "; ".join(effect.in_words(source) for effect in effects)
        tag = language_of(entry, language, source, self._places[source.place])
        return Suggestion(section, place, topics, tag, words)

    def effects(self, source: Source, entry: Entry) -> list[Effect]:
        """Return what the rules change of what ``source`` says about ``entry``, in their order."""
        effects: list[Effect] = []
        section = place = ""
        topics = set(source.topics)
        for compiled in self._concerning(source):
            if not compiled.matches(entry):
                continue
            wanted = compiled.rule.effects
            given = Effect(
                compiled.rule,
                wanted.section if not section and wanted.section != source.section else "",
                wanted.place if not place and wanted.place != source.place else "",
                tuple(topic for topic in dict.fromkeys(wanted.topics) if topic not in topics),
            )
            section, place = section or wanted.section, place or wanted.place
            topics.update(given.topics)
            effects += [given] if given.section or given.place or given.topics else []
        return effects

    def _concerning(self, source: Source) -> list[_Compiled]:
        if not self._rules:
            return self._rules
        key = (source.id, source.section, source.place)
        if key not in self._concerned:
            self._concerned[key] = [one for one in self._rules if one.concerns(source)]
        return self._concerned[key]


class _Compiled:
    """A rule with its patterns."""

    def __init__(self, rule: Rule, book: SourceBook) -> None:
        given = rule.conditions
        self.rule = rule
        self._words = keyword_pattern(book.written_out(given.words))
        self._title = keyword_pattern(book.written_out(given.title))
        self._url = path_pattern(given.url) if given.url else None
        self._source = path_pattern(given.source) if given.source else None

    def concerns(self, source: Source) -> bool:
        """Tell whether the rule may match entries of ``source`` at all."""
        given = self.rule.conditions
        return (
            (not given.section or source.section in given.section)
            and (not given.place or source.place in given.place)
            and (not self._source or bool(self._source.fullmatch(source.id)))
        )

    def matches(self, entry: Entry) -> bool:
        """Tell whether the rule matches ``entry`` of a source that it concerns."""
        return (
            (not self._url or bool(self._url.fullmatch(urlsplit(entry.url).path or "/")))
            and (not self._title or bool(self._title.search(entry.title)))
            and (not self._words or self._in_words(self._words, entry))
        )

    def _in_words(self, words: re.Pattern[str], entry: Entry) -> bool:
        return bool(words.search(entry.title) or words.search(entry.excerpt))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items a rule would have sorted, and the titles of some."""

    rule: Rule
    items: int
    titles: tuple[str, ...]


def tried(book: SourceBook, items: Iterable[Item]) -> list[Tally]:
    """Return what each rule of ``book`` would have done to ``items``, by what is known of them.

    Items of sources that are no longer there are passed over.
    """
    sorting, sources = Sorting(book), {source.id: source for source in book.sources}
    counts: Counter[str] = Counter()
    titles: dict[str, list[str]] = {rule.name: [] for rule in book.rules}
    for item in items:
        source = sources.get(item.source)
        entry = Entry("", item.url, item.title, item.excerpt)
        for effect in sorting.effects(source, entry) if source else ():
            counts[effect.rule.name] += 1
            titles[effect.rule.name].append(item.title)
    return [Tally(rule, counts[rule.name], _examples(titles[rule.name])) for rule in book.rules]


def _examples(titles: Sequence[str]) -> tuple[str, ...]:
    return tuple(titles[:_EXAMPLES])
