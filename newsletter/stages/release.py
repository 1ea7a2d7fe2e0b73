"""Release: decide at once about all that is held back of a source, and take that back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from newsletter import store

RELEASED, SKIPPED, HELD_BACK = "entries released", "entries skipped", "entries held back again"


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: ``act`` is what had been done, ``items`` of how many are held again.

    About the others somebody has decided since.
    """

    act: str
    items: int
    again: int


def release(db: store.Store, source: str, *, skip: bool, actor: str, now: datetime) -> list[str]:
    """Let in, or ``skip``, all items of ``source`` that are held back; return their ids.

    What is let in is new, as if it had never been in doubt. Leaves an audit row, unless there
    was nothing to decide.
    """
    with db.begin() as tx:
        held = store.doubts.of_source(tx, source)
        if not held:
            return []
        if skip:
            store.doubts.skip(tx, held, actor, now)
        else:
            store.doubts.release(tx, held)
        reasons = defaultdict(list)
        for id, doubt in held.items():
            reasons[doubt].append(id)
        store.audit.record(
            tx, now, actor, SKIPPED if skip else RELEASED, source, {"items": reasons}
        )
    return list(held)


def take_back(db: store.Store, source: str, *, actor: str, now: datetime) -> Undone | None:
    """Hold back again what was last let in or skipped of ``source``; None if there was nothing.

    An item about which somebody has decided since stays as it is.
    """
    with db.begin() as tx:
        acts = store.audit.acts(tx, subject=source)
        last = next((one for one in reversed(acts) if one["act"] in (RELEASED, SKIPPED)), None)
        undone = next((one for one in reversed(acts) if one["act"] == HELD_BACK), None)
        if last is None or (undone is not None and undone["id"] > last["id"]):
            return None
        skipped_at = last["at"] if last["act"] == SKIPPED else None
        reasons = last["detail"]["items"]
        again = sum(
            store.doubts.hold_back(tx, ids, doubt, skipped_at) for doubt, ids in reasons.items()
        )
        store.audit.record(tx, now, actor, HELD_BACK, source, {"items": again})
    return Undone(last["act"], sum(map(len, reasons.values())), again)
