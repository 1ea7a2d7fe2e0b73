"""Sightings under other keys than before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select, update

from newsletter.model.items import Sighting
from newsletter.store.engine import Transaction
from newsletter.store.rows import chunks
from newsletter.store.tables import sightings

_OF_SOURCE = select(*(sightings.c[name] for name in Sighting.__dataclass_fields__)).where(
    sightings.c.source == bindparam("source")
)
_TITLED = _OF_SOURCE.where(sightings.c.title.in_(bindparam("values", expanding=True)))
_AT = _OF_SOURCE.where(sightings.c.url.in_(bindparam("values", expanding=True)))
_OF_ITEMS = _OF_SOURCE.where(sightings.c.item.in_(bindparam("values", expanding=True)))
_UNDER = _OF_SOURCE.where(sightings.c.key.in_(bindparam("keys", expanding=True)))
_RENAME = (
    update(sightings)
    .where(sightings.c.source == bindparam("its_source"), sightings.c.key == bindparam("old"))
    .values(key=bindparam("new"), last_seen=bindparam("now"))
)


def like(
    tx: Transaction,
    source: str,
    titles: Iterable[str],
    items: Iterable[str],
    urls: Iterable[str],
) -> list[Sighting]:
    """Return what a source served under one of ``titles`` or ``urls``, or of one of ``items``.

    The old come first.

    Sightings of the same moment come in the order of their keys.
    """
    found: dict[str, Sighting] = {}
    for asked, values in ((_TITLED, titles), (_OF_ITEMS, items), (_AT, urls)):
        for chunk in chunks(values):
            rows = tx.execute(asked, {"source": source, "values": chunk})
            found |= {row.key: Sighting(*row) for row in rows}
    return sorted(found.values(), key=lambda one: (one.first_seen, one.key))


def under(tx: Transaction, source: str, keys: Iterable[str]) -> dict[str, Sighting]:
    """Return what a source served under these keys, by them."""
    found: dict[str, Sighting] = {}
    for chunk in chunks(keys):
        rows = tx.execute(_UNDER, {"source": source, "keys": chunk})
        found |= {row.key: Sighting(*row) for row in rows}
    return found


def rename(tx: Transaction, renamed: Sequence[tuple[str, Sighting]]) -> None:
    """Give sightings, named by their old keys, the keys they have now."""
    rows = [
        {"its_source": one.source, "old": old, "new": one.key, "now": one.last_seen}
        for old, one in renamed
    ]
    if rows:
        tx.execute(_RENAME, rows)
