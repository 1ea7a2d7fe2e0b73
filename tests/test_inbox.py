"""The inbox: items stored, found again, named, decided about, and what sources change of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import store
from newsletter.errors import NotFound, UsageError
from newsletter.model.dates import PartialDate
from newsletter.model.items import (
    Item,
    ItemState,
    Sighting,
    short_id,
)
from newsletter.store import Store
from newsletter.store.items import Filter

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def item(
    id: str,
    title: str = "Title",
    *,
    excerpt: str = "",
    published: str = "2026-11-18",
    place: str = "SE",
    state: ItemState = ItemState.NEW,
    seen: datetime = datetime(2026, 11, 20, tzinfo=UTC),
) -> Item:
    return Item(
        id=id,
        key=f"e.org/{id}",
        url=f"https://e.org/{id}",
        title=title,
        source="se-agency",
        publisher="Myndigheten",
        place=place,
        section="Research",
        language="sv",
        published=PartialDate.parse(published) if published else None,
        excerpt=excerpt,
        topics=("peer work",),
        state=state,
        first_seen=seen,
    )


def stored(db: Store, *items: Item) -> None:
    with db.begin() as tx:
        store.items.add(tx, items)


def found(db: Store, words: str = "", **filters: object) -> list[str]:
    with db.read() as tx:
        return [one.id for one in store.items.find(tx, Filter(words=words, **filters))]  # type: ignore[arg-type]


def test_an_item_comes_back_as_it_was_stored(db: Store) -> None:
    items = [
        item("a", "Ren\u200e & <b>text</b>"),
        item("b", published="2026"),
        item("c", published=""),
    ]
    stored(db, *items)

    with db.read() as tx:
        assert [store.items.get(tx, one.id) for one in items] == items


def test_the_newest_comes_first_and_one_without_date_last(db: Store) -> None:
    seen = datetime(2026, 11, 19, 12, tzinfo=UTC)
    stored(db, item("old", published="2026-11-18"), item("new", published="2026-11-20"),
           item("undated", published="", seen=seen), item("year", published="2026"))  # fmt: skip

    assert found(db) == ["new", "old", "year", "undated"]
    assert found(db, limit=2) == ["new", "old"]


def test_items_are_filtered_by_all_that_is_asked(db: Store) -> None:
    stored(db, item("a"), item("b", place="WHO"), item("c", state=ItemState.SKIPPED),
           item("d", published="2025", seen=datetime(2025, 5, 1, tzinfo=UTC)))  # fmt: skip

    assert found(db, place="WHO") == ["b"]
    assert found(db, states=(ItemState.SKIPPED,)) == ["c"]
    assert found(db, states=(ItemState.NEW,), place="SE", since="2026") == ["a"]
    assert found(db, source="no-such") == []
    assert found(db, section="Research", since="2026-11-18") == ["a", "b", "c"]


def test_a_partial_date_that_may_be_since_then_counts_by_when_it_was_seen(db: Store) -> None:
    before = datetime(2026, 11, 1, 12, tzinfo=UTC)
    seen = datetime(2026, 11, 20, 12, tzinfo=UTC)
    stored(
        db,
        item("year", published="2026", seen=seen),
        item("old", published="2025", seen=seen),
        item("month", published="2026-11", seen=seen),
        item("past", published="2026-10", seen=seen),
        item("before", published="2026-11", seen=before),
    )

    assert found(db, since="2026-11-15") == ["month", "year"]
    assert found(db, since="2026-11") == ["month", "before", "year"]


_TEXTS = {
    "halsa": "Psykisk hälsa i Sverige",
    "strat": "New strategies for mental health",
    "peer": "Peer support in mental wards",
    "maori": "Te Hiringa Mahara: Māori wellbeing",
}


@pytest.fixture
def library(db: Store) -> Store:
    stored(db, *(item(id, title) for id, title in _TEXTS.items()))
    stored(db, item("text", "Other", excerpt="Nothing about health, and nothing mental"))
    return db


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("halsa", ["halsa"]),
        ("HÄLSA", ["halsa"]),
        ("ha\u0308lsa", ["halsa"]),
        ("maori", ["maori"]),
        ("mental", ["strat", "peer", "text"]),
        ("mental health", ["strat", "text"]),
        ("health mental", ["strat", "text"]),
        ('"mental health"', ["strat"]),
        ('"health mental"', []),
        ("strateg*", ["strat"]),
        ("strateg", []),
        ("support* peer*", ["peer"]),
        ("myndigheten psykisk", ["halsa"]),
        ("nowhere", []),
    ],
)
def test_search_finds_words_phrases_and_beginnings(
    library: Store, words: str, ids: list[str]
) -> None:
    assert sorted(found(library, words)) == sorted(ids)


def test_a_word_in_the_title_weighs_more_than_one_in_the_text(library: Store) -> None:
    assert found(library, "mental health") == ["strat", "text"]


@pytest.mark.parametrize(
    "words",
    [
        "NEAR(mental health)", "mental AND", "OR", "NOT mental", "-mental", "title:mental",
        "{title}: mental", "(mental", "mental)", "mental^2", "^mental", 'men"tal', '"mental',
        "mental'", "mental;drop table items", "men*tal", "**mental**", "mental + health", "_",
        "m\x00ental", "mental\ud800", "%mental%", "a\\b", "mental" * 500, " ".join(["mental"] * 50),
    ],
)  # fmt: skip
def test_no_words_are_the_syntax_of_the_search(library: Store, words: str) -> None:
    found(library, words)


@pytest.mark.parametrize("words", ['""', '"', "*", "()", "-", "  ", "\x00", "+ & |", "x " * 51])
def test_a_search_without_words_or_with_too_many_says_what_to_type(
    library: Store, words: str
) -> None:
    with pytest.raises(UsageError, match="searching"):
        found(library, words)


@pytest.fixture(scope="module")
def empty() -> Iterator[Store]:
    store = Store.open("sqlite://")
    yield store
    store.close()


@given(words=st.text(max_size=40))
def test_a_search_for_any_text_answers_or_says_what_to_type(empty: Store, words: str) -> None:
    with suppress(UsageError):
        found(empty, words)


def test_the_index_follows_items_that_change_and_go(library: Store) -> None:
    again = Sighting("se-agency", "k", "halsa", "u", "Ny rubrik", "d", _SEEN, _SEEN)
    with library.begin() as tx:
        store.items.add_sightings(tx, [again])
        store.items.revise(tx, again, "Nya ord")

    assert found(library, "hälsa") == []
    assert found(library, "rubrik") == found(library, "ord") == ["halsa"]
    with library.begin() as tx:
        tx.exec_driver_sql("delete from sightings")
        tx.exec_driver_sql("delete from items where id = 'halsa'")
        tx.exec_driver_sql("insert into item_search(item_search) values ('integrity-check')")
    assert found(library, "rubrik") == []


_SEEN = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_an_item_is_named_by_the_letters_that_no_other_begins_with(db: Store) -> None:
    stored(db, item("abc123"), item("abc1234"), item("abd000"))
    with db.read() as tx:
        assert store.items.get(tx, "abd").id == "abd000"
        assert store.items.get(tx, " #ABD0 ").id == "abd000"
        assert store.items.get(tx, "abc123").id == "abc123"
        with pytest.raises(UsageError, match="abc123, abc1234") as told:
            store.items.get(tx, "abc")
    assert "letter more" in str(told.value)


def test_an_exact_id_is_found_among_many_that_begin_with_it(db: Store) -> None:
    stored(db, *(item(f"abcdef{number}") for number in range(8)), item("abcdef"))

    with db.read() as tx:
        assert store.items.get(tx, "abcdef").id == "abcdef"


@pytest.mark.parametrize("id", ["", "#", " ", "zzz", "%", "_bc123", "abc\x00"])
def test_a_name_that_nothing_bears_is_not_found(db: Store, id: str) -> None:
    stored(db, item("abc123"))

    with db.read() as tx, pytest.raises(NotFound):
        store.items.get(tx, id)


def test_ids_are_as_short_as_can_be_and_never_shared(db: Store) -> None:
    keys = [f"e.org/{number}" for number in range(200)]
    with db.begin() as tx:
        first = store.items.new_ids(tx, [*keys, *keys])
        assert list(first) == keys
        assert len(set(first.values())) == 200
        store.items.add(tx, [item(short_id("e.org/new"), "in its way")])
        (longer,) = store.items.new_ids(tx, ["e.org/new"]).values()
    assert longer == short_id("e.org/new", 7)


def test_a_title_an_editor_has_seen_stays_when_its_source_changes_it(db: Store) -> None:
    stored(db, item("new"), item("kept", state=ItemState.PICKED))
    with db.begin() as tx:
        for id in ("new", "kept"):
            sighting = Sighting("se-agency", id, id, "u", "Changed", "d2", _SEEN, _SEEN)
            store.items.add_sightings(tx, [sighting])
            store.items.revise(tx, sighting, "Changed text")

    with db.read() as tx:
        assert store.items.get(tx, "new").title == "Changed"
        assert store.items.get(tx, "kept").title == "Title"


def test_what_was_seen_before_is_known_by_source_and_key(db: Store, now: datetime) -> None:
    stored(db, item("a"))
    keys = [f"key {number}" for number in range(1_200)]  # more than one question may hold
    sightings = [Sighting("one", key, "a", "u", "t", "d", _SEEN, _SEEN) for key in keys]
    with db.begin() as tx:
        store.items.add_sightings(tx, sightings)
        known = store.sightings.under(tx, "one", [*keys, "unknown"])
        store.items.seen_again(tx, "one", keys, now)
        assert store.sightings.under(tx, "two", keys) == {}
        again = store.items.sightings_of(tx, "a")
    assert known == {one.key: one for one in sightings}
    assert {one.last_seen for one in again} == {now}
    assert {one.first_seen for one in again} == {_SEEN}


def test_decisions_name_who_made_them_and_can_be_undone(db: Store, now: datetime) -> None:
    stored(db, item("abc"))
    with db.begin() as tx:
        before = store.items.decide(tx, "ab", ItemState.PICKED, "Anna", now)
        assert before.state is ItemState.NEW
        assert store.items.get(tx, "abc").state is ItemState.PICKED
        store.items.decide(tx, "abc", before.state, "Anna", now + timedelta(hours=1))
        assert store.items.counts(tx) == {("SE", "Research", ItemState.NEW): 1}
        row = tx.exec_driver_sql("select decided_by from items").scalar()
    assert row == "Anna"


# --- what a source changes afterwards ---


def _changed(db: Store, state: ItemState) -> Item:
    """Return an item about which an editor decided, and which its source has changed since."""
    seen = Sighting("se-a", "1", "k3f9", "https://a.example/1", "Title", "old", NOW, NOW)
    later = replace(seen, title="New title", url="https://b.example/1", digest="new")
    with db.begin() as tx:
        store.items.add(tx, [replace(item("k3f9"), source="se-a")])
        store.items.add_sightings(tx, [seen])
        store.items.decide(tx, "k3f9", state, "Anna", NOW)
        store.items.revise(tx, replace(later, last_seen=NOW + timedelta(days=1)), "New text")
        return store.items.get(tx, "k3f9")


@pytest.mark.parametrize("state", [ItemState.PICKED, ItemState.HELD, ItemState.SKIPPED])
def test_what_was_decided_about_stays_as_it_was_until_it_is_reset(
    db: Store, state: ItemState
) -> None:
    assert _changed(db, state).title == "Title"

    with db.begin() as tx:
        store.items.decide(tx, "k3f9", ItemState.NEW, "Anna", NOW)
        reset = store.items.get(tx, "k3f9")
        (seen,) = store.items.sightings_of(tx, "k3f9")

    assert (reset.title, reset.url) == ("New title", "https://b.example/1")
    assert seen.digest == ""  # so that the next reading brings the text too


def test_a_reset_takes_nothing_over_that_an_editor_wrote(db: Store) -> None:
    changed = _changed(db, ItemState.PICKED)
    with db.begin() as tx:
        store.items.edit(tx, replace(changed, title="Ours", edited=("title",)))
        store.items.decide(tx, "k3f9", ItemState.NEW, "Anna", NOW)

        assert store.items.get(tx, "k3f9").title == "Ours"


def test_a_place_has_the_stories_that_its_sources_noted(db: Store) -> None:
    def seen(source: str, of: str) -> Sighting:
        return Sighting(source, of, of, f"https://{source}.example/", "T", "d", NOW, NOW)

    with db.begin() as tx:
        store.items.add(tx, [item(id, place="SE") for id in ("own", "same", "part", "other")])
        store.items.add_sightings(tx, [seen("ie-a", "same"), seen("ie-a", "part")])
        store.duplicates.merge(tx, "part", "own")
        found = store.items.find(tx, Filter(place="IE", noted_by=("ie-a",)))

    assert sorted(one.id for one in found) == ["own", "same"]
