"""Status: how every source and place stands, put together from what is remembered."""

from __future__ import annotations

from datetime import datetime, timedelta

from newsletter import store
from newsletter.model.sources import SourceBook
from newsletter.model.status import Known, Status, status_of


def status(book: SourceBook, *, db: store.Store, every: timedelta, now: datetime) -> Status:
    """Return how the desk stands ``now``; changes nothing.

    ``every`` is how often sources are fetched where nothing else says so.
    """
    with db.read() as tx:
        known = Known(
            healths=store.health.all_of(tx),
            pauses=store.hosts.pauses(tx),
            doubts=store.doubts.counts(tx),
            inbox=store.status.inbox(tx),
            picked_at=store.status.picked_at(tx),
            since=store.status.since(tx),
        )
    return status_of(book, known, now, every)
