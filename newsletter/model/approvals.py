"""Approvals: that somebody has read exactly this issue, and wants exactly these readers to get it.

An approval is bound to the content, to the templates and to the rule of who gets it. Any change of
these voids it; what changed can be said, because the file is kept as it was approved.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from newsletter.model.text import plural


@dataclass(frozen=True, slots=True)
class Binding:
    """What an approval is bound to, as hashes, and the rule of who gets it as it is.

    ``content`` is of all that readers can get, in every edition, ``words`` of the issue's file,
    ``templates`` of what it is rendered with.
    """

    content: str
    words: str
    templates: str
    lists: tuple[str, ...]
    where: tuple[tuple[str, str], ...] = ()

    def as_data(self) -> dict[str, object]:
        """Return it as JSON has it."""
        hashes = {"content": self.content, "words": self.words, "templates": self.templates}
        return {**hashes, "lists": list(self.lists), "where": dict(self.where)}

    @property
    def audience(self) -> str:
        """Who gets it, in words: "update, leaders where place=SE"."""
        filters = ", ".join(f"{key}={value}" for key, value in self.where)
        return ", ".join(self.lists) + (f" where {filters}" if filters else "")


def binding_of(data: Mapping[str, Any]) -> Binding:
    """Return the binding that `Binding.as_data` gave."""
    return Binding(
        content=data["content"],
        words=data["words"],
        templates=data["templates"],
        lists=tuple(data["lists"]),
        where=tuple(sorted(data["where"].items())),
    )


@dataclass(frozen=True, slots=True)
class Approval:
    """That ``actor`` approved an issue at a moment, given on the command line: an attestation.

    ``text`` is the file as it was approved.
    """

    id: int
    issue: str
    publication: str
    actor: str
    at: datetime
    binding: Binding
    text: str


def same_person(one: str, other: str) -> bool:
    """Tell whether two names of those who act are one person's."""
    return _person(one) == _person(other)


def _person(name: str) -> str:
    return " ".join(name.split()).casefold()


def standing(approvals: Iterable[Approval], now: Binding) -> list[Approval]:
    """Return the approvals of what there is ``now``, one of each person, the oldest first."""
    found: list[Approval] = []
    for one in sorted(approvals, key=lambda one: one.at):
        known = any(same_person(one.actor, other.actor) for other in found)
        if one.binding == now and not known:
            found.append(one)
    return found


def void(approvals: Sequence[Approval], now: Binding) -> list[Approval]:
    """Return what is approved no more, the last of each person who has approved nothing since."""
    last: dict[str, Approval] = {}
    for one in sorted(approvals, key=lambda one: one.at):
        last[_person(one.actor)] = one
    good = {_person(one.actor) for one in standing(approvals, now)}
    return [one for person, one in last.items() if person not in good]


def lacking(approvals: Sequence[Approval], needed: int, approvers: Sequence[str]) -> str:
    """Return which of the ``needed`` approvals are missing, in words; "" where none is.

    ``approvals`` are those that stand; only ``approvers`` count where any are named.
    """
    counted = [one for one in approvals if may_approve(one.actor, approvers)]
    missing = needed - len(counted)
    if missing <= 0:
        return ""
    left = [name for name in approvers if not any(same_person(name, one.actor) for one in counted)]
    by = f" by {' or '.join(left)}" if left else ""
    given = f"; approved by {', '.join(one.actor for one in counted)}" if counted else ""
    return f"{plural(missing, 'approval')} missing{by}{given}"


def may_approve(actor: str, approvers: Sequence[str]) -> bool:
    """Tell whether somebody may approve: anybody, where nobody is named."""
    return not approvers or any(same_person(actor, name) for name in approvers)


def changes(approval: Approval, now: Binding, text: str) -> Iterator[str]:
    """Yield what changed since an approval, a line each; nothing where it stands.

    ``text`` is the file as it is now. Lines of the file come as in a unified diff.
    """
    before = approval.binding
    if before.words != now.words:
        yield "the file:"
        yield from _difference(approval.text, text)
    if before.templates != now.templates:
        yield "the templates that it is rendered with"
    elif before.content != now.content and before.words == now.words:
        yield "the mail made of it, by newsletter.toml, sources.yaml or another release"
    if (before.lists, before.where) != (now.lists, now.where):
        yield f"who gets it: {before.audience} was approved, now it is {now.audience}"


def _difference(before: str, after: str) -> Iterator[str]:
    if before.splitlines() == after.splitlines():
        yield "  nothing but how its lines end"
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    for line in islice(lines, 2, None):  # behind the names of the files, of which there are none
        yield f"  {line}"
