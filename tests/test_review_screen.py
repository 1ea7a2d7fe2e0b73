"""What the desk shows: finding, small terminals, no colours, and the command in a terminal."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from at_desk import (
    LATER,
    SEEN,
    TITLES,
    at_desk,
    by_ben,
    current,
    desk_of,
    item,
    said,
    screen,
    seen,
    stocked,
    stored,
    typed,
)
from shell import run
from textual.widgets import Input, TextArea

from newsletter import store
from newsletter.app import App
from newsletter.cli.desk.browsing import has_browser
from newsletter.cli.desk.colours import DARK, LIGHT
from newsletter.cli.desk.editing import LABELS
from newsletter.cli.desk.keys import KEYS, legend
from newsletter.cli.desk.review import Review
from newsletter.cli.desk.screen import DeskScreen
from newsletter.model.appearances import Appearance, Origin, PastIssue, words_hash
from newsletter.model.articles import OPTION
from newsletter.model.contrast import contrast
from newsletter.model.desk import View
from newsletter.model.items import ItemState, url_key
from newsletter.stages.merge import merge

if sys.platform != "win32":
    import fcntl
    import pty
    import termios


@pytest.fixture
def app(workspace: Path) -> Iterator[App]:
    with stocked(workspace) as one:
        yield one


@pytest.fixture(autouse=True)
def _no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")


# --- finding --------------------------------------------------------------------------------


async def test_finding_narrows_while_typing_and_escape_lists_all_again(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("slash")
        await typed(pilot, "LAST rep")
        assert desk_of(pilot).desk.listed == ["f6"]
        await pilot.press("enter")
        assert current(pilot) == "f6"
        await pilot.press("p")
        with stored(app, "f6") as one:
            assert one.state is ItemState.PICKED
        await pilot.press("escape")
        assert len(desk_of(pilot).desk.listed) == 6
        assert current(pilot) == "f6"


async def test_a_search_without_a_hit_says_what_to_do(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("slash", *"zzz", "enter", "p", "e", "b", "m", "space", "enter")
        assert "Nothing is listed" in "\n".join(screen(pilot))
        await pilot.press("enter", "escape")
        assert len(desk_of(pilot).desk.listed) == 6


async def test_filtering_lists_a_place_a_state_or_what_was_skipped(app: App) -> None:
    by_ben(app, "b2", state=ItemState.SKIPPED)
    async with at_desk(app) as pilot:
        await pilot.press("f", *"swe", "enter")
        assert desk_of(pilot).desk.listed == ["c3", "d4", "e5"]
        await pilot.press("f", *"skip", "enter")
        assert desk_of(pilot).desk.listed == ["b2"]
        await pilot.press("n")
        with stored(app, "b2") as one:
            assert one.state is ItemState.NEW
        await pilot.press("f", "enter")
        assert len(desk_of(pilot).desk.listed) == 6


async def test_the_review_may_begin_with_what_was_skipped_in_one_place(app: App) -> None:
    by_ben(app, "b2", state=ItemState.SKIPPED)
    by_ben(app, "a1", state=ItemState.SKIPPED)
    async with at_desk(app, View(ItemState.SKIPPED, "SE")) as pilot:
        assert desk_of(pilot).desk.listed == ["b2"]


async def test_going_to_a_place_and_closing_it(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("g", *"who", "enter")
        assert current(pilot) == "f6"
        await pilot.press("left")
        assert "closed; → opens" in "\n".join(screen(pilot))
        await pilot.press("p", "k")
        assert current(pilot) == "e5"
        await pilot.press("j", "right")
        assert current(pilot) == "f6"


# --- looking --------------------------------------------------------------------------------


async def test_an_earlier_issue_and_a_likely_repeat_are_said(app: App) -> None:
    titles = {"g7": "Plan for recovery in every region of Sweden",
              "h8": "Plan for recovery in every region of Sweden published"}  # fmt: skip
    twins = [
        replace(item(id, title, "WHO"), source=f"source-{id}", excerpt="")
        for id, title in titles.items()
    ]
    with app.db.begin() as tx:
        store.items.add(tx, twins)
        store.appearances.add(tx, *_past("https://example.org/a1", "The first report"))
    merge(app.db, now=LATER)
    async with at_desk(app) as pilot:
        await seen(pilot, "* The first report")
        await seen(pilot, "* Used in an earlier issue, update-2026-11-01")
        await pilot.press("slash", *"plan", "enter")
        assert desk_of(pilot).desk.listed == ["g7", "h8"]
        await seen(pilot, "= Looks like h8 (new, WHO)")


def _past(url: str, title: str) -> tuple[PastIssue, list[Appearance]]:
    day = datetime(2026, 11, 1, tzinfo=UTC).date()
    slug = "update-2026-11-01"
    past = PastIssue(slug, "update", day, "Update", Origin.IMPORTED, "", "anna", SEEN)
    where = Appearance(
        slug, 1, "", url, url_key(url), words_hash(title), title, "GB-SCT", "News", "en", day
    )
    return past, [where]


async def test_enter_reads_on_the_whole_screen_and_the_keys_still_work(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("enter")
        assert not any(line.startswith(("  News", ">")) for line in screen(pilot))
        await pilot.press("space", "j", "p")
        with stored(app, "b2") as one:
            assert one.state is ItemState.PICKED
        await pilot.press("escape")
        assert current(pilot) == "c3"
        assert any("(SE)" in line for line in screen(pilot))


async def test_the_coverage_is_always_in_sight_and_its_table_a_key_away(app: App) -> None:
    async with at_desk(app) as pilot:
        assert "!GB-SCT 0/1  !SE 0/4  !WHO 0/1" in "\n".join(screen(pilot))
        await pilot.press("p")
        assert "GB-SCT 1/0  !SE 0/4  !WHO 0/1" in "\n".join(screen(pilot))
        await pilot.press("c")
        lines = screen(pilot)
        assert any(line.split() == ["Scotland", "1/0", "-", "-", "1/0"] for line in lines)
        await pilot.press("escape")


async def test_over_ssh_the_whole_address_is_shown_to_be_copied(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("b")
        assert "https://example.org/a1" in "\n".join(screen(pilot))
        assert pilot.app.clipboard == "https://example.org/a1"


def test_a_browser_is_opened_only_where_the_editor_sees_it() -> None:
    assert has_browser({"DISPLAY": ":0"}, "linux")
    assert has_browser({}, "darwin")
    assert not has_browser({}, "linux")
    assert not has_browser({"DISPLAY": ":0", "SSH_CONNECTION": "1 2 3 4"}, "linux")


# --- the screen -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (200, 60)])
async def test_every_key_and_the_coverage_are_on_the_screen(
    app: App, size: tuple[int, int]
) -> None:
    async with at_desk(app, size=size) as pilot:
        lines = screen(pilot)
        text = "  ".join(line.strip() for line in lines)
        for piece in legend():
            assert piece in text
        assert "!SE 0/4" in text
        assert "Review" in lines[0]
        assert "The first report" in text
        assert "https://example.org/a1" in text
        assert sum("report" in line for line in lines) >= 3


async def test_resizing_keeps_the_item_and_wraps_anew(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("j", "j", "j")
        for width, height in ((60, 20), (200, 60), (40, 12), (80, 24)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert current(pilot) == "d4"
            assert any(line.startswith(">") for line in screen(pilot))
            assert "? keys  q quit" in "\n".join(screen(pilot))


async def test_titles_are_text_whatever_they_hold(app: App) -> None:
    async with at_desk(app, size=(120, 40)) as pilot:
        text = "\n".join(screen(pilot))
        assert TITLES["b2"] in text
        assert TITLES["c3"] in text
        assert TITLES["d4"][:6] in text
        for _ in range(4):
            await pilot.press("j")
        assert "…" in "\n".join(screen(pilot))
        await pilot.press("k", "m", "escape", "e", "escape", "k", "k", "x", "escape", "g", "escape")
        assert current(pilot) == "b2"
        await pilot.press("p")
        assert said(pilot) == f"picked: {TITLES['b2']}"


async def test_an_empty_inbox_says_what_to_do_and_no_key_breaks_it(workspace: Path) -> None:
    app = App(workspace, database=f"sqlite:///{workspace}/var/newsletter.db")
    async with at_desk(app) as pilot:
        assert "The inbox is empty" in "\n".join(screen(pilot))
        for key in KEYS:
            if key.action != "leave":
                await pilot.press(key.names.split(",")[0], "escape")
        assert "The inbox is empty" in "\n".join(screen(pilot))
    app.close()


async def test_every_key_in_words_is_a_key_away(app: App) -> None:
    async with at_desk(app, size=(100, 50)) as pilot:
        await pilot.press("question_mark")
        text = "\n".join(screen(pilot))
        assert all(key.words in text for key in KEYS)


async def test_the_cursor_of_the_terminal_is_on_the_line_for_screen_readers(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("j")
        await pilot.pause()
        at = pilot.app.cursor_position
        assert screen(pilot)[at.y][at.x] == ">"


async def test_a_click_is_a_way_but_not_the_only_one(app: App) -> None:
    async with at_desk(app) as pilot:
        lines = screen(pilot)
        row = next(n for n, line in enumerate(lines) if TITLES["c3"] in line)
        await pilot.click(offset=(10, row))
        assert current(pilot) == "c3"


async def test_nothing_blinks(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("e")
        fields = [*pilot.app.screen.query(Input), *pilot.app.screen.query(TextArea)]
        fields += desk_of(pilot).query(Input)
        assert len(fields) == 12
        assert not any(field.cursor_blink for field in fields)


async def test_what_should_not_happen_ends_the_desk_and_is_told_outside(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("a slip of ours")

    monkeypatch.setattr(DeskScreen, "action_keys", broken)
    review = Review(app, "anna", View())
    with pytest.raises(ZeroDivisionError, match="a slip of ours"):
        async with review.run_test(size=(80, 24)) as pilot:
            await pilot.press("question_mark")
    assert isinstance(review.failure, ZeroDivisionError)


async def test_quitting_needs_no_saving(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("p", "q")
    assert pilot.app.return_code == 0
    with stored(app, "a1") as one:
        assert one.state is ItemState.PICKED


async def test_without_colour_the_cursor_is_reversed_and_marked(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_desk(app) as pilot:
        strips = pilot.app.screen._compositor.render_strips()
        styles = [one.style for strip in strips for one in strip if one.style]
        assert all(style.color is None or style.color.is_default for style in styles)
        line = next(strip for strip in strips if strip.text.startswith(">"))
        assert [one for one in line if one.style and one.style.reverse]


@pytest.mark.parametrize("colours", [DARK, LIGHT])
def test_every_pair_of_colours_is_easy_to_tell_apart(colours: dict[str, str]) -> None:
    for name in ("foreground", "heading", "quiet"):
        assert contrast(colours[name], colours["background"]) >= 7


async def test_a_database_that_is_busy_is_told_and_asked_again(app: App) -> None:
    async with at_desk(app) as pilot:
        other = store.Store.open(f"sqlite:///{app.workspace}/var/newsletter.db?timeout=0")
        app.db.close()
        app.__dict__["db"] = other
        blocker = store.Store.open(f"sqlite:///{app.workspace}/var/newsletter.db")
        with blocker.begin():
            await pilot.press("p")
        assert "is being used by another program" in said(pilot)
        blocker.close()
        await pilot.press("p")
        assert current(pilot) == "b2"


async def test_a_long_text_is_read_by_space_and_begins_again_at_its_end(app: App) -> None:
    with app.db.begin() as tx:
        store.items.edit(tx, replace(store.items.get(tx, "a1"), excerpt="Words and words. " * 150))
    async with at_desk(app) as pilot:
        pane = desk_of(pilot).pane
        seen = [pane.scroll_offset.y]
        for _ in range(20):
            await pilot.press("space")
            seen.append(pane.scroll_offset.y)
        assert seen[1] > 0
        assert pane.max_scroll_y in seen
        assert 0 in seen[1:]
        await pilot.press("space", "j")
        assert pane.scroll_offset.y == 0


async def test_control_c_ends_the_desk_as_q_does(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("ctrl+c")
    assert pilot.app.return_code == 0


async def test_with_a_window_system_the_address_is_opened(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.delenv("SSH_CONNECTION")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(Review, "open_url", lambda _, url: opened.append(url))
    async with at_desk(app) as pilot:
        await pilot.press("b")
        assert said(pilot) == "opened in your browser: https://example.org/a1"
    assert opened == ["https://example.org/a1"]


# --- the command ----------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="optional: Windows has no such terminals")
def test_in_a_real_terminal_keys_act_and_the_terminal_is_left_as_it_was(app: App) -> None:
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    before = termios.tcgetattr(its)
    command = [sys.executable, "-m", "newsletter", "--as", "anna", "review", "--place", "SE"]
    process = subprocess.Popen(
        command, cwd=app.workspace, stdin=its, stdout=its, stderr=its,
        env={**os.environ, "TERM": "xterm-256color"}, start_new_session=True,
    )  # fmt: skip
    try:
        seen = _until(ours, "q quit")
        os.write(ours, b"p")
        seen += _until(ours, "picked: ")
        os.write(ours, b"q")
        seen += _until(ours, "\x1b[?1049l")  # back from the second screen
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
    assert "Sweden (SE)" in seen
    assert termios.tcgetattr(its)[3] == before[3]
    os.close(ours)
    os.close(its)
    with stored(app, "b2") as one:
        assert one.state is ItemState.PICKED


def _until(terminal: int, words: str) -> str:
    """Return what comes out of a terminal until these words do."""
    text = b""
    while words.encode() not in text:
        assert select.select([terminal], [], [], 60)[0], f"{words!r} never came: {text!r}"
        text += os.read(terminal, 65_536)
    return text.decode(errors="replace")


def test_without_a_terminal_the_commands_are_named(workspace: Path) -> None:
    done = run("review", cwd=workspace)

    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "pick, skip, hold, reset" in done.stderr
    assert run("--json", "review", cwd=workspace).returncode == 2


def test_the_keys_in_the_documentation_are_those_of_the_desk() -> None:
    text = (Path(__file__).parents[1] / "docs/review.md").read_text(encoding="utf-8")
    table = text.partition("<!-- keys -->\n")[2].partition("<!-- end of keys -->")[0]

    rows = "".join(f"| {key.shown} | {key.words} |\n" for key in KEYS)
    assert table == f"| key | does |\n| --- | --- |\n{rows}"


def test_a_form_has_every_field_that_an_editor_may_change() -> None:
    assert {*LABELS} | {"place", "section"} == {*OPTION}
