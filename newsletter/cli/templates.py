"""``newsletter templates``: what mails look like, and whether they keep the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.flows.templates import Inspected


def register(root: click.Group) -> None:
    """Add the group and its command."""

    @root.group("templates")
    def templates() -> None:
        """What the mails look like: see docs/templates.md."""

    _check(templates)


def _check(templates: click.Group) -> None:
    @command(templates, "check", "newsletter templates check --out look")
    @click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
                  help="Write the mails there, with an index.html to open.")  # fmt: skip
    @pass_invocation
    def check(invocation: Invocation, out: Path | None) -> None:
        """Make every kind of mail from an invented issue, and tell which rules it breaks.

        It uses your templates and the colour and logo of newsletter.toml. Exit code 1 if a rule
        is broken.
        """
        from newsletter.flows import templates as flows
        from newsletter.model.mail import Edition

        with invocation.app() as app, invocation.counted("Checking") as told:
            found = flows.inspect(app, out, told=told)
        broken = [one for one in found if one.faults]
        for one in broken:
            for fault in one.faults:
                invocation.say(f"{_named(one)}: {fault.message} ({fault.check})")
        names = ", ".join(dict.fromkeys(one.template for one in found))
        kept = "all keep the rules" if not broken else f"{len(broken)} break a rule"
        invocation.say(f"{plural(len(found), 'mail')} ({names}; {', '.join(Edition)}): {kept}")
        if out:
            invocation.say(f"look at: {out / 'index.html'}")
        invocation.document([_data(one) for one in found])
        if broken:
            raise SystemExit(1)


def _named(one: Inspected) -> str:
    return f"{one.template}, {one.edition}, {plural(one.items, 'item')}"


def _data(one: Inspected) -> dict[str, object]:
    faults = [{"check": fault.check, "message": fault.message} for fault in one.faults]
    return {
        "template": one.template, "edition": one.edition, "items": one.items, "faults": faults,
    }  # fmt: skip
