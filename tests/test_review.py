"""`newsletter review`, driven by keys alone on a real database: deciding, writing, two editors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from at_desk import (
    at_desk,
    by_ben,
    current,
    desk_of,
    form,
    item,
    said,
    screen,
    stocked,
    stored,
    typed,
)
from textual.events import AppFocus
from textual.widgets import Input

from newsletter import store
from newsletter.app import App
from newsletter.cli.desk.asking import Notice
from newsletter.model.items import ItemState
from newsletter.stages.merge import merge_by_hand


@pytest.fixture
def app(workspace: Path) -> Iterator[App]:
    with stocked(workspace) as one:
        yield one


# --- deciding -------------------------------------------------------------------------------


async def test_picking_skipping_and_holding_are_stored_at_once_and_go_on(app: App) -> None:
    async with at_desk(app) as pilot:
        assert current(pilot) == "a1"
        for key, id, state in (("p", "a1", "picked"), ("s", "b2", "skipped"), ("h", "c3", "held")):
            assert current(pilot) == id
            await pilot.press(key)
            with stored(app, id) as one:
                assert one.state == state
            assert said(pilot).startswith(f"{state}: ")
        assert current(pilot) == "d4"


async def test_new_puts_an_item_back_and_stays_on_it(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("p", "k", "n")
        assert current(pilot) == "a1"
        with stored(app, "a1") as one:
            assert one.state is ItemState.NEW


async def test_what_is_decided_already_is_told_and_not_done_twice(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("p", "k", "p")
        assert said(pilot) == "picked already: The first report"
        with app.db.read() as tx:
            assert len(store.audit.acts(tx, subject="a1")) == 1


async def test_undo_takes_back_one_act_after_the_other_and_goes_there(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("p", "s", "u")
        assert current(pilot) == "b2"
        assert "taken back, now new" in said(pilot)
        await pilot.press("u", "u")
        assert current(pilot) == "a1"
        assert said(pilot) == "there is no act to take back of 'anna'"
        with app.db.read() as tx:
            states = {one.state for one in store.items.find(tx)}
        assert states == {ItemState.NEW}


async def test_what_another_editor_did_is_not_undone(app: App) -> None:
    by_ben(app, "a1", state=ItemState.PICKED)
    async with at_desk(app) as pilot:
        await pilot.press("u")
        assert "anna" in said(pilot)
        with stored(app, "a1") as one:
            assert one.state is ItemState.PICKED


async def test_an_item_is_moved_by_typing_the_place_and_the_section(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("j", "m", *"swed", "backspace", "backspace", "backspace", "backspace")
        await typed(pilot, "wo")
        await pilot.press("enter", "down", "enter")
        with stored(app, "b2") as one:
            assert (one.place, one.section) == ("WHO", "Research")
        assert current(pilot) == "c3"
        assert said(pilot).startswith("moved to World Health Organization, Research")
        await pilot.press("u")
        assert current(pilot) == "b2"
        with stored(app, "b2") as one:
            assert (one.place, one.section) == ("SE", "News")


async def test_leaving_the_choice_of_a_place_moves_nothing(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("m", "escape", "m", "enter", "escape", "m", "q", "q", "enter", "escape")
        with app.db.read() as tx:
            assert store.audit.rows(tx) == []
        assert current(pilot) == "a1"


# --- writing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "field", "text", "value"),
    [
        ("t", "english", "A gloss", "A gloss"),
        ("y", "easy", "We feel better.", "We feel better."),
        ("o", "topics", "housing, peers", ("housing", "peers")),
    ],
)
async def test_a_field_is_written_with_its_own_key(
    app: App, key: str, field: str, text: str, value: object
) -> None:
    async with at_desk(app) as pilot:
        await pilot.press(key)
        await typed(pilot, text)
        await pilot.press("ctrl+s")
        assert said(pilot).startswith("saved (")
        with stored(app, "a1") as one:
            assert getattr(one, field) == value
            assert one.edited == (field,)


async def test_the_summary_begins_with_the_sources_words_and_says_so(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("w")
        assert "source's words" in "\n".join(screen(pilot))
        await typed(pilot, " And more.")
        await pilot.press("f2")
        with stored(app, "a1") as one:
            assert one.excerpt == "What the source says of it. And more."
        assert "Summary: What" in "\n".join(screen(pilot))


async def test_marking_as_sensitive_asks_for_the_note(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("x")
        await typed(pilot, "Speaks about loss.")
        await pilot.press("enter")
        with stored(app, "a1") as one:
            assert (one.sensitive, one.note) == (True, "Speaks about loss.")
        lines = screen(pilot)
        assert any("!  The first report" in line for line in lines)
        await pilot.press("x")
        assert form(pilot).typed["sensitive"] == "yes"
        await pilot.press(*["backspace"] * 3, "n", "o", "ctrl+s")
        with stored(app, "a1") as one:
            assert not one.sensitive


async def test_an_edit_that_is_taken_back_is_not_told_as_a_decision(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("p", "k", "t")
        await typed(pilot, "Wrong line")
        await pilot.press("enter", "u")
        assert said(pilot) == "taken back, as it was: The first report"


async def test_the_form_of_all_fields_saves_only_what_was_changed(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("e")
        assert form(pilot).query_one("#title", Input).value == "The first report"
        form(pilot).query_one("#publisher").focus()
        await pilot.press("end")
        await typed(pilot, " of Sweden")
        await pilot.press("tab", "end", *["backspace"] * 3, "ctrl+s")
        with stored(app, "a1") as one:
            assert one.publisher == "The agency of Sweden"
            assert str(one.published) == "2026-11"
            assert one.edited == ("published", "publisher")


async def test_a_mistake_is_told_in_the_form_and_nothing_is_saved(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("e")
        form(pilot).query_one("#published", Input).value = "last week"
        form(pilot).query_one("#sensitive", Input).value = "perhaps"
        await pilot.press("ctrl+s")
        text = " ".join(" ".join(screen(pilot)).split())
        assert "'last week' is not a date" in text
        assert "neither yes nor no" in text
        with stored(app, "a1") as one:
            assert one.edited == ()


async def test_a_pick_and_edits_are_undone_in_turn(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("t", "X", "enter", "p", "u", "u")
        with stored(app, "a1") as one:
            assert (one.english, one.state, one.edited) == ("", ItemState.NEW, ())


async def test_leaving_a_form_asks_before_words_are_lost(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("t", "escape")
        assert pilot.app.screen is desk_of(pilot)  # nothing was typed

        await pilot.press("t", "H", "i", "escape")
        assert "What you typed is not saved" in "\n".join(screen(pilot))
        await pilot.press("n")
        assert form(pilot).typed == {"english": "Hi"}
        await pilot.press("ctrl+q", "escape")
        assert form(pilot).typed == {"english": "Hi"}
        await pilot.press("escape", "y")
        assert pilot.app.screen is desk_of(pilot)
        with stored(app, "a1") as one:
            assert one.english == ""


# --- two editors ----------------------------------------------------------------------------


async def test_who_was_quicker_is_told_and_nothing_is_overwritten(app: App) -> None:
    async with at_desk(app) as pilot:
        by_ben(app, "a1", state=ItemState.HELD)
        await pilot.press("p")
        assert isinstance(pilot.app.screen, Notice)
        text = " ".join(" ".join(screen(pilot)).split())
        assert "ben at 2026-12-01 12:03 UTC" in text
        await pilot.press("escape")
        assert "H   The first report" in "\n".join(screen(pilot))
        assert current(pilot) == "a1"
        await pilot.press("p")
        with stored(app, "a1") as one:
            assert one.state is ItemState.PICKED


async def test_what_was_typed_is_kept_when_another_editor_was_quicker(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("e")
        await typed(pilot, "Mine")
        by_ben(app, "a1", english="His", topics=("housing",))
        await pilot.press("ctrl+s")

        text = " ".join(" ".join(screen(pilot)).split())
        assert "Not saved: item a1 was changed meanwhile by ben at 2026-12-01 12:03 UTC" in text
        assert "Now there: His" in text
        assert form(pilot).typed["english"] == "Mine"
        assert form(pilot).typed["topics"] == "housing"
        with stored(app, "a1") as one:
            assert one.english == "His"
        await pilot.press("ctrl+s")
        with stored(app, "a1") as one:
            assert (one.english, one.topics) == ("Mine", ("housing",))


async def test_an_address_that_another_item_has_is_refused_in_the_form(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("e")
        form(pilot).query_one("#url", Input).value = "https://example.org/f6"
        await pilot.press("ctrl+s")
        text = " ".join(" ".join(screen(pilot)).split())
        assert "Not saved: item f6 has this address already" in text
        assert "newsletter items merge a1 f6" in text


async def test_changes_of_other_fields_do_not_stand_in_each_others_way(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("t", "M", "e")
        by_ben(app, "a1", state=ItemState.PICKED)
        await pilot.press("ctrl+s")
        with stored(app, "a1") as one:
            assert (one.english, one.state) == ("Me", ItemState.PICKED)


async def test_two_desks_see_each_other_and_keep_their_cursors(app: App) -> None:
    async with at_desk(app) as anna, at_desk(app, actor="ben") as ben:
        await anna.press("j", "j")
        row = desk_of(anna).inbox.row
        await ben.press("p", "j", "s")
        desk_of(anna).look()
        await anna.pause()

        assert current(anna) == "c3"
        assert desk_of(anna).inbox.row == row
        text = "\n".join(screen(anna))
        assert "P   The first report" in text
        assert said(anna) == "changed by others: 2"
        await anna.press("r")
        assert current(anna) == "d4"
        assert said(anna) == "nothing changed elsewhere"


async def test_new_items_above_do_not_move_the_line_under_the_finger(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("end")
        row = desk_of(pilot).inbox.row
        with app.db.begin() as tx:
            new = [item(f"n{n}", f"Fresh {n}", "GB-SCT") for n in range(30)]
            store.items.add(tx, new)
        pilot.app.post_message(AppFocus())
        await pilot.pause()

        assert current(pilot) == "f6"
        assert desk_of(pilot).inbox.row == row
        assert len(desk_of(pilot).desk.listed) == 36


async def test_an_item_that_was_removed_meanwhile_is_told(app: App) -> None:
    async with at_desk(app) as pilot:
        await pilot.press("t", "X")
        with app.db.begin() as tx:
            store.items.remove(tx, ["a1"])
        await pilot.press("ctrl+s")
        assert "there is no item 'a1'" in "\n".join(screen(pilot))
        assert form(pilot).typed == {"english": "X"}
        await pilot.press("escape", "y", "p", "r")
        assert "a1" not in desk_of(pilot).desk.items


async def test_an_item_that_became_part_of_another_is_not_decided_about(app: App) -> None:
    async with at_desk(app) as pilot:
        merge_by_hand(app.db, "a1", "f6")
        await pilot.press("p")
        assert "is part of f6" in "\n".join(screen(pilot))
        await pilot.press("escape")
        assert "Part of f6" in "\n".join(screen(pilot))
