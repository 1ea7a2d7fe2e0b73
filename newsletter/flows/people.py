"""Bring people in from a file."""

from __future__ import annotations

from pathlib import Path

from newsletter.adapters import files
from newsletter.app import App
from newsletter.model.people import read_people
from newsletter.stages import subscribe
from newsletter.stages.subscribe import Imported


def import_people(
    app: App, file: Path, slug: str, *, origin: str, actor: str, dry_run: bool = False
) -> Imported:
    """Put the people of a CSV file on a list: all rows that can be used, in one transaction."""
    data = files.bytes_of(file, "file")
    places = {place.code: place.name for place in app.book.places}
    return subscribe.add(
        app.db, read_people(data, str(file), places), app.mailing_list(slug),
        origin=origin, route="import", actor=actor, now=app.now(), dry_run=dry_run,
    )  # fmt: skip
