"""Examination: every check asked of an issue, every rule of its mails, and who has answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from newsletter.model.issues import Issue, Waiver
from newsletter.model.mail import Edition
from newsletter.stages.check.examined import CHECKS, Examined
from newsletter.stages.check.findings import Finding, Level
from newsletter.stages.check.proofreading import faults


def check(examined: Examined) -> list[Finding]:
    """Return all findings in the order of their lines; waived ones say so.

    What is wrong with the rendered mail is told as of line 1, unless an item's words are at fault.
    """
    found = chain.from_iterable(one.findings(examined) for one in CHECKS)
    answered = _Answered(examined.issue)
    told = (answered.waived(one) for one in chain(found, _of_mail(examined)))
    return sorted(told, key=lambda one: one.line)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Return the errors that nobody has waived."""
    return [one for one in findings if one.level is Level.ERROR and not one.waived]


def _of_mail(examined: Examined) -> Iterator[Finding]:
    """Yield what is wrong with the rendered mails: what all editions share only once."""
    lines = {
        f"{number}.{count}": item.line
        for number, place in enumerate(examined.issue.places, 1)
        for count, item in enumerate(place.items(), 1)
    }
    told: set[tuple[str, str, str]] = set()
    for proof in examined.proofs:
        for fault in faults(proof):
            if (fault.check, fault.message, fault.item) not in told:
                told.add((fault.check, fault.message, fault.item))
                where = "" if proof.edition is Edition.STANDARD else f"{proof.edition} edition: "
                line = lines.get(fault.item, 1)
                source = f"docs/templates.md, rule {fault.number}"
                message = f"{where}{fault.message}"
                yield Finding(
                    fault.check, fault.level, line, message, reason=fault.reason, source=source
                )


class _Answered:
    """The waivers of an issue: those at its top, and those of the item that a line belongs to."""

    def __init__(self, issue: Issue) -> None:
        self._everywhere = issue.waivers
        starts = {place.line: () for place in issue.places}
        starts |= {one.line: () for place in issue.places for one in place.sections}
        self._from: dict[int, tuple[Waiver, ...]] = dict(starts)
        self._from |= {item.line: item.waivers for item in issue.items()}

    def waived(self, finding: Finding) -> Finding:
        """Return the finding with the reason why it is waived, "" if it is not."""
        begins = max((line for line in self._from if line <= finding.line), default=0)
        waivers = (*self._everywhere, *self._from.get(begins, ()))
        reasons = (waiver.reason for waiver in waivers if waiver.check == finding.check)
        return replace(finding, waived=next(reasons, ""))
