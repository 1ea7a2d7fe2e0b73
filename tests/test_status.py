"""Before an issue is thin: what every place lacks, what is held back, and who has moved."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from server import Handler, answers, port_of, serving
from shell import run

from newsletter import store
from newsletter.app import make_workspace
from newsletter.cli.invocation import Invocation
from newsletter.cli.root import root
from newsletter.model import polling
from newsletter.model.dates import PartialDate
from newsletter.model.health import Health, State
from newsletter.model.items import Item, ItemState
from newsletter.model.sources import SourceBook, read_sources
from newsletter.model.status import Known, status_of
from newsletter.stages import release as releasing
from newsletter.store import Store
from newsletter.store.items import Filter

BOOK = """\
sections: [News]
places:
  - {code: SE, name: Sweden}
  - {code: NZ, name: Aotearoa New Zealand}
  - {code: IE, name: Ireland}
  - {code: WHO, name: World Health Organization, body: true}
sources:
  - {id: se-a, name: Agency, place: SE, section: News, feed: "https://a.example/rss"}
  - {id: se-b, name: Board, place: SE, section: News, feed: "https://b.example/rss"}
  - id: se-c
    name: Council
    place: SE
    section: News
    feed: https://c.example/rss
  - {id: nz-a, name: Beehive, place: NZ, section: News, feed: "https://nz.example/rss"}
  - {id: ie-a, name: Later, place: IE, section: News, enabled: false}
  - {id: who, name: WHO, place: WHO, section: News, feed: "https://who.example/rss"}
