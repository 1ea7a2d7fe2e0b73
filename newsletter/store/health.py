"""What is remembered of each source between two collections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import delete, insert, select

from newsletter.model.sources import Health
from newsletter.store.engine import Transaction
from newsletter.store.tables import source_health


def all_of(tx: Transaction) -> dict[str, Health]:
    """Return the health of every source that was ever fetched, by its id."""
    rows = tx.execute(select(source_health)).mappings()
    return {row["source"]: Health(**row) for row in rows}


def save(tx: Transaction, healths: Iterable[Health]) -> None:
    """Remember these, in place of what was remembered of the same sources."""
    rows = [asdict(health) for health in healths]
    if rows:
        ids = [row["source"] for row in rows]
        tx.execute(delete(source_health).where(source_health.c.source.in_(ids)))
        tx.execute(insert(source_health), rows)
