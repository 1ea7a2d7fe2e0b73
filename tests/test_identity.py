"""Keys that hold although ids repeat, change or are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.identity import BY_ADDRESS, distrusted, keyed, renamed
from newsletter.model.items import Entry, Sighting

_FEW = st.sampled_from(["", "a", "b", "https://e.org/a", "https://e.org/b"])
_ENTRIES = st.lists(st.builds(Entry, id=_FEW, url=_FEW, title=_FEW, excerpt=_FEW), max_size=30)


@given(_ENTRIES)
def test_every_entry_of_a_document_has_a_key_of_its_own(entries: list[Entry]) -> None:
    pairs = keyed(entries)

    assert [entry for _, entry in pairs] == entries
    assert len({key for key, _ in pairs}) == len(entries)
    assert all(key for key, _ in pairs)


def test_an_id_that_looks_like_a_key_of_ours_takes_no_other_entrys() -> None:
    twins = [Entry("", "", "same"), Entry("", "", "same")]
    keys = [key for key, _ in keyed(twins)]
    hostile = [Entry(key, "", "hostile") for key in keys]

    for entries in ([*twins, *hostile], [*hostile, *twins]):
        assert len({key for key, _ in keyed(entries)}) == 4


def test_many_equal_entries_are_keyed_in_no_time() -> None:
    assert len(dict(keyed([Entry("same", "", "same")] * 20_000))) == 20_000


@given(_ENTRIES.map(lambda those: {entry.id: entry for entry in those if entry.id}))
def test_a_new_entry_in_front_changes_no_key_of_entries_with_ids(
    entries: dict[str, Entry],
) -> None:
    before = keyed(entries.values())
    after = keyed([Entry("new", "https://e.org/new", "New"), *entries.values()])

    assert after[1:] == before
    assert [key for key, _ in before] == list(entries)


def test_an_entry_that_is_edited_keeps_its_key() -> None:
    ((before, _),) = keyed([Entry("1", "https://e.org/1", "Titel", "x")])
    ((after, _),) = keyed([Entry("1", "https://e.org/1", "Title, mended", "y")])

    assert before == after


def test_an_entry_without_id_is_known_by_its_address() -> None:
    ((key, _),) = keyed([Entry("", "https://e.org/1?utm_source=x", "Title")])

    assert key == "e.org/1"


@given(_ENTRIES, st.sampled_from(["", BY_ADDRESS]))
def test_keys_stay_unique_where_ids_are_not_trusted(entries: list[Entry], identity: str) -> None:
    assert len({key for key, _ in keyed(entries, identity)}) == len(entries)


def test_ids_that_are_not_trusted_make_no_difference() -> None:
    (one, _), (other, _) = (
        keyed([Entry(id, "https://e.org/1", "Title")], BY_ADDRESS)[0] for id in ("a", "b")
    )

    assert one == other == "e.org/1"


# --- what ids are worth ---


def test_ids_that_repeat_are_not_trusted() -> None:
    entries = [Entry(str(number), "", "") for number in range(40)]

    assert not distrusted(entries, 0)
    assert not distrusted([*entries, entries[0], entries[1]], 0)
    assert distrusted([*entries, *entries[:3]], 0)
    assert not distrusted([Entry("", "", "")] * 40, 0)
    assert not distrusted([Entry("one", "", ""), Entry("one", "", "")], 0)


def test_ids_that_change_again_and_again_are_not_trusted() -> None:
    assert [distrusted([], times) for times in range(5)] == [False, False, False, True, True]


# --- the same entry under another id ---

_MOMENT = datetime(2026, 3, 17, 9, tzinfo=UTC)
_ENTRY = Entry("old", "https://a.example/news/1", "A title", "Its text", _MOMENT)


def sighting(entry: Entry = _ENTRY, key: str = "old", item: str = "k3f9") -> Sighting:
    return Sighting(
        "se-a", key, item, entry.url, entry.title, entry.digest, _MOMENT, _MOMENT, entry.text
    )


def found(entry: Entry, *known: Sighting, item: str = "", listings: tuple[str, ...] = ()) -> bool:
    return bool(renamed({"new": entry}, {"new": item} if item else {}, known, listings))


def test_another_id_at_the_same_address_is_the_same_entry() -> None:
    assert found(replace(_ENTRY, title="Mended"), sighting(), item="k3f9")
    assert not found(replace(_ENTRY, title="Mended"), sighting(), item="m7qa2")


def test_a_listing_makes_nothing_the_same() -> None:
    entry = replace(_ENTRY, title="Another", url="https://a.example/news")
    assert not found(entry, sighting(), item="k3f9", listings=("a.example/news",))


def test_another_address_with_the_same_words_and_moment_is_the_same_entry() -> None:
    assert found(replace(_ENTRY, url="https://b.example/2026/a-title"), sighting())
    later = replace(_ENTRY, url="https://b.example/2", moment=_MOMENT.replace(day=24))
    assert not found(later, sighting())


def test_another_host_is_the_same_entry_when_path_and_title_stay() -> None:
    undated = replace(_ENTRY, moment=None)
    assert found(replace(undated, url="http://www.a.example/news/1/"), sighting(undated))
    assert not found(replace(undated, url="http://a.example/", title="A title"), sighting(undated))
    other = replace(undated, url="http://www.a.example/news/1", title="Another title")
    assert not found(other, sighting(undated))


def test_of_two_with_the_same_words_and_moment_the_path_tells_which_it_is() -> None:
    first = replace(_ENTRY, url="https://a.example/news/1")
    second = replace(_ENTRY, url="https://a.example/news/2")
    moved = replace(_ENTRY, id="new", url="https://b.example/news/2")

    same = renamed({"new": moved}, {}, [sighting(first, "a"), sighting(second, "b")])

    assert [one.key for one in same.values()] == ["b"]


def test_without_an_address_the_same_words_are_the_same_entry() -> None:
    plain = Entry("old", "", "Closed on Monday", "All day")
    assert found(replace(plain, id="new"), sighting(plain))
    assert not found(replace(plain, excerpt="Until noon"), sighting(plain))


def test_every_sighting_is_found_once() -> None:
    weekly = [replace(_ENTRY, id=str(number)) for number in range(3)]
    unknown = {entry.id: entry for entry in weekly}

    same = renamed(unknown, {}, [sighting(key="a"), sighting(key="b")])

    assert sorted(one.key for one in same.values()) == ["a", "b"]


@given(st.lists(st.builds(Entry, id=_FEW, url=_FEW, title=_FEW, excerpt=_FEW), max_size=12))
def test_what_is_the_same_is_told_once_and_of_what_there_is(entries: list[Entry]) -> None:
    half = len(entries) // 2
    known = [sighting(entry, str(number)) for number, entry in enumerate(entries[:half])]
    unknown = {f"new{number}": entry for number, entry in enumerate(entries[half:])}

    same = renamed(unknown, dict.fromkeys(list(unknown)[::2], "k3f9"), known)

    assert set(same) <= set(unknown)
    assert len({one.key for one in same.values()}) == len(same)
