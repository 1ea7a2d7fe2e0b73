"""Fetches documents over HTTP: many at once, politely, within limits, never from inside.

One session for all hosts. Redirects are followed by hand, so that each hop is a request like
any other: counted for its host, kept apart in time, asked to robots.txt, guarded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Self

import aiohttp
from protego import Protego
from yarl import URL

from newsletter import __version__
from newsletter.adapters.addresses import SocketGuard
from newsletter.adapters.answers import (
    challenged,
    fresh_for,
    is_challenge,
    refusal,
    retry_after,
    validator,
)
from newsletter.adapters.connections import (
    REDIRECTS,
    address_of,
    session,
    target_of,
    without_password,
)
from newsletter.adapters.encodings import ACCEPTED, Unpacker
from newsletter.adapters.failures import in_words
from newsletter.adapters.turns import Turns
from newsletter.errors import Blocked, HostBusy, SourceError
from newsletter.model.polling import pause_of
from newsletter.model.text import one_line
from newsletter.ports import Request, Response

_HOPS = 5
_CHUNK = 65_536
_ROBOTS_BYTES = 512_000  # RFC 9309, section 2.5: at least 500 kibibytes are read
_PERMANENT = frozenset((301, 308))
_HEADERS = {
    "Accept": (
        "application/atom+xml, application/rss+xml, application/feed+json, "
        "application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
    ),
    "Accept-Encoding": ACCEPTED,
}


class _Redirect(NamedTuple):
    """Where a server sends us, and whether for good."""

    location: str
    permanent: bool


class _Robots:
    """The robots.txt of one origin: its rules, or why there are none."""

    __slots__ = ("lock", "problem", "rules")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.rules: Protego | None = None
        self.problem = ""


class HttpFetcher:
    """Gets documents (`newsletter.ports.Fetcher`); an asynchronous context manager.

    ``agent`` says who asks; its part before "/" is our name in robots.txt. ``allowed`` are
    private addresses trusted all the same, as "address:port". Each host gets at most ``per_host``
    requests at once, which start at least ``gap`` seconds apart (0 for none); all hosts together
    ``concurrency``. Times are in seconds for one hop; ``max_bytes`` counts the unpacked body.
    ``told_to_wait`` is called when a host asks to be left alone, before that is raised.

    Proxies, cookies and ``.netrc`` of the environment are not used. Passwords in an address go to
    its own host alone, never along a redirect.
    """

    def __init__(
        self,
        *,
        agent: str = f"newsletter/{__version__}",
        allowed: frozenset[str] = frozenset(),
        per_host: int = 2,
        gap: float = 1.0,
        concurrency: int = 20,
        connect_timeout: float = 10,
        timeout: float = 30,
        max_bytes: int = 10 * 2**20,
        told_to_wait: Callable[[HostBusy], None] = lambda _: None,
    ) -> None:
        self._agent = agent
        self._guard = SocketGuard(allowed)
        self._turns = Turns(per_host=per_host, gap=gap, concurrency=concurrency)
        self._connect_timeout = connect_timeout
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._told_to_wait = told_to_wait
        self._robots: dict[URL, _Robots] = {}

    async def __aenter__(self) -> Self:
        self._session = session(
            self._guard,
            headers=_HEADERS | {"User-Agent": self._agent},
            timeout=self._timeout,
            connect_timeout=self._connect_timeout,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def fetch(self, request: Request) -> Response:
        """Return the document, or 304 when the validators of ``request`` still hold.

        At most five redirects. Raises `SourceError` for everything else, in words for a person.
        """
        return await self._fetch(request)

    async def _fetch(self, request: Request, first: int = 0) -> Response:
        """Fetch; with ``first`` only so many bytes of the document, however long it is."""
        url, permanent = address_of(request.url), True
        headers = _conditions(request)
        for hop in range(_HOPS + 1):
            if request.obey_robots:
                await self._ask_robots(url)
            answer = await self._turns.take(url, partial(self._get, url, headers, first))
            if isinstance(answer, Response):
                return replace(answer, moved_to=answer.url) if hop and permanent else answer
            target = target_of(url, answer.location)
            if not request.follow:
                raise SourceError(f"it leads on to {one_line(str(target), 200)}")
            # A change to plain http is followed, but never made ours for good.
            downgrade = url.scheme == "https" and target.scheme == "http"
            permanent = permanent and answer.permanent and not downgrade
            url = target
        raise SourceError(f"more than {_HOPS} redirects, the last one to {one_line(str(url), 200)}")

    def pause(self, host: str, seconds: float) -> None:
        """Leave ``host`` alone for so long, whatever is waiting for it already."""
        self._turns.pause(host, seconds)

    async def _get(self, url: URL, headers: dict[str, str], first: int) -> Response | _Redirect:
        """Make one request and read its answer; every failure becomes a `SourceError`."""
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as answer:
                return await self._read(url, headers, answer, first)
        except TimeoutError as error:
            raise SourceError(self._too_slow(error)) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise SourceError(in_words(error, url)) from error

    async def _read(
        self, url: URL, headers: dict[str, str], answer: aiohttp.ClientResponse, first: int
    ) -> Response | _Redirect:
        status, received = answer.status, answer.headers
        if status == 304 and headers:
            return Response(
                url=without_password(url),
                status=304,
                etag=validator(received, "ETag") or headers.get("If-None-Match", ""),
                modified=validator(received, "Last-Modified")
                or headers.get("If-Modified-Since", ""),
                fresh_for=fresh_for(received),
            )
        if status == 200 and not is_challenge(received):
            body = await self._body(answer, first)
            if is_challenge(received, body):
                raise challenged(status)
            return Response(
                url=without_password(url),
                status=200,
                body=body,
                content_type=received.get("Content-Type", ""),
                etag=validator(received, "ETag"),
                modified=validator(received, "Last-Modified"),
                fresh_for=fresh_for(received),
            )
        if status in REDIRECTS and "Location" in received:
            return _Redirect(received["Location"], status in _PERMANENT)
        if is_challenge(received, await self._start_of(answer)):
            raise challenged(status)
        if status in (429, 503) and (seconds := pause_of(status, retry_after(received))):
            self._turns.pause(url.raw_host or "", seconds)
            message = refusal(status, received).message
            busy = HostBusy(message, host=url.raw_host or "", seconds=seconds, asked=True)
            self._told_to_wait(busy)
            raise busy
        raise refusal(status, received)

    async def _body(self, answer: aiohttp.ClientResponse, first: int) -> bytes:
        """Return the body, unpacked; one that is too long is given up as soon as that shows."""
        limit = self._max_bytes / 2**20
        long = f"the document is larger than {limit:g} MB, which no feed should be"
        if (answer.content_length or 0) > self._max_bytes and not first:
            raise SourceError(long)
        unpacker = Unpacker(answer.headers.get("Content-Encoding", ""))
        pieces: list[bytes] = []
        size = 0
        async for chunk in answer.content.iter_chunked(_CHUNK):
            for piece in unpacker.pieces(chunk):
                pieces.append(piece)
                size += len(piece)
                if first and size >= first:
                    return b"".join(pieces)[:first]
                if size > self._max_bytes:
                    raise SourceError(long)
        unpacker.end()
        return b"".join(pieces)

    async def _start_of(self, answer: aiohttp.ClientResponse) -> bytes:
        """Return what a refusal begins with, as far as it comes."""
        try:
            unpacker = Unpacker(answer.headers.get("Content-Encoding", ""))
            return b"".join(unpacker.pieces(await answer.content.read(_CHUNK)))[:_CHUNK]
        except (aiohttp.ClientError, TimeoutError, ValueError, SourceError):
            return b""

    def _too_slow(self, error: TimeoutError) -> str:
        if isinstance(error, aiohttp.ConnectionTimeoutError):
            return f"no connection within {self._connect_timeout:g} seconds"
        return f"no answer within {self._timeout:g} seconds"

    # --- robots.txt (RFC 9309) ---

    async def _ask_robots(self, url: URL) -> None:
        """Raise `SourceError` unless the robots.txt of the host lets us read ``url``."""
        origin = url.with_user(None).origin()
        robots = self._robots.setdefault(origin, _Robots())
        async with robots.lock:
            if robots.rules is None and not robots.problem:
                await self._read_robots(robots, origin)
        if robots.rules is None:
            raise SourceError(robots.problem)
        if not robots.rules.can_fetch(str(url), self._agent.partition("/")[0]):
            message = f"robots.txt of {one_line(url.host or '', 200)} asks us not to read this page"
            raise Blocked(message)

    async def _read_robots(self, robots: _Robots, origin: URL) -> None:
        """Section 2.3.1: without a robots.txt all is allowed, with a broken server nothing."""
        text = ""
        try:
            asked = Request(str(origin / "robots.txt"))
            text = (await self._fetch(asked, _ROBOTS_BYTES)).body.decode(errors="replace")
        except HostBusy:
            raise
        except SourceError as error:
            if not 400 <= error.status < 500:
                # Without any answer the page itself could not be had either.
                robots.problem = _silent(origin, error) if error.status else error.message
                return
        robots.rules = Protego.parse(text)


def _silent(origin: URL, error: SourceError) -> str:
    host = one_line(origin.host or "", 200)
    message = f"{host} does not tell whether it may be read (robots.txt: {error.message})"
    return f"{message}; it is left alone until it does"


def _conditions(request: Request) -> dict[str, str]:
    """Return the headers of a conditional request (RFC 9110, section 13.1)."""
    headers = {}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.modified:
        headers["If-Modified-Since"] = request.modified
    return headers
