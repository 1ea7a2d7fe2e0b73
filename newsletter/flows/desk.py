"""The desk: load the inbox for it, and what else is known of the item somebody looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsletter import store
from newsletter.app import App
from newsletter.model.appearances import Appearance
from newsletter.model.desk import OPEN, View
from newsletter.model.items import Item
from newsletter.model.sources import Place
from newsletter.stages import curate
from newsletter.stages import merge as merging

MOST_SKIPPED = 1_000  # of the archive; search finds the others


@dataclass(frozen=True, slots=True)
class About:
    """What else is known of one item.

    ``also`` are the places that noted it too, ``alike`` items that may tell the same story,
    ``earlier`` is where it stood in past issues.
    """

    also: tuple[Place, ...] = ()
    alike: tuple[Item, ...] = ()
    earlier: tuple[Appearance, ...] = ()


def inbox(app: App, view: View, known: Iterable[str] = ()) -> list[Item]:
    """Return the items a desk has: all that are open, and those of the view's own state.

    Those with a ``known`` id come too, whatever became of them.
    """
    with app.db.read() as tx:
        found = store.items.find(tx, store.items.Filter(states=OPEN))
        if view.state and view.state not in OPEN:
            closed = store.items.Filter(states=(view.state,), limit=MOST_SKIPPED)
            found += store.items.find(tx, closed)
        there = {item.id for item in found}
        others = (id for id in known if id not in there)
        return [*found, *store.items.by_id(tx, others).values()]


def mark(app: App) -> store.desk.Mark:
    """Return what is another one as soon as anybody changed the inbox."""
    with app.db.read() as tx:
        return store.desk.mark(tx)


def about(app: App, item: Item) -> About:
    """Return what else is known of an item."""
    with app.db.read() as tx:
        sources = store.duplicates.sources_of(tx, [item.id])[item.id]
        earlier = store.appearances.of_items(tx, [item]).get(item.id, ())
        alike = merging.alike(tx, item)
    return About(tuple(curate.also(app.book, item, sources)), tuple(alike), earlier)


def used(app: App, items: Sequence[Item]) -> set[str]:
    """Return the ids of those items that stood in a past issue already."""
    with app.db.read() as tx:
        return {*store.appearances.of_items(tx, items)}
