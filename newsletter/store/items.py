"""Items and their sightings: what was collected, and what the editors decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy import update as sql_update

from newsletter.errors import NotFound, UsageError
from newsletter.model.articles import HAND
from newsletter.model.dates import PartialDate
from newsletter.model.items import Item, ItemState, Sighting, canonical_url, short_id
from newsletter.model.text import one_line
from newsletter.store.engine import Transaction
from newsletter.store.rows import chunks, row_of
from newsletter.store.tables import item_blocks, items, sightings

_MOST_WORDS = 50  # in one search; SQLite's parser has its limits


# --- collecting -----------------------------------------------------------------------------

# Asked for every source: made once, because making a statement takes longer than its answer.
_IDS = select(items.c.key, items.c.id).where(items.c.key.in_(bindparam("keys")))
_TAKEN = select(items.c.id).where(items.c.id.in_(bindparam("ids")))


def ids_of(tx: Transaction, keys: Iterable[str]) -> dict[str, str]:
    """Return the id of each item whose identity is among ``keys``."""
    known: dict[str, str] = {}
    for chunk in chunks(keys):
        known.update((key, id) for key, id in tx.execute(_IDS, {"keys": chunk}))
    return known


def new_ids(tx: Transaction, keys: Iterable[str]) -> dict[str, str]:
    """Return a free id for each of ``keys``: the shortest that no other item bears."""
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    waiting, length = list(dict.fromkeys(keys)), 6
    while waiting:
        wanted = {key: short_id(key, length) for key in waiting}
        for chunk in chunks(wanted.values()):
            taken.update(tx.execute(_TAKEN, {"ids": chunk}).scalars())
        waiting = []
        for key, id in wanted.items():
            if id in taken:
                waiting.append(key)
            else:
                chosen[key] = id
                taken.add(id)
        length += 1
    return chosen


def add(tx: Transaction, new: Sequence[Item]) -> None:
    """Add items that were not there."""
    if new:
        tx.execute(insert(items), [_row(item) for item in new])


def add_sightings(tx: Transaction, new: Sequence[Sighting]) -> None:
    """Add sightings that were not there."""
    if new:
        tx.execute(insert(sightings), [row_of(sighting) for sighting in new])


def seen_again(tx: Transaction, source: str, keys: Iterable[str], now: datetime) -> None:
    """Remember that ``source`` still serves these entries."""
    for chunk in chunks(keys):
        where = (sightings.c.source == source, sightings.c.key.in_(chunk))
        tx.execute(sql_update(sightings).where(*where).values(last_seen=now))


def revise(tx: Transaction, sighting: Sighting, excerpt: str) -> None:
    """Take over what the source changed; what an editor has decided about or written stays.

    ``sighting`` is of now: its ``last_seen`` is when the change was noticed.
    """
    where = (sightings.c.source == sighting.source, sightings.c.key == sighting.key)
    changed = {name: getattr(sighting, name) for name in ("digest", "title", "url", "text")}
    changed["changed_at"] = sighting.last_seen
    tx.execute(sql_update(sightings).where(*where).values(**changed))
    untouched = (
        items.c.id == sighting.item,
        items.c.source == sighting.source,
        items.c.state == ItemState.NEW,
    )
    edited = tx.execute(select(items.c.edited).where(*untouched)).scalar()
    fresh = {"title": sighting.title, "excerpt": excerpt, "url": canonical_url(sighting.url)}
    values = {name: value for name, value in fresh.items() if name not in (edited or ())}
    if edited is not None and values:
        tx.execute(sql_update(items).where(*untouched).values(**values))


# --- looking --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are asked for; an empty field asks for all. ``words`` searches the full text.

    Items that were merged into another are never among them; those in doubt only with
    ``in_doubt``, and then no others, or where the full text is searched. With ``noted_by`` a
    ``place`` or ``source`` also has the stories that one of these sources brought and that are
    another's item.
    """

    states: tuple[ItemState, ...] = ()
    place: str = ""
    section: str = ""
    source: str = ""
    since: str = ""
    words: str = ""
    limit: int = 0
    in_doubt: bool = False
    noted_by: tuple[str, ...] = ()


