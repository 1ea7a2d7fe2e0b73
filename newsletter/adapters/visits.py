"""Looks at addresses as somebody who clicks a link: what comes, from where, and how soon.

robots.txt is not asked: it speaks to programs that go from page to page, and this is the errand
of one editor, who would open each link by hand before it is sent to a thousand people who will.
Each address is asked for once a day at most, and the program says who it is.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable
from typing import NamedTuple, Self

import aiohttp
from yarl import URL

from newsletter import __version__
from newsletter.adapters.addresses import SocketGuard
from newsletter.adapters.answers import challenged, is_challenge, refusal, retry_after
from newsletter.adapters.connections import REDIRECTS, address_of, session, target_of
from newsletter.adapters.encodings import ACCEPTED, Unpacker
from newsletter.adapters.failures import in_words, kind_of
from newsletter.adapters.pages import page_tree
from newsletter.adapters.turns import Turns
from newsletter.errors import HostBusy, SourceError
from newsletter.model.links import Failure, Hop, Page, Visit
from newsletter.model.polling import pause_of
from newsletter.model.text import one_line

_HOPS = 10  # browsers follow twenty; who needs more than ten wants a cookie
_PAGE_BYTES = 262_144  # of a page; its titles and first words say what it is
_FILE_BYTES = 1_024  # of all else: that something comes is enough
_REFUSED_BYTES = 65_536
_CHUNK = 16_384
_PAGES = ("text/html", "application/xhtml+xml", "")
_HEADERS = {
    "Accept": "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.8",
    "Accept-Encoding": ACCEPTED,
}
_UNREAD = frozenset(("title", "script", "style", "noscript", "template", "svg"))
_HEADINGS = 3


class _Got(NamedTuple):
    """What one request brought that is no redirect."""

    status: int = 0
    page: Page | None = None
    empty: bool = False
    failure: Failure = Failure.NONE
    detail: str = ""


class LinkVisitor:
    """Looks at links (`newsletter.ports.Visitor`); an asynchronous context manager.

    ``agent``, ``allowed``, ``gap``, ``concurrency`` and ``told_to_wait`` are as with
    `newsletter.adapters.http.HttpFetcher`; a host gets one request at a time. ``timeout`` is in
    seconds for one address with all its redirects, our own pauses not counted.
    """

    def __init__(
        self,
        *,
        agent: str = f"newsletter/{__version__}",
        allowed: frozenset[str] = frozenset(),
        gap: float = 1.0,
        concurrency: int = 20,
        connect_timeout: float = 10,
        timeout: float = 15,
        told_to_wait: Callable[[HostBusy], None] = lambda _: None,
    ) -> None:
        self._agent = agent
        self._guard = SocketGuard(allowed)
        self._turns = Turns(per_host=1, gap=gap, concurrency=concurrency)
        self._connect_timeout = min(connect_timeout, timeout)
        self._timeout = timeout
        self._told_to_wait = told_to_wait

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

    def pause(self, host: str, seconds: float) -> None:
        """Leave ``host`` alone for so long."""
        self._turns.pause(host, seconds)

    async def visit(self, url: str) -> Visit:
        """Return what comes for ``url``, after all redirects; whatever happens, that is told."""
        hops: list[Hop] = []
        seconds, got = 0.0, None
        try:
            target = address_of(url)
            while got is None:
                came, took = await self._in_turn(target, self._timeout - seconds)
                seconds += took
                if isinstance(came, _Got):
                    got = came
                    continue
                target = target_of(target, came.url)
                led_before = any(hop.url == str(target) for hop in hops)
                hops.append(Hop(came.status, str(target)))
                if led_before or len(hops) > _HOPS:
                    got = _Got(failure=Failure.ENDLESS, detail="it redirects without end")
        except SourceError as error:
            got = _Got(failure=Failure.BROKEN, detail=error.message)
        return Visit(
            url, tuple(hops), got.status, got.page, got.empty, seconds, got.failure, got.detail
        )

    async def _in_turn(self, url: URL, left: float) -> tuple[_Got | Hop, float]:
        """Return what one request brings, a redirect as its `Hop`, and how many seconds it took."""
        clock = get_running_loop().time
        if left <= 0:
            return self._silent(), 0.0

        async def timed() -> tuple[_Got | Hop, float]:
            began = clock()
            return await self._asked(url, left), clock() - began

        try:
            return await self._turns.take(url, timed)
        except HostBusy as busy:
            return _Got(failure=Failure.PAUSED, detail=busy.message), 0.0

    async def _asked(self, url: URL, left: float) -> _Got | Hop:
        limit = aiohttp.ClientTimeout(total=left, connect=min(left, self._connect_timeout))
        try:
            async with self._session.get(url, allow_redirects=False, timeout=limit) as answer:
                return await self._read(url, answer)
        except TimeoutError as error:
            kind = kind_of(error)
            return self._silent() if kind is Failure.SILENT else self._unconnected()
        except SourceError as error:
            return _Got(failure=Failure.BROKEN, detail=error.message)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return _Got(failure=kind_of(error), detail=in_words(error, url))

    def _silent(self) -> _Got:
        detail = f"no answer within {self._timeout:g} seconds"
        return _Got(failure=Failure.SILENT, detail=detail)

    def _unconnected(self) -> _Got:
        detail = f"no connection within {self._connect_timeout:g} seconds"
        return _Got(failure=Failure.UNCONNECTED, detail=detail)

    async def _read(self, url: URL, answer: aiohttp.ClientResponse) -> _Got | Hop:
        status, received = answer.status, answer.headers
        if status in REDIRECTS and "Location" in received:
            return Hop(status, received["Location"])
        good = 200 <= status < 300
        kind = received.get("Content-Type", "").partition(";")[0].strip().lower()
        is_page = kind in _PAGES
        most = (_PAGE_BYTES if is_page else _FILE_BYTES) if good else _REFUSED_BYTES
        body = await _first(answer, most, strict=good)
        if is_challenge(received, body):
            return _Got(status, failure=Failure.CHALLENGE, detail=challenged(status).message)
        if good:
            page = _page(body, received.get("Content-Type", "")) if is_page else None
            return _Got(status, page, not body.strip())
        detail = refusal(status, received).message
        if status in (429, 503) and (seconds := pause_of(status, retry_after(received))):
            host = url.raw_host or ""
            self._turns.pause(host, seconds)
            self._told_to_wait(HostBusy(detail, host=host, seconds=seconds, asked=True))
            return _Got(status, failure=Failure.BUSY, detail=detail)
        return _Got(status, detail=detail)


async def _first(answer: aiohttp.ClientResponse, most: int, *, strict: bool) -> bytes:
    """Return at most so many bytes of a body, unpacked; whatever comes behind is not waited for.

    What breaks off is only taken as it is where ``strict`` is not said.
    """
    pieces: list[bytes] = []
    size = 0
    try:
        unpacker = Unpacker(answer.headers.get("Content-Encoding", ""))
        async for chunk in answer.content.iter_chunked(_CHUNK):
            for piece in unpacker.pieces(chunk):
                pieces.append(piece)
                size += len(piece)
                if size >= most:
                    return b"".join(pieces)[:most]
    except (aiohttp.ClientError, TimeoutError, ValueError, SourceError):
        if strict:
            raise
    return b"".join(pieces)


def _page(body: bytes, content_type: str) -> Page | None:
    """Return the words of a page, None for what is none.

    It is read here, in our own process: of so few bytes no tree is large.
    """
    if not content_type and body.lstrip()[:1] != b"<":
        return None
    try:
        page = page_tree(body, content_type)
    except SourceError:
        return Page()
    scripted = next(page.iter("script"), None) is not None
    headings = list(page.iter("h1"))[:_HEADINGS]
    named = (*list(page.iter("title"))[:1], *headings)
    titles = (one_line(" ".join(one.itertext())) for one in named)
    words: list[str] = []
    for element in page.iter():
        own = "" if element.tag in _UNREAD else element.text
        words += filter(None, (own, element.tail))
    return Page(tuple(filter(None, titles)), one_line(" ".join(words)), scripted)
