"""Lives through the simulated year: collects, merges, and does what the editors do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from year_server import DAY, START, World, day, serving
from year_sites import BY_HAND, HOSTS, WRONG_CLOCK, settle

from newsletter import store
from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.http import HttpFetcher
from newsletter.errors import HostBusy
from newsletter.model.health import Health
from newsletter.model.items import Item, ItemState
from newsletter.model.outcomes import Outcome
from newsletter.model.polling import still_paused
from newsletter.model.recipes import Selectors
from newsletter.model.sources import Place, Source, SourceBook
from newsletter.ports import Parsed, Response
from newsletter.stages import curate
from newsletter.stages.collect import collect
from newsletter.stages.merge import merge
from newsletter.store import Store
from newsletter.store.items import item_of
from newsletter.store.tables import items

HOUR = timedelta(hours=1)
_BUSY_DAYS = (60, 80, 100, 200, 238)  # polled every hour


class CountingParser(FeedParser):
    """The real parser; it counts the documents of each source."""

    def __init__(self) -> None:
        super().__init__(time_limit=60)
        self.read: Counter[str] = Counter()

    async def parse(self, source: Source, response: Response) -> Parsed:
        self.read[source.id] += 1
        return await super().parse(source, response)


@dataclass
class Year:
    """What is left when the year is over."""

    world: World
    db: Store
    polls: list[datetime] = field(default_factory=list)
    outcomes: dict[str, list[tuple[datetime, Outcome]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    read: Counter[str] = field(default_factory=Counter)
    decided: dict[str, Item] = field(default_factory=dict)

    def items(self, source: str) -> list[Item]:
        """Return all items of a source but merged ones, the newest first."""
        asked = select(items).where(items.c.source == source, items.c.merged_into.is_(None))
        with self.db.read() as tx:
            rows = tx.execute(asked.order_by(items.c.published.desc(), items.c.number)).mappings()
            return [item_of(row) for row in rows]

    def health(self, source: str) -> Health:
        with self.db.read() as tx:
            return store.health.all_of(tx)[source]

    def sightings(self, source: str) -> int:
        with self.db.read() as tx:
            asked = "select count(*) from sightings where source = ?"
            return int(tx.exec_driver_sql(asked, (source,)).scalar_one())

    def most_polls(self, begin: float, end: float) -> int:
        """How often somebody collected between two days."""
        return sum(day(begin) <= one < day(end) for one in self.polls)


def moments() -> Iterator[datetime]:
    """Yield when somebody collects: once a day, and every hour while it matters."""
    for number in range(365):
        hourly = number in _BUSY_DAYS
        for hour in range(0, 24, 1 if hourly else 24):
            yield day(number) + hour * HOUR


def book_of(world: World) -> SourceBook:
    sources = []
    for id, site in world.sites.items():
        page = id == "page"
        sources.append(
            Source(
                id=id,
                name=id.capitalize(),
                place="SE",
                section="News",
                feed="" if page else site.address,
                page=site.address if page else "",
                select=Selectors(entry="ul.news li") if page else None,
            )
        )
    return SourceBook(sections=["News"], places=[Place(code="SE", name="Sweden")], sources=sources)


@asynccontextmanager
async def patient(year: Year, now: datetime) -> AsyncIterator[HttpFetcher]:
    """Yield a new fetcher; as for every command, the database tells it whom to leave alone."""
    asked: dict[str, tuple[datetime, str]] = {}

    def told_to_wait(busy: HostBusy) -> None:
        asked[busy.host] = (now + timedelta(seconds=busy.seconds), busy.message)

    fetcher = HttpFetcher(
        gap=0,
        allowed=frozenset(f"{host}:{year.world.port}" for host in HOSTS),
        timeout=0.15 if 87 <= year.world.today < 94 else 10,
        told_to_wait=told_to_wait,
    )
    with year.db.read() as tx:
        for host, until in store.hosts.pauses(tx).items():
            fetcher.pause(host, still_paused(until, now))
    async with fetcher:
        yield fetcher
    if asked:
        with year.db.begin() as tx:
            store.hosts.pause(tx, asked, now)


async def live(year: Year) -> None:
    """Collect for a year, with a new process, so to say, each time."""
    world, parser = year.world, CountingParser()
    async with serving(world, HOSTS), parser:
        settle(world)
        book = book_of(world)
        for now in moments():
            world.now = now
            clock = now + 730 * DAY if now == day(WRONG_CLOCK) else now
            by_hand = now.hour == START.hour and (now - START).days % 14 == 0
            chosen = [one for one in book.sources if by_hand or one.id not in BY_HAND]
            async with patient(year, clock) as fetcher:
                report = await collect(
                    book, chosen, db=year.db, fetcher=fetcher, parser=parser, now=clock, every=HOUR
                )
            merge(year.db, now=clock)
            year.polls.append(now)
            for outcome in report.outcomes:
                year.outcomes[outcome.source].append((now, outcome))
            edit(year, now)
    year.read = parser.read


def edit(year: Year, now: datetime) -> None:
    """Do what the editors do on this day."""
    if now != day(36):
        return
    first, second, third, fourth = year.items("edited")[:4]
    curate.decide(year.db, [first.id], ItemState.PICKED, actor="eva", now=now)
    curate.decide(year.db, [second.id], ItemState.SKIPPED, actor="eva", now=now)
    with year.db.begin() as tx:
        store.items.edit(tx, replace(third, title="Our own title", edited=("title",)))
        picked, skipped, own = (store.items.get(tx, one.id) for one in (first, second, third))
    year.decided = {"picked": picked, "skipped": skipped, "own": own, "untouched": fourth}
