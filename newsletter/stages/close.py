"""Close: an issue was sent, so its items are used and it is past; reopen takes that back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from newsletter import store
from newsletter.errors import Conflict, NotFound
from newsletter.model.appearances import Appearance, Origin, PastIssue
from newsletter.model.corrections import carried
from newsletter.model.issues import Issue
from newsletter.model.items import Item, ItemState

CLOSED, REOPENED, FORGOTTEN = "issue closed", "issue reopened", "issue forgotten"


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing an issue did: the items that became used just now, as they were before.

    ``gone`` are the ids in the issue that no item bears; ``again``: nothing was to be done.
    """

    past: PastIssue
    used: tuple[Item, ...]
    gone: tuple[str, ...]
    again: bool


def close(db: store.Store, past: PastIssue, stood: Sequence[Appearance], issue: Issue) -> Closed:
    """Keep ``past`` with what stood in it, and mark its items as used. A repeat does no harm.

    An issue that was changed and closed again is kept as it is now. An item that is part of
    another is used with that one. Corrections that it tells its readers are told. Raises `Conflict`
    where we sent the issue ourselves and somebody only says that it was sent.
    """
    with db.begin() as tx:
        known = store.appearances.past_issue(tx, past.slug)
        if known and known.origin is Origin.PUBLISHED and past.origin is not Origin.PUBLISHED:
            raise Conflict(f"{past.slug} was sent from here on {known.day.isoformat()} already")
        ids = list(dict.fromkeys(one.item for one in stood if one.item))
        there = store.items.by_id(tx, ids)
        roots = [store.duplicates.root_of(tx, item) for item in there.values()]
        story = {item.id: item for item in (*there.values(), *roots)}
        used = [item for item in story.values() if item.state is not ItemState.USED]
        for item in used:
            store.items.decide(tx, item.id, ItemState.USED, past.actor, past.at)
        told = carried(issue, store.corrections.waiting(tx, past.publication))
        store.corrections.carry(tx, [one.id for one in told], past.slug)
        gone = tuple(id for id in ids if id not in there)
        again = not used and _is_kept(tx, known, past, stood)
        if not again:
            store.appearances.add(tx, past, stood)
            detail = {
                "origin": str(past.origin),
                "before": {item.id: str(item.state) for item in used},
                "gone": list(gone),
            }
            store.audit.record(tx, past.at, past.actor, CLOSED, past.slug, detail)
        return Closed(past, tuple(used), gone, again)


def _is_kept(
    tx: store.Transaction, known: PastIssue | None, past: PastIssue, stood: Sequence[Appearance]
) -> bool:
    if known is None or replace(known, actor=past.actor, at=past.at) != past:
        return False
    kept = store.appearances.of_issue(tx, past.slug)
    return [replace(one, day=past.day) for one in stood] == kept


def reopen(db: store.Store, slug: str, *, actor: str, now: datetime) -> list[Item]:
    """Take back that an issue was closed; return its items, with the states they have again.

    Each is what it was before, unless another issue has used it as well. Raises `NotFound` for an
    issue that was not closed, `Conflict` for one that was really sent, or imported.
    """
    with db.begin() as tx:
        known = store.appearances.past_issue(tx, slug)
        if known is None:
            raise NotFound("closed issue", slug, "See them with: newsletter issues list")
        if known.origin is Origin.PUBLISHED:
            raise Conflict(f"{slug} was sent from here on {known.day.isoformat()}: it stays sent")
        if known.origin is Origin.IMPORTED:
            raise Conflict(
                f"{slug} was imported, not closed",
                f"To forget what stood in it: newsletter issues forget {slug}",
            )
        before = _before(store.audit.acts(tx, subject=slug))
        store.corrections.forget(tx, slug)
        store.appearances.remove(tx, slug)
        elsewhere = store.appearances.stood(tx, before)
        there = store.items.by_id(tx, before)
        back = [
            id for id, item in there.items() if item.state is ItemState.USED and id not in elsewhere
        ]
        for id in back:
            store.items.decide(tx, id, before[id], actor, now)
        detail = {"after": {id: str(before[id]) for id in back}}
        store.audit.record(tx, now, actor, REOPENED, slug, detail)
        return list(store.items.by_id(tx, back).values())


def _before(acts: Iterable[Mapping[str, object]]) -> dict[str, ItemState]:
    """Return the state of each item before the issue was first closed since it was last open."""
    states: dict[str, ItemState] = {}
    for act in acts:
        detail = act["detail"]
        if act["act"] == REOPENED:
            states = {}
        elif act["act"] == CLOSED and isinstance(detail, dict):
            for id, state in detail["before"].items():
                states.setdefault(str(id), ItemState(state))
    return states


def forget(db: store.Store, slug: str, *, actor: str, now: datetime) -> PastIssue:
    """Forget an imported issue. Raises `NotFound`, and `Conflict` for any other past issue."""
    with db.begin() as tx:
        known = store.appearances.past_issue(tx, slug)
        if known is None:
            raise NotFound("imported issue", slug, "See them with: newsletter issues list")
        if known.origin is not Origin.IMPORTED:
            hint = f"If it was not sent after all: newsletter issues reopen {slug}"
            raise Conflict(f"{slug} was not imported, it was {known.origin} from here", hint)
        store.appearances.remove(tx, slug)
        store.audit.record(tx, now, actor, FORGOTTEN, slug, {"file": known.file})
        return known
