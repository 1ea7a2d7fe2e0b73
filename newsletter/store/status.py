"""What the desk asks before an issue, over all places: one question each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from newsletter.model.items import ItemState
from newsletter.store.engine import Transaction
from newsletter.store.tables import items

_WAITING = (ItemState.NEW, ItemState.HELD, ItemState.PICKED)


def picked_at(tx: Transaction) -> dict[str, datetime]:
    """Return when an item of each place was last picked; places without any are left out."""
    chosen = items.c.state.in_([ItemState.PICKED, ItemState.USED])
    last = func.max(items.c.decided_at, type_=items.c.decided_at.type)
    asked = select(items.c.place, last).where(chosen, items.c.decided_at.is_not(None))
    return {row[0]: row[1] for row in tx.execute(asked.group_by(items.c.place))}


def since(tx: Transaction) -> dict[str, datetime]:
    """Return when the first item of each place was collected."""
    first = func.min(items.c.first_seen, type_=items.c.first_seen.type)
    asked = select(items.c.place, first).group_by(items.c.place)
    return {row[0]: row[1] for row in tx.execute(asked)}


def inbox(tx: Transaction) -> Mapping[str, Mapping[ItemState, int]]:
    """Return how many items of each place are new, held and picked.

    Left out are those that are part of another, and those that are held back.
    """
    where = (
        items.c.state.in_(_WAITING),
        items.c.merged_into.is_(None),
        (items.c.doubt == "") | (items.c.state != ItemState.NEW),
    )
    columns = (items.c.place, items.c.state)
    asked = select(*columns, func.count()).where(*where).group_by(*columns)
    counts: dict[str, dict[ItemState, int]] = {}
    for place, state, number in tx.execute(asked):
        counts.setdefault(place, {})[ItemState(state)] = number
    return counts
