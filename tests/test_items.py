"""What an item is, which entries are the same one, and how editors find it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter import store
from newsletter.errors import NotFound, UsageError
from newsletter.model.dates import PartialDate
from newsletter.model.items import (
    Entry,
    Item,
    ItemState,
    Sighting,
    canonical_url,
    item_key,
    keyword_pattern,
    listing_urls,
    short_id,
    url_key,
    wanted,
)
from newsletter.store import Store
from newsletter.store.items import Filter

NOW = datetime(2026, 11, 22, tzinfo=UTC)

# --- addresses ------------------------------------------------------------------------------

_ADDRESSES = {
    "a slash for no path": ("https://example.org", "https://example.org/"),
    "small host, kept path": ("HTTPS://Example.ORG/Path/A.PDF", "https://example.org/Path/A.PDF"),
    "tracking gone": ("https://e.org/a?utm_source=x&utm_medium=y", "https://e.org/a"),
    "tracking gone, the rest in its order": (
        "https://e.org/a?b=2&UTM_Source=x&a=1&fbclid=z",
        "https://e.org/a?b=2&a=1",
    ),
    "tracking written in percent": ("https://e.org/?%75tm_source=x&q=1", "https://e.org/?q=1"),
    "no value": ("https://e.org/?page&gclid&empty=", "https://e.org/?page&empty="),
    "a name that only begins alike": ("https://e.org/?utmost=1", "https://e.org/?utmost=1"),
    "Latin-1 in the query is kept": ("https://e.org/?q=f%F6r&utm_id=1", "https://e.org/?q=f%F6r"),
    "plus signs and colons are kept": ("https://e.org/?q=a+b&t=1:2&pk_x", "https://e.org/?q=a+b&t=1:2"),
    "semicolons are kept": ("https://e.org/a;v=1?x=1;y=2", "https://e.org/a;v=1?x=1;y=2"),
    "a second question mark": ("https://e.org/?a=b?c", "https://e.org/?a=b?c"),
    "default ports gone": ("https://e.org:443/ ", "https://e.org/"),
    "default port of http": ("http://e.org:80/", "http://e.org/"),
    "other ports kept": ("https://e.org:8443/", "https://e.org:8443/"),
    "the other scheme's port kept": ("http://e.org:443/", "http://e.org:443/"),
    "name and password gone": ("https://user:secret@e.org/a", "https://e.org/a"),
    "fragment gone": ("https://e.org/a#part-2", "https://e.org/a"),
    "fragment of a browser-built site": ("https://e.org/#!/news:1", "https://e.org/#!/news:1"),
    "fragment that is a path": ("https://e.org/#/news?id=1", "https://e.org/#/news?id=1"),
    "parentheses kept": ("https://e.org/a_(b)", "https://e.org/a_(b)"),
    "blanks and letters in percent": ("https://e.org/å b?q=ö", "https://e.org/%C3%A5%20b?q=%C3%B6"),
    "percent kept": ("https://e.org/100%25/%e5", "https://e.org/100%25/%e5"),
    "markup harmless": ('https://e.org/"><b>?<i>', "https://e.org/%22%3E%3Cb%3E?%3Ci%3E"),
    "brackets": ("https://e.org/[a]?b[]=1", "https://e.org/%5Ba%5D?b[]=1"),
    "international host": ("https://Hälsa.se/", "https://xn--hlsa-loa.se/"),
    "its ASCII form": ("https://xn--hlsa-loa.se/", "https://xn--hlsa-loa.se/"),
    "sharp s is its own letter": ("https://straße.de/", "https://xn--strae-oqa.de/"),
    "IPv4": ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
    "IPv6": ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    "an underscore in a host": ("https://a_b.example.org/", "https://a_b.example.org/"),
    "lines in an address": ("https://e.org/a\n/b\tc", "https://e.org/a/bc"),
}  # fmt: skip


@pytest.mark.parametrize(("url", "canonical"), _ADDRESSES.values(), ids=_ADDRESSES)
def test_an_address_loses_what_tells_nothing_of_the_page(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "/news", "news.html", "example.org/a", "//example.org/a", "mailto:a@example.org",
        "ftp://example.org/", "javascript:alert(1)", "tag:example.org,2026:1", "urn:uuid:1",
        "https://", "https:///path", "http://[::1", "http://[not-an-ip]/", "https://e.org:port/",
        "https://e.org:99999/", "https://exa mple.org/", "https://exa<b>mple.org/",
        'https://"e.org/', "https://e..org/", "https://.e.org/", "https://e.org/\ud800",
        "https://å..se/", "https://℀.org/", "https://%65.org/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert canonical_url(url) == ""
    assert url_key(url) == ""


@given(st.text(max_size=60), st.sampled_from(["", "https://", "http://e.org/", "https://e.org?"]))
@example("user@:@", "https://")
def test_a_canonical_address_is_ascii_and_stays_what_it_is(text: str, begin: str) -> None:
    url = canonical_url(begin + text)

    assert canonical_url(url) == url
    assert url.isascii()
    assert not set(url) & set(' \t\r\n"<>\\^`{}')
    if url:
        assert urlsplit(url).scheme in ("http", "https")
        assert urlsplit(url).hostname


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://e.org/a", "https://e.org/a"),
        ("https://e.org/a/", "https://e.org/a"),
        ("https://e.org", "http://e.org:80/"),
        ("https://e.org/a?utm_source=rss", "https://e.org/a?utm_source=atom#top"),
        ("https://hälsa.se/a", "http://xn--hlsa-loa.se/a/"),
    ],
)
def test_two_addresses_of_one_page_have_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other) != ""


_HOSTS = st.from_regex(r"[a-z0-9]{1,9}(\.[a-z0-9-]{1,9}){1,3}", fullmatch=True)
_PATHS = st.from_regex(r"/[a-zA-Z0-9_/%:@!$&'()*+,;=~.-]*", fullmatch=True)


@given(st.sampled_from(["http", "https"]), _HOSTS, _PATHS)
def test_an_address_that_is_canonical_is_what_comes_out_of_another(
    scheme: str, host: str, path: str
) -> None:
    url = f"{scheme}://{host}{path}"

    assert canonical_url(f"{url}?utm_source=x") in (url, "")
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://e.org/a", "https://e.org/A"),
        ("https://e.org/?id=1", "https://e.org/?id=2"),
        ("https://e.org/", "https://e.org:8443/"),
        ("https://e.org/#!/a", "https://e.org/#!/b"),
    ],
)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


# --- entries --------------------------------------------------------------------------------


def test_the_digest_changes_with_what_a_reader_sees() -> None:
    entry = Entry("1", "https://e.org/1", "Title", "Text", datetime(2026, 1, 1, tzinfo=UTC))

    assert entry.digest == Entry("2", "https://e.org/1", "Title", "Text").digest
    assert entry.digest != Entry("1", "https://e.org/2", "Title", "Text").digest
    assert entry.digest != Entry("1", "https://e.org/1", "TitleT", "ext").digest


def test_an_address_that_several_titles_share_is_a_listing() -> None:
    entries = [
        Entry("1", "https://e.org/news/", "One"),
        Entry("2", "http://e.org/news", "Two"),
        Entry("3", "https://e.org/a", "Three"),
        Entry("4", "https://e.org/a", "THREE"),
        Entry("5", "", "Four"),
        Entry("6", "", "Five"),
    ]

    assert listing_urls(entries) == {"e.org/news"}


def test_one_story_in_two_feeds_is_one_item_but_a_listing_names_none() -> None:
    story, again = Entry("1", "https://e.org/a?utm_id=1", "A"), Entry("x", "http://e.org/a/", "B")
    listings = frozenset({"e.org/news"})

    assert item_key("one", "1", story) == item_key("two", "x", again) == "e.org/a"
    one, two = Entry("1", "https://e.org/news", "One"), Entry("2", "https://e.org/news", "Two")
    assert item_key("s", "1", one, listings) != item_key("s", "2", two, listings)
    nameless = Entry("7", "", "No address")
    assert item_key("one", "7", nameless) != item_key("two", "7", nameless)


@given(st.text())
def test_a_short_name_is_the_same_again_and_only_grows(key: str) -> None:
    assert short_id(key) == short_id(key)
    assert short_id(key, 9).startswith(short_id(key, 6))
    assert len(short_id(key)) == 6
    assert short_id(key)[0].isalpha()
    assert not set(short_id(key, 20)) & set("ilou")  # read aloud they are other letters


# --- keywords -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("peer", "Peer support", True),
        ("peer", "A PEER-led group", True),
        ("peer", "Peers", False),
        ("peer", "compeer", False),
        ("peer*", "Peers", True),
        ("*peer", "compeer", True),
        ("psyk*hälsa", "Psykisk hälsa", False),
        ("psyk*hälsa", "Om psykhälsa", True),
        ("psykisk hälsa", "PSYKISK HÄLSA i Sverige", True),
        ("ohälsa", "Ohälsan", False),
        ("äldre", "ÄLDRE", True),
        ("äldre", "älldre", False),
        ("ggz", "de GGZ-sector", True),
        ("C++", "C++ and more", True),
        ("self-harm", "self harm", False),
        ("a.b", "axb", False),
    ],
)
def test_a_keyword_finds_whole_words(word: str, text: str, found: bool) -> None:
    pattern = keyword_pattern([word])

    assert pattern is not None
    assert bool(pattern.search(text)) is found


def test_a_keyword_typed_with_separate_accents_finds_the_letter() -> None:
    pattern = keyword_pattern(["ha\u0308lsa"])

    assert pattern is not None
    assert pattern.search("hälsa")


@pytest.mark.parametrize("words", [[], [""], ["  "]])
def test_without_a_word_there_is_no_filter(words: list[str]) -> None:
    assert keyword_pattern(words) is None


def test_an_entry_needs_an_included_word_and_no_excluded_one() -> None:
    include, exclude = keyword_pattern(["recovery", "peer"]), keyword_pattern(["road*"])

    assert wanted(Entry("", "", "Recovery colleges"), include, exclude)
    assert wanted(Entry("", "", "Titel", "about peer work"), include, exclude)
    assert not wanted(Entry("", "", "Recovery of roads"), include, exclude)
    assert not wanted(Entry("", "", "Something else"), include, exclude)
    assert wanted(Entry("", "", "Something else"), None, exclude)
    assert wanted(Entry("", "", "Road works"), None, None)


# --- the store ------------------------------------------------------------------------------


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
