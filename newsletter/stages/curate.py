"""Curate: the editors' inbox. Look, pick, skip, hold; see what each place has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsletter import store
from newsletter.errors import Conflict
from newsletter.model.items import Item, ItemState
from newsletter.model.sources import Place, SourceBook


def decide(
    db: store.Store, ids: Sequence[str], state: ItemState, *, actor: str, now: datetime
) -> list[Item]:
    """Give items a state, all of them or none; return them as they were before.

    Raises `NotFound` for an id nothing bears, `Conflict` for an item that was sent already or is
    part of another.
    """
    with db.begin() as tx:
        before = [store.items.decide(tx, id, state, actor, now) for id in ids]
        for item in before:
            if item.state is ItemState.USED:
                raise Conflict(f"item {item.id} was in an issue already: {item.title}")
            if item.merged_into:
                raise Conflict(
                    f"item {item.id} is part of {item.merged_into}: {item.title}",
                    f"Decide about that one, or first: newsletter items split {item.id}",
                )
    return before


@dataclass(frozen=True, slots=True)
class Cell:
    """How many items one section of one place has in each state, as words for an editor."""

    place: str
    section: str
    picked: int
    waiting: int
    has_source: bool = True

    @property
    def words(self) -> str:
        """What an editor wants to know: "2 picked, 5 waiting", "no candidates" or "no source"."""
        counts = ((self.picked, "picked"), (self.waiting, "waiting"))
        words = ", ".join(f"{count} {word}" for count, word in counts if count)
        return words or ("no candidates" if self.has_source else "no source")


def coverage(book: SourceBook, counts: Mapping[tuple[str, str, ItemState], int]) -> list[Cell]:
    """Return the grid of all places by all sections, in the order of the book.

    A place none of whose sources is switched on has no candidates for another reason.
    """
    on = {source.place for source in book.sources if source.enabled and source.address}

    def cell(place: str, section: str) -> Cell:
        new, held, picked = (
            counts.get((place, section, state), 0)
            for state in (ItemState.NEW, ItemState.HELD, ItemState.PICKED)
        )
        return Cell(place, section, picked, new + held, place in on)

    return [cell(place.code, section) for place in book.places for section in book.sections]


def also(book: SourceBook, item: Item, sources: Iterable[str]) -> list[Place]:
    """Return the other places that noted ``item``, in the order of the book.

    ``sources`` are those that its story was seen at; one that left the book has no place.
    """
    seen = {source.place for source in map(book.source, sources) if source is not None}
    return [place for place in book.places if place.code in seen - {item.place}]
