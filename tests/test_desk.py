"""A fortnight at the desk: drafts that are taken up again, rehearsals that change, typing slips."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from shell import run

from newsletter import store
from newsletter.model.dates import PartialDate
from newsletter.model.items import Item, ItemState

_NOW = datetime(2026, 11, 20, tzinfo=UTC)


def item(number: int, state: ItemState = ItemState.PICKED, place: str = "SE") -> Item:
    return Item(
        id=f"k{number}", key=f"example.org/{number}", url=f"https://example.org/{number}",
        title=f"Report number {number}", source="se-fohm", publisher="The agency", place=place,
        section="Research", language="en", published=PartialDate(2026, 11, number), excerpt="",
        topics=(), state=state, first_seen=_NOW,
    )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace with two picked items and two readers."""
    assert run("init", str(tmp_path / "desk")).returncode == 0
    add(tmp_path / "desk", item(1), item(2))
    (tmp_path / "desk/readers.csv").write_text(
        "email,place\none@example.org,Sweden\ntwo@example.org,NZ\n", encoding="utf-8"
    )
    origin = ("--list", "update", "--origin", "records")
    assert go(tmp_path / "desk", "people", "import", "readers.csv", *origin)["added"] == 2
    return tmp_path / "desk"


def add(desk: Path, *new: Item) -> None:
    db = store.Store.open(f"sqlite:///{desk}/var/newsletter.db")
    with db.begin() as tx:
        store.items.add(tx, list(new))
    db.close()


def go(desk: Path, *arguments: str, code: int = 0) -> Any:
    done = run("--json", *arguments, cwd=desk)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def draft(desk: Path, *options: str) -> Any:
    return go(desk, "draft", "update", *options)


def test_each_force_keeps_what_was_there(desk: Path) -> None:
    file = Path(desk, draft(desk, "--date", "2026-12-01")["file"])
    for words in ("first", "second"):
        file.write_text(words, encoding="utf-8")
        draft(desk, "--date", "2026-12-01", "--force")

    kept = [copy.read_text(encoding="utf-8") for copy in sorted(file.parent.glob("*.bak*"))]
    assert kept == ["first", "second"]


def test_add_without_a_date_goes_on_with_the_newest_issue_and_tells_what_is_new(desk: Path) -> None:
    draft(desk, "--date", "2026-11-15")
    file = draft(desk, "--date", "2026-12-01")["file"]
    add(desk, item(3))

    added = draft(desk, "--add")
    again = draft(desk, "--add")

    assert added == {"file": file, "items": ["k3"]}
    assert again == {"file": file, "items": []}
    assert len(list((desk / "issues").iterdir())) == 2


def test_an_empty_inbox_is_told_as_such(desk: Path) -> None:
    go(desk, "items", "skip", "k1", "k2")

    assert (
        "the inbox is empty" in go(desk, "draft", "update", "--auto", "5", code=1)["hint"].lower()
    )


def publish(desk: Path, *options: str) -> Any:
    return go(desk, "publish", "update-2026-12-01", *options)


def test_a_reader_who_joined_since_makes_a_new_rehearsal(desk: Path) -> None:
    draft(desk, "--date", "2026-12-01")
    assert publish(desk)["written"] == 2
    assert publish(desk)["written"] == 0
    go(desk, "people", "add", "late@example.org", "--list", "update", "--origin", "by phone")

    assert publish(desk, "--dry-run")["selected"] == 3
    assert publish(desk)["written"] == 3
    assert publish(desk)["written"] == 0


def test_an_outbox_that_was_cleared_away_is_filled_again(desk: Path) -> None:
    draft(desk, "--date", "2026-12-01")
    publish(desk)
    shutil.rmtree(desk / "var/outbox")

    made = publish(desk)

    assert made["written"] == 2
    assert len(list((desk / made["folder"] / "new").iterdir())) == 2


def test_a_place_may_be_called_by_its_name(desk: Path) -> None:
    draft(desk, "--date", "2026-12-01")

    assert publish(desk, "--where", "place=sweden", "--dry-run")["selected"] == 1
    assert len(go(desk, "items", "list", "--place", "Sweden")) == 2
    assert "SE (Sweden)" in run("items", "list", "--place", "Svedala", cwd=desk).stderr


