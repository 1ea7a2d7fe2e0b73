"""The demonstration: the whole pipeline, with the real code, on feeds of our own making."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter import store
from newsletter.adapters import files
from newsletter.adapters.demo import SUBSCRIBERS_CSV, DemoItem, DemoServer, demo_items
from newsletter.app import PRIVATE, SETTINGS, SOURCES, App, make_workspace
from newsletter.errors import Conflict
from newsletter.flows import issues as numbers
from newsletter.flows import people, publishing, sources
from newsletter.model import issue_file, issues
from newsletter.model.help_lines import speaks_of_suicide
from newsletter.model.issues import Block, IssueItem, Waiver
from newsletter.model.items import ItemState
from newsletter.model.mail import Edition, Variant
from newsletter.model.outcomes import Report
from newsletter.model.text import plural
from newsletter.stages import curate
from newsletter.stages.publish import Receipt

READERS = "subscribers.csv"
_MARKER = "demo"  # the file in the private folder that says: this may be replaced
_ITEMS = 40
_PREHEADER = (
    "Real publications from nine countries and eight international bodies, to show an Update"
)
_INTRO = (
    "Welcome. This Update is a demonstration. It shows what a finished issue looks like. Every "
    "publication in it is real and keeps its real date. Some are years old."
)
_ACTOR = "demonstration"
_NOTE = "This item speaks about suicide."
_OVER = Waiver("when", "a real webinar, shown with its real date")
_OLD = Waiver("stale", "a demonstration shows real publications with their real dates")
_NO_LINE = Waiver("harm", "nobody has rung the help lines of a demonstration: none is printed")
# What a reader in Sweden gets of the other editions; plain text is for anybody.
_VARIANTS = (Variant(Edition.EASY, "SE"), Variant(Edition.LARGE, "SE"), Variant(Edition.TEXT))
_SETTINGS = """\
# The demonstration's settings. A real newsletter.toml is made by: newsletter init DIR
demonstration = true             # every mail says so

[organisation]
name = "IIMHL and IIDL"
time_zone = "Europe/London"

[controller]
name = "Demonstration"
postal_address = ["This is a demonstration", "Nobody sends it"]

[lists.update]
title = "IIMHL Update"
basis = "membership"
reason = "You would get this email because you are on the list IIMHL Update."

[publications.update]
title = "IIMHL Update"
lists = ["update"]

