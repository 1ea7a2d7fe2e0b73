"""Items that are probably no news: held back until somebody lets them in or skips them.

Which they are says `Item.doubt`. An item somebody has decided about, or that is part of another,
waits for nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from newsletter.model.items import ItemState
from newsletter.store.engine import Transaction
from newsletter.store.rows import chunks
from newsletter.store.tables import items

_HELD_BACK = (items.c.doubt != "", items.c.state == ItemState.NEW, items.c.merged_into.is_(None))
_COUNTS = select(items.c.source, func.count()).where(*_HELD_BACK).group_by(items.c.source)
_OF_SOURCE = (
    select(items.c.id, items.c.doubt)
    .where(*_HELD_BACK, items.c.source == bindparam("its_source"))
    .order_by(items.c.number)
)


def counts(tx: Transaction) -> dict[str, int]:
    """Return how many items of each source are held back; sources without any are left out."""
    return {row[0]: row[1] for row in tx.execute(_COUNTS)}


def of_source(tx: Transaction, source: str) -> dict[str, str]:
    """Return the ids of the items of ``source`` that are held back, each with the reason why."""
    return {row.id: row.doubt for row in tx.execute(_OF_SOURCE, {"its_source": source})}


def release(tx: Transaction, ids: Iterable[str]) -> None:
    """Make these items ordinary new ones."""
    for chunk in chunks(ids):
        tx.execute(update(items).where(items.c.id.in_(chunk)).values(doubt=""))


def skip(tx: Transaction, ids: Iterable[str], actor: str, now: datetime) -> None:
    """Skip these items, remembering who said so; with that no doubt about them is left."""
    state = str(ItemState.SKIPPED)
    decided = {"doubt": "", "state": state, "decided_at": now, "decided_by": actor}
    for chunk in chunks(ids):
        tx.execute(update(items).where(items.c.id.in_(chunk)).values(**decided))


def hold_back(tx: Transaction, ids: Iterable[str], doubt: str, skipped_at: datetime | None) -> int:
    """Hold items back again, for the reason ``doubt``; return how many.

    Only those about which nobody has decided since they were let in, or skipped at ``skipped_at``.
    """
    number = 0
    held = {"doubt": doubt, "state": str(ItemState.NEW), "decided_at": None, "decided_by": ""}
    where = [items.c.state == ItemState.NEW, items.c.decided_at.is_(None)]
    if skipped_at is not None:
        where = [items.c.state == ItemState.SKIPPED, items.c.decided_at == skipped_at]
    for chunk in chunks(ids):
        number += tx.execute(
            update(items).where(items.c.id.in_(chunk), *where).values(**held)
        ).rowcount
    return number
