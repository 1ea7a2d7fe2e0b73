"""One story, many sources: merged once, told with its places, and parted again exactly."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from server import Handler, answers, serving

from newsletter import store
from newsletter.app import App
from newsletter.cli.root import root
from newsletter.errors import Conflict, NotFound
from newsletter.flows import sources as flows
from newsletter.model.dates import PartialDate
from newsletter.model.items import Item, ItemState, Sighting
from newsletter.model.sources import read_sources
from newsletter.stages import curate
from newsletter.stages import merge as merging
from newsletter.stages.merge import Merge
from newsletter.store import Store
from newsletter.store.items import Filter

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
TITLE = "New plan to make mental health care easier to reach for young people"


def item(id: str, title: str = TITLE, *, place: str = "SE", **changes: Any) -> Item:
    one = Item(
        id=id,
        key=f"e.org/{id}",
        url=f"https://e.org/{id}",
        title=title,
        source=f"{place.lower()}-source",
        publisher="",
        place=place,
        section="News",
        language="en",
        published=PartialDate(2026, 11, 18),
        excerpt="",
        topics=(),
        state=ItemState.NEW,
        first_seen=NOW,
    )
    return replace(one, **changes)


def stored(db: Store, *items: Item) -> None:
    """Store items, each seen at its source."""
    with db.begin() as tx:
        store.items.add(tx, items)
        seen = [
            Sighting(one.source, one.id, one.id, one.url, one.title, "", NOW, NOW) for one in items
        ]
        store.items.add_sightings(tx, seen)


def shown(db: Store, words: str = "") -> list[str]:
    with db.read() as tx:
        return sorted(one.id for one in store.items.find(tx, Filter(words=words)))


def whole(db: Store) -> list[list[Any]]:
    """Return every row there is of items and sightings."""
    with db.read() as tx:
        return [
            list(tx.exec_driver_sql(f"select * from {table} order by 1, 2"))  # noqa: S608
            for table in ("items", "sightings", "item_blocks")
        ]


# --- by itself ------------------------------------------------------------------------------


def test_of_two_items_the_older_tells_the_story(db: Store) -> None:
    stored(db, item("a"))
    assert merging.merge(db, now=NOW) == []
    stored(db, item("b", TITLE.upper(), place="CA"), item("c", "Something else", place="CA"))

    assert merging.merge(db, now=NOW) == [Merge("b", "a")]
    assert shown(db) == ["a", "c"]
    assert shown(db, "mental") == ["a"]
    with db.read() as tx:
        assert sum(store.items.counts(tx).values()) == 2
        assert store.duplicates.sources_of(tx, ["a", "c"]) == {
            "a": ["ca-source", "se-source"],
            "c": ["ca-source"],
        }


def test_three_that_come_together_become_one(db: Store) -> None:
    stored(db, item("a"), item("b", place="CA"), item("c", place="IE"))

    assert merging.merge(db, now=NOW) == [Merge("b", "a"), Merge("c", "a")]
    assert shown(db) == ["a"]
    assert merging.merge(db, now=NOW) == []


def test_a_story_is_known_by_all_its_wordings(db: Store) -> None:
    title, text = "Plan for care presented", "The minister presented the plan. " * 5
    stored(db, item("a", title), item("b", title, source="se-other", excerpt=text))
    assert merging.merge(db, now=NOW) == [Merge("b", "a")]
    stored(db, item("c", title, place="CA", excerpt=text))

    # Only b has the text that c shares; the story is a's.
    assert merging.merge(db, now=NOW) == [Merge("c", "a")]


def test_items_under_one_listing_address_stay_apart(db: Store) -> None:
    page = "https://e.org/news"
    stored(
        db,
        item("a", "Waiting times rose in the north", key="e.org/news#1", url=page),
        item("b", "Waiting times rose in the south", key="e.org/news#2", url=page),
        item("c", "Minister opens a house", key="e.org/news#3", url=page, place="CA"),
    )

    assert merging.merge(db, now=NOW) == []
    assert shown(db) == ["a", "b", "c"]


@pytest.mark.parametrize("state", [ItemState.PICKED, ItemState.HELD, ItemState.SKIPPED])
def test_what_an_editor_decided_about_is_the_target(db: Store, state: ItemState) -> None:
    stored(db, item("a"), item("b", place="CA"))
    curate.decide(db, ["b"], state, actor="eva", now=NOW)

    assert merging.merge(db, now=NOW) == [Merge("a", "b")]
    with db.read() as tx:
        assert store.items.get(tx, "b").state is state


def test_two_decisions_are_both_kept(db: Store) -> None:
    stored(db, item("a"), item("b", place="CA"))
    curate.decide(db, ["a"], ItemState.SKIPPED, actor="eva", now=NOW)
    curate.decide(db, ["b"], ItemState.PICKED, actor="eva", now=NOW)

    assert merging.merge(db, now=NOW) == []
    assert shown(db) == ["a", "b"]


def test_a_story_that_was_sent_does_not_come_again(db: Store) -> None:
    stored(db, item("a", state=ItemState.USED))
    stored(db, item("b", place="CA"))

    assert merging.merge(db, now=NOW) == [Merge("b", "a")]


def test_what_nobody_saw_because_it_was_history_hides_nothing(db: Store) -> None:
    stored(db, item("a", state=ItemState.SKIPPED))
    stored(db, item("b", place="CA"))

    assert merging.merge(db, now=NOW) == [Merge("a", "b")]
    assert shown(db) == ["b"]


def test_a_story_follows_whoever_comes_to_tell_it(db: Store) -> None:
    stored(
        db,
        item("a", state=ItemState.SKIPPED),
        item("b", place="CA"),
        item("c", place="IE", state=ItemState.PICKED),
        item("d", place="NZ"),
    )

    assert merging.merge(db, now=NOW) == [Merge("a", "b"), Merge("b", "c"), Merge("d", "c")]
    assert shown(db) == ["c"]
    with db.read() as tx:
        assert sorted(store.duplicates.parts_of(tx, ["c"])["c"]) == ["a", "b", "c", "d"]


def test_what_was_merged_by_hand_before_it_was_compared_stays_so(db: Store) -> None:
    stored(db, item("a"), item("b", place="CA"), item("c", "Another title"))
    merging.merge_by_hand(db, "b", "c")

    assert merging.merge(db, now=NOW) == []
    assert shown(db) == ["a", "c"]


def test_what_was_there_for_long_is_not_merged_with_its_like(db: Store) -> None:
    long_ago = NOW - timedelta(days=40)
    stored(db, item("a", first_seen=long_ago), item("b", place="CA", first_seen=long_ago))

    assert merging.merge(db, now=NOW) == []

    stored(db, item("c", place="IE"))
    assert merging.merge(db, now=NOW) == [Merge("c", "a")]


def test_many_items_are_compared_in_turns(db: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "_BATCH", 2)
    stored(db, *(item(f"x{number}", place=f"P{number}") for number in range(7)))

    assert len(merging.merge(db, now=NOW)) == 6
    assert shown(db) == ["x0"]


# --- by hand --------------------------------------------------------------------------------


def test_split_is_the_exact_undo_of_merge_and_holds(db: Store) -> None:
    stored(db, item("a"), item("b", "Quite another title", place="CA"), item("c", "Third"))
    merging.merge(db, now=NOW)
    before = whole(db)

    merging.merge_by_hand(db, "b", "a")
    assert shown(db) == ["a", "c"]
    merging.merge_by_hand(db, "a", "c")
    assert shown(db) == ["c"]
    with db.read() as tx:
        parts = store.duplicates.parts_of(tx, ["c"])["c"]
        assert parts == ["c", "a", "b"]
        assert [one.item for one in store.items.sightings_of(tx, *parts)] == ["b", "a", "c"]
    for id in ("a", "b"):
        merging.split(db, id)

    assert whole(db) == before
    assert merging.merge(db, now=NOW) == []


def test_what_was_merged_by_itself_is_parted_exactly_and_stays_apart(db: Store) -> None:
    stored(db, item("a"), item("b", place="CA"))
    merging.merge(db, now=NOW)

    assert [one.id for one in merging.split(db, "b")] == ["b", "a"]
    assert shown(db) == ["a", "b"]
    assert merging.merge(db, now=NOW) == []
    with db.read() as tx:
        one = store.items.get(tx, "b")
        assert one == item("b", place="CA")
        assert [like.id for like in merging.alike(tx, one)] == ["a"]


def test_a_merge_into_a_part_goes_to_the_whole(db: Store) -> None:
    stored(db, item("a"), item("b", "Second"), item("c", "Third"))
    merging.merge_by_hand(db, "b", "a")

    assert [one.id for one in merging.merge_by_hand(db, "c", "b")] == ["c", "a"]


def test_merges_that_make_no_sense_are_refused(db: Store) -> None:
    stored(db, item("a"), item("b", "Second"), item("c", "Third"))
    merging.merge_by_hand(db, "b", "a")

    with pytest.raises(Conflict, match="part of a already") as told:
        merging.merge_by_hand(db, "b", "c")
    assert "items split b" in told.value.hint
    for into in ("a", "b"):
        with pytest.raises(Conflict, match="part of itself"):
            merging.merge_by_hand(db, "a", into)
    with pytest.raises(Conflict, match="part of no other item") as told:
        merging.split(db, "a")
    assert "Part of it are: b" in told.value.hint
    with pytest.raises(NotFound):
        merging.merge_by_hand(db, "zz", "a")


def test_a_decision_is_never_hidden_behind_an_item_without_one(db: Store) -> None:
    stored(db, item("a"), item("b", "Second"))
    curate.decide(db, ["b"], ItemState.PICKED, actor="eva", now=NOW)

    with pytest.raises(Conflict, match="b is picked, but a is new") as told:
        merging.merge_by_hand(db, "b", "a")
    assert "items merge a b" in told.value.hint


def test_editors_decide_about_the_whole_not_about_a_part(db: Store) -> None:
    stored(db, item("a"), item("b", "Second"))
    merging.merge_by_hand(db, "b", "a")

    with pytest.raises(Conflict, match="item b is part of a"):
        curate.decide(db, ["b"], ItemState.PICKED, actor="eva", now=NOW)
    with db.read() as tx:
        assert store.items.get(tx, "b").state is ItemState.NEW


def test_places_are_told_in_the_order_of_the_book_once_and_without_its_own() -> None:
    book = read_sources(_SOURCES.format(base="https://e.org"))
    noted = curate.also(book, item("a"), ["ie-one", "gone", "se-one", "ca-one", "ie-one"])

    assert [place.code for place in noted] == ["CA", "IE"]


# --- the whole way --------------------------------------------------------------------------

_SOURCES = """\
sections: [News]
places:
  - {{code: SE, name: Sweden}}
  - {{code: CA, name: Canada}}
  - {{code: IE, name: Ireland}}
