"""Reads sitemaps (sitemaps.org, protocol 0.9) and news sitemaps, also packed with gzip.

Belongs to the process that reads documents.
"""

from __future__ import annotations

import heapq
import re
import zlib
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree

from newsletter.adapters.markup import absolute, to_text
from newsletter.adapters.moments import known_moment
from newsletter.adapters.xml_trees import name_of, named, text_at, xml_tree
from newsletter.errors import SourceError
from newsletter.model.dates import begin_of
from newsletter.model.items import TITLE_LIMIT, Entry
from newsletter.model.text import one_line, plural
from newsletter.ports import Parsed

_UNPACKED = 20 * 2**20  # bytes; the protocol allows 50 MB, no page of news needs them
_MOST = 1_000  # entries; the newest, because a sitemap lists a site from its beginning
_SHOWN = 5  # sitemaps of an index that are named
_NAME = 60  # characters of the name of another kind of document
_GZIP = b"\x1f\x8b"
_EXTENSION = re.compile(r"\.[A-Za-z]{2,5}$")


def read_sitemap(body: bytes, url: str, match: str = "") -> Parsed:
    """Return the pages that the sitemap ``body`` lists, the newest first, at most 1,000.

    ``match`` is what their paths must be, ``*`` standing for anything. A page of a news sitemap
    has the title given there; of another the words of its address. Raises `SourceError` for an
    index of sitemaps, for what is no sitemap, and when nothing matches.
    """
    root, broken = xml_tree(_unpacked(body), "a sitemap")
    if name_of(root) == "sitemapindex":
        raise SourceError(_index(root))
    if name_of(root) != "urlset":
        name = one_line(name_of(root), _NAME)
        raise SourceError(f"this is no sitemap: it begins with <{name}>")
    listed = [entry for page in named(root, "url") if (entry := _entry(page, url))]
    if broken and not listed:
        raise SourceError(f"there is no page in the sitemap: {broken}")
    entries = list(_matching(listed, match))
    if listed and not entries:
        count = plural(len(listed), "address", "addresses")
        raise SourceError(f"none of the {count} in the sitemap is like {match}")
    newest = heapq.nlargest(_MOST, entries, key=_age)
    left = len(entries) - len(newest)
    warning = f"the newest {_MOST:,} of {len(entries):,} pages: narrow it with match"
    return Parsed(tuple(newest), warning=broken or (warning if left else ""))


def _unpacked(body: bytes) -> bytes:
    """Return ``body`` without its gzip, which may have several members (RFC 1952, section 2.2)."""
    if not body.startswith(_GZIP):
        return body
    texts, room = list[bytes](), _UNPACKED
    while body.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            texts.append(unpacker.decompress(body, room))
        except zlib.error as error:
            raise SourceError("the sitemap is packed wrongly") from error
        room -= len(texts[-1])
        if room <= 0:
            limit = _UNPACKED // 2**20
            raise SourceError(f"the sitemap is larger than {limit} MB when it is unpacked")
        if not unpacker.eof:
            raise SourceError("the sitemap breaks off in the middle of its gzip")
        body = unpacker.unused_data
    return b"".join(texts)


def _index(root: etree._Element) -> str:
    """Return what to do about an index: the sitemaps in it that changed last."""
    listed = [(text_at(one, "lastmod"), text_at(one, "loc")) for one in named(root, "sitemap")]
    newest = sorted(listed, reverse=True)[:_SHOWN]
    names = "\n".join(one_line(address, TITLE_LIMIT) for _, address in newest)
    return f"this is an index of {plural(len(listed), 'sitemap')}: name one of them\n{names}"


def _entry(page: etree._Element, url: str) -> Entry | None:
    address = absolute(url, text_at(page, "loc"))
    title = to_text(text_at(page, "news", "title")) or _title(address)
    if not address or not title:  # the home page is no news
        return None
    said = text_at(page, "news", "publication_date") or text_at(page, "lastmod")
    language = text_at(page, "news", "publication", "language")
    return Entry(
        id="",
        url=address,
        title=one_line(title, TITLE_LIMIT),
        moment=known_moment(said),
        language=language if re.fullmatch(r"[a-z]{2}", language) else "",
    )


def _title(address: str) -> str:
    """Return the words at the end of an address: ``/news/a-new-plan.html`` is "A new plan"."""
    *_, last = urlsplit(address).path.rstrip("/").split("/")
    words = re.sub(r"[-_+\s]+", " ", _EXTENSION.sub("", unquote(last))).strip()
    if not words:
        return ""
    return words[0].upper() + words[1:] if re.search(r"[^\W\d_]", words) else address


def _matching(entries: list[Entry], match: str) -> Iterator[Entry]:
    for entry in entries:
        if not match or _is_like(urlsplit(entry.url).path or "/", match):
            yield entry


def _is_like(path: str, match: str) -> bool:
    """Tell whether ``path`` is as ``match`` says, in one pass: an address can be very long."""
    start, *parts = match.split("*")
    if not parts:
        return path == start
    place = len(start) if path.startswith(start) else -1
    for part in parts[:-1]:
        place = path.find(part, place) if place >= 0 else -1
        place += len(part) if place >= 0 else 0
    return 0 <= place <= len(path) - len(parts[-1]) and path.endswith(parts[-1])


def _age(entry: Entry) -> float:
    return begin_of(entry.moment).timestamp() if entry.moment else float("-inf")
