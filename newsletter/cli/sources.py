"""``newsletter sources``: list, check, try, add."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from newsletter.cli import discovery, opml
from newsletter.cli.collect import named, switched_on
from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.errors import Conflict
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.flows.sources import Preview, Tried
    from newsletter.model.items import Entry

_SHOWN = 10  # entries of an address that is tried


def register(root: click.Group) -> None:
    """Add the group and its commands."""

    @root.group("sources")
    def sources() -> None:
        """Where items come from, and how each source is doing."""

    _list(sources)
    _check(sources)
    discovery.register(sources)
    _try(sources)
    _add(sources)
    opml.register(sources)


def _list(sources: click.Group) -> None:
    @command(sources, "list", "newsletter sources list --place SE")
    @click.option("--place", metavar="CODE", default="", help="Only this place: SE, GB-SCT ...")
    @click.option("--failing", is_flag=True, help="Only sources that could not be read.")
    @pass_invocation
    def list_(invocation: Invocation, place: str, failing: bool) -> None:
        """List the sources by place, each with its health in words."""
        from newsletter import store
        from newsletter.model.health import health_in_words

        with invocation.app() as app:
            with app.db.read() as tx:
                healths = store.health.all_of(tx)
            now, rows, data = app.now(), [], []
            order = {one.code: rank for rank, one in enumerate(app.book.places)}
            code = app.place(place).code if place else ""
            for source in sorted(app.book.sources, key=lambda one: order[one.place]):
                health = healths.get(source.id)
                broken = bool(health and health.problem)
                if code not in ("", source.place) or (failing and not broken):
                    continue
                words = health_in_words(source, health, now)
                rows.append([source.place, source.id, source.name, words])
                names = ["id", "name", "place", "section", "kind", "address", "feed", "page"]
                names += ["enabled", "checked"]
                data.append({name: getattr(source, name) for name in names} | {"health": words})
        invocation.table(["Place", "Id", "Name", "Health"], rows)
        invocation.document(data)


def _check(sources: click.Group) -> None:
    @command(sources, "check", "newsletter sources check se-fohm")
    @click.argument("sources", nargs=-1, metavar="[SOURCE]...")
    @click.option("--dry-run", is_flag=True, help="Leave sources.yaml as it is.")
    @pass_invocation
    def check(invocation: Invocation, sources: tuple[str, ...], dry_run: bool) -> None:
        """Fetch sources once, show their newest titles, and note the day in sources.yaml.

        Stores no item. All that are switched on, or those named. Exit code 1 if one fails.
        """
        from newsletter.flows import sources as flows

        with invocation.app(lock="sources") as app:
            chosen = named(app.book, sources) if sources else switched_on(app.book)
            with invocation.progress("Checking", len(chosen)) as advance:

                def told(tried: Tried) -> None:
                    advance(1)
                    invocation.say(_told(tried))

                tried = asyncio.run(flows.try_sources(app, chosen, told=told))
            if not dry_run:
                flows.note_checked(app, [one.source.id for one in tried if not one.problem])
        invocation.document([_data(one) for one in tried])
        failed = sum(1 for one in tried if one.problem)
        invocation.say(f"{len(tried) - failed} can be read, {failed} cannot")
        if failed:
            raise SystemExit(1)


def _try(sources: click.Group) -> None:
    @command(sources, "try", "newsletter sources try https://example.org/news --place SE")
    @click.argument("url")
    @click.option("--place", metavar="CODE", default="", help="SE, GB-SCT ...; else the first one.")
    @click.option("--section", metavar="NAME", default="", help="Else the first one.")
    @pass_invocation
    def try_(invocation: Invocation, url: str, place: str, section: str) -> None:
        """Read a feed, sitemap or page once, show what it lists, and print the YAML to paste.

        On a page the list is found without selectors; those printed find it again. Obeys
        robots.txt, stores nothing.
        """
        from newsletter.flows import sources as flows

        with invocation.app() as app:
            found = asyncio.run(flows.preview(app, url, place=place, section=section))
        for line in _previewed(found):
            invocation.say(line)
        source, names = found.source, ("url", "title", "excerpt")
        shown = [
            {"date": _day(entry)} | {name: getattr(entry, name) for name in names}
            for entry in found.entries[:_SHOWN]
        ]
        invocation.document(
            {"kind": source.kind, "name": source.name, "entries": len(found.entries)}
            | {"shown": shown, "warning": found.warning, "yaml": found.yaml}
        )


def _previewed(found: Preview) -> Iterator[str]:
    count = plural(len(found.entries), "entry", "entries")
    yield f"a {found.source.kind}, {found.source.name}: {count}{_behind(found.warning)}"
    for entry in found.entries[:_SHOWN]:
        yield f"    {_day(entry) or 'no date':<10}  {entry.title}"
        yield f"                {entry.url or 'no link'}"
    yield "\nTo be pasted into sources.yaml, under sources:\n"
    yield found.yaml


def _day(entry: Entry) -> str:
    return entry.moment.date().isoformat() if entry.moment else ""


def _add(sources: click.Group) -> None:
    @command(sources, "add", "newsletter sources add https://example.org/feed --place SE")
    @click.argument("url")
    @click.option("--place", required=True, metavar="CODE", help="SE, GB-SCT, WHO ...")
    @click.option("--section", metavar="NAME", default="", help="Else the first one.")
    @click.option("--name", default="", help="Who publishes it; else the title of the feed.")
    @click.option("--id", default="", help="Its short name; else made from place and name.")
    @click.option(
        "--language",
        metavar="TAG",
        default="",
        help="Else the feed's, else English or that of the place.",
    )
    @click.option("--unchecked", is_flag=True, help="Add it without fetching it.")
    @pass_invocation
    def add(
        invocation: Invocation,
        url: str,
        place: str,
        section: str,
        name: str,
        id: str,
        language: str,
        unchecked: bool,
    ) -> None:
        """Add a feed to sources.yaml, after reading it; the file's other lines stay as they are."""
        from newsletter.flows import sources as flows

        with invocation.app(lock="sources") as app:
            source = flows.new_source(app, url, place, section, name, id, language)
            twin = next((one for one in app.book.sources if one.feed == source.feed), None)
            if twin:
                raise Conflict(f"{url} is there already, as source {twin.id}")
            if not unchecked:
                (tried,) = asyncio.run(flows.try_sources(app, [source]))
                invocation.say(_told(tried))
                if tried.problem:
                    raise Conflict(
                        f"{url} was not added: {tried.problem}", "--unchecked adds it all the same."
                    )
                source = flows.described_by_feed(
                    app, source, tried, name=name, id=id, language=language
                )
            flows.add_source(app, source, checked=not unchecked)
        invocation.say(f"added to sources.yaml: {source.id} ({source.name})")
        invocation.document({"id": source.id, "name": source.name, "feed": source.feed})


def _told(tried: Tried) -> str:
    if tried.problem:
        return f"{tried.source.id}: cannot be read: {tried.problem}"
    lines = [f"{tried.source.id}: {tried.entries} entries{_behind(tried.warning)}"]
    return "\n".join([*lines, *(f"    {title}" for title in tried.newest)])


def _behind(warning: str) -> str:
    return f" ({warning})" if warning else ""


def _data(tried: Tried) -> dict[str, object]:
    names = ("entries", "newest", "problem", "warning")
    return {"id": tried.source.id, **{name: getattr(tried, name) for name in names}}
