"""Sample issues rendered with the shipped templates, and what tests read from the result."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache

from lxml import html as lxml_html
from sample_issue import SLOTS, issue_view

from newsletter.adapters.templates import TemplateRenderer, template_folders
from newsletter.model.mail import Letter, ListHeaders, Mail, Message, Sender, Variant
from newsletter.model.views import IssueView

UNSUBSCRIBE = "https://newsletter.example.org/u/" + "t" * 160
PREFERENCES = "https://newsletter.example.org/p/" + "t" * 160
REASON = "You get this because you joined the Update list on 3 November 2026."


def renderer() -> TemplateRenderer:
    return TemplateRenderer(template_folders(None))


def mail_of(issue: IssueView) -> Mail:
    one = renderer()
    context = {"issue": issue, "slot": SLOTS}
    return Mail(
        variant=Variant(),
        subject=issue.subject,
        html=one.inline(one.render("mail/update.html", context)),
        text=one.render("mail/update.txt", context),
        web=one.render("web/issue.html", {"issue": issue}),
    )


def issue(count: int = 24) -> IssueView:
    """Return the sample of so many items; that of 24 is a demonstration."""
    return issue_view(count, demonstration=count == 24)


@cache
def mail(count: int = 24) -> Mail:
    return mail_of(issue(count))


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