"""
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
DOUBT = "3 of 4 entries were new at once, most of them old"


@pytest.fixture(scope="module")
def book() -> SourceBook:
    return read_sources(BOOK)


def works(book: SourceBook, id: str, now: datetime = NOW, **values: object) -> Health:
    source = book.source(id)
    assert source is not None
    recipe = polling.remembered(book, source, None).recipe
    hour = now - HOUR
    known = {"fetched_at": hour, "ok_at": hour, "full_at": hour, "new_at": hour, "entries": 12}
    return Health(id, recipe, **{**known, **values})  # type: ignore[arg-type]


def fails(book: SourceBook, id: str, now: datetime = NOW, **values: object) -> Health:
    known = {"problem": "no answer", "trouble": "failing", "failures": 3, "ok_at": now - DAY}
    return works(book, id, now, **{**known, **values})


def healths(book: SourceBook, *special: Health, now: datetime = NOW) -> dict[str, Health]:
    ids = ("se-a", "se-b", "se-c", "nz-a", "who")
    return {id: works(book, id, now) for id in ids} | {one.source: one for one in special}


def lines(book: SourceBook, known: Known) -> list[str]:
    status = status_of(book, known, NOW)
    return [place.in_words(NOW) for place in status.troubled]


# --- places in words ------------------------------------------------------------------------


def test_a_place_is_told_before_the_issue_is_thin(book: SourceBook) -> None:
    sources = healths(book, fails(book, "se-a"), fails(book, "se-b"))

    told = lines(book, Known(sources, picked_at={"SE": NOW - 6 * WEEK, "NZ": NOW - DAY}))

    assert told == ["Sweden: 2 of 3 sources failing, nothing picked for 6 weeks"]


def test_every_trouble_of_a_place_has_its_word(book: SourceBook) -> None:
    sources = healths(
        book,
        fails(book, "se-a", trouble="blocked"),
        works(book, "se-b", new_at=NOW - 90 * DAY),
        fails(book, "nz-a", trouble="gone"),
        works(book, "who", entries=0, new_at=None),
    )
    picked = dict.fromkeys(("SE", "NZ", "WHO"), NOW)

    assert lines(book, Known(sources, picked_at=picked, doubts={"se-c": 3})) == [
        "Sweden: 1 of 3 sources blocked, 1 silent, 1 with entries held back",
        "Aotearoa New Zealand: 1 of 1 source gone",
        "World Health Organization: 1 of 1 source yielding nothing",
    ]


def test_places_that_are_well_are_not_told(book: SourceBook) -> None:
    status = status_of(book, Known(healths(book)), NOW)

    assert status.troubled == ()
    assert [one.place.code for one in status.well] == ["SE", "NZ", "WHO"]
    assert [one.place.code for one in status.without_source] == ["IE"]
    assert not status.needs_somebody
    assert [one.in_words(NOW) for one in status.places] == [
        "Sweden: 3 sources, all well, nothing picked yet",
        "Aotearoa New Zealand: 1 source, well, nothing picked yet",
        "Ireland: no source is switched on",
        "World Health Organization: 1 source, well, nothing picked yet",
    ]


@pytest.mark.parametrize(
    ("picked", "since", "told"),
    [
        (NOW - 4 * WEEK, None, ["Sweden: 3 sources, all well, nothing picked for 4 weeks"]),
        (NOW - 4 * WEEK + HOUR, None, []),
        (None, NOW - 4 * WEEK, ["Sweden: 3 sources, all well, nothing picked yet"]),
        (None, NOW - 3 * WEEK, []),
        (NOW - DAY, NOW - 100 * WEEK, []),
    ],
)
def test_a_place_nobody_picks_from_is_told_after_four_weeks(
    book: SourceBook, picked: datetime | None, since: datetime | None, told: list[str]
) -> None:
    picks, first = {"SE": picked} if picked else {}, {"SE": since} if since else {}

    assert lines(book, Known(healths(book), picked_at=picks, since=first)) == told


def test_a_place_without_sources_is_not_blamed_for_picks(book: SourceBook) -> None:
    known = Known(healths(book), since={"IE": NOW - 50 * WEEK}, picked_at={"IE": NOW - 50 * WEEK})

    assert lines(book, known) == []


def test_a_host_that_asks_to_wait_now_and_then_needs_nobody(book: SourceBook) -> None:
    once = fails(book, "nz-a", trouble="busy", failures=1)

    assert lines(book, Known(healths(book, once))) == []
    assert lines(book, Known(healths(book, replace(once, failures=3)))) == [
        "Aotearoa New Zealand: 1 of 1 source busy, nothing picked yet"
    ]


def test_what_left_sources_yaml_is_not_forgotten_while_it_holds_items(book: SourceBook) -> None:
    status = status_of(book, Known(healths(book), doubts={"gone-one": 7, "se-a": 1}), NOW)

    assert status.strays == {"gone-one": 7}
    assert status.doubtful == 8
    assert status.needs_somebody


def test_items_held_back_of_a_source_that_is_off_still_wait_for_somebody(book: SourceBook) -> None:
    assert lines(book, Known({}, doubts={"ie-a": 2})) == [
        "Ireland: no source is switched on, 1 with entries held back"
    ]


# --- when -----------------------------------------------------------------------------------


def due(book: SourceBook, known: Known, id: str) -> datetime | None:
    return next(one.due for one in status_of(book, known, NOW).sources if one.source.id == id)


def test_each_source_says_when_it_is_asked_again(book: SourceBook) -> None:
    soon = fails(book, "se-b", failures=1)
    sources = healths(
        book, works(book, "se-a", wish=7200), soon, fails(book, "nz-a", trouble="gone")
    )
    del sources["who"]
    known = Known(sources, pauses={"c.example": NOW + DAY, "a.example": NOW - DAY})

    assert due(book, known, "se-a") == NOW + HOUR
    assert due(book, known, "se-b") == polling.due_at(soon)
    assert due(book, known, "se-c") == NOW + DAY
    assert due(book, known, "nz-a") is None
    assert due(book, known, "ie-a") is None
    assert due(book, known, "who") == NOW
    assert status_of(book, known, NOW).due == 1


def test_a_source_whose_lines_have_changed_begins_anew(book: SourceBook) -> None:
    gone = replace(fails(book, "who", trouble="gone"), recipe="another")
    status = status_of(book, Known({"who": gone}), NOW)
    (who,) = status.places[3].sources

    assert (who.state, who.due) == (State.NEVER, NOW)
    assert "not fetched since its lines in sources.yaml changed" in who.in_words(NOW)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (None, "nothing was collected yet, 5 of 5 sources due: newsletter collect"),
        (HOUR / 2, "last collected 30 minutes ago, 0 of 5 sources due"),
        (
            9 * DAY,
            "last collected 9 days ago, 5 of 5 sources due; "
            "is the timer still at work? newsletter collect",
        ),
    ],
)
def test_a_collector_that_has_stopped_is_told(
    book: SourceBook, ago: timedelta | None, words: str
) -> None:
    known = healths(book, now=NOW - ago + HOUR) if ago else {}
    status = status_of(book, Known(known), NOW)

    assert status.collected_in_words() == words
    assert status.needs_somebody is (words != "last collected 30 minutes ago, 0 of 5 sources due")


def test_without_any_source_the_first_step_is_told() -> None:
    nothing = read_sources("sections: [News]\nplaces:\n  - {code: SE, name: Sweden}\n")
    status = status_of(nothing, Known({}), NOW)

    assert "newsletter sources add URL" in status.collected_in_words()
    assert not status.needs_somebody


# --- the store ------------------------------------------------------------------------------


def item(number: int, **values: object) -> Item:
    known: dict[str, Any] = {
        "id": f"k{number}", "key": f"e.org/{number}", "url": f"https://e.org/{number}",
        "title": f"Report {number}", "source": "se-a", "publisher": "Agency", "place": "SE",
        "section": "News", "language": "sv", "published": PartialDate(2026, 11), "excerpt": "",
        "topics": (), "state": ItemState.NEW, "first_seen": NOW - DAY,
    }  # fmt: skip
    return Item(**{**known, **values})


def add(db: Store, *new: Item) -> None:
    with db.begin() as tx:
        store.items.add(tx, new)


def states(db: Store) -> dict[str, tuple[str, bool]]:
    with db.read() as tx:
        found = [*store.items.find(tx), *store.items.find(tx, Filter(in_doubt=True))]
    return {one.id: (str(one.state), bool(one.doubt)) for one in found}


def test_the_store_counts_what_is_held_back_and_what_waits(db: Store) -> None:
    picked = {"state": ItemState.PICKED, "decided_at": NOW - WEEK}
    add(
        db,
        item(1, doubt=DOUBT),
        item(2, doubt=DOUBT, source="nz-a", place="NZ"),
        item(3, doubt=DOUBT, state=ItemState.SKIPPED, decided_at=NOW),
        item(4, doubt=DOUBT, **picked),
        item(5, state=ItemState.USED, decided_at=NOW - DAY, first_seen=NOW - 9 * WEEK),
        item(6),
        item(7, state=ItemState.HELD, decided_at=NOW),
    )
    add(db, item(8, merged_into="k6", doubt=DOUBT), item(9, merged_into="k6"))

    with db.read() as tx:
        assert store.doubts.counts(tx) == {"se-a": 1, "nz-a": 1}
        assert store.doubts.of_source(tx, "se-a") == {"k1": DOUBT}
        assert store.status.picked_at(tx) == {"SE": NOW - DAY}
        assert store.status.since(tx) == {"SE": NOW - 9 * WEEK, "NZ": NOW - DAY}
        assert store.status.inbox(tx) == {
            "SE": {ItemState.NEW: 1, ItemState.HELD: 1, ItemState.PICKED: 1}
        }


def test_what_is_released_is_new_and_no_other_source_is_touched(db: Store) -> None:
    add(db, item(1, doubt=DOUBT), item(2, doubt=DOUBT), item(3, doubt=DOUBT, source="se-b"))

    done = releasing.release(db, "se-a", skip=False, actor="eva", now=NOW)

    assert done == ["k1", "k2"]
    assert states(db) == {"k1": ("new", False), "k2": ("new", False), "k3": ("new", True)}
    assert releasing.release(db, "se-a", skip=True, actor="eva", now=NOW) == []
    with db.read() as tx:
        (act,) = store.audit.rows(tx)
    assert (act["actor"], act["act"], act["subject"]) == ("eva", "entries released", "se-a")


def test_what_is_skipped_is_decided_like_any_other_and_reset_brings_it_back(db: Store) -> None:
    add(db, item(1, doubt=DOUBT))

    releasing.release(db, "se-a", skip=True, actor="eva", now=NOW)

    assert states(db) == {"k1": ("skipped", False)}
    with db.begin() as tx:
        assert store.items.get(tx, "k1").decided_at == NOW
        store.items.decide(tx, "k1", ItemState.NEW, "eva", NOW)
    assert states(db) == {"k1": ("new", False)}


@pytest.mark.parametrize("skip", [False, True])
def test_a_release_is_taken_back_but_no_decision_made_since(db: Store, skip: bool) -> None:
    add(db, *(item(number, doubt=f"{DOUBT} {number % 2}") for number in range(5)))
    assert releasing.take_back(db, "se-a", actor="eva", now=NOW) is None
    before = states(db)
    releasing.release(db, "se-a", skip=skip, actor="eva", now=NOW)
    with db.begin() as tx:
        store.items.decide(tx, "k4", ItemState.PICKED, "eva", NOW + HOUR)

    undone = releasing.take_back(db, "se-a", actor="eva", now=NOW + 2 * HOUR)

    assert undone is not None
    assert (undone.items, undone.again) == (5, 4)
    assert states(db) == before | {"k4": ("picked", False)}
    with db.read() as tx:
        assert store.items.get(tx, "k0").decided_at is None
        assert store.doubts.of_source(tx, "se-a")["k1"] == f"{DOUBT} 1"
    assert releasing.take_back(db, "se-a", actor="eva", now=NOW) is None
    assert len(releasing.release(db, "se-a", skip=skip, actor="eva", now=NOW + DAY)) == 4


# --- the commands ---------------------------------------------------------------------------

REAL_NOW = datetime.now(UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace with the sources of `BOOK`; nothing was collected."""
    make_workspace(tmp_path)
    (tmp_path / "sources.yaml").write_text(BOOK, encoding="utf-8")
    return tmp_path


