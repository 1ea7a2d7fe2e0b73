"""How a source is doing: what is remembered of it between two collections, its state, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from shlex import quote
from urllib.parse import urlsplit

from newsletter.model.dates import ago, in_words, until
from newsletter.model.sources import Source
from newsletter.model.text import plural

_LASTING = 5  # failures one after the other: more than a day, as they get rarer


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
    believed, else "" (``moved_at`` says when, unless it moves again). ``gone_at`` is when it first
    said that it is gone. ``identity`` is what tells its entries apart
    (`newsletter.model.identity`), and ``renamed`` in how many fetches known entries came under
    other ids. ``recipe`` says by which address, selectors and keywords all this came to be: with
    others it is worth nothing.
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


class State(StrEnum):
    """How a source is doing, in one word; each `Trouble` is one of them."""

    WORKS = "works"
    SILENT = "silent"  # it can be read, and has had nothing new for long
    HELD = "held"  # what it brought waits for somebody to look
    FAILING = "failing"
    BLOCKED = "blocked"
    MISSING = "missing"
    GONE = "gone"
    NOTHING = "nothing"  # also: it never had an entry
    BUSY = "busy"
    NEVER = "never"  # it was not fetched yet
    OFF = "off"  # it is not to be fetched, or has no address


@dataclass(frozen=True, slots=True)
class Move:
    """That a source in sources.yaml is somewhere else now; ``old`` is what stands there.

    ``believed``: it is read at ``new`` already, ``since`` then; else ``new`` was seen so often
    ``since`` then. ``since`` is None where that was not remembered.
    """

    old: str
    new: str
    believed: bool
    since: datetime | None = None
    seen: int = 0


def state_of(source: Source, health: Health | None, doubtful: int = 0) -> State:
    """Return how ``source`` is doing; ``doubtful`` is how many of its items are held back."""
    if not source.enabled or not source.address:
        return State.OFF
    if health is None or health.fetched_at is None:
        return State.NEVER
    if health.problem:
        return State(health.trouble or State.FAILING)
    if doubtful:
        return State.HELD
    if not health.entries and health.new_at is None:
        return State.NOTHING
    return State.SILENT if _is_silent(source, health) else State.WORKS


def _is_silent(source: Source, health: Health) -> bool:
    # Until it was last read, not until now: a source is not silent because nobody listens.
    if health.new_at is None or health.ok_at is None:
        return False
    return (health.ok_at - health.new_at).days >= source.silent_days


def move_of(source: Source, health: Health | None) -> Move | None:
    """Return where ``source`` has moved to, as far as sources.yaml does not know."""
    if health is None:
        return None
    if health.address and health.address != source.address:
        since = None if health.moved_to else health.moved_at
        return Move(source.address, health.address, believed=True, since=since)
    if health.moved_to and health.moved_to != source.address:
        return Move(
            source.address, health.moved_to, believed=False, since=health.moved_at,
            seen=health.moved_seen,
        )  # fmt: skip
    return None


# --- in words -------------------------------------------------------------------------------


def health_in_words(
    source: Source,
    health: Health | None,
    now: datetime,
    *,
    due: datetime | None = None,
    doubtful: int = 0,
) -> str:
    """Return how ``source`` is doing, and what to do about it, in one line for an editor.

    Takes what `state_in_words` takes.
    """
    words = state_in_words(source, health, now, due=due, doubtful=doubtful)
    return "; ".join([words, *todo(source, health, doubtful)])


def state_in_words(
    source: Source,
    health: Health | None,
    now: datetime,
    *,
    due: datetime | None = None,
    doubtful: int = 0,
) -> str:
    """Return how ``source`` is doing, as one would say it to an editor.

    ``due`` is when it is asked again (`newsletter.model.polling.due_at`); None: that is not told.
    ``doubtful`` is how many of its items are held back.
    """
    state = state_of(source, health, doubtful)
    parts = [_as_it_is(source, health, state, now)]
    if due is not None and state not in (State.OFF, State.GONE):
        parts.append(_when(state, due, now))
    if health is not None and state is not State.OFF:
        parts += _remarks(source, health)
    if doubtful:
        parts.append(f"{plural(doubtful, 'entry', 'entries')} held back: new at once, probably old")
    return "; ".join(parts)


_WORDS = {
    State.FAILING: "failing",
    State.BLOCKED: "blocked",
    State.MISSING: "missing",
    State.GONE: "gone",
    State.NOTHING: "yields nothing",
    State.BUSY: "busy",
}


def _as_it_is(source: Source, health: Health | None, state: State, now: datetime) -> str:
    if state is State.OFF:
        return "switched off" if source.address else "switched off: no feed is known"
    if health is None or health.fetched_at is None:
        changed = health is not None and health.ok_at is not None
        return "not fetched since its lines in sources.yaml changed" if changed else "never fetched"
    if health.problem:
        since = f", last worked {ago(health.ok_at, now)}" if health.ok_at else ", never worked"
        times = plural(health.failures, "time")
        ended = "; not asked any more" if state is State.GONE else ""
        return f"{_WORDS[state]} ({times}{since}): {health.problem}{ended}"
    fetched = f"fetched {ago(health.fetched_at, now)}"
    if state is State.NOTHING:
        return f"yields nothing: it can be read, but never had an entry, {fetched}"
    filtered = "with its keywords " if source.keywords.include else ""
    if state is State.SILENT and health.new_at:
        return f"silent: nothing new {filtered}since {in_words(health.new_at)}"
    none_yet = f", none {filtered}yet" if filtered and health.new_at is None else ""
    return f"works: {plural(health.entries, 'entry', 'entries')}{none_yet}, {fetched}"


def _when(state: State, due: datetime, now: datetime) -> str:
    when = until(due, now)
    again = state in _WORDS and when != "now"
    return f"tried again {when}" if again else f"due {when}"


def _remarks(source: Source, health: Health) -> list[str]:
    remarks = [health.warning] if health.warning and not health.problem else []
    if health.identity:
        remarks.append("its ids cannot be trusted: entries are told apart by their addresses")
    if move := move_of(source, health):
        remarks.append(move_in_words(move))
    return remarks


def move_in_words(move: Move) -> str:
    """Return where a source has moved, and how sure that is."""
    since = f" since {in_words(move.since)}" if move.since else ""
    if move.believed:
        return f"moved: read at {move.new}{since}; sources.yaml has {move.old}"
    return f"seems to have moved to {move.new} (seen {plural(move.seen, 'time')}{since})"


# --- what to do -----------------------------------------------------------------------------


def todo(source: Source, health: Health | None, doubtful: int = 0) -> list[str]:
    """Return what somebody should do about ``source``, each with its command; mostly nothing."""
    state = state_of(source, health, doubtful)
    acts = [_ADVICE[state](source)] if state in _ADVICE else []
    if state is State.FAILING and health and health.failures >= _LASTING:
        acts.append(f"see what it says now: newsletter sources check {source.id}")
    if doubtful:
        acts.append(held_back_todo(source.id))
    if (move := move_of(source, health)) and move.believed and state is not State.OFF:
        acts.append(f"write that down: newsletter sources moved {source.id} --write")
    return acts


def held_back_todo(source: str) -> str:
    """Return what to do about what is held back of the source with this id."""
    look = f"newsletter items list --in-doubt --source {source}"
    return f"look with: {look}, then: newsletter sources release {source} (or --skip)"


def _elsewhere(source: Source) -> str:
    if source.kind in ("crossref", "oai"):
        return f"see whether its {source.kind} in sources.yaml is right"
    return f"look for its new address: {_discover(source)}"


def _discover(source: Source) -> str:
    parts = urlsplit(source.address)
    site = source.page or f"{parts.scheme}://{parts.netloc}/"
    return f"newsletter sources discover {quote(site)}"


def _refused(source: Source) -> str:
    if source.kind in ("crossref", "oai"):
        return "ask its owner to let us in"
    return f"ask its owner to let us in, or look for a feed: {_discover(source)}"


def _look(source: Source) -> str:
    if source.kind in ("json", "crossref", "oai"):
        return f"see what it gives: newsletter sources check {source.id}"
    return f"see what it would give: newsletter sources try {quote(source.address)}"


def _rare(source: Source) -> str:
    return (
        f"see what it gives: newsletter sources check {source.id}"
        f" (if it is rare, not dead: silent_days in sources.yaml, now {source.silent_days})"
    )


_ADVICE: Mapping[State, Callable[[Source], str]] = {
    State.GONE: _elsewhere,
    State.MISSING: _elsewhere,
    State.BLOCKED: _refused,
    State.NOTHING: _look,
    State.SILENT: _rare,
}
