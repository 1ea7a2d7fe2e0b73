"""``newsletter items edit, remove, removed, readmit``: what editors change by hand."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, cast

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = 100  # characters of a value


def field_options(function: Any) -> Any:
    """Add an option for each field of an item that people write; it is None if not given."""
    for name, metavar, words in (
        ("sensitive", "yes|no", "Whether readers should be warned first."),
        ("note", "TEXT", "A content note, shown before the summary."),
        ("easy", "TEXT", "The item in Easy English."),
        ("english", "TEXT", "What a foreign title says, in English."),
        ("topics", "A,B", "Such as peer-support,housing."),
        ("text", "TEXT", "A summary in your own words."),
        ("publisher", "NAME", "Who published it."),
        ("language", "TAG", "Of the title: sv, en-GB ..."),
        ("date", "DATE", "When it was published: 2026-11-18, 2026-11 or 2026."),
        ("section", "NAME", "News, Research ..."),
        ("place", "CODE", "SE, GB-SCT, WHO ..."),
        ("title", "TEXT", "As its publisher has it."),
    ):
        function = click.option(f"--{name}", metavar=metavar, help=words)(function)
    return function


def typed(options: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that were given as options, by the names an item has for them."""
    from newsletter.model.articles import OPTION

    return {name: options[one] for name, one in OPTION.items() if options.get(one) is not None}


def register(items: click.Group) -> None:
    """Add the commands."""
    _edit(items)
    _undo(items)
    _remove(items)

    @command(items, "removed", "newsletter items removed")
    @pass_invocation
    def removed(invocation: Invocation) -> None:
        """List what was removed for good, and why; the newest first."""
        from newsletter.stages import by_hand

        with invocation.app() as app, app.db.read() as tx:
            found = by_hand.removed(tx)
        rows = [[one.id, f"{one.at:%Y-%m-%d}", one.actor, one.because] for one in found]
        invocation.table(["Id", "When", "By", "Because"], rows)
        if not found:
            click.echo("nothing was removed", err=True)
        names = ("id", "because", "actor", "at")
        invocation.document([{name: getattr(one, name) for name in names} for one in found])

    @command(items, "readmit", "newsletter items readmit k3f9")
    @click.argument("ids", nargs=-1, required=True, metavar="ID...")
    @pass_invocation
    def readmit(invocation: Invocation, ids: tuple[str, ...]) -> None:
        """Let removed items come back: the undo of remove.

        They are not kept anywhere: each comes back when its source still serves it, or when
        somebody adds it.
        """
        from newsletter.stages import by_hand

        with invocation.app() as app:
            found = by_hand.readmit(app.db, ids, actor=invocation.actor, now=app.now())
        for one in found:
            invocation.say(f"may come back: {one.id}  (removed because: {one.because})")
        invocation.document([{"id": one.id, "because": one.because} for one in found])


def _edit(items: click.Group) -> None:
    @command(items, "edit", 'newsletter items edit k3f9 --place SE --title "A better title"')
    @click.argument("id")
    @field_options
    @click.option("--url", metavar="URL", help="Where it is read.")
    @pass_invocation
    def edit(invocation: Invocation, /, id: str, **options: Any) -> None:
        """Change what an item says; no source changes these fields any more.

        "" empties a field. What was there is printed, with the command that puts it back. An item
        that was sent stays as it is.
        """
        from newsletter.flows import items as flows
        from newsletter.model.articles import OPTION, as_text, fields_of, undo_words
        from newsletter.model.text import one_line
        from newsletter.stages import curate

        given = typed(options)
        if not given:
            names = ", ".join(f"--{name}" for name in OPTION.values())
            raise UsageError("nothing is to be changed", f"Give one or more of {names}")
        with invocation.app() as app:
            fields = flows.fields_from(app, given)
            before, after = curate.edit(app.db, id, fields, actor=invocation.actor, now=app.now())
        old = cast("Mapping[str, object]", fields_of(before))
        new = cast("Mapping[str, object]", fields_of(after))
        changed = {name: as_text(old[name]) for name in old if old[name] != new[name]}
        undo = undo_words(before, after)
        invocation.say(f"{'edited' if undo else 'as it was'}: {after.id}  {after.title}")
        for name, text in changed.items():
            label = OPTION[name]
            invocation.say(f"  {label} was: {one_line(text, _SHOWN) or '(nothing)'}")
            invocation.say(f"  {label} is:  {one_line(as_text(new[name]), _SHOWN) or '(nothing)'}")
        if undo:
            invocation.say(f"To put it back: {shlex.join(undo)}")
        texts = {OPTION[name]: as_text(new[name]) for name in changed}
        told = {OPTION[name]: text for name, text in changed.items()}
        invocation.document({"id": after.id, "before": told, "after": texts, "undo": undo})


def _undo(items: click.Group) -> None:
    @command(items, "undo", "newsletter items undo")
    @pass_invocation
    def undo(invocation: Invocation) -> None:
        """Take back what you decided or edited last; again for what was before that.

        What was done at once (several ids, draft --auto) is taken back at once. Nothing is, if
        somebody else has changed it since.
        """
        from newsletter.stages import curate

        with invocation.app() as app:
            restored = curate.undo(app.db, actor=invocation.actor, now=app.now())
        for item in restored:
            invocation.say(f"as it was: {item.id}  {item.title}  ({item.state})")
        invocation.document([{"id": item.id, "state": str(item.state)} for item in restored])


def _remove(items: click.Group) -> None:
    @command(items, "remove", 'newsletter items remove k3f9 --because "an advertisement"')
    @click.argument("ids", nargs=-1, required=True, metavar="ID...")
    @click.option("--because", metavar="REASON", required=True, help="Kept, and shown to others.")
    @pass_invocation
    def remove(invocation: Invocation, ids: tuple[str, ...], because: str) -> None:
        """Delete items from the archive for good, so that no collection brings them back.

        What was merged into them goes too. Use skip for what is only not wanted: it stays findable.
        """
        from newsletter.model.text import one_line
        from newsletter.stages import by_hand

        reason = one_line(because)
        if not reason:
            raise UsageError("--because is empty", "Say why, for those who look for it later.")
        with invocation.app() as app:
            removed = by_hand.remove(app.db, ids, reason, actor=invocation.actor, now=app.now())
        for item, parts in removed:
            invocation.say(f"removed: {item.id}  {item.title}")
            for part in parts:
                invocation.say(f"   with: {part.id}  {part.title}")
        invocation.say("Issue files that have them stay as they are.")
        invocation.say(f"To let them come back: newsletter items readmit {_named(removed)}")
        invocation.document(
            [{"id": item.id, "with": [part.id for part in parts]} for item, parts in removed]
        )


def _named(removed: list[tuple[Any, list[Any]]]) -> str:
    return " ".join(item.id for item, _ in removed)
