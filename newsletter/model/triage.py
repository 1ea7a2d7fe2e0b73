"""What editors do to the items of the inbox, so that two of them never undo each other unseen.

A Change says what an editor saw and what they want. It is made only where the item still is as it
was seen, in the very fields that change; what it was before is kept, so that it can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from newsletter.errors import Conflict
from newsletter.model.articles import OPTION
from newsletter.model.dates import PartialDate
from newsletter.model.items import Item, ItemState

FIELDS = ("state", *OPTION)  # what a change may name, in the order in which it is told
_KEPT = (*FIELDS, "edited", "doubt")  # what a change may alter


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor saw of the item with the id ``item`` (``before``), and wants (``after``).

    Both have the same keys, of `FIELDS`, and values as an `Item` has them.
    """

    item: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def reversed(self) -> Change:
        """The change that takes this one back."""
        return Change(self.item, self.after, self.before)

    @property
    def verb(self) -> str:
        """What is done, in a word: "edited", or what becomes of the item ("picked", "reset")."""
        state = self.after.get("state")
        if len(self.after) > 1 or state is None:
            return "edited"
        return "reset" if state is ItemState.NEW else str(state)


def change(item: Item, **wanted: Any) -> Change:
    """Return the change of ``item``, as it was seen, to what is ``wanted``; what is alike is out.

    Where nothing differs, it has no fields.
    """
    after = {name: value for name, value in wanted.items() if getattr(item, name) != value}
    return Change(item.id, {name: getattr(item, name) for name in after}, after)


def differing(item: Item, seen: Mapping[str, Any]) -> list[str]:
    """Return the fields in which ``item`` is no longer as it was ``seen``."""
    return [name for name, value in seen.items() if getattr(item, name) != value]


def changed(item: Item, wanted: Change) -> Item:
    """Return ``item`` with the change made. What was edited no source changes any more.

    With a decision no doubt about an item is left.
    """
    edited = tuple(sorted({*item.edited, *(name for name in wanted.after if name in OPTION)}))
    doubt = "" if "state" in wanted.after else item.doubt
    return replace(item, **wanted.after, edited=edited, doubt=doubt)


def between(before: Item, after: Item) -> Change:
    """Return all that makes ``after`` of ``before``, also what follows from what was wanted."""
    names = [name for name in _KEPT if getattr(before, name) != getattr(after, name)]
    values = ({name: getattr(item, name) for name in names} for item in (before, after))
    return Change(before.id, *values)


def assert_open(item: Item) -> None:
    """Raise `Conflict` where nothing is to be decided: it was sent, or is part of another."""
    if item.state is ItemState.USED:
        raise Conflict(
            f"item {item.id} was in an issue already, which stays as it was sent: {item.title}"
        )
    if item.merged_into:
        raise Conflict(
            f"item {item.id} is part of {item.merged_into}: {item.title}",
            f"Name that one, or first: newsletter items split {item.id}",
        )


# --- as it is kept --------------------------------------------------------------------------


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a change as JSON has them."""
    return {
        name: list(value) if isinstance(value, tuple) else _plain(value)
        for name, value in values.items()
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, PartialDate | ItemState) else value


def read(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a change from what was kept of them; unknown fields are left out."""
    return {name: _READERS.get(name, _same)(values[name]) for name in _KEPT if name in values}


def _same(value: Any) -> Any:
    return value


_READERS: dict[str, Any] = {
    "state": ItemState,
    "published": lambda value: PartialDate.parse(value) if value else None,
    "topics": tuple,
    "edited": tuple,
}