@pytest.fixture
def busy_desk(desk: Path, book: SourceBook) -> Path:
    """Sweden: two failing, one that moved and has three items held back; New Zealand is well."""
    moved = works(book, "se-c", REAL_NOW, address="https://moved.example/rss")
    special = fails(book, "se-a", REAL_NOW), fails(book, "se-b", REAL_NOW, trouble="gone"), moved
    picked = {"state": ItemState.PICKED, "decided_at": REAL_NOW - 6 * WEEK - HOUR}
    fill(
        desk,
        healths(book, *special, now=REAL_NOW).values(),
        [
            *(item(number, doubt=DOUBT, source="se-c") for number in (1, 2, 3)),
            item(4, **picked),
            item(5, place="NZ", source="nz-a"),
        ],
    )
    return desk


def fill(desk: Path, known: Any, new: Sequence[Item]) -> None:
    for db in opened(desk):
        with db.begin() as tx:
            store.health.save(tx, known)
            store.items.add(tx, new)
            for one in new:
                if one.decided_at:
                    store.items.decide(tx, one.id, one.state, "eva", one.decided_at)


def opened(desk: Path) -> Iterator[Store]:
    db = Store.open(f"sqlite:///{desk}/var/newsletter.db")
    yield db
    db.close()


def said(desk: Path, *arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(root, ["-C", str(desk), *arguments], obj=Invocation())
    assert done.exit_code == code, done.output
    return done.stdout


def asked(desk: Path, *arguments: str, code: int = 0) -> Any:
    return json.loads(said(desk, "--json", *arguments, code=code))


def test_status_tells_what_needs_somebody_and_what_to_do(busy_desk: Path) -> None:
    told = said(busy_desk, "status").splitlines()

    assert told[0] == "last collected 1 hour ago, 3 of 5 sources due"
    assert told[1] == "inbox: 1 new, 0 held for later, 1 picked; 3 held back as probably old"
    assert told[3] == (
        "Sweden: 1 of 3 sources failing, 1 gone, 1 with entries held back, "
        "nothing picked for 6 weeks"
    )
    assert told[4].startswith("  se-a                 Agency - failing (3 times, last worked 1 day")
    assert told[5].startswith(
        "  se-b                 Board - gone (3 times, last worked 1 day ago)"
    )
    assert (
        told[6] == "      look for its new address: newsletter sources discover https://b.example/"
    )
    assert "3 entries held back" in told[7]
    assert told[8].endswith(
        "newsletter items list --in-doubt --source se-c, then: "
        "newsletter sources release se-c (or --skip)"
    )
    assert told[9].endswith("newsletter sources moved se-c --write")
    assert told[10:] == [
        "",
        "1 source is read at a new address: newsletter sources moved",
        "2 other places are well",
        "no source is switched on for Ireland",
    ]


def test_status_all_tells_every_place(busy_desk: Path) -> None:
    told = said(busy_desk, "status", "--all")

    assert "Ireland: no source is switched on" in told
    assert "World Health Organization: 1 source, well, nothing picked yet" in told
    assert "other places" not in told


def test_status_on_a_fresh_desk_says_how_to_begin(desk: Path) -> None:
    told = said(desk, "status")

    assert told == (
        "nothing was collected yet, 5 of 5 sources due: newsletter collect\n"
        "inbox: 0 new, 0 held for later, 0 picked\n"
    )


def test_strict_is_for_cron(busy_desk: Path, book: SourceBook) -> None:
    assert "Sweden" in said(busy_desk, "status", "--strict", code=1)
    fill(busy_desk, healths(book, now=REAL_NOW).values(), [item(6, decided_at=REAL_NOW,
         state=ItemState.PICKED)])  # fmt: skip
    said(busy_desk, "sources", "release", "se-c")

    assert said(busy_desk, "status", "--strict").endswith(
        "\n3 places are well\nno source is switched on for Ireland\n"
    )


def test_status_is_one_json_document(busy_desk: Path) -> None:
    data = asked(busy_desk, "status", "--strict", code=1)

    assert data["needs_somebody"] is True
    assert data["inbox"] == {"new": 1, "picked": 1}
    assert (data["doubtful"], data["due"], data["moved"]) == (3, 3, ["se-c"])
    sweden = data["places"][0]
    assert sweden["words"].startswith("Sweden: 1 of 3 sources failing")
    assert [one["id"] for one in sweden["troubled"]] == ["se-a", "se-b", "se-c"]
    assert [one["needs_somebody"] for one in data["places"]] == [True, False, False, False]


def test_the_list_groups_sources_by_place_and_says_when_each_is_asked(busy_desk: Path) -> None:
    told = said(busy_desk, "sources", "list").splitlines()

    assert [one.partition(":")[0] for one in told if one[0] != " "] == [
        "Sweden", "Aotearoa New Zealand", "Ireland", "World Health Organization",
    ]  # fmt: skip
    assert told[1].startswith("  se-a                 Agency - failing")
    assert "; tried again in " in told[1]
    assert "; not asked any more; look for its new address" in told[2]
    assert "works: 12 entries, fetched 1 hour ago; due now" in told[5]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (["--state", "failing"], ["se-a"]),
        (["--state", "gone", "--state", "off"], ["se-b", "ie-a"]),
        (["--state", "held"], ["se-c"]),
        (["--failing"], ["se-a", "se-b"]),
        (["--failing", "--place", "NZ"], []),
        (["--place", "sweden", "--state", "held"], ["se-c"]),
        ([], ["se-a", "se-b", "se-c", "nz-a", "ie-a", "who"]),
    ],
)
def test_the_list_can_be_narrowed(busy_desk: Path, filters: list[str], ids: list[str]) -> None:
    assert [one["id"] for one in asked(busy_desk, "sources", "list", *filters)] == ids


