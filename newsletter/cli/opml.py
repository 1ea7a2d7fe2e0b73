"""``newsletter sources export`` and ``import``: lists of feeds as OPML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.model.opml import Row


def register(sources: click.Group) -> None:
    """Add the two commands."""
    _import(sources)
    _export(sources)


def _import(sources: click.Group) -> None:
    @command(
        sources, "import", "newsletter sources import feeds.opml --place SE --section Research"
    )
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--place", metavar="CODE", default="", help="For feeds in no place's outline.")
    @click.option("--section", metavar="NAME", default="", help="For those in no section's.")
    @click.option("--dry-run", is_flag=True, help="Read it and tell what would be done.")
    @pass_invocation
    def import_(
        invocation: Invocation, file: Path, place: str, section: str, dry_run: bool
    ) -> None:
        """Add the feeds of an OPML file to sources.yaml, whose other lines stay as they are.

        Outlines named like a place (or its code) or a section say where their feeds belong. Feeds
        that are there already are left alone; what cannot be added is told (exit code 1).
        Nothing is fetched: newsletter sources check does that.
        """
        from newsletter.flows import opml as flows

        with invocation.app(lock="sources") as app:
            rows = flows.import_opml(app, file, place=place, section=section, dry_run=dry_run)
        added = "would be added" if dry_run else "added"
        columns = ["Line", "Result", "Name", "Place", "Section", "Source, or why not"]
        invocation.table(columns, [_cells(row, added) for row in rows])
        refused = sum(1 for row in rows if row.problem)
        invocation.say(_summary(rows, refused, added))
        if not dry_run and any(row.source for row in rows):
            invocation.say("See whether they can be read: newsletter sources check")
        invocation.document(_data(rows, dry_run))
        if refused:
            raise SystemExit(1)


def _export(sources: click.Group) -> None:
    @command(sources, "export", "newsletter sources export feeds.opml")
    @click.argument("file", type=click.Path(path_type=Path), required=False)
    @click.option("--force", is_flag=True, help="Overwrite an older list of feeds.")
    @pass_invocation
    def export(invocation: Invocation, file: Path | None, force: bool) -> None:
        """Write all feeds as OPML 2.0, by place and section, to FILE or to the screen.

        Sources without a feed are left out; --json names them.
        """
        from newsletter.flows import opml as flows

        with invocation.app() as app:
            data, left_out = flows.export_opml(app, file, force=force)
            count = len(app.book.sources) - len(left_out)
        if file is None and not invocation.as_json:
            click.echo(data, nl=False)
        else:
            invocation.say(f"{plural(count, 'feed')} written to {file}")
        if left_out:
            without = plural(len(left_out), "source")
            click.echo(f"left out, because OPML lists feeds alone: {without} without one", err=True)
        text = {} if file else {"opml": data.decode()}
        told = {"file": str(file) if file else None, "feeds": count, "left_out": list(left_out)}
        invocation.document(told | text)


def _cells(row: Row, added: str) -> list[str]:
    line, name = str(row.outline.line), row.outline.name or row.outline.feed
    if row.source:
        source = row.source
        return [line, added, source.name, source.place, source.section, source.id]
    if row.twin:
        return [line, "there already", name, "", "", row.twin]
    return [line, "refused", name, "", "", row.problem]


def _summary(rows: list[Row], refused: int, added: str) -> str:
    new = sum(1 for row in rows if row.source)
    already = sum(1 for row in rows if row.twin)
    parts = [f"{plural(new, 'source')} {added}"]
    parts += [f"{already} there already"] if already else []
    parts += [f"{refused} refused"] if refused else []
    return ", ".join(parts)


def _data(rows: list[Row], dry_run: bool) -> dict[str, object]:
    names = ("id", "name", "place", "section", "feed")
    return {
        "added": [
            {"line": row.outline.line} | {name: getattr(row.source, name) for name in names}
            for row in rows
            if row.source
        ],
        "already": [
            {"line": row.outline.line, "feed": row.outline.feed, "source": row.twin}
            for row in rows
            if row.twin
        ],
        "refused": [
            {
                "line": row.outline.line,
                "name": row.outline.name,
                "feed": row.outline.feed,
                "problem": row.problem,
            }
            for row in rows
            if row.problem
        ],
        "dry_run": dry_run,
    }
