"""When a source is fetched again, and what a fetch means for what is remembered of it.

Pure: times come in, times go out. A feed wants to be asked once an hour at most; the longer
something fails the rarer it is asked, but it is never given up silently; what a server or a feed
asks for is granted, up to a day (RFC 9110, section 10.2.3; RFC 9111, section 4.2; RSS 2.0, ttl).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from newsletter.errors import SourceError
from newsletter.model.dates import until
from newsletter.model.health import Health, Trouble
from newsletter.model.items import url_key
from newsletter.model.sources import Source, SourceBook

EVERY = timedelta(hours=1)
LEAST = timedelta(minutes=15)
_MOST = timedelta(days=1)  # what a server may ask for, however much it does
_DAY = timedelta(days=1)
_BACK_OFF = timedelta(hours=1)  # after one failure; twice as long after each further one
_BACK_OFF_MOST = timedelta(days=3)
_WHOLE = timedelta(days=14)  # a broken 304 must not hide for longer what is new
_JITTER = 0.2  # without it what failed together is asked together for ever
_MOVE_SEEN, _MOVE_AFTER = 3, timedelta(days=7)  # a page of somebody's maintenance is not a move
_RETURN_AFTER = 3  # failures at a new address, until the old one is tried again
_PAUSE_LEAST, _PAUSE, _PAUSE_MOST = 60.0, 600.0, 86_400.0  # seconds
_NEVER = datetime.max.replace(tzinfo=UTC)
# Only these have one address; the others are asked another question every day.
_MOVABLE = ("feed", "page", "sitemap", "json")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said without trouble: 200 or 304, and what goes with it.

    ``moved_to``, ``etag``, ``modified`` and ``fresh_for`` are as in `newsletter.ports.Response`.
    """

    whole: bool
    etag: str = ""
    modified: str = ""
    moved_to: str = ""
    fresh_for: int = 0


# --- when -----------------------------------------------------------------------------------


def due_at(health: Health, every: timedelta = EVERY) -> datetime:
    """Return from when on a source is fetched again without being named.

    ``every`` is how often sources are fetched where nothing else says so. Long ago for one that
    was never fetched, the end of time for one that is gone.
    """
    if health.trouble == Trouble.GONE:
        return _NEVER
    if health.fetched_at is None:
        return datetime.min.replace(tzinfo=UTC)
    return health.fetched_at + (_back_off(health) if health.failures else _pause(health, every))


def is_due(health: Health, now: datetime, every: timedelta = EVERY) -> bool:
    """Tell whether a source is to be fetched. A time from the future is a clock that was wrong."""
    wrong = health.fetched_at is not None and health.fetched_at > now
    return due_at(health, every) <= now or (wrong and health.trouble != Trouble.GONE)


def in_words(due: datetime, now: datetime) -> str:
    """Return when a source is asked again: "in 40 minutes", or that it is not."""
    if due == _NEVER:
        return "not asked any more: it says that it is gone"
    return f"due {until(due, now)}"


def _pause(health: Health, every: timedelta) -> timedelta:
    # Ours becomes shorter by chance, so that whoever collects every hour finds it due.
    ours = every * (1 - _JITTER * _chance(health))
    wish = min(timedelta(seconds=health.wish), _MOST)
    return max(LEAST, ours, wish)


def _back_off(health: Health) -> timedelta:
    longer: timedelta = _BACK_OFF * 2 ** min(health.failures - 1, 10)
    least = _DAY if health.trouble == Trouble.MISSING else _BACK_OFF
    wait: timedelta = min(max(longer, least), _BACK_OFF_MOST)
    return wait * (1 + _JITTER * _chance(health))


def _chance(health: Health) -> float:
    """Return a number from 0 to 1 that differs by source and fetch, and is the same again."""
    digest = hashlib.sha256(f"{health.source} {health.fetched_at}".encode()).digest()
    return digest[0] / 255


def asks_for_all(health: Health, now: datetime) -> bool:
    """Tell whether the document is asked for whatever its validators say: once in two weeks."""
    return health.full_at is None or not timedelta() <= now - health.full_at < _WHOLE


def pause_of(status: int, asked: float | None) -> float:
    """Return for how many seconds a host is left alone after HTTP 429 or 503.

    ``asked`` is what it asks for. 0 for a fault that it does not ask to wait for.
    """
    if asked is None:
        return _PAUSE if status == 429 else 0.0
    return min(max(asked, _PAUSE_LEAST), _PAUSE_MOST)