def test_the_list_as_json_has_all_that_is_known(busy_desk: Path) -> None:
    _, gone, moved = asked(busy_desk, "sources", "list", "--place", "SE")

    assert (gone["state"], gone["due_at"], gone["problem"]) == ("gone", None, "no answer")
    assert moved["state"] == "held"
    assert moved["doubtful"] == 3
    assert moved["moved"]["to"] == "https://moved.example/rss"
    assert moved["moved"]["believed"] is True
    assert moved["address"] == "https://c.example/rss"
    assert datetime.fromisoformat(moved["due_at"]) >= REAL_NOW - HOUR
    assert moved["words"].startswith("works: 12 entries")
    assert len(moved["todo"]) == 2


def test_an_empty_list_says_so(busy_desk: Path) -> None:
    done = run("sources", "list", "--state", "blocked", cwd=busy_desk)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no source matches\n")


def test_what_is_held_back_is_released_and_taken_back(busy_desk: Path) -> None:
    released = said(busy_desk, "sources", "release", "se-c")
    again = asked(busy_desk, "sources", "release", "se-c")

    assert released == (
        "in the inbox now: 3 entries of se-c; the undo: newsletter sources release se-c --undo\n"
    )
    assert again == {"source": "se-c", "released": []}
    assert asked(busy_desk, "status")["inbox"]["new"] == 4
    assert said(busy_desk, "sources", "release", "se-c", "--undo") == (
        "held back again: 3 entries of se-c\n"
    )
    skipped = said(busy_desk, "sources", "release", "se-c", "--skip")
    assert skipped.startswith("skipped: 3 entries of se-c; the undo: newsletter sources release")
    assert asked(busy_desk, "status")["inbox"]["new"] == 1
    assert asked(busy_desk, "sources", "release", "se-c", "--undo")["held_back"] == 3


