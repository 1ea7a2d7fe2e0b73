"""Reads feed documents: RSS, RDF and Atom through feedparser, JSON Feed by ourselves.

Belongs to the process that reads documents; the collecting process never imports it. feedparser
repairs what real feeds break; its two passes over HTML (relative addresses, sanitising) are off,
because they take most of its time and the second can be made to take minutes; nh3 cleans instead.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax import SAXParseException

from feedparser.exceptions import CharacterEncodingOverride

from newsletter.adapters import tuned_feedparser
from newsletter.adapters.markup import absolute, marked_encoding, to_text
from newsletter.adapters.moments import read_moment
from newsletter.errors import SourceError
from newsletter.model.items import EXCERPT_LIMIT, TITLE_LIMIT, Entry
from newsletter.model.languages import tag_of
from newsletter.model.text import one_line, paragraphs, plural, shorten
from newsletter.ports import Parsed

_ID_LIMIT = 2_000
_TITLE_FROM_TEXT = 100
_NO_DATE = (0,) * 9  # no calendar has it
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_DECLARATION = re.compile(rb"[^\w<]{0,4}<\x00?\?")
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_A_PAGE = "this is a web page, not a feed: look on it for the address of its feed"
_NEITHER = "this is no feed: neither RSS nor Atom nor JSON Feed"


def read_feed(body: bytes, url: str, content_type: str = "") -> Parsed:
    """Return what the feed in ``body``, fetched from ``url``, says.

    Every entry that the document holds comes out, also one without id, address, title or date.
    A broken document gives what could be read of it, and a warning. Raises `SourceError` when
    nothing could.
    """
    start = body.removeprefix(BOM_UTF8).lstrip()
    if not start.strip(b"\x00"):
        raise SourceError("the document is empty")
    if start.startswith(b"{"):
        return _read_json(start, url)
    if _PAGE.match(start) and not _FEED.search(start):
        raise SourceError(_A_PAGE)
    # Empty lines before the declaration are the commonest fault, and the easiest to mend.
    return _read_xml(start if start.startswith(b"<?xml") else body, url, content_type)


# --- RSS, RDF, Atom ---


def _date_handler(text: str) -> tuple[int, ...] | None:
    """Return nine numbers for feedparser; None lets it try its own handlers (Korean, Greek ...).

    For a day that does not exist it must not: it would make another one of it.
    """
    try:
        moment = read_moment(text)
    except ValueError:
        return _NO_DATE
    return moment.utctimetuple() if moment else None


def _read_xml(body: bytes, url: str, content_type: str) -> Parsed:
    tuned_feedparser.tune(_date_handler)
    if encoding := marked_encoding(body):  # nothing that is declared can be more right
        content_type = f"application/xml; charset={encoding}"
    try:
        document = tuned_feedparser.parse(body, url, content_type)
    except MemoryError:
        raise
    except Exception as error:
        raise SourceError(
            f"{_NEITHER}, and broken beyond repair ({type(error).__name__})"
        ) from error
    feed, entries = document["feed"], document["entries"]
    if not entries and not document["version"]:
        raise SourceError(_A_PAGE if b"<html" in body[:2_000].lower() else _NEITHER)
    language = _language(dict.get(feed, "language"))
    return Parsed(
        tuple(_xml_entry(entry, url, language) for entry in entries),
        title=_title(dict.get(feed, "title")),
        language=language,
        warning=_warning(document, body, len(entries)),
    )


def _xml_entry(entry: dict[str, Any], url: str, feed_language: str) -> Entry:
    # feedparser's own get() falls back from one key to another; the plain one is exact and fast.
    get = dict.get
    texts = [get(entry, "summary"), *(get(one, "value") for one in get(entry, "content") or ())]
    detail = get(entry, "title_detail") or get(entry, "summary_detail") or {}
    language = _language(get(entry, "language") or get(detail, "language"))
    dates = (get(entry, f"{one}_parsed") for one in ("published", "updated", "created"))
    return _entry(
        id=get(entry, "id"),
        urls=_links(entry, url),
        title=get(entry, "title"),
        texts=texts,
        moment=next(filter(None, map(_from_tuple, dates)), None),
        # What only repeats the feed's claim says nothing about this entry.
        language="" if language == feed_language else language,
    )


def _links(entry: dict[str, Any], url: str) -> Iterator[str]:
    """Yield the addresses of an entry, the best first: its page, else its id, else its file."""
    yield absolute(url, dict.get(entry, "link") or "")
    yield from _linked(entry, url, "alternate")
    yield absolute("", dict.get(entry, "id") or "")
    yield from _linked(entry, url, "enclosure")


def _linked(entry: dict[str, Any], url: str, rel: str) -> Iterator[str]:
    for link in dict.get(entry, "links") or ():
        if dict.get(link, "rel") == rel:
            yield absolute(url, dict.get(link, "href") or "")


def _from_tuple(parts: tuple[int, ...] | None) -> datetime | None:
    if not parts:
        return None
    try:
        year, month, day, hour, minute, second = parts[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _warning(document: dict[str, Any], body: bytes, count: int) -> str:
    """Return what feedparser had to repair, in words; "" for what nobody needs to know."""
    error = dict.get(document, "bozo_exception")
    if isinstance(error, SAXParseException):
        # feedparser puts a declaration in front of documents that have none.
        line = (error.getLineNumber() or 1) - (not _DECLARATION.match(body))
        where = f"near line {line}: {one_line(error.getMessage(), 100)}"
        read = plural(count, "entry", "entries")
        return f"the feed is broken XML ({where}); {read} could be read"
    if isinstance(error, CharacterEncodingOverride):
        declared, used = re.findall(r"as ([\w.:-]+)", str(error)) or ("", "")
        # RFC 3023 took "text/xml" without a charset for ASCII; RFC 7303 no longer does.
        if declared != "us-ascii" or used.lower() != "utf-8":
            return f"the feed is not in {declared} as it should be; it was read as {used}"
    return ""


# --- JSON Feed (jsonfeed.org, versions 1 and 1.1) ---


def _read_json(body: bytes, url: str) -> Parsed:
    try:
        feed = json.loads(body.decode(errors="replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"this is no feed: it begins like JSON, but is broken ({error})"
        ) from error
    items = feed.get("items")
    if not isinstance(items, list):
        raise SourceError("this is JSON, but not a JSON Feed: it has no items")
    language = _language(feed.get("language"))
    return Parsed(
        tuple(_json_entry(item, url, language) for item in items if isinstance(item, dict)),
        title=_title(feed.get("title")),
        language=language,
    )


def _json_entry(item: dict[str, Any], url: str, feed_language: str) -> Entry:
    texts = ("summary", "content_text", "content_html")
    links = ("url", "external_url")
    language = _language(item.get("language"))
    dates = (_json_date(item.get(key)) for key in ("date_published", "date_modified"))
    id = item.get("id")
    id = str(id) if isinstance(id, int) else _string(id)  # some feeds number their items
    return _entry(
        id=id,
        urls=(
            *(absolute(url, _string(item.get(key))) for key in links),
            absolute("", id),
        ),
        title=item.get("title"),
        texts=(_string(item.get(key)) for key in texts),
        moment=next(filter(None, dates), None),
        language="" if language == feed_language else language,
    )


def _json_date(value: object) -> datetime | None:
    try:
        return read_moment(_string(value))
    except ValueError:
        return None


# --- what all formats share ---


def _entry(
    *,
    id: object,
    urls: Iterable[str],
    title: object,
    texts: Iterable[str | None],
    moment: datetime | None,
    language: str,
) -> Entry:
    excerpt = next(filter(None, map(_excerpt, texts)), "")
    url = next(filter(None, urls), "")
    name = _title(title) or one_line(excerpt, _TITLE_FROM_TEXT) or one_line(url, TITLE_LIMIT)
    return Entry(
        id=one_line(_string(id))[:_ID_LIMIT],
        url=url,
        title=name or "(untitled)",
        excerpt=excerpt,
        moment=moment,
        language=language,
    )


def _excerpt(text: str | None) -> str:
    """Return the beginning of ``text`` without markup; twice the limit is enough to shorten."""
    whole = paragraphs(to_text(text)[: 2 * EXCERPT_LIMIT]) if text else ""
    return shorten(whole, EXCERPT_LIMIT)


def _title(title: object) -> str:
    return one_line(to_text(_string(title)), TITLE_LIMIT)


def _string(value: object) -> str:
    """Return what should be a string and in a JSON Feed may be anything."""
    return value if isinstance(value, str) else ""


def _language(tag: object) -> str:
    return tag_of(_string(tag))
