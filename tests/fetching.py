"""The real fetcher for tests: without pauses, and let into the loopback server of the test."""

from __future__ import annotations

from typing import Any

import pytest
from server import Handler, serving

from newsletter.adapters.http import HttpFetcher
from newsletter.errors import SourceError
from newsletter.ports import Request, Response

FEED = "<rss version='2.0'><channel><title>A feed</title></channel></rss>"


def fetcher(base: str, **settings: Any) -> HttpFetcher:
    settings = {"gap": 0, "timeout": 5, "connect_timeout": 5} | settings
    return HttpFetcher(allowed=frozenset({base.partition("://")[2]}), **settings)


async def fetch(handlers: dict[str, Handler], path: str = "/feed", **settings: Any) -> Response:
    async with serving(handlers) as base, fetcher(base, **settings) as client:
        return await client.fetch(Request(base + path))


async def refusal(
    handlers: dict[str, Handler], path: str = "/feed", **settings: Any
) -> SourceError:
    with pytest.raises(SourceError) as told:
        await fetch(handlers, path, **settings)
    return told.value
