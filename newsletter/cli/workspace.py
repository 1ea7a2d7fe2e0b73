"""``newsletter init`` and ``newsletter demo``: beginning and trying."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import closing
from pathlib import Path

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.model.mail import Edition

_EDITIONS = (
    (Edition.EASY, "mail.html", "in Easy English, as a reader in Sweden gets it"),
    (Edition.LARGE, "mail.html", "in large print, as a reader in Sweden gets it"),
    (Edition.TEXT, "mail.txt", "as plain text alone"),
)


def register(root: click.Group) -> None:
    """Add the commands."""
    _init(root)
    _demo(root)


def _init(root: click.Group) -> None:
    @command(root, "init", "newsletter init desk")
    @click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
    @click.option(
        "--templates", is_flag=True, help="Copy templates and terms.yaml too, to change them."
    )
    @pass_invocation
    def init(invocation: Invocation, folder: Path, templates: bool) -> None:
        """Make a workspace: sources.yaml, newsletter.toml, issues/ and a secret.

        In a folder that is one already only what is missing is made.
        """
        from newsletter.app import make_workspace

        made = make_workspace(folder, with_templates=templates)
        for path in made:
            invocation.say(f"made {path}")
        if made:
            there = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
            invocation.say(f"Next: {there}newsletter collect")
        else:
            invocation.say(f"{folder} is a workspace already; nothing was changed")
        invocation.document({"made": [str(path) for path in made]})


def _demo(root: click.Group) -> None:
    @command(root, "demo", "newsletter demo /tmp/newsletter-demo")
    @click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]",
                    default=Path("newsletter-demo"))  # fmt: skip
    @click.option("--inbox", is_flag=True, help="Only collect: the editing is left to you.")
    @pass_invocation
    def demo(invocation: Invocation, folder: Path, inbox: bool) -> None:
        """Do the whole job on built-in feeds: collect, draft, check, render, outbox.

        Nothing needs to be configured; nothing is fetched from outside this machine. DIR is
        ./newsletter-demo if not given; it is replaced, with all you did in it, only if it is a
        demo of ours. --inbox stops after collecting, to practise the rest by hand.
        """
        if inbox:
            _inbox(invocation, folder)
            return
        from newsletter.app import App
        from newsletter.cli.collect import summary
        from newsletter.cli.coverage import coverage_rows
        from newsletter.flows import demo as demonstration

        began = time.monotonic()
        step = invocation.say if sys.stdout.isatty() else (lambda _line: None)
        with invocation.progress("Demonstration", 5) as advance:

            def told(line: str) -> None:
                advance(1)
                step(line)

            done = asyncio.run(demonstration.demo(folder, told=told))
        with closing(App(folder)) as app:
            rows, sections = coverage_rows(app), app.book.sections
        if sys.stdout.isatty():
            invocation.table(["Place", *sections], rows)
        invocation.say(summary(done.report))
        invocation.say(f"{done.rendered / 'mail.html'}   the mail, to open in a browser")
        invocation.say(f"{done.rendered / 'web.html'}    its page on the web")
        invocation.say(f"{done.rendered / 'mail.txt'}    its text part")
        for edition, file, words in _EDITIONS:
            invocation.say(f"{done.editions[edition] / file}   {words}")
        invocation.say(f"{done.issue}   the issue, to edit")
        invocation.say(f"{done.outbox}   {done.receipt.selected} messages (a Maildir)")
        step(f"Done in {time.monotonic() - began:.1f} seconds. Look around in it with:")
        step(f"cd {folder} && newsletter items list")
        invocation.document(
            {
                "workspace": str(folder),
                "issue": str(done.issue),
                "rendered": str(done.rendered),
                "editions": {name: str(folder) for name, folder in done.editions.items()},
                "outbox": str(done.outbox),
                "messages": done.receipt.selected,
                "new_items": done.report.total("new"),
                "failed": [one.source for one in done.report.failed],
                "coverage": [dict(zip(["place", *sections], row, strict=True)) for row in rows],
            }
        )


def _inbox(invocation: Invocation, folder: Path) -> None:
    from newsletter.cli.collect import summary
    from newsletter.flows import demo as demonstration

    step = invocation.say if sys.stdout.isatty() else (lambda _line: None)
    report = asyncio.run(demonstration.inbox(folder, told=step))
    invocation.say(summary(report))
    invocation.say(f"{folder / demonstration.READERS}   twelve readers, to import")
    invocation.say(f"Next: cd {folder} && newsletter status")
    invocation.document(
        {
            "workspace": str(folder),
            "readers": str(folder / demonstration.READERS),
            "new_items": report.total("new"),
            "failed": [one.source for one in report.failed],
        }
    )
