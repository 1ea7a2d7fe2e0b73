"""Approve: attest that an issue may be sent as it is, to whom it is meant for."""

from __future__ import annotations

from datetime import datetime

from newsletter import store
from newsletter.errors import Conflict, NotFound
from newsletter.model.approvals import Approval, Binding, same_person, standing


def approve(
    db: store.Store,
    issue: str,
    publication: str,
    binding: Binding,
    text: str,
    *,
    actor: str,
    now: datetime,
) -> list[Approval]:
    """Keep the approval of ``actor``; return all that stand then, the oldest first.

    Raises `Conflict` where they have approved exactly this already.
    """
    with db.begin() as tx:
        there = standing(store.approvals.of_issue(tx, issue), binding)
        if any(same_person(one.actor, actor) for one in there):
            raise Conflict(
                f"{actor} has approved {issue} as it is already",
                "A second approval has to be somebody else's: --as NAME says who acts.",
            )
        store.approvals.add(tx, issue, publication, binding, text, actor=actor, now=now)
        store.audit.record(tx, now, actor, "approved", issue, binding.as_data())
        return standing(store.approvals.of_issue(tx, issue), binding)


def withdraw(db: store.Store, issue: str, *, actor: str, now: datetime) -> int:
    """Take back what ``actor`` approved of an issue; return how many approvals that were.

    Raises `NotFound` where there is none.
    """
    with db.begin() as tx:
        mine = [one for one in store.approvals.of_issue(tx, issue) if same_person(one.actor, actor)]
        if not mine:
            raise NotFound(f"approval by {actor} of", issue)
        store.approvals.withdraw(tx, [one.id for one in mine], now)
        store.audit.record(tx, now, actor, "approval withdrawn", issue, {"approvals": len(mine)})
    return len(mine)
