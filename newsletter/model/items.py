"""Items and the sightings they are made of: identity, de-duplication, keyword filters.

An Entry is what a source served; a Sighting remembers that it did; an Item is the one thing
worth reading behind one or more sightings.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

from newsletter.model.dates import Moment, PartialDate, as_known
from newsletter.model.text import ascii_domain

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
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"  # RFC 3986, section 3.3; "%" because it may be encoded already
# Most addresses come as they should be; taking them apart takes ten times as long.
_CANONICAL = re.compile(
    r"https?://[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+/[\w/%:@!$&'()*+,;=~.-]*", re.ASCII
)
_QUERY_SAFE = _PATH_SAFE + "?[]|"


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
    the updated time, or the year or month that was all the source said; ``excerpt`` is text of at
    most `EXCERPT_LIMIT` characters.
    """

    id: str
    url: str
    title: str
    excerpt: str = ""
    moment: Moment | None = None
    language: str = ""

    @property
    def digest(self) -> str:
        """A hash of what a reader would see; it changes when the source edits the entry."""
        return digest_of(self.url, self.title, self.excerpt)

    @property
    def day(self) -> str:
        """When it was published: ``2026-03-17`` (in UTC), ``2026-03``, ``2026`` or ""."""
        return str(as_known(self.moment)) if self.moment else ""

    @property
    def text(self) -> str:
        """A hash that the entry keeps when its address changes, or "" without a moment."""
        return digest_of(self.title, self.excerpt, self.moment.isoformat()) if self.moment else ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """That ``source`` served an entry under ``key``, which no other entry of it has.

    ``digest`` is of all a reader would see; ``text`` of title, excerpt and moment without the
    address, or "" where there is no moment. ``changed_at`` is when the source last changed it.
    """

    source: str
    key: str
    item: str
    url: str
    title: str
    digest: str
    first_seen: datetime
    last_seen: datetime
    text: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing worth reading. ``id`` is short, for people; ``key`` is its identity.

    ``merged_into`` is the id of the item that tells the same story and stands for it. ``rule`` says
    which rule of sources.yaml gave it its place, section or topics; ``edited`` names the fields an
    editor has written, which no source changes any more. ``doubt`` says why it may be no news at
    all: until somebody decides, it is kept out of the inbox. ``english`` is the gloss of a foreign
    title, ``easy`` the item in Easy English, ``note`` a content note: only editors write these, and
    only they mark an item ``sensitive``.
    """

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
    decided_at: datetime | None = None
    merged_into: str | None = None
    rule: str = ""
    edited: tuple[str, ...] = ()
    doubt: str = ""
    english: str = ""
    easy: str = ""
    note: str = ""
    sensitive: bool = False


def digest_of(*parts: str) -> str:
    """Return a hash of 32 letters of these parts, in this order."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]


@lru_cache(maxsize=4_096)  # each address is asked for several times while its document is stored
def canonical_url(url: str) -> str:
    """Return ``url`` without tracking parameters, default port and fragment.

    Scheme and host in small letters, an international host in its ASCII form, else untouched:
    servers may tell paths apart by case. An address that cannot be read, or is not http(s),
    gives "". What comes out is ASCII, without white space, quotes or brackets of markup.
    """
    if _CANONICAL.fullmatch(url):
        return url
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), _host(parts.hostname or ""), parts.port
        # "#!" and "#/" are pages of their own in sites built in the browser.
        fragment = parts.fragment if parts.fragment[:1] in ("!", "/") else ""
        path = quote(parts.path or "/", safe=_PATH_SAFE)
        rest = (quote(one, safe=_QUERY_SAFE) for one in (_untracked(parts.query), fragment))
        port_part = f":{port}" if port and port != _DEFAULT_PORT.get(scheme) else ""
        known = host and scheme in _DEFAULT_PORT
        return urlunsplit((scheme, host + port_part, path, *rest)) if known else ""
    except ValueError:
        return ""


def _host(name: str) -> str:
    """Return a host as it stands in an address, or "" for what is none."""
    if ":" in name:
        return f"[{name.lower()}]"  # IPv6: urlsplit has examined it
    host = ascii_domain(name).lower()
    return host if _HOST.fullmatch(host) else ""


def _untracked(query: str) -> str:
    # Cut, not parsed and written anew: what stays keeps its spelling, whatever its charset.
    return "&".join(pair for pair in query.split("&") if not _tracks(pair.partition("=")[0]))


def _tracks(name: str) -> bool:
    name = unquote_plus(name).lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def url_key(url: str) -> str:
    """Return what two addresses of one page have in common: no scheme, no last slash."""
    return canonical_url(url).partition("://")[2].rstrip("/")


def listing_urls(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the `url_key` of addresses that several entries with other titles share.

    Such an address is a listing: it identifies none of them. A home page, to which some feeds
    with a single entry lead, is one in any case.
    """
    titles: dict[str, set[str]] = {}
    for entry in entries:
        titles.setdefault(url_key(entry.url), set()).add(entry.title.casefold())
    return frozenset(
        key for key, those in titles.items() if key and (len(those) > 1 or "/" not in key)
    )


def item_key(source: str, key: str, entry: Entry, listings: frozenset[str] = frozenset()) -> str:
    """Return the identity of the item behind ``entry``: two entries with one key are one item.

    The canonical address; under a shared address that with the title; without an address the
    source and the entry's own key.
    """
    address = url_key(entry.url)
    if not address:
        return f"{source}:{key}"
    return f"{address}#{digest_of(entry.title.casefold())}" if address in listings else address


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
    """Return a pattern that finds any of ``words`` as whole words; ``*`` stands for letters.

    Case does not matter, nor how accents are typed. None when there is no word.
    """
    words = [unicodedata.normalize("NFC", word).strip() for word in words]
    parts = [r"\w*".join(map(re.escape, word.split("*"))) for word in words if word]
    if not parts:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def wanted(entry: Entry, include: re.Pattern[str] | None, exclude: re.Pattern[str] | None) -> bool:
    """Tell whether the keyword filter of a source lets ``entry`` through."""
    text = f"{entry.title}\n{entry.excerpt}"
    return not (include and not include.search(text)) and not (exclude and exclude.search(text))
