"""What is bad is told or survived: files, encodings, clocks, two at once, full disks, half a way.

Each mistake in the text of an issue is in `test_issue_mistakes`, links that never end are in
`test_link_checker`, other files of the workspace in `test_robustness`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from shell import run
from unprivileged import open_folder, ordinary_user
from whole_issue import NAME, NOW, WHOLE, Clock, Desk, made

from newsletter import store
from newsletter.adapters import files
from newsletter.app import App
from newsletter.errors import Conflict, DiskFull, MistakesError, NewsletterError
from newsletter.flows import approvals, corrections, evidence, issues, publishing
from newsletter.flows.issues import Checked
from newsletter.model.campaigns import message_id
from newsletter.model.issue_file import read
from newsletter.model.issues import escaped
from newsletter.model.items import Item, ItemState
from newsletter.model.lists import MailingList
from newsletter.model.people import Person
from newsletter.stages import subscribe
from newsletter.stages.check import Level
from newsletter.store.tables import approvals as approvals_table

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows does this in another way")
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is full")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace to be copied: to make one takes long."""
    one = made(tmp_path_factory.mktemp("whole") / "desk")
    one.answered(WHOLE)
    one.close()
    return one.folder


@pytest.fixture
def desk(original: Path, tmp_path: Path) -> Iterator[Desk]:
    one = Desk(shutil.copytree(original, tmp_path / "desk"))
    yield one
    one.close()


def told(checked: Checked) -> list[tuple[str, int]]:
    return [(one.check, one.line) for one in checked.findings if not one.waived]


# --- files ----------------------------------------------------------------------------------

HALSA = WHOLE[: WHOLE.index("ā")].count("\n") + 1  # the first letter that is not ASCII
CARERS = WHOLE[: WHOLE.index("- [A plan for the mental")].count("\n") + 1
BAD: dict[str, tuple[Callable[[str], bytes], int, str]] = {
    "UTF-16": (lambda text: text.encode("utf-16"), 1, "as UTF-16 has; expected text in UTF-8"),
    "UTF-16 without a mark": (lambda text: text.encode("utf-16-le"), 1, "save as, encoding UTF-8"),
    "UTF-32": (lambda text: text.encode("utf-32"), 1, "save as, encoding UTF-8"),
    "Windows-1252": (
        lambda text: text.encode("cp1252", errors="replace"),
        WHOLE[: WHOLE.index("é")].count("\n") + 1,
        "found the byte 0xe9, which is not UTF-8",
    ),
    "half a letter at its end": (
        lambda text: text.encode()[: text.encode().index("ā".encode()) + 1],
        HALSA,
        "which is not UTF-8",
    ),
    "a zero byte": (
        lambda text: text.replace("plan for the mental", "plan\0for the mental").encode(),
        CARERS,
        "a byte of nothing but zeros",
    ),
    "the line break of a word processor": (
        lambda text: text.replace("plan for the mental", "plan\vfor the mental").encode(),
        CARERS,
        "found a character that cannot be printed (U+000B, column 10)",
    ),
    "the colours of a terminal": (
        lambda text: text.replace("plan for the mental", "\x1b[31mplan for the mental").encode(),
        CARERS,
        "U+001B, column 6",
    ),
    "a letter of Windows taken for one of Unicode": (
        lambda text: text.replace("plan for the mental", "plan\x96for the mental").encode(),
        CARERS,
        "U+0096",
    ),
    "two versions of a line": (
        lambda text: text.replace("## Scotland", "<<<<<<< a\n## Scotland\n=======\n").encode(),
        WHOLE[: WHOLE.index("## Scotland")].count("\n") + 1,
        "two versions of the same lines",
    ),
    "what Word puts on the clipboard": (
        lambda text: text.replace("The plan has A", "<p class=MsoNormal>The plan has A").encode(),
        CARERS + 3,
        "pasted as formatted text",
    ),
    "curly quotes round an address": (
        lambda text: text.replace("(https://www.example.org/carers-plan)",
                                  "(“https://www.example.org/carers-plan”)").encode(),
        CARERS,
        "the address without quotes",
    ),
    "a tab in the front matter": (
        lambda text: text.replace("subject:", "\tsubject:").encode(), 4, "a tab character",
    ),
    "nothing": (lambda _: b"", 1, "found nothing"),
}  # fmt: skip


