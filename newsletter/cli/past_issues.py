"""``newsletter issues``: issue files, and what readers have had already."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.flows.past_issues import Row

_RESULTS = {
    "imported": "imported",
    "replaced": "replaced what was known",
    "unchanged": "as they were",
    "kept": "known from elsewhere",
    "refused": "not imported",
}
_DAY = click.DateTime(["%Y-%m-%d"])


def register(root: click.Group) -> None:
    """Add the group and its commands."""

    @root.group("issues")
    def issues() -> None:
        """Issue files and past issues: what readers have had."""

    _list(issues)
    _import(issues)
    _forget(issues)
    _close(issues)
    _reopen(issues)


def _list(issues: click.Group) -> None:
    @command(issues, "list", "newsletter issues list")
    @pass_invocation
    def list_(invocation: Invocation) -> None:
        """List issue files and past issues, the newest first, and how each stands.

        A draft; rehearsed, when it lies in the outbox; approved, when somebody approved these very
        words; published from here; closed, when somebody says that it was sent; imported.
        """
        from newsletter.flows import past_issues as flows

        with invocation.app() as app:
            found = flows.listed(app)
        rows = [
            [one.slug, one.day, one.state, "" if one.items is None else str(one.items), one.title]
            for one in found
        ]
        if found:
            invocation.table(["Issue", "Day", "State", "Items", "Subject"], rows)
        else:
            click.echo("there is no issue yet: newsletter draft update", err=True)
            click.echo("issues of before: newsletter issues import FOLDER", err=True)
        invocation.document([asdict(one) for one in found])


def _import(issues: click.Group) -> None:
    @command(issues, "import", "newsletter issues import old-issues/ --publication update")
    @click.argument(
        "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|FOLDER..."
    )
    @click.option("--publication", metavar="NAME", default="", help="Of files that do not say it.")
    @click.option("--date", "day", type=_DAY, help="Of files that do not say it.")
    @click.option("--dry-run", is_flag=True, help="Read them and tell what would be done.")
    @pass_invocation
    def import_(
        invocation: Invocation,
        paths: tuple[Path, ...],
        publication: str,
        day: datetime | None,
        dry_run: bool,
    ) -> None:
        """Import past issues, so that drafts are checked against what readers have had.

        Markdown, web pages, saved mails (.eml) and plain text, of whatever program; folders with
        all in them. The day is read from the front matter, the title or subject, or the name of the
        file. A file that was imported before changes nothing, unless it has changed. What cannot be
        imported is told (exit code 1) and stops nothing else.
        """
        from newsletter.flows import past_issues as flows

        with invocation.app(lock="issues") as app:
            files = flows.found_files(paths)
            with invocation.progress("Reading", len(files)) as advance:

                def told(row: Row) -> None:
                    advance(1)
                    invocation.say(_line(row, dry_run))

                rows = flows.import_files(
                    app, files, publication=publication, day=day.date() if day else None,
                    actor=invocation.actor, dry_run=dry_run, told_one=told,
                )  # fmt: skip
        counts = Counter(row.result for row in rows)
        parts = [
            f"{counts[result]} {words}" for result, words in _RESULTS.items() if counts[result]
        ]
        dry = " (a dry run: nothing was written)" if dry_run else ""
        invocation.say(f"{plural(len(rows), 'file')}: {', '.join(parts)}{dry}")
        invocation.document({"files": [asdict(row) for row in rows], "dry_run": dry_run})
        if counts["refused"]:
            raise SystemExit(1)


def _line(row: Row, dry_run: bool) -> str:
    if row.result == "refused":
        return f"{row.file}: not imported: it {row.problem}"
    did = {
        "imported": "would be imported: " if dry_run else "",
        "replaced": "would be replaced: " if dry_run else "replaced, the file has changed: ",
        "unchanged": "as it was: ",
        "kept": "left as it is: ",
    }
    links = f"{plural(row.links, 'link')}, {row.placed} under a known place"
    hidden = f", {plural(row.hidden, 'address', 'addresses')} hidden by a click counter"
    remarks = "".join(f"; {one}" for one in row.remarks)
    counted = links + (hidden if row.hidden else "")
    return f"{row.slug}: {did[row.result]}{counted}  ({row.file}{remarks})"


def _forget(issues: click.Group) -> None:
    @command(issues, "forget", "newsletter issues forget update-2024-03-01")
    @click.argument("issue")
    @pass_invocation
    def forget(invocation: Invocation, issue: str) -> None:
        """Forget an imported issue: the undo of import."""
        from newsletter.flows import past_issues as flows

        with invocation.app(lock="issues") as app:
            past = flows.forget(app, issue, invocation.actor)
        invocation.say(f"forgotten: {past.slug}, imported from {past.file}")
        invocation.document({"issue": past.slug, "file": past.file})


def _close(issues: click.Group) -> None:
    @command(issues, "close", "newsletter issues close update-2026-12-01 --as-sent 2026-12-02")
    @click.argument("issue")
    @click.option("--as-sent", "day", type=_DAY, help="When, if not on the day of the issue.")
    @pass_invocation
    def close(invocation: Invocation, issue: str, day: datetime | None) -> None:
        """Say that an issue was sent, by whatever carried it.

        Its items are used: no draft takes them again, and later issues are checked against it. The
        undo is reopen. What publish sends is closed by itself.
        """
        from newsletter.flows import past_issues as flows

        with invocation.app(lock="issues") as app:
            closed = flows.close_by_hand(app, issue, invocation.actor, day.date() if day else None)
        slug = closed.past.slug
        invocation.say(
            f"{slug} was closed already"
            if closed.again
            else f"{slug} is closed: {plural(len(closed.used), 'item')} used just now"
        )
        if closed.gone:
            invocation.say(f"not in the inbox any more: {', '.join(closed.gone)}")
        if not closed.again:
            invocation.say(f"If it was not sent after all: newsletter issues reopen {slug}")
        invocation.document(
            {
                "issue": slug,
                "day": closed.past.day,
                "used": [item.id for item in closed.used],
                "gone": list(closed.gone),
                "again": closed.again,
            }
        )


def _reopen(issues: click.Group) -> None:
    @command(issues, "reopen", "newsletter issues reopen update-2026-12-01")
    @click.argument("issue")
    @pass_invocation
    def reopen(invocation: Invocation, issue: str) -> None:
        """Take back that an issue was sent: the undo of close.

        Its items are what they were before, mostly picked. Refused for what was really sent.
        """
        from newsletter.flows import past_issues as flows

        with invocation.app(lock="issues") as app:
            slug, items = flows.reopen(app, issue, invocation.actor)
        invocation.say(f"{slug} is open again: {plural(len(items), 'item')} as before")
        for item in items:
            invocation.say(f"    {item.state}: {item.id}  {item.title}")
        invocation.document({"issue": slug, "items": {item.id: str(item.state) for item in items}})
