"""Collect from sources, try them, and add one to ``sources.yaml``."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

from newsletter.adapters import files
from newsletter.adapters.documents import kinds_of
from newsletter.app import SOURCES, App
from newsletter.errors import ConfigError, SourceError, UsageError
from newsletter.model.dates import believable
from newsletter.model.items import Entry
from newsletter.model.located import Located, validated
from newsletter.model.outcomes import Outcome, Report
from newsletter.model.recipes import Selectors
from newsletter.model.source_file import FreeIds, as_yaml, with_checked, with_source
from newsletter.model.sources import Source
from newsletter.model.text import one_line
from newsletter.ports import Fetcher, Parser, Request
from newsletter.stages import collect as collecting
from newsletter.stages import merge as merging

_JSON = "another list in JSON is read with json and paths, as docs/sources.md says"
_NEWEST = 3  # titles shown of a source that is tried


async def collect(
    app: App,
    sources: Sequence[Source],
    *,
    due_only: bool = False,
    only_new: bool = False,
    history: bool = False,
    told: Callable[[Outcome], None] = lambda _: None,
) -> Report:
    """Fetch these sources with the real fetcher and parser; merge stories that several bring.

    ``due_only``: those that are not due by their own schedule wait. ``only_new`` and ``history``
    are as in `newsletter.stages.collect.collect`.
    """
    now = app.now()
    every = timedelta(minutes=app.settings.collect.every) if due_only else None
    async with app.collecting() as (fetcher, parser):
        report = await collecting.collect(
            app.book,
            sources,
            db=app.db,
            fetcher=fetcher,
            parser=parser,
            now=now,
            every=every,
            at_once=app.settings.collect.concurrency,
            only_new=only_new,
            history=history,
            told=told,
        )
    return replace(report, merged=len(merging.merge(app.db, now=now)))


@dataclass(frozen=True, slots=True)
class Tried:
    """A source that was read once, or why it could not be.

    ``title`` is what the feed says of itself.
    """

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
        for done in asyncio.as_completed(
            [_try(app, source, fetcher, parser) for source in sources]
        ):
            tried.append(await done)
            told(tried[-1])
    return tried


async def _try(app: App, source: Source, fetcher: Fetcher, parser: Parser) -> Tried:
    try:
        address = source.address_on(app.today())
        request = Request(address, obey_robots=source.obeys_robots)
        parsed = await parser.parse(source, await fetcher.fetch(request))
    except SourceError as error:
        return Tried(source, problem=error.message)
    newest = tuple(entry.title for entry in parsed.entries[:_NEWEST])
    return Tried(source, parsed.title, len(parsed.entries), newest, "", parsed.warning)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the document at an address would give as a source, and that source in YAML.

    ``entries`` are all that were found, in its order, with the dates that collecting believes.
    """

    source: Source
    entries: tuple[Entry, ...]
    warning: str
    yaml: str


async def preview(app: App, url: str, *, place: str = "", section: str = "") -> Preview:
    """Fetch ``url`` once, find out what it is and what it lists; nothing is stored.

    A page is read without selectors, and gets those that find the same again; a sitemap gets the
    path that most of its pages share. Without ``place``
    and ``section`` the first ones stand in. robots.txt is obeyed, for it may be a page. Raises
    `SourceError` when it cannot be fetched, or lists nothing we can read; `UsageError` for a
    place or section that sources.yaml does not have.
    """
    code = app.place(place).code if place else app.book.places[0].code
    draft = new_source(app, url, code, section, "", "", "")
    async with app.collecting() as (fetcher, parser):
        response = await fetcher.fetch(Request(url, obey_robots=True))
        kinds = kinds_of(response.body)
        for kind in kinds:
            source = draft.model_copy(update={"feed": "", kind: response.moved_to or url})
            try:
                parsed = await parser.parse(source, response)
                break
            except SourceError as error:
                if kinds == ("feed",):
                    raise SourceError(f"{error.message}; {_JSON}") from error
                if kind == kinds[-1]:
                    raise
    named = named_by_feed(app, source, parsed.title, given="", id="")
    select = Selectors(**parsed.select) if parsed.select else None
    match = _common_path(parsed.entries) if source.kind == "sitemap" else ""
    checked = app.today().isoformat()
    whole = named.model_copy(update={"select": select, "match": match, "checked": checked})
    now = app.now()
    entries = (replace(one, moment=believable(one.moment, now)) for one in parsed.entries)
    return Preview(whole, tuple(entries), parsed.warning, as_yaml(whole))


def _common_path(entries: Sequence[Entry]) -> str:
    """Return ``/news/*`` where at least 80 % of ``entries`` are in that folder, else ""."""
    paths = (urlsplit(entry.url).path.split("/") for entry in entries)
    folders = Counter(path[1] for path in paths if len(path) > 2)
    for folder, count in folders.most_common(1):
        if folder and count * 5 >= len(entries) * 4:
            return f"/{folder}/*"
    return ""


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
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    values = {
        "id": id or _free_id(app, place, host.split(".")[0]),
        "name": name or host,
        "place": app.place(place).code,
        "section": section_of(app, section) if section else app.book.sections[0],
        "feed": url,
        "language": language,
    }
    return _valid(values)


def section_of(app: App, name: str) -> str:
    """Return a section as sources.yaml spells it. Raises `UsageError` naming those there are."""
    spelled = {one.casefold(): one for one in app.book.sections}
    if name.casefold() not in spelled:
        raise UsageError(
            f"there is no section {name!r}", f"Sections: {', '.join(app.book.sections)}"
        )
    return spelled[name.casefold()]


def _valid(values: dict[str, str]) -> Source:
    source, mistakes = validated(Source, Located("the new source", values))
    if source is None:
        raise ConfigError(mistakes)
    return source


def described_by_feed(
    app: App, source: Source, tried: Tried, *, name: str, id: str, language: str
) -> Source:
    """Return ``source`` as the feed describes itself, where nothing else was given."""
    named = named_by_feed(app, source, tried.title, given=name, id=id)
    return named.model_copy(update={"language": language})  # else found out for each entry


def named_by_feed(app: App, source: Source, title: str, *, given: str, id: str) -> Source:
    """Return ``source`` under the feed's own title, unless a name was given."""
    name = given or one_line(title, 80) or source.name
    short = id or _free_id(app, source.place, name)
    return source.model_copy(update={"name": name, "id": short})


def _free_id(app: App, place: str, name: str) -> str:
    return FreeIds(source.id for source in app.book.sources)(place, name)


def add_source(app: App, source: Source, *, checked: bool) -> None:
    """Write ``source`` behind the others in sources.yaml. Raises `ConfigError` if that fails."""
    file = app.workspace / SOURCES
    day = app.today().isoformat() if checked else "never"
    text = files.text_of(file, "file")
    files.whole(file, with_source(text, source.model_copy(update={"checked": day})).encode())
