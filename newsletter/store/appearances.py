"""Past issues and what stood in them, and where items have stood before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, or_, select

from newsletter.model.appearances import (
    TITLE_DAYS,
    Appearance,
    Origin,
    PastIssue,
    used_before,
    words_hash,
)
from newsletter.model.issues import Issue
from newsletter.model.items import Item, url_key
from newsletter.store import duplicates
from newsletter.store.engine import Transaction
from newsletter.store.items import by_id, item_of
from newsletter.store.rows import chunks, row_of
from newsletter.store.tables import appearances, items
from newsletter.store.tables import past_issues as issues_table

_BEGINNING = 3  # letters of an id that a slip of the fingers leaves as they are, mostly
_FEW = 50  # items of which one may be meant by an id that none bears


def add(tx: Transaction, past: PastIssue, those: Sequence[Appearance]) -> None:
    """Store a past issue with all that stood in it, in place of what was known of it."""
    remove(tx, past.slug)
    values = {"day": past.day.isoformat(), "origin": str(past.origin)}
    tx.execute(insert(issues_table).values({**row_of(past), **values}))
    rows = [row_of(one) for one in those]
    for row in rows:
        del row["day"]
    if rows:
        tx.execute(insert(appearances), rows)


def remove(tx: Transaction, slug: str) -> None:
    """Forget a past issue."""
    tx.execute(delete(appearances).where(appearances.c.issue == slug))
    tx.execute(delete(issues_table).where(issues_table.c.slug == slug))


def past_issue(tx: Transaction, slug: str) -> PastIssue | None:
    """Return the past issue with this slug."""
    row = tx.execute(select(issues_table).where(issues_table.c.slug == slug)).mappings().first()
    return _past_issue(row) if row else None


def past_issues(tx: Transaction, publication: str = "") -> list[PastIssue]:
    """Return the past issues, of one publication if it is named; the newest first."""
    asked = select(issues_table).order_by(issues_table.c.day.desc(), issues_table.c.slug)
    if publication:
        asked = asked.where(issues_table.c.publication == publication)
    return [_past_issue(row) for row in tx.execute(asked).mappings()]


def of_issue(tx: Transaction, slug: str) -> list[Appearance]:
    """Return what stood in a past issue, in its order."""
    return sorted(_asked(tx, appearances.c.issue == slug), key=lambda one: one.number)


def counts(tx: Transaction, slugs: Iterable[str]) -> dict[tuple[str, str, str], int]:
    """Return how much stood in these issues: by issue, code of the place, and section."""
    columns = (appearances.c.issue, appearances.c.place, appearances.c.section)
    found: dict[tuple[str, str, str], int] = {}
    for chunk in chunks(slugs):
        asked = select(*columns, func.count()).where(appearances.c.issue.in_(chunk))
        rows = tx.execute(asked.group_by(*columns))
        found.update(((issue, place, section), number) for issue, place, section, number in rows)
    return found


def stood(tx: Transaction, ids: Iterable[str]) -> set[str]:
    """Return those of ``ids`` that stood in a past issue we sent, or somebody closed."""
    found: set[str] = set()
    ours = issues_table.c.origin != str(Origin.IMPORTED)
    for chunk in chunks(ids):
        where = appearances.c.item.in_(chunk)
        found.update(one.item for one in _asked(tx, where & ours))
    return found


# --- again ----------------------------------------------------------------------------------


def of_items(tx: Transaction, those: Sequence[Item]) -> Mapping[str, tuple[Appearance, ...]]:
    """Return of each item that stood in a past issue where that was, the latest first.

    By its id, address or title, or that of an item that is part of it. What only looks alike is
    left out, and so are items that never stood anywhere.
    """
    if not those or tx.execute(select(appearances.c.issue).limit(1)).first() is None:
        return {}
    parts = duplicates.parts_of(tx, (item.id for item in those))
    story = {part: id for id, its in parts.items() for part in its}
    merged = [part for part in story if story[part] != part]
    whole = [*those, *by_id(tx, merged).values()]
    found: dict[str, list[Appearance]] = defaultdict(list)
    candidates = _candidates(tx, whole)
    for item in whole:
        for one in candidates.of(item):
            found[item.id].append(one)
    told = used_before(whole, found)
    where: dict[str, dict[tuple[str, int], Appearance]] = defaultdict(dict)
    for id, its in told.items():
        where[story[id]].update(((one.issue, one.number), one) for one in its)
    return {
        id: tuple(sorted(its.values(), key=lambda one: one.day, reverse=True))
        for id, its in where.items()
    }


def like(tx: Transaction, issue: Issue) -> tuple[Appearance, ...]:
    """Return what stood in earlier issues and may stand in ``issue`` again, for a closer look.

    All that has an id, an address or the words of a title in common with it, and everything of
    the months before, of which a title may look alike. Where an item of the issue is part of
    another, or another part of it, what that stood in counts as its own: under the issue's id.
    """
    first = (issue.date - TITLE_DAYS).isoformat()
    recent = issues_table.c.day.between(first, issue.date.isoformat())
    found = {(one.issue, one.number): one for one in _asked(tx, recent)}
    stories = list(issue.items())
    keys = {url_key(one.url) for one in stories} - {""}
    named = _stories(tx, [one.id for one in stories if one.id])
    for column, values in ((appearances.c.key, keys), (appearances.c.item, named)):
        for chunk in chunks(values):
            found.update(((one.issue, one.number), one) for one in _asked(tx, column.in_(chunk)))
    earlier = (one for one in found.values() if one.issue != issue.slug and one.day < issue.date)
    return tuple(
        replace(one, item=named[one.item]) if one.item in named else one for one in earlier
    )


def _stories(tx: Transaction, ids: Sequence[str]) -> dict[str, str]:
    """Return the ids of all items that are one story with one of ``ids``, each with that one."""
    told = {id: duplicates.root_of(tx, item).id for id, item in by_id(tx, ids).items()}
    parts = duplicates.parts_of(tx, told.values())
    named = {part: id for id, root in told.items() for part in parts[root]}
    return {**named, **{id: id for id in ids}}


def known(tx: Transaction, issue: Issue) -> dict[str, Item]:
    """Return the items that ``issue`` names, by their ids.

    For each id that none bears also what may be meant by it, under ids of their own: items with
    its address, and with ids that begin or end alike.
    """
    stories = [item for item in issue.items() if item.id]
    found = by_id(tx, [one.id for one in stories])
    for one in stories:
        if one.id in found:
            continue
        ends = (one.id[:_BEGINNING], one.id[-_BEGINNING:])
        alike = or_(
            items.c.key == (url_key(one.url) or None),
            items.c.id.startswith(ends[0], autoescape=True),
            items.c.id.endswith(ends[1], autoescape=True),
        )
        rows = tx.execute(select(items).where(alike).limit(_FEW)).mappings()
        found.update((row["id"], item_of(row)) for row in rows)
    return found


class _Candidates:
    """Appearances by what they may have in common with an item."""

    def __init__(self, those: Iterable[Appearance]) -> None:
        self._by: dict[str, dict[str, list[Appearance]]] = {
            name: defaultdict(list) for name in ("item", "key", "words")
        }
        for one in those:
            for name, values in self._by.items():
                if value := getattr(one, name):
                    values[value].append(one)

    def of(self, item: Item) -> Iterator[Appearance]:
        wanted = {"item": item.id, "key": url_key(item.url), "words": words_hash(item.title)}
        unique: dict[tuple[str, int], Appearance] = {}
        for name, value in wanted.items():
            unique.update(((one.issue, one.number), one) for one in self._by[name].get(value, ()))
        yield from unique.values()


def _candidates(tx: Transaction, those: Sequence[Item]) -> _Candidates:
    wanted = {
        appearances.c.item: (item.id for item in those),
        appearances.c.key: (key for item in those if (key := url_key(item.url))),
        appearances.c.words: (words for item in those if (words := words_hash(item.title))),
    }
    found: dict[tuple[str, int], Appearance] = {}
    for column, values in wanted.items():
        for chunk in chunks(values):
            found.update(((one.issue, one.number), one) for one in _asked(tx, column.in_(chunk)))
    return _Candidates(found.values())


def _asked(tx: Transaction, where: ColumnElement[bool]) -> list[Appearance]:
    of = appearances.c.issue == issues_table.c.slug
    asked = select(appearances, issues_table.c.day).join(issues_table, of).where(where)
    return [_appearance(row) for row in tx.execute(asked).mappings()]


def _appearance(row: RowMapping) -> Appearance:
    values = {name: row[name] for name in Appearance.__dataclass_fields__}
    values["day"] = date.fromisoformat(row["day"])
    return Appearance(**values)


def _past_issue(row: RowMapping) -> PastIssue:
    values = {name: row[name] for name in PastIssue.__dataclass_fields__}
    values["day"], values["origin"] = date.fromisoformat(row["day"]), Origin(row["origin"])
    return PastIssue(**values)
