"""How the desk stands; sources that have moved, and their new addresses in ``sources.yaml``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from newsletter.adapters import files
from newsletter.app import SOURCES, App
from newsletter.model.health import Move
from newsletter.model.items import url_key
from newsletter.model.source_file import with_address
from newsletter.model.sources import Source
from newsletter.model.status import Status
from newsletter.stages import status as looking


@dataclass(frozen=True, slots=True)
class Moved:
    """A source with its move; ``taken_by`` is another source that is read there already, or ""."""

    source: Source
    move: Move
    taken_by: str = ""


def status(app: App) -> Status:
    """Return how the desk stands."""
    every = timedelta(minutes=app.settings.collect.every)
    return looking.status(app.book, db=app.db, every=every, now=app.now())


def moves(app: App, ids: Collection[str] = ()) -> list[Moved]:
    """Return the sources that have moved, or seem to have, in the order of the places.

    ``ids`` are the only ones that matter; all do if there are none.
    """
    return [
        Moved(one.source, move, _reader(app, one.source, move))
        for one in status(app).sources
        if (move := one.move) and (one.source.id in ids or not ids)
    ]


def _reader(app: App, source: Source, move: Move) -> str:
    others = (one for one in app.book.sources if one.address and one.id != source.id)
    key = url_key(move.new)
    return next((one.id for one in others if url_key(one.address) == key), "")


def write(app: App, moved: Sequence[Moved]) -> None:
    """Write the new addresses into sources.yaml, leaving the rest of the file as it is.

    The old address stays behind the new one as a comment. Raises `ConfigError` where the file is
    written in a way that would not bear that; then it is as it was.
    """
    file = app.workspace / SOURCES
    text = files.text_of(file, "file", with_mark=True)
    for one in moved:
        text = with_address(text, one.source.id, one.move.new, app.today())
    if moved:
        files.whole(file, text.encode())
