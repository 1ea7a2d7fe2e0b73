"""Sample issues rendered with the shipped templates, and what tests read from the result."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from lxml import html as lxml_html
from sample_issue import CONFIRMATION, SLOTS, confirmation_mail_view, issue_view, mail_view

from newsletter.adapters.templates import TemplateRenderer, template_folders
from newsletter.model.mail import Edition, Letter, ListHeaders, Mail, Message, Sender, Variant
from newsletter.model.views import IssueView, MailView

UNSUBSCRIBE = "https://newsletter.example.org/u/" + "t" * 160
PREFERENCES = "https://newsletter.example.org/p/" + "t" * 160
REASON = "You get this because you joined the Update list on 3 November 2026."


TEMPLATES = ("update", "brief", "letter", "confirm")


def renderer(*first: Path) -> TemplateRenderer:
    """Return the renderer of the shipped templates; those in the folders ``first`` win."""
    return TemplateRenderer([*first, *template_folders(None)])


def mail_of(view: MailView, issue: IssueView | None, *first: Path) -> Mail:
    """Return the mail that the view's template makes: without an issue, a confirmation."""
    one, template = renderer(*first), view.template
    words = {"issue": issue} if issue else {"confirmation": CONFIRMATION}
    context = {"mail": view, "slot": SLOTS, **words}
    html = ""
    if view.edition != Edition.TEXT:
        html = one.inline(one.render(f"mail/{template}.html", context))
    return Mail(
        variant=Variant(Edition(view.edition)),
        subject=view.subject,
        html=html,
        text=one.render(f"mail/{template}.txt", context),
        web=one.render("web/issue.html", {"mail": view, "issue": issue}) if issue else "",
    )


def views(
    count: int = 24, template: str = "update", edition: str = "standard"
) -> tuple[MailView, IssueView | None]:
    """Return the sample of so many items; an update of 24 is a demonstration."""
    if template == "confirm":
        return confirmation_mail_view(edition=edition), None
    changes = {"template": template, "edition": edition}
    if template == "letter":
        changes["overview"] = ""
    return mail_view(**changes, demonstration=count == 24 and template == "update"), issue_view(
        count
    )


def issue(count: int = 24) -> IssueView:
    return issue_view(count)


@cache
def mail(count: int = 24, template: str = "update", edition: str = "standard") -> Mail:
    return mail_of(*views(count, template, edition))


def document(markup: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(markup)


@cache
def tree() -> lxml_html.HtmlElement:
    return document(mail().html)


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def items(markup: str) -> list[tuple[str, str, str]]:
    """Return number, title and address of every item of a page."""
    found = []
    for one in document(markup).xpath("//li[@class='item']"):
        title = one.xpath("./a | ./strong")[0]
        found.append((one.text.strip(), words(title), title.get("href") or ""))
    return found


def letter() -> Letter:
    return Letter(
        to="reader@example.com",
        message_id="<one@newsletter.example.org>",
        moment=datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
        list=ListHeaders("update", "Network Update", "newsletter.example.org"),
        token="t",
        unsubscribe_url=UNSUBSCRIBE,
        preferences_url=PREFERENCES,
        reason=REASON,
    )


def message(of: Mail) -> tuple[bytes, EmailMessage]:
    sender = Sender("Network Office", "office@example.org", one_click=True)
    wire = Message(of, sender, "=_boundary").made_out(letter())
    parsed = email.message_from_bytes(wire, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return wire, parsed


def filled(markup: str) -> bytes:
    for slot, value in letter().slots.items():
        markup = markup.replace(slot, value)
    return markup.encode()
