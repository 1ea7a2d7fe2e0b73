"""Where a page leads to feeds: what it declares in its head, and links that look like one.

Belongs to the process that reads documents.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from newsletter.adapters.markup import absolute
from newsletter.adapters.pages import page_tree
from newsletter.errors import SourceError
from newsletter.model.discovery import CANONICAL, How, declares_feed, looks_like_feed
from newsletter.model.items import TITLE_LIMIT, Entry, canonical_url
from newsletter.model.text import one_line
from newsletter.ports import Parsed

_MOST = 100  # addresses told of one page; far more than will be looked at


def read_links(body: bytes, url: str, content_type: str) -> Parsed:
    """Return the addresses on the page ``body``, fetched from ``url``, that may be of feeds.

    Each is an entry whose ``id`` says how (`How`, or `CANONICAL` for the page's own address), in
    the order of the page, none twice. Raises `SourceError` when there is no page, or no link.
    """
    if not body.strip():
        raise SourceError("the page is empty")
    page = page_tree(body, content_type)
    if not page.xpath("boolean(//a/@href | //link/@href)"):
        raise SourceError("there is no link on the page")
    bases = (absolute(url, one.get("href", "")) for one in page.iter("base"))
    base = next(filter(None, bases), url)
    found: dict[str, Entry] = {}
    for element in page.iter("link", "a"):
        for entry in _leads(element, base):
            found.setdefault(entry.url, entry)
        if len(found) >= _MOST:
            break
    return Parsed(tuple(found.values()))


def _leads(element: HtmlElement, base: str) -> Iterator[Entry]:
    reference = element.get("href", "")
    address = absolute(base, reference).partition("#")[0] if reference else ""
    if not canonical_url(address):
        return
    how = ""
    if declares_feed(element.get("type", ""), address):
        how = How.DECLARED
    elif element.tag == "a" and looks_like_feed(address):
        how = How.LINKED
    elif element.tag == "link" and CANONICAL in element.get("rel", "").lower().split():
        how = CANONICAL
    if how:
        yield Entry(how, address, one_line(element.get("title", ""), TITLE_LIMIT))