@pytest.mark.parametrize(("spoilt", "line", "words"), BAD.values(), ids=BAD.keys())
def test_a_file_that_cannot_be_read_is_told_with_its_line(
    desk: Desk, spoilt: Callable[[str], bytes], line: int, words: str
) -> None:
    desk.file.write_bytes(spoilt(WHOLE))

    with pytest.raises(MistakesError) as raised:
        desk.check()

    first = raised.value.mistakes[0]
    assert (first.file, first.line) == (str(desk.file), line)
    assert words in str(first)
    assert str(first).isprintable()


TABBED = WHOLE.replace("- [", "-\t[").replace("\n  ", "\n\t")
EVEN: dict[str, bytes] = {
    "line ends of Windows": WHOLE.replace("\n", "\r\n").encode(),
    "line ends of old": WHOLE.replace("\n", "\r").encode(),
    "mixed line ends": WHOLE.replace("\n", "\r\n", 40).replace("Sweden\n", "Sweden\r").encode(),
    "a byte order mark": WHOLE.encode("utf-8-sig"),
    "tabs": TABBED.encode(),
}  # fmt: skip


@pytest.mark.parametrize("data", EVEN.values(), ids=EVEN.keys())
def test_what_editors_make_of_a_file_is_the_same_issue(desk: Desk, data: bytes) -> None:
    desk.file.write_bytes(data)
    assert read(files.text_of(desk.file, "issue")) == read(WHOLE)


def test_curly_quotes_everywhere_are_words(desk: Desk) -> None:
    curly = (
        WHOLE.replace("“", "„")
        .replace('subject: "', "subject: “")
        .replace('2026"\npre', "2026”\npre")
    )
    desk.write(curly.replace("Welcome to", "‘Welcome’ to"))
    assert told(desk.check()) == [("quotes", 4)]


def test_half_a_file_is_told_or_is_a_shorter_issue() -> None:
    """As a check reads it while somebody saves."""
    outcomes = {_read(WHOLE[:end]) for end in range(0, len(WHOLE), 61)}
    assert outcomes == {"an issue", "told"}


def _read(text: str) -> str:
    """Return what comes of reading a text: whatever is told has a line that is there."""
    try:
        read(text)
    except MistakesError as error:
        lines = range(1, text.count("\n") + 2)
        return "told" if all(one.line in lines for one in error.mistakes) else "told of no line"
    return "an issue"


# --- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u202b"])
def test_a_mark_that_turns_words_round_is_told_on_its_line(desk: Desk, mark: str) -> None:
    desk.write(WHOLE.replace("[A plan for", f"[A {mark}plan for"))
    (one,) = (one for one in desk.check().findings if not one.waived)
    assert (one.check, one.line, one.level) == ("turned", CARERS, Level.WARNING)
    assert mark not in one.message
    assert "in the title" in one.message


@pytest.mark.parametrize(
    "title", ["تقرير عن الصحة النفسية", "דו״ח \u200fעל בריאות", "A \u200eplan"]
)
def test_words_from_right_to_left_are_no_fault(desk: Desk, title: str) -> None:
    desk.write(WHOLE.replace("[A plan for the mental health of carers]", f"[{title}]"))
    assert told(desk.check()) == []


