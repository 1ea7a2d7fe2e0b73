"""Reads a listing page that has no feed, by the CSS selectors of its source.

Belongs to the process that reads documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from newsletter.adapters.documents import first
from newsletter.adapters.markup import absolute, codec_of, marked_encoding, strip_tags
from newsletter.adapters.page_dates import PageDates
from newsletter.errors import SourceError, Yieldless
from newsletter.model.dates import Moment, PartialDate
from newsletter.model.items import EXCERPT_LIMIT, TITLE_LIMIT, Entry
from newsletter.model.languages import tag_of
from newsletter.model.text import one_line, plural, shorten
from newsletter.ports import Parsed

if TYPE_CHECKING:  # the process that reads articles needs no pydantic
    from newsletter.model.recipes import Selectors

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_BYTES = 4_096
_TAGS = 300_000  # of a page; a tree of more of them takes hundreds of megabytes
_Find = Callable[[HtmlElement], list[HtmlElement]]


def read_page(body: bytes, url: str, content_type: str, select: Selectors) -> Parsed:
    """Return the entries that ``select`` finds on the page ``body``, fetched from ``url``.

    The title of an entry is the text of ``select.title``, else of its link; the address comes
    from ``select.link``; the text of its paragraphs is the excerpt. Raises `Yieldless` when
    the selector of the entries finds nothing; `SourceError` when that of the titles finds nothing
    in any entry, or one is not CSS. That one of the dates finds nothing is a warning.
    """
    if not body.strip():
        raise SourceError("the page is empty")
    page = page_tree(body, content_type)
    language = tag_of(first_of(page, "/html/@lang"))
    elements, more = first(chosen(page, select.entry))
    entries = picked(elements, base_of(page, url), select, language)
    if not entries:
        message = f"the selector {select.entry!r} finds nothing on the page"
        raise Yieldless(f"{message}: has its layout changed?")
    if select.title and not any(map(text_of, _within(elements, select.title))):
        message = f"the selector for titles, {select.title!r}, finds nothing in any entry"
        raise SourceError(f"{message}: has its layout changed?")
    lost = sum(not entry.url for entry in entries)
    linkless = f"{plural(lost, 'entry', 'entries')} of {len(entries)} without a link"
    dated = not select.date or any(True for _ in _within(elements, select.date))
    dateless = "" if dated else f"the selector for dates, {select.date}, found none"
    return Parsed(
        entries,
        title=one_line(first_of(page, "//title/text()"), TITLE_LIMIT),
        language=language,
        warning=more or "; ".join(filter(None, (linkless if lost else "", dateless))),
    )


def _within(elements: Iterable[HtmlElement], css: str) -> Iterator[HtmlElement]:
    """Yield what the selector ``css`` finds in ``elements``."""
    find = _selector(css)
    return (found for element in elements for found in find(element))


def chosen(page: HtmlElement, css: str) -> list[HtmlElement]:
    """Return what the selector ``css`` finds on ``page``. Raises `SourceError` for other text."""
    return _selector(css)(page)


def picked(
    elements: Sequence[HtmlElement], base: str, select: Selectors, language: str
) -> tuple[Entry, ...]:
    """Return the entries that ``elements`` are by ``select``; their addresses start at ``base``.

    ``language`` is that of the page. Raises `SourceError` when a selector is not CSS.
    """
    picks = _Picks(elements, select, language)
    return tuple(picks.entry(element, base) for element in elements)


class _Picks:
    """The selectors of one source, and how the elements they are used on write dates."""

    def __init__(self, elements: Sequence[HtmlElement], select: Selectors, language: str) -> None:
        self._title = _selector(select.title) if select.title else None
        self._link = _selector(select.link)
        self._date = _selector(select.date) if select.date else None
        texts = map(text_of, _within(elements, select.date) if self._date else ())
        self._dates = PageDates(texts, language)

    def entry(self, element: HtmlElement, base: str) -> Entry:
        links = [link for link in self._link(element) if link.get("href")]
        # A picture may be linked before the title: a link with words is the better one.
        link = next(filter(text_of, links), links[0] if links else None)
        titled = self._title(element) if self._title else [] if link is None else [link]
        dated = self._date(element) if self._date else []
        title = next(filter(None, (text_without(one, dated) for one in titled)), "")
        url = absolute(base, link.get("href", "")) if link is not None else ""
        return Entry(
            id="",
            url=url,
            title=shorten(title or text_of(element), TITLE_LIMIT) or url or "(untitled)",
            excerpt=shorten(" ".join(filter(None, map(text_of, element.iter("p")))), EXCERPT_LIMIT),
            moment=moment_of(dated, self._dates),
        )


def text_without(titled: HtmlElement, dated: Iterable[HtmlElement]) -> str:
    """Return the words of a title without a date that has an element of its own in it."""
    text = text_of(titled)
    for date in dated:
        if titled in date.iterancestors():
            text = text.replace(text_of(date), " ", 1).strip(" -–—|,·:") or text
    return text


def moment_of(elements: Iterable[HtmlElement], dates: PageDates) -> Moment | None:
    """Return the first day that ``elements`` give, for machines or in words, else month or year."""
    partial = None
    for element in elements:
        machine = (element.get("datetime"), element.get("content"))
        # The boxes of a calendar stand beside each other without a space.
        for text in (*machine, text_of(element), " ".join(element.itertext())):
            moment = dates.read(text) if text else None
            if moment and not isinstance(moment, PartialDate):
                return moment
            partial = partial or moment
    return partial


def _selector(css: str) -> _Find:
    try:
        return cast("_Find", CSSSelector(css, translator="html"))
    except (ValueError, SyntaxError) as error:
        raise SourceError(
            f"the selector {css!r} is not CSS: {one_line(str(error), 200)}"
        ) from error


def page_tree(body: bytes, content_type: str) -> HtmlElement:
    """Return the page as a tree. Raises `SourceError` when there is none."""
    # Decoded here, because libxml2 knows fewer encodings, and other names, than pages use.
    text = body.decode(_encoding(body, content_type), errors="replace").replace("\x00", "")
    if text.count("<") > _TAGS:
        raise SourceError(f"the page has more than {_TAGS:,} tags, too many for a list")
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
        name = codec_of(label or "")
        # A page that can be read by the byte is in no encoding of two or four bytes a letter.
        if name and (b"\0" in body[:_META_BYTES] or not name.startswith(("utf-16", "utf-32"))):
            return name
    try:
        body.decode()
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def base_of(page: HtmlElement, url: str) -> str:
    """Return the address at which the relative ones of ``page``, fetched from ``url``, start."""
    return absolute(url, first_of(page, "//base/@href")) or url


def first_of(page: HtmlElement, path: str) -> str:
    """Return the first text that the XPath ``path`` finds, or ""."""
    found = page.xpath(path)
    return str(found[0]) if isinstance(found, list) and found else ""


def text_of(element: HtmlElement) -> str:
    """Return the words of ``element`` as one harmless line."""
    return one_line(strip_tags(etree.tostring(element, encoding="unicode", with_tail=False)))
