"""Items and the sightings they are made of: identity, de-duplication, keyword filters.

An Entry is what a source served; a Sighting remembers that it did; an Item is the one thing
worth reading behind one or more sightings.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from newsletter.model.dates import PartialDate

TITLE_LIMIT = 300
EXCERPT_LIMIT = 4_000

# Parameters that tell who sent a reader, never what is read.
_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "vero_", "oly_", "at_")
_TRACKING = frozenset((
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid",
    "ttclid", "igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi",
    "__hssc", "__hstc", "__hsfp", "hsctatracking", "ncid", "cmpid", "s_cid", "ml_subscriber",
    "ml_subscriber_hash", "rb_clickid", "_openstat", "wickedid", "epik", "guccounter",
))  # fmt: skip
_DEFAULT_PORT = {"http": 80, "https": 443}


class ItemState(StrEnum):
    """Where an item stands with the editors."""

    NEW = "new"
    HELD = "held"
    PICKED = "picked"
    SKIPPED = "skipped"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a source served it, already made harmless: text only, one-line titles.

    ``id`` is the feed's own or ""; ``url`` is absolute or ""; ``moment`` is the published, else
    the updated time; ``excerpt`` is text of at most `EXCERPT_LIMIT` characters.
    """

    id: str
    url: str
    title: str
    excerpt: str = ""
    moment: datetime | None = None
    language: str = ""

    @property
    def digest(self) -> str:
        """A hash of what a reader would see; it changes when the source edits the entry."""
        return _digest(self.url, self.title, self.excerpt)


@dataclass(frozen=True, slots=True)
class Sighting:
    """That ``source`` served an entry under ``key``, which `keyed` made unique in the source."""

    source: str
    key: str
    item: str
    url: str
    title: str
    digest: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One thing worth reading. ``id`` is short, for people; ``key`` is its identity."""

    id: str
    key: str
    url: str
    title: str
    source: str
    publisher: str
    place: str
    section: str
    language: str
    published: PartialDate | None
    excerpt: str
    topics: tuple[str, ...]
    state: ItemState
    first_seen: datetime


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]


def canonical_url(url: str) -> str:
    """Return ``url`` without tracking parameters, default port and fragment.

    Scheme and host in small letters, else untouched: servers may tell paths apart by case. An
    address that cannot be read, or is not http(s), gives "".
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in _DEFAULT_PORT or not host:
        return ""
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{port}" if port and port != _DEFAULT_PORT[scheme] else ""
    # "#!" and "#/" are pages of their own in sites built in the browser.
    fragment = parts.fragment if parts.fragment[:1] in ("!", "/") else ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit(
        (scheme, netloc, path, _untracked(parts.query), quote(fragment, safe="/%!?=&"))
    )


def _untracked(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in pairs if not _tracks(pair[0].lower())]
    # An untouched query keeps its spelling: some servers are particular about it.
    return (
        quote(query, safe="/%:@!$&'()*+,;=?~-._[]|") if len(kept) == len(pairs) else urlencode(kept)
    )


def _tracks(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def url_key(url: str) -> str:
    """Return what two addresses of one page have in common: no scheme, no last slash."""
    return canonical_url(url).partition("://")[2].rstrip("/")


def keyed(entries: Iterable[Entry]) -> list[tuple[str, Entry]]:
    """Give each entry of one document a key that none other of it has.

    The feed's id; where it is missing or repeated, more of what tells entries apart: address,
    title, text, at last the count. Nothing a source served is dropped for want of an id.
    """
    ladders = [(entry, _ladder(entry)) for entry in entries]
    counts = [Counter(ladder[step] for _, ladder in ladders) for step in range(4)]
    seen: Counter[str] = Counter()
    result = []
    for entry, ladder in ladders:
        steps = (rung for rung, count in zip(ladder, counts, strict=True) if count[rung] == 1)
        key = next(steps, ladder[-1])
        seen[key] += 1
        result.append((key if seen[key] == 1 else f"{key}#{seen[key]}", entry))
    return result


def _ladder(entry: Entry) -> tuple[str, str, str, str]:
    name = entry.id or url_key(entry.url)
    return (
        name or "t:" + _digest(entry.title),
        "u:" + _digest(name, entry.url),
        "t:" + _digest(name, entry.url, entry.title),
        "d:" + _digest(name, entry.digest),
    )


def listing_urls(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the `url_key` of addresses that several entries with other titles share.

    Such an address is a listing or a home page: it identifies none of them.
    """
    titles: dict[str, set[str]] = {}
    for entry in entries:
        titles.setdefault(url_key(entry.url), set()).add(entry.title.casefold())
    return frozenset(key for key, those in titles.items() if key and len(those) > 1)


def item_key(source: str, key: str, entry: Entry, listings: frozenset[str] = frozenset()) -> str:
    """Return the identity of the item behind ``entry``: two entries with one key are one item.

    The canonical address; under a shared address that with the title; without an address the
    source and the entry's own key.
    """
    address = url_key(entry.url)
    if not address:
        return f"{source}:{key}"
    return f"{address}#{_digest(entry.title.casefold())}" if address in listings else address


_ID_FIRST, _ID_REST = "abcdefghjkmnpqrstvwxyz", "0123456789abcdefghjkmnpqrstvwxyz"


def short_id(key: str, length: int = 6) -> str:
    """Return a short name for an item: a letter, then letters and digits (Crockford's base 32).

    The same key gives the same name; a longer ``length`` only adds to it, so that the store can
    tell two keys apart that share a short one.
    """
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:16], "big")
    number, first = divmod(number, len(_ID_FIRST))
    letters = [_ID_FIRST[first]]
    for _ in range(length - 1):
        number, rest = divmod(number, len(_ID_REST))
        letters.append(_ID_REST[rest])
    return "".join(letters)


def keyword_pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds any of ``words`` as whole words; ``*`` stands for letters."""
    if not words:
        return None
    parts = [r"\w*".join(map(re.escape, word.split("*"))) for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def wanted(entry: Entry, include: re.Pattern[str] | None, exclude: re.Pattern[str] | None) -> bool:
    """Tell whether the keyword filter of a source lets ``entry`` through."""
    text = f"{entry.title}\n{entry.excerpt}"
    return not (include and not include.search(text)) and not (exclude and exclude.search(text))