@pytest.mark.parametrize("title", ["x" * 10_000, "peer work " * 1_000, "<&*" * 3_333])
def test_a_title_of_ten_thousand_letters_breaks_nothing(desk: Desk, title: str) -> None:
    desk.write(WHOLE.replace("A plan for the mental health of carers", escaped(title)))
    checked = desk.check()
    assert [one for one in checked.findings if one.level is Level.ERROR] == []
    assert " ".join(title.split())[:80] in checked.mail.web.replace("&lt;", "<").replace(
        "&amp;", "&"
    )


_MANY = textwrap.dedent("""
    import resource, sys
    from newsletter.model.issue_file import read
    from newsletter.model.sources import Place, SourceBook
    from newsletter.stages.check import Examined, check

    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    item = "\\n- [Report {0} of the year](https://example.org/{0})\\n  Us, 18 November 2026.\\n"
    item += "\\n  People in town {0} tell what helps.\\n\\n  Easy: It is new.\\n"
    head = "---\\npublication: update\\ndate: 2026-12-01\\nsubject: Update\\n---\\n\\n## Sweden\\n"
    issue = read(head + "".join(item.format(number) for number in range(5_000)))
    book = SourceBook(sections=["News"], places=[Place(code="SE", name="Sweden")])
    found = check(Examined(issue, book, ("update",), ()))
    print(sum(1 for _ in issue.items()), sorted({one.check for one in found}))
""")


@POSIX
def test_an_issue_of_five_thousand_items_is_checked_in_bounded_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MANY], capture_output=True, text=True, check=False
    )
    assert (done.stderr, done.stdout) == ("", "5000 []\n")


# --- a wrong clock --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "expected"), [(-1, set()), (1, {"closing", "harm", "stale", "when"})]
)
def test_a_clock_that_is_wrong_by_a_year_makes_no_error_but_that_nobody_rang_the_help_lines(
    desk: Desk, years: int, expected: set[str]
) -> None:
    app = quiet(desk, Clock(NOW + timedelta(days=365 * years)))
    found = issues.check(app, NAME).findings
    app.close()

    assert {one.check for one in found if not one.waived} == expected
    assert {one.check for one in found if one.level is Level.ERROR} == expected & {"harm"}


def test_nor_does_a_planned_day_a_year_off(desk: Desk) -> None:
    for days in (-365, 365):
        found = desk.check(sending=(NOW + timedelta(days=days)).date()).findings
        assert {one.check for one in found if one.level is Level.ERROR} == {"harm"}


# --- two at once ----------------------------------------------------------------------------


