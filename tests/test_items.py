"""What an item is, which entries are the same one, and which are wanted."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.model.items import (
    Entry,
    canonical_url,
    item_key,
    keyword_pattern,
    listing_urls,
    short_id,
    url_key,
    wanted,
)

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
