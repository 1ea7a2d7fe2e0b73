"""What is outside, in our words: a few small Protocols and the data that pass through them.

Stages know these; `newsletter.app` builds the real things from `newsletter.adapters`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from newsletter.model.articles import Article
from newsletter.model.items import Entry

if TYPE_CHECKING:
    # Only named here; the process that reads documents does without what reads YAML.
    from newsletter.model.links import Visit
    from newsletter.model.sources import Source


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return this moment in UTC, aware."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """One document wanted. ``etag`` and ``modified`` are the validators of the copy we have.

    ``obey_robots``: the address is a page, which robots.txt may forbid; a feed that a person
    asked for is fetched on their order. Without ``follow`` a redirect is an error.
    """

    url: str
    etag: str = ""
    modified: str = ""
    obey_robots: bool = False
    follow: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """One document got. ``body`` is decoded of its transfer and content encodings.

    ``status`` is 200 or 304 (then ``body`` is empty); ``url`` is the address after redirects;
    ``moved_to`` is that address when every hop on the way was permanent (301, 308), else "".
    ``fresh_for`` is for how many seconds the server says that there will be nothing else
    (RFC 9111, section 4.2.1), or 0.
    """

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    modified: str = ""
    moved_to: str = ""
    fresh_for: int = 0


class Fetcher(Protocol):
    """Gets documents: politely, within limits of size and time, never from a private address."""

    async def fetch(self, request: Request) -> Response:
        """Return the document, or 304. Raises `newsletter.errors.SourceError` for all else.

        That is `newsletter.errors.HostBusy` where a host asks, or has asked, to be left alone.
        """
        ...


class Visitor(Protocol):
    """Looks at links as somebody who clicks them: politely, within limits, never from inside."""

    async def visit(self, url: str) -> Visit:
        """Return what comes for ``url``; whatever goes wrong is told, not raised."""
        ...


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document says: its entries in its order, and what had to be forgiven, in words.

    ``every`` is in how many seconds a feed says that it changes, or 0.
    ``select`` are the selectors that find the same entries on a page that was read without any
    (`newsletter.model.recipes.Selectors`), as far as there are such.
    """

    entries: tuple[Entry, ...]
    title: str = ""
    language: str = ""
    warning: str = ""
    select: Mapping[str, str] = field(default_factory=dict)
    every: int = 0


class Parser(Protocol):
    """Reads documents; one that takes too long or kills the parser is told, not suffered."""

    async def parse(self, source: Source, response: Response) -> Parsed:
        """Return the entries. Raises `newsletter.errors.SourceError` when it cannot be read."""
        ...

    async def links(self, response: Response) -> Parsed:
        """Return where a page leads to feeds, an entry for each address.

        Its ``id`` is a `newsletter.model.discovery.How`, or `CANONICAL`. Raises
        `newsletter.errors.SourceError` when it is no page that can be read.
        """
        ...

    async def article(self, response: Response, now: datetime) -> Article:
        """Return what a document says of itself; of one that is no page, what its address tells.

        Raises `newsletter.errors.SourceError` when it cannot be read.
        """
        ...


class Renderer(Protocol):
    """Fills templates and gives mail its inline styles."""

    @property
    def digest(self) -> str:
        """The hash of all that mails are made with: another one means that they may differ."""
        ...

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """Return ``template`` (``mail/update.html``) filled. Raises `RenderError`."""
        ...

    def inline(self, html: str) -> str:
        """Return ``html`` with its first style block written into the elements."""
        ...


class Channel(Protocol):
    """A way out for finished messages."""

    name: str

    def kept(self, campaign: str) -> bool:
        """Tell whether what was delivered of a campaign is still where it was put."""
        ...

    def deliver(self, campaign: str, name: str, message: bytes) -> Path | None:
        """Send one RFC 5322 message; ``name`` is the same again for the same delivery.

        Delivering the same name twice leaves one message. Raises `NewsletterError`; then nothing
        of this message has left.
        """
        ...
