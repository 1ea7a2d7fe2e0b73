"""A test mail is the real thing, says that it is none, and leaves no trace but its own record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import workspace_issue
from proofs import KINDS, sample_views, wire_of
from rendered import mail_of

from newsletter import store
from newsletter.app import App
from newsletter.cli import rehearsal as cli
from newsletter.cli.invocation import Invocation
from newsletter.errors import Conflict, MistakesError, UsageError
from newsletter.flows import issues, mails, rehearsal
from newsletter.model.mail import EDITIONS, Edition, Variant
from newsletter.model.tokens import Purpose
from newsletter.stages import publish as publishing
from newsletter.stages.check import Proof, faults

NAME, TO = workspace_issue.NAME, "editor@example.org"
BANNER = "Test: not sent to anybody on the list."


@pytest.fixture
def app(workspace: Path) -> Iterator[App]:
    workspace_issue.write(workspace)
    one = App(workspace, environment={})
    yield one
    one.close()


def message(file: Path | None) -> EmailMessage:
    assert file is not None
    parsed = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(of: EmailMessage, kind: str) -> str:
    body = of.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_test_says_so_in_the_subject_and_first_thing_in_both_parts(app: App) -> None:
    sent = rehearsal.send_test(app, NAME, TO)
    one = message(sent.file)

    assert sent.subject == one["Subject"] == "[Test] Update, 1 December 2026"
    assert one["To"] == TO
    html, text = part(one, "html"), part(one, "plain")
    assert BANNER in html
    assert html.index(BANNER) < html.index("The Network")
    assert text.split("\n\n")[1].strip() == "The Network"
    assert text.split("\n\n")[2].startswith(BANNER)


def test_it_is_the_message_that_readers_get_apart_from_what_marks_it(app: App) -> None:
    checked = issues.check(app, NAME)
    test = message(rehearsal.send_test(app, NAME, TO).file)
    letter = mails.sample_letter(app, checked.issue)
    real = message_from_bytes(mails.made_out(app, checked.mail, letter), policy=default)

    own = {"To", "Date", "Subject", "Message-ID", "Content-Type", "List-Unsubscribe"}
    assert isinstance(real, EmailMessage)
    assert set(real.keys()) <= set(test.keys())
    assert {name: test[name] for name in real if name not in own} == {
        name: value for name, value in real.items() if name not in own
    }
    for name in ("List-Help", "List-Archive", "Archived-At", "Feedback-ID"):
        assert test[name]
    lines = part(real, "plain").splitlines()
    added = [line for line in part(test, "plain").splitlines() if line not in lines]
    assert [line for line in added if "/test" not in line] == [
        "[Test] Update, 1 December 2026",
        f"{BANNER} Its links to stop or change emails open nothing.",
    ]


def test_its_links_to_leave_and_to_choose_belong_to_nobody(app: App) -> None:
    one = message(rehearsal.send_test(app, NAME, TO).file)

    for markup in (part(one, "html"), part(one, "plain")):
        assert "https://newsletter.example/unsubscribe/test" in markup
        assert "https://newsletter.example/preferences/test" in markup
    with pytest.raises(ValueError, match="changed on its way"):
        app.tokens.read(Purpose.UNSUBSCRIBE, publishing.NOBODY)


def test_nobody_counts_as_written_to_and_the_record_has_no_address(app: App) -> None:
    rehearsal.send_test(app, NAME, TO, actor="ann")

    with app.db.read() as tx:
        assert store.campaigns.of_issue(tx, NAME) == []
        (row,) = store.audit.acts(tx, act="publish test")
    assert (row["actor"], row["subject"]) == ("ann", NAME)
    assert set(row["detail"]) == {"channel", "edition", "first", "content"}
    assert "example.org" not in json.dumps(row["detail"])


def test_each_test_is_a_message_of_its_own(app: App) -> None:
    sent = [rehearsal.send_test(app, NAME, TO) for _ in range(2)]

    assert len({one.file for one in sent}) == 2
    assert len({message(one.file)["Message-ID"] for one in sent}) == 2


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_and_place_can_be_tried(app: App, edition: str) -> None:
    variant = Variant(Edition(edition), "SE")
    sent = rehearsal.send_test(app, NAME, TO, variant)
    text = part(message(sent.file), "plain")

    assert sent.variant == variant
    assert text.index("2.1 Mental health") < text.index("1.1 A talk on peer work\n\nThe Peer")
    assert message(sent.file).is_multipart() == (edition != "text")


def test_a_place_in_front_is_that_of_a_reader_who_would_see_it_there(app: App) -> None:
    no_dates = workspace_issue.TEXT.replace("  When: 8 December 2026, 14:00 to 15:30, London\n", "")
    workspace_issue.write(app.workspace, no_dates)

    assert rehearsal.send_test(app, NAME, TO, Variant(first="WHO")).variant == Variant()


def test_errors_are_told_and_do_not_stop_a_test(app: App) -> None:
    workspace_issue.write(
        app.workspace, workspace_issue.TEXT.replace("publication: update", "publication: updaet")
    )
    sent = rehearsal.send_test(app, NAME, TO)

    assert "publication" in {one.check for one in sent.findings if one.level == "error"}
    assert part(message(sent.file), "plain").rstrip().endswith("[Email ends]")


def test_an_issue_that_cannot_be_read_is_not_sent(app: App) -> None:
    workspace_issue.write(app.workspace, workspace_issue.TEXT.replace("2026-12-01", "tomorrow"))

    with pytest.raises(MistakesError):
        rehearsal.send_test(app, NAME, TO)
    assert not (app.workspace / "var/outbox").exists()


@pytest.mark.parametrize("address", ["", "ann", "ann@", "a@b@c", "one@e.org, two@e.org"])
def test_what_is_no_address_is_refused_before_anything_is_done(app: App, address: str) -> None:
    with pytest.raises(UsageError, match="no mail address"):
        rehearsal.send_test(app, NAME, address)
    assert not (app.workspace / "var/outbox").exists()


def test_an_address_that_is_not_to_be_mailed_is_refused(app: App) -> None:
    checked = issues.check(app, NAME)
    update = app.mailing_list("update")
    trial = publishing.Trial(NAME, "update", checked.mail, update, TO, "1")
    postmark = publishing.Postmark(app.sender, app.tokens, "https://e.org", "e.org", {})

    with pytest.raises(Conflict, match="not to be mailed"):
        publishing.send_test(
            app.db, trial, app.channel("outbox"), postmark,
            actor="", now=app.now(), suppressed=lambda address: address == TO,
        )  # fmt: skip
    assert not (app.workspace / "var/outbox").exists()


@pytest.mark.parametrize(
    ("template", "edition", "count"),
    [kind for kind in KINDS if kind[2] in (0, 12, 40) and kind[0] != "confirm"],
)
def test_no_rule_of_a_rendered_mail_is_broken(template: str, edition: str, count: int) -> None:
    view, issue = sample_views(template, edition, count)
    marked: Any = replace(view, test=True, subject=f"[Test] {view.subject}")
    mail = mail_of(marked, issue)

    assert BANNER in mail.text
    assert [one.message for one in faults(Proof(mail, marked, issue, wire_of(mail)))] == []


def test_in_an_issue_in_another_language_the_banner_is_english() -> None:
    view, issue = sample_views()
    mail = mail_of(replace(view, test=True, language="ar", dir="rtl"), issue)

    assert '<div class="demonstration" role="note" lang="en" dir="ltr"' in mail.html


# --- on the command line --------------------------------------------------------------------


@pytest.fixture
def invocation(app: App) -> Invocation:
    one = Invocation()
    one.workspace = app.workspace
    one.actor = "ann"
    return one


def test_the_command_tells_where_it_went_and_what_was_found(
    app: App, invocation: Invocation, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = workspace_issue.TEXT.replace("  The Peer Network, 3 November 2026.\n", "")
    workspace_issue.write(app.workspace, bare)
    cli.send_test(invocation, NAME, TO, edition="easy", first="Sweden", via="")
    out = capsys.readouterr().out

    assert f"newsletter check {NAME}" in out.splitlines()[0]
    assert "test sent by outbox: [Test] Update, 1 December 2026 (easy, SE)" in out
    assert f"look at: {app.workspace}/var/outbox/{NAME}.test/new/" in out
    assert "nobody has received it" in out


def test_as_json_it_is_one_document(
    invocation: Invocation, capsys: pytest.CaptureFixture[str]
) -> None:
    invocation.as_json = True
    cli.send_test(invocation, NAME, TO, edition=None, first="", via="")
    sent = json.loads(capsys.readouterr().out)

    assert (sent["channel"], sent["edition"], sent["first"]) == ("outbox", "standard", "")
    assert Path(sent["file"]).is_file()


def test_a_place_or_a_channel_that_is_none_is_refused(invocation: Invocation) -> None:
    with pytest.raises(UsageError, match="no place 'Atlantis'"):
        cli.send_test(invocation, NAME, TO, edition=None, first="Atlantis", via="")
    with pytest.raises(UsageError, match="no channel 'pigeon'"):
        cli.send_test(invocation, NAME, TO, edition=None, first="", via="pigeon")
