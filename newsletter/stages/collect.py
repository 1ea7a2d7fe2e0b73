"""Collect: fetch sources, remember what each served, make items of what is new.

``source -> fetch -> parse -> keep what the keywords let through -> decide -> store``

Fetching and parsing run for many sources at once; deciding is pure; storing is one transaction
for a handful of sources. One bad source never stops the others, and an interruption loses
nothing: what was not stored is fetched again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from newsletter import store
from newsletter.errors import SourceError
from newsletter.model.dates import believable
from newsletter.model.health import Health
from newsletter.model.items import (
    Entry,
    Item,
    ItemState,
    Sighting,
    canonical_url,
    item_key,
    keyed,
    keyword_pattern,
    listing_urls,
    wanted,
)
from newsletter.model.languages import same
from newsletter.model.sources import Source, SourceBook
from newsletter.model.text import plural
from newsletter.ports import Fetcher, Parsed, Parser, Request, Response

_BATCH = 50  # sources stored in one transaction: each costs a flush to the disk


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one source went. ``new`` items, ``entries`` it serves, ``filtered`` by its keywords,
    ``skipped`` as the history of a source that is read for the first time.

    ``problem`` is "" when it went well; ``unchanged`` when there was nothing to read.
    """

    source: str
    place: str
    entries: int = 0
    new: int = 0
    again: int = 0
    filtered: int = 0
    skipped: int = 0
    unchanged: bool = False
    problem: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """How a collection went: one outcome for each source, in the order they were named.

    ``merged`` counts the items that turned out to be stories which were there already.
    """

    outcomes: tuple[Outcome, ...]
    merged: int = 0

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The sources that could not be read."""
        return tuple(outcome for outcome in self.outcomes if outcome.problem)

    def total(self, name: str) -> int:
        """Return the sum of one of the counts."""
        return sum(getattr(outcome, name) for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came from one source before it is stored."""

    source: Source
    health: Health
    entries: tuple[tuple[str, Entry], ...] = ()
    listings: frozenset[str] = frozenset()
    language: str = ""
    filtered: int = 0
    unchanged: bool = False


async def collect(
    book: SourceBook,
    sources: Sequence[Source],
    *,
    db: store.Store,
    fetcher: Fetcher,
    parser: Parser,
    now: datetime,
    only_new: bool = False,
    told: Callable[[Outcome], None] = lambda _: None,
) -> Report:
    """Fetch ``sources`` and store what is new; tell each outcome when it is safely stored.

    ``only_new``: what a source serves the first time it is read is remembered but skipped, so
    that its history does not flood the inbox. Raises `StoreError` and its kin; never `SourceError`.
    """
    with db.read() as tx:
        healths = store.health.all_of(tx)
    waiting: list[Gathered] = []
    outcomes: list[Outcome] = []

    def keep() -> None:
        batch, waiting[:] = list(waiting), []
        with db.begin() as tx:
            sightings: list[Sighting] = []  # of all sources at once, which is sooner done
            kept = [_kept(tx, one, sightings, now, only_new=only_new) for one in batch]
            store.items.add_sightings(tx, sightings)
            same = {health.source for health, _ in kept if _as_before(health, healths)}
            store.health.fetched(tx, same, now)
            store.health.save(tx, [health for health, _ in kept if health.source not in same])
        for _, outcome in kept:
            outcomes.append(outcome)
            told(outcome)

    gathering = [
        asyncio.ensure_future(_gather(book, source, healths.get(source.id), fetcher, parser, now))
        for source in {one.id: one for one in sources}.values()  # once, however often it is named
    ]
    try:
        # Stored in the order of the file, whoever answers first: a story that several sources
        # have belongs to the first of them, today as yesterday.
        for task in gathering:
            waiting.append(await task)
            if len(waiting) >= _BATCH:
                keep()
    finally:
        for task in gathering:
            task.cancel()
        await asyncio.gather(*gathering, return_exceptions=True)
        if waiting:
            keep()
    return Report(tuple(outcomes))


def _as_before(health: Health, before: Mapping[str, Health]) -> bool:
    """Tell whether only the times differ, as with most sources on most days."""
    old = before.get(health.source)
    return health == (old and replace(old, fetched_at=health.fetched_at, ok_at=health.fetched_at))


async def _gather(
    book: SourceBook,
    source: Source,
    health: Health | None,
    fetcher: Fetcher,
    parser: Parser,
    now: datetime,
) -> Gathered:
    """Fetch and read one source. What goes wrong becomes part of its health."""
    recipe = _recipe(book, source)
    if health is None or health.recipe != recipe:
        # Validators and digest of another address or filter would hide what is now wanted.
        old = health or Health(source.id)
        health = Health(source.id, recipe, new_at=old.new_at, ok_at=old.ok_at)
    address = source.address_on(now.date())
    request = Request(address, health.etag, health.modified, obey_robots=source.obeys_robots)
    try:
        response = await fetcher.fetch(request)
        digest = hashlib.sha256(response.body).hexdigest() if response.body else ""
        healthy = _healthy(health, response, now)
        if response.status == 304 or (digest and digest == health.digest):
            return Gathered(source, healthy, unchanged=True)
        parsed = await parser.parse(source, response)
        _still_yields(source, health, parsed)
    except SourceError as error:
        return Gathered(source, _failed(health, error.message, now))
    except Exception as error:  # noqa: BLE001  one bad source never stops the others
        words = f"this should not happen: {type(error).__name__}: {error}"
        return Gathered(source, _failed(health, words, now))
    return _sorted_out(book, source, replace(healthy, digest=digest), parsed)


