"""``newsletter draft``, ``check``, ``render`` and ``publish``: from the inbox to the outbox."""

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
    from newsletter.flows.issues import Published
    from newsletter.stages.check import Finding

_FILTERS = ("place", "language")


def register(root: click.Group) -> None:
    """Add the commands."""
    _draft(root)
    _check(root)
    _render(root)
    _publish(root)


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
            drafted = flows.draft(app, publication, day=on, auto=auto, add=add, force=force)
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
    @command(root, "check", "newsletter check update-2026-12-01")
    @click.argument("issue")
    @pass_invocation
    def check(invocation: Invocation, issue: str) -> None:
        """Tell what is wrong with an issue, each finding with its line.

        Exit code 1 if there is an error that nobody waived.
        """
        from newsletter.flows import issues as flows
        from newsletter.stages.check import blocking

        with invocation.app() as app:
            checked = flows.check(app, issue)
        for finding in checked.findings:
            invocation.say(_line(str(checked.file), finding))
        invocation.say(_counted(checked.findings))
        invocation.document([asdict(finding) for finding in checked.findings])
        if blocking(checked.findings):
            raise SystemExit(1)


def _line(file: str, one: Finding) -> str:
    waived = f" [waived: {one.waived}]" if one.waived else ""
    return f"{file}:{one.line}: {one.level}: {one.message} ({one.check}){waived}"


def _counted(findings: Sequence[Finding]) -> str:
    open_ones = [finding for finding in findings if not finding.waived]
    counts = [
        plural(sum(1 for one in open_ones if one.level == level), level, many)
        for level, many in (("error", "errors"), ("warning", "warnings"), ("advice", "advice"))
    ]
    return ", ".join(counts)


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


def _publish(root: click.Group) -> None:
    @command(root, "publish", "newsletter publish update-2026-12-01 --via outbox")
    @click.argument("issue")
    @click.option("--to", "lists", multiple=True, metavar="LIST",
                  help="Else the lists of its publication. May be given again.")  # fmt: skip
    @click.option("--where", multiple=True, metavar="KEY=VALUE",
                  help="Only some readers: place=SE, language=en.")  # fmt: skip
    @click.option("--via", metavar="CHANNEL", default="", help="outbox (the default): files only.")
    @click.option("--dry-run", is_flag=True, help="Check and count; write nothing.")
    @pass_invocation
    def publish(
        invocation: Invocation,
        issue: str,
        lists: tuple[str, ...],
        where: tuple[str, ...],
        via: str,
        dry_run: bool,
    ) -> None:
        """Check an issue, freeze it with its readers, and make out a message to each of them.

        A second time it goes on where the first stopped and repeats nothing; a changed text or
        another reader makes a new rehearsal.
        """
        from newsletter.flows import issues as flows

        with invocation.app(lock="publish") as app:
            filters = _where(app, where)
            with invocation.counted("Writing") as told:
                published = flows.publish(
                    app, issue, lists=lists, where=filters, via=via, actor=invocation.actor,
                    dry_run=dry_run, told=told,
                )  # fmt: skip
            missing = app.settings.missing_for_real_mail()
            folder = str(flows.outbox_of(app, published))
        _receipt(invocation, published, folder, missing)


def _receipt(
    invocation: Invocation, published: Published, folder: str, missing: Sequence[str]
) -> None:
    receipt = published.receipt
    if published.checked.findings:
        found = _counted(published.checked.findings)
        invocation.say(f"{found}: newsletter check {published.checked.file.stem}")
    if receipt is None:
        invocation.say(f"would go to {plural(published.selected, 'reader')}; nothing was written")
        invocation.document({"selected": published.selected, "dry_run": True})
        return
    states = ", ".join(f"{number} {state}" for state, number in receipt.states.items())
    invocation.say(f"campaign {receipt.campaign}: {receipt.selected} selected = {states}")
    forms = ", ".join(f"{number} {edition}" for edition, number in receipt.editions.items())
    invocation.say(f"editions: {forms}")
    new = plural(receipt.new, "message") if receipt.new else "nothing: all were there already"
    invocation.say(f"written just now: {new}")
    invocation.say(f"look at: {folder}")
    invocation.say("This is a rehearsal: nobody has received anything.")
    if missing:
        invocation.say(f"Before real mail can be sent, newsletter.toml needs {', '.join(missing)}.")
    states_data = {str(state): number for state, number in receipt.states.items()}
    invocation.document(
        {
            "campaign": receipt.campaign,
            "selected": receipt.selected,
            "states": states_data,
            "editions": {str(edition): number for edition, number in receipt.editions.items()},
            "written": receipt.new,
            "folder": folder,
            "missing_for_real_mail": list(missing),
        }
    )


def _where(app: App, pairs: Sequence[str]) -> dict[str, str]:
    filters: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or key not in _FILTERS or not value:
            raise UsageError(f"--where {pair!r} cannot be used", "Use place=SE or language=en.")
        if key in filters:
            raise UsageError(f"--where {key}= is given twice", "Publish to one after the other.")
        filters[key] = app.place(value).code if key == "place" else value.lower()
    return filters
