"""What one page says of itself: title, description, date, language, publisher.

Belongs to the process that reads documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement
from trafilatura import extract
from trafilatura.metadata import extract_metadata

from newsletter.adapters.markup import to_text
from newsletter.adapters.moments import known_moment
from newsletter.adapters.page_dates import PageDates
from newsletter.adapters.pages import first_of, page_tree
from newsletter.errors import SourceError
from newsletter.model.articles import Article, from_address, without_site
from newsletter.model.dates import Moment, PartialDate, believable
from newsletter.model.items import TITLE_LIMIT
from newsletter.model.languages import tag_of
from newsletter.model.text import one_line, paragraphs, shorten

_MOST = 2**19  # bytes that are read; what a page says of itself stands at its beginning
_TEXT = 1_000  # characters of a description; it is for triage
_SITE = 120
_SNIFFED = 1_000
_PAGE = re.compile(rb"<!doctype\s+html|<(?:html|head|body|meta|title)\b", re.IGNORECASE)
_PAGE_TYPES = ("text/html", "application/xhtml+xml")

_TITLES = ("citation_title", "og:title", "dcterms.title", "dc.title")
_SITE_NAMES = ("og:site_name", "citation_publisher", "dcterms.publisher", "dc.publisher")
_DESCRIPTIONS = ("og:description", "description", "dcterms.description", "dc.description")
_LANGUAGES = ("content-language", "dcterms.language", "dc.language", "og:locale")
_DATES = (
    "article:published_time", "og:article:published_time", "datepublished",
    "citation_publication_date", "citation_date", "citation_online_date", "dcterms.issued",
    "dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date",
    "pubdate", "publishdate", "publish-date", "publication_date",
)  # fmt: skip
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_JSON_TEXT = re.compile(r'"(?:description|abstract)"\s*:\s*"((?:[^"\\]|\\["/])*)"')

_CLOCK = re.compile(r"(?<=\d)[\sT]+\d{1,2}:\d.*", re.DOTALL)
_NUMBERS = re.compile(r"(?<![\d./-])(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_IN_PATH = re.compile(r"/(\d{4})/(\d{1,2})(?:/(\d{1,2}))?(?=/|$)")
_MONTH = re.compile(r"(?<!\w)([^\W\d_]{3,}\.?\s+(?:de\s+)?\d{4})(?!\d)")
_PIECES = 2_000  # texts and attributes in which a date is looked for
_PIECE = 300  # characters of each


def read_article(body: bytes, url: str, content_type: str, now: datetime) -> Article:
    """Return what the document ``body``, fetched from ``url``, says of itself.

    Of a document that is no page only what its address tells. A date is as exact as it stands
    there, and none that is later than tomorrow is believed. Raises `SourceError` for a page with
    nothing on it.
    """
    if not body.strip():
        raise SourceError("the page is empty")
    if not _is_page(body, content_type):
        subtype = content_type.partition(";")[0].rpartition("/")[2].strip()
        kind = "PDF" if body.startswith(b"%PDF") else one_line(subtype, 40).upper() or "file"
        return replace(from_address(url), kind=kind)
    page = page_tree(body[:_MOST], content_type)
    meta = _Meta(page)
    language = tag_of(first_of(page, "/html/@lang")) or next(
        filter(None, map(tag_of, meta.values(_LANGUAGES))), ""
    )
    dates = _dates(page, meta, language, url, now)
    said = extract_metadata(page, url, {**dates.limits, "extensive_search": False})
    site = next(meta.values(_SITE_NAMES), "") or _site(said.sitename, url)
    site = one_line(to_text(site), _SITE)
    title = next(meta.values(_TITLES), "") or said.title or ""
    title = one_line(to_text(title), TITLE_LIMIT)
    published = dates.declared() or dates.shown(said.date)
    guess = None if published else dates.guessed(find_date(page, url=url, **dates.limits))
    return Article(
        url=url,
        title=without_site(title, site),
        text=_text(page, meta),
        published=published or guess,
        language=language,
        publisher=site,
        guessed=("published",) if guess else (),
    )


def _is_page(body: bytes, content_type: str) -> bool:
    start = body[:_SNIFFED].lstrip()
    declared = content_type.partition(";")[0].strip().lower() in _PAGE_TYPES
    return not start.startswith(b"%PDF") and (declared or bool(_PAGE.search(start)))


class _Meta:
    """The words that a page says of itself in its ``meta`` elements; the first of a name counts."""

    def __init__(self, page: HtmlElement) -> None:
        self._said: dict[str, str] = {}
        for element in page.iter("meta"):
            names = (element.get(key, "") for key in ("property", "name", "itemprop", "http-equiv"))
            content = (element.get("content") or "").strip()
            for name in filter(None, names):
                if content:
                    self._said.setdefault(name.strip().lower(), content)

    def values(self, names: Iterable[str]) -> Iterator[str]:
        """Yield what is said under ``names``, in their order."""
        return (self._said[name] for name in names if name in self._said)


def _site(name: str | None, url: str) -> str:
    """Return a publisher's name; the library gives the host where it finds none."""
    return name if name and not (urlsplit(url).hostname or "").endswith(name.lower()) else ""


