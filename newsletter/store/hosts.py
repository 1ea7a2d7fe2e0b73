"""Hosts that asked to be left alone for a while; remembered, so that no restart forgets it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from newsletter.store.engine import Transaction
from newsletter.store.tables import hosts


def pauses(tx: Transaction) -> dict[str, datetime]:
    """Return until when each host is to be left alone; also what is over by now."""
    rows = tx.execute(select(hosts.c.host, hosts.c.until))
    return {row.host: row.until for row in rows}


def pause(tx: Transaction, until: Mapping[str, tuple[datetime, str]], now: datetime) -> None:
    """Leave hosts alone until then, for the reason beside it; forget what is over ``now``."""
    tx.execute(delete(hosts).where((hosts.c.until <= now) | hosts.c.host.in_(list(until))))
    rows = [{"host": host, "until": when, "reason": why} for host, (when, why) in until.items()]
    if rows:
        tx.execute(insert(hosts), rows)
