"""Sources out to other programs and in from them, as OPML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from newsletter.adapters import files
from newsletter.adapters.opml import read_opml, write_opml
from newsletter.app import SOURCES, App
from newsletter.errors import Conflict
from newsletter.flows.sources import section_of
from newsletter.model.opml import Row, as_sources
from newsletter.model.source_file import with_sources

_HEAD = 2_000  # bytes in which a list of feeds says that it is one


def import_opml(
    app: App, file: Path, *, place: str = "", section: str = "", dry_run: bool = False
) -> list[Row]:
    """Add the feeds of an OPML file to sources.yaml, all in one write; return what became of each.

    ``place`` and ``section`` are for feeds whose outlines name none. Raises `UsageError` for one
    that sources.yaml does not have, `MistakesError` for a file that is no list of feeds,
    `ConfigError` when sources.yaml would not bear the change.
    """
    rows = as_sources(
        app.book,
        read_opml(files.bytes_of(file, "file"), str(file)),
        place=place and app.place(place).code,
        section=section and section_of(app, section),
    )
    added = [row.source for row in rows if row.source]
    if added:
        sources = app.workspace / SOURCES
        changed = with_sources(files.text_of(sources, "file"), added)
        if not dry_run:
            files.whole(sources, changed.encode())
    return rows


def export_opml(app: App, file: Path | None, *, force: bool = False) -> tuple[bytes, Sequence[str]]:
    """Return the list of all feeds as OPML, and the ids of the sources that have none.

    It is written to ``file`` if there is one. Raises `Conflict` rather than overwrite anything, but
    for an older list with ``force``.
    """
    data = write_opml(app.book, f"Sources of {app.settings.organisation.name}", app.now())
    left_out = [source.id for source in app.book.sources if not source.feed]
    if file and file.exists() and b"<opml" not in files.bytes_of(file, "file")[:_HEAD].lower():
        raise Conflict(
            f"{file} is there already, and is no list of feeds", "Name another file, please."
        )
    if file and file.exists() and not force:
        raise Conflict(
            f"{file} is there already", "Name another file, or overwrite it with --force."
        )
    if file:
        files.whole(file, data)
    return data, left_out
