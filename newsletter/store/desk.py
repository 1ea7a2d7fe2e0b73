"""What the editors' desk asks: has anything changed?"""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import func, select

from newsletter.store.engine import Transaction
from newsletter.store.tables import audit, items

Mark: TypeAlias = tuple[int, int, int]

_MARK = select(
    select(func.coalesce(func.max(audit.c.id), 0)).scalar_subquery(),
    select(func.coalesce(func.max(items.c.number), 0)).scalar_subquery(),
    select(func.count()).where(items.c.merged_into.is_not(None)).scalar_subquery(),
)


def mark(tx: Transaction) -> Mark:
    """Return what is another one after any act, new item or merge; it costs next to nothing.

    Words that a source changed of an item nobody decided about do not count.
    """
    acts, newest, merged = tx.execute(_MARK).one()
    return acts, newest, merged
