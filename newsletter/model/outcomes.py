"""How a collection went, source by source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one source went. ``new`` items, ``entries`` it serves, ``again`` or, the first time, as
    items that were there from ``elsewhere``, ``filtered`` by its keywords,
    ``skipped`` as the history of a source that is read for the first time, ``renamed`` that came
    under other ids, ``doubtful`` that are new all at once and wait for somebody to look, ``blank``
    that have neither address nor text.

    ``problem`` is "" when it went well; ``unchanged`` when there was nothing to read; ``waiting``
    says why it was not asked at all, ``busy`` that this is because its host asked to be left alone
    (else it was not due). ``address`` is where it is fetched from now, if it moved.
    """

    source: str
    place: str
    entries: int = 0
    new: int = 0
    again: int = 0
    elsewhere: int = 0
    filtered: int = 0
    skipped: int = 0
    renamed: int = 0
    doubtful: int = 0
    blank: int = 0
    unchanged: bool = False
    problem: str = ""
    warning: str = ""
    waiting: str = ""
    busy: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """How a collection went: one outcome for each source, in the order they were named.

    ``merged`` counts the items that turned out to be stories which were there already.
    """

    outcomes: tuple[Outcome, ...]
    merged: int = 0

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The sources that could not be read."""
        return tuple(outcome for outcome in self.outcomes if outcome.problem)

    @property
    def waiting(self) -> tuple[Outcome, ...]:
        """The sources that were not asked."""
        return tuple(outcome for outcome in self.outcomes if outcome.waiting)

    def total(self, name: str) -> int:
        """Return the sum of one of the counts."""
        return sum(getattr(outcome, name) for outcome in self.outcomes)
