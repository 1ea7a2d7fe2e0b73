"""Past issues on the command line: imported from whatever program, closed, opened again, listed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import past_issue_files as samples
import pytest
import workspace_issue
from shell import run
from test_appearances import item

from newsletter import store
from newsletter.app import App
from newsletter.flows import past_issues as flows
from newsletter.model import issue_file
from newsletter.model.appearances import Origin
from newsletter.model.items import ItemState

NAME = workspace_issue.NAME


@pytest.fixture
def desk(workspace: Path) -> Path:
    """A workspace with the items of its issue, one of them skipped, and a third one picked."""
    db = store.Store.open(f"sqlite:///{workspace}/var/newsletter.db")
    urls = {"k1": "talk", "k2": "figures", "k3": "other"}
    with db.begin() as tx:
        store.items.add(tx, [item(id, f"https://example.org/{url}") for id, url in urls.items()])
    db.close()
    go(workspace, "items", "pick", "k1", "k3")
    go(workspace, "items", "skip", "k2")
    workspace_issue.write(workspace)
    return workspace


@pytest.fixture
def old(workspace: Path) -> Path:
    """A folder of past issues of five kinds."""
    folder = workspace / "old"
    (folder / "2024").mkdir(parents=True)
    for name, text in {
        "update-2024-11-01.md": samples.OURS,
        "letter.md": samples.BUTTONDOWN,
        "2024/saved.html": samples.MAILCHIMP,
        "2024/update-20240801.txt": samples.TEXT,
        "2024/mail.eml": samples.MAIL,
        "2024/logo.png": "no issue",
        ".DS_Store": "no issue",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def go(desk: Path, *arguments: str, code: int = 0) -> Any:
    done = run("--json", *arguments, cwd=desk)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def results(desk: Path, *arguments: str, code: int = 0) -> dict[str, str]:
    told = go(desk, "issues", "import", *arguments, code=code)
    return {row["file"]: f"{row['result']} {row['slug']}".strip() for row in told["files"]}


def states(desk: Path) -> dict[str, str]:
    return {one["slug"]: one["state"] for one in go(desk, "issues", "list")}


def items(desk: Path) -> dict[str, str]:
    shown = ("new", "held", "picked", "skipped", "used")
    options = [part for state in shown for part in ("--state", state)]
    return {one["id"]: one["state"] for one in go(desk, "items", "list", *options)}


# --- importing ------------------------------------------------------------------------------


def test_a_folder_of_past_issues_is_imported_and_a_second_time_changes_nothing(old: Path) -> None:
    desk = old.parent
    slugs = {
        "update-2024-11-01.md": "update-2024-11-01",
        "letter.md": "update-2024-10-15",
        "saved.html": "update-2024-09-15",
        "update-20240801.txt": "update-2024-08-01",
        "mail.eml": "update-2024-07-01",
    }
    assert results(desk, "old") == {file: f"imported {slug}" for file, slug in slugs.items()}
    assert results(desk, "old") == {file: f"unchanged {slug}" for file, slug in slugs.items()}
    assert states(desk) == dict.fromkeys(slugs.values(), "imported")


def test_each_file_is_told_with_its_links_and_places(old: Path) -> None:
    done = run("issues", "import", "old", cwd=old.parent)
    assert done.returncode == 0
    assert (
        "update-2024-09-15: 3 links, 3 under a known place, "
        "1 address hidden by a click counter  (saved.html)\n" in done.stdout
    )
    assert done.stdout.endswith("5 files: 5 imported\n")


def test_a_draft_is_checked_against_them_from_then_on(desk: Path, old: Path) -> None:
    file = desk / "issues" / f"{NAME}.md"
    file.write_text(file.read_text().replace("/figures", "/halsa"), encoding="utf-8")
    assert old.parent == desk
    results(desk, "old")
    found = {one["check"]: one for one in go(desk, "check", NAME, "--quick")}
    assert "update-2024-11-01 (1 November 2024)" in found["earlier"]["message"]


def test_a_dry_run_tells_all_and_writes_nothing(old: Path) -> None:
    desk = old.parent
    (old / "again.txt").write_text(samples.TEXT, encoding="utf-8")
    told = results(desk, "old", "--dry-run")
    assert told["update-20240801.txt"] == "imported update-2024-08-01"
    assert told["again.txt"] == "unchanged update-2024-08-01"
    assert states(desk) == {}


def test_a_file_that_has_changed_replaces_what_was_known(old: Path) -> None:
    desk, file = old.parent, old / "letter.md"
    results(desk, "old")
    file.write_text(samples.BUTTONDOWN.replace("Scotland", "Norway"), encoding="utf-8")
    assert results(desk, "old/letter.md") == {"letter.md": "replaced update-2024-10-15"}
    (row,) = go(desk, "issues", "import", "old/letter.md")["files"]
    assert (row["result"], row["placed"]) == ("unchanged", 2)


def test_one_bad_file_stops_no_other_and_the_exit_code_tells(old: Path) -> None:
    desk = old.parent
    (old / "a.html").write_text("<p>Nothing to see</p>", encoding="utf-8")
    (old / "b.txt").write_bytes(b"")
    (old / "dateless.txt").write_text("A report: https://example.org/x\n", encoding="utf-8")
    done = run("issues", "import", "old", "nowhere.html", cwd=desk)
    assert done.returncode == 1
    assert "a.html: not imported: it does not say of which day it is: --date DAY" in done.stdout
    assert "b.txt: not imported: it is empty" in done.stdout
    assert "dateless.txt: not imported: it does not say of which day" in done.stdout
    assert "nowhere.html: not imported: it is not there" in done.stdout
    assert "9 files: 5 imported, 4 not imported" in done.stdout


def test_a_day_and_a_publication_can_be_given_for_files_that_do_not_say(desk: Path) -> None:
    settings = desk / "newsletter.toml"
    more = '\n[publications.letters]\ntitle = "Letters"\ntemplate = "letter"\nlists = ["leaders"]\n'
    settings.write_text(settings.read_text() + more, encoding="utf-8")
    (desk / "x.txt").write_text("A report: https://example.org/x\n", encoding="utf-8")
    given = ("--date", "2024-03-01")
    told = go(desk, "issues", "import", "x.txt", *given, code=1)["files"][0]["problem"]
    assert "--publication (update, letters)" in told
    assert results(desk, "x.txt", *given, "--publication", "letters") == {
        "x.txt": "imported letters-2024-03-01"
    }
    assert "Publications: update, letters" in (
        run("issues", "import", "x.txt", "--publication", "letter", cwd=desk).stderr
    )


def test_of_a_month_the_first_is_taken_and_told(desk: Path) -> None:
    (desk / "Update-Mar-2024.txt").write_text("A report: https://example.org/x\n", encoding="utf-8")
    (row,) = go(desk, "issues", "import", "Update-Mar-2024.txt")["files"]
    assert row["slug"] == "update-2024-03-01"
    assert row["remarks"] == ["of March 2024: the 1st is taken"]


def test_an_issue_of_a_day_to_come_is_no_past_issue(desk: Path) -> None:
    (desk / "update-2099-01-01.txt").write_text("A: https://example.org/x\n", encoding="utf-8")
    (row,) = go(desk, "issues", "import", "update-2099-01-01.txt", code=1)["files"]
    assert row["problem"] == "is of 1 January 2099, which is to come"


def test_the_same_issue_in_another_file_is_left_and_another_of_its_day_refused(old: Path) -> None:
    desk = old.parent
    results(desk, "old")
    (desk / "copy-20240801.txt").write_text(f"{samples.TEXT}\nMore: https://example.org/m\n")
    (desk / "other-20240801.txt").write_text("A report: https://example.org/other\n")
    told = results(desk, "copy-20240801.txt", "other-20240801.txt", code=1)
    assert told == {"copy-20240801.txt": "kept update-2024-08-01", "other-20240801.txt": "refused"}
    assert go(desk, "issues", "forget", "update-2024-08-01")["file"] == "update-20240801.txt"
    assert results(desk, "other-20240801.txt") == {
        "other-20240801.txt": "imported update-2024-08-01"
    }


def test_a_folder_without_issues_is_wrong_usage(desk: Path) -> None:
    (desk / "empty").mkdir()
    done = run("issues", "import", "empty", cwd=desk)
    assert (done.returncode, "no file to import" in done.stderr) == (2, True)


def test_what_is_too_large_is_refused_before_it_is_read(desk: Path) -> None:
    with (desk / "update-2024-01-01.html").open("wb") as file:
        file.truncate(11 * 2**20)
    (row,) = go(desk, "issues", "import", "update-2024-01-01.html", code=1)["files"]
    assert row["problem"] == "is larger than 10 MB"


# --- closing --------------------------------------------------------------------------------


def test_closing_an_issue_uses_its_items_and_no_draft_takes_them_again(desk: Path) -> None:
    closed = go(desk, "issues", "close", NAME, "--as-sent", "2024-11-20")
    assert closed == {
        "issue": NAME, "day": "2024-11-20", "used": ["k1", "k2"], "gone": [], "again": False
    }  # fmt: skip
    assert items(desk) == {"k1": "used", "k2": "used", "k3": "picked"}
    assert states(desk) == {NAME: "closed"}
    assert {one["id"] for one in go(desk, "items", "list", "--state", "used")} == {"k1", "k2"}
    added = go(desk, "draft", "update", "--date", "2026-12-15")
    assert added["items"] == ["k3"]
    assert go(desk, "draft", "update", "--date", "2026-12-15", "--add")["items"] == []


def test_closing_it_again_changes_nothing(desk: Path) -> None:
    go(desk, "issues", "close", NAME)
    again = go(desk, "issues", "close", NAME)
    assert (again["again"], again["used"]) == (True, [])
    assert len(acts(desk, "issue closed")) == 1


def acts(desk: Path, act: str) -> list[Any]:
    db = store.Store.open(f"sqlite:///{desk}/var/newsletter.db")
    with db.read() as tx:
        found = list(store.audit.acts(tx, act=act))
    db.close()
    return found


def test_reopening_gives_each_item_back_what_it_was(desk: Path) -> None:
    go(desk, "issues", "close", NAME)
    assert go(desk, "issues", "reopen", NAME)["items"] == {"k1": "picked", "k2": "skipped"}
    assert items(desk) == {"k1": "picked", "k2": "skipped", "k3": "picked"}
    assert states(desk) == {NAME: "draft"}
    assert [one["subject"] for one in acts(desk, "issue reopened")] == [NAME]
    assert "there is no closed issue" in go(desk, "issues", "reopen", NAME, code=2)["error"]


def test_what_another_issue_has_used_as_well_stays_used(desk: Path) -> None:
    text = workspace_issue.TEXT.replace("2026-12-01", "2026-12-15").partition("## Sweden")[0]
    other = desk / "issues/update-2026-12-15.md"
    other.write_text(text, encoding="utf-8")
    go(desk, "issues", "close", NAME)
    go(desk, "issues", "close", "update-2026-12-15")
    assert go(desk, "issues", "reopen", NAME)["items"] == {"k2": "skipped"}
    assert go(desk, "issues", "reopen", "update-2026-12-15")["items"] == {}


def test_an_issue_whose_file_is_gone_can_be_opened_again(desk: Path) -> None:
    go(desk, "issues", "close", NAME)
    (desk / "issues" / f"{NAME}.md").unlink()
    assert states(desk) == {NAME: "closed"}
    assert go(desk, "issues", "reopen", NAME)["items"]["k1"] == "picked"


def test_ids_that_are_gone_are_told_and_no_error(desk: Path) -> None:
    go(desk, "items", "remove", "k2", "--because", "an advertisement")
    assert go(desk, "issues", "close", NAME)["gone"] == ["k2"]
    assert go(desk, "issues", "reopen", NAME)["items"] == {"k1": "picked"}


def test_a_changed_issue_is_kept_as_it_was_closed_last(desk: Path) -> None:
    go(desk, "issues", "close", NAME)
    workspace_issue.write(desk, workspace_issue.TEXT.partition("## Sweden")[0])
    again = go(desk, "issues", "close", NAME)
    assert (again["again"], again["used"]) == (False, [])
    assert go(desk, "issues", "reopen", NAME)["items"] == {"k1": "picked", "k2": "skipped"}


def test_a_day_to_come_is_no_day_of_sending(desk: Path) -> None:
    done = run("issues", "close", NAME, "--as-sent", "2999-01-01", cwd=desk)
    assert (done.returncode, "is to come" in done.stderr) == (2, True)
    assert items(desk)["k1"] == "picked"


def test_what_was_sent_from_here_is_not_opened_again(desk: Path) -> None:
    app = App(desk)
    issue = issue_file.read(workspace_issue.TEXT)
    first = flows.close(app, issue, Origin.PUBLISHED, "anna", file=f"{NAME}.md")
    assert flows.close(app, issue, Origin.PUBLISHED, "anna", file=f"{NAME}.md").again
    app.close()
    assert [one.state for one in first.used] == [ItemState.PICKED, ItemState.SKIPPED]
    assert states(desk) == {NAME: "published"}
    for verb in ("reopen", "close"):
        assert "was sent from here" in go(desk, "issues", verb, NAME, code=1)["error"]
    assert "was not imported" in go(desk, "issues", "forget", NAME, code=1)["error"]
    assert states(desk) == {NAME: "published"}


def test_an_item_that_is_part_of_another_is_used_with_it(desk: Path) -> None:
    go(desk, "items", "merge", "k1", "k3")
    assert go(desk, "issues", "close", NAME)["used"] == ["k1", "k2", "k3"]
    assert go(desk, "issues", "reopen", NAME)["items"]["k3"] == "picked"


def test_an_imported_issue_that_is_closed_here_is_ours(desk: Path) -> None:
    file = "update-2024-11-01.md"
    text = workspace_issue.TEXT.replace("2026-12-01", "2024-11-01")
    (desk / "issues" / file).write_text(text, encoding="utf-8")
    assert results(desk, f"issues/{file}") == {file: "imported update-2024-11-01"}
    assert "was imported" in go(desk, "issues", "reopen", "update-2024-11-01", code=1)["error"]
    go(desk, "issues", "close", "update-2024-11-01")
    assert results(desk, f"issues/{file}") == {file: "kept update-2024-11-01"}
    assert go(desk, "issues", "forget", "update-2024-11-01", code=1)["hint"]


# --- listing --------------------------------------------------------------------------------


def test_without_any_issue_the_list_says_how_to_begin(workspace: Path) -> None:
    done = run("issues", "list", cwd=workspace)
    assert (done.returncode, done.stdout) == (0, "")
    assert "newsletter draft" in done.stderr
    assert go(workspace, "issues", "list") == []


def test_the_list_tells_how_each_issue_stands(desk: Path) -> None:
    (desk / "issues/update-2026-12-20.md").write_text("---\npublication: x", encoding="utf-8")
    go(desk, "people", "add", "one@example.org", "--list", "update", "--origin", "records")
    go(desk, "publish", NAME)
    first, second = go(desk, "issues", "list")
    assert (first["slug"], first["state"], first["items"]) == (
        "update-2026-12-20", "unreadable", None
    )  # fmt: skip
    assert (second["slug"], second["state"], second["items"]) == (NAME, "rehearsed", 2)
