"""Whatever a source does to its entries, one thing at a time: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from year_server import DAY, START, Post, Site, Story, World, serving, token_in

from newsletter import store
from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.http import HttpFetcher
from newsletter.model.sources import Place, Source, SourceBook
from newsletter.stages.collect import collect
from newsletter.store import Store
from newsletter.store.items import Filter

_HOST = "127.0.0.1"
_ACTS = (
    "publish",
    "publish",
    "edit",
    "other ids",
    "other host",
    "drop",
    "back",
    "fault",
    "shuffle",
)


@dataclass(frozen=True)
class Nature:
    """What a feed gives its entries: ids, dates, titles of their own, a text."""

    ids: bool
    dated: bool
    titled: bool
    worded: bool


class Fickle(Site):
    """Does to its entries what it is told to."""

    every = 10_000.0  # nothing by itself

    def become(self, nature: Nature) -> None:
        self.nature, self.shows = nature, list[Story]()
        self.dropped = list[Story]()
        self.ids, self.place, self.fails, self.turned = 0, 0, False, False
        self.titles: dict[str, str] = {}

    def act(self, name: str) -> None:
        """Do one thing; another one only after it was seen."""
        self.fails = name == "fault"
        if name in ("publish", "fault"):
            self.publish(1)
        elif name == "edit" and self.shows:
            first = self.shows[0]
            self.titles[first.token] = f"{first.title}, corrected"
        elif name == "other ids":
            self.ids += 1
        elif name == "other host":
            self.place += 1
        elif name == "drop" and self.shows:
            self.dropped.append(self.shows.pop())
        elif name == "back" and self.dropped:
            self.shows.insert(0, self.dropped.pop(0))
        elif name == "shuffle":
            self.shows.reverse()

    def publish(self, count: int) -> None:
        for _ in range(count):
            title = "" if self.nature.titled else "Minutes of the board"
            self.shows.insert(0, self.world.story(self.world.now, title))

    def newest(self) -> list[Story]:
        return self.shows

    def post(self, story: Story) -> Post:
        post = super().post(story)
        id = f"{self.ids}/{post.id}" if self.nature.ids else ""
        link = post.link.replace("www.", f"www{self.place}.")
        title = self.titles.get(story.token, post.title)
        at, text = post.at if self.nature.dated else None, post.text if self.nature.worded else ""
        return replace(post, id=id, link=link, title=title, at=at, text=text)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=500) if self.fails else self.feed(request)


async def _live(
    world: World, site: Fickle, acts: Sequence[str], db: Store, parser: FeedParser
) -> None:
    source = Source(id=site.id, name="It", place="SE", section="News", feed=site.address)
    book = SourceBook(sections=["News"], places=[Place(code="SE", name="Sweden")], sources=[source])
    allowed = frozenset((f"{_HOST}:{world.port}",))
    async with HttpFetcher(gap=0, allowed=allowed) as fetcher:
        for act in ("begin", *acts, "end"):
            site.act(act)
            await collect(book, [source], db=db, fetcher=fetcher, parser=parser, now=world.now)
            world.now += DAY


def test_whatever_a_source_does_to_its_entries_each_is_there_once(db: Store) -> None:
    world, parser = World(), FeedParser(time_limit=60)
    natures = st.builds(Nature, *[st.booleans()] * 4)
    histories = st.lists(st.sampled_from(_ACTS), min_size=1, max_size=12)

    with asyncio.Runner() as runner:

        @settings(
            max_examples=60,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(natures, st.integers(1, 8), histories)
        def each_is_there_once(nature: Nature, count: int, acts: list[str]) -> None:
            world.now = START
            site = Fickle(world, f"h{len(world.sites)}", _HOST)
            site.become(nature)
            site.publish(count)
            runner.run(_live(world, site, acts, db, parser))

            with db.read() as tx:
                items = store.items.find(tx, Filter(source=site.id))
                sightings = store.items.sightings_of(tx, *(one.id for one in items))
            found = Counter(token_in(one.url) for one in items if not one.doubt)
            assert found == Counter(world.shown(site.id))
            assert len(sightings) == len(found)

        server = serving(world, [_HOST])
        runner.run(server.__aenter__())
        try:
            each_is_there_once()
        finally:
            runner.run(parser.__aexit__(None, None, None))
            runner.run(server.__aexit__(None, None, None))
