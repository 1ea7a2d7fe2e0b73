"""Who did what, when: a row for each act that changes people, lists, approvals or sends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from newsletter.store.engine import Transaction
from newsletter.store.tables import audit


def record(
    tx: Transaction, at: datetime, actor: str, act: str, subject: str, detail: Mapping[str, object]
) -> None:
    """Add an audit row: who did what to whom. ``subject`` and ``detail`` hold no address."""
    row = {"at": at, "actor": actor, "act": act, "subject": subject, "detail": dict(detail)}
    tx.execute(insert(audit).values(**row))


def acts(tx: Transaction, *, subject: str = "", act: str = "") -> list[Mapping[str, Any]]:
    """Return what was recorded of a subject, or of one kind of act, the oldest first."""
    wanted = {audit.c.subject: subject, audit.c.act: act}
    conditions = [column == value for column, value in wanted.items() if value]
    asked = select(audit).where(*conditions).order_by(audit.c.id)
    return [dict(row) for row in tx.execute(asked).mappings()]


def last_batch(tx: Transaction, actor: str, undone: str) -> list[Mapping[str, Any]]:
    """Return what ``actor`` did last at once (`detail` has a ``batch``), the oldest first.

    What was taken back since, by acts ``undone`` of anybody, is passed over.
    """
    taken = select(audit.c.detail["of"].as_string()).where(audit.c.act == undone)
    batch = audit.c.detail["batch"].as_string()
    last = select(batch).where(audit.c.actor == actor, batch.is_not(None), batch.not_in(taken))
    newest = tx.execute(last.order_by(audit.c.id.desc()).limit(1)).scalar()
    asked = select(audit).where(batch == newest).order_by(audit.c.id)
    return [dict(row) for row in tx.execute(asked).mappings()] if newest else []


def rows(tx: Transaction) -> list[Mapping[str, object]]:
    """Return all that was recorded, the oldest first."""
    return [dict(row) for row in tx.execute(select(audit).order_by(audit.c.id)).mappings()]
