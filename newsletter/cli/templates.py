"""``newsletter templates``: what mails look like, and whether they keep the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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

        It uses your templates and the colour and logo of newsletter.toml. A mistake that many
        mails have is told once, with an example; --json tells it of each. Exit code 1 if a rule is
        broken.
        """
        from newsletter.flows import templates as flows
        from newsletter.model.mail import Edition

        with invocation.app() as app, invocation.counted("Checking") as told:
            found = flows.inspect(app, out, told=told)
        broken = [one for one in found if one.faults]
        for line in _summary(broken, flows.SHOWN):
            invocation.say(line)
        names = ", ".join(dict.fromkeys(one.template for one in found))
        kept = "all keep the rules" if not broken else f"{len(broken)} break a rule"
        invocation.say(f"{plural(len(found), 'mail')} ({names}; {', '.join(Edition)}): {kept}")
        if out:
            invocation.say(f"look at: {out / 'index.html'}")
        invocation.document([_data(one) for one in found])
        if broken:
            raise SystemExit(1)


# What differs where the same mistake is made in other words or sizes; a colour does not.
_QUOTED = r"(?<!\w)(['\"])(?:(?!\1)[^\\]|\\.)*\1"
_VARYING = re.compile(rf"{_QUOTED}|(?<![#\w])\d[\d.,]*")


def _summary(broken: Sequence[Inspected], shown: int) -> Iterator[str]:
    """Yield a line for each mistake: in how many mails, and one example.

    The example is best a mail of ``shown`` items, which is there to be looked at.
    """
    found: dict[tuple[str, str], dict[Inspected, str]] = {}
    for one in broken:
        for fault in one.faults:
            if not fault.others:
                alike = fault.check, _VARYING.sub("…", fault.message)
                found.setdefault(alike, {}).setdefault(one, fault.message)
    for (check, _), mails in sorted(found.items(), key=lambda pair: pair[0][0]):
        one = next((one for one in mails if one.items == shown), next(iter(mails)))
        many = f"{plural(len(mails), 'mail')}, e.g. " if len(mails) > 1 else ""
        yield f"{many}{_named(one)}: {mails[one]} ({check})"


def _named(one: Inspected) -> str:
    return f"{one.template}, {one.edition}, {plural(one.items, 'item')}"


def _data(one: Inspected) -> dict[str, object]:
    faults = [{"check": fault.check, "message": fault.message} for fault in one.faults]
    return {
        "template": one.template, "edition": one.edition, "items": one.items, "faults": faults,
    }  # fmt: skip