def test_the_undo_tells_what_it_left_alone(busy_desk: Path) -> None:
    said(busy_desk, "sources", "release", "se-c")
    said(busy_desk, "items", "pick", "k1")

    assert said(busy_desk, "sources", "release", "se-c", "--undo") == (
        "held back again: 2 entries of se-c; about 1 of 3 somebody has decided since\n"
    )


def test_nothing_held_back_is_said_and_harmless_but_a_slip_is_told(busy_desk: Path) -> None:
    assert said(busy_desk, "sources", "release", "nz-a") == "nothing of nz-a is held back\n"
    assert "nothing of nz-a" in said(busy_desk, "sources", "release", "nz-a", "--undo")
    assert "Is 'se-c' meant?" in run("sources", "release", "se-cc", cwd=busy_desk).stderr
    assert run("sources", "release", "xyz", "--undo", cwd=busy_desk).returncode == 2
    assert run("sources", "release", "x", "--undo", "--skip", cwd=busy_desk).returncode == 2


def test_what_left_sources_yaml_can_be_released(busy_desk: Path) -> None:
    fill(busy_desk, [], [item(9, source="former", doubt=DOUBT)])

    assert "held back of former, which left sources.yaml: 1 entry" in said(busy_desk, "status")
    assert asked(busy_desk, "sources", "release", "former")["released"] == ["k9"]


