"""How a source is doing: what is remembered of it between two collections, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsletter.model.dates import PartialDate, ago
from newsletter.model.sources import Source
from newsletter.model.text import plural

SILENT_DAYS = 60  # an agency that publishes at all does so every two months


class Trouble(StrEnum):
    """Of which kind the problem of a source is, for those who want to mend it."""

    FAILING = "failing"  # it cannot be fetched or read; mostly that passes
    BLOCKED = "blocked"  # it refuses us: a challenge, HTTP 401 or 403, robots.txt
    MISSING = "missing"  # there is nothing at its address (HTTP 404)
    GONE = "gone"  # it said so twice, on different days (HTTP 410): it is not asked any more
    NOTHING = "nothing"  # it used to yield entries and yields none
    BUSY = "busy"  # its host asks to wait


@dataclass(frozen=True, slots=True)
class Health:
    """What is remembered of a source between two collections; times are aware UTC.

    ``etag`` and ``modified`` are the validators exactly as the server sent them (RFC 9110,
    section 8.8); ``digest`` is of the last body that was read. ``fetched_at`` is the last attempt,
    ``ok_at`` the last without trouble, ``full_at`` the last that brought a whole document, and
    ``new_at`` when an entry was last seen for the first time. ``failures`` counts attempts since
    it last worked; ``problem`` is what went wrong in the last, in words, ``trouble`` of which kind
    that is; ``warning`` what had to be forgiven. ``wish`` is how many seconds the server or the
    feed asks to let pass between two fetches.

    ``moved_to`` is where every redirect on the way led for good (301, 308), ``moved_seen`` how
    often that was seen since ``moved_at``; ``address`` is where it is fetched from since that was
    believed, else "". ``gone_at`` is when it first said that it is gone. ``identity`` is what
    tells its entries apart (`newsletter.model.identity`), and ``renamed`` in how many fetches
    known entries came under other ids. ``recipe`` says by which address, selectors and keywords
    all this came to be: with others it is worth nothing.
    """

    source: str
    recipe: str = ""
    etag: str = ""
    modified: str = ""
    digest: str = ""
    fetched_at: datetime | None = None
    ok_at: datetime | None = None
    full_at: datetime | None = None
    new_at: datetime | None = None
    entries: int = 0
    failures: int = 0
    problem: str = ""
    trouble: str = ""
    warning: str = ""
    wish: int = 0
    moved_to: str = ""
    moved_at: datetime | None = None
    moved_seen: int = 0
    address: str = ""
    gone_at: datetime | None = None
    identity: str = ""
    renamed: int = 0


def health_in_words(source: Source, health: Health | None, now: datetime) -> str:
    """Return how ``source`` is doing, as one would say it to an editor."""
    if not source.enabled:
        return "switched off" if source.address else "switched off: no feed is known"
    if health is None or health.fetched_at is None:
        return "never fetched"
    if health.problem:
        since = f", last worked {ago(health.ok_at, now)}" if health.ok_at else ", never worked"
        return f"failing ({plural(health.failures, 'time')}{since}): {health.problem}"
    entries = plural(health.entries, "entry", "entries")
    words = f"works: {entries}, fetched {ago(health.fetched_at, now)}"
    if health.new_at and (now - health.new_at).days >= SILENT_DAYS:
        words = f"silent: nothing new since {PartialDate.of(health.new_at.date()).in_words()}"
    words += f"; {health.warning}" if health.warning else ""
    return words + (f"; moved to {health.moved_to}" if health.moved_to else "")