def find(tx: Transaction, wanted: Filter = Filter()) -> list[Item]:
    """Return the items asked for: the best match first if words are given, else the newest."""
    query = select(items).where(*_conditions(wanted))
    if wanted.words:
        query = query.join(
            text("item_search"), literal_column("item_search.rowid") == items.c.number
        )
        query = query.where(text("item_search match :words").bindparams(words=_match(wanted.words)))
        # A hit in the title weighs more than one in the publisher's name or the text.
        query = query.order_by(text("bm25(item_search, 4.0, 1.0, 2.0)"), items.c.number)
    else:
        # Undated ones come last: when they were seen says little about when they were published.
        query = query.order_by(items.c.published.desc(), items.c.first_seen.desc(), items.c.number)
    if wanted.limit:
        query = query.limit(wanted.limit)
    return [item_of(row) for row in tx.execute(query).mappings()]


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [items.c.merged_into.is_(None)]
    if wanted.in_doubt or not wanted.words:
        conditions.append(items.c.doubt != "" if wanted.in_doubt else items.c.doubt == "")
    if wanted.states:
        conditions.append(items.c.state.in_([str(state) for state in wanted.states]))
    if wanted.section:
        conditions.append(items.c.section == wanted.section)
    for name in ("place", "source"):
        if value := getattr(wanted, name):
            own = items.c[name] == value
            conditions.append(own | _noted(wanted.noted_by) if wanted.noted_by else own)
    if wanted.since:
        seen_day = func.date(items.c.first_seen)
        # "2026" and "2026-03" may mean a day since the 15th, or one before: as good as no date.
        unclear = items.c.published.in_(("", wanted.since[:4], wanted.since[:7]))
        seen_since = unclear & (seen_day >= wanted.since)
        conditions.append((items.c.published >= wanted.since) | seen_since)
    return conditions


def _noted(sources: Sequence[str]) -> ColumnElement[bool]:
    """Tell of an item whether one of ``sources`` served it, or what was merged into it."""
    seen = select(sightings.c.item).where(sightings.c.source.in_(sources))
    parts = select(items.c.merged_into).where(
        items.c.id.in_(seen), items.c.merged_into.is_not(None)
    )
    return items.c.id.in_(seen) | items.c.id.in_(parts)


def _match(words: str) -> str:
    """Return an FTS5 query that finds all words; what a person types is never its syntax.

    Text in double quotes is a phrase; a word ending in ``*`` matches its beginnings.
    """
    terms = []
    for phrase, word in re.findall(r'"([^"]+)"|(\S+)', one_line(words)):
        term = re.sub(r'["*]', " ", phrase or word).strip()
        if re.search(r"\w", term):
            terms.append(f'"{term}"' + ("*" if word.endswith("*") else ""))
    if not 0 < len(terms) <= _MOST_WORDS:
        found = f"{len(terms)} words" if terms else f"no word in {one_line(words, 40)!r}"
        raise UsageError(
            f"there is no searching for {found}",
            f"Give one to {_MOST_WORDS} words, such as: items search recovery",
        )
    return " ".join(terms)


def get(tx: Transaction, id: str) -> Item:
    """Return the item with this id, or whose id alone begins so. Raises `NotFound`."""
    wanted = id.strip().lower().lstrip("#")
    begins = items.c.id.startswith(wanted, autoescape=True)
    asked = select(items).where(begins).order_by(items.c.id).limit(6)  # an exact one comes first
    rows = tx.execute(asked).mappings().all() if wanted else []
    if rows and (len(rows) == 1 or rows[0]["id"] == wanted):
        return item_of(rows[0])
    if rows:
        near = ", ".join(row["id"] for row in rows[:5])
        raise UsageError(f"{id!r} may be several items: {near}", "Give one letter more.")
    raise NotFound("item", id, "See them with: newsletter items list")


def by_id(tx: Transaction, ids: Iterable[str]) -> dict[str, Item]:
    """Return the items with exactly these ids, in their order; what none bears is left out."""
    wanted = list(ids)
    found: dict[str, Item] = {}
    for chunk in chunks(wanted):
        rows = tx.execute(select(items).where(items.c.id.in_(chunk))).mappings()
        found.update((row["id"], item_of(row)) for row in rows)
    return {id: found[id] for id in wanted if id in found}


