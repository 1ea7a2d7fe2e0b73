"""A small web of publishers over one year: what a server answers depends on the simulated day.

A `World` has a clock that the test moves and remembers every request and every story that it has
shown in an answer. Each publisher is a `Site`; all sites are served over loopback, on several
addresses, which are several hosts to a polite fetcher.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from aiohttp import web

START = datetime(2026, 1, 5, 6, tzinfo=UTC)
DAY = timedelta(days=1)
_PAST = 90  # days before the year for which there are stories
_WORDS = re.findall(
    r"\w+",
    """
    access anxiety budget campaign carers children clinics commission community councils crisis
    dementia depression drugs employment evaluation families farmers first funding guidance
    harbour hearing homes hospitals housing indigenous inquiry islands justice launch learning
    loneliness maternity medicines midwives minister monitor mountain network nurses older
    parents peer pharmacies plan police prisons psychiatry quality recovery refugees regional
    report research resilience review rights rural safety schools screening sleep staff
    standards strategy students suicide survey trauma veterans volunteers waiting winter women
    workforce young
""",
)
_STORIES = web.ResponseKey("stories", frozenset[str])
_HUNG_UP = web.ResponseKey("hung_up", bool)
_TOKEN = re.compile(r"\bs\d{5}\b")


def day(number: float) -> datetime:
    """Return the moment so many days after the year began."""
    return START + number * DAY


@dataclass(frozen=True)
class Story:
    """Something that happened: whatever its titles and addresses become, its token stays."""

    token: str
    at: datetime
    title: str
    text: str


@dataclass(frozen=True)
class Post:
    """A story as a site shows it."""

    story: Story
    id: str
    link: str
    title: str
    text: str
    at: datetime | None


@dataclass(frozen=True)
class Asked:
    """One request that reached the server.

    ``status`` is 0 where the server hung up; ``stories`` are the tokens in its answer.
    """

    at: datetime
    source: str
    host: str
    path: str
    status: int
    conditional: bool
    stories: frozenset[str] = frozenset()


@dataclass
class World:
    """The clock, the sites by their id, and all that happened."""

    now: datetime = START
    port: int = 0
    sites: dict[str, Site] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    stories: dict[str, Story] = field(default_factory=dict)

    @property
    def today(self) -> float:
        """How many days of the year are over."""
        return (self.now - START) / DAY

    def story(self, at: datetime, title: str = "") -> Story:
        """Return a new story; no two have the same words."""
        chance = random.Random(len(self.stories))  # noqa: S311  the same year every time
        words = title or " ".join(chance.sample(_WORDS, 9)).capitalize()
        token = f"s{len(self.stories):05}"
        text = f"{token}: {' '.join(chance.sample(_WORDS, 30))}."
        self.stories[token] = Story(token, at, words, text)
        return self.stories[token]

    def requests(self, source: str, begin: float = 0, end: float = 1_000) -> list[Asked]:
        """Return the requests of a source between two days."""
        mine = [one for one in self.asked if one.source == source]
        return [one for one in mine if day(begin) <= one.at < day(end)]

    def shown(self, source: str) -> set[str]:
        """Return the tokens of all stories that a site has ever given to us."""
        return {token for one in self.requests(source) for token in one.stories}


class Site:
    """A publisher with one feed of its newest stories; others behave worse."""

    every = 3.0  # days between two stories
    window = 12  # stories in the feed
    validators = True
    ttl = 0  # minutes, in the feed
    max_age = 0  # seconds, in the headers

    def __init__(self, world: World, id: str, host: str) -> None:
        self.world, self.id, self.host = world, id, host
        chance = random.Random(id)  # noqa: S311
        count = int((365 + _PAST) / self.every)
        begin = START - _PAST * DAY + chance.random() * DAY
        self.stories = [self._story(begin + number * self.every * DAY) for number in range(count)]
        world.sites[id] = self

    @property
    def base(self) -> str:
        """The address of everything that the site has, without "/" at its end."""
        return f"http://{self.host}:{self.world.port}/{self.id}"

    @property
    def address(self) -> str:
        """What is written down in sources.yaml."""
        return f"{self.base}/feed"

    def _story(self, at: datetime) -> Story:
        return self.world.story(at)

    # --- what it shows ---

    def newest(self) -> list[Story]:
        """Return the stories that are out, the newest first."""
        out = [one for one in self.stories if one.at <= self.world.now]
        return sorted(out, key=lambda one: one.at, reverse=True)[: self.window]

    def post(self, story: Story) -> Post:
        """Return a story as it looks today."""
        link = f"http://www.{self.id}.example/news/{story.token}"
        return Post(story, f"{self.id}-{story.token}", link, story.title, story.text, story.at)

    def posts(self) -> list[Post]:
        """Return what the feed shows today."""
        return [self.post(story) for story in self.newest()]

    # --- what it answers ---

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        return self.feed(request)

    def feed(self, request: web.Request) -> web.Response:
        """Return today's feed, or 304."""
        posts = self.posts()
        return self.document(request, rss(self.id, posts, self.ttl), posts)

    def document(self, request: web.Request, body: str, posts: Iterable[Post]) -> web.Response:
        """Return ``body``, or 304 where the validators say so."""
        headers = {"Cache-Control": f"max-age={self.max_age}"} if self.max_age else {}
        if self.validators:
            headers["ETag"] = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
            if request.headers.get("If-None-Match") == headers["ETag"]:
                return web.Response(status=304, headers=headers)
        answer = web.Response(
            text=body, headers={**headers, "Content-Type": self.kind(), "Date": self.date()}
        )
        answer[_STORIES] = frozenset(post.story.token for post in posts)
        return answer

    def kind(self) -> str:
        """Return the Content-Type of what is served."""
        return "application/rss+xml; charset=utf-8"

    def date(self, moment: datetime | None = None) -> str:
        """Return a moment, else this one, as HTTP writes it."""
        return format_datetime(moment or self.world.now, usegmt=True)


