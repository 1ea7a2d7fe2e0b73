"""Serves the feeds of the demonstration on 127.0.0.1, with the habits of real servers.

Conditional requests are answered as RFC 9110, section 13 asks. One source is slow, one has moved
for good, one is out of order; the address of each in ``sources.yaml`` says so.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Self
from urllib.parse import urlencode, urlsplit

from aiohttp import ETag, web

from newsletter.adapters.demo.feeds import (
    Feed,
    atom,
    broken,
    json_feed,
    listing_page,
    rss091,
    rss1,
    rss2,
)
from newsletter.adapters.demo.items import DemoItem, demo_items, packaged
from newsletter.model.sources import Source, read_sources

SLOW_SECONDS = 1.5
_STAND_IN = "http://demo.invalid"  # ours in the packaged file; .invalid is nobody's (RFC 2606)
_TRACKING = urlencode({"utm_source": "newsletter", "utm_medium": "email"})
_ROBOTS = "User-agent: *\nAllow: /\n"
_RSS, _HTML = "application/rss+xml", "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Format:
    """How a document is written, and what the server calls it."""

    write: Callable[[Feed], bytes]
    content_type: str


_FORMATS = {
    "rss2": _Format(rss2, _RSS),
    "rss2-latin1": _Format(partial(rss2, charset="ISO-8859-1"), _RSS),
    "rss2-utf16": _Format(partial(rss2, charset="UTF-16"), _RSS),
    "rss2-no-ids": _Format(partial(rss2, ids=False), _RSS),
    "rss1": _Format(rss1, "application/rdf+xml"),
    "rss091": _Format(rss091, "text/xml; charset=utf-8"),
    "atom": _Format(atom, "application/atom+xml"),
    "json": _Format(json_feed, "application/feed+json"),
    "broken": _Format(broken, _RSS),
    "page": _Format(listing_page, _HTML),
}


class _Document:
    """One document with its validators."""

    def __init__(self, format: _Format, feed: Feed, delay: float) -> None:
        self._body = format.write(feed)
        self._content_type = format.content_type
        self._etag = ETag(hashlib.sha256(self._body).hexdigest()[:16])
        moments = [item.moment for item in feed.items if item.moment]
        self._modified: datetime | None = max(moments, default=None)
        self._delay = delay

    async def answer(self, request: web.Request) -> web.Response:
        """Return the document, or 304 to one who has it."""
        await asyncio.sleep(self._delay)
        if self._known(request):
            response = web.Response(status=304)
        else:
            response = web.Response(body=self._body, headers={"Content-Type": self._content_type})
        response.etag = self._etag
        response.last_modified = self._modified
        return response

    def _known(self, request: web.Request) -> bool:
        """Tell whether the copy of the asker is the one we have.

        If-Modified-Since counts only where no If-None-Match was sent (RFC 9110, section 13.1.3).
        """
        tags = request.if_none_match
        if tags is not None:
            return any(tag.value in ("*", self._etag.value) for tag in tags)
        since = request.if_modified_since
        return bool(since and self._modified and self._modified <= since)


class DemoServer:
    """The feeds of the demonstration on a free port of 127.0.0.1; an asynchronous context manager.

    ``address`` is "127.0.0.1:PORT" once it is entered, "" before. ``delays`` says how many seconds
    a source waits before it answers, by its id; no other waits at all.
    """

    def __init__(self, *, slow_seconds: float = SLOW_SECONDS) -> None:
        self.address = ""
        self.delays: dict[str, float] = {}
        self._template = packaged("sources.yaml")
        self._exit = AsyncExitStack()
        self._app = web.Application()
        self._app.router.add_get("/robots.txt", _robots)
        items = demo_items()
        for source in read_sources(self._template).sources:
            self._add(source, _feed(source, items), slow_seconds)

    @property
    def base_url(self) -> str:
        """``http://`` and the address, without a slash at the end."""
        return f"http://{self.address}"

    def sources_yaml(self) -> str:
        """Return the text of a ``sources.yaml`` whose sources this server serves."""
        return self._template.replace(_STAND_IN, self.base_url)

    async def __aenter__(self) -> Self:
        runner = web.AppRunner(self._app, access_log=None)
        await runner.setup()
        self._exit.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.address = f"{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    def _add(self, source: Source, feed: Feed, slow_seconds: float) -> None:
        """Serve ``feed`` as the address of ``source`` says: ``/[special/]format/id``."""
        path = urlsplit(source.address).path
        *special, format, _ = path.strip("/").split("/")
        add = self._app.router.add_get
        if special == ["failing"]:
            add(path, _failing)
            return
        if special == ["slow"]:
            self.delays[source.id] = slow_seconds
        if special == ["moved"]:
            old, path = path, path.removeprefix("/moved")
            add(old, partial(_moved, path))
        add(path, _Document(_FORMATS[format], feed, self.delays.get(source.id, 0)).answer)


def _feed(source: Source, items: tuple[DemoItem, ...]) -> Feed:
    """Return what ``source`` serves; what it has from elsewhere bears marks of tracking."""
    entries = tuple(
        item if item.source == source.id else _tracked(item)
        for item in items
        if source.id in (item.source, *item.also)
    )
    return Feed(source.name, f"https://newsletter.example/{source.id}", source.language, entries)


def _tracked(item: DemoItem) -> DemoItem:
    separator = "&" if urlsplit(item.url).query else "?"
    return item.model_copy(update={"url": f"{item.url}{separator}{_TRACKING}"})


async def _robots(_: web.Request) -> web.Response:
    return web.Response(text=_ROBOTS)


async def _failing(_: web.Request) -> web.Response:
    return web.Response(status=500, text="This server is always out of order.\n")


async def _moved(target: str, _: web.Request) -> web.Response:
    return web.Response(status=301, headers={"Location": target})