def test_a_move_is_written_into_sources_yaml_and_nothing_else(busy_desk: Path) -> None:
    shown = said(busy_desk, "sources", "moved")
    assert "moved: read at https://moved.example/rss; sources.yaml has https://c.exa" in shown
    assert (busy_desk / "sources.yaml").read_text(encoding="utf-8") == BOOK

    written = said(busy_desk, "sources", "moved", "--write")

    assert "se-c                 written: feed: https://moved.example/rss" in written
    day = datetime.now(UTC).date().isoformat()
    assert (busy_desk / "sources.yaml").read_text(encoding="utf-8") == BOOK.replace(
        "    feed: https://c.example/rss\n",
        f"    feed: https://moved.example/rss # until {day}: https://c.example/rss\n",
    )
    assert said(busy_desk, "sources", "moved") == "no source has moved\n"


def test_a_move_that_was_only_seen_is_written_for_those_who_name_it(
    busy_desk: Path, book: SourceBook
) -> None:
    seen = works(book, "who", REAL_NOW, moved_to="https://new.example/", moved_seen=2)
    fill(busy_desk, [seen], [])

    first = asked(busy_desk, "sources", "moved", "--write")
    named = asked(busy_desk, "sources", "moved", "who", "--write")

    assert [(one["source"], one["written"]) for one in first] == [("se-c", True), ("who", False)]
    assert [(one["source"], one["written"]) for one in named] == [("who", True)]


