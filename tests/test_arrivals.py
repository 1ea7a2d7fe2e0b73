"""What a document means for what is stored: pure, and told the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newsletter.model.arrivals import Baseline, Changes, Document, Known, arrived
from newsletter.model.identity import keyed
from newsletter.model.items import Entry, ItemState, Sighting, item_key
from newsletter.model.sorting import Sorting
from newsletter.model.sources import Place, Source, SourceBook

_NOW = datetime(2026, 11, 22, tzinfo=UTC)
_SOURCE = Source(
    id="se-a", name="The agency", place="SE", section="News", feed="https://a.example/feed",
    language="sv",
)  # fmt: skip
_NO_BASELINE = Baseline()
_ENTRY = Entry("1", "https://a.example/1?utm_source=rss", "One", "About one.", _NOW)
_PLACE = Place(code="SE", name="Sweden", languages=["sv"])
_SORTING = Sorting(SourceBook(sections=["News"], places=[_PLACE], sources=[_SOURCE]))


def decided(
    *entries: Entry,
    seen: dict[str, tuple[str, str]] | None = None,
    items: dict[str, str] | None = None,
    language: str = "",
    baseline: Baseline = _NO_BASELINE,
) -> Changes:
    document = Document(_SOURCE, _SORTING, tuple(keyed(entries)), language)
    identities = {key: item_key("se-a", key, entry) for key, entry in document.entries}
    fresh = {identity: f"id-{identity}" for identity in identities.values()}
    return arrived(document, Known(seen or {}, identities, items or {}, fresh), baseline, _NOW)


def test_a_new_entry_is_an_item_and_a_sighting() -> None:
    changes = decided(_ENTRY)

    (item,) = changes.items.values()
    (sighting,) = changes.sightings
    assert (item.title, item.place, item.publisher) == ("One", "SE", "The agency")
    assert item.url == "https://a.example/1"
    assert sighting.item == item.id


def test_two_entries_of_one_address_are_one_item_seen_twice() -> None:
    changes = decided(_ENTRY, replace(_ENTRY, id="2", url="https://a.example/1"))

    assert (len(changes.items), len(changes.sightings)) == (1, 2)


def test_a_story_that_is_there_is_only_seen_again_elsewhere() -> None:
    changes = decided(_ENTRY, items={"a.example/1": "k3f9"})

    assert not changes.items
    assert [sighting.item for sighting in changes.sightings] == ["k3f9"]


def test_an_entry_that_was_served_before_is_no_news_unless_it_changed() -> None:
    same = decided(_ENTRY, seen={"1": ("k3f9", _ENTRY.digest)})
    changed = decided(_ENTRY, seen={"1": ("k3f9", "another digest")})

    assert (same.again, same.revised, same.sightings) == (["1"], [], [])
    assert [sighting.item for sighting, _ in changed.revised] == ["k3f9"]


def test_a_blank_entry_is_remembered_but_not_in_the_inbox() -> None:
    changes = decided(Entry("9", "", "(untitled)"))

    assert [item.state for item in changes.items.values()] == [ItemState.SKIPPED]
    assert (changes.blank, changes.skipped) == (1, 0)
    assert len(changes.sightings) == 1


def test_the_language_is_the_most_exact_that_can_be_true() -> None:
    def language(of: str, entry: Entry = _ENTRY) -> str:
        (item,) = decided(entry, language=of).items.values()
        return item.language

    assert language("") == "sv"
    assert language("sv-FI") == "sv-FI"
    assert language("en-US") == "sv"  # what software claims by default
    assert language("sv", replace(_ENTRY, language="en")) == "en"


# --- the past of a source ---


def states(*entries: Entry, **baseline: bool) -> list[str]:
    changes = decided(*entries, baseline=Baseline(**baseline))
    return [str(item.state) for item in changes.items.values()]


def entry(number: int, moment: datetime | None) -> Entry:
    return Entry(str(number), f"https://a.example/{number}", f"Title {number}", "", moment)


def test_what_is_old_at_the_first_reading_is_remembered_and_skipped() -> None:
    old, new = entry(1, _NOW - timedelta(days=61)), entry(2, _NOW - timedelta(days=59))

    assert states(old, new, first=True) == ["skipped", "new"]
    assert states(old, new, first=True, history=True) == ["new", "new"]
    assert states(old, new, first=True, only_new=True) == ["skipped", "skipped"]


def test_what_is_old_later_on_is_news() -> None:
    assert states(entry(1, _NOW - timedelta(days=900))) == ["new"]


def test_of_entries_without_a_date_the_first_twenty_may_be_news() -> None:
    undated = [entry(number, None) for number in range(25)]
    dated = [entry(number, _NOW) for number in range(30, 55)]

    assert states(*dated, *undated, first=True).count("skipped") == 5
    assert states(*undated, first=True)[18:22] == ["new", "new", "skipped", "skipped"]


# --- other ids, doubts, tombstones ---


def test_an_entry_under_another_id_is_renamed_and_taken_over() -> None:
    old = Sighting("se-a", "old", "k3f9", "", "", "", _NOW, _NOW)
    document = Document(_SOURCE, _SORTING, (("new", _ENTRY),))

    changes = arrived(document, Known({}, {}, {}, {}, renamed={"new": old}), Baseline(), _NOW)

    assert [(before, one.key, one.item) for before, one in changes.renamed] == [
        ("old", "new", "k3f9")
    ]
    assert [one.digest for one, _ in changes.revised] == [_ENTRY.digest]
    assert not changes.items
    assert not changes.sightings


def test_what_was_removed_for_good_stays_away() -> None:
    document = Document(_SOURCE, _SORTING, (("1", _ENTRY),))
    known = Known({}, {"1": "a.example/1"}, {}, {}, buried={"1"})

    assert arrived(document, known, Baseline(), _NOW) == Changes()


def test_a_doubt_stands_with_the_item() -> None:
    document = Document(_SOURCE, _SORTING, (("1", _ENTRY),))
    known = Known({}, {"1": "a.example/1"}, {}, {"a.example/1": "k3f9"}, doubt={"1": "old"})

    (item,) = arrived(document, known, Baseline(), _NOW).items.values()

    assert (item.doubt, item.state) == ("old", ItemState.NEW)
