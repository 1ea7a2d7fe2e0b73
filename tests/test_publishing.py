"""Where the outbox is carried on by something else, nobody gets an issue from it twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from shell import run
from workspace_issue import NAME, TEXT, write

from newsletter import store
from newsletter.app import App
from newsletter.errors import Conflict
from newsletter.flows import past_issues, publishing


@pytest.fixture
def app(workspace: Path) -> Iterator[App]:
    """A workspace whose outbox counts, with an issue and one reader."""
    write(workspace)
    file = workspace / "newsletter.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\n[delivery]\noutbox_counts = true\n", encoding="utf-8")
    joins(workspace, "first@example.org")
    one = App(workspace)
    yield one
    one.close()


def joins(workspace: Path, address: str) -> None:
    done = run("people", "add", address, "--list", "update", "--origin", "asked for it",
               "--place", "SE", cwd=workspace)  # fmt: skip
    assert done.returncode == 0, done.stderr


def written(app: App) -> list[str]:
    """Return to whom messages were made out, in all campaigns."""
    files = (app.workspace / "var" / "outbox").rglob("new/*")
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return sorted(line.removeprefix("To: ") for line in lines if line.startswith("To: "))


def test_whoever_joins_later_gets_it_and_nobody_gets_it_again(app: App) -> None:
    assert not publishing.publish(app, NAME).rehearsal
    joins(app.workspace, "second@example.org")
    assert publishing.publish(app, NAME, dry_run=True).selected == 1
    assert publishing.publish(app, NAME).selected == 1
    assert written(app) == ["first@example.org", "second@example.org"]


def test_the_record_keeps_what_was_sent_before(app: App) -> None:
    first = publishing.publish(app, NAME)
    joins(app.workspace, "second@example.org")
    record = {}
    for _ in range(2):
        lock = publishing.publish(app, NAME).lock
        assert lock is not None
        record = json.loads(lock.read_text(encoding="utf-8"))
    assert first.receipt is not None
    assert (record["campaign"], record["selected"]) == (f"{NAME}.2", 1)
    assert [one["campaign"] for one in record["earlier"]] == [first.receipt.campaign]


def test_a_spoilt_record_is_written_anew(app: App) -> None:
    (app.workspace / "issues" / f"{NAME}.lock").write_text("<<<<<<< mine", encoding="utf-8")
    lock = publishing.publish(app, NAME).lock
    assert lock is not None
    assert json.loads(lock.read_text(encoding="utf-8"))["earlier"] == []


def test_what_was_carried_away_is_not_written_again(app: App) -> None:
    first = publishing.publish(app, NAME)
    shutil.rmtree(app.workspace / "var" / "outbox")
    again = publishing.publish(app, NAME)
    assert first.receipt is not None
    assert again.receipt is not None
    assert (again.receipt.campaign, again.receipt.new) == (first.receipt.campaign, 0)
    assert written(app) == []


def test_who_was_written_to_through_one_list_is_not_through_another(app: App) -> None:
    publishing.publish(app, NAME)
    done = run("people", "add", "first@example.org", "--list", "leaders", "--origin", "asked",
               cwd=app.workspace)  # fmt: skip
    assert done.returncode == 0, done.stderr
    publishing.publish(app, NAME, lists=("leaders", "update"))
    assert written(app) == ["first@example.org"]


def test_what_something_else_has_sent_is_not_sent_again(app: App) -> None:
    past_issues.close_by_hand(app, NAME, "anna")
    with pytest.raises(Conflict, match=r"somebody says that .*: nothing was sent again"):
        publishing.publish(app, NAME)
    past_issues.reopen(app, NAME, "anna")
    assert publishing.publish(app, NAME).selected == 1


def test_what_changed_since_it_was_sent_is_refused_in_a_dry_run_too(app: App) -> None:
    publishing.publish(app, NAME)
    write(app.workspace, TEXT.replace("Three services", "Four services"))
    with pytest.raises(Conflict, match="has changed since: nothing was sent"):
        publishing.publish(app, NAME, dry_run=True)


def test_what_counts_as_sent_is_not_called_a_rehearsal(app: App) -> None:
    done = run("publish", NAME, cwd=app.workspace)
    assert done.returncode == 0, done.stderr
    assert "It counts as sent" in done.stdout
    assert "rehearsal" not in done.stdout


def test_a_crash_before_the_issue_was_closed_writes_to_nobody_twice(app: App) -> None:
    published = publishing.publish(app, NAME)
    assert published.receipt is not None
    with app.db.begin() as tx:  # all was sent, and nothing of what comes after was done
        store.appearances.remove(tx, NAME)
    joins(app.workspace, "second@example.org")
    assert publishing.publish(app, NAME).selected == 1
    assert written(app) == ["first@example.org", "second@example.org"]


def test_what_was_only_rehearsed_before_is_sent_to_everybody(workspace: Path) -> None:
    write(workspace)
    joins(workspace, "first@example.org")
    rehearsed = App(workspace)
    assert publishing.publish(rehearsed, NAME).rehearsal
    rehearsed.close()
    file = workspace / "newsletter.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\n[delivery]\noutbox_counts = true\n", encoding="utf-8")
    app = App(workspace)
    published = publishing.publish(app, NAME)
    assert published.receipt is not None
    assert (published.receipt.campaign, published.selected) == (f"{NAME}.2", 1)
    assert published.receipt.new == 1
    app.close()
