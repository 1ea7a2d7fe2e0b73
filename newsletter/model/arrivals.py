"""What a document of a source means for what is known: new, again, changed, renamed, in doubt.

Pure: the stage `collect` asks the store what is known, and does what is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newsletter.model.dates import believable, is_before
from newsletter.model.items import Entry, Item, ItemState, Sighting, canonical_url
from newsletter.model.sorting import Sorting
from newsletter.model.sources import Source

HISTORY = timedelta(days=60)  # what is older when a source is first read is no news
_UNDATED = 20  # entries without a date that may be news then: a page begins with the newest


@dataclass(frozen=True, slots=True)
class Document:
    """What a source served: its entries by their keys, the language it claims, how to sort it."""

    source: Source
    sorting: Sorting
    entries: tuple[tuple[str, Entry], ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is there already of what a document holds.

    ``seen``: entry key -> (item, digest) of what this source served before; ``identities``: the
    other entries' key -> item key; ``items``: item key -> id, of items that are there, from
    whichever source, and of those to be made (``fresh``). ``renamed``: entry key -> the sighting
    that is the same entry. ``doubt``: entry key -> why it is probably no news. ``buried``: the
    keys of entries whose item was removed for good.
    """

    seen: Mapping[str, tuple[str, str]]
    identities: Mapping[str, str]
    items: Mapping[str, str]
    fresh: Mapping[str, str]
    renamed: Mapping[str, Sighting] = field(default_factory=dict)
    doubt: Mapping[str, str] = field(default_factory=dict)
    buried: Set[str] = frozenset()

    def new(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """Return those of ``entries``, by their keys, that become items."""
        return {
            key: entries[key]
            for key, identity in self.identities.items()
            if key not in self.renamed and identity not in self.items
        }


@dataclass(slots=True)
class Changes:
    """What is to be stored: ``revised`` with the new excerpt, ``renamed`` by their old keys."""

    items: dict[str, Item] = field(default_factory=dict)
    sightings: list[Sighting] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    revised: list[tuple[Sighting, str]] = field(default_factory=list)
    renamed: list[tuple[str, Sighting]] = field(default_factory=list)
    skipped: int = 0
    blank: int = 0


@dataclass(frozen=True, slots=True)
class Baseline:
    """What becomes of the past of a source that is read for the first time.

    ``first``: it is; then entries older than `HISTORY`, and undated ones far down, are remembered
    and skipped, with ``only_new`` all of them, with ``history`` none.
    """

    first: bool = False
    only_new: bool = False
    history: bool = False

    def skips(self, entry: Entry, undated: int, now: datetime) -> bool:
        """Tell whether ``entry``, below so many ``undated`` ones, is past and not news."""
        if not self.first or self.history:
            return False
        if self.only_new:
            return True
        return is_before(entry.moment, now - HISTORY) if entry.moment else undated >= _UNDATED


def arrived(document: Document, known: Known, baseline: Baseline, now: datetime) -> Changes:
    """Return what a document changes; touches nothing.

    An entry with neither address nor text is remembered, but skipped: nobody need look at it.
    Entries whose item was removed for good change nothing.
    """
    changes, undated = Changes(), 0
    for key, entry in document.entries:
        undated += not entry.moment
        if key in known.seen:
            _again(document.source, key, entry, known.seen[key], changes, now)
        elif key in known.renamed:
            old = known.renamed[key]
            sighting = _sighting(document.source, key, old.item, entry, now)
            changes.renamed.append((old.key, sighting))
            changes.revised.append((sighting, entry.excerpt))
        elif key not in known.buried:
            past = baseline.skips(entry, undated - 1, now)
            _new(document, key, entry, known, changes, now, past=past)
    return changes


def _again(
    source: Source,
    key: str,
    entry: Entry,
    before: tuple[str, str],
    changes: Changes,
    now: datetime,
) -> None:
    item, digest = before
    changes.again.append(key)
    if digest != entry.digest:
        changes.revised.append((_sighting(source, key, item, entry, now), entry.excerpt))


def _new(
    document: Document,
    key: str,
    entry: Entry,
    known: Known,
    changes: Changes,
    now: datetime,
    *,
    past: bool,
) -> None:
    identity = known.identities[key]
    id = known.items.get(identity) or known.fresh[identity]
    if identity not in known.items and id not in changes.items:
        blank = not entry.url and not entry.excerpt
        state = ItemState.SKIPPED if past or blank else ItemState.NEW
        doubt = known.doubt.get(key, "")
        changes.items[id] = _item(document, id, identity, entry, state, doubt, now)
        changes.blank += blank
        changes.skipped += past and not blank
    changes.sightings.append(_sighting(document.source, key, id, entry, now))


def _sighting(source: Source, key: str, item: str, entry: Entry, now: datetime) -> Sighting:
    return Sighting(
        source.id, key, item, entry.url, entry.title, entry.digest, now, now, entry.text
    )


def _item(
    document: Document, id: str, key: str, entry: Entry, state: ItemState, doubt: str, now: datetime
) -> Item:
    source = document.source
    found = document.sorting.suggest(source, entry, document.language)
    return Item(
        id=id,
        key=key,
        url=canonical_url(entry.url),
        title=entry.title,
        source=source.id,
        publisher=source.name,
        place=found.place,
        section=found.section,
        language=found.language,
        published=believable(entry.moment, now),
        excerpt=entry.excerpt,
        topics=found.topics,
        state=state,
        first_seen=now,
        rule=found.rule,
        doubt=doubt,
    )
