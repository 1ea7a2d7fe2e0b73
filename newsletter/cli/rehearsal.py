"""``newsletter publish --test``: the real message to one address, marked as a test."""

from __future__ import annotations

from typing import Any

import click

from newsletter.cli.invocation import Invocation
from newsletter.cli.issues import in_words
from newsletter.model.mail import EDITIONS, Edition, Variant


def options(function: Any) -> Any:
    """Add the options of a test to a command."""
    for option in (
        click.option("--first", default="", metavar="PLACE",
                     help="With --test: as a reader in this place gets it."),
        click.option("--edition", type=click.Choice(EDITIONS),
                     help="With --test: the form of mail a reader chose."),
        click.option("--test", metavar="ADDRESS", default="",
                     help="Send it to this address alone, marked as a test."),
    ):  # fmt: skip
        function = option(function)
    return function


def send_test(
    invocation: Invocation, issue: str, address: str, *, edition: str | None, first: str, via: str
) -> None:
    """Send a test and tell where it went, and what the check found."""
    from newsletter.flows import rehearsal as flows

    with invocation.app() as app:
        place = app.place(first).code if first else ""
        variant = Variant(Edition(edition or Edition.STANDARD), place)
        sent = flows.send_test(app, issue, address, variant, via=via, actor=invocation.actor)
    if sent.findings:
        invocation.say(f"{in_words(sent.findings)}: newsletter check {issue}")
    form = ", ".join(filter(None, (sent.variant.edition, sent.variant.first)))
    invocation.say(f"test sent by {sent.channel}: {sent.subject} ({form})")
    if sent.file:
        invocation.say(f"look at: {sent.file}")
    if sent.channel == "outbox":
        invocation.say("This is a rehearsal: it lies in a file, and nobody has received it.")
    invocation.document(
        {
            "subject": sent.subject,
            "channel": sent.channel,
            "edition": sent.variant.edition,
            "first": sent.variant.first,
            "file": str(sent.file) if sent.file else None,
            "findings": len(sent.findings),
        }
    )
