"""The database: SQLAlchemy Core, one module per noun; the only place that knows SQL.

`Store` opens it; its functions live in the modules named after the nouns and take the
`Transaction` that `Store.begin` or `Store.read` yields.
"""

from newsletter.store import (
    appearances,
    approvals,
    arrivals,
    audit,
    campaigns,
    corrections,
    coverage,
    desk,
    doubts,
    duplicates,
    health,
    hosts,
    items,
    links,
    people,
    sightings,
    status,
    tombstones,
)
from newsletter.store.engine import Store, Transaction

__all__ = [
    "Store",
    "Transaction",
    "appearances",
    "approvals",
    "arrivals",
    "audit",
    "campaigns",
    "corrections",
    "coverage",
    "desk",
    "doubts",
    "duplicates",
    "health",
    "hosts",
    "items",
    "links",
    "people",
    "sightings",
    "status",
    "tombstones",
]
