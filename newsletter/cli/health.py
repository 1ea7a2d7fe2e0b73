"""``newsletter sources list``, ``moved`` and ``release``: how sources are doing, what to do."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.errors import NotFound, UsageError
from newsletter.model.text import plural

if TYPE_CHECKING:
    from datetime import datetime

    from newsletter.app import App
    from newsletter.flows.health import Moved
    from newsletter.model.status import PlaceStatus, SourceStatus
    from newsletter.stages.release import Undone

STATES = (
    "works", "silent", "held", "failing", "blocked", "missing", "gone", "nothing", "busy",
    "never", "off",
)  # fmt: skip


def register(sources: click.Group) -> None:
    """Add the commands."""
    _list(sources)
    _moved(sources)
    _release(sources)


# --- list -----------------------------------------------------------------------------------


def _list(sources: click.Group) -> None:
    @command(sources, "list", "newsletter sources list --place SE --state silent")
    @click.option("--place", metavar="CODE", default="", help="Only this place: SE, GB-SCT ...")
    @click.option(
        "--state",
        "states",
        type=click.Choice(STATES),
        multiple=True,
        help="Only sources in this state; can be given again.",
    )
    @click.option("--failing", is_flag=True, help="Only sources that could not be read.")
    @pass_invocation
    def list_(invocation: Invocation, place: str, states: tuple[str, ...], failing: bool) -> None:
        """List the sources by place, each with its health in words and when it is asked again."""
        from newsletter.flows import health as flows

        with invocation.app() as app:
            code = app.place(place).code if place else ""
            status = flows.status(app)
        now, data = status.now, []
        for one in status.places:
            if code not in ("", one.place.code):
                continue
            chosen = [source for source in one.sources if _matches(source, states, failing)]
            if chosen:
                invocation.say(one.in_words(now))
            for source in chosen:
                invocation.say(f"  {line(source, source.in_one_line(now))}")
                data.append(source_data(source, now))
        if not data:
            click.echo("no source matches", err=True)
        invocation.document(data)


def _matches(one: SourceStatus, states: Collection[str], failing: bool) -> bool:
    if failing and not (one.health and one.health.problem and one.state != "off"):
        return False
    return not states or one.state in states or ("held" in states and one.doubtful > 0)


def line(one: SourceStatus, words: str) -> str:
    """Return a source with its name and what is said of it."""
    return f"{one.source.id:<20} {one.source.name} - {words}"


def source_data(one: SourceStatus, now: datetime) -> dict[str, object]:
    """Return how a source stands as plain data for JSON."""
    names = ("id", "name", "place", "section", "kind", "address", "feed", "page", "enabled")
    data: dict[str, object] = {name: getattr(one.source, name) for name in names}
    data |= {"checked": one.source.checked, "state": str(one.state), "words": one.in_words(now)}
    data |= {"todo": one.todo, "needs_somebody": one.needs_somebody, "doubtful": one.doubtful}
    data["due_at"] = _time(one.due)
    health, move = one.health, one.move
    for name in ("fetched_at", "ok_at", "new_at"):
        data[name] = _time(getattr(health, name, None))
    for name, none in (("entries", 0), ("failures", 0), ("problem", ""), ("warning", "")):
        data[name] = getattr(health, name, none)
    data["ids_trusted"] = not getattr(health, "identity", "")
    data["moved"] = move and {
        "to": move.new, "believed": move.believed, "since": _time(move.since), "seen": move.seen,
    }  # fmt: skip
    return data


def place_data(one: PlaceStatus, now: datetime) -> dict[str, object]:
    """Return how a place stands as plain data for JSON; its sources are those in trouble."""
    return {
        "place": one.place.code,
        "name": one.place.name,
        "words": one.in_words(now),
        "needs_somebody": one.needs_somebody(now),
        "sources_on": len(one.on),
        "picked_at": _time(one.picked_at),
        "inbox": {str(state): number for state, number in one.inbox.items()},
        "troubled": [source_data(source, now) for source in one.troubled],
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


# --- moved ----------------------------------------------------------------------------------


def _moved(sources: click.Group) -> None:
    @command(sources, "moved", "newsletter sources moved --write")
    @click.argument("sources", nargs=-1, metavar="[SOURCE]...")
    @click.option("--write", is_flag=True, help="Put the new addresses into sources.yaml.")
    @pass_invocation
    def moved(invocation: Invocation, sources: tuple[str, ...], write: bool) -> None:
        """Show which sources are read at another address than sources.yaml says.

        --write puts the new address there, with the old one behind it as a comment; no other
        byte changes. A move that was only seen so far is written if its source is named.
        """
        from newsletter.cli.collect import named
        from newsletter.flows import health as flows

        with invocation.app(lock="sources" if write else "") as app:
            named(app.book, sources)
            found = flows.moves(app, sources)
            ready = [one for one in found if one.move.believed or sources]
            written = [one for one in ready if not one.taken_by] if write else []
            flows.write(app, written)
        for one in found:
            invocation.say(f"{one.source.id:<20} {_move_told(one, one in written)}")
        if not found:
            invocation.say("no source has moved")
        if written:
            count = plural(len(written), "new address", "new addresses")
            invocation.say(f"sources.yaml has {count}; the old ones stay there as comments")
        invocation.document([_move_data(one, one in written) for one in found])
        if write and any(one.taken_by for one in ready):
            raise SystemExit(1)


def _move_told(one: Moved, written: bool) -> str:
    from newsletter.model.health import move_in_words

    if one.taken_by:
        return (
            f"moved to {one.move.new}, which {one.taken_by} reads already:"
            " switch one of them off (enabled: false)"
        )
    return f"written: {one.source.kind}: {one.move.new}" if written else move_in_words(one.move)


def _move_data(one: Moved, written: bool) -> dict[str, object]:
    move = one.move
    return {
        "source": one.source.id, "old": move.old, "new": move.new, "believed": move.believed,
        "since": _time(move.since), "seen": move.seen, "taken_by": one.taken_by or None,
        "written": written,
    }  # fmt: skip


# --- release --------------------------------------------------------------------------------


def _release(sources: click.Group) -> None:
    @command(sources, "release", "newsletter sources release se-fohm --skip")
    @click.argument("source")
    @click.option("--skip", is_flag=True, help="They are old: out of the inbox with them.")
    @click.option("--undo", is_flag=True, help="Hold back again what was last decided so.")
    @pass_invocation
    def release(invocation: Invocation, source: str, skip: bool, undo: bool) -> None:
        """Let what is held back of a source into the inbox, or skip all of it.

        Held back is what was new all at once and looks old. See it with: items list --in-doubt
        """
        from newsletter.stages import release as releasing

        if skip and undo:
            raise UsageError("--skip and --undo are two wishes", "Give one of them.")
        who = invocation.actor
        with invocation.app() as app:
            if undo:
                undone = releasing.take_back(app.db, source, actor=who, now=app.now())
                changed, words = undone is not None, _undo_told(source, undone)
                data: dict[str, object] = {"held_back": undone.again if undone else 0}
            else:
                ids = releasing.release(app.db, source, skip=skip, actor=who, now=app.now())
                changed, words = bool(ids), _release_told(source, len(ids), skip)
                data = {"skipped" if skip else "released": ids}
            if not changed:
                _examine(app, source)
        invocation.say(words)
        invocation.document({"source": source, **data})


def _examine(app: App, source: str) -> None:
    """Raise `NotFound` for a slip of the keyboard, instead of saying that all is well."""
    from newsletter.model.located import nearest

    if app.book.source(source) is None:
        near = nearest(source, [one.id for one in app.book.sources])
        hint = f"Is {near!r} meant?" if near else "See them with: newsletter status"
        raise NotFound("source", source, hint)


def _release_told(source: str, number: int, skip: bool) -> str:
    if not number:
        return f"nothing of {source} is held back"
    entries = f"{plural(number, 'entry', 'entries')} of {source}"
    undo = f"the undo: newsletter sources release {source} --undo"
    if skip:
        return f"skipped: {entries}; {undo}, or for one of them: newsletter items reset ID"
    return f"in the inbox now: {entries}; {undo}"


def _undo_told(source: str, undone: Undone | None) -> str:
    if undone is None:
        return f"nothing of {source} was released or skipped that could be taken back"
    left = undone.items - undone.again
    more = f"; about {left:,} of {undone.items:,} somebody has decided since" if left else ""
    return f"held back again: {plural(undone.again, 'entry', 'entries')} of {source}{more}"
