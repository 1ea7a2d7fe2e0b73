"""A test of an issue: the real message, to one address, before anybody on the list gets it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.app import App
from newsletter.errors import UsageError
from newsletter.flows import issues, mails
from newsletter.model.issues import Issue
from newsletter.model.lists import MailingList
from newsletter.model.mail import Variant
from newsletter.model.people import address_of
from newsletter.stages import publish as publishing
from newsletter.stages.check import Finding
from newsletter.stages.compose import Press


@dataclass(frozen=True, slots=True)
class Sent:
    """A test that was sent: its file where the channel writes one, and what the check found."""

    subject: str
    channel: str
    variant: Variant
    file: Path | None
    findings: tuple[Finding, ...]


def send_test(
    app: App,
    name: str,
    address: str,
    variant: Variant = Variant(),  # noqa: B008
    *,
    via: str = "",
    actor: str = "",
) -> Sent:
    """Send the mail of one variant to ``address``: the same message, marked as a test.

    It needs no approval, and errors of the check do not stop it; they are returned. Raises
    `UsageError` for what is no address, `MistakesError` for an issue that cannot be read.
    """
    try:
        address = address_of(address)
    except ValueError as error:
        raise UsageError(
            f"{address!r} is no mail address: {error}", "It looks like: you@example.org"
        ) from error
    checked = issues.check(app, name)
    issue = checked.issue
    channel = app.channel(via or app.settings.delivery.channel)
    frame = replace(mails.frame_of(app, issue.publication), test=True)
    press = Press(issue, app.book, frame, app.renderer)
    mail = press.mail(press.settled(variant))
    site, list = app.settings.site, _list_of(app, issue)
    trial = publishing.Trial(
        issue.slug, issue.publication, mail, list, address, nonce=secrets.token_hex(16)
    )
    postmark = publishing.Postmark(
        app.sender, app.tokens, site.base, site.domain, {list.slug: list}
    )
    file = publishing.send_test(app.db, trial, channel, postmark, actor=actor, now=app.now())
    return Sent(mail.subject, channel.name, mail.variant, file, checked.findings)


def _list_of(app: App, issue: Issue) -> MailingList:
    """Return the list through which readers get it; one for looks where none is declared."""
    settings = app.settings.publications.get(issue.publication)
    found = app.settings.mailing_list(settings.lists[0]) if settings else None
    return found or MailingList(issue.publication, issue.publication)