def still_paused(until: datetime, now: datetime) -> float:
    """Return for how many seconds a pause goes on; one no host can ask for is a wrong clock's."""
    left = (until - now).total_seconds()
    return left if 0 < left <= _PAUSE_MOST else 0.0


def mixed(sources: Sequence[Source]) -> list[Source]:
    """Return the first source of every host, then the second: one slow host holds up no other."""
    turns: Counter[str] = Counter()
    rank: dict[str, int] = {}
    for source in sources:
        host = source.address.partition("//")[2].partition("/")[0]
        rank[source.id] = turns[host]
        turns[host] += 1
    return sorted(sources, key=lambda one: rank[one.id])


# --- what it means --------------------------------------------------------------------------


def remembered(book: SourceBook, source: Source, health: Health | None) -> Health:
    """Return what is remembered of ``source``, as far as it still says anything.

    Validators and digest of another address or filter would hide what is now wanted.
    """
    recipe = _recipe(book, source)
    if health is not None and health.recipe == recipe:
        return health
    old = health or Health(source.id)
    return Health(source.id, recipe, new_at=old.new_at, ok_at=old.ok_at, identity=old.identity)


def _recipe(book: SourceBook, source: Source) -> str:
    ways = [way.model_dump_json() if way else "" for way in (source.select, source.paths)]
    parts = repr((source.address, *ways, source.match, book.words(source)))
    return hashlib.sha256(parts.encode()).hexdigest()


def answered(health: Health, answer: Answer, now: datetime) -> Health:
    """Return the health of a source that could be fetched; reading it comes afterwards.

    What the document itself asks for stands as long as nobody has read another one.
    """
    moved_to, moved_at, moved_seen = _moving(health, answer.moved_to, now)
    return replace(
        health,
        etag=answer.etag,
        modified=answer.modified,
        fetched_at=now,
        ok_at=now,
        full_at=now if answer.whole else health.full_at,
        failures=0,
        problem="",
        trouble="",
        gone_at=None,
        wish=max(health.wish, answer.fresh_for),
        moved_to=moved_to,
        moved_at=moved_at,
        moved_seen=moved_seen,
    )


def _moving(health: Health, to: str, now: datetime) -> tuple[str, datetime | None, int]:
    """Return where it moves to, since when that was seen and how often."""
    since = health.moved_at
    if not to:
        # At a new address it stays told since when.
        return "", since if health.address and not health.moved_to else None, 0
    if to != health.moved_to or since is None or since > now:  # the clock was wrong
        return to, now, 1
    return to, since, health.moved_seen + 1


def settled(
    health: Health,
    source: Source,
    book: SourceBook,
    healths: Mapping[str, Health],
    now: datetime,
) -> Health:
    """Return the health with its new address, if a move is believed by now.

    Believed is what was seen three times in at least seven days, every hop for good, and can be
    read, for this is asked after reading. Two sources never come to have one address: ``healths``
    tells where those of ``book`` have moved. What sources.yaml says stays there, and is what
    counts again when the new address fails.
    """
    if not health.moved_to or health.failures or health.fetched_at != now:
        return health  # this time it was not read, or did not move
    lasts = health.moved_at is not None and now - health.moved_at >= _MOVE_AFTER
    if not lasts or health.moved_seen < _MOVE_SEEN or source.kind not in _MOVABLE:
        return health
    moved = (one.address for one in healths.values() if one.address)
    taken = {url_key(one) for one in (*(one.address for one in book.sources), *moved)}
    if url_key(health.moved_to) in taken:
        return health
    return replace(health, address=health.moved_to, moved_to="", moved_at=now, moved_seen=0)


def failed(health: Health, error: SourceError, now: datetime) -> Health:
    """Return the health of a source that could not be fetched or read.

    It is gone when it says so on a second day; a new address that goes on failing is given up for
    the one in sources.yaml.
    """
    trouble, gone_at, failures = error.trouble, health.gone_at, health.failures + 1
    if trouble == Trouble.GONE:
        gone_at = gone_at if gone_at and gone_at <= now else now
        trouble = Trouble.GONE if now - gone_at >= _DAY * 0.8 else Trouble.MISSING
    health = replace(
        health,
        fetched_at=now,
        failures=failures,
        problem=error.message,
        trouble=str(trouble),
        gone_at=gone_at,
    )
    if health.address and (trouble == Trouble.GONE or failures >= _RETURN_AFTER):
        return replace(
            health, address="", failures=1, trouble=Trouble.FAILING, etag="", modified="",
            gone_at=None,
        )  # fmt: skip
    return health
