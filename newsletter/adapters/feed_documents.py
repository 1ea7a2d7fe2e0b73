"""Reads feed documents: RSS, RDF and Atom through feedparser, JSON Feed by ourselves.

Belongs to the process that reads documents; the collecting process never imports it. feedparser
repairs what real feeds break; its two passes over HTML (relative addresses, sanitising) are off,
because they take most of its time and the second can be made to take minutes; nh3 cleans instead.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax import SAXParseException

from feedparser.exceptions import CharacterEncodingOverride

from newsletter.adapters import tuned_feedparser
from newsletter.adapters.doctypes import OUTSIDE, refers_outside, refuse_bombs
from newsletter.adapters.documents import MOST, first, too_many
from newsletter.adapters.json_texts import json_value
from newsletter.adapters.markup import absolute, marked_encoding, to_text
from newsletter.adapters.moments import known_moment, read_moment
from newsletter.errors import SourceError
from newsletter.model.dates import Moment, PartialDate
from newsletter.model.discovery import LOOK_ON_IT
from newsletter.model.items import EXCERPT_LIMIT, TITLE_LIMIT, Entry
from newsletter.model.languages import tag_of
from newsletter.model.text import one_line, paragraphs, plural, shorten
from newsletter.ports import Parsed

_ID_LIMIT = 2_000
_TITLE_FROM_TEXT = 100
_START = 1_000  # bytes in which a document declares its encoding
_NO_DATE = (0,) * 9  # no calendar has it
# What has matched stays so (?>...): with many comments there are too many ways to part them.
_PAGE = re.compile(
    rb"\s*(?>(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*)<(?:!doctype\s+html|html)\b", re.I | re.S
)
_DECLARATION = re.compile(rb"[^\w<]{0,4}<\x00?\?")
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
# What a document that can be read by the byte cannot be in, and what only Python calls a charset.
_WIDE = re.compile(
    r"utf[-_]?(?:16|32|7)|ucs[-_]?[24]|iso-10646|idna|punycode|(?:raw[-_])?unicode[-_]escape", re.I
)
_UTF8 = "application/xml; charset=utf-8"
_BLANKS = re.compile(rb"\s{100,}")
_PROLOGUE = 65_536  # bytes before the first element; feedparser takes the square of them in time
_FIRST = re.compile(rb"<\w")
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)\b", re.I)
_ENTRY_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.I)
_ACCENTED = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")  # words beyond ASCII
_CENTRAL = ("windows-1250", "iso-8859-2")
_GUESSED_FROM = 50_000  # bytes
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_A_PAGE = f"this is a web page, not a feed{LOOK_ON_IT}"
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

    For a day that does not exist it must not: it would make another one of it. Of a month or a
    year the numbers that are not known are 0.
    """
    try:
        moment = read_moment(text)
    except ValueError:
        return _NO_DATE
    if isinstance(moment, PartialDate):
        return (moment.year, moment.month, moment.day, *_NO_DATE[3:])
    return moment.utctimetuple() if moment else None


def _read_xml(body: bytes, url: str, content_type: str) -> Parsed:
    tuned_feedparser.tune(_date_handler, _guessed_charset)
    encoding, wide = marked_encoding(body), _wrongly_wide(body, content_type)
    if encoding:  # nothing that is declared can be more right
        body = body.decode(encoding, "replace").encode()
    if encoding or wide:
        content_type = _UTF8
    refuse_bombs(body)
    outside = OUTSIDE if refers_outside(body) else ""
    body, shortened = _shortened(_without_prologue(body))
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
        warning=shortened or wide or outside or _warning(document, body, len(entries)),
        every=_every(feed),
    )


_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800}  # seconds; longer is never kept


def _every(feed: dict[str, Any]) -> int:
    """Return in how many seconds a feed says that it changes: RSS 2.0's ttl, RSS 1.0's syndication.

    Only what asks for patience counts.
    """
    minutes = str(dict.get(feed, "ttl") or "").strip()
    if minutes.isdecimal() and minutes.isascii():
        return int(minutes[:6]) * 60
    period = _PERIODS.get(str(dict.get(feed, "sy_updateperiod") or "").strip().lower(), 0)
    often = str(dict.get(feed, "sy_updatefrequency") or "").strip()
    return period // max(1, int(often[:6])) if often.isdecimal() and often.isascii() else period