def _text(page: HtmlElement, meta: _Meta) -> str:
    said = next(meta.values(_DESCRIPTIONS), "")
    if not said and (match := _JSON_TEXT.search(_scripts(page))):
        said = match[1].replace("\\", "")
    if not said:
        said = extract(page, include_comments=False, include_tables=False) or ""
    return shorten(paragraphs(to_text(said)), _TEXT)


def _scripts(page: HtmlElement) -> str:
    return "\n".join(_strings(page, "//script[contains(@type, 'ld+json')]/text()"))


# --- when it was published ---


@dataclass(frozen=True, slots=True)
class _Dates:
    """The dates of one page: those it declares for machines, and all that it shows."""

    machine: tuple[str, ...]
    pieces: tuple[str, ...]
    words: PageDates
    now: datetime

    @property
    def limits(self) -> dict[str, Any]:
        """What the search for a date must know."""
        last = (self.now + timedelta(days=1)).date()
        return {"original_date": True, "max_date": last.isoformat()}

    def declared(self) -> PartialDate | None:
        """Return the first believable date for machines, as exact as it is written."""
        # The day is the publisher's: 00:30 in Stockholm is the day before in UTC.
        days = (believable(self.words.read(_CLOCK.sub("", one)), self.now) for one in self.machine)
        return next(filter(None, days), None)

    def shown(self, found: str | None) -> PartialDate | None:
        """Return the date that a search has ``found`` as far as the page itself shows it.

        A search puts the day of today behind a month without one: "March 2026" is no day.
        """
        if not found:
            return None
        day = PartialDate.parse(found)
        near = [text for text in self.pieces if str(day.year) in text]
        if any(day in self._in(text) for text in near):
            return day
        month = PartialDate(day.year, day.month)
        return month if any(month in self._in(text) for text in near) else None

    def guessed(self, found: str | None) -> PartialDate | None:
        """Return what `shown` does, else the first month that stands alone: "Published: May 2026".

        It may be that of a meeting.
        """
        if day := self.shown(found):
            return day
        alone = (believable(self.words.read(text), self.now) for text in self.pieces[1:])
        return next((day for day in alone if day and day.month and not day.day), None)

    def _in(self, text: str) -> Iterator[PartialDate | None]:
        yield _day(self.words.read(text))
        for pattern in (_NUMBERS, _IN_PATH):
            for match in pattern.finditer(text):
                yield _day(known_moment("-".join(filter(None, match.groups()))))
        for match in _MONTH.finditer(text):
            yield _day(known_moment(match[1]))


def _dates(page: HtmlElement, meta: _Meta, language: str, url: str, now: datetime) -> _Dates:
    machine = [match[1] for match in islice(_JSON_DATE.finditer(_scripts(page)), 5)]
    machine += meta.values(_DATES)
    machine += _strings(page, "//time[@pubdate or contains(@itemprop, 'datePublished')]/@datetime")
    everything = "//text()[not(parent::script or parent::style)] | //@datetime | //@content"
    texts = (" ".join(one[: 4 * _PIECE].split()) for one in _strings(page, everything))
    dated = (text[:_PIECE] for text in texts if any(letter.isdigit() for letter in text))
    pieces = (url, *islice(dated, _PIECES))
    return _Dates(tuple(one[:_PIECE] for one in machine), pieces, PageDates(pieces, language), now)


def _strings(page: HtmlElement, path: str) -> Iterator[str]:
    found = page.xpath(path)
    return map(str, found) if isinstance(found, list) else iter(())


def _day(moment: Moment | None) -> PartialDate | None:
    return PartialDate.of(moment.date()) if isinstance(moment, datetime) else moment
