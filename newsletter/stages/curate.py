"""Curate: the editors' inbox. Look, pick, skip, hold; see what each place has."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from newsletter import store
from newsletter.errors import Conflict, NotFound
from newsletter.model import triage
from newsletter.model.articles import OPTION, Fields, as_text
from newsletter.model.items import Item, ItemState, url_key
from newsletter.model.sources import Place, SourceBook
from newsletter.model.tombstones import REMOVED, refusal
from newsletter.model.triage import Change, assert_open, kept

UNDONE = "item undone"


# --- deciding and editing -------------------------------------------------------------------


def decide(
    db: store.Store, ids: Sequence[str], state: ItemState, *, actor: str, now: datetime
) -> list[Item]:
    """Give items a state, all of them or none; return them as they were before.

    Raises `NotFound` for an id nothing bears, `Conflict` for an item that was sent already or is
    part of another.
    """
    batch = new_batch()
    with db.begin() as tx:
        found = (store.items.get(tx, id) for id in ids)
        before = list({item.id: item for item in found}.values())  # an id may be given twice
        for item in before:
            wanted = Change(item.id, {"state": item.state}, {"state": state})
            _make(tx, wanted, batch, actor, now)
    return before


def edit(
    db: store.Store, id: str, fields: Fields, *, actor: str, now: datetime
) -> tuple[Item, Item]:
    """Give an item these fields; return it before and after, equal if nothing differs.

    What is changed here no source changes any more. Raises as `change` does.
    """
    with db.begin() as tx:
        before = store.items.get(tx, id)
        assert_open(before)
        wanted = triage.change(before, **cast("Mapping[str, Any]", fields))
        after = _make(tx, wanted, new_batch(), actor, now) if wanted.after else before
        return before, after


def change(db: store.Store, changes: Sequence[Change], *, actor: str, now: datetime) -> list[Item]:
    """Make changes, all of them or none; return the items as they are then.

    Raises `Conflict` where an item is no longer as the editor saw it, in the fields that change:
    it says who changed it, and when. Also for one that was sent, is part of another, or if another
    has the address. `NotFound` for an id nothing bears.
    """
    batch = new_batch()
    with db.begin() as tx:
        return [_make(tx, one, batch, actor, now) for one in changes]


def undo(db: store.Store, *, actor: str, now: datetime) -> list[Item]:
    """Take back the last thing that ``actor`` decided or edited; return the items as they are then.

    What was done at once is taken back at once, or left as it is; a second time takes back what
    was done before. Raises `NotFound` where nothing is left, `Conflict` where somebody changed or
    removed it meanwhile, or it was sent or merged.
    """
    with db.begin() as tx:
        acts = store.audit.last_batch(tx, actor, UNDONE)
        if not acts:
            raise NotFound("act to take back of", actor, "Decisions and edits of items can be.")
        detail = {"of": str(acts[0]["detail"]["batch"])}
        obstacle = next(filter(None, (_obstacle(tx, one) for one in acts)), None)
        if obstacle:  # it will not go away, and must not hide what was done before
            store.audit.record(tx, now, actor, UNDONE, acts[0]["subject"], {**detail, "left": True})
            restored = []
        else:
            restored = [_restore(tx, one, actor, now) for one in acts]
        for item in restored:
            store.audit.record(tx, now, actor, UNDONE, item.id, detail)
    if obstacle:
        raise obstacle
    return restored


def new_batch() -> str:
    """Return a name for what is done at once, and so is taken back at once."""
    return secrets.token_hex(8)


def _make(tx: store.Transaction, wanted: Change, batch: str, actor: str, now: datetime) -> Item:
    before = store.items.get(tx, wanted.item)
    assert_open(before)
    if lost := triage.differing(before, wanted.before):
        raise _overtaken(tx, before, lost)
    _store(tx, before, triage.changed(before, wanted), wanted, actor, now)
    after = store.items.get(tx, before.id)
    made = triage.between(before, after)
    if made.after:
        detail = {"batch": batch, "before": kept(made.before), "after": kept(made.after)}
        store.audit.record(tx, now, actor, f"item {wanted.verb}", after.id, detail)
    return after


def _store(
    tx: store.Transaction, before: Item, after: Item, wanted: Change, actor: str, now: datetime
) -> None:
    if "url" in wanted.after:
        after = replace(after, key=_key(tx, before, after.url))
    if "state" in wanted.after:
        store.items.decide(tx, after.id, after.state, actor, now)
    if set(wanted.after) - {"state"}:
        store.items.edit(tx, after)
        store.items.added_by_hand(tx, after)


def _key(tx: store.Transaction, item: Item, url: str) -> str:
    """Return the identity that ``item`` gets with the address ``url``, so that it stays one."""
    key = url_key(url) or item.key
    other = store.items.ids_of(tx, [key]).get(key, item.id)
    if other != item.id:
        raise Conflict(
            f"item {other} has this address already: {url}",
            f"If they are one story: newsletter items merge {item.id} {other}",
        )
    if key != item.key and store.tombstones.buried(tx, [key]):
        raise refusal(store.audit.acts(tx, act=REMOVED), key)
    return key


def _overtaken(tx: store.Transaction, item: Item, lost: Sequence[str]) -> Conflict:
    """Return that somebody was quicker: who, when, and what it is now."""
    fields = ", ".join(OPTION.get(name, name) for name in lost)
    now = "; ".join(f"{OPTION.get(one, one)} is {as_text(getattr(item, one))!r}" for one in lost)
    acts = [one for one in store.audit.acts(tx, subject=item.id) if "after" in one["detail"]]
    last = next((one for one in reversed(acts) if {*lost} & {*one["detail"]["after"]}), None)
    who = f"{last['actor']} at {last['at']:%Y-%m-%d %H:%M} UTC" if last else "its source"
    return Conflict(
        f"item {item.id} was changed meanwhile by {who} ({fields}): {item.title}",
        f"Nothing was overwritten. Now: {now}",
    )


def _obstacle(tx: store.Transaction, act: Mapping[str, Any]) -> Conflict | None:
    """Return why an act cannot be taken back any more: somebody changed or removed the item.

    Raises `Conflict` for one that was sent or merged, which may be taken back in its turn.
    """
    id = str(act["subject"])
    if not store.items.by_id(tx, [id]):
        return Conflict(f"item {id} was removed meanwhile", "It is not brought back by an undo.")
    item = store.items.get(tx, id)
    assert_open(item)
    after = triage.read(act["detail"]["after"])
    lost = triage.differing(item, {name: after[name] for name in after if name != "edited"})
    return _overtaken(tx, item, lost) if lost else None


def _restore(tx: store.Transaction, act: Mapping[str, Any], actor: str, now: datetime) -> Item:
    """Take one act back; return the item as it is then."""
    item = store.items.get(tx, act["subject"])
    before, after = (triage.read(act["detail"][name]) for name in ("before", "after"))
    # What was edited since in other fields stays edited.
    added = {*after.pop("edited", ())} - {*before.pop("edited", ())}
    edited = tuple(name for name in item.edited if name not in added)
    restored = replace(item, **before, edited=edited)
    _store(tx, item, restored, Change(item.id, after, before), actor, now)
    return store.items.get(tx, item.id)


def also(book: SourceBook, item: Item, sources: Iterable[str]) -> list[Place]:
    """Return the other places that noted ``item``, in the order of the book.

    ``sources`` are those that its story was seen at; one that left the book has no place.
    """
    seen = {source.place for source in map(book.source, sources) if source is not None}
    return [place for place in book.places if place.code in seen - {item.place}]