def sightings_of(tx: Transaction, *ids: str) -> list[Sighting]:
    """Return where these items were seen, the first sighting first."""
    asked = select(sightings).where(sightings.c.item.in_(ids))
    rows = tx.execute(asked.order_by(sightings.c.first_seen, sightings.c.source)).mappings()
    return [Sighting(**row) for row in rows]


def decide(tx: Transaction, id: str, state: ItemState, actor: str, now: datetime) -> Item:
    """Give an item a state, remembering who said so; return it as it was before.

    With that no doubt about it is left.
    """
    before = get(tx, id)
    if state is ItemState.NEW:
        _as_its_source_has_it(tx, before)
    values = {"doubt": "", "state": str(state), "decided_at": now, "decided_by": actor}
    tx.execute(sql_update(items).where(items.c.id == before.id).values(**values))
    return before


def _as_its_source_has_it(tx: Transaction, item: Item) -> None:
    """Take over what the source changed while a decision kept it away; not what was written."""
    own = (sightings.c.item == item.id, sightings.c.source == item.source)
    latest = select(sightings.c.title, sightings.c.url).where(
        *own, sightings.c.changed_at.is_not(None)
    )
    row = tx.execute(latest.order_by(sightings.c.last_seen.desc())).first()
    if row is None:
        return
    fresh = {"title": row.title, "url": canonical_url(row.url)}
    values = {name: value for name, value in fresh.items() if name not in item.edited}
    if values:
        tx.execute(sql_update(items).where(items.c.id == item.id).values(**values))
    # The text is not kept: with another digest the next reading brings it.
    tx.execute(sql_update(sightings).where(*own).values(digest=""))


def edit(tx: Transaction, item: Item) -> None:
    """Store an item as an editor has changed it; whose it is and what it is part of stay."""
    values = _row(item)
    for name in ("id", "source", "state", "first_seen", "decided_at", "decided_by", "merged_into"):
        del values[name]
    tx.execute(sql_update(items).where(items.c.id == item.id).values(**values))


def added_by_hand(tx: Transaction, item: Item) -> None:
    """Move what an editor added by hand under the address that the item has now."""
    mine = (sightings.c.source == HAND, sightings.c.item == item.id)
    tx.execute(sql_update(sightings).where(*mine).values(key=item.key, url=item.url))


def remove(tx: Transaction, ids: Sequence[str]) -> None:
    """Delete items with their sightings, and all that finds them; also what is part of them.

    Nothing else may be part of them: ``ids`` are whole stories.
    """
    for chunk in chunks(ids):
        those = items.c.id.in_(chunk)
        numbers = select(items.c.number).where(those)
        tx.execute(delete(item_blocks).where(item_blocks.c.item.in_(numbers)))
        tx.execute(delete(sightings).where(sightings.c.item.in_(chunk)))
        tx.execute(sql_update(items).where(those).values(merged_into=None))
    for chunk in chunks(ids):
        tx.execute(delete(items).where(items.c.id.in_(chunk)))


def counts(tx: Transaction) -> Mapping[tuple[str, str, ItemState], int]:
    """Return how many items each place and section has in each state.

    Merged ones are left out, and those in doubt.
    """
    columns = (items.c.place, items.c.section, items.c.state)
    counted = select(*columns, func.count()).where(
        items.c.merged_into.is_(None), items.c.doubt == ""
    )
    rows = tx.execute(counted.group_by(*columns))
    return {(place, section, ItemState(state)): number for place, section, state, number in rows}


def _row(item: Item) -> dict[str, object]:
    return {
        **row_of(item),
        "published": str(item.published or ""),
        "topics": list(item.topics),
        "edited": list(item.edited),
        "state": str(item.state),
        "decided_by": "",
    }


def item_of(row: RowMapping) -> Item:
    """Return the item that a row of the table holds."""
    values = {name: row[name] for name in Item.__dataclass_fields__}
    values["published"] = PartialDate.parse(row["published"]) if row["published"] else None
    values["topics"], values["edited"] = tuple(row["topics"]), tuple(row["edited"])
    values["state"] = ItemState(row["state"])
    return Item(**values)
