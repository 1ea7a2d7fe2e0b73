"""The demonstration does the main job with the real code, and replaces only its own folder."""

from __future__ import annotations

import email
import email.policy
import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from shell import run

from newsletter.adapters.demo import DemoItem, demo_items
from newsletter.model import issue_file
from newsletter.model.sentences import sentences


class Made(NamedTuple):
    """A demonstration that was run once for all who only look at it."""

    folder: Path
    document: dict[str, Any]

    def rendered(self, file: str, edition: str = "") -> str:
        """Return a file that was rendered, of the standard edition or another."""
        told = self.document
        folder = Path(told["editions"][edition] if edition else told["rendered"])
        return (folder / file).read_text()

    def messages(self) -> dict[str, EmailMessage]:
        """Return what lies in the outbox, by who gets it."""
        files = (Path(self.document["outbox"]) / "new").iterdir()
        policy = email.policy.default
        read = [email.message_from_bytes(one.read_bytes(), policy=policy) for one in files]
        return {one["To"]: one for one in read}

    def facts(self) -> list[DemoItem]:
        """Return the facts behind each item of the issue."""
        file = Path(self.document["issue"])
        titles = {one.title for one in issue_file.read(file.read_text(), str(file)).items()}
        return [one for one in demo_items() if one.title in titles]


def body(message: EmailMessage) -> str:
    """Return the text part, with the line ends of a file."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


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


def test_every_mail_of_the_demo_says_demonstration_in_every_part(made: Made) -> None:
    for message in made.messages().values():
        parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        assert parts
        assert all("Demonstration" in part for part in parts)


def test_whoever_chose_plain_text_gets_nothing_else(made: Made) -> None:
    kinds = {to: message.get_content_type() for to, message in made.messages().items()}

    assert {to for to, kind in kinds.items() if kind == "text/plain"} == {"library@example.org"}
    assert set(kinds.values()) == {"text/plain", "multipart/alternative"}
    assert not (Path(made.document["editions"]["text"]) / "mail.html").exists()


def test_whoever_chose_easy_english_reads_the_easy_words(made: Made) -> None:
    messages, facts = made.messages(), made.facts()
    assert len(facts) == 40
    for text in (made.rendered("mail.txt", "easy"), body(messages["emerging.leaders@example.org"])):
        lines = [line for one in facts for line in sentences(one.easy)]
        assert [line for line in lines if f"\n\n{line}\n" not in text] == []
        assert [one.id for one in facts if one.summary in text] == []
    others = body(messages["liaison.sweden@example.org"])
    assert [one.id for one in facts if one.easy in others] == []


def test_whoever_chose_large_print_gets_larger_letters(made: Made) -> None:
    assert "font-size:25px" in made.rendered("mail.html", "large")
    assert "font-size:25px" not in made.rendered("mail.html")


def test_webinars_with_their_hours_stand_first(made: Made) -> None:
    dated = [one for one in made.facts() if one.when]
    assert len(dated) == 2
    for file, edition in (("mail.txt", ""), ("mail.txt", "easy"), ("mail.txt", "text")):
        block = made.rendered(file, edition).split("+++ Dates first")[1].split("+++")[0]
        assert [one.id for one in dated if one.title not in block] == []
        assert "Wednesday 15 May 2019, 14:00 to 15:30 in New York" in block
    assert ">Dates first</h2>" in made.rendered("mail.html")


def test_a_reader_is_told_the_hours_of_their_own_clock(made: Made) -> None:
    assert "Near you: 20:00 to 21:30 in Stockholm" in made.rendered("mail.txt", "large")
    assert "Near you: 20:00 to 21:30 in Stockholm" in body(
        made.messages()["liaison.sweden@example.org"]
    )
    assert "Near you" not in made.rendered("mail.txt")


def test_short_forms_are_explained_once_where_they_come_first(made: Made) -> None:
    text = made.rendered("mail.txt")
    assert text.count("Substance Abuse and Mental Health Services Administration") == 1
    assert text.index("SAMHSA: Substance Abuse") < text.index("SAMHSA, 8 May 2023")


def test_nothing_is_left_to_mend_but_addresses_that_are_so(made: Made) -> None:
    done = run("-C", str(made.folder), "--json", "check", made.document["issue"])

    assert done.returncode == 0
    found = {(one["check"], one["waived"]) for one in json.loads(done.stdout)}
    assert found == {
        ("mail-15", ""),
        ("when", "a real webinar, shown with its real date"),
        ("stale", "a demonstration shows real publications with their real dates"),
        ("harm", "nobody has rung the help lines of a demonstration: none is printed"),
    }


def test_what_is_waived_is_counted_and_shown_only_when_asked_for(made: Made) -> None:
    check = ("-C", str(made.folder), "check", made.document["issue"])
    brief, whole = run(*check).stdout, run(*check, "--waived").stdout

    assert "[waived: " not in brief
    assert " waived (--waived shows these too)\n" in brief
    assert "[waived: a real webinar, shown with its real date]" in whole
    assert "--waived" not in whole


def test_an_inbox_is_collected_and_the_editing_left_to_whoever_asked(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    told = json.loads(run("--json", "demo", str(desk), "--inbox").stdout)

    assert (told["new_items"], told["failed"]) == (54, ["se-iimhl"])
    assert list((desk / "issues").iterdir()) == []
    items = json.loads(run("-C", str(desk), "--json", "items", "list", "--limit", "100").stdout)
    assert {item["state"] for item in items} == {"new"}
    imported = run("-C", str(desk), "people", "import", told["readers"], "--list", "update",
                   "--origin", "Practice")  # fmt: skip
    assert imported.stdout == "12 people added to update\n"
    assert run("demo", str(desk), "--inbox").stdout.splitlines()[-1].startswith("Next: ")


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
    assert len(done.stdout.splitlines()) == 9
