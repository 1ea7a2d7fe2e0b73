"""Corrections of past issues, and which issue has carried them to readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy import update as sql_update

from newsletter.model.corrections import Correction
from newsletter.store.engine import Transaction
from newsletter.store.tables import corrections, past_issues

_COLUMNS = [corrections.c[name] for name in Correction.__dataclass_fields__]


def add(
    tx: Transaction, issue: str, item: str, text: str, *, actor: str, now: datetime
) -> Correction:
    """Keep a correction of a past issue."""
    row = {"issue": issue, "item": item, "text": text, "actor": actor, "at": now}
    add = insert(corrections).values(**row, carried_in="").returning(corrections.c.id)
    return Correction(tx.execute(add).scalar_one(), issue, item, text, actor, now)


def of_issue(tx: Transaction, issue: str) -> list[Correction]:
    """Return the corrections of an issue, the oldest first."""
    asked = select(*_COLUMNS).where(corrections.c.issue == issue).order_by(corrections.c.id)
    return [Correction(*row) for row in tx.execute(asked)]


def waiting(tx: Transaction, publication: str) -> list[Correction]:
    """Return the corrections of a publication that no later issue has carried, the oldest first."""
    issues = select(past_issues.c.slug).where(past_issues.c.publication == publication)
    asked = select(*_COLUMNS).where(corrections.c.carried_in == "", corrections.c.issue.in_(issues))
    return [Correction(*row) for row in tx.execute(asked.order_by(corrections.c.id))]


def carry(tx: Transaction, ids: Sequence[int], issue: str) -> None:
    """Remember that ``issue`` has told readers of these."""
    values = {"carried_in": issue}
    tx.execute(sql_update(corrections).where(corrections.c.id.in_(ids)).values(**values))


def forget(tx: Transaction, issue: str) -> None:
    """Forget that ``issue`` has told readers of anything: it was not sent after all."""
    told = corrections.c.carried_in == issue
    tx.execute(sql_update(corrections).where(told).values(carried_in=""))


def remove(tx: Transaction, id: int) -> None:
    """Take a correction away, as if nobody had written it."""
    tx.execute(delete(corrections).where(corrections.c.id == id))
