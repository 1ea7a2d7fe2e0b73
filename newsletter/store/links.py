"""What came of asking for links; remembered, so that a second check asks for little."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select

from newsletter.model.links import Answer, Verdict
from newsletter.store.engine import Transaction
from newsletter.store.rows import chunks, row_of
from newsletter.store.tables import links

_KEPT = timedelta(days=90)
_COLUMNS = [links.c[name] for name in Answer.__dataclass_fields__]
_AMONG = select(*_COLUMNS).where(links.c.url.in_(bindparam("urls", expanding=True)))


def known(tx: Transaction, urls: Iterable[str]) -> dict[str, Answer]:
    """Return what is known of those of ``urls``, which are canonical, that were asked for."""
    rows = (row for some in chunks(urls) for row in tx.execute(_AMONG, {"urls": some}))
    return {
        row.url: Answer(**(dict(row._mapping) | {"verdict": Verdict(row.verdict)})) for row in rows
    }


def keep(tx: Transaction, answers: Iterable[Answer], now: datetime) -> None:
    """Remember ``answers`` instead of older ones; forget what was asked 90 days ago."""
    new = {answer.url: answer for answer in answers}
    tx.execute(delete(links).where(links.c.asked_at < now - _KEPT))
    for some in chunks(new):
        tx.execute(delete(links).where(links.c.url.in_(some)))
        tx.execute(insert(links), [row_of(new[url]) for url in some])
