"""Which reader a document belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from newsletter.ports import Parsed

if TYPE_CHECKING:
    from newsletter.model.recipes import Kind


_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")
_START = 1_000  # bytes in which a document says what it is
MOST = 10_000  # entries that are read of one document: with more it is an archive, and no news
_T = TypeVar("_T")


def first(found: Sequence[_T]) -> tuple[Sequence[_T], str]:
    """Return the first `MOST` of the entries of a document, and a warning where it has more."""
    return found[:MOST], too_many(len(found)) if len(found) > MOST else ""


def too_many(count: int) -> str:
    """Return the warning that of so many entries only `MOST` were read."""
    return (
        f"only the first {MOST:,} of its {count:,} entries are read: it is more than a list of news"
    )


def kinds_of(body: bytes) -> tuple[Kind, ...]:
    """Return the kinds that ``body`` may be, to be tried in this order; it is not parsed here."""
    start = body[:_START].lstrip(b"\xef\xbb\xbf\0 \t\r\n")
    if start.startswith((b"{", b"[")):
        return ("feed",)
    if start.startswith(b"\x1f\x8b") or _SITEMAP.search(start):
        return ("sitemap",)
    return ("feed", "page")


def read_document(body: bytes, head: dict[str, Any]) -> Parsed:
    """Return the entries of ``body``.

    ``head`` has its url, type and kind (`newsletter.model.recipes.Kind`), and select, match or
    paths where its source has them. Raises `SourceError` when it cannot be read. Belongs to the
    process that reads documents.
    """
    # Each reader is loaded when it is needed: most documents are feeds.
    match head["kind"]:
        case "page":
            return _page(body, head)
        case "sitemap":
            from newsletter.adapters.sitemaps import read_sitemap

            return read_sitemap(body, head["url"], head["match"])
        case "json":
            from newsletter.adapters.json_lists import read_json_list
            from newsletter.model.recipes import Paths

            return read_json_list(body, head["url"], Paths(**head["paths"]))
        case "crossref":
            from newsletter.adapters.crossref import read_crossref

            return read_crossref(body)
        case "oai":
            from newsletter.adapters.oai import read_oai

            return read_oai(body)
    from newsletter.adapters.feed_documents import read_feed

    return read_feed(body, head["url"], head["type"])


def _page(body: bytes, head: dict[str, Any]) -> Parsed:
    if head["select"]:
        from newsletter.adapters.pages import read_page
        from newsletter.model.recipes import Selectors

        return read_page(body, head["url"], head["type"], Selectors(**head["select"]))
    from newsletter.adapters.listings import read_listing

    return read_listing(body, head["url"], head["type"])
