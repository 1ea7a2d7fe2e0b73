"""The mail that asks somebody whether they want those of a list."""

from __future__ import annotations

from newsletter.model.mail import Mail, Variant
from newsletter.model.text import one_line
from newsletter.model.views import (
    ConfirmationView,
    MailView,
)
from newsletter.ports import Renderer
from newsletter.stages.compose.frame import SLOTS, Frame


def confirmation(view: ConfirmationView, frame: Frame, renderer: Renderer) -> Mail:
    """Return the mail that asks somebody whether they want those of a list.

    Its one link is `Slot.ACTION`. It has no page on the web. Raises `RenderError`.
    """
    around = confirmation_mail_view(view, frame)
    context = {"mail": around, "confirmation": view, "slot": SLOTS}
    return Mail(
        variant=Variant(),
        subject=around.subject,
        html=renderer.inline(renderer.render("mail/confirm.html", context)),
        text=renderer.render("mail/confirm.txt", context),
        web="",
    )


def confirmation_mail_view(view: ConfirmationView, frame: Frame) -> MailView:
    """Return what the templates print around the words of a confirmation."""
    return MailView(
        subject=f"Please confirm: {one_line(view.title)}",
        preheader=f"Somebody asked for {one_line(view.title, 40)} at this address: one button "
        "says yes, nothing else is needed",
        overview=f"Do you want to get {one_line(view.title)} by email?",
        language="en",
        dir="ltr",
        publication=view.title,
        date="",
        organisation=frame.organisation,
        template="confirm",
        look=frame.look,
        demonstration=frame.demonstration,
    )
