"""``newsletter review``: the editors' desk on the whole terminal."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.errors import UsageError

_STATES = ("new", "held", "picked", "skipped")
_COMMANDS = """\
The same is done by commands: newsletter items list, show, search, pick, skip, hold, reset,
edit and undo; newsletter coverage. Each takes --json."""


def register(root: click.Group) -> None:
    """Add the command."""

    @command(root, "review", "newsletter review --place SE --state new")
    @click.option("--place", metavar="CODE", default="", help="Begin with SE, GB-SCT, WHO ...")
    @click.option("--section", metavar="NAME", default="", help="Begin with News, Research ...")
    @click.option("--state", type=click.Choice(_STATES), help="Else what is new, held or picked.")
    @click.option(
        "--colours",
        type=click.Choice(("dark", "light", "terminal")),
        default="dark",
        show_default=True,
        help="terminal: your terminal's own, as with NO_COLOR.",
    )
    @click.option(
        "--no-mouse", is_flag=True, help="Leave the mouse to your terminal, to mark text."
    )
    @pass_invocation
    def review(invocation: Invocation, /, **options: Any) -> None:
        """Go through the inbox on the whole terminal: pick, skip, hold, move, edit.

        Every key is on the screen; ? tells them in words. All is stored at once. Two editors may
        work at the same time: nobody overwrites what another did without being told.
        """
        if invocation.as_json or not _is_terminal():
            raise UsageError("the desk needs a terminal, and somebody at it", _COMMANDS)
        from newsletter.cli.desk.review import Review
        from newsletter.flows.sources import section_of
        from newsletter.model.desk import View
        from newsletter.model.items import ItemState

        with invocation.app() as app:
            place = app.place(options["place"]).code if options["place"] else ""
            section = section_of(app, options["section"]) if options["section"] else ""
            state = ItemState(options["state"]) if options["state"] else None
            view = View(state, place, section)
            desk = Review(app, invocation.actor, view, colours=options["colours"])
            desk.run(mouse=not options["no_mouse"])
        if desk.failure is not None:
            raise desk.failure


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
