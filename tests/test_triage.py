"""What editors do to items: no two of them undo each other unseen, and all can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import store
from newsletter.errors import Conflict, NotFound
from newsletter.model import triage
from newsletter.model.dates import PartialDate
from newsletter.model.items import Item, ItemState
from newsletter.model.triage import Change, change
from newsletter.stages import curate
from newsletter.store import Store

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
NEW, PICKED, SKIPPED, HELD = (
    ItemState.NEW, ItemState.PICKED, ItemState.SKIPPED, ItemState.HELD,
)  # fmt: skip


def one(**values: Any) -> Item:
    known: dict[str, Any] = {
        "id": "k1", "key": "e.org/1", "url": "https://e.org/1", "title": "Title", "source": "one",
        "publisher": "One", "place": "SE", "section": "News", "language": "sv", "published": None,
        "excerpt": "Words", "topics": (), "state": NEW, "first_seen": NOW,
    }  # fmt: skip
    return Item(**{**known, **values})


@pytest.fixture
def item(db: Store) -> Item:
    with db.begin() as tx:
        store.items.add(tx, [one(), one(id="k2", key="e.org/2", url="https://e.org/2")])
    return one()


def now_of(db: Store, id: str = "k1") -> Item:
    with db.read() as tx:
        return store.items.get(tx, id)


def make(db: Store, *changes: Change, actor: str = "anna", now: datetime = NOW) -> list[Item]:
    return curate.change(db, changes, actor=actor, now=now)


def undo(db: Store, actor: str = "anna") -> list[str]:
    return [restored.id for restored in curate.undo(db, actor=actor, now=NOW)]


def test_what_an_editor_saw_and_wants_is_made(db: Store, item: Item) -> None:
    (after,) = make(db, change(item, state=PICKED, english="A title", topics=("work",)))
    assert (after.state, after.english, after.topics) == (PICKED, "A title", ("work",))
    assert after.edited == ("english", "topics")


def test_what_another_editor_decided_meanwhile_is_not_overwritten(db: Store, item: Item) -> None:
    make(db, change(item, state=SKIPPED), actor="eva")
    with pytest.raises(Conflict, match=r"changed meanwhile by eva at 2026-12-01 12:00 UTC \(state"):
        make(db, change(item, state=PICKED))
    assert now_of(db).state is SKIPPED


def test_two_editors_may_write_different_fields_of_one_item(db: Store, item: Item) -> None:
    make(db, change(item, easy="Easy words."), actor="eva")
    make(db, change(item, english="A title"))
    assert (now_of(db).easy, now_of(db).english) == ("Easy words.", "A title")


def test_an_edit_of_what_a_source_changed_meanwhile_says_so(db: Store, item: Item) -> None:
    with db.begin() as tx:
        store.items.edit(tx, one(title="Another title"))
    with pytest.raises(Conflict, match=r"by its source \(title\)"):
        make(db, change(item, title="A better title"))


def test_changes_are_made_all_or_none(db: Store, item: Item) -> None:
    make(db, change(now_of(db, "k2"), state=SKIPPED), actor="eva")
    with pytest.raises(Conflict):
        make(db, change(item, state=PICKED), Change("k2", {"state": NEW}, {"state": PICKED}))
    assert now_of(db).state is NEW


def test_what_was_sent_or_merged_is_not_changed(db: Store) -> None:
    with db.begin() as tx:
        store.items.add(tx, [one(state=ItemState.USED), one(id="k2", key="2", merged_into="k1")])
    for id in ("k1", "k2"):
        with pytest.raises(Conflict):
            make(db, change(now_of(db, id), english="A title"))


def test_a_change_is_taken_back_and_then_the_one_before_it(db: Store, item: Item) -> None:
    (picked,) = make(db, change(item, state=PICKED))
    make(db, change(picked, english="A title", sensitive=True))
    assert undo(db) == ["k1"]
    assert (now_of(db).state, now_of(db).english, now_of(db).edited) == (PICKED, "", ())
    assert undo(db) == ["k1"]
    assert now_of(db).state is NEW
    with pytest.raises(NotFound, match="there is no act to take back"):
        undo(db)


def test_what_was_done_at_once_is_taken_back_at_once(db: Store, item: Item) -> None:
    curate.decide(db, [item.id, "k2"], HELD, actor="anna", now=NOW)
    assert undo(db) == ["k1", "k2"]
    assert [now_of(db, id).state for id in ("k1", "k2")] == [NEW, NEW]


def test_only_what_one_did_oneself_is_taken_back(db: Store, item: Item) -> None:
    make(db, change(item, state=PICKED), actor="eva")
    with pytest.raises(NotFound):
        undo(db, "anna")
    assert now_of(db).state is PICKED


def test_what_somebody_changed_since_is_not_taken_back(db: Store, item: Item) -> None:
    (picked,) = make(db, change(item, state=PICKED))
    make(db, change(picked, state=HELD), actor="eva", now=NOW + timedelta(hours=1))
    with pytest.raises(Conflict, match="by eva at 2026-12-01 13:00 UTC"):
        undo(db)
    assert now_of(db).state is HELD


def test_what_somebody_changed_since_does_not_hide_what_was_done_before_it(
    db: Store, item: Item
) -> None:
    curate.decide(db, ["k2"], SKIPPED, actor="anna", now=NOW)
    curate.decide(db, [item.id], PICKED, actor="anna", now=NOW)
    curate.decide(db, [item.id], HELD, actor="eva", now=NOW)
    with pytest.raises(Conflict, match="by eva"):
        undo(db)
    assert undo(db) == ["k2"]
    assert (now_of(db).state, now_of(db, "k2").state) == (HELD, NEW)


def test_of_what_was_done_at_once_nothing_is_taken_back_where_one_has_changed(
    db: Store, item: Item
) -> None:
    curate.decide(db, [item.id, "k2"], PICKED, actor="anna", now=NOW)
    curate.decide(db, ["k2"], HELD, actor="eva", now=NOW)
    with pytest.raises(Conflict, match="item k2 was changed meanwhile by eva"):
        undo(db)
    assert now_of(db).state is PICKED


def test_what_was_sent_since_is_told_as_sent_not_as_somebodys_change(db: Store, item: Item) -> None:
    curate.decide(db, [item.id], PICKED, actor="anna", now=NOW)
    with db.begin() as tx:
        store.items.decide(tx, item.id, ItemState.USED, "anna", NOW)
    for _ in range(2):  # reopening the issue makes it possible again
        with pytest.raises(Conflict, match="was in an issue already"):
            undo(db)
    with db.begin() as tx:
        store.items.decide(tx, item.id, PICKED, "anna", NOW)
    assert undo(db) == ["k1"]


def test_what_was_removed_since_is_told(db: Store, item: Item) -> None:
    curate.decide(db, [item.id], PICKED, actor="anna", now=NOW)
    with db.begin() as tx:
        store.items.remove(tx, [item.id])
    with pytest.raises(Conflict, match="removed meanwhile"):
        undo(db)
    with pytest.raises(NotFound):
        undo(db)


def test_an_item_that_is_named_twice_is_decided_about_once(db: Store, item: Item) -> None:
    before = curate.decide(db, [item.id, item.id], PICKED, actor="anna", now=NOW)
    assert [one.id for one in before] == [item.id]
    assert undo(db) == ["k1"]


def test_what_was_edited_since_in_other_fields_stays_edited(db: Store, item: Item) -> None:
    (after,) = make(db, change(item, english="A title"))
    make(db, change(after, easy="Easy words."), actor="eva")
    undo(db)
    assert (now_of(db).english, now_of(db).easy, now_of(db).edited) == (
        "",
        "Easy words.",
        ("easy",),
    )


def test_taking_back_a_decision_about_a_doubtful_item_brings_the_doubt_back(db: Store) -> None:
    with db.begin() as tx:
        store.items.add(tx, [one(doubt="older than the source")])
    curate.decide(db, ["k1"], SKIPPED, actor="anna", now=NOW)
    assert now_of(db).doubt == ""
    undo(db)
    assert (now_of(db).state, now_of(db).doubt) == (NEW, "older than the source")


def test_a_decision_that_changes_nothing_is_nothing_to_take_back(db: Store, item: Item) -> None:
    curate.decide(db, [item.id], PICKED, actor="anna", now=NOW)
    curate.decide(db, [item.id], PICKED, actor="anna", now=NOW)
    undo(db)
    assert now_of(db).state is NEW


texts = st.text(max_size=20)
fields = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from([NEW, PICKED, SKIPPED, HELD]),
        "title": texts, "english": texts, "easy": texts, "note": texts, "excerpt": texts,
        "sensitive": st.booleans(), "topics": st.lists(texts).map(tuple),
        "published": st.none() | st.just(PartialDate(2026, 3)),
    },
)  # fmt: skip


@given(fields)
def test_what_is_kept_of_a_change_is_read_back(wanted: dict[str, Any]) -> None:
    made = change(one(), **wanted)
    assert triage.read(triage.kept(made.after)) == dict(made.after)
    assert triage.changed(one(), made) == triage.changed(triage.changed(one(), made), made)
