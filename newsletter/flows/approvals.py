"""Approve an issue, and say what stands of what was approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from newsletter import store
from newsletter.app import App
from newsletter.errors import NewsletterError, UsageError
from newsletter.flows import issues, past_issues
from newsletter.flows.issues import Checked, Opened
from newsletter.model.approvals import (
    Approval,
    Binding,
    changes,
    lacking,
    may_approve,
    standing,
    void,
)
from newsletter.model.campaigns import content_hash
from newsletter.stages import approve as approving


@dataclass(frozen=True, slots=True)
class Standing:
    """What an issue is bound to now, the approvals that stand, and what is ``lacking`` in words.

    ``void`` has the approvals that a change has voided, each with what changed; not those of
    somebody who has approved it again.
    """

    issue: str
    binding: Binding
    approvals: tuple[Approval, ...]
    lacking: str
    void: tuple[tuple[Approval, tuple[str, ...]], ...] = ()


def binding_of(app: App, opened: Opened, lists: Sequence[str], where: Mapping[str, str]) -> Binding:
    """Return what an approval of this issue, to these readers, is bound to."""
    return Binding(
        content=opened.press.content,
        words=content_hash(opened.text),
        templates=app.renderer.digest,
        lists=tuple(sorted(audience_of(app, opened, lists))),
        where=tuple(sorted(where.items())),
    )


def audience_of(app: App, opened: Opened, lists: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the lists that an issue goes to: those named, else those of its publication.

    Raises `UsageError` for a list or publication that is not declared.
    """
    settings = app.settings.publications.get(opened.issue.publication)
    if not lists and settings is None:
        raise _undeclared(app, opened.issue.publication)
    slugs = tuple(dict.fromkeys(lists or (settings.lists if settings else ())))
    for slug in slugs:
        app.mailing_list(slug)
    return slugs


def _undeclared(app: App, publication: str) -> UsageError:
    known = ", ".join(app.settings.publications) or "none is declared"
    return UsageError(
        f"publication {publication!r} is not in newsletter.toml ({known})",
        "Declare it there: its lists say who gets it, its approvals who must agree.",
    )


def readers(app: App, checked: Checked, lists: Sequence[str], where: Mapping[str, str]) -> int:
    """Return how many readers an issue would go to now."""
    with app.db.read() as tx:
        return len(store.people.subscribed(tx, audience_of(app, checked, lists), dict(where)))


def standing_of(
    app: App, opened: Opened, lists: Sequence[str], where: Mapping[str, str]
) -> Standing:
    """Return what stands of the approvals of an issue as it is now, to these readers."""
    now = binding_of(app, opened, lists, where)
    with app.db.read() as tx:
        there = store.approvals.of_issue(tx, opened.issue.slug)
    return _standing(app, opened, now, there)


def _standing(app: App, opened: Opened, now: Binding, there: Sequence[Approval]) -> Standing:
    settings = app.settings.publications.get(opened.issue.publication)
    needed, approvers = (settings.approvals, settings.approvers) if settings else (0, [])
    good = standing(there, now)
    gone = tuple((one, tuple(changes(one, now, opened.text))) for one in void(there, now))
    missing = lacking(good, needed, approvers)
    return Standing(opened.issue.slug, now, tuple(good), missing, gone)


def approve(
    app: App, checked: Checked, *, lists: Sequence[str], where: Mapping[str, str], actor: str
) -> Standing:
    """Keep the approval of ``actor``; return what stands then.

    Raises `NewsletterError` while there are errors nobody waived, `UsageError` for somebody whose
    approval is not asked for, `Conflict` for a second one of the same person.
    """
    issues.refuse(checked)
    settings = app.settings.publications.get(checked.issue.publication)
    if settings is None:
        raise _undeclared(app, checked.issue.publication)
    if not may_approve(actor, settings.approvers):
        raise UsageError(
            f"{actor} is not among those who approve {checked.issue.publication}",
            f"In newsletter.toml these are: {', '.join(settings.approvers)}; "
            "--as NAME says who acts.",
        )
    now = binding_of(app, checked, lists, where)
    slug, publication = checked.issue.slug, checked.issue.publication
    approving.approve(app.db, slug, publication, now, checked.text, actor=actor, now=app.now())
    return standing_of(app, checked, lists, where)


def withdraw(app: App, name: str, *, actor: str) -> int:
    """Take back what ``actor`` approved of an issue; return how many approvals that were.

    Its file may be gone. Raises `NotFound` where there is no approval.
    """
    slug = past_issues.slug_of(app, name)
    return approving.withdraw(app.db, slug, actor=actor, now=app.now())


def demand(app: App, checked: Checked, lists: Sequence[str], where: Mapping[str, str]) -> Standing:
    """Return what stands, where it is enough to publish. Raises `NewsletterError` where not."""
    found = standing_of(app, checked, lists, where)
    if found.lacking:
        told = [f"{checked.issue.slug} cannot be sent yet: {found.lacking}"]
        for one, what in found.void:
            told.append(f"what {one.actor} approved has changed since: {what[0].rstrip(':')}")
        raise NewsletterError(
            "\n".join(told), f"Approve it with: newsletter approve {checked.file.stem} --as NAME"
        )
    return found


def states(app: App) -> list[Standing]:
    """Return what stands of each issue that was approved and not sent, the first approved first.

    An issue whose file is gone or cannot be read, or whose lists are no longer declared, is left
    out.
    """
    with app.db.read() as tx:
        there = store.approvals.open_ones(tx)
        sent = {past.slug for past in store.appearances.past_issues(tx)}
    found = []
    for slug in dict.fromkeys(one.issue for one in there if one.issue not in sent):
        own = [one for one in there if one.issue == slug]
        with suppress(NewsletterError):
            found.append(_state(app, slug, own))
    return found


def _state(app: App, slug: str, own: Sequence[Approval]) -> Standing:
    opened = issues.opened(app, slug)
    # Of those who were approved for other readers than the usual ones, these are told.
    lists, where = own[-1].binding.lists, dict(own[-1].binding.where)
    return _standing(app, opened, binding_of(app, opened, lists, where), own)
