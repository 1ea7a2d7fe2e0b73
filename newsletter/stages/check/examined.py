"""What the checks of an issue look at, and what a check is.

A check is one function of an `Examined` under `asks`: its name is that of its findings and of
their waivers, the first paragraph of its docstring the reason that is told with each of them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from newsletter.model.appearances import Appearance
from newsletter.model.corrections import Correction
from newsletter.model.issues import Issue, IssueItem, Prose
from newsletter.model.items import Item
from newsletter.model.links import Answer
from newsletter.model.seen import Seen
from newsletter.model.sources import Place, SourceBook
from newsletter.model.terms import NO_TERMS, Terms
from newsletter.stages.check.findings import Finding
from newsletter.stages.check.proof import Proof


@dataclass(frozen=True, slots=True)
class Examined:
    """An issue, the sources it was made from, proofs of its mail, and what was found out about it.

    ``publications`` are those that are declared, ``template`` is that of the issue's own,
    ``proofs`` are of the editions, the standard one first. ``file`` is the name of its file
    without ``.md``, "" where there is none; ``sending`` the day on which it is to be sent.
    ``terms`` are the words to avoid, as the workspace has them.
    ``known`` are the items of the store by the ids that the issue has, None if nobody looked;
    ``earlier`` is what stood in earlier issues and may stand in this one again;
    ``links`` what came of asking for its links, by address as written; ``seen`` what a browser
    found on its mails.
    """

    issue: Issue
    book: SourceBook
    publications: tuple[str, ...]
    proofs: tuple[Proof, ...]
    template: str = "update"
    file: str = ""
    sending: date | None = None
    terms: Terms = NO_TERMS
    known: Mapping[str, Item] | None = None
    earlier: tuple[Appearance, ...] = ()
    links: Mapping[str, Answer] = field(default_factory=dict)
    seen: tuple[Seen, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def day(self) -> date:
        """The day on which readers get it, as far as is known."""
        return self.sending or self.issue.date

    def placed(self) -> Iterator[tuple[Place | None, IssueItem]]:
        """Yield each item with the place under whose heading it stands, None for no place."""
        for heading in self.issue.places:
            place = self.book.place_called(heading.heading)
            for item in heading.items():
                yield place, item

    def prose(self) -> Iterator[Prose]:
        """Yield the editor's own words between the items; not the welcome."""
        for place in self.issue.places:
            for blocks in (place.blocks, *(section.blocks for section in place.sections)):
                yield from (block for block in blocks if isinstance(block, Prose))


Decide = Callable[[Examined], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is asked of an issue: what it is called, why, and who says so."""

    name: str
    reason: str
    source: str
    decide: Decide

    def findings(self, examined: Examined) -> Iterator[Finding]:
        """Yield what it finds."""
        for finding in self.decide(examined):
            yield replace(finding, check=self.name, reason=self.reason, source=self.source)


CHECKS: list[Check] = []


def asks(source: str = "") -> Callable[[Decide], Decide]:
    """Make a function a check of every issue; ``source`` is the guideline or law behind it."""

    def decorate(decide: Decide) -> Decide:
        reason = " ".join((inspect.getdoc(decide) or "").split("\n\n")[0].split())
        CHECKS.append(Check(decide.__name__, reason, source, decide))
        return decide

    return decorate
