"""``newsletter sources``: check, try, add; the others have modules of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from newsletter.cli import discovery, health, opml, rules
from newsletter.cli.collect import named, switched_on
from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.errors import Conflict
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.flows.sources import Preview, Tried

_SHOWN = 10  # entries of an address that is tried


def register(root: click.Group) -> None:
    """Add the group and its commands."""

    @root.group("sources")
    def sources() -> None:
        """Where items come from, and how each source is doing."""

    health.register(sources)
    _check(sources)
    discovery.register(sources)
    _try(sources)
    _add(sources)
    opml.register(sources)
    rules.register(sources)


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
            {"date": entry.day} | {name: getattr(entry, name) for name in names}
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
        yield f"    {entry.day or 'no date':<10}  {entry.title}"
        yield f"                {entry.url or 'no link'}"
    if len(found.entries) > _SHOWN:
        yield f"    and {len(found.entries) - _SHOWN} more"
    yield "\nTo be pasted into sources.yaml, under sources:\n"
    yield found.yaml


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
        help="Else found out for each entry.",
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
        from newsletter.flows.discovery import known_as

        with invocation.app(lock="sources") as app:
            source = flows.new_source(app, url, place, section, name, id, language)
            if twin := known_as(app, source.feed):
                raise Conflict(f"{url} is there already, as source {twin}")
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
    count = plural(tried.entries, "entry", "entries")
    lines = [f"{tried.source.id}: {count}{_behind(tried.warning)}"]
    return "\n".join([*lines, *(f"    {title}" for title in tried.newest)])


def _behind(warning: str) -> str:
    return f" ({warning})" if warning else ""


def _data(tried: Tried) -> dict[str, object]:
    names = ("entries", "newest", "problem", "warning")
    return {"id": tried.source.id, **{name: getattr(tried, name) for name in names}}
