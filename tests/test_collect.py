"""Deciding what a document means for what is stored: pure, and told the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from newsletter.model.health import Health
from newsletter.model.items import Entry, ItemState, item_key, keyed
from newsletter.model.sources import Source
from newsletter.stages.collect import Changes, Gathered, decide

_NOW = datetime(2026, 11, 22, tzinfo=UTC)
_SOURCE = Source(
    id="se-a", name="The agency", place="SE", section="News", feed="https://a.example/feed",
    language="sv",
)  # fmt: skip
_ENTRY = Entry("1", "https://a.example/1?utm_source=rss", "One", "About one.", _NOW)


def decided(
    *entries: Entry,
    known: dict[str, tuple[str, str]] | None = None,
    existing: dict[str, str] | None = None,
    language: str = "",
    state: ItemState = ItemState.NEW,
) -> Changes:
    gathered = Gathered(_SOURCE, Health("se-a"), tuple(keyed(entries)), language=language)
    identities = {key: item_key("se-a", key, entry) for key, entry in gathered.entries}
    fresh = {identity: f"id-{identity}" for identity in identities.values()}
    return decide(gathered, known or {}, identities, existing or {}, fresh, state, _NOW)


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
    changes = decided(_ENTRY, existing={"a.example/1": "k3f9"})

    assert not changes.items
    assert [sighting.item for sighting in changes.sightings] == ["k3f9"]


def test_an_entry_that_was_served_before_is_no_news_unless_it_changed() -> None:
    same = decided(_ENTRY, known={"1": ("k3f9", _ENTRY.digest)})
    changed = decided(_ENTRY, known={"1": ("k3f9", "another digest")})

    assert (same.again, same.revised, same.sightings) == (["1"], [], [])
    assert [sighting.item for sighting, _ in changed.revised] == ["k3f9"]


def test_a_blank_entry_is_remembered_but_not_in_the_inbox() -> None:
    changes = decided(Entry("9", "", "(untitled)"))

    assert [item.state for item in changes.items.values()] == [ItemState.SKIPPED]
    assert len(changes.sightings) == 1


def test_the_language_is_the_most_exact_that_can_be_true() -> None:
    def language(of: str, entry: Entry = _ENTRY) -> str:
        (item,) = decided(entry, language=of).items.values()
        return item.language

    assert language("") == "sv"
    assert language("sv-FI") == "sv-FI"
    assert language("en-US") == "sv"  # what software claims by default
    assert language("sv", replace(_ENTRY, language="en")) == "en"
