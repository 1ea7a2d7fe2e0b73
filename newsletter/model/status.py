"""How the desk stands before an issue: its sources, its places, its inbox; and what needs somebody.

Pure: `newsletter.stages.status` asks the store, this says what the answers mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from newsletter.model import polling
from newsletter.model.dates import ago
from newsletter.model.health import (
    Health,
    Move,
    State,
    health_in_words,
    move_of,
    state_in_words,
    state_of,
    todo,
)
from newsletter.model.items import ItemState, canonical_url
from newsletter.model.sources import Place, Source, SourceBook
from newsletter.model.text import plural

_WEEK = timedelta(weeks=1)
_LONG = 4  # weeks: two issues of a fortnightly newsletter went by
_STOPPED = timedelta(days=2)  # a timer that collects does so daily at least
_BUSY = 3  # times a host may ask to wait until that is no passing thing

# In the order of the words about a place, those that are said of a place's sources.
_SAID = {
    State.FAILING: "failing",
    State.BLOCKED: "blocked",
    State.MISSING: "missing",
    State.GONE: "gone",
    State.NOTHING: "yielding nothing",
    State.BUSY: "busy",
    State.SILENT: "silent",
    State.HELD: "with entries held back",
    State.NEVER: "never fetched",
}
_TROUBLED = frozenset(_SAID) - {State.BUSY, State.NEVER}


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one source stands; ``due`` is when it is asked again, None if not at all."""

    source: Source
    health: Health | None
    state: State
    due: datetime | None
    doubtful: int = 0

    @property
    def needs_somebody(self) -> bool:
        """Whether it will not mend itself."""
        often = self.health is not None and self.health.failures >= _BUSY
        lasting = self.state is State.BUSY and often
        return self.state in _TROUBLED or lasting or self.doubtful > 0

    @property
    def move(self) -> Move | None:
        """Where it has moved to, as far as sources.yaml does not know."""
        return move_of(self.source, self.health)

    @property
    def todo(self) -> list[str]:
        """What somebody should do about it."""
        return todo(self.source, self.health, self.doubtful)

    def in_words(self, now: datetime) -> str:
        """Return how it is doing."""
        return state_in_words(self.source, self.health, now, due=self.due, doubtful=self.doubtful)

    def in_one_line(self, now: datetime) -> str:
        """Return how it is doing, and what to do."""
        return health_in_words(self.source, self.health, now, due=self.due, doubtful=self.doubtful)


@dataclass(frozen=True, slots=True)
class PlaceStatus:
    """How one place stands: all its sources, what waits in its inbox, when it was last picked from.

    ``since`` is when its first item was collected.
    """

    place: Place
    sources: tuple[SourceStatus, ...]
    inbox: Mapping[ItemState, int] = field(default_factory=dict)
    picked_at: datetime | None = None
    since: datetime | None = None

    @property
    def on(self) -> tuple[SourceStatus, ...]:
        """The sources that are switched on."""
        return tuple(one for one in self.sources if one.state is not State.OFF)

    @property
    def troubled(self) -> tuple[SourceStatus, ...]:
        """The sources that need somebody."""
        return tuple(one for one in self.sources if one.needs_somebody)

    def needs_somebody(self, now: datetime) -> bool:
        """Tell whether it is worth a line before an issue."""
        return bool(self.troubled) or self._is_forgotten(now)

    def in_words(self, now: datetime) -> str:
        """Return it in one line: "Sweden: 2 of 5 sources failing, nothing picked for 6 weeks"."""
        if not self.on:
            held = self._counts()[State.HELD]
            return f"{self.place.name}: no source is switched on" + (
                f", {held} {_SAID[State.HELD]}" if held else ""
            )
        return f"{self.place.name}: {', '.join([*self._sources(), *self._picks(now)])}"

    def _is_forgotten(self, now: datetime) -> bool:
        last = self.picked_at or self.since
        return bool(self.on) and last is not None and _weeks(last, now) >= _LONG

    def _sources(self) -> list[str]:
        total, counts = plural(len(self.on), "source"), self._counts()
        if counts[State.NEVER] == len(self.on):
            return [f"{total}, never fetched"]
        said = [f"{counts[state]} {words}" for state, words in _SAID.items() if counts[state]]
        if not said:
            return [f"{total}, {'all ' if len(self.on) > 1 else ''}well"]
        number, _, words = said[0].partition(" ")
        return [f"{number} of {total} {words}", *said[1:]]

    def _counts(self) -> Counter[State]:
        counts = Counter(one.state for one in self.sources)
        counts[State.HELD] = sum(1 for one in self.sources if one.doubtful)
        return counts

    def _picks(self, now: datetime) -> list[str]:
        if self.picked_at is None:
            return ["nothing picked yet"]
        weeks = _weeks(self.picked_at, now)
        return [f"nothing picked for {weeks} weeks"] if weeks >= _LONG else []


