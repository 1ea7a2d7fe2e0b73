"""Approvals are bound to what was approved: any change voids them, and is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from shell import run
from workspace_issue import NAME, TEXT, write

from newsletter.app import App
from newsletter.errors import Conflict, NewsletterError, NotFound, UsageError
from newsletter.flows import approvals, issues, publishing
from newsletter.flows.approvals import Standing

_ORIGIN = "asked for it at a meeting"


@pytest.fixture
def desk(workspace: Path) -> Path:
    """A workspace with an issue that two people must approve, and one reader."""
    write(workspace)
    demand(workspace, 2)
    assert run("people", "add", "reader@example.org", "--list", "update", "--origin", _ORIGIN,
               "--place", "SE", cwd=workspace).returncode == 0  # fmt: skip
    return workspace


@pytest.fixture
def app(desk: Path) -> Iterator[App]:
    one = App(desk)
    yield one
    one.close()


def demand(workspace: Path, number: int, *approvers: str) -> None:
    file = workspace / "newsletter.toml"
    before, _, _ = file.read_text(encoding="utf-8").partition("approvals")
    names = json.dumps(list(approvers))
    file.write_text(f"{before.rstrip()}\napprovals = {number}\napprovers = {names}\n")


def approve(app: App, actor: str, **where: str) -> Standing:
    checked = issues.check(app, NAME)
    return approvals.approve(app, checked, lists=(), where=where, actor=actor)


def standing(app: App) -> Standing:
    """Return what stands, as a command that is begun anew sees it."""
    with closing(App(app.workspace)) as one:
        return approvals.standing_of(one, issues.check(one, NAME), (), {})


def changed(desk: Path, old: str, new: str) -> None:
    assert old in TEXT
    write(desk, TEXT.replace(old, new))


def test_an_issue_is_published_when_as_many_people_as_are_asked_for_approved_it(app: App) -> None:
    with pytest.raises(NewsletterError, match="2 approvals missing"):
        publishing.publish(app, NAME)
    assert approve(app, "anna").lacking == "1 approval missing; approved by anna"
    with pytest.raises(NewsletterError, match="1 approval missing; approved by anna"):
        publishing.publish(app, NAME)
    assert approve(app, "eva").lacking == ""
    assert publishing.publish(app, NAME).selected == 1


def test_two_approvals_are_two_people(app: App) -> None:
    approve(app, "anna")
    with pytest.raises(Conflict, match="Anna  has approved"):
        approve(app, " Anna ")


def test_a_change_of_the_words_voids_an_approval_and_is_shown(app: App, desk: Path) -> None:
    approve(app, "anna")
    changed(desk, "Three services", "Four services")
    found = standing(app)
    assert (found.approvals, found.lacking) == ((), "2 approvals missing")
    ((approval, what),) = found.void
    assert approval.actor == "anna"
    assert "  -  Three services tell what they changed." in what
    assert "  +  Four services tell what they changed." in what


def test_what_somebody_approved_again_is_not_told_as_void(app: App, desk: Path) -> None:
    for actor in ("anna", "eva"):
        approve(app, actor)
    changed(desk, "Three services", "Four services")
    assert [one.actor for one, _ in approve(app, "Anna").void] == ["eva"]


def test_of_each_person_only_the_last_approval_is_told_as_void(app: App, desk: Path) -> None:
    approve(app, "anna")
    changed(desk, "Three services", "Four services")
    approve(app, "Anna")
    changed(desk, "Three services", "Five services")
    ((one, what),) = standing(app).void
    assert one.actor == "Anna"
    assert "  -  Four services tell what they changed." in what


def test_a_change_that_is_taken_back_leaves_the_approval_as_it_was(app: App, desk: Path) -> None:
    approve(app, "anna")
    changed(desk, "Three services", "Four services")
    write(desk)
    assert [one.actor for one in standing(app).approvals] == ["anna"]


def test_another_template_voids_an_approval(app: App, desk: Path) -> None:
    approve(app, "anna")
    folder = desk / "templates" / "mail"
    folder.mkdir(parents=True)
    base = Path(__file__).parents[1] / "templates" / "mail" / "base.txt"
    (folder / "base.txt").write_text(base.read_text(encoding="utf-8") + "\nBye.\n")
    ((_, what),) = standing(app).void
    assert what == ("the templates that it is rendered with",)


def test_what_programs_leave_beside_the_templates_voids_nothing(app: App, desk: Path) -> None:
    approve(app, "anna")
    folder = desk / "templates" / "mail"
    (folder / "old").mkdir(parents=True)
    for name in (".DS_Store", ".update.html.swp", "update.html~", "old/update.html"):
        (folder / name).write_text("left behind", encoding="utf-8")
    assert [one.actor for one in standing(app).approvals] == ["anna"]


def test_what_sources_yaml_changes_in_the_mail_voids_an_approval(app: App, desk: Path) -> None:
    approve(app, "anna")
    file = desk / "sources.yaml"
    text = file.read_text(encoding="utf-8").replace("Europe/London", "America/Toronto")
    file.write_text(text, encoding="utf-8")
    ((_, what),) = standing(app).void
    assert "sources.yaml" in what[0]


def test_other_readers_void_an_approval(app: App) -> None:
    for actor in ("anna", "eva"):
        approve(app, actor)
    with pytest.raises(NewsletterError, match="who gets it: update was approved, now it is update "
                                              "where place=SE"):  # fmt: skip
        publishing.publish(app, NAME, where={"place": "SE"})
    with pytest.raises(NewsletterError, match="now it is leaders, update"):
        publishing.publish(app, NAME, lists=("update", "leaders"))


def test_readers_who_join_after_an_approval_do_not_void_it(app: App) -> None:
    for actor in ("anna", "eva"):
        approve(app, actor)
    people_added = run("people", "add", "second@example.org", "--list", "update", "--origin",
                       _ORIGIN, cwd=app.workspace)  # fmt: skip
    assert people_added.returncode == 0, people_added.stderr
    assert publishing.publish(app, NAME).selected == 2


def test_an_issue_with_errors_is_not_approved(app: App, desk: Path) -> None:
    changed(desk, "8 December 2026, 14:00", "Monday 8 December 2026, 14:00")
    with pytest.raises(NewsletterError, match="is wrong"):
        approve(app, "anna")


def test_only_those_who_are_named_may_approve(desk: Path) -> None:
    demand(desk, 1, "anna", "eva")
    with closing(App(desk)) as one:
        with pytest.raises(UsageError, match="ole is not among those who approve update"):
            approve(one, "ole")
        with pytest.raises(NewsletterError, match="1 approval missing by anna or eva"):
            publishing.publish(one, NAME)
        assert approve(one, "Eva").lacking == ""


def test_an_approval_can_be_withdrawn_by_whoever_gave_it(app: App) -> None:
    approve(app, "anna")
    with pytest.raises(NotFound):
        approvals.withdraw(app, NAME, actor="eva")
    assert approvals.withdraw(app, NAME, actor="anna") == 1
    assert standing(app).approvals == ()


def test_an_approval_can_be_withdrawn_whatever_the_file_is_called(app: App, desk: Path) -> None:
    approve(app, "anna")
    (desk / "issues" / f"{NAME}.md").rename(desk / "issues" / "mine.md")
    assert approvals.withdraw(app, "mine", actor="anna") == 1
    with pytest.raises(NotFound):
        approvals.withdraw(app, NAME, actor="anna")


def test_fewer_approvers_than_approvals_is_a_mistake_in_the_settings(desk: Path) -> None:
    demand(desk, 2, "anna")
    done = run("status", cwd=desk)
    assert done.returncode == 3
    assert "found 1 approver; expected at least 2" in done.stderr


def test_approving_asks_and_without_anybody_there_says_how(desk: Path) -> None:
    done = run("approve", NAME, "--as", "anna", cwd=desk)
    assert (done.returncode, "--yes" in done.stderr) == (2, True)
    done = run("approve", NAME, "--as", "anna", "--yes", "--json", cwd=desk)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert [one["by"] for one in data["approved"]] == ["anna"]
    assert data["lacking"] == "1 approval missing; approved by anna"
    refused = run("publish", NAME, cwd=desk)
    assert (refused.returncode, "1 approval missing" in refused.stderr) == (1, True)


def test_the_status_shows_what_stands_and_what_changed(desk: Path) -> None:
    assert run("approve", NAME, "--as", "anna", "--yes", cwd=desk).returncode == 0
    assert f"{NAME}: approved by anna" in run("status", cwd=desk).stdout
    changed(desk, "Three services", "Four services")
    told = run("status", cwd=desk).stdout
    assert f"{NAME}: what anna approved is void; since then changed:" in told
    assert "+  Four services" in told


def test_what_was_published_is_recorded_beside_the_issue(app: App, desk: Path) -> None:
    for actor in ("anna", "eva"):
        approve(app, actor)
    published = publishing.publish(app, NAME, actor="anna")
    assert published.lock == desk / "issues" / f"{NAME}.lock"
    record = json.loads(published.lock.read_text(encoding="utf-8"))
    assert [one["by"] for one in record["approved"]] == ["anna", "eva"]
    assert record["bound_to"]["content"] == published.checked.press.content
    assert set(record["mails"]) == {"standard SE"}
    assert (record["selected"], record["rehearsal"]) == (1, True)
    page = desk / "issues" / f"{NAME}.check.html"
    assert published.checked.press.content in page.read_text(encoding="utf-8")


def test_a_list_that_is_named_twice_is_one_list(app: App) -> None:
    checked = issues.check(app, NAME)
    for actor in ("anna", "eva"):
        approvals.approve(app, checked, lists=("update", "update"), where={}, actor=actor)
    assert publishing.publish(app, NAME).selected == 1


def test_an_issue_of_no_publication_is_not_approved_whatever_is_waived(
    app: App, desk: Path
) -> None:
    waiver = "<!-- waive: publication it is new -->\n\nWelcome"
    text = TEXT.replace("publication: update", "publication: other")
    write(desk, text.replace("Welcome", waiver, 1))
    with pytest.raises(UsageError, match="publication 'other' is not in"):
        approve(app, "anna")
    with pytest.raises(UsageError, match="publication 'other' is not in"):
        publishing.publish(app, NAME)


def test_other_line_ends_void_an_approval_and_are_told(app: App, desk: Path) -> None:
    approve(app, "anna")
    write(desk, TEXT.replace("\n", "\r\n"))
    ((_, what),) = standing(app).void
    assert what == ("the file:", "  nothing but how its lines end")


def test_a_changed_line_of_dashes_is_shown(app: App, desk: Path) -> None:
    changed(desk, "Three services", "-- two\n  Three services")
    approve(app, "anna")
    write(desk)
    ((_, what),) = standing(app).void
    assert "  -  -- two" in what


def test_the_status_leaves_out_an_issue_whose_list_is_no_longer_declared(desk: Path) -> None:
    assert run("approve", NAME, "--as", "anna", "--yes", cwd=desk).returncode == 0
    file = desk / "newsletter.toml"
    text = file.read_text(encoding="utf-8").replace('["update"]', '["leaders"]')
    file.write_text(text.replace("[lists.update]", "[lists.another]"), encoding="utf-8")
    done = run("status", cwd=desk)
    assert (done.returncode, NAME in done.stdout) == (0, False), done.stderr


def test_a_dry_run_tells_which_approvals_are_missing(desk: Path) -> None:
    done = run("publish", NAME, "--dry-run", cwd=desk)
    assert done.returncode == 1
    assert "would go to 1 reader; nothing was written" in done.stdout
    assert "it cannot be sent yet: 2 approvals missing" in done.stdout


def test_somebody_who_is_still_being_asked_keeps_nobody_else_from_approving(app: App) -> None:
    with app.lock("approve"):
        done = run("approve", NAME, "--as", "eva", "--yes", cwd=app.workspace)
    assert done.returncode == 0, done.stderr
