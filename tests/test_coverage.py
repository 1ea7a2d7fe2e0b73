"""Coverage: each cell has its items or one reason why not, and past issues stand beside it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import workspace_issue
from shell import run
from test_appearances import item, past, stood

from newsletter import store
from newsletter.model.coverage import Coverage, Facts, Why, as_csv, coverage_of
from newsletter.model.health import State
from newsletter.model.items import Item, ItemState, Sighting
from newsletter.model.polling import remembered
from newsletter.model.sources import Place, Source, SourceBook, read_sources
from newsletter.store import Store


def source(id: str, section: str = "News", place: str = "SE") -> Source:
    feed = f"https://example.org/{id}"
    return Source(id=id, name=f"Source {id}", place=place, section=section, feed=feed)


BOOK = SourceBook(
    sections=["News", "Research"],
    places=[Place(code="SE", name="Sweden"), Place(code="IE", name="Ireland")],
    sources=[source("a"), source("b"), source("c", "Research")],
)
HERE = {("SE", "News"): 2}


def cell(facts: Facts, section: str = "News") -> tuple[str, str]:
    (found,) = (
        one for one in coverage_of(BOOK, facts).cells if (one.place, one.section) == ("SE", section)
    )
    return str(found.why), found.words


def states(a: State, b: State = State.WORKS) -> Mapping[str, State]:
    return {"a": a, "b": b, "c": State.WORKS}


# --- why ------------------------------------------------------------------------------------


def test_a_cell_with_items_is_picked_whatever_else_is_so() -> None:
    inbox = {("SE", "News", ItemState.NEW): 1, ("SE", "News", ItemState.HELD): 2}
    facts = Facts(HERE, inbox, states=states(State.FAILING, State.FAILING))
    assert cell(facts) == ("picked", "2 picked, 3 waiting")


def test_candidates_wait_also_where_they_are_held_back() -> None:
    facts = Facts({}, {("SE", "News", ItemState.NEW): 1}, {"a": 4}, states(State.HELD))
    assert cell(facts) == ("waiting", "5 waiting")


@pytest.mark.parametrize(
    "state", [State.FAILING, State.BLOCKED, State.MISSING, State.GONE, State.NOTHING, State.SILENT]
)
def test_a_source_fails_where_all_of_them_bring_nothing(state: State) -> None:
    assert cell(Facts({}, states=states(state))) == ("none", "no candidates")
    assert cell(Facts({}, states=states(state, State.FAILING))) == (
        "failing", "source failing: Source a, Source b"
    )  # fmt: skip
    assert cell(Facts({}, states=states(state, State.OFF)))[1] == "source failing: Source a"


def test_a_host_that_asks_to_wait_is_no_failure() -> None:
    assert cell(Facts({}, states=states(State.BUSY, State.BUSY)))[0] == "none"


def test_nothing_this_time_is_what_came_and_was_left() -> None:
    by_source = Facts({}, states=states(State.WORKS), came=["a"])
    by_hand = Facts({}, states=states(State.WORKS), passed={("SE", "News"): 1})
    assert cell(by_source) == cell(by_hand) == ("nothing", "nothing this time")
    assert cell(by_source, "Research") == ("none", "no candidates")
    failing = replace(by_source, states=states(State.FAILING, State.FAILING))
    assert cell(failing)[0] == "failing"


def test_a_place_without_a_source_has_no_candidates() -> None:
    found = coverage_of(BOOK, Facts({}))
    assert [one.words for one in found.of(BOOK.places[1])] == ["no candidates"] * 2
    assert {one.why for one in found.cells} == {Why.NONE}


# --- before ---------------------------------------------------------------------------------


def with_past() -> Coverage:
    issues = (past("update-2026-11-15"), past("update-2026-11-01"))
    counts = {
        ("update-2026-11-15", "SE", "News"): 3,
        ("update-2026-11-01", "SE", "News"): 1,
        ("update-2026-11-01", "SE", ""): 1,
        ("update-2026-11-01", "", ""): 4,
    }
    return coverage_of(BOOK, Facts(HERE, past=issues, counts=counts))


def test_past_issues_are_counted_cell_by_cell_and_place_by_place() -> None:
    found = with_past()
    assert found.cells[0].past == (3, 1)
    assert [found.before(place) for place in found.places] == [5, 0]
    assert found.elsewhere == (0, 4)


def test_places_that_had_nothing_are_named() -> None:
    found = with_past()
    assert [place.code for place in found.forgotten] == ["IE"]
    assert [place.code for place in found.absent] == ["IE"]
    assert coverage_of(BOOK, Facts({})).forgotten == []


def test_csv_has_a_line_for_each_cell_and_no_formula() -> None:
    book = SourceBook(
        sections=["=1+1", 'A "b", c'],
        places=[Place(code="SE", name="@SUM(A1)"), Place(code="IE", name="-x")],
    )
    text = as_csv(coverage_of(book, Facts({("SE", "=1+1"): 1}, past=(past(),))))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0][-1] == "update-2026-11-01"
    assert rows[1] == ["SE", "'@SUM(A1)", "'=1+1", "1", "picked", "0", "", "0"]
    assert rows[2][2] == 'A "b", c'
    assert text.count("\r\n") == len(rows) == 5
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row)


# --- the command ----------------------------------------------------------------------------

NOW = datetime.now(UTC)


@pytest.fixture
def desk(workspace: Path) -> Path:
    """A workspace with two picked items, one that waits, one skipped, and two past issues."""
    items = [
        replace(item("k1"), state=ItemState.PICKED),
        replace(item("k2"), key="2", place="WHO", state=ItemState.PICKED),
        replace(item("k3"), key="3", place="GB-SCT", section="Research"),
        replace(item("k4"), key="4", section="Policy", state=ItemState.SKIPPED, first_seen=NOW),
    ]
    stored(workspace, *items)
    return workspace


def stored(desk: Path, *items: Item) -> None:
    db = Store.open(f"sqlite:///{desk}/var/newsletter.db")
    with db.begin() as tx:
        store.items.add(tx, items)
        for slug in ("update-2024-03-01", "update-2024-02-01"):
            store.appearances.add(tx, past(slug), [stood(issue=slug)])
    db.close()


def go(desk: Path, *arguments: str) -> Any:
    done = run("--json", "coverage", *arguments, cwd=desk)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def words(told: Any) -> dict[tuple[str, str], str]:
    return {(one["place"], one["section"]): one["words"] for one in told["cells"]}


def test_the_grid_is_of_what_is_picked_beside_the_last_issues(desk: Path) -> None:
    told = go(desk)
    assert words(told)["SE", "News"] == "1 picked"
    assert words(told)["GB-SCT", "Research"] == "1 waiting"
    assert words(told)["SE", "Policy"] == "nothing this time"
    assert words(told)["WHO", "Policy"] == "no candidates"
    assert [one["issue"] for one in told["past"]] == ["update-2024-03-01", "update-2024-02-01"]
    assert told["cells"][3]["past"] == [1, 1]
    assert told["forgotten"] == ["GB-SCT", "WHO"]
    assert go(desk, "--last", "1")["cells"][3]["past"] == [1]
    assert go(desk, "--last", "0")["past"] == []


def test_of_an_issue_its_file_is_counted_and_it_is_not_before_itself(desk: Path) -> None:
    workspace_issue.write(desk)
    told = go(desk, workspace_issue.NAME)
    counted = {
        (one["place"], one["section"]): one["items"] for one in told["cells"] if one["items"]
    }
    assert counted == {("GB-SCT", "News"): 1, ("SE", "Research"): 1}
    assert told["absent"] == ["WHO"]
    run("issues", "close", workspace_issue.NAME, cwd=desk)
    assert len(go(desk, workspace_issue.NAME)["past"]) == 2


def test_a_source_that_fails_is_named(desk: Path) -> None:
    book = read_sources((desk / "sources.yaml").read_text(encoding="utf-8"))
    health = remembered(book, book.sources[0], None)
    failing = replace(health, fetched_at=NOW, problem="HTTP 500", trouble="failing", failures=2)
    db = Store.open(f"sqlite:///{desk}/var/newsletter.db")
    with db.begin() as tx:
        store.health.save(tx, [failing])
    db.close()
    assert words(go(desk))["SE", "Research"] == "source failing: Myndigheten"


def test_what_an_issue_has_had_was_not_left(desk: Path) -> None:
    sighting = Sighting("se-agency", "1", "k5", "", "T", "d", NOW, NOW)
    db = Store.open(f"sqlite:///{desk}/var/newsletter.db")
    with db.begin() as tx:
        store.items.add(tx, [replace(item("k5"), key="5", state=ItemState.USED)])
        store.items.add_sightings(tx, [sighting])
        assert store.coverage.came(tx, NOW - timedelta(days=1)) == set()
        store.items.decide(tx, "k5", ItemState.SKIPPED, "anna", NOW)
        assert store.coverage.came(tx, NOW - timedelta(days=1)) == {"se-agency"}
        assert store.coverage.came(tx, NOW + timedelta(days=1)) == set()
    db.close()


def test_into_a_pipe_each_place_is_a_line_of_words(desk: Path) -> None:
    lines = run("coverage", cwd=desk).stdout.splitlines()
    assert lines[1].split("\t") == [
        "Sweden", "1 picked", "no candidates", "nothing this time", "2", "0", "0"
    ]  # fmt: skip
    assert len(lines) == 3


def test_csv_goes_to_a_file_or_the_screen_and_overwrites_no_other_file(desk: Path) -> None:
    screen = run("coverage", "--csv", "-", cwd=desk).stdout
    assert run("coverage", "--csv", "grid.csv", cwd=desk).returncode == 0
    assert run("coverage", "--csv", "grid.csv", cwd=desk).returncode == 0
    assert (desk / "grid.csv").read_bytes().decode() == screen.replace("\n", "\r\n").replace(
        "\r\r\n", "\r\n"
    )
    done = run("coverage", "--csv", "sources.yaml", cwd=desk)
    assert (done.returncode, "no coverage" in done.stderr) == (1, True)
    assert (desk / "sources.yaml").read_text().startswith("sections:")


@pytest.mark.skipif(sys.platform == "win32", reason="optional: Windows has no pseudo-terminal")
def test_on_a_terminal_it_fits_80_columns_and_says_what_the_signs_mean(desk: Path) -> None:
    shown = on_a_terminal(desk, "coverage")
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert "fails: its sources fail or are silent" in shown
    assert "What the last 2 issues had, update-2024-02-01 to update-2024-03-01:" in shown
    assert "nothing here: Scotland" in shown
    assert "nothing in the last 2 issues: Scotland, WHO" in shown


def on_a_terminal(desk: Path, *arguments: str) -> str:
    here, there = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(
        [sys.executable, "-m", "newsletter", *arguments],
        cwd=desk, stdin=there, stdout=there, stderr=there, env=environment, check=False,
    )  # fmt: skip
    os.close(there)
    with os.fdopen(here, "rb") as shown:
        data = shown.read1(65_536)
    assert done.returncode == 0, data
    return data.decode().replace("\r\n", "\n")


def test_a_day_is_new_since_the_last_issue_but_not_since_years(desk: Path) -> None:
    assert date.today() - date(2024, 3, 1) > timedelta(days=60)  # noqa: DTZ011
    stored_long_ago = replace(
        item("k6"), key="6", section="Research", state=ItemState.SKIPPED,
        first_seen=NOW - timedelta(days=200),
    )  # fmt: skip
    db = Store.open(f"sqlite:///{desk}/var/newsletter.db")
    with db.begin() as tx:
        store.items.add(tx, [stored_long_ago])
    db.close()
    assert words(go(desk))["SE", "Research"] == "no candidates"
