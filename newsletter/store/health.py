"""What is remembered of each source between two collections."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from newsletter.model.health import Health
from newsletter.store.engine import Transaction
from newsletter.store.rows import row_of
from newsletter.store.tables import source_health

_NAMED = source_health.c.source.in_(bindparam("sources"))
_FORGET = delete(source_health).where(_NAMED)
_FETCHED = (
    update(source_health).where(_NAMED).values(fetched_at=bindparam("now"), ok_at=bindparam("now"))
)


def all_of(tx: Transaction) -> dict[str, Health]:
    """Return the health of every source that was ever fetched, by its id."""
    columns = [source_health.c[name] for name in Health.__dataclass_fields__]
    return {row[0]: Health(*row) for row in tx.execute(select(*columns))}


def save(tx: Transaction, healths: Iterable[Health]) -> None:
    """Remember these, in place of what was remembered of the same sources."""
    rows = [row_of(health) for health in healths]
    if rows:
        tx.execute(_FORGET, {"sources": [row["source"] for row in rows]})
        tx.execute(insert(source_health), rows)


def fetched(tx: Transaction, sources: Collection[str], now: datetime) -> None:
    """Remember that these were fetched without trouble, and that all else is as it was."""
    if sources:
        tx.execute(_FETCHED, {"sources": list(sources), "now": now})
