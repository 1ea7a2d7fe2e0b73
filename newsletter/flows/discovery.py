"""Find the feeds behind an address."""

from __future__ import annotations

from collections.abc import Callable

from newsletter.app import App
from newsletter.errors import UsageError
from newsletter.model.discovery import web_address
from newsletter.model.items import url_key
from newsletter.stages import discover as discovering


async def discover(
    app: App, address: str, *, asked: Callable[[int], None]
) -> discovering.Discovery:
    """Look with the real fetcher and parser. Raises `UsageError` for what is no web address."""
    url = web_address(address)
    if not url:
        raise UsageError(
            f"{address!r} is no web address", "Give the one of a page: https://example.org/news"
        )
    async with app.collecting() as (fetcher, parser):
        return await discovering.discover(
            url, fetcher=fetcher, parser=parser, now=app.now(), asked=asked
        )


def known_as(app: App, url: str) -> str:
    """Return the id of the source that is read at this address already, or ""."""
    twins = (one.id for one in app.book.sources if url_key(one.address) == url_key(url) != "")
    return next(twins, "")
