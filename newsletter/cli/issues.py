"""``newsletter draft``, ``check`` and ``render``: from the inbox to an issue that can be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.errors import UsageError
from newsletter.model.mail import EDITIONS, Edition, Variant
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.app import App
    from newsletter.flows.issues import Checked
    from newsletter.stages.check import Finding


_GRAVITY = ("advice", "warning", "error")


def register(root: click.Group) -> None:
    """Add the commands."""
    _draft(root)
    _check(root)
    _render(root)


def _draft(root: click.Group) -> None:
    @command(root, "draft", "newsletter draft update --auto 20")
    @click.argument("publication")
    @click.option("--auto", type=click.IntRange(0), default=0, metavar="N",
                  help="Pick up to N items fairly, across places and sections.")  # fmt: skip
    @click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of the issue.")
    @click.option("--add", is_flag=True, help="Put new picks into the file that is there.")
    @click.option("--force", is_flag=True, help="Write it anew; the old one stays as .bak.")
    @pass_invocation
    def draft(
        invocation: Invocation,
        publication: str,
        auto: int,
        day: datetime | None,
        add: bool,
        force: bool,
    ) -> None:
        """Write the file of an issue from the picked items, by place, then section.

        A file that is there is never overwritten. --add puts those picked items into it that it
        lacks, also one you took out by hand: newsletter items reset ID keeps it out. Without
        --date it takes the newest issue there is. A publication whose template is a letter begins
        without items: --auto or --add puts some in.
        """
        from newsletter.flows import issues as flows

        if add and force:
            raise UsageError("--add and --force exclude each other")
        with invocation.app(lock="draft") as app:
            on = day.date() if day else None
            drafted = flows.draft(
                app, publication, day=on, auto=auto, add=add, force=force, actor=invocation.actor
            )
        places = plural(len({item.place for item in drafted.items}), "place")
        verb = f"{plural(len(drafted.items), 'item')} from {places}" if drafted.items else "nothing"
        invocation.say(f"{drafted.file}: {'added ' if add else ''}{verb}")
        for item in drafted.items if add else ():
            invocation.say(f"    {item.id}  {item.title}")
        invocation.say(f"Edit it, then: newsletter check {drafted.file.stem}")
        invocation.document(
            {"file": str(drafted.file), "items": [item.id for item in drafted.items]}
        )


def _check(root: click.Group) -> None:
    @command(root, "check", "newsletter check update-2026-12-01 --html findings.html")
    @click.argument("issue")
    @click.option("--quick", is_flag=True, help="Without asking the links and without a browser.")
    @click.option("--fresh", is_flag=True, help="Ask all links again, also those asked lately.")
    @click.option("--at", "sending", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY",
                  help="The planned day of sending; else the issue's date.")  # fmt: skip
    @click.option("--html", type=click.Path(path_type=Path), metavar="FILE",
                  help="Also write the findings as a page to read and to keep.")  # fmt: skip
    @click.option("--waived", is_flag=True, help="Also show what is waived, each with its reason.")
    @click.option("--why", is_flag=True, help="With each finding why it matters, and who says so.")
    @pass_invocation
    def check(
        invocation: Invocation,
        issue: str,
        quick: bool,
        fresh: bool,
        sending: datetime | None,
        html: Path | None,
        waived: bool,
        why: bool,
    ) -> None:
        """Tell what is wrong with an issue and its mails, each finding with its line.

        Every link is asked, once, and remembered for a day; where Chromium is there, the mail is
        looked at in it. Exit code 1 if there is an error that nobody waived. A finding is waived
        in the issue file: <!-- waive: NAME reason -->
        """
        from newsletter.flows import issues as flows
        from newsletter.stages.check import blocking

        with invocation.app() as app:
            day = sending.date() if sending else None
            if html and not html.parent.is_dir():
                raise UsageError(f"there is no folder {html.parent}", "Make it, or name another.")
            with invocation.counted("Asking links") as told:
                checked = flows.check(
                    app, issue, thorough=not quick, fresh=fresh, sending=day, told=told
                )
            if html:
                _write_page(app, checked, html)
        hidden = [one for one in checked.findings if one.waived and not waived]
        # The gravest come last, where a long list leaves one on the terminal.
        for finding in sorted(checked.findings, key=lambda one: _GRAVITY.index(one.level)):
            if finding not in hidden:
                _say(invocation, str(checked.file), finding, why=why)
        hint = " (--waived shows these too)" if hidden else ""
        invocation.say(f"{in_words(checked.findings)}{hint}")
        for reason in checked.missing if not quick else ():
            invocation.say(reason)
        if html:
            invocation.say(f"written: {html}")
        invocation.document([asdict(finding) for finding in checked.findings])
        if blocking(checked.findings):
            raise SystemExit(1)


def _write_page(app: App, checked: Checked, file: Path) -> None:
    from newsletter.adapters import files
    from newsletter.flows import evidence

    files.whole(file, evidence.findings_page(app, checked).encode())


def _say(invocation: Invocation, file: str, one: Finding, *, why: bool) -> None:
    waived = f" [waived: {one.waived}]" if one.waived else ""
    invocation.say(f"{file}:{one.line}: {one.level}: {one.message} ({one.check}){waived}")
    if why and one.reason:
        source = f" [{one.source}]" if one.source else ""
        invocation.say(f"    {one.reason}{source}")


def in_words(findings: Sequence[Finding]) -> str:
    """Return how many findings there are: "1 error, 2 warnings, 0 advice, 1 waived"."""
    from newsletter.stages.check import counted

    counts = counted(findings)
    words = [
        plural(counts["error"], "error"), plural(counts["warning"], "warning"),
        f"{counts['advice']} advice",
    ]  # fmt: skip
    return ", ".join([*words, f"{counts['waived']} waived"] if counts["waived"] else words)


def _render(root: click.Group) -> None:
    @command(root, "render", "newsletter render update-2026-12-01")
    @click.argument("issue")
    @click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
                  help="Else var/rendered/ISSUE in the workspace.")  # fmt: skip
    @click.option("--edition", type=click.Choice(EDITIONS), default="standard",
                  help="The form of mail a reader chose.")  # fmt: skip
    @click.option("--first", default="", metavar="PLACE",
                  help="The reader's place: it comes first, with its clock.")  # fmt: skip
    @pass_invocation
    def render(
        invocation: Invocation, issue: str, out: Path | None, edition: str, first: str
    ) -> None:
        """Write mail.html, mail.txt, mail.eml and web.html, to look at.

        The text edition is plain text alone, without mail.html.
        """
        from newsletter.flows import issues as flows

        with invocation.app() as app:
            variant = Variant(Edition(edition), app.place(first).code if first else "")
            rendered = flows.render(app, flows.check(app, issue), variant, out)
        for file in rendered.files:
            invocation.say(str(file))
        size = len(rendered.mail.html.encode()) / 1024
        if rendered.mail.html:
            invocation.say(f"The mail has {size:.0f} KB of HTML (90 is the limit).")
        files = [str(file) for file in rendered.files]
        invocation.document({"files": files, "kilobytes": round(size)})