sources:
  - {{id: se-one, name: Agency, place: SE, section: News, feed: "{base}/se"}}
  - {{id: ca-one, name: Office, place: CA, section: News, feed: "{base}/ca"}}
  - {{id: ie-one, name: Board, place: IE, section: News, feed: "{base}/ie"}}
"""


def feed(*entries: tuple[str, str]) -> Handler:
    """Serve a JSON Feed of titles and addresses."""
    rows = [
        {"id": url, "url": url, "title": title, "date_published": "2026-11-18T08:00:00Z"}
        for title, url in entries
    ]
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "Feed", "items": rows}
    return answers(json.dumps(document), headers={"Content-Type": "application/feed+json"})


@dataclass(frozen=True)
class Today:
    """A clock that stands still."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


async def collected(workspace: Path, handlers: dict[str, Handler], now: datetime) -> Any:
    """Collect once, as the command does; return the report."""
    async with serving(handlers) as base:
        address = base.removeprefix("http://")
        (workspace / "sources.yaml").write_text(_SOURCES.format(base=base), encoding="utf-8")
        (workspace / "newsletter.toml").write_text(
            f'[collect]\ntrusted = ["{address}"]\ngap = 0.0\n', encoding="utf-8"
        )
        with closing(App(workspace, environment={}, clock=Today(now))) as app:
            return await flows.collect(app, app.book.sources)