def _still_yields(source: Source, health: Health, parsed: Parsed) -> None:
    """Raise `SourceError` where a way of reading that we thought out has stopped to work.

    An empty feed is its publisher's word. What is remembered stays as it was, so that this is
    told until there are entries again.
    """
    if health.entries and not parsed.entries and source.kind in ("page", "sitemap", "json"):
        before = plural(health.entries, "entry", "entries")
        raise SourceError(f"used to yield {before}, now none: has the {source.kind} changed?")


def _recipe(book: SourceBook, source: Source) -> str:
    ways = [way.model_dump_json() if way else "" for way in (source.select, source.paths)]
    parts = repr((source.address, *ways, source.match, book.words(source)))
    return hashlib.sha256(parts.encode()).hexdigest()


def _healthy(health: Health, response: Response, now: datetime) -> Health:
    return replace(
        health,
        etag=response.etag,
        modified=response.modified,
        fetched_at=now,
        ok_at=now,
        failures=0,
        problem="",
        moved_to=response.moved_to,
    )


def _failed(health: Health, problem: str, now: datetime) -> Health:
    return replace(health, fetched_at=now, failures=health.failures + 1, problem=problem)


def _sorted_out(book: SourceBook, source: Source, health: Health, parsed: Parsed) -> Gathered:
    include, exclude = map(keyword_pattern, book.words(source))
    kept = [entry for entry in parsed.entries if wanted(entry, include, exclude)]
    return Gathered(
        source,
        replace(health, entries=len(parsed.entries), warning=parsed.warning),
        tuple(keyed(kept)),
        listing_urls(parsed.entries),
        parsed.language,
        len(parsed.entries) - len(kept),
    )


# --- storing --------------------------------------------------------------------------------


@dataclass(slots=True)
class Changes:
    """What a document means for what is stored already."""

    items: dict[str, Item] = field(default_factory=dict)
    sightings: list[Sighting] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    revised: list[tuple[Sighting, str]] = field(default_factory=list)


def _kept(
    tx: store.Transaction,
    gathered: Gathered,
    sightings: list[Sighting],
    now: datetime,
    *,
    only_new: bool,
) -> tuple[Health, Outcome]:
    """Store what is new of one source, but for the sightings: they are added to ``sightings``."""
    source, health = gathered.source, gathered.health
    outcome = Outcome(
        source.id,
        source.place,
        entries=health.entries,
        filtered=gathered.filtered,
        unchanged=gathered.unchanged,
        problem=health.problem,
        warning=health.warning,
    )
    if not gathered.entries:
        return health, outcome
    known = store.items.seen(tx, source.id, (key for key, _ in gathered.entries))
    identities = {
        key: item_key(source.id, key, entry, gathered.listings) for key, entry in gathered.entries
    }
    unknown = [identity for key, identity in identities.items() if key not in known]
    existing = store.items.ids_of(tx, unknown)
    fresh = store.items.new_ids(tx, (one for one in unknown if one not in existing))
    # What is read for the first time is history; nothing can be new against nothing.
    state = ItemState.SKIPPED if only_new and health.new_at is None else ItemState.NEW
    changes = decide(gathered, known, identities, existing, fresh, state, now)
    store.items.add(tx, list(changes.items.values()))
    sightings += changes.sightings
    store.items.seen_again(tx, source.id, changes.again, now)
    for sighting, excerpt in changes.revised:
        store.items.revise(tx, sighting, excerpt)
    health = replace(health, new_at=now) if changes.sightings else health
    made = len(changes.items)
    new, skipped = (0, made) if state is ItemState.SKIPPED else (made, 0)
    return health, replace(outcome, new=new, skipped=skipped, again=len(changes.again))


def decide(
    gathered: Gathered,
    known: Mapping[str, tuple[str, str]],
    identities: Mapping[str, str],
    existing: Mapping[str, str],
    fresh: Mapping[str, str],
    state: ItemState,
    now: datetime,
) -> Changes:
    """Return what is new, seen again and changed; touches nothing.

    ``known``: entry key -> (item, digest) of what this source served before; ``identities``:
    entry key -> item key; ``existing`` and ``fresh``: item key -> id, of items that are there,
    from whichever source, and of those to be made. New items get ``state``.
    """
    source, changes = gathered.source, Changes()
    for key, entry in gathered.entries:
        if key in known:
            item, digest = known[key]
            changes.again.append(key)
            if digest != entry.digest:
                changes.revised.append((_sighting(source, key, item, entry, now), entry.excerpt))
            continue
        identity = identities[key]
        id = existing.get(identity) or fresh[identity]
        if identity not in existing:
            item_language = _language(source, gathered.language, entry)
            # A feed may hold blank entries; they are remembered, but nobody need look at them.
            stands = state if entry.url or entry.excerpt else ItemState.SKIPPED
            made = _item(source, id, identity, entry, item_language, stands, now)
            changes.items.setdefault(id, made)
        changes.sightings.append(_sighting(source, key, id, entry, now))
    return changes


def _sighting(source: Source, key: str, item: str, entry: Entry, now: datetime) -> Sighting:
    return Sighting(source.id, key, item, entry.url, entry.title, entry.digest, now, now)


def _language(source: Source, feed: str, entry: Entry) -> str:
    """A feed's ``en-AU`` is more exact than a source's ``en``; its ``en-us`` for Swedish lies."""
    return entry.language or (feed if feed and same(feed, source.language) else source.language)


def _item(
    source: Source, id: str, key: str, entry: Entry, language: str, state: ItemState, now: datetime
) -> Item:
    return Item(
        id=id,
        key=key,
        url=canonical_url(entry.url),
        title=entry.title,
        source=source.id,
        publisher=source.name,
        place=source.place,
        section=source.section,
        language=language,
        published=believable(entry.moment, now),
        excerpt=entry.excerpt,
        topics=tuple(source.topics),
        state=state,
        first_seen=now,
    )
