"""The demonstration does the main job with the real code, and replaces only its own folder."""

from __future__ import annotations

import email
import email.policy
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from test_cli import run


class Made(NamedTuple):
    """A demonstration that was run once for all who only look at it."""

    folder: Path
    document: dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    done = run("--json", "demo", str(folder))
    assert done.returncode == 0, done.stderr
    return Made(folder, json.loads(done.stdout))


def test_the_demo_ends_with_an_issue_an_outbox_and_the_coverage(made: Made) -> None:
    told = made.document
    assert told["messages"] == len(list((Path(told["outbox"]) / "new").iterdir())) == 12
    assert told["failed"] == ["se-iimhl"]
    assert told["new_items"] > 50
    assert len(told["coverage"]) == 17
    for name in ("mail.html", "mail.txt", "mail.eml", "web.html"):
        assert (Path(told["rendered"]) / name).stat().st_size > 10_000


def test_every_mail_of_the_demo_says_demonstration_in_both_parts(made: Made) -> None:
    for file in (Path(made.document["outbox"]) / "new").iterdir():
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        bodies = [part.get_content() for part in message.iter_parts()]
        assert ["Demonstration" in body for body in bodies] == [True, True]


def test_a_story_in_two_feeds_is_one_item_seen_twice(made: Made) -> None:
    desk = ("-C", str(made.folder), "--json")
    found = json.loads(run(*desk, "items", "list", "--limit", "100").stdout)
    shown = [json.loads(run(*desk, "items", "show", item["id"]).stdout) for item in found
             if item["source"] in ("nl-ggz", "iimhl")]  # fmt: skip
    twice = [
        sorted(one["source"] for one in item["sightings"])
        for item in shown
        if len(item["sightings"]) > 1
    ]

    assert twice == [["iimhl", "nl-ggz"]]


def test_a_repeat_replaces_a_demo_and_nothing_else(tmp_path: Path) -> None:
    run("demo", str(tmp_path / "demo"))
    (tmp_path / "demo/issues/left-over.md").write_text("from the first time")
    assert run("demo", str(tmp_path / "demo")).returncode == 0
    assert not (tmp_path / "demo/issues/left-over.md").exists()

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work")
    refused = run("demo", str(tmp_path / "mine"))

    assert refused.returncode == 1
    assert "was not touched" in refused.stderr
    assert (tmp_path / "mine/thesis.txt").read_text() == "years of work"


def test_without_a_terminal_it_prints_only_what_to_open(tmp_path: Path) -> None:
    done = run("demo", str(tmp_path / "demo"))

    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 6
