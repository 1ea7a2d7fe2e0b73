"""Where the feeds of a site may be: what its address tells, what a link on it looks like.

The order of the steps is that of Miniflux: the address itself, what is known of certain sites,
what the page declares, what it links to, and at last the usual addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urljoin, urlsplit

from newsletter.model.items import canonical_url

CANONICAL = "canonical"  # not a way to a feed, but the address the page wants to be known by
# What to do with a page that should be a feed; whoever searches it already is not told so.
LOOK_ON_IT = ": look on it for the address of its feed"


class How(StrEnum):
    """How an address became known that may be a feed's."""

    ITSELF = "itself"
    RULE = "rule"
    DECLARED = "declared"
    LINKED = "linked"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed's, and how we came by it."""

    url: str
    how: How


# --- addresses ---

_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?].*)?")


def web_address(text: str) -> str:
    """Return the http(s) address somebody meant, or "": ``e.org`` and ``feed://e.org/x`` too."""
    text = text.strip()
    if text[:5].lower() == "feed:":
        text = text[5:]
        text = f"http:{text}" if text.startswith("//") else text
    if _BARE.fullmatch(text):
        text = f"https://{text}"
    return text if canonical_url(text) else ""


# --- what is known of certain sites ---

_YOUTUBE = re.compile(r"(?:www\.|m\.)?youtube\.com")
_CHANNEL = re.compile(r"/channel/(UC[\w-]+)")
_VIDEOS = "https://www.youtube.com/feeds/videos.xml"
_REPOSITORY = re.compile(r"/(?!(?:orgs|topics|sponsors|features|search)/)([\w.-]+)/([\w.-]+)")


def by_rule(url: str) -> list[Candidate]:
    """Return the feeds of a YouTube channel or playlist, or of a GitHub repository's releases."""
    parts = urlsplit(url)
    host, found = (parts.hostname or "").lower(), ""
    if _YOUTUBE.fullmatch(host):
        channel, lists = _CHANNEL.match(parts.path), parse_qs(parts.query).get("list")
        if channel:
            found = f"{_VIDEOS}?channel_id={channel[1]}"
        elif lists and re.fullmatch(r"[\w-]+", lists[0]):
            found = f"{_VIDEOS}?playlist_id={lists[0]}"
    elif host in ("github.com", "www.github.com") and (named := _REPOSITORY.match(parts.path)):
        repository = named[2].removesuffix(".git")
        found = f"https://github.com/{named[1]}/{repository}/releases.atom"
    return [Candidate(found, How.RULE)] if found else []


# --- what a page says ---

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_PATH = re.compile(
    r"/(?:feeds?|rss2?|atom|rdf)/?$"
    r"|\.(?:rss|atom|rdf)$"
    r"|/(?:[\w-]*(?:rss|feed|atom)[\w-]*|index)\.xml$"
    r"|/[\w-]*(?:rss|feed)[\w-]*\.(?:json|php|aspx|ashx)$"
)
_QUERY = re.compile(
    r"(?:^|&)(?:(?:feed|rss|atom)(?:=|&|$)|(?:format|type|output|alt)=(?:rss|atom))"
)


def declares_feed(type: str, url: str) -> bool:
    """Tell whether a link with this ``type`` leads to a feed.

    Plain JSON may be a JSON Feed; under ``/wp-json/`` WordPress offers other things as such.
    """
    type = type.partition(";")[0].strip().lower()
    return type in _TYPES or (type == "application/json" and "/wp-json/" not in url)


def looks_like_feed(url: str) -> bool:
    """Tell whether feeds have addresses such as this: ``/feed``, ``/news.rss``, ``?feed=rss2``."""
    try:
        parts = urlsplit(url.lower())
    except ValueError:
        return False
    return bool(_PATH.search(parts.path) or _QUERY.search(parts.query))


def likeliest(candidates: Iterable[Candidate], page: str) -> list[Candidate]:
    """Return them with those of other sites last, and before them the feeds of comments."""
    host = _site(page)
    return sorted(
        candidates, key=lambda one: (_site(one.url) != host, "comments" in one.url.lower())
    )


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses have the same host, with or without ``www.``."""
    return _site(one) == _site(other)


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").lower().removeprefix("www.")


# --- the usual addresses ---

_AT_ROOT = (
    "feed/", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss/", "feed.atom", "index.rss",
    "rss/feed.xml",
)  # fmt: skip
_HERE = _AT_ROOT[:3]


def usual(url: str) -> list[Candidate]:
    """Return at most nine addresses at which a site keeps its feed: under ``url``, at its root."""
    root = urljoin(url, "/")
    path = urlsplit(url).path
    # /news is a folder as much as /news/; /news.html is not.
    is_folder = "." not in path.rpartition("/")[2]
    here = urljoin(root, f"{path.rstrip('/')}/" if is_folder else path.rpartition("/")[0] + "/")
    under = [urljoin(here, name) for name in _HERE] if here != root else []
    found = [*under, *(urljoin(root, name) for name in _AT_ROOT)][: len(_AT_ROOT)]
    return [Candidate(one, How.GUESSED) for one in found]