def _begun(desk: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "newsletter", "-C", str(desk), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _ended(*processes: subprocess.Popen[str]) -> list[int]:
    codes = []
    for one in processes:
        _, words = one.communicate()
        assert "Traceback" not in words
        codes.append(one.returncode)
    return codes


def test_two_who_add_to_a_draft_at_once_add_each_item_once(desk: Desk) -> None:
    item = replace(_item(desk.app, "sc1"), id="new1", key="e.org/new1", url="https://e.org/new1")
    with desk.app.db.begin() as tx:
        store.items.add(tx, [item])
    both = [_begun(desk.folder, "draft", "update", "--date", "2026-12-01", "--add") for _ in "ab"]

    codes = _ended(*both)

    assert 0 in codes
    assert set(codes) <= {0, 1}  # whoever comes while the other is at work is told so
    text = desk.file.read_text(encoding="utf-8")
    ids = [one.id for one in read(text).items()]
    assert len(ids) == len(set(ids))
    assert set(ids) >= {"new1", *(one.id for one in read(WHOLE).items())}


def test_two_who_edit_an_item_at_once_lose_nothing_silently(desk: Desk) -> None:
    edits = [("--easy", "Short words."), ("--note", "It speaks of loss.")]
    both = [
        _begun(desk.folder, "items", "edit", "sc1", *edit, "--as", edit[0][2:]) for edit in edits
    ]

    codes = _ended(*both)

    item = _item(desk.app, "sc1")
    assert 0 in codes
    kept = [value for value in (item.easy, item.note) if value]
    assert sorted(kept) == sorted(
        edit[1] for edit, code in zip(edits, codes, strict=True) if not code
    )


def _item(app: App, id: str) -> Item:
    with app.db.read() as tx:
        return store.items.get(tx, id)


# --- disks ----------------------------------------------------------------------------------


@FULL
def test_a_full_disk_leaves_the_old_findings_page(desk: Desk, tmp_path: Path) -> None:
    page = tmp_path / "findings.html"
    page.write_text("as it was", encoding="utf-8")
    (tmp_path / ".findings.html.new").symlink_to("/dev/full")

    done = run("-C", str(desk.folder), "check", NAME, "--quick", "--html", str(page))

    assert (done.returncode, "no space is left" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr
    assert page.read_text(encoding="utf-8") == "as it was"
    assert evidence.findings_page(desk.app, desk.check())


@FULL
@pytest.mark.parametrize("name", [f"{NAME}.lock", f"{NAME}.check.html"])
def test_a_full_disk_at_the_record_sends_nobody_a_second_mail(sent: App, name: str) -> None:
    (sent.issues / f".{name}.new").symlink_to("/dev/full")
    with pytest.raises(DiskFull, match="no space is left"):
        publishing.publish(sent, NAME)
    assert written(sent) == READERS

    again = publishing.publish(sent, NAME)

    assert again.receipt is not None
    assert again.receipt.new == 0
    assert written(sent) == READERS
    record = json.loads((sent.issues / f"{NAME}.lock").read_text(encoding="utf-8"))
    assert (record["campaign"], record["selected"]) == (f"{NAME}.1", 3)
    assert (sent.issues / f"{NAME}.check.html").exists()


# --- from a check to the readers ------------------------------------------------------------

READERS = ["a@example.org", "b@example.org", "c@example.org"]


@pytest.fixture
def sent(desk: Desk) -> Iterator[App]:
    one = counting(desk)
    yield one
    one.close()


def counting(desk: Desk) -> App:
    """Return the app of a desk whose outbox counts, with three readers."""
    settings = desk.folder / "newsletter.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}\n[delivery]\noutbox_counts = true\n", encoding="utf-8")
    people, update = [Person(address) for address in READERS], MailingList("update", "Update")
    subscribe.add(desk.app.db, people, update, origin="x", route="staff", actor="anna", now=NOW)
    return quiet(desk)


def quiet(desk: Desk, clock: Clock | None = None) -> App:
    """Return an app that asks for no links."""
    environment = {"NEWSLETTER_CHECK_LINKS": "false"}
    return App(desk.folder, environment=environment, clock=clock or Clock())


def written(app: App) -> list[str]:
    """Return to whom messages were made out, in all campaigns."""
    found = (file.read_bytes() for file in (app.workspace / "var" / "outbox").rglob("new/*"))
    return sorted(data.partition(b"\r\nTo: ")[2].partition(b"\r\n")[0].decode() for data in found)


def states(app: App) -> set[ItemState]:
    return {_item(app, one.id).state for one in read(WHOLE).items() if one.id}


def change(desk: Desk, old: str = "Twelve questions", new: str = "Ten questions") -> None:
    desk.write(WHOLE.replace(old, new))


def test_a_publish_that_stops_on_its_way_goes_on_and_closes_the_issue(sent: App) -> None:
    obstacle = _obstacle(sent)
    with pytest.raises(NewsletterError, match="cannot be written"):
        publishing.publish(sent, NAME)
    assert len(written(sent)) == 1
    assert states(sent) == {ItemState.PICKED}  # nothing is used before all have it

    obstacle.rmdir()
    again = publishing.publish(sent, NAME)

    assert again.receipt is not None
    assert (again.receipt.campaign, again.receipt.new) == (f"{NAME}.1", 2)
    assert written(sent) == READERS
    assert states(sent) == {ItemState.USED}


def _obstacle(app: App) -> Path:
    """Put a folder in the way of the second message."""
    with app.db.read() as tx:
        people = sorted(store.people.subscribed(tx, ["update"], {}))
    name = message_id(f"{NAME}.1", people[1], "").strip("<@>")
    folder = app.workspace / "var" / "outbox" / f"{NAME}.1" / "tmp" / name
    folder.mkdir(parents=True)
    return folder


def test_what_some_readers_have_had_is_not_sent_with_other_words(desk: Desk, sent: App) -> None:
    obstacle = _obstacle(sent)
    with pytest.raises(NewsletterError, match="cannot be written"):
        publishing.publish(sent, NAME)
    obstacle.rmdir()
    change(desk)

    with pytest.raises(Conflict, match="1 reader has had it already: nothing was sent"):
        publishing.publish(sent, NAME)
    assert len(written(sent)) == 1

    desk.write(WHOLE)
    publishing.publish(sent, NAME)
    assert written(sent) == READERS


def test_after_a_correction_nobody_gets_an_issue_twice(desk: Desk, sent: App) -> None:
    publishing.publish(sent, NAME)
    corrections.correct(sent, NAME, "There are ten questions.", item="sc2", actor="anna")

    again = publishing.publish(sent, NAME)
    assert again.receipt is not None
    assert (again.receipt.campaign, again.receipt.new) == (f"{NAME}.1", 0)

    change(desk)
    with pytest.raises(Conflict, match="has changed since: nothing was sent"):
        publishing.publish(sent, NAME)
    assert written(sent) == READERS


@pytest.fixture
def careful(desk: Desk) -> Iterator[App]:
    """A desk whose outbox counts, and where somebody must approve."""
    counting(desk).close()
    settings = desk.folder / "newsletter.toml"
    text = settings.read_text(encoding="utf-8")
    one = text.replace('lists = ["update"]', 'lists = ["update"]\napprovals = 1')
    settings.write_text(one, encoding="utf-8")
    app = quiet(desk)
    yield app
    app.close()


def test_what_changes_before_somebody_agrees_was_not_approved(desk: Desk, careful: App) -> None:
    seen = issues.check(careful, NAME)
    change(desk)
    approvals.approve(careful, seen, lists=(), where={}, actor="anna")

    with pytest.raises(NewsletterError, match="1 approval missing"):
        publishing.publish(careful, NAME)
    desk.write(WHOLE)
    assert publishing.publish(careful, NAME).selected == 3


@pytest.mark.parametrize("key", ["content", "words", "templates"])
def test_an_approval_of_something_else_counts_for_nothing(careful: App, key: str) -> None:
    approvals.approve(careful, issues.check(careful, NAME), lists=(), where={}, actor="anna")
    with careful.db.begin() as tx:
        (row,) = tx.execute(approvals_table.select()).mappings()
        forged = {**row["binding"], key: "0" * 64}
        tx.execute(approvals_table.update().values(binding=forged))

    with pytest.raises(NewsletterError, match="1 approval missing"):
        publishing.publish(careful, NAME)
    assert written(careful) == []


@POSIX
def test_a_folder_of_issues_that_may_only_be_read_sends_nobody_a_second_mail() -> None:
    with open_folder() as folder:
        desk = made(folder / "desk")
        app = counting(desk)
        publishing.publish(app, NAME, dry_run=True)
        for one in desk.folder.rglob("*"):
            one.chmod(0o777)
        app.issues.chmod(0o555)
        with ordinary_user():
            with pytest.raises(NewsletterError, match=r"\.lock cannot be written"):
                publishing.publish(app, NAME)
            with pytest.raises(NewsletterError, match=r"\.md cannot be written"):
                issues.draft(app, "update", day=date(2026, 12, 15))
        app.issues.chmod(0o755)

        lock = publishing.publish(app, NAME).lock

        assert lock is not None
        assert lock.exists()
        assert written(app) == READERS
        app.close()
        desk.close()