@dataclass(frozen=True, slots=True)
class Status:
    """How the desk stands at ``now``.

    ``strays`` are sources that left sources.yaml with entries held back, and how many those are.
    """

    now: datetime
    places: tuple[PlaceStatus, ...]
    strays: Mapping[str, int] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[SourceStatus, ...]:
        """All sources, place by place."""
        return tuple(source for place in self.places for source in place.sources)

    @property
    def on(self) -> int:
        """How many sources are switched on."""
        return sum(len(place.on) for place in self.places)

    @property
    def due(self) -> int:
        """How many sources are due."""
        return sum(1 for one in self.sources if one.due is not None and one.due <= self.now)

    @property
    def collected_at(self) -> datetime | None:
        """When a source was last fetched."""
        times = (one.health.fetched_at for one in self.sources if one.health)
        return max((time for time in times if time is not None), default=None)

    @property
    def has_stopped(self) -> bool:
        """Whether nothing was collected for so long that the timer seems to have stopped."""
        last = self.collected_at
        return self.on > 0 and (last is None or self.now - last >= _STOPPED)

    @property
    def moved(self) -> tuple[SourceStatus, ...]:
        """The sources that are read at another address than sources.yaml says."""
        moves = ((one, one.move) for one in self.sources if one.state is not State.OFF)
        return tuple(one for one, move in moves if move is not None and move.believed)

    @property
    def troubled(self) -> tuple[PlaceStatus, ...]:
        """The places that are worth a line before an issue."""
        return tuple(one for one in self.places if one.needs_somebody(self.now))

    @property
    def without_source(self) -> tuple[PlaceStatus, ...]:
        """The places none of whose sources is switched on."""
        return tuple(one for one in self.places if not one.on)

    @property
    def well(self) -> tuple[PlaceStatus, ...]:
        """The places with sources about which there is nothing to say."""
        return tuple(one for one in self.places if one.on and one not in self.troubled)

    @property
    def needs_somebody(self) -> bool:
        """Whether there is anything that will not mend itself."""
        return bool(self.troubled or self.strays or self.has_stopped)

    @property
    def inbox(self) -> Counter[ItemState]:
        """How many items are new, held and picked."""
        total: Counter[ItemState] = Counter()
        for place in self.places:
            total.update(place.inbox)
        return total

    @property
    def doubtful(self) -> int:
        """How many items are held back, because they were new at once and are probably old."""
        return sum(one.doubtful for one in self.sources) + sum(self.strays.values())

    def collected_in_words(self) -> str:
        """Return when was last collected, and how much is due."""
        if not self.on:
            return "no source is switched on; add one with: newsletter sources add URL"
        due = f"{self.due} of {plural(self.on, 'source')} due"
        if self.collected_at is None:
            return f"nothing was collected yet, {due}: newsletter collect"
        words = f"last collected {ago(self.collected_at, self.now)}, {due}"
        return (
            f"{words}; is the timer still at work? newsletter collect"
            if self.has_stopped
            else words
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered, by source or by place.

    ``doubts`` are the numbers of items held back, by source; ``pauses`` says until when hosts are
    to be left alone; ``inbox``, ``picked_at`` and ``since`` are as in `PlaceStatus`.
    """

    healths: Mapping[str, Health]
    pauses: Mapping[str, datetime] = field(default_factory=dict)
    doubts: Mapping[str, int] = field(default_factory=dict)
    inbox: Mapping[str, Mapping[ItemState, int]] = field(default_factory=dict)
    picked_at: Mapping[str, datetime] = field(default_factory=dict)
    since: Mapping[str, datetime] = field(default_factory=dict)


def status_of(
    book: SourceBook, known: Known, now: datetime, every: timedelta = polling.EVERY
) -> Status:
    """Return how the desk stands: every place and source of ``book``, in its order.

    ``every`` is how often sources are fetched where nothing else says so. What is remembered of
    a source whose address or filter has changed since counts for nothing.
    """
    sources: dict[str, list[SourceStatus]] = {place.code: [] for place in book.places}
    for source in book.sources:
        sources[source.place].append(_source(book, source, known, now, every))
    places = (
        PlaceStatus(
            place,
            tuple(sources[place.code]),
            known.inbox.get(place.code, {}),
            known.picked_at.get(place.code),
            known.since.get(place.code),
        )
        for place in book.places
    )
    there = {source.id for source in book.sources}
    strays = {id: number for id, number in known.doubts.items() if id not in there}
    return Status(now, tuple(places), strays)


def _source(
    book: SourceBook, source: Source, known: Known, now: datetime, every: timedelta
) -> SourceStatus:
    health = known.healths.get(source.id)
    if health is not None:
        health = polling.remembered(book, source, health)
    doubtful = known.doubts.get(source.id, 0)
    state = state_of(source, health, doubtful)
    due = None if state in (State.OFF, State.GONE) else _due(source, health, known, now, every)
    return SourceStatus(source, health, state, due, doubtful)


def _due(
    source: Source, health: Health | None, known: Known, now: datetime, every: timedelta
) -> datetime:
    """Return when a source is asked again: when it is due, and its host does not ask to wait."""
    health = health or Health(source.id)
    due = now if polling.is_due(health, now, every) else polling.due_at(health, every)
    paused = known.pauses.get(_host(health.address or source.address))
    waits = paused is not None and polling.still_paused(paused, now) > 0
    return max(due, paused) if waits and paused is not None else due


def _host(address: str) -> str:
    return urlsplit(canonical_url(address)).hostname or ""


def _weeks(moment: datetime, now: datetime) -> int:
    return (now - moment) // _WEEK
