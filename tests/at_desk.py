"""The editors' desk in tests: six items on it, keys pressed, and what is seen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Static

from newsletter import store
from newsletter.app import App
from newsletter.cli.desk.editing import Form
from newsletter.cli.desk.review import Review
from newsletter.cli.desk.screen import DeskScreen
from newsletter.model.dates import PartialDate
from newsletter.model.desk import View
from newsletter.model.items import Item, ItemState
from newsletter.model.triage import change
from newsletter.stages import curate

SEEN = datetime(2026, 11, 20, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 12, 3, tzinfo=UTC)
_LONG = "A very long title about recovery " * 9
TITLES = {
    "a1": "The first report",
    "b2": "A [red]second[/red] report [with brackets",
    "c3": "تقرير عن الصحة النفسية",
    "d4": "精神卫生服务改革与社区支持的国家报告，以及更多的字",
    "e5": _LONG[:300],
    "f6": "The last report",
}


def item(id: str, title: str, place: str = "SE", section: str = "News") -> Item:
    return Item(
        id=id, key=f"example.org/{id}", url=f"https://example.org/{id}", title=title,
        source="se-agency", publisher="The agency", place=place, section=section, language="en",
        published=PartialDate(2026, 11, 18), excerpt="What the source says of it.", topics=(),
        state=ItemState.NEW, first_seen=SEEN,
    )  # fmt: skip


@contextmanager
def stocked(workspace: Path) -> Iterator[App]:
    """A workspace with six items: one in Scotland, four in Sweden, one at the WHO."""
    one = App(workspace, database=f"sqlite:///{workspace}/var/newsletter.db")
    places = {"a1": "GB-SCT", "f6": "WHO"}
    items = [item(id, title, places.get(id, "SE")) for id, title in TITLES.items()]
    with one.db.begin() as tx:
        store.items.add(tx, items)
    yield one
    one.close()


@asynccontextmanager
async def at_desk(
    app: App, view: View | None = None, size: tuple[int, int] = (80, 24), actor: str = "anna"
) -> AsyncIterator[Pilot[None]]:
    review = Review(app, actor, view or View())
    async with review.run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


@contextmanager
def stored(app: App, id: str) -> Iterator[Item]:
    with app.db.read() as tx:
        yield store.items.get(tx, id)


def desk_of(pilot: Pilot[None]) -> DeskScreen:
    assert isinstance(pilot.app, Review)
    return pilot.app.desk


def current(pilot: Pilot[None]) -> str:
    one = desk_of(pilot).desk.current
    return one.id if one else ""


def said(pilot: Pilot[None]) -> str:
    return str(desk_of(pilot).query_one("#said", Static).content)


def form(pilot: Pilot[None]) -> Form:
    assert isinstance(pilot.app.screen, Form)
    return pilot.app.screen


def screen(pilot: Pilot[None]) -> list[str]:
    """What is seen, line by line."""
    width, height = pilot.app.size
    update = pilot.app.screen._compositor.render_strips()
    lines = [strip.text for strip in update]
    assert len(lines) == height
    assert all(strip.cell_length == width for strip in update)
    return lines


async def typed(pilot: Pilot[None], text: str) -> None:
    """Let the terminal send a text as it does what is pasted: all at once."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()


def by_ben(app: App, id: str, **wanted: object) -> None:
    with stored(app, id) as one:
        curate.change(app.db, [change(one, **wanted)], actor="ben", now=LATER)


async def seen(pilot: Pilot[None], words: str) -> None:
    """Wait until these words are on the screen: what is looked up later comes when it comes."""
    for _ in range(200):
        if words in "\n".join(screen(pilot)):
            return
        await pilot.pause(0.05)
    raise AssertionError("\n".join((f"{words!r} never came:", *screen(pilot))))