def rss(title: str, posts: Sequence[Post], ttl: int = 0) -> str:
    """Return a feed in RSS 2.0."""
    asked = f"<ttl>{ttl}</ttl>" if ttl else ""
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>http://www.{title}.example/</link><description>News</description>{asked}"
        f"{''.join(map(_entry, posts))}</channel></rss>"
    )


def _entry(post: Post) -> str:
    date = f"<pubDate>{format_datetime(post.at, usegmt=True)}</pubDate>" if post.at else ""
    id = f'<guid isPermaLink="false">{escape(post.id)}</guid>' if post.id else ""
    return (
        f"<item><title>{escape(post.title)}</title><link>{escape(post.link)}</link>{id}{date}"
        f"<description>{escape(post.text)}</description></item>"
    )


def redirect(location: str, status: int) -> web.Response:
    """Return an answer that leads elsewhere."""
    return web.Response(status=status, headers={"Location": location})


def hang_up(request: web.Request) -> web.Response:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    answer = web.Response(status=500)
    answer[_HUNG_UP] = True
    return answer


def token_in(*texts: str) -> str:
    """Return the token of the story that these texts belong to, or ""."""
    found = _TOKEN.search(" ".join(texts))
    return found[0] if found else ""


@asynccontextmanager
async def serving(world: World, hosts: Iterable[str]) -> AsyncIterator[None]:
    """Serve all sites of ``world`` on these loopback addresses, all at one port: `World.port`."""

    async def dispatch(request: web.Request) -> web.StreamResponse:
        now, host = world.now, request.host.partition(":")[0]
        id = request.path.split("/")[1]
        site = world.sites.get(id)
        answer = await site.answer(request) if site else web.Response(status=404)
        conditional = "If-None-Match" in request.headers
        stories, status = answer.get(_STORIES, frozenset()), answer.status
        if answer.get(_HUNG_UP):
            status = 0
        asked = Asked(now, id, host, request.path, status, conditional, stories)
        # A client may ask once more where a connection that it used before is closed.
        if status or asked not in world.asked:
            world.asked.append(asked)
        return answer

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", dispatch)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        for host in hosts:
            await web.TCPSite(runner, host, world.port).start()
            world.port = runner.addresses[0][1]
        yield
    finally:
        await runner.cleanup()
