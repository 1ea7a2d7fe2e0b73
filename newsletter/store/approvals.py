"""Approvals of issues: only ever added, and withdrawn by whoever gave them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy import update as sql_update

from newsletter.model.approvals import Approval, Binding, binding_of
from newsletter.store.engine import Transaction
from newsletter.store.tables import approvals

_COLUMNS = [approvals.c[name] for name in Approval.__dataclass_fields__]


def add(
    tx: Transaction,
    issue: str,
    publication: str,
    binding: Binding,
    text: str,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Keep that ``actor`` approved an issue."""
    row = {"issue": issue, "publication": publication, "actor": actor, "at": now}
    tx.execute(insert(approvals).values(**row, binding=binding.as_data(), text=text))


def of_issue(tx: Transaction, issue: str) -> list[Approval]:
    """Return the approvals of an issue that nobody withdrew, the oldest first; void ones too."""
    return _found(tx, issue)


def open_ones(tx: Transaction) -> list[Approval]:
    """Return all approvals that nobody withdrew, the oldest first."""
    return _found(tx)


def _found(tx: Transaction, issue: str = "") -> list[Approval]:
    asked = select(*_COLUMNS).where(approvals.c.withdrawn_at.is_(None)).order_by(approvals.c.id)
    rows = tx.execute(asked.where(approvals.c.issue == issue) if issue else asked).mappings()
    return [Approval(**{**row, "binding": binding_of(row["binding"])}) for row in rows]


def withdraw(tx: Transaction, ids: Sequence[int], now: datetime) -> None:
    """Let approvals count no more."""
    where = approvals.c.id.in_(ids)
    tx.execute(sql_update(approvals).where(where).values(withdrawn_at=now))
