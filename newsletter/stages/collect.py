"""Collect: fetch sources, remember what each served, make items of what is new.

``source -> fetch -> parse -> keep what the keywords let through -> decide -> store``

Fetching and parsing run for many sources at once; what it means is decided in the model, by
`newsletter.model.polling` for the source and by `newsletter.model.arrivals` for its entries;
storing is one transaction for a handful of sources. One bad source never stops the others, and
an interruption loses nothing: what was not stored is fetched again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from newsletter import store
from newsletter.errors import HostBusy, SourceError, Yieldless
from newsletter.model import polling
from newsletter.model.arrivals import Baseline, Changes, Document, arrived
from newsletter.model.floods import reposted
from newsletter.model.health import Health
from newsletter.model.identity import BY_ADDRESS, again, distrusted, keyed, reused
from newsletter.model.items import (
    Entry,
    Sighting,
    keyword_pattern,
    listing_urls,
    url_key,
    wanted,
)
from newsletter.model.outcomes import Outcome, Report
from newsletter.model.sorting import Sorting
from newsletter.model.sources import Source, SourceBook
from newsletter.model.text import plural
from newsletter.ports import Fetcher, Parsed, Parser, Request, Response

# All that is remembered of a source but when it was fetched.
_LASTING = attrgetter(*(set(Health.__dataclass_fields__) - {"fetched_at", "ok_at"}))
_OURS = ("page", "sitemap", "json")  # kinds of documents that are read as somebody thought out
_BATCH = 50  # sources stored in one transaction: each costs a flush to the disk


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came from one source before it is stored.

    ``before`` is the health it had, ``health`` the one it has now.
    """

    source: Source
    before: Health
    health: Health
    entries: tuple[tuple[str, Entry], ...] = ()
    listings: frozenset[str] = frozenset()
    language: str = ""
    filtered: int = 0
    unchanged: bool = False
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to collect: ``now``; by which rules to sort; what becomes of the past of a source that is
    new (`newsletter.model.arrivals.Baseline`).
    """

    now: datetime
    sorting: Sorting
    only_new: bool = False
    history: bool = False


async def collect(
    book: SourceBook,
    sources: Sequence[Source],
    *,
    db: store.Store,
    fetcher: Fetcher,
    parser: Parser,
    now: datetime,
    every: timedelta | None = None,
    at_once: int = 20,
    only_new: bool = False,
    history: bool = False,
    told: Callable[[Outcome], None] = lambda _: None,
) -> Report:
    """Fetch ``sources`` and store what is new; tell each outcome when it is safely stored.

    With ``every`` only those are asked that are due (`newsletter.model.polling.due_at`). At most
    ``at_once`` documents are in memory; they may have megabytes, and are read one by one.
    What a source serves the first time it is read is its past where it is older than
    `newsletter.model.arrivals.HISTORY`: remembered, but skipped, so that it does not flood the
    inbox. ``only_new`` takes all of it for that, ``history`` none. Which hosts want to be left
    alone is for ``fetcher`` to know, and for whoever made it to remember. Raises `StoreError` and
    its kin; never `SourceError`.
    """
    plan = Plan(now, Sorting(book), only_new, history)
    with db.read() as tx:
        healths = store.health.all_of(tx)
    unique = list({one.id: one for one in sources}.values())  # however often it is named
    due, later = _due(book, unique, healths, every, now)
    slots = asyncio.Semaphore(at_once)

    async def gather(source: Source) -> Gathered:
        async with slots:
            health = polling.remembered(book, source, healths.get(source.id))
            gathered = await _gather(book, source, health, fetcher, parser, now)
            settled = polling.settled(gathered.health, source, book, healths, now)
            return gathered if settled is gathered.health else replace(gathered, health=settled)

    outcomes: list[Outcome] = []

    def keep(batch: Sequence[Gathered]) -> None:
        kept = _stored(db, batch, healths, plan)
        outcomes.extend(kept)
        for outcome in kept:
            told(outcome)

    await _in_order(due, gather, keep)
    return Report((*outcomes, *later))


async def _in_order(
    sources: Sequence[Source],
    gather: Callable[[Source], Awaitable[Gathered]],
    keep: Callable[[Sequence[Gathered]], None],
) -> None:
    """Gather many at once; keep them in the order they have, whoever answers first.

    A story that several sources have belongs to the first of them, today as yesterday.
    """
    tasks = {source.id: asyncio.ensure_future(gather(source)) for source in polling.mixed(sources)}
    waiting: list[Gathered] = []
    try:
        for source in sources:
            waiting.append(await tasks[source.id])
            if len(waiting) >= _BATCH:
                batch, waiting = waiting, []
                keep(batch)
    finally:
        left = [task for task in tasks.values() if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if waiting:
            keep(waiting)


def _due(
    book: SourceBook,
    sources: Sequence[Source],
    healths: Mapping[str, Health],
    every: timedelta | None,
    now: datetime,
) -> tuple[list[Source], list[Outcome]]:
    """Part the sources that are due from the others, which come as outcomes."""
    if every is None:
        return list(sources), []
    due, later = [], []
    for source in sources:
        health = polling.remembered(book, source, healths.get(source.id))
        if polling.is_due(health, now, every):
            due.append(source)
        else:
            waiting = polling.in_words(polling.due_at(health, every), now)
            later.append(Outcome(source.id, source.place, waiting=waiting))
    return due, later


# --- fetching -------------------------------------------------------------------------------


def _address(source: Source, health: Health, now: datetime) -> str:
    return health.address or source.address_on(now.date())


async def _gather(
    book: SourceBook,
    source: Source,
    health: Health,
    fetcher: Fetcher,
    parser: Parser,
    now: datetime,
) -> Gathered:
    """Fetch and read one source. What goes wrong becomes part of its health."""
    address, robots = _address(source, health, now), source.obeys_robots
    whole = polling.asks_for_all(health, now)
    etag, modified = ("", "") if whole else (health.etag, health.modified)
    try:
        response = await fetcher.fetch(Request(address, etag, modified, obey_robots=robots))
        digest = hashlib.sha256(response.body).hexdigest() if response.body else ""
        healthy = polling.answered(health, _answer(response, address), now)
        if response.status == 304 or (digest and digest == health.digest):
            return Gathered(source, health, healthy, unchanged=True)
        parsed = await _parsed(source, health, parser, response)
    except SourceError as error:
        if isinstance(error, HostBusy) and not error.asked:
            return Gathered(source, health, health, waiting=error.message)
        return Gathered(source, health, polling.failed(health, error, now))
    except Exception as error:  # noqa: BLE001  one bad source never stops the others
        words = SourceError(f"this should not happen: {type(error).__name__}: {error}")
        return Gathered(source, health, polling.failed(health, words, now))
    wish = max(response.fresh_for, parsed.every)
    healthy = replace(healthy, digest=digest, wish=wish)
    return _sorted_out(book, source, health, healthy, parsed)


def _answer(response: Response, address: str) -> polling.Answer:
    moved = response.moved_to if response.moved_to != address else ""
    whole = response.status == 200
    return polling.Answer(whole, response.etag, response.modified, moved, response.fresh_for)


async def _parsed(source: Source, health: Health, parser: Parser, response: Response) -> Parsed:
    """Read a document; raise `Yieldless` where a way of reading that we thought out worked before.

    An empty feed is its publisher's word. What is remembered stays as it was, so that this is
    told until there are entries again.
    """
    why = ""
    try:
        parsed = await parser.parse(source, response)
        if parsed.entries or not health.entries or source.kind not in _OURS:
            return parsed
    except Yieldless as error:
        if not health.entries:
            raise SourceError(error.message) from error
        why = f"; {error.message}"
    before = plural(health.entries, "entry", "entries")
    raise Yieldless(f"used to yield {before}, now none: has the {source.kind} changed?{why}")


def _sorted_out(
    book: SourceBook, source: Source, before: Health, health: Health, parsed: Parsed
) -> Gathered:
    include, exclude = map(keyword_pattern, book.words(source))
    kept = [entry for entry in parsed.entries if wanted(entry, include, exclude)]
    untrusted = health.identity or distrusted(parsed.entries, health.renamed)
    identity = BY_ADDRESS if untrusted else ""
    return Gathered(
        source,
        before,
        replace(
            health,
            entries=len(parsed.entries),
            warning=parsed.warning,
            identity=identity,
        ),
        tuple(keyed(kept, identity)),
        listing_urls(parsed.entries) | {url_key(source.page)},
        parsed.language,
        len(parsed.entries) - len(kept),
    )


# --- storing --------------------------------------------------------------------------------


def _stored(
    db: store.Store, batch: Sequence[Gathered], healths: Mapping[str, Health], plan: Plan
) -> list[Outcome]:
    """Store what came from some sources, all of it or nothing."""
    now = plan.now
    with db.begin() as tx:
        sightings: list[Sighting] = []  # of all sources at once, which is sooner done
        kept = [_kept(tx, one, sightings, plan) for one in batch]
        store.items.add_sightings(tx, sightings)
        fetched = [health for health, outcome in kept if not outcome.waiting]
        same = {health.source for health in fetched if _as_before(health, healths)}
        store.health.fetched(tx, same, now)
        store.health.save(tx, [health for health in fetched if health.source not in same])
    return [outcome for _, outcome in kept]


def _as_before(health: Health, before: Mapping[str, Health]) -> bool:
    """Tell whether only the times differ, as with most sources on most days."""
    old = before.get(health.source)
    worked = health.ok_at == health.fetched_at
    return worked and old is not None and _LASTING(health) == _LASTING(old)


def _kept(
    tx: store.Transaction, gathered: Gathered, sightings: list[Sighting], plan: Plan
) -> tuple[Health, Outcome]:
    """Store what is new of one source, but for the sightings: they are added to ``sightings``."""
    source, health = gathered.source, gathered.health
    outcome = Outcome(
        source.id,
        source.place,
        entries=health.entries,
        filtered=gathered.filtered,
        unchanged=gathered.unchanged,
        problem="" if gathered.waiting else health.problem,
        warning=health.warning,
        waiting=gathered.waiting,
        busy=bool(gathered.waiting),
        address=health.address if health.address != gathered.before.address else "",
    )
    if not gathered.entries:
        return health, outcome
    gathered, seen = _recognised(tx, gathered)
    health, entries = gathered.health, dict(gathered.entries)
    known, likes = store.arrivals.known(tx, source.id, entries, seen, gathered.listings)
    known = replace(known, doubt=_doubt(gathered, known.new(entries), likes, plan.now))
    baseline = Baseline(_is_first(health), plan.only_new, plan.history)
    document = Document(source, plan.sorting, gathered.entries, gathered.language)
    changes = arrived(document, known, baseline, plan.now)
    _keep(tx, source, changes, plan.now)
    sightings += changes.sightings
    if changes.sightings:
        health = replace(health, new_at=plan.now)
    if changes.renamed and health.identity != BY_ADDRESS:
        health = replace(health, renamed=health.renamed + 1)
    doubtful = sum(1 for item in changes.items.values() if item.doubt)
    return health, replace(
        outcome,
        new=len(changes.items) - changes.skipped - changes.blank - doubtful,
        skipped=changes.skipped,
        again=len(changes.again),
        elsewhere=len(changes.sightings) - len(changes.items),
        renamed=len(changes.renamed),
        doubtful=doubtful,
        blank=changes.blank,
    )


def _recognised(
    tx: store.Transaction, gathered: Gathered
) -> tuple[Gathered, dict[str, Sighting] | None]:
    """Return what the source has served under these keys; anew where its ids mean nothing.

    None for a source that never served anything.
    """
    if _is_first(gathered.health):
        return gathered, None
    entries = dict(gathered.entries)
    seen = store.sightings.under(tx, gathered.source.id, entries)
    if not reused(entries, seen):
        return gathered, seen
    anew = tuple(keyed(entries.values(), BY_ADDRESS))
    health = replace(gathered.health, identity=BY_ADDRESS)
    gathered = replace(gathered, health=health, entries=anew)
    return gathered, store.sightings.under(tx, gathered.source.id, dict(anew))


def _is_first(health: Health) -> bool:
    """Tell whether a source was never read; nothing can be new against nothing."""
    return health.new_at is None


def _keep(tx: store.Transaction, source: Source, changes: Changes, now: datetime) -> None:
    store.items.add(tx, list(changes.items.values()))
    store.items.seen_again(tx, source.id, changes.again, now)
    store.sightings.rename(tx, changes.renamed)
    for sighting, excerpt in changes.revised:
        store.items.revise(tx, sighting, excerpt)


def _doubt(
    gathered: Gathered, new: Mapping[str, Entry], likes: Sequence[Sighting], now: datetime
) -> dict[str, str]:
    """Return why entries are probably no news."""
    before = gathered.before
    if before.full_at is None or _is_first(gathered.health):
        return {}  # whoever has just changed the recipe wants to see what it gives
    served = len(gathered.entries)
    keys = reposted(new, again(new, likes), served, before.ok_at, now)
    why = f"{len(new)} of {plural(served, 'entry', 'entries')} were new at once, most of them old"
    return dict.fromkeys(keys, why)
