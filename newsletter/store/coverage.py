"""What came since a moment, and what became of it: by source, and by place and section."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from newsletter.model.items import ItemState
from newsletter.store.engine import Transaction
from newsletter.store.tables import items, sightings

_LEFT = items.c.state != str(ItemState.USED)  # what an issue has had was not left by anybody


def came(tx: Transaction, since: datetime) -> set[str]:
    """Return the sources that have served something new since then, which no issue has had.

    What is in doubt does not count.
    """
    asked = select(sightings.c.source).join(items, items.c.id == sightings.c.item)
    where = (sightings.c.first_seen >= since, items.c.doubt == "", _LEFT)
    return set(tx.execute(asked.where(*where).distinct()).scalars())


def passed(tx: Transaction, since: datetime) -> dict[tuple[str, str], int]:
    """Return how many items of each place and section were skipped, come or decided since then.

    Those that are part of another are left out.
    """
    columns = (items.c.place, items.c.section)
    asked = select(*columns, func.count()).where(
        items.c.state == str(ItemState.SKIPPED),
        items.c.merged_into.is_(None),
        or_(items.c.first_seen >= since, items.c.decided_at >= since),
    )
    found = tx.execute(asked.group_by(*columns))
    return {(place, section): number for place, section, number in found}
