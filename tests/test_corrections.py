"""What was sent stays as it was sent; what was wrong in it is told on the web and in the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from shell import run
from workspace_issue import NAME, TEXT, write

_WRONG = "The talk is on 9 December 2026, not on the *8th*."
NEXT = "update-2026-12-15"


@pytest.fixture
def desk(workspace: Path) -> Path:
    """A workspace with an issue that something else has sent."""
    write(workspace)
    assert run("issues", "close", NAME, cwd=workspace).returncode == 0
    return workspace


def correct(desk: Path, *arguments: str) -> str:
    done = run("correct", NAME, *arguments, "--as", "anna", cwd=desk)
    assert done.returncode == 0, done.stderr
    return done.stdout


def picked(desk: Path) -> None:
    done = run("add", "https://example.org/new", "--title", "News", "--place", "SE", "--section",
               "News", "--date", "2026-12-10", "--language", "en", "--publisher", "One",
               "--text", "Words.", "--offline", "--pick", "--yes", cwd=desk)  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_an_issue_that_nobody_has_is_corrected_in_its_file(workspace: Path) -> None:
    write(workspace)
    done = run("correct", NAME, _WRONG, cwd=workspace)
    assert (done.returncode, "correct its file itself" in done.stderr) == (1, True)


def test_a_correction_is_a_note_on_the_page_of_the_issue_and_not_in_the_mail(desk: Path) -> None:
    correct(desk, _WRONG, "--item", "k1")
    assert run("render", NAME, "--out", "seen", cwd=desk).returncode == 0
    page = (desk / "seen" / "web.html").read_text(encoding="utf-8")
    assert '<h2 id="corrections">Corrections</h2>' in page
    assert '<a href="#item-k1">A talk on peer work</a>: The talk is on 9 December' in page
    assert page.index("Corrections") > page.index("</h1>")
    assert "not on the *8th*" not in (desk / "seen" / "mail.html").read_text(encoding="utf-8")


def test_a_correction_is_words_and_never_markup(desk: Path) -> None:
    correct(desk, "<script>alert(1)</script> & more")
    run("render", NAME, "--out", "seen", cwd=desk)
    page = (desk / "seen" / "web.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_the_next_draft_tells_its_readers_until_an_issue_was_sent_that_does(desk: Path) -> None:
    correct(desk, _WRONG)
    picked(desk)
    assert run("draft", "update", "--date", "2026-12-15", cwd=desk).returncode == 0
    text = (desk / "issues" / f"{NEXT}.md").read_text(encoding="utf-8")
    assert "## Corrections\n\nIn our issue of 1 December 2026: The talk is on 9 December" in text
    checked = run("check", NEXT, "--quick", cwd=desk)
    assert "Corrections" not in checked.stdout
    assert "told in" not in correct(desk)
    assert run("issues", "close", NEXT, cwd=desk).returncode == 0
    assert f"told in {NEXT}" in correct(desk)
    picked_again = run("items", "reset", "nothing", cwd=desk)
    assert picked_again.returncode == 2
    refused = run("correct", NAME, "--remove", "1", cwd=desk)
    assert (refused.returncode, "has told its readers" in refused.stderr) == (1, True)


def test_a_correction_that_the_editor_took_out_is_offered_again(desk: Path) -> None:
    correct(desk, _WRONG)
    (desk / "issues" / f"{NEXT}.md").write_text(
        TEXT.replace("2026-12-01", "2026-12-15").replace("k1", "k8").replace("k2", "k9")
    )
    assert run("issues", "close", NEXT, cwd=desk).returncode == 0
    assert "told in" not in correct(desk)


def test_an_issue_may_be_given_by_its_file(desk: Path) -> None:
    done = run("correct", f"issues/{NAME}.md", _WRONG, cwd=desk)
    assert done.returncode == 0, done.stderr
    assert "not on the *8th*" in correct(desk)


def test_a_correction_can_be_taken_back(desk: Path) -> None:
    correct(desk, _WRONG)
    assert correct(desk, "--remove", "1") == ""


def test_an_item_that_was_not_in_the_issue_cannot_be_corrected(desk: Path) -> None:
    done = run("correct", NAME, _WRONG, "--item", "zz9", cwd=desk)
    assert (done.returncode, "zz9" in done.stderr) == (2, True)


def test_a_correction_that_came_after_the_next_draft_was_made_is_told_by_the_check(
    desk: Path,
) -> None:
    text = TEXT.replace("2026-12-01", "2026-12-15").replace("1 December", "15 December")
    file = desk / "issues" / f"{NEXT}.md"
    file.write_text(text.replace("k1", "k8").replace("k2", "k9"), encoding="utf-8")
    assert "untold" not in run("check", NEXT, "--quick", cwd=desk).stdout
    correct(desk, _WRONG)
    told = run("check", NEXT, "--quick", cwd=desk).stdout
    assert f'a correction of {NAME} is not told: "The talk is on 9 December 2026' in told
    assert "untold" not in run("check", NAME, "--quick", cwd=desk).stdout


def test_an_issue_that_nobody_knows_has_no_corrections_to_list(desk: Path) -> None:
    done = run("correct", "update-2020-01-01", cwd=desk)
    assert (done.returncode, "no issue" in done.stderr) == (2, True)