[collect]
gap = 0.0                        # the demonstration asks only its own server
timeout = 5.0
trusted = ["{address}"]
"""


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """What the demonstration made, and where to look.

    ``rendered`` has the standard mail, ``editions`` the folder of each other edition.
    """

    report: Report
    issue: Path
    rendered: Path
    editions: Mapping[Edition, Path]
    outbox: Path
    receipt: Receipt


async def demo(folder: Path, *, told: Callable[[str], None] = lambda _: None) -> Demonstrated:
    """Collect, draft, check, render and deliver to the outbox in ``folder``.

    A folder that is there is replaced only if it is a demonstration of ours, else `Conflict`.
    """
    report = await inbox(folder, told=told)
    with closing(App(folder)) as app:
        return _assembled(app, report, told)


async def inbox(folder: Path, *, told: Callable[[str], None] = lambda _: None) -> Report:
    """Make a workspace in ``folder`` and collect into it; everything else is left to an editor.

    `READERS` lies in it to be imported. A folder that is there is replaced as by `demo`.
    """
    _cleared(folder)
    make_workspace(folder)
    async with DemoServer() as server:
        files.whole(folder / PRIVATE / _MARKER, b"This folder may be replaced.\n")
        files.whole(folder / SOURCES, server.sources_yaml().encode())
        files.whole(folder / SETTINGS, _SETTINGS.format(address=server.address).encode())
        files.whole(folder / READERS, SUBSCRIBERS_CSV.encode())
        with closing(App(folder)) as app:
            chosen = [source for source in app.book.sources if source.enabled]
            told(f"Collecting from {plural(len(chosen), 'source')} ...")
            report = await sources.collect(app, chosen, history=True)
            for outcome in report.failed:
                told(f"  {outcome.source} failed, the others went on: {outcome.problem}")
            return report


def _cleared(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / PRIVATE / _MARKER).exists():
            raise Conflict(
                f"{folder} is there already, and is no demonstration: it was not touched",
                "Give another folder: newsletter demo DIR",
            )
        shutil.rmtree(folder)


def _assembled(app: App, report: Report, told: Callable[[str], None]) -> Demonstrated:
    dated = _dated_picked(app)
    drafted = numbers.draft(app, "update", auto=_ITEMS, actor=_ACTOR)
    count = plural(len(drafted.items), "item")
    told(f"Drafted an Update of {count}, fair to every place, with {plural(dated, 'date')}.")
    files.whole(drafted.file, _edited(drafted.file).encode())
    told("Edited it as an editor would: English titles, a neutral sentence, Easy English, hours.")
    checked = numbers.check(app, drafted.file.stem)
    rendered = numbers.render(app, checked)
    editions = {
        variant.edition: numbers.render(app, checked, variant).files[0].parent
        for variant in _VARIANTS
    }
    found = plural(len(checked.findings), "finding")
    told(f"Checked and rendered it in {len(_VARIANTS) + 1} editions: {found} for the editor.")
    people.import_people(
        app, app.workspace / READERS, "update", origin="Demonstration", actor=_ACTOR
    )
    published = publishing.publish(app, drafted.file.stem, via="outbox", actor=_ACTOR)
    receipt = published.receipt
    assert receipt is not None  # noqa: S101  only a dry run has none
    told(f"Made out {plural(receipt.selected, 'message')} to the outbox. Nobody receives them.")
    outbox = publishing.outbox_of(app, published)
    folder = rendered.files[0].parent
    return Demonstrated(report, drafted.file, folder, editions, outbox, receipt)


def _dated_picked(app: App) -> int:
    """Pick the webinars whose hours are known from end to end; return how many."""
    dated = {item.title.casefold() for item in demo_items() if item.starts and item.ends}
    with app.db.read() as tx:
        new = store.items.find(tx, store.items.Filter(states=(ItemState.NEW,)))
    ids = [item.id for item in new if item.title.casefold() in dated]
    return len(curate.decide(app.db, ids, ItemState.PICKED, actor=_ACTOR, now=app.now()))


def _edited(file: Path) -> str:
    """Return the issue in ``file`` with what an editor would add: `_with_facts`."""
    issue = issue_file.read(files.text_of(file, "issue"), str(file))
    facts = {item.title.casefold(): item for item in demo_items()}

    def edited(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(_with_facts(one, facts) for one in blocks)

    places = tuple(
        replace(
            place,
            blocks=edited(place.blocks),
            sections=tuple(replace(one, blocks=edited(one.blocks)) for one in place.sections),
        )
        for place in issue.places
    )
    words = replace(issue, preheader=_PREHEADER, intro=_INTRO, places=places, waivers=(_OLD,))
    return issues.write(words)


def _with_facts(block: Block, facts: dict[str, DemoItem]) -> Block:
    fact = facts.get(block.title.casefold()) if isinstance(block, IssueItem) else None
    if fact is None or not isinstance(block, IssueItem):
        return block
    edited = replace(
        block,
        byline=f"{fact.publisher}, {fact.published.in_words()}.",
        english=fact.english,
        summary=(issues.escaped(fact.summary),),
        easy=issues.escaped(fact.easy),
        when=fact.when,
        access="Recording." if fact.recording else "",
        waivers=(_OVER,) if fact.when else (),
    )
    words = (edited.title, edited.english, *edited.summary, edited.easy)
    if not speaks_of_suicide("\n".join(words)):
        return edited
    return replace(edited, note=_NOTE, waivers=(*edited.waivers, _NO_LINE))
