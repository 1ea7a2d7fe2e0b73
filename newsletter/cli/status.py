"""``newsletter status``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from newsletter.cli.health import line, place_data
from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.app import App
    from newsletter.flows.approvals import Standing
    from newsletter.model.status import PlaceStatus, Status


def register(root: click.Group) -> None:
    """Add the command."""

    @command(root, "status", "newsletter status")
    @click.option("--all", "every", is_flag=True, help="Also the places that are well.")
    @click.option("--strict", is_flag=True, help="Exit with 1 if something needs somebody.")
    @pass_invocation
    def status(invocation: Invocation, every: bool, strict: bool) -> None:
        """Show what needs somebody before an issue: sources in trouble, by place, and what to do.

        Also when was last collected, what waits in the inbox, what is held back as probably old,
        and which issues are approved, or were until they changed. With --strict it is made for
        cron.
        """
        from newsletter.cli.publish import standing_data, standing_words
        from newsletter.flows import health as flows

        with invocation.app() as app:
            found = flows.status(app)
            approved = _approved(app)
        for words in _told(found, every):
            invocation.say(words)
        for one in approved:
            invocation.say()
            for words in standing_words(one):
                invocation.say(words)
        invocation.document({**_data(found), "approvals": [standing_data(one) for one in approved]})
        if strict and found.needs_somebody:
            raise SystemExit(1)


def _approved(app: App) -> list[Standing]:
    """Return what stands of the issues that somebody approved; mostly there is none to be read."""
    from newsletter import store

    with app.db.read() as tx:
        if not store.approvals.open_ones(tx):
            return []
    from newsletter.flows import approvals

    return approvals.states(app)


def _told(status: Status, every: bool) -> Iterator[str]:
    yield status.collected_in_words()
    yield _inbox(status)
    shown = status.places if every else status.troubled
    if shown:
        yield ""
    for place in shown:
        yield from _place(place, status)
    rest = list(_rest(status, every))
    yield from ("", *rest) if rest else ()


def _inbox(status: Status) -> str:
    from newsletter.model.items import ItemState

    new, held, picked = (
        f"{status.inbox[state]:,}" for state in (ItemState.NEW, ItemState.HELD, ItemState.PICKED)
    )
    back = f"; {status.doubtful:,} held back as probably old" if status.doubtful else ""
    return f"inbox: {new} new, {held} held for later, {picked} picked{back}"


def _place(place: PlaceStatus, status: Status) -> Iterator[str]:
    yield place.in_words(status.now)
    for source in place.troubled:
        yield f"  {line(source, source.in_words(status.now))}"
        yield from (f"      {todo}" for todo in source.todo)


def _rest(status: Status, every: bool) -> Iterator[str]:
    from newsletter.model.health import held_back_todo

    for id, number in status.strays.items():
        entries = plural(number, "entry", "entries")
        yield f"held back of {id}, which left sources.yaml: {entries}; {held_back_todo(id)}"
    if status.moved:
        moved = plural(len(status.moved), "source is", "sources are")
        yield f"{moved} read at a new address: newsletter sources moved"
    if every or status.collected_at is None:
        return
    well = len(status.well)
    others = "other " if status.troubled else ""
    if well:
        yield f"{plural(well, f'{others}place is', f'{others}places are')} well"
    if without := [one.place.name for one in status.without_source]:
        yield f"no source is switched on for {', '.join(without)}"


def _data(status: Status) -> dict[str, object]:
    return {
        "now": status.now.isoformat(),
        "collected_at": status.collected_at.isoformat() if status.collected_at else None,
        "sources_on": status.on,
        "due": status.due,
        "needs_somebody": status.needs_somebody,
        "inbox": {str(state): number for state, number in status.inbox.items()},
        "doubtful": status.doubtful,
        "places": [place_data(place, status.now) for place in status.places],
        "left_sources_yaml": dict(status.strays),
        "moved": [one.source.id for one in status.moved],
    }