def run(workspace: Path, *arguments: str, as_json: bool = False) -> str:
    flags = ["-C", str(workspace), *(["--json"] if as_json else [])]
    result = CliRunner().invoke(root, [*flags, *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


async def test_a_story_of_three_sources_is_one_item_with_three_places(workspace: Path) -> None:
    handlers = {
        "/se": feed(
            (TITLE, "https://se.example.org/1"), ("Other news", "https://se.example.org/2")
        ),
        "/ca": feed((f"{TITLE} | Office", "https://ca.example.org/1")),
        "/ie": feed((TITLE.upper(), "https://ie.example.org/1")),
    }
    report = await collected(workspace, handlers, NOW)
    assert (report.total("new"), report.merged) == (4, 2)
    again = await collected(workspace, handlers, NOW + timedelta(hours=1))
    assert (again.total("new"), again.merged) == (0, 0)

    listed = json.loads(run(workspace, "items", "list", as_json=True))
    assert {one["title"]: one["also"] for one in listed} == {TITLE: ["CA", "IE"], "Other news": []}
    (id,) = (one["id"] for one in listed if one["also"])
    assert "SE News, 18 November 2026, also CA IE" in run(workspace, "items", "list")
    text = run(workspace, "items", "show", id)
    assert "also noted by Canada, Ireland" in text
    assert "seen at ca-one (CA) since 2026-11-20 06:00 UTC, there as" in text
    assert f"{TITLE.upper()}\n" in text

    data = json.loads(run(workspace, "items", "show", id, as_json=True))
    assert sorted(one["source"] for one in data["sightings"]) == ["ca-one", "ie-one", "se-one"]


async def test_what_was_merged_does_not_rise_when_it_is_served_again(workspace: Path) -> None:
    handlers = {
        "/se": feed((TITLE, "https://se.example.org/1")),
        "/ca": feed((TITLE, "https://ca.example.org/1")),
        "/ie": feed(),
    }
    await collected(workspace, handlers, NOW)
    # Another source links to the address that was merged away; the first one changes a letter.
    handlers["/ie"] = feed(("A link", "https://ca.example.org/1"))
    handlers["/ca"] = feed((f"{TITLE}!", "https://ca.example.org/1"))
    report = await collected(workspace, handlers, NOW + timedelta(days=1))
    assert (report.total("new"), report.merged) == (0, 0)

    (one,) = json.loads(run(workspace, "items", "list", as_json=True))
    assert (one["title"], one["also"]) == (TITLE, ["CA", "IE"])


async def test_merge_and_split_by_command(workspace: Path) -> None:
    likely = f"{TITLE} today"
    handlers = {
        "/se": feed((TITLE, "https://se.example.org/1")),
        "/ca": feed((likely, "https://ca.example.org/1")),
        "/ie": feed(),
    }
    assert (await collected(workspace, handlers, NOW)).merged == 0
    listed = json.loads(run(workspace, "items", "list", as_json=True))
    ids = {one["place"]: one["id"] for one in listed}
    assert f"looks like: {ids['CA']} {likely}" in run(workspace, "items", "show", ids["SE"])

    assert "merged:" in run(workspace, "items", "merge", ids["CA"], ids["SE"])
    assert f"part of {ids['SE']}" in run(workspace, "items", "show", ids["CA"])
    (one,) = json.loads(run(workspace, "items", "list", as_json=True))
    assert one["also"] == ["CA"]
    assert "looks like" not in run(workspace, "items", "show", ids["SE"])

    told = json.loads(run(workspace, "items", "split", ids["CA"], as_json=True))
    assert told == {"item": ids["CA"], "from": ids["SE"]}
    assert json.loads(run(workspace, "items", "list", as_json=True)) == listed
