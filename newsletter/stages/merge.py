"""Merge: one story that several sources bring becomes one item, with all their sightings.

Runs after collecting, over the items that were never compared. Every merge can be undone exactly,
and none touches what an editor has decided about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from newsletter import store
from newsletter.errors import Conflict
from newsletter.model.duplicates import DAYS, ENOUGH, Verdict, blocks, verdict
from newsletter.model.items import Item, ItemState

_BATCH = 500  # items compared in one transaction, so that nobody waits for long
_NEAREST = 20  # items that share the most blocks with one; a story has no more tellers
_OLD = timedelta(days=DAYS)  # what was there long before is remembered, not compared
_DECIDED = (ItemState.HELD, ItemState.PICKED, ItemState.USED)


@dataclass(frozen=True, slots=True)
class Merge:
    """That the item ``item`` became part of the item ``into``; both are ids."""

    item: str
    into: str


def merge(db: store.Store, *, now: datetime) -> list[Merge]:
    """Compare the items that were never compared with all others; merge what is one story.

    An item is compared once, so that what an editor parts stays apart. Of two items the one
    becomes the target about which an editor has decided, else the older. If they decided about
    both, both stay.
    """
    merges: list[Merge] = []
    last = 0
    while True:
        with db.read() as tx:  # mostly there is nothing to write
            if not store.duplicates.is_pending(tx, after=last):
                return merges
        with db.begin() as tx:
            fresh = store.duplicates.pending(tx, after=last, limit=_BATCH)
            keys = {number: blocks(item) for number, item in fresh.items()}
            store.duplicates.add_blocks(tx, keys)
            recent = {n: keys[n] for n, item in fresh.items() if now - item.first_seen <= _OLD}
            merges += _merged(tx, fresh, recent)
            last = max(fresh, default=last)


def _merged(
    tx: store.Transaction, fresh: Mapping[int, Item], keys: Mapping[int, Sequence[int]]
) -> list[Merge]:
    shared = store.duplicates.sharing(tx, (block for its in keys.values() for block in its))
    near = {number: _nearest(its, shared, before=number) for number, its in keys.items()}
    known = store.duplicates.numbered(tx, (one for those in near.values() for one in those))
    merged: dict[str, Item] = {}
    merges: list[Merge] = []
    for number, those in near.items():
        item = fresh[number]
        same = [known[one] for one in those if verdict(item, known[one]) is Verdict.SAME]
        roots = [_root(tx, one, merged) for one in same]
        targets = [one for one in roots if one.id != item.id]
        if item.merged_into or item.id in merged or not targets:
            continue
        target = max(reversed(targets), key=_rank)  # of equals the one that came first
        if _weight(item) > _weight(target):
            item, target = target, item
        if not _decided(item):
            store.duplicates.merge(tx, item.id, target.id)
            merged[item.id] = target
            merges.append(Merge(item.id, target.id))
    return merges


def _nearest(
    keys: Sequence[int], shared: Mapping[int, Sequence[int]], *, before: float = inf
) -> list[int]:
    """Return the numbers below ``before`` that share the most blocks; of equals the newest."""
    counted = Counter(one for block in keys for one in shared.get(block, ()) if one < before)
    enough = min(ENOUGH, len(keys))
    near = [one for one, count in counted.items() if count >= enough]
    return sorted(near, key=lambda one: (counted[one], one), reverse=True)[:_NEAREST]


def _root(tx: store.Transaction, item: Item, merged: Mapping[str, Item]) -> Item:
    root = merged.get(item.id) or store.duplicates.root_of(tx, item)
    while root.id in merged:
        root = merged[root.id]
    return root


def _decided(item: Item) -> bool:
    skipped = item.state is ItemState.SKIPPED and item.decided_at is not None
    # What an editor wrote must not be hidden behind what a source says.
    return skipped or item.state in _DECIDED or bool(item.edited)


def _weight(item: Item) -> tuple[bool, bool]:
    """What an editor decided about weighs most, then what they can see in the inbox."""
    return _decided(item), item.state is not ItemState.SKIPPED


def _rank(item: Item) -> tuple[tuple[bool, bool], float]:
    return _weight(item), -item.first_seen.timestamp()


# --- by hand --------------------------------------------------------------------------------


def merge_by_hand(db: store.Store, id: str, into: str) -> tuple[Item, Item]:
    """Make one item part of another's story; return both as they were.

    Raises `NotFound` for an id nothing bears, `Conflict` when they are one story already, or
    when a decision of the editors would be hidden behind an item they have not decided about.
    """
    with db.begin() as tx:
        item, target = store.items.get(tx, id), store.items.get(tx, into)
        target = store.duplicates.root_of(tx, target)
        if item.merged_into:
            raise Conflict(
                f"item {item.id} is part of {item.merged_into} already: {item.title}",
                f"Part them first: newsletter items split {item.id}",
            )
        if item.id == target.id:
            raise Conflict(f"item {item.id} cannot be part of itself: {item.title}")
        if item.state in _DECIDED and target.state not in _DECIDED:
            raise Conflict(
                f"item {item.id} is {item.state}, but {target.id} is {target.state}",
                f"The other way keeps the decision: newsletter items merge {target.id} {item.id}",
            )
        store.duplicates.merge(tx, item.id, target.id)
    return item, target


def split(db: store.Store, id: str) -> tuple[Item, Item]:
    """Make an item one of its own again, as it was; return it and what it was part of.

    Raises `NotFound` for an id nothing bears, `Conflict` for an item that is part of none.
    """
    with db.begin() as tx:
        item = store.items.get(tx, id)
        if not item.merged_into:
            parts = store.duplicates.parts_of(tx, [item.id])[item.id][1:]
            hint = f"Part of it are: {', '.join(parts)}" if parts else ""
            raise Conflict(f"item {item.id} is part of no other item: {item.title}", hint)
        store.duplicates.split(tx, item.id)
        return item, store.items.get(tx, item.merged_into)


# --- looking --------------------------------------------------------------------------------


def alike(tx: store.Transaction, item: Item) -> list[Item]:
    """Return the items that may tell the same story as ``item`` and are not merged with it."""
    keys = blocks(item)
    near = _nearest(keys, store.duplicates.sharing(tx, keys))
    known = store.duplicates.numbered(tx, near)
    own = store.duplicates.root_of(tx, item).id
    found: dict[str, Item] = {}
    for one in (known[number] for number in near):
        if verdict(item, one) is not Verdict.DIFFERENT:
            root = store.duplicates.root_of(tx, one)
            found[root.id] = root
    return [one for id, one in found.items() if id != own]
