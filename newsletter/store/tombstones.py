"""What was removed for good: only the hashes of identities are kept."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, insert, select

from newsletter.model.tombstones import Tombstone, hidden
from newsletter.store.engine import Transaction
from newsletter.store.rows import chunks, row_of
from newsletter.store.tables import tombstones

_COLUMNS = [tombstones.c[name] for name in Tombstone.__dataclass_fields__]
_ANY = select(tombstones.c.key).limit(1)
_AMONG = select(tombstones.c.key).where(tombstones.c.key.in_(bindparam("keys", expanding=True)))


def stand(tx: Transaction) -> bool:
    """Tell whether there is any tombstone."""
    return tx.execute(_ANY).first() is not None


def buried(tx: Transaction, keys: Iterable[str]) -> set[str]:
    """Return those of the identity ``keys`` that have a tombstone."""
    by_hash = {hidden(key): key for key in keys}
    found = (row for some in chunks(by_hash) for row in tx.execute(_AMONG, {"keys": some}))
    return {by_hash[hash] for (hash,) in found}


def bury(tx: Transaction, stones: Iterable[Tombstone]) -> None:
    """Set tombstones; where there is one already it stays."""
    new = {stone.key: stone for stone in stones}
    for some in chunks(new):
        there = set(tx.execute(_AMONG, {"keys": some}).scalars())
        rows = [row_of(new[key]) for key in some if key not in there]
        if rows:
            tx.execute(insert(tombstones), rows)


def standing(tx: Transaction, keys: Iterable[str]) -> dict[str, Tombstone]:
    """Return the tombstones with these keys of their own, by them."""
    found: dict[str, Tombstone] = {}
    for some in chunks(keys):
        rows = tx.execute(select(*_COLUMNS).where(tombstones.c.key.in_(some)))
        found |= {row.key: Tombstone(*row) for row in rows}
    return found


def lift(tx: Transaction, keys: Iterable[str]) -> None:
    """Take tombstones away, by their own keys."""
    for chunk in chunks(keys):
        tx.execute(delete(tombstones).where(tombstones.c.key.in_(chunk)))
