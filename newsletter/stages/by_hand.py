"""By hand: what editors add, and what they remove for good. Each act leaves an audit row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsletter import store
from newsletter.errors import Conflict, NotFound, UsageError
from newsletter.model.articles import (
    HAND,
    Fields,
    hand_key,
    missing,
)
from newsletter.model.items import Entry, Item, ItemState, Sighting
from newsletter.model.tombstones import REMOVED, Tombstone, hidden, identities, refusal
from newsletter.model.triage import assert_open

ADDED, READMITTED = "item added", "item readmitted"


# --- adding ---------------------------------------------------------------------------------


def known(tx: store.Transaction, fields: Fields) -> Item | None:
    """Return the item that ``fields`` are about, if it is there: that which speaks for it.

    Raises `Conflict` where somebody removed it for good.
    """
    key = hand_key(fields)
    if store.tombstones.buried(tx, [key]):
        raise refusal(store.audit.acts(tx, act=REMOVED), key)
    id = store.items.ids_of(tx, [key]).get(key)
    return store.duplicates.root_of(tx, store.items.get(tx, id)) if id else None


def add(
    db: store.Store,
    fields: Fields,
    written: Sequence[str],
    *,
    actor: str,
    now: datetime,
    pick: bool = False,
) -> tuple[Item, bool]:
    """Add an item with these fields, unless it is there; return it, and whether it is new.

    ``written`` names those that the editor wrote: nobody else will change them. ``fields`` have
    a title, a place and a section. Raises `Conflict` for what was removed for good.
    """
    if lacking := missing(fields):
        raise UsageError(f"an item needs: {', '.join(lacking)}")
    with db.begin() as tx:
        if there := known(tx, fields):
            return there, False
        key = hand_key(fields)
        item = _item(fields, key, store.items.new_ids(tx, [key])[key], written, now)
        entry = Entry("", item.url, item.title, item.excerpt, item.published, item.language)
        sighting = Sighting(
            HAND, key, item.id, item.url, item.title, entry.digest, now, now, entry.text
        )
        store.items.add(tx, [item])
        store.items.add_sightings(tx, [sighting])
        if pick:
            store.items.decide(tx, item.id, ItemState.PICKED, actor, now)
        store.audit.record(tx, now, actor, ADDED, item.id, {"written": list(item.edited)})
        return store.items.get(tx, item.id), True


def _item(fields: Fields, key: str, id: str, written: Sequence[str], now: datetime) -> Item:
    return Item(
        id=id,
        key=key,
        url=fields.get("url", ""),
        title=fields["title"],
        source=HAND,
        publisher=fields.get("publisher", ""),
        place=fields["place"],
        section=fields["section"],
        language=fields.get("language", ""),
        published=fields.get("published"),
        excerpt=fields.get("excerpt", ""),
        topics=fields.get("topics", ()),
        english=fields.get("english", ""),
        easy=fields.get("easy", ""),
        note=fields.get("note", ""),
        sensitive=fields.get("sensitive", False),
        state=ItemState.NEW,
        first_seen=now,
        edited=tuple(sorted(written)),
    )


# --- removing -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Removal:
    """That the item ``id`` was removed for good, and what kept it from coming back."""

    id: str
    because: str
    actor: str
    at: datetime


def remove(
    db: store.Store, ids: Sequence[str], because: str, *, actor: str, now: datetime
) -> list[tuple[Item, list[Item]]]:
    """Delete items and what is part of them, so that none comes back; all of them or none.

    Return each with its parts, as they were. What stays is the reason and hashes of where they
    came from. Raises `NotFound` for an id nothing bears, `Conflict` for one that was sent.
    """
    removed = []
    with db.begin() as tx:
        for item in {one.id: one for one in (store.items.get(tx, id) for id in ids)}.values():
            assert_open(item)
            parts = store.duplicates.parts_of(tx, [item.id])[item.id]
            story = [store.items.get(tx, part) for part in parts]
            for part in story:
                if part.state is ItemState.USED:
                    raise Conflict(f"item {part.id}, which is part of {item.id}, was in an issue")
            names = {
                name
                for part in story
                for name in identities(part, store.items.sightings_of(tx, part.id))
            }
            keys = sorted(map(hidden, names))
            store.tombstones.bury(tx, [Tombstone(key, because, actor, now) for key in keys])
            detail = {"because": because, "keys": keys, "parts": parts[1:]}
            store.items.remove(tx, parts)
            store.audit.record(tx, now, actor, REMOVED, item.id, detail)
            removed.append((item, story[1:]))
    return removed


def removed(tx: store.Transaction) -> list[Removal]:
    """Return what was removed and may not come back, the newest first."""
    acts = {one["subject"]: one for one in store.audit.acts(tx, act=REMOVED)}
    standing = store.tombstones.standing(tx, (key for one in acts.values() for key in _keys(one)))
    return [
        Removal(id, one["detail"]["because"], one["actor"], one["at"])
        for id, one in reversed(acts.items())
        if any(key in standing for key in _keys(one))
    ]


def _keys(act: Mapping[str, Any]) -> list[str]:
    return [str(key) for key in act["detail"]["keys"]]


def readmit(db: store.Store, ids: Sequence[str], *, actor: str, now: datetime) -> list[Removal]:
    """Let removed items come back, when their sources serve them again or somebody adds them.

    Raises `NotFound` for what was not removed; then nothing is changed.
    """
    with db.begin() as tx:
        there = {one.id: one for one in removed(tx)}
        for id in ids:
            if id not in there:
                raise NotFound("removed item", id, "See them with: newsletter items removed")
            for act in store.audit.acts(tx, subject=id, act=REMOVED):
                store.tombstones.lift(tx, _keys(act))
            store.audit.record(tx, now, actor, READMITTED, id, {})
    return [there[id] for id in ids]
