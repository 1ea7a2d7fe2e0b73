"""Coverage: what each place and section has, why a cell of it is empty, what it had before.

Pure: `newsletter.flows.coverage` asks the store, this says what the answers mean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from newsletter.model.appearances import PastIssue
from newsletter.model.health import State
from newsletter.model.items import ItemState
from newsletter.model.sources import Place, Source, SourceBook

# A source in one of these states brings nothing; one whose host asks to wait will again soon.
_BRING_NOTHING = frozenset((
    State.FAILING, State.BLOCKED, State.MISSING, State.GONE, State.NOTHING, State.SILENT,
))  # fmt: skip
_COLUMNS = ("place", "name", "section", "items", "state", "waiting", "failing sources")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet compute a cell


class Why(StrEnum):
    """What there is to say of a cell: one of these, and the first that is true."""

    PICKED = "picked"
    WAITING = "waiting"  # candidates are in the inbox, or held back as probably old
    FAILING = "failing"  # it has sources, and all of them fail, are refused or silent
    NOTHING = "nothing"  # something came since the last issue, and the editors left it
    NONE = "none"  # nothing came


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known. Cells are (code of a place, section).

    ``here`` counts what the draft or issue has; ``inbox`` what is in the inbox, by state;
    ``held_back`` is by source, ``states`` say how each source does. ``came`` are the sources that
    brought something since the last issue; ``passed`` counts what editors have skipped since then.
    ``past`` are the last issues, the newest first, ``counts`` what each had.
    """

    here: Mapping[tuple[str, str], int]
    inbox: Mapping[tuple[str, str, ItemState], int] = field(default_factory=dict)
    held_back: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    came: Collection[str] = ()
    passed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    past: tuple[PastIssue, ...] = ()
    counts: Mapping[tuple[str, str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One section of one place: how many items it has, how many wait, what it had in past issues.

    ``failing`` are the names of its sources where all of them bring nothing.
    """

    place: str
    section: str
    items: int
    waiting: int
    why: Why
    failing: tuple[str, ...] = ()
    past: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """What an editor wants to know: "2 picked, 5 waiting", "source failing: WHO news"."""
        if self.why is Why.FAILING:
            return f"source failing: {', '.join(self.failing)}"
        if self.why in (Why.NOTHING, Why.NONE):
            return "nothing this time" if self.why is Why.NOTHING else "no candidates"
        counts = ((self.items, "picked"), (self.waiting, "waiting"))
        return ", ".join(f"{count} {word}" for count, word in counts if count)

    @property
    def sign(self) -> str:
        """The same in few letters: "2 +5", "+5", "fails", "nothing", "-"."""
        if self.why in (Why.FAILING, Why.NOTHING, Why.NONE):
            return {Why.FAILING: "fails", Why.NOTHING: "nothing"}.get(self.why, "-")
        counts = ((self.items, ""), (self.waiting, "+"))
        return " ".join(f"{sign}{count}" for count, sign in counts if count)


LEGEND = (
    "2 +5: 2 picked, 5 candidates waiting    -: no candidates",
    "fails: its sources fail or are silent    nothing: what came was left this time",
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The grid of places by sections, in the order of the book.

    ``totals`` are by issue ("" is the one in question) and place, also outside our sections;
    ``past`` are the last issues, the newest first; ``elsewhere`` is how many items of each past
    issue stood under no heading of ours.
    """

    places: tuple[Place, ...]
    sections: tuple[str, ...]
    cells: tuple[Cell, ...]
    past: tuple[PastIssue, ...] = ()
    totals: Mapping[tuple[str, str], int] = field(default_factory=dict)
    elsewhere: tuple[int, ...] = ()

    def of(self, place: Place) -> list[Cell]:
        """Return the cells of a place."""
        return [cell for cell in self.cells if cell.place == place.code]

    def items(self, place: Place) -> int:
        """Return how many items a place has."""
        return self.totals.get(("", place.code), 0)

    def before(self, place: Place) -> int:
        """Return how many items a place had in the last issues."""
        return sum(self.totals.get((one.slug, place.code), 0) for one in self.past)

    @property
    def absent(self) -> list[Place]:
        """The places that have nothing here."""
        return [place for place in self.places if not self.items(place)]

    @property
    def forgotten(self) -> list[Place]:
        """The places that had nothing in any of the last issues."""
        return [place for place in self.places if self.past and not self.before(place)]


def coverage_of(book: SourceBook, facts: Facts) -> Coverage:
    """Return the grid of all places by all sections of ``book``."""
    cells = tuple(
        _cell(book, facts, place.code, section)
        for place in book.places
        for section in book.sections
    )
    totals: dict[tuple[str, str], int] = {}
    here = {("", code, section): number for (code, section), number in facts.here.items()}
    for (slug, code, _), number in (*here.items(), *facts.counts.items()):
        totals[slug, code] = totals.get((slug, code), 0) + number
    known = {place.code for place in book.places}
    elsewhere = tuple(
        sum(
            count
            for (slug, code), count in totals.items()
            if slug == one.slug and code not in known
        )
        for one in facts.past
    )
    return Coverage(tuple(book.places), tuple(book.sections), cells, facts.past, totals, elsewhere)


def _cell(book: SourceBook, facts: Facts, place: str, section: str) -> Cell:
    sources = [
        one
        for one in book.sources
        if (one.place, one.section) == (place, section)
        and facts.states.get(one.id, State.OFF) is not State.OFF
    ]
    items = facts.here.get((place, section), 0)
    waiting = sum(
        facts.inbox.get((place, section, state), 0) for state in (ItemState.NEW, ItemState.HELD)
    )
    waiting += sum(facts.held_back.get(one.id, 0) for one in sources)
    why = _why(facts, (place, section), sources, items, waiting)
    failing = tuple(one.name for one in sources) if why is Why.FAILING else ()
    past = tuple(facts.counts.get((one.slug, place, section), 0) for one in facts.past)
    return Cell(place, section, items, waiting, why, failing, past)


def _why(
    facts: Facts, cell: tuple[str, str], sources: Sequence[Source], items: int, waiting: int
) -> Why:
    if items or waiting:
        return Why.PICKED if items else Why.WAITING
    if sources and all(facts.states.get(one.id) in _BRING_NOTHING for one in sources):
        return Why.FAILING
    came = facts.passed.get(cell, 0) or any(one.id in facts.came for one in sources)
    return Why.NOTHING if came else Why.NONE


# --- for spreadsheets -----------------------------------------------------------------------


def header(coverage: Coverage) -> list[str]:
    """Return the names of the columns of `rows`: those of the cell, then the past issues."""
    return [*_COLUMNS, *(one.slug for one in coverage.past)]


def rows(coverage: Coverage) -> list[list[str]]:
    """Return a row for each cell."""
    names = {place.code: place.name for place in coverage.places}
    return [
        [
            cell.place, names[cell.place], cell.section, str(cell.items), cell.why,
            str(cell.waiting), ", ".join(cell.failing), *map(str, cell.past),
        ]
        for cell in coverage.cells
    ]  # fmt: skip


def as_csv(coverage: Coverage) -> str:
    """Return the grid as CSV (RFC 4180), a line for each cell; no cell of it is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(
        [_harmless(cell) for cell in row] for row in (header(coverage), *rows(coverage))
    )
    return text.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
