"""Mails made out to a sample reader: to look at, and to be proofread."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from html import escape

from newsletter.app import App
from newsletter.model.campaigns import boundary, content_hash
from newsletter.model.issues import Issue
from newsletter.model.mail import Letter, ListHeaders, Mail, Message, Variant
from newsletter.stages.check import Proof
from newsletter.stages.compose import Frame, Press

_TOKEN = 96  # letters: a signed token of a list with a long name, and of the millionth person


def frame_of(app: App, publication: str, template: str = "") -> Frame:
    """Return what surrounds the mails of a publication; ``template`` overrules its own."""
    settings = app.settings.publications.get(publication)
    return Frame(
        publication=settings.title if settings else publication,
        template=template or (settings.template if settings else "update"),
        organisation=app.organisation,
        site=app.settings.site.base,
        look=app.look,
        demonstration=app.settings.demonstration,
    )


def press_of(app: App, issue: Issue, template: str = "") -> Press:
    """Return what composes the mails of an issue; ``template`` overrules its publication's."""
    return Press(issue, app.book, frame_of(app, issue.publication, template), app.renderer)


def sample_letter(app: App, issue: Issue) -> Letter:
    """Return a letter to nobody, the same every time: its date is the noon of the issue's day."""
    site, domain = app.settings.site.base, app.settings.site.domain
    settings = app.settings.publications.get(issue.publication)
    list = app.settings.mailing_list(settings.lists[0]) if settings else None
    title = list.title if list else issue.publication
    return Letter(
        to="reader@example.org",
        message_id=f"<{issue.slug}.preview@{domain}>",
        moment=noon_of(issue),
        list=ListHeaders(list.slug if list else issue.publication, title, domain),
        token="preview",  # noqa: S106  a word that opens nothing
        unsubscribe_url=f"{site}/unsubscribe/preview",
        preferences_url=f"{site}/preferences/preview",
        reason=list.why if list else f"You get this email because you read {title}.",
    )


def noon_of(issue: Issue) -> datetime:
    """Return a moment of the day of an issue."""
    return datetime.combine(issue.date, time(12), UTC)


def made_out(app: App, mail: Mail, letter: Letter, archived_at: str = "") -> bytes:
    """Return the complete message for one letter."""
    return Message(mail, app.sender, boundary(content_hash(*mail.parts)), archived_at).made_out(
        letter
    )


def filled(part: str, letter: Letter, *, markup: bool) -> str:
    """Return a part of a mail with the values of a letter, as its reader sees it."""
    for slot, value in letter.slots.items():
        part = part.replace(slot, escape(value) if markup else value)
    return part


def proof_of(app: App, press: Press, variant: Variant) -> Proof:
    """Return the proof of one variant of an issue, as long as the mail of a reader will be.

    Raises `RenderError`.
    """
    mail = press.mail(variant)
    around, issue = press.views(variant)
    letter = sample_letter(app, press.issue)
    token = letter.token.ljust(_TOKEN, "x")
    letter = replace(
        letter,
        token=token,
        unsubscribe_url=letter.unsubscribe_url.replace(letter.token, token),
        preferences_url=letter.preferences_url.replace(letter.token, token),
    )
    return Proof(mail, around, issue, made_out(app, mail, letter, around.web_url))