def _wrongly_wide(body: bytes, content_type: str) -> str:
    """Return a warning for a document in plain letters that claims to be in UTF-16 or the like.

    Programs that keep their texts in UTF-16 write so into all they send, whatever they send.
    """
    start = body[:_START].lstrip()
    declared = _CHARSET.search(content_type)
    within = _DECLARED.match(start)
    labels = (declared and declared[1], within and within[1].decode("ascii", "replace"))
    wide = next((label for label in labels if label and _WIDE.match(label)), "")
    single = start[:1] == b"<" and start[1:2] not in (b"", b"\0")
    return (
        f"the feed is not in {wide} as it should be; it was read as utf-8"
        if single and wide
        else ""
    )


def _guessed_charset(data: bytes) -> str:
    """Return the likely encoding of a document that is not in the one it declares.

    In the languages of Western Europe letters beyond ASCII stand between plain ones; chardet
    alone takes a few of them for Cyrillic or Baltic ones.
    """
    import chardet

    try:
        data.decode()
    except UnicodeDecodeError:
        sample = data[:_GUESSED_FROM]
        words = _ACCENTED.findall(sample)
        high = sum(byte > 127 for word in words for byte in word)
        guess = chardet.detect(sample)["encoding"] or "windows-1252"
        latin = high * 2 < sum(map(len, words)) and guess.lower() not in _CENTRAL
        return "windows-1252" if latin else guess
    return "utf-8"


def _without_prologue(body: bytes) -> bytes:
    """Return ``body`` without what stands before its first element where that is absurdly long."""
    root = _FIRST.search(body)
    start = root.start() if root else 0
    before = _BLANKS.sub(b"\n", body[:start])
    if len(before) > _PROLOGUE:
        declaration = _DECLARED.match(before)
        before = b"<?xml version='1.0' encoding='%s'?>" % declaration[1] if declaration else b""
    return before + body[start:]


def _shortened(body: bytes) -> tuple[bytes, str]:
    """Return ``body`` without the entries that are too many, and a warning if there are such.

    What closes the document stays, for without it the whole of it would be read a second time.
    """
    starts = [match.start() for match in _ENTRY.finditer(body)]
    if len(starts) <= MOST:
        return body, ""
    end = _ENTRY_END.search(body, starts[-1])
    rest = body[end.end() :] if end else b""
    return body[: starts[MOST]] + rest, too_many(len(starts))


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
        moment=next((one for one in map(_from_tuple, dates) if one), None),
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


def _from_tuple(parts: tuple[int, ...] | None) -> Moment | None:
    if not parts or not parts[0]:
        return None
    if not parts[2]:
        return PartialDate(parts[0], parts[1])
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
        feed = json_value(body)
    except ValueError as error:
        raise SourceError(
            f"this is no feed: it begins like JSON, but is broken ({error})"
        ) from error
    items = feed.get("items")
    if not isinstance(items, list):
        raise SourceError("this is JSON, but not a JSON Feed: it has no items")
    language = _language(feed.get("language"))
    some, warning = first(items)
    return Parsed(
        tuple(_json_entry(item, url, language) for item in some if isinstance(item, dict)),
        title=_title(feed.get("title")),
        language=language,
        warning=warning,
    )


def _json_entry(item: dict[str, Any], url: str, feed_language: str) -> Entry:
    texts = ("summary", "content_text", "content_html")
    links = ("url", "external_url")
    language = _language(item.get("language"))
    dates = (known_moment(_string(item.get(key))) for key in ("date_published", "date_modified"))
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
        moment=next((one for one in dates if one), None),
        language="" if language == feed_language else language,
    )


# --- what all formats share ---


def _entry(
    *,
    id: object,
    urls: Iterable[str],
    title: object,
    texts: Iterable[str | None],
    moment: Moment | None,
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
