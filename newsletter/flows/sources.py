"""Collect from sources, try them, and add one to ``sources.yaml``."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsletter.adapters import files
from newsletter.app import SOURCES, App
from newsletter.errors import ConfigError, SourceError, UsageError
from newsletter.model.located import Located, validated
from newsletter.model.source_file import with_checked, with_source
from newsletter.model.sources import Source
from newsletter.model.text import one_line
from newsletter.ports import Fetcher, Parser, Request
from newsletter.stages import collect as collecting

_NEWEST = 3  # titles shown of a source that is tried


async def collect(
    app: App,
    sources: Sequence[Source],
    *,
    only_new: bool = False,
    told: Callable[[collecting.Outcome], None] = lambda _: None,
) -> collecting.Report:
    """Fetch these sources with the real fetcher and parser."""
    async with app.collecting() as (fetcher, parser):
        return await collecting.collect(
            app.book,
            sources,
            db=app.db,
            fetcher=fetcher,
            parser=parser,
            now=app.now(),
            only_new=only_new,
            told=told,
        )


@dataclass(frozen=True, slots=True)
class Tried:
    """A source that was read once, or why it could not be. ``title`` is the feed's own."""

    source: Source
    title: str = ""
    entries: int = 0
    newest: tuple[str, ...] = ()
    problem: str = ""
    warning: str = ""


async def try_sources(
    app: App, sources: Sequence[Source], *, told: Callable[[Tried], None] = lambda _: None
) -> list[Tried]:
    """Fetch and read sources without storing anything; return them in the order they came in."""
    tried: list[Tried] = []
    async with app.collecting() as (fetcher, parser):
        for done in asyncio.as_completed([_try(source, fetcher, parser) for source in sources]):
            tried.append(await done)
            told(tried[-1])
    return tried


async def _try(source: Source, fetcher: Fetcher, parser: Parser) -> Tried:
    try:
        request = Request(source.address, obey_robots=not source.feed)
        parsed = await parser.parse(source, await fetcher.fetch(request))
    except SourceError as error:
        return Tried(source, problem=error.message)
    newest = tuple(entry.title for entry in parsed.entries[:_NEWEST])
    return Tried(source, parsed.title, len(parsed.entries), newest, warning=parsed.warning)


def note_checked(app: App, ids: Sequence[str]) -> None:
    """Write today into ``checked:`` of these sources, leaving the rest of the file as it is."""
    file = app.workspace / SOURCES
    if ids:
        text = files.text_of(file, "file")
        files.whole(file, with_checked(text, ids, app.today()).encode())


def new_source(
    app: App, url: str, place: str, section: str, name: str, id: str, language: str
) -> Source:
    """Return a source for a feed, what was not given being filled in from its place and address.

    Raises `UsageError` for a place or section that sources.yaml does not have, `ConfigError`
    for values that could not stand there.
    """
    found = app.book.place(place)
    if found is None:
        codes = ", ".join(one.code for one in app.book.places)
        raise UsageError(f"there is no place {place!r}", f"Places: {codes}")
    spelled = {one.casefold(): one for one in app.book.sections}
    if section and section.casefold() not in spelled:
        raise UsageError(
            f"there is no section {section!r}", f"Sections: {', '.join(app.book.sections)}"
        )
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    values = {
        "id": id or _free_id(app, place, host.split(".")[0]),
        "name": name or host,
        "place": place,
        "section": spelled.get(section.casefold(), app.book.sections[0]),
        "feed": url,
        "language": language or found.languages[0],
    }
    return _valid(values)


def _valid(values: dict[str, str]) -> Source:
    source, mistakes = validated(Source, Located("the new source", values))
    if source is None:
        raise ConfigError(mistakes)
    return source


def named_by_feed(app: App, source: Source, title: str, *, given: str, id: str) -> Source:
    """Return ``source`` under the feed's own title, unless a name was given."""
    name = given or one_line(title, 80) or source.name
    short = id or _free_id(app, source.place, name)
    return source.model_copy(update={"name": name, "id": short})


def _free_id(app: App, place: str, name: str) -> str:
    """Return a short name for a new source: ``se-public-health``, and -2 if that is taken."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", letters)[:3]
    base = "-".join([place.lower().split("-")[-1], *words])
    number = 1
    while app.book.source(base if number == 1 else f"{base}-{number}"):
        number += 1
    return base if number == 1 else f"{base}-{number}"


def add_source(app: App, source: Source, *, checked: bool) -> None:
    """Write ``source`` behind the others in sources.yaml. Raises `ConfigError` if that fails."""
    file = app.workspace / SOURCES
    day = app.today().isoformat() if checked else "never"
    text = files.text_of(file, "file")
    files.whole(file, with_source(text, source.model_copy(update={"checked": day})).encode())
