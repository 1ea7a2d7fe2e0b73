"""What was merged into what, and which items share a block with which.

A merge moves nothing: the merged item keeps its row, its sightings and its state, and only says
what it is part of now, so that parting the two again is exact. Merged items hang from their target
as a tree; the item at the root speaks for the story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, func, insert, select, text, update

from newsletter.model.items import Item
from newsletter.store.engine import Transaction
from newsletter.store.items import item_of
from newsletter.store.rows import chunks
from newsletter.store.tables import item_blocks, items, sightings

_POPULAR = 500  # items; a block that more of them share tells none apart

_PENDING = (
    select(items)
    .where(
        items.c.number > bindparam("after"),
        # Compared in their order: what stands behind the last with a block is still to come.
        items.c.number > select(func.coalesce(func.max(item_blocks.c.item), 0)).scalar_subquery(),
    )
    .order_by(items.c.number)
    .limit(bindparam("limit"))
)
# Asked after every collection, mostly in vain: as text it is ready in no time.
_IS_PENDING = text(
    "select 1 from items where number > :after"
    " and number > (select coalesce(max(item), 0) from item_blocks) limit 1"
)
_WANTED = item_blocks.c.block.in_(bindparam("blocks", expanding=True))
_RARE = (
    select(item_blocks.c.block)
    .where(_WANTED)
    .group_by(item_blocks.c.block)
    .having(func.count() <= _POPULAR)
)
_SHARED = select(item_blocks.c.block, item_blocks.c.item).where(item_blocks.c.block.in_(_RARE))
_NUMBERED = select(items).where(items.c.number.in_(bindparam("numbers", expanding=True)))
_PARTS = select(items.c.merged_into, items.c.id).where(
    items.c.merged_into.in_(bindparam("ids", expanding=True))
)


# --- finding --------------------------------------------------------------------------------


def is_pending(tx: Transaction, *, after: int = 0) -> bool:
    """Tell whether `pending` would return an item."""
    return tx.execute(_IS_PENDING, {"after": after}).first() is not None


def pending(tx: Transaction, *, after: int = 0, limit: int) -> dict[int, Item]:
    """Return by their number, the oldest first, the items behind ``after`` not compared yet."""
    rows = tx.execute(_PENDING, {"after": after, "limit": limit}).mappings()
    return {row["number"]: item_of(row) for row in rows}


def add_blocks(tx: Transaction, blocks: Mapping[int, Sequence[int]]) -> None:
    """Remember the blocks of items that had none, by the items' numbers."""
    rows = [{"item": item, "block": block} for item, its in blocks.items() for block in its]
    if rows:
        tx.execute(insert(item_blocks), rows)


def sharing(tx: Transaction, blocks: Iterable[int]) -> dict[int, list[int]]:
    """Return the numbers of the items in each block, the oldest first.

    Blocks that say nothing, because too many items share them, are left out.
    """
    shared: dict[int, list[int]] = defaultdict(list)
    for chunk in chunks(blocks):
        for block, item in tx.execute(_SHARED, {"blocks": chunk}):
            shared[block].append(item)
    return {block: sorted(those) for block, those in shared.items()}


def numbered(tx: Transaction, numbers: Iterable[int]) -> dict[int, Item]:
    """Return the items with these numbers."""
    found: dict[int, Item] = {}
    for chunk in chunks(numbers):
        rows = tx.execute(_NUMBERED, {"numbers": chunk}).mappings()
        found.update((row["number"], item_of(row)) for row in rows)
    return found


# --- merging --------------------------------------------------------------------------------


def merge(tx: Transaction, id: str, into: str) -> None:
    """Make the item ``id`` part of another."""
    tx.execute(update(items).where(items.c.id == id).values(merged_into=into))


def split(tx: Transaction, id: str) -> None:
    """Make the item ``id`` one of its own again, as it was."""
    tx.execute(update(items).where(items.c.id == id).values(merged_into=None))


def root_of(tx: Transaction, item: Item) -> Item:
    """Return the item that speaks for the story that ``item`` is part of: itself, mostly."""
    while item.merged_into:
        row = tx.execute(select(items).where(items.c.id == item.merged_into)).mappings().one()
        item = item_of(row)
    return item


def parts_of(tx: Transaction, ids: Iterable[str]) -> dict[str, list[str]]:
    """Return for each of ``ids`` the items that are part of it, itself first."""
    parts = {id: [id] for id in ids}
    root = {id: id for id in parts}
    level = list(parts)
    while level:
        found = [tuple(row) for some in chunks(level) for row in tx.execute(_PARTS, {"ids": some})]
        for target, id in found:
            root[id] = root[target]
            parts[root[id]].append(id)
        level = [id for _, id in found]
    return parts


def sources_of(tx: Transaction, ids: Iterable[str]) -> dict[str, list[str]]:
    """Return for each of ``ids`` the sources that its story was seen at, the first one first."""
    parts = parts_of(tx, ids)
    story = {part: id for id, its in parts.items() for part in its}
    found: dict[str, dict[str, None]] = {id: {} for id in parts}
    columns = (sightings.c.item, sightings.c.source)
    for chunk in chunks(story):
        asked = select(*columns).where(sightings.c.item.in_(chunk))
        for part, source in tx.execute(asked.order_by(sightings.c.first_seen, sightings.c.source)):
            found[story[part]][source] = None
    return {id: list(sources) for id, sources in found.items()}