def test_a_filter_given_twice_is_not_silently_one(desk: Path) -> None:
    draft(desk, "--date", "2026-12-01")
    where = ("--where", "place=SE", "--where", "place=NZ")

    assert "twice" in go(desk, "publish", "update-2026-12-01", *where, code=2)["error"]


def test_publishing_says_that_there_are_findings(desk: Path) -> None:
    draft(desk, "--date", "2026-12-01")

    assert (
        "newsletter check update-2026-12-01" in run("publish", "update-2026-12-01", cwd=desk).stdout
    )


def test_outside_a_workspace_check_says_so(tmp_path: Path) -> None:
    assert "is no workspace" in run("check", "update-2026-12-01", cwd=tmp_path).stderr


# --- a form for each reader -----------------------------------------------------------------


def test_each_variant_is_rendered_into_its_own_folder(desk: Path) -> None:
    draft(desk, "--date", "2026-12-01")
    home = desk / "var/rendered/update-2026-12-01"

    def names(*options: str) -> list[str]:
        files = [Path(file) for file in go(desk, "render", "update-2026-12-01", *options)["files"]]
        assert all((desk / file).stat().st_size for file in files)
        return [str((desk / file).relative_to(home)) for file in files]

    assert names() == ["mail.html", "mail.txt", "web.html", "mail.eml"]
    assert names("--edition", "text") == ["text/mail.txt", "text/web.html", "text/mail.eml"]
    assert names("--edition", "easy", "--first", "sweden")[0] == "easy-SE/mail.html"
    assert names("--first", "SE")[0] == "standard-SE/mail.html"
    assert b"text/plain" in (home / "text/mail.eml").read_bytes()
    assert b"multipart" not in (home / "text/mail.eml").read_bytes()
    assert "font-size:21px" in (home / "easy-SE/mail.html").read_text()


def test_an_edition_nobody_knows_is_wrong_usage(desk: Path) -> None:
    draft(desk, "--date", "2026-12-01")
    done = run("render", "update-2026-12-01", "--edition", "huge", cwd=desk)
    assert done.returncode == 2
    assert "'standard', 'text', 'easy', 'large'" in done.stderr
    assert "SE (Sweden)" in run("render", "update-2026-12-01", "--first", "XX", cwd=desk).stderr


def test_what_somebody_chose_is_what_they_get(desk: Path) -> None:
    draft(desk, "--date", "2026-12-01")
    chosen = go(desk, "people", "choose", "one@example.org", "--edition", "text")
    assert chosen == {"edition": "text", "place_first": True}
    published = go(desk, "publish", "update-2026-12-01")
    mails = [file.read_bytes() for file in Path(desk, published["folder"]).glob("new/*")]
    by_reader = {mail.partition(b"\nTo: ")[2].split(b"\r")[0]: mail for mail in mails}
    assert b"text/html" not in by_reader[b"one@example.org"]
    assert b"text/html" in by_reader[b"two@example.org"]


def test_choosing_nothing_or_for_nobody_is_told(desk: Path) -> None:
    assert "nothing to change" in run("people", "choose", "one@example.org", cwd=desk).stderr
    done = run("people", "choose", "nobody@example.org", "--edition", "easy", cwd=desk)
    assert done.returncode == 2
    assert "there is no person 'nobody@example.org'" in done.stderr


# --- letters --------------------------------------------------------------------------------


def test_a_letter_is_begun_without_items_and_leaves_the_picks_alone(desk: Path) -> None:
    drafted = go(desk, "draft", "emerging-leaders", "--date", "2026-12-01")
    assert drafted["items"] == []
    file = Path(desk, drafted["file"])
    file.write_text(file.read_text() + "\nPlease come to our meeting.\n\nEasy: We meet soon.\n")
    checks = {one["check"] for one in go(desk, "check", "emerging-leaders-2026-12-01")}
    assert checks == {"preheader"}
    rendered = go(desk, "render", "emerging-leaders-2026-12-01", "--edition", "easy")["files"]
    text = Path(desk, rendered[1]).read_text()
    assert "\n\nWe meet soon.\n\n" in text
    assert "Please come" not in text
    assert len(draft(desk, "--date", "2026-12-01")["items"]) == 2
