"""The editors' desk: what of the inbox is listed, under which headings, and where the cursor is.

A `Desk` is what the full-screen review shows, without a screen: it asks no store and draws nothing.
What was decided stays listed where it was, with its sign, until the list is made anew: nothing
slips away under an editor's finger.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from newsletter.model.dates import PartialDate
from newsletter.model.items import Item, ItemState
from newsletter.model.sources import SourceBook

OPEN = (ItemState.NEW, ItemState.HELD, ItemState.PICKED)  # what the next issue may still have
SIGNS = {  # the letter of a state is the key that gives it
    ItemState.NEW: " ",
    ItemState.HELD: "H",
    ItemState.PICKED: "P",
    ItemState.SKIPPED: "S",
    ItemState.USED: "U",
}
_GAP = "  "
_NO_DATE = PartialDate(0)
_SHORT = 40  # columns of a name that leave room for the rest of a line of 80


@dataclass(frozen=True, slots=True)
class View:
    """What of the inbox is listed; an empty field lists all of it, without a state all of `OPEN`.

    ``words`` must all occur in the title, publisher, text, topics or id; accents do not matter.
    """

    state: ItemState | None = None
    place: str = ""
    section: str = ""
    words: str = ""

    def __str__(self) -> str:
        words = f'"{self.words}"' if self.words else ""
        state = str(self.state or "all open items")
        return ", ".join(filter(None, (state, self.place or "all places", self.section, words)))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: the heading of a place, of a section of it, or an item by its id."""

    place: str
    section: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many items a place, or one section of it, has picked, and how many wait."""

    picked: int = 0
    waiting: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.picked + other.picked, self.waiting + other.waiting)

    def __str__(self) -> str:
        return f"{self.picked}/{self.waiting}"


class Desk:
    """The inbox on a desk: its items, the lines of the list, the cursor in it.

    The order is that of the book (places, then sections; those that left it come last), below that
    the newest first, without a date last.
    """

    def __init__(self, book: SourceBook, items: Iterable[Item], view: View = View()) -> None:
        self.book = book
        self.view = view
        self.lines: tuple[Line, ...] = ()
        self.cursor = 0
        self.closed: set[str] = set()
        self._names = {place.code: place.name for place in book.places}
        self._items = {item.id: item for item in items}
        self._kept: set[str] = set()
        self._folded: dict[str, str] = {}
        self._cells: dict[tuple[str, str], Cell] = {}
        self._relist()
        self._settle(0)

    # --- what is there ------------------------------------------------------------------------

    @property
    def items(self) -> Mapping[str, Item]:
        """All that is on the desk, by id, listed or not."""
        return self._items

    @property
    def line(self) -> Line | None:
        """The line under the cursor: an item, or the heading of a place that is closed."""
        return self.lines[self.cursor] if self.lines else None

    @property
    def current(self) -> Item | None:
        """The item under the cursor."""
        return self._items.get(self.line.item) if self.line else None

    @property
    def listed(self) -> list[str]:
        """The ids of the items in the list, in its order; not those of closed places."""
        return [line.item for line in self.lines if line.item]

    def position(self) -> tuple[int, int]:
        """Return which of the listed items the cursor is on, 0 for none, and of how many."""
        before = sum(1 for line in self.lines[: self.cursor + 1] if line.item)
        return before if self.current else 0, len(self.listed)

    def name_of(self, place: str) -> str:
        """Return the name of a place, its code where the book has no such place."""
        return self._names.get(place, place)

    def short_name_of(self, place: str) -> str:
        """Return the name of a place, or its code where the name would leave no room."""
        name = self.name_of(place)
        return name if len(name) <= _SHORT else place

    # --- moving -------------------------------------------------------------------------------

    def step(self, count: int) -> None:
        """Move the cursor so many items down (up if negative), at most to the end."""
        stops = self._stops()
        if stops:
            there = next((at for at, stop in enumerate(stops) if stop >= self.cursor), 0)
            self.cursor = stops[max(0, min(len(stops) - 1, there + count))]

    def go_to(self, item: str) -> bool:
        """Put the cursor on an item; say whether it is listed."""
        found = self._index(item)
        if found is not None:
            self.cursor = found
        return found is not None

    def go_to_place(self, place: str) -> bool:
        """Put the cursor on the first new item of a place, else its first; say if it has one."""
        here = [at for at in self._stops() if self.lines[at].place == place]
        if here:
            self.cursor = next((at for at in here if self._is_new(at)), here[0])
        return bool(here)

    def go_on(self) -> bool:
        """Move to the next new item; say whether there is one.

        Below in the same place, else above in it, else in the places below, else from the top.
        """
        around = [*range(self.cursor + 1, len(self.lines)), *range(self.cursor)]
        new = [at for at in around if self._is_new(at)]
        place = self.line.place if self.line else ""
        if new:
            self.cursor = next((at for at in new if self.lines[at].place == place), new[0])
        return bool(new)

    def following(self) -> str:
        """Return the id of the item below the cursor, else of the one above, "" for none."""
        stops = [at for at in self._stops() if self.lines[at].item and at != self.cursor]
        below = next((at for at in stops if at > self.cursor), None)
        near = below if below is not None else (stops[-1] if stops else None)
        return self.lines[near].item if near is not None else ""

    def fold(self, place: str, *, closed: bool) -> None:
        """Close a place, so that only its heading is listed, or open it again."""
        (self.closed.add if closed else self.closed.discard)(place)
        self._relist()
        heading = next((at for at, line in enumerate(self.lines) if line.place == place), 0)
        self._settle(heading)

    # --- changing -----------------------------------------------------------------------------

    def narrow(self, view: View) -> None:
        """List something else; what was kept there goes. The cursor stays, if its item does."""
        self.view = view
        self._kept.clear()
        self._anew()

    def put(self, items: Iterable[Item]) -> None:
        """Take over items as they are after an act. Each stays listed, whatever is asked for."""
        for item in items:
            self._items[item.id] = item
            self._folded.pop(item.id, None)
            self._kept.add(item.id)
        self._cells.clear()
        self._anew()

    def renew(self, items: Iterable[Item], *, tidy: bool) -> list[str]:
        """Take over the inbox as it is now; return the ids of what is new, changed or gone.

        The cursor stays on its item. What is listed stays, though it is not asked for any more;
        with ``tidy`` it goes.
        """
        fresh = {item.id: item for item in items}
        differs = [id for id in {**self._items, **fresh} if fresh.get(id) != self._items.get(id)]
        self._kept = set() if tidy else self._kept.union(self.listed)
        self._items = fresh
        self._cells.clear()
        for id in differs:
            self._folded.pop(id, None)
        self._anew()
        return differs

    def _anew(self) -> None:
        """Make the list anew; the cursor stays on its line, else goes to the nearest below."""
        before, at = self.lines, self.cursor
        self._relist()
        there = {_name(line): index for index, line in enumerate(self.lines) if self._stands(line)}
        near = [*before[at:], *reversed(before[:at])]
        self._settle(next((there[_name(line)] for line in near if _name(line) in there), 0))

    def _relist(self) -> None:
        places = {code: number for number, code in enumerate(self._names)}
        sections = {name: number for number, name in enumerate(self.book.sections)}
        last = len(self._items)

        def rank(item: Item) -> tuple[int, str, int, str, int, int, int, float, str]:
            day = item.published or _NO_DATE
            return (
                places.get(item.place, last), item.place,
                sections.get(item.section, last), item.section,
                -day.year, -day.month, -day.day, -item.first_seen.timestamp(), item.id,
            )  # fmt: skip

        wanted = fold(self.view.words).split()
        chosen = [item for item in self._items.values() if self._asked_for(item, wanted)]
        lines: list[Line] = []
        above = Line("")
        for item in sorted(chosen, key=rank):
            if item.place != above.place:
                lines.append(Line(item.place))
            closed = item.place in self.closed
            if not closed and (item.place, item.section) != (above.place, above.section):
                lines.append(Line(item.place, item.section))
            above = Line(item.place, item.section, item.id)
            if not closed:
                lines.append(above)
        self.lines = tuple(lines)

    def _asked_for(self, item: Item, words: Sequence[str]) -> bool:
        view = self.view
        if item.id in self._kept:
            return True
        states = (view.state,) if view.state else OPEN
        return (
            item.state in states
            and not item.merged_into
            and view.place in ("", item.place)
            and view.section in ("", item.section)
            and (not words or self._has(item, words))
        )

    def _has(self, item: Item, words: Sequence[str]) -> bool:
        if item.id not in self._folded:
            text = (item.title, item.english, item.publisher, item.excerpt, item.easy, item.id)
            self._folded[item.id] = fold(" ".join((*text, *item.topics)))
        return all(word in self._folded[item.id] for word in words)

    def _stands(self, line: Line) -> bool:
        return bool(line.item) or (not line.section and line.place in self.closed)

    def _stops(self) -> list[int]:
        return [at for at, line in enumerate(self.lines) if self._stands(line)]

    def _settle(self, at: int) -> None:
        """Put the cursor where it can stand: at this line, else below, else above it."""
        stops = self._stops()
        self.cursor = next((stop for stop in stops if stop >= at), stops[-1] if stops else 0)

    def _is_new(self, at: int) -> bool:
        item = self._items.get(self.lines[at].item)
        return item is not None and item.state is ItemState.NEW

    def _index(self, item: str) -> int | None:
        return next((at for at, line in enumerate(self.lines) if line.item == item), None)

    # --- coverage -----------------------------------------------------------------------------

    def coverage(self) -> Mapping[tuple[str, str], Cell]:
        """Return what each place has in each section, whatever is listed."""
        if not self._cells:
            counted = Counter((one.place, one.section, one.state) for one in self._items.values())
            for (place, section, state), count in counted.items():
                cell = Cell(count, 0) if state is ItemState.PICKED else Cell(0, count)
                if state in OPEN:
                    before = self._cells.get((place, section), Cell())
                    self._cells[place, section] = before + cell
        return self._cells

    def by_place(self) -> dict[str, Cell]:
        """Return what each place has, in the order of the book; those that left it come last."""
        sums = dict.fromkeys(self._names, Cell())
        for (place, _), cell in self.coverage().items():
            sums[place] = sums.get(place, Cell()) + cell
        return sums

    def total(self) -> Cell:
        """Return what all places together have."""
        return sum(self.coverage().values(), Cell())

    def strip(self, width: int) -> list[str]:
        """Return the coverage in lines of at most ``width``: "SE 2/5", and "!SE 0/5" for no pick.

        Picked items stand before the stroke, waiting ones (new and held) behind it.
        """
        sums = self.by_place().items()
        return wrapped([f"{'' if one.picked else '!'}{place} {one}" for place, one in sums], width)

    def grid(self) -> list[list[str]]:
        """Return a table: a row for each place with a cell for each section, and its sum.

        The first row names the columns; "!" stands before a place without a pick, "-" for nothing.
        """
        cells = self.coverage()
        named = [*self.book.sections]
        named += sorted({section for _, section in cells if section not in named})
        rows = [["Place", *named, "All"]]
        for place, all in self.by_place().items():
            here = [cells.get((place, section), Cell()) for section in named]
            words = [str(cell) if cell != Cell() else "-" for cell in here]
            rows.append([f"{'' if all.picked else '!'}{self.name_of(place)}", *words, str(all)])
        return rows


def _name(line: Line) -> str:
    """Return what a line stays the same by, wherever it moves."""
    return f"item {line.item}" if line.item else f"{line.place}\n{line.section}"


def fold(text: str) -> str:
    """Return ``text`` as searched: small letters without accents."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


def wrapped(pieces: Iterable[str], width: int) -> list[str]:
    """Return ``pieces`` in lines of at most ``width``; one that is longer has a line of its own."""
    lines: list[str] = []
    for piece in pieces:
        longer = f"{lines[-1]}{_GAP}{piece}" if lines else ""
        if lines and len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def narrowed(choices: Mapping[str, str], typed: str, *, but: Container[str] = ()) -> list[str]:
    """Return the keys of the choices that match what was typed, the likeliest first.

    One whose key it is, or begins with it, comes before one in whose words it occurs.
    """
    wanted = fold(typed.strip())
    found = {
        key: (fold(key) != wanted, not fold(key).startswith(wanted), not _begins(words, wanted))
        for key, words in choices.items()
        if key not in but and (wanted in fold(key) or wanted in fold(words))
    }
    return sorted(found, key=found.__getitem__) if wanted else [*found]


def _begins(words: str, wanted: str) -> bool:
    return any(word.startswith(wanted) for word in fold(words).split())


__all__ = [
    "OPEN", "SIGNS", "Cell", "Desk", "Line", "View", "fold", "narrowed", "wrapped",
]  # fmt: skip