def test_two_sources_never_become_one(busy_desk: Path, book: SourceBook) -> None:
    twin = works(book, "who", REAL_NOW, address="http://nz.example/rss/")
    fill(busy_desk, [twin], [])

    told = said(busy_desk, "sources", "moved", "who", "--write", code=1)

    assert "which nz-a reads already: switch one of them off" in told
    assert (busy_desk / "sources.yaml").read_text(encoding="utf-8") == BOOK
    assert run("sources", "moved", "nobody", cwd=busy_desk).returncode == 2


def test_http_that_became_https_is_a_move_like_any_other(desk: Path) -> None:
    text = BOOK.replace("https://nz.example", "http://nz.example")
    (desk / "sources.yaml").write_text(text, encoding="utf-8")
    changed = read_sources(text)
    fill(desk, [works(changed, "nz-a", REAL_NOW, address="https://nz.example/rss")], [])

    assert asked(desk, "sources", "moved", "--write")[0]["written"] is True


# --- after real collections -----------------------------------------------------------------

SITE = """\
sections: [News]
places:
  - {{code: SE, name: Sweden}}
  - {{code: NZ, name: Aotearoa New Zealand}}
sources:
  - {{id: se-a, name: Agency, place: SE, section: News, feed: "{base}/feed"}}
  - {{id: se-b, name: Board, place: SE, section: News, feed: "{base}/none"}}
  - {{id: se-c, name: Council, place: SE, section: News, feed: "{base}/gone"}}
  - {{id: nz-a, name: Beehive, place: NZ, section: News, feed: "{base}/challenge"}}
"""


def feed(*names: str) -> Handler:
    entries = "".join(
        f"<item><guid>{name}</guid><link>https://e.org/{name}</link><title>Report {name}</title>"
        "<pubDate>Mon, 02 Nov 2020 09:00:00 GMT</pubDate></item>"
        for name in names
    )
    return answers(f'<rss version="2.0"><channel><title>A</title>{entries}</channel></rss>')


async def command(desk: Path, *arguments: str) -> str:
    return (await asyncio.to_thread(run, *arguments, cwd=desk)).stdout


async def test_what_collections_met_is_told_before_the_issue(desk: Path) -> None:
    site = {
        "/feed": feed("one", "two"),
        "/gone": answers(status=410),
        "/challenge": answers(status=403, headers={"cf-mitigated": "challenge"}),
    }
    async with serving(site) as base:
        (desk / "sources.yaml").write_text(SITE.format(base=base), encoding="utf-8")
        (desk / "newsletter.toml").write_text(
            f'[collect]\ntrusted = ["127.0.0.1:{port_of(base)}"]\ngap = 0.0\n', encoding="utf-8"
        )
        await command(desk, "collect")
        site["/feed"] = feed(*(f"new-{number}" for number in range(10)))
        await command(desk, "collect", "--all")

    status = asked(desk, "status")
    assert [place["words"] for place in status["places"]] == [
        "Sweden: 2 of 3 sources missing, 1 with entries held back, nothing picked yet",
        "Aotearoa New Zealand: 1 of 1 source blocked, nothing picked yet",
    ]
    assert status["doubtful"] == 10
    assert len(asked(desk, "sources", "release", "se-a")["released"]) == 10
    assert asked(desk, "status")["doubtful"] == 0
