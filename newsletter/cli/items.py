"""``newsletter items``: the editors' inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsletter.cli import item_changes
from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from newsletter.app import App
    from newsletter.model.items import Item, Sighting
    from newsletter.model.sources import SourceBook
    from newsletter.store.items import Filter

_STATES = ("new", "held", "picked", "skipped", "used")
_VERBS = {
    "pick": ("picked", "Put items into the next draft."),
    "skip": ("skipped", "Take items out of the inbox; they stay in the archive."),
    "hold": ("held", "Keep items for a later issue."),
    "reset": ("new", "Put items back into the inbox: the undo of pick, skip and hold."),
}


def register(root: click.Group) -> None:
    """Add the group and its commands."""

    @root.group("items")
    def items() -> None:
        """The inbox, and everything ever collected."""

    _looking(items)
    for verb, (state, words) in _VERBS.items():
        _deciding(items, verb, state, words)
    _merging(items)
    item_changes.register(items)


def _filters(function: Any) -> Any:
    for option in (
        click.option("--in-doubt", is_flag=True, help="Only those held back as probably old."),
        click.option("--limit", type=click.IntRange(1), default=50, show_default=True),
        click.option(
            "--since",
            metavar="DATE",
            default="",
            help="Published since; without a date: seen since.",
        ),
        click.option("--source", metavar="ID", default=""),
        click.option("--section", metavar="NAME", default=""),
        click.option("--place", metavar="CODE", default="", help="SE, GB-SCT, WHO ..."),
        click.option("--state", type=click.Choice(_STATES), multiple=True),
    ):
        function = option(function)
    return function


def _looking(items: click.Group) -> None:
    @command(items, "list", "newsletter items list --place SE --state new")
    @_filters
    @pass_invocation
    def list_(invocation: Invocation, /, **filters: Any) -> None:
        """List items, the newest first: new, held and picked ones unless --state says else."""
        filters["state"] = filters["state"] or ("new", "held", "picked")
        _print(invocation, "", filters)

    @command(items, "search", 'newsletter items search "peer support" --place NZ')
    @click.argument("words", nargs=-1, required=True)
    @_filters
    @pass_invocation
    def search(invocation: Invocation, /, words: tuple[str, ...], **filters: Any) -> None:
        """Search all ever collected: all words must occur; "a phrase"; begin* for beginnings.

        Accents do not matter: halsa finds hälsa.
        """
        text = " ".join(f'"{word}"' if " " in word else word for word in words)
        _print(invocation, text, filters)

    @command(items, "show", "newsletter items show k3f9")
    @click.argument("id")
    @pass_invocation
    def show(invocation: Invocation, id: str) -> None:
        """Show one item with its text, everywhere it was seen, and what looks like it."""
        from newsletter import store
        from newsletter.stages import curate
        from newsletter.stages import merge as merging

        with invocation.app() as app, app.db.read() as tx:
            item = store.items.get(tx, id)
            seen = store.items.sightings_of(tx, *store.duplicates.parts_of(tx, [item.id])[item.id])
            alike = merging.alike(tx, item)
            also = curate.also(app.book, item, [one.source for one in seen])
            acts = store.audit.acts(tx, subject=item.id)
        invocation.say(f"{item.title}\n{item.url or '(no address)'}\n")
        invocation.say(f"{_where(item)}; {item.language}; {_state(item)}; id {item.id}")
        if item.doubt:
            invocation.say(f"held back: {item.doubt}; pick, skip or reset decides about it")
        if item.rule:
            invocation.say(f"sorted by rule {item.rule}")
        if item.merged_into:
            invocation.say(f"part of {item.merged_into}; part them with: items split {item.id}")
        if also:
            invocation.say(f"also noted by {', '.join(place.name for place in also)}")
        _say_seen(invocation, app.book, item, seen)
        _say_acts(invocation, item, acts)
        for one in alike:
            invocation.say(f"looks like: {one.id} {one.title}")
        _say_words(invocation, item)
        invocation.say(f"\n{item.excerpt}" if item.excerpt else "")
        data = {
            "also": [place.code for place in also],
            "sightings": [_sighting_data(one) for one in seen],
            "looks_like": [one.id for one in alike],
            "edited": list(item.edited),
            "acts": [{name: act[name] for name in ("act", "actor", "at")} for act in acts],
        }
        invocation.document({**as_data(item), **data})


def _sighting_data(one: Sighting) -> dict[str, object]:
    changed = one.changed_at.isoformat() if one.changed_at else None
    names = ("source", "item", "url", "title")
    data: dict[str, object] = {name: getattr(one, name) for name in names}
    return {**data, "first_seen": one.first_seen.isoformat(), "changed_at": changed}


def _say_seen(
    invocation: Invocation, book: SourceBook, item: Item, seen: Sequence[Sighting]
) -> None:
    for one in seen:
        source = book.source(one.source)
        place = f" ({source.place})" if source else ""
        part = "" if one.item == item.id else f", there as {one.item}: {one.title}"
        when = f"since {_at(one.first_seen)}"
        if one.changed_at and one.item == item.id and one.title != item.title:
            part = f"; the source calls it since {_at(one.changed_at)}: {one.title}"
        elif one.changed_at and item.decided_at and one.changed_at > item.decided_at:
            part += f"; the source changed its words {_at(one.changed_at)}"
        invocation.say(f"seen at {one.source}{place} {when}{part}")


def _say_acts(invocation: Invocation, item: Item, acts: Sequence[Mapping[str, Any]]) -> None:
    from newsletter.model.articles import OPTION

    for act in acts:
        invocation.say(f"{act['act'].partition(' ')[2]} by {act['actor']} {_at(act['at'])}")
    if item.edited:
        invocation.say(f"no source changes its {', '.join(OPTION[one] for one in item.edited)}")


def _say_words(invocation: Invocation, item: Item) -> None:
    """Tell what only editors say of an item."""
    words = {
        "English": item.english,
        "Easy": item.easy,
        "Note": item.note,
        "Topics": ", ".join(item.topics),
        "Sensitive": "yes" if item.sensitive else "",
    }
    for label, text in words.items():
        if text:
            invocation.say(f"{label}: {text}")


def _state(item: Item) -> str:
    return "in doubt" if item.doubt else str(item.state)


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _deciding(items: click.Group, verb: str, state: str, words: str) -> None:
    @pass_invocation
    def decide(invocation: Invocation, ids: tuple[str, ...]) -> None:
        from newsletter.model.items import ItemState
        from newsletter.stages import curate

        with invocation.app() as app:
            before = curate.decide(
                app.db, ids, ItemState(state), actor=invocation.actor, now=app.now()
            )
        for item in before:
            invocation.say(f"{state}: {item.id}  {item.title}  (was {item.state})")
        invocation.document([{**as_data(item), "state": state} for item in before])

    decide.__doc__ = f"{words} The first letters of an id are enough."
    decorated = click.argument("ids", nargs=-1, required=True, metavar="ID...")(decide)
    command(items, verb, f"newsletter items {verb} k3f9 m7qa2")(decorated)


def _merging(items: click.Group) -> None:
    @command(items, "merge", "newsletter items merge m7qa2 k3f9")
    @click.argument("id")
    @click.argument("into")
    @pass_invocation
    def merge(invocation: Invocation, id: str, into: str) -> None:
        """Make the item ID part of INTO: two sources tell one story.

        Only INTO stays in the inbox, with everywhere the story was seen. The undo is split.
        """
        from newsletter.stages import merge as merging

        with invocation.app() as app:
            item, target = merging.merge_by_hand(app.db, id, into)
        invocation.say(f"merged: {item.id}  {item.title}\n  into: {target.id}  {target.title}")
        invocation.document({"item": item.id, "into": target.id})

    @command(items, "split", "newsletter items split m7qa2")
    @click.argument("id")
    @pass_invocation
    def split(invocation: Invocation, id: str) -> None:
        """Make the item ID one of its own again: the undo of merge. They stay apart then."""
        from newsletter.stages import merge as merging

        with invocation.app() as app:
            item, target = merging.split(app.db, id)
        invocation.say(f"split: {item.id}  {item.title}\n from: {target.id}  {target.title}")
        invocation.document({"item": item.id, "from": target.id})


def _print(invocation: Invocation, words: str, filters: dict[str, Any]) -> None:
    from newsletter import store
    from newsletter.stages import curate

    with invocation.app() as app:
        wanted = _filter(app, words, filters)
        with app.db.read() as tx:
            found = store.items.find(tx, wanted)
            sources = store.duplicates.sources_of(tx, (item.id for item in found))
    also = {
        item.id: [place.code for place in curate.also(app.book, item, sources[item.id])]
        for item in found
    }
    rows = [[item.id, _state(item), _where(item, also[item.id]), item.title] for item in found]
    invocation.table(["Id", "State", "Where and when", "Title"], rows)
    if len(found) == wanted.limit:
        click.echo(f"(the first {wanted.limit}; --limit shows more)", err=True)
    elif not found:
        click.echo("no item matches", err=True)
    invocation.document([{**as_data(item), "also": also[item.id]} for item in found])


def _filter(app: App, words: str, filters: dict[str, Any]) -> Filter:
    from newsletter.model.dates import PartialDate
    from newsletter.model.items import ItemState
    from newsletter.store.items import Filter

    place = app.place(filters["place"]).code if filters["place"] else ""
    section = str(filters["section"])
    spelled = {one.casefold(): one for one in app.book.sections}
    if section and section.casefold() not in spelled:
        raise UsageError(
            f"there is no section {section!r}", f"Sections: {', '.join(app.book.sections)}"
        )
    section = spelled.get(section.casefold(), "")
    try:
        since = str(PartialDate.parse(filters["since"])) if filters["since"] else ""
    except ValueError as error:
        raise UsageError(str(error)) from error
    states = tuple(ItemState(state) for state in filters["state"])
    source = str(filters["source"])
    noted = tuple(one.id for one in app.book.sources if one.place == place or one.id == source)
    asked = (source, since, words, filters["limit"], filters["in_doubt"])
    return Filter(states, place, section, *asked, noted if not (place and source) else (source,))


def _where(item: Item, also: Sequence[str] = ()) -> str:
    day = item.published.in_words() if item.published else "no date"
    others = f", also {' '.join(also)}" if also else ""
    return f"{item.place} {item.section}, {day}{others}"


def as_data(item: Item) -> dict[str, object]:
    """Return an item as plain data for JSON."""
    names = ("id", "title", "url", "publisher", "place", "section", "language", "source")
    data: dict[str, object] = {name: getattr(item, name) for name in names}
    data["published"] = str(item.published) if item.published else None
    data["first_seen"] = item.first_seen.isoformat()
    data |= {"state": str(item.state), "topics": list(item.topics), "excerpt": item.excerpt}
    data |= {name: getattr(item, name) for name in ("english", "easy", "note", "sensitive")}
    return {**data, "rule": item.rule, "doubt": item.doubt, "merged_into": item.merged_into}
