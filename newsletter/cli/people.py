"""``newsletter people`` and ``newsletter lists``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.errors import UsageError
from newsletter.model.mail import EDITIONS, Edition
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.stages.subscribe import Imported

_MISTAKES_SHOWN = 20


def register(root: click.Group) -> None:
    """Add the groups and their commands."""

    @root.group("people")
    def people() -> None:
        """Those we may write to; nobody enters a list without an origin."""

    _add(people)
    _choose(people)
    _import(people)
    _lists(root)


def _add(people: click.Group) -> None:
    @command(
        people,
        "add",
        'newsletter people add liaison@example.org --list update --origin "asked by phone"',
    )
    @click.argument("address")
    @click.option("--list", "slug", required=True, metavar="LIST")
    @click.option("--origin", required=True, help="Where the address comes from, in your words.")
    @click.option("--name", default="")
    @click.option("--place", default="", metavar="CODE")
    @click.option("--language", default="en", metavar="TAG")
    @click.option("--edition", type=click.Choice(EDITIONS), default="standard",
                  help="The form of mail they want.")  # fmt: skip
    @pass_invocation
    def add(
        invocation: Invocation,
        address: str,
        slug: str,
        origin: str,
        name: str,
        place: str,
        language: str,
        edition: str,
    ) -> None:
        """Put one person on a list, with the record of why.

        Somebody known already keeps their record; people choose changes the form of their mails.
        """
        from newsletter.model.people import Person, address_of
        from newsletter.stages import subscribe

        with invocation.app() as app:
            try:
                home = app.place(place).code if place else ""
                person = Person(address_of(address), name, home, language, Edition(edition))
            except ValueError as error:
                raise UsageError(f"{address!r} is no mail address: {error}") from error
            done = subscribe.add(
                app.db, [person], app.mailing_list(slug), origin=_origin(origin),
                route="staff", actor=invocation.actor, now=app.now(),
            )  # fmt: skip
        words = "is on" if done.added else "was on" if done.already else "has left and stays off"
        invocation.say(f"{person.address} {words} the list {slug}")
        invocation.document({"added": done.added, "already": done.already, "gone": done.gone})
        if done.gone:
            raise SystemExit(1)


def _choose(people: click.Group) -> None:
    @command(people, "choose", "newsletter people choose liaison@example.org --edition large")
    @click.argument("address")
    @click.option("--edition", type=click.Choice(EDITIONS), default=None,
                  help="The form: standard, plain text, Easy English, large print.")  # fmt: skip
    @click.option("--place-first/--issue-order", default=None,
                  help="Their own place first, or the order of the issue.")  # fmt: skip
    @pass_invocation
    def choose(
        invocation: Invocation, address: str, edition: str | None, place_first: bool | None
    ) -> None:
        """Change the form of the mails somebody gets, as they asked."""
        from newsletter.stages import subscribe

        if edition is None and place_first is None:
            raise UsageError("nothing to change", "Give --edition, --place-first or --issue-order.")
        with invocation.app() as app:
            chosen = subscribe.choose(
                app.db, address, Edition(edition) if edition else None, place_first,
                actor=invocation.actor, now=app.now(),
            )  # fmt: skip
        order = "their place first" if chosen.place_first else "in the issue's order"
        invocation.say(f"{chosen.address} gets the {chosen.edition} edition, {order}")
        invocation.document({"edition": chosen.edition, "place_first": chosen.place_first})


def _import(people: click.Group) -> None:
    @command(
        people,
        "import",
        'newsletter people import readers.csv --list update --origin "2026 records"',
    )
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--list", "slug", required=True, metavar="LIST")
    @click.option("--origin", required=True, help="Where the addresses come from, in your words.")
    @click.option("--dry-run", is_flag=True, help="Read it and tell what would be done.")
    @pass_invocation
    def import_(invocation: Invocation, file: Path, slug: str, origin: str, dry_run: bool) -> None:
        """Put the people of a CSV file on a list.

        It needs a header line with a column "email"; name, place, language and edition are read
        where there are any. Rows that cannot be used are told and left out (exit code 1). People
        who left the list are never brought back.
        """
        from newsletter.flows import people as flows

        with invocation.app(lock="people") as app:
            done = flows.import_people(
                app, file, slug, origin=_origin(origin), actor=invocation.actor, dry_run=dry_run
            )
        for mistake in done.mistakes[:_MISTAKES_SHOWN]:
            click.echo(str(mistake), err=True)
        if len(done.mistakes) > _MISTAKES_SHOWN:
            click.echo(f"... and {len(done.mistakes) - _MISTAKES_SHOWN} more rows", err=True)
        invocation.say(_told(done, slug, dry_run))
        counts = {name: getattr(done, name) for name in ("added", "already", "gone")}
        refused = [{"line": one.line, "mistake": str(one)} for one in done.mistakes]
        invocation.document({**counts, "refused": refused, "dry_run": dry_run})
        if done.mistakes:
            raise SystemExit(1)


def _told(done: Imported, slug: str, dry_run: bool) -> str:
    verb = "would be added" if dry_run else "added"
    parts = [f"{plural(done.added, 'person', 'people')} {verb} to {slug}"]
    parts += [f"{plural(done.already, 'row')} of people on it already"] if done.already else []
    parts += [f"{done.gone} have left it and were not brought back"] if done.gone else []
    parts += [f"{plural(len(done.mistakes), 'row')} refused"] if done.mistakes else []
    return ", ".join(parts)


def _lists(root: click.Group) -> None:
    @command(root, "lists", "newsletter lists")
    @pass_invocation
    def lists(invocation: Invocation) -> None:
        """Show the lists and how many are subscribed to each."""
        from newsletter import store

        with invocation.app() as app:
            with app.db.read() as tx:
                counts = store.people.count_by_list(tx)
            settings = app.settings.lists
        rows = [(slug, one.title, one.basis, counts.get(slug, 0)) for slug, one in settings.items()]
        names = ["list", "title", "basis", "subscribed"]
        invocation.table([name.capitalize() for name in names], [[*map(str, row)] for row in rows])
        invocation.document([dict(zip(names, row, strict=True)) for row in rows])


def _origin(text: str) -> str:
    if not text.strip():
        raise UsageError("--origin is empty", "Say where the address comes from, in your words.")
    return " ".join(text.split())
