"""Reads a listing page that has no feed, by the CSS selectors of its source.

Belongs to the process that reads documents.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from newsletter.adapters.markup import absolute, marked_encoding, strip_tags
from newsletter.adapters.moments import read_moment
from newsletter.errors import SourceError
from newsletter.model.items import EXCERPT_LIMIT, TITLE_LIMIT, Entry
from newsletter.model.sources import Selectors
from newsletter.model.text import one_line, plural, shorten
from newsletter.ports import Parsed

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_BYTES = 4_096
# The WHATWG Encoding Standard: pages that say the first mean the second.
_LABELS = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "us-ascii": "windows-1252"}
_Find = Callable[[HtmlElement], list[HtmlElement]]


def read_page(body: bytes, url: str, content_type: str, select: Selectors) -> Parsed:
    """Return the entries that ``select`` finds on the page ``body``, fetched from ``url``.

    The title of an entry is the text of ``select.title``, else of its link; the address comes
    from ``select.link``; the text of its paragraphs is the excerpt. Raises `SourceError` when a
    selector is not CSS, or that of the entries finds nothing.
    """
    if not body.strip():
        raise SourceError("the page is empty")
    page = _page(body, content_type)
    base = absolute(url, _first(page, "//base/@href")) or url
    found = _selector(select.entry)(page)
    if not found:
        message = f"the selector {select.entry!r} finds nothing on the page"
        raise SourceError(f"{message}: has its layout changed?")
    picks = _Picks(select)
    entries = tuple(picks.entry(element, base) for element in found)
    lost = sum(not entry.url for entry in entries)
    warning = f"{plural(lost, 'entry', 'entries')} of {len(entries)} without a link" if lost else ""
    return Parsed(
        entries,
        title=one_line(_first(page, "//title/text()"), TITLE_LIMIT),
        language=one_line(_first(page, "/html/@lang")),
        warning=warning,
    )


class _Picks:
    """The selectors of one source, ready to use on each of its entries."""

    def __init__(self, select: Selectors) -> None:
        self._title = _selector(select.title) if select.title else None
        self._link = _selector(select.link)
        self._date = _selector(select.date) if select.date else None

    def entry(self, element: HtmlElement, base: str) -> Entry:
        links = [link for link in self._link(element) if link.get("href")]
        # A picture may be linked before the title: a link with words is the better one.
        link = next(filter(_text, links), links[0] if links else None)
        titled = self._title(element) if self._title else [] if link is None else [link]
        title = next(filter(None, map(_text, titled)), "") or _text(element)
        url = absolute(base, link.get("href", "")) if link is not None else ""
        return Entry(
            id="",
            url=url,
            title=shorten(title, TITLE_LIMIT) or url or "(untitled)",
            excerpt=shorten(" ".join(filter(None, map(_text, element.iter("p")))), EXCERPT_LIMIT),
            moment=_moment(self._date(element)) if self._date else None,
        )


def _moment(elements: Sequence[HtmlElement]) -> datetime | None:
    """Return the first date that ``elements`` give, for machines or in words."""
    for element in elements:
        for text in (element.get("datetime"), element.get("content"), _text(element)):
            try:
                if text and (moment := read_moment(text, anywhere=True)):
                    return moment
            except ValueError:
                continue
    return None


def _selector(css: str) -> _Find:
    try:
        return cast("_Find", CSSSelector(css, translator="html"))
    except (ValueError, SyntaxError) as error:
        raise SourceError(
            f"the selector {css!r} is not CSS: {one_line(str(error), 200)}"
        ) from error


def _page(body: bytes, content_type: str) -> HtmlElement:
    """Return the page as a tree. Raises `SourceError` when there is none."""
    # Decoded here, because libxml2 knows fewer encodings, and other names, than pages use.
    text = body.decode(_encoding(body, content_type), errors="replace").replace("\x00", "")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise SourceError("there is nothing to read on the page") from error
    return page


def _encoding(body: bytes, content_type: str) -> str:
    """Return the encoding of a page: its mark, else what HTTP says, else what it says itself."""
    if marked := marked_encoding(body):
        return marked
    declared = _CHARSET.search(content_type)
    meta = _META.search(body, 0, _META_BYTES)
    for label in (declared and declared[1], meta and meta[1].decode("ascii", "replace")):
        try:
            name = codecs.lookup(label).name if label else ""
        except LookupError:
            continue
        if name:
            return _LABELS.get(name, name)
    try:
        body.decode()
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _first(page: HtmlElement, path: str) -> str:
    found = page.xpath(path)
    return str(found[0]) if isinstance(found, list) and found else ""


def _text(element: HtmlElement) -> str:
    return one_line(strip_tags(etree.tostring(element, encoding="unicode", with_tail=False)))
