"""Finds the feeds behind an address: few requests, and nothing is called a feed unread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from newsletter.errors import SourceError
from newsletter.model.dates import begin_of, believable
from newsletter.model.discovery import (
    CANONICAL,
    LOOK_ON_IT,
    Candidate,
    How,
    by_rule,
    likeliest,
    same_site,
    usual,
)
from newsletter.model.items import Entry, url_key
from newsletter.model.sources import Source
from newsletter.ports import Fetcher, Parsed, Parser, Request, Response

REQUESTS = 10  # in all, redirects aside: we are guests there
_NEWEST = 3  # entries shown of each feed
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# A parser is asked on behalf of a source; what makes it read a feed is that the source has one.
_A_FEED = Source(id="feed", name="a feed", place="", section="", feed="https://feed.example/")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was read: its title, how many entries it has, its newest ones."""

    url: str
    how: How
    title: str
    entries: int
    newest: tuple[Entry, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class Miss:
    """An address that should be a feed's, and why it is none."""

    url: str
    how: How
    problem: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What is behind an address.

    ``problem`` says why the address itself is no feed, or could not be had. ``left`` are
    addresses that were not looked at, because there were too many.
    """

    url: str
    feeds: tuple[Feed, ...]
    misses: tuple[Miss, ...]
    left: tuple[str, ...]
    problem: str


async def discover(
    url: str,
    *,
    fetcher: Fetcher,
    parser: Parser,
    now: datetime,
    asked: Callable[[int], None] = lambda _: None,
) -> Discovery:
    """Return the feeds behind ``url``, an http(s) address, with at most `REQUESTS` requests.

    The search ends with the first step that finds a feed with entries; ``asked`` is called for
    each request. A date that nobody can have meant at ``now`` is none.
    A page is read as a person would who opens it once, so robots.txt is not consulted. Failures
    are told in what is returned; nothing is raised for them.
    """
    search = _Search(fetcher, parser, now, asked)
    steps, home = await search.open(url)
    for step in steps:
        if not search.is_over:
            await search.look_at(step)
    if home and not search.is_over:
        await search.guess(usual(home))
    return Discovery(
        url, tuple(search.feeds), tuple(search.misses), tuple(search.left), search.problem
    )


class _Search:
    """One search: what was found so far, and how many requests it may still make."""

    def __init__(
        self, fetcher: Fetcher, parser: Parser, now: datetime, asked: Callable[[int], None]
    ) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._now = now
        self._asked = asked
        self._requests = REQUESTS
        self._seen: set[str] = set()
        self.feeds: list[Feed] = []
        self.misses: list[Miss] = []
        self.left: list[str] = []
        self.problem = ""

    @property
    def is_over(self) -> bool:
        """Whether a feed was found that says something."""
        return any(feed.entries for feed in self.feeds)

    async def open(self, url: str) -> tuple[list[list[Candidate]], str]:
        """Look at the address itself.

        Return the steps that follow, each some candidates, and the address whose neighbours may
        be feeds, "" if nothing answers there.
        """
        self._seen.add(url_key(url))
        try:
            response = await self._fetch(Request(url))
        except SourceError as error:
            self.problem = error.message
            return [by_rule(url)], ""
        self._seen.add(url_key(response.url))
        try:
            parsed = await self._parser.parse(_A_FEED, response)
        except SourceError as error:
            self.problem = _problem(error)
            return await self._steps(url, response)
        self.feeds.append(_feed(Candidate(url, How.ITSELF), response, parsed, self._now))
        return [], ""

    async def _steps(self, url: str, response: Response) -> tuple[list[list[Candidate]], str]:
        try:
            links = (await self._parser.links(response)).entries
            self.problem = "its page leads to none"
        except SourceError:
            links = ()  # it is no page either; why it is no feed says more
        canonical = next((one.url for one in links if one.id == CANONICAL), response.url)
        rules = [rule for one in (canonical, response.url, url) for rule in by_rule(one)]
        steps = [rules]
        for how in (How.DECLARED, How.LINKED):
            found = (Candidate(one.url, how) for one in links if one.id == how)
            steps.append(likeliest(found, response.url))
        # The name of another site in there is a slip of whoever made the page.
        return steps, canonical if same_site(canonical, response.url) else response.url

    async def look_at(self, candidates: Iterable[Candidate]) -> None:
        """Read all of these at once, as far as requests are left."""
        fresh = self._fresh(candidates)
        chosen, left = fresh[: self._requests], fresh[self._requests :]
        self.left += [one.url for one in left]
        for one, result in zip(chosen, await asyncio.gather(*map(self._read, chosen)), strict=True):
            if isinstance(result, SourceError):
                self.misses.append(Miss(one.url, one.how, _problem(result)))
                continue
            response, parsed = result
            feed = _feed(one, response, parsed, self._now)
            if all(url_key(feed.url) != url_key(other.url) for other in self.feeds):
                self.feeds.append(feed)

    async def guess(self, candidates: Iterable[Candidate]) -> None:
        """Read these one after the other, until one of them is a feed."""
        for one in self._fresh(candidates)[: self._requests]:
            result = await self._read(one)
            if isinstance(result, SourceError):
                self.misses.append(Miss(one.url, one.how, _problem(result)))
            else:
                self.feeds.append(_feed(one, *result, self._now))
                return

    def _fresh(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        fresh = []
        for one in candidates:
            if (key := url_key(one.url)) not in self._seen:
                self._seen.add(key)
                fresh.append(one)
        return fresh

    async def _read(self, one: Candidate) -> tuple[Response, Parsed] | SourceError:
        # Many sites answer a wrong address with a redirect to their home page.
        request = Request(one.url, follow=one.how is not How.GUESSED)
        try:
            response = await self._fetch(request)
            return response, await self._parser.parse(_A_FEED, response)
        except SourceError as error:
            return error

    async def _fetch(self, request: Request) -> Response:
        self._requests -= 1
        try:
            return await self._fetcher.fetch(request)
        finally:
            self._asked(1)


def _problem(error: SourceError) -> str:
    """Return why there is no feed, without the advice to do what is being done."""
    return error.message.removesuffix(LOOK_ON_IT)


def _feed(one: Candidate, response: Response, parsed: Parsed, now: datetime) -> Feed:
    return Feed(
        url=response.moved_to or one.url,
        how=one.how,
        title=parsed.title,
        entries=len(parsed.entries),
        newest=_newest(parsed.entries, now),
        warning=parsed.warning,
    )


def _newest(entries: Sequence[Entry], now: datetime) -> tuple[Entry, ...]:
    """Return the newest entries by their dates; those without one in the order of the feed."""

    def begun(entry: Entry) -> datetime:
        return begin_of(entry.moment) if entry.moment else _LONG_AGO

    dated = (replace(entry, moment=believable(entry.moment, now)) for entry in entries)
    return tuple(sorted(dated, key=begun, reverse=True)[:_NEWEST])
