"""What the demonstration serves: documents that readers read, from a server that behaves."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from aiohttp import ClientSession
from lxml import html

from newsletter.adapters.demo import SUBSCRIBERS_CSV, DemoItem, DemoServer, demo_items
from newsletter.adapters.demo.feeds import (
    Feed,
    atom,
    broken,
    json_feed,
    listing_page,
    rss091,
    rss1,
    rss2,
)
from newsletter.adapters.demo.server import SLOW_SECONDS
from newsletter.model import sentences
from newsletter.model.identity import keyed
from newsletter.model.items import (
    Entry,
    canonical_url,
    item_key,
    keyword_pattern,
    listing_urls,
    wanted,
)
from newsletter.model.sources import Source, SourceBook, read_sources

ITEMS = demo_items()
ALL = Feed("Böcker & <rapporter>", "https://newsletter.example/all", "sv", ITEMS)
WRITERS: dict[str, Callable[[Feed], bytes]] = {
    "rss2": rss2,
    "latin1": partial(rss2, charset="ISO-8859-1"),
    "utf16": partial(rss2, charset="UTF-16"),
    "no ids": partial(rss2, ids=False),
    "rss1": rss1,
    "rss091": rss091,
    "atom": atom,
}
VERSIONS = {"rss1": "rss10", "rss091": "rss091u", "atom": "atom10"}


def parsed(body: bytes, content_type: str = "application/xml") -> Any:
    return feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-type": content_type},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def found(body: bytes, path: str) -> list[Any]:
    """Return what an XPath finds in a page of ours, which is UTF-8."""
    document: Any = html.document_fromstring(body.decode())
    return list(document.xpath(path))


def item(**changes: Any) -> DemoItem:
    return ITEMS[0].model_copy(update=changes)


@pytest.fixture
async def server() -> AsyncIterator[DemoServer]:
    async with DemoServer(slow_seconds=0) as running:
        yield running


@pytest.fixture
def book(server: DemoServer) -> SourceBook:
    return read_sources(server.sources_yaml())


def named(book: SourceBook, id: str) -> Source:
    source = book.source(id)
    assert source is not None
    return source


async def body_of(session: ClientSession, source: Source) -> bytes:
    async with session.get(source.address) as response:
        assert response.status == 200
        return await response.read()


# --- items ---


def test_items_are_many_and_each_is_known_by_its_id() -> None:
    assert len(ITEMS) == 55
    assert len({one.id for one in ITEMS}) == 55


def test_a_title_that_is_not_english_has_a_gloss() -> None:
    assert [one.id for one in ITEMS if (one.language != "en") != bool(one.english)] == []


def test_easy_words_are_one_to_three_short_sentences() -> None:
    counts = {one.id: len(list(sentences.sentences(one.easy))) for one in ITEMS}
    assert {id: count for id, count in counts.items() if not 1 <= count <= 3} == {}
    assert [found for one in ITEMS for found in sentences.too_long(one.easy)] == []


def test_easy_words_have_no_short_forms_and_no_dates_in_figures() -> None:
    hard = re.compile(r"\b\w*[A-Z]\w*[A-Z]\w*|\b(?:e\.g|i\.e|etc)\b|[;()/&%]")
    assert [found for one in ITEMS for found in hard.findall(one.easy)] == []
    assert [found for one in ITEMS for found in sentences.numeric_dates(one.easy)] == []


def test_a_webinar_tells_when_it_was() -> None:
    board = next(one for one in ITEMS if one.id == "us-prolc-board-2019")
    assert board.text.endswith("Held on 15 May 2019, 14:00 to 15:30, New York.")


# --- documents ---


@pytest.mark.parametrize("name", WRITERS)
def test_every_feed_is_well_formed_and_keeps_titles_and_addresses(name: str) -> None:
    feed = parsed(WRITERS[name](ALL))
    assert not feed.bozo
    assert feed.version == VERSIONS.get(name, "rss20")
    assert feed.feed.title == ALL.title
    assert [entry.title for entry in feed.entries] == [one.title for one in ITEMS]
    assert [entry.link for entry in feed.entries] == [one.url for one in ITEMS]


@pytest.mark.parametrize("write", [*WRITERS.values(), json_feed, listing_page, broken])
def test_the_same_items_give_the_same_bytes(write: Any) -> None:
    assert write(ALL) == write(ALL)


def test_charsets_are_what_they_say() -> None:
    latin, wide = WRITERS["latin1"](ALL), WRITERS["utf16"](ALL)
    assert b"encoding='ISO-8859-1'" in latin
    assert "psykisk hälsa".encode("latin-1") in latin
    assert wide.decode("utf-16").startswith("<?xml version='1.0' encoding='UTF-16'?>")


def test_what_a_charset_lacks_becomes_a_reference() -> None:
    feed = Feed("Ā", "https://newsletter.example/", "mi", (item(title="Te Hiringa Māori 🙂"),))
    assert parsed(rss2(feed, charset="ISO-8859-1")).entries[0].title == "Te Hiringa Māori 🙂"


def test_markup_in_a_title_stays_text() -> None:
    title = "<script>alert('x')</script> & ]]> \"quoted\""
    feed = Feed("One", "https://newsletter.example/", "en", (item(title=title),))
    writers: list[Callable[[Feed], bytes]] = [rss2, rss1, rss091, atom]
    for write in writers:
        root = ElementTree.fromstring(write(feed))  # noqa: S314 - ours
        assert title in [element.text for element in root.iter()]
    assert found(listing_page(feed), "//article/h2/a/text()") == [title]


def test_only_a_date_known_to_the_day_is_told() -> None:
    dates = ["2024", "2024-05", "2024-05-31"]
    items = tuple(item(id=date, date=date) for date in dates)
    feed = Feed("Three", "https://newsletter.example/", "en", items)
    writers: list[Callable[[Feed], bytes]] = [rss2, rss1, atom]
    for write in writers:
        entries = parsed(write(feed)).entries
        told = [entry.get("published_parsed") or entry.get("updated_parsed") for entry in entries]
        assert told[:2] == [None, None]
        assert tuple(told[2])[:3] == (2024, 5, 31)
    assert [entry.get("date_published") for entry in json.loads(json_feed(feed))["items"]] == [
        None,
        None,
        "2024-05-31T00:00:00+00:00",
    ]


def test_a_feed_without_ids_or_dates_has_none() -> None:
    assert all("id" not in entry for entry in parsed(rss2(ALL, ids=False)).entries)
    plain = parsed(rss091(ALL)).entries
    assert all("id" not in entry and "published" not in entry for entry in plain)


def test_ids_differ_within_a_document() -> None:
    for write in (rss2, atom):
        ids = [entry.id for entry in parsed(write(ALL)).entries]
        assert len(set(ids)) == len(ITEMS)


def test_json_feed_says_what_version_it_is_and_holds_all() -> None:
    document = json.loads(json_feed(ALL))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert [entry["title"] for entry in document["items"]] == [one.title for one in ITEMS]


def test_the_page_has_an_article_with_its_date_for_each_item() -> None:
    page = listing_page(ALL)
    assert found(page, "//article/h2/a/text()") == [one.title for one in ITEMS]
    assert found(page, "//article/h2/a/@href") == [one.url for one in ITEMS]
    assert found(page, "//article//time/@datetime") == [one.date for one in ITEMS]


def test_the_broken_feed_is_broken_late_and_can_be_mended() -> None:
    body = broken(ALL)
    with pytest.raises(ElementTree.ParseError) as caught:
        ElementTree.fromstring(body)  # noqa: S314 - ours
    assert caught.value.position[0] > body.count(b"\n") * 2 / 3
    feed = parsed(body)
    assert feed.bozo
    assert [entry.title for entry in feed.entries] == [one.title for one in ITEMS]


# --- server ---


async def test_the_sources_are_valid_and_cover_every_place(book: SourceBook) -> None:
    assert {one.place for one in book.sources} == {one.code for one in book.places}
    assert len(book.places) == 17
    assert all(one.enabled and one.checked == "never" for one in book.sources)


async def test_every_item_stands_in_a_source_of_its_place(book: SourceBook) -> None:
    for one in ITEMS:
        source = named(book, one.source)
        assert (source.place, source.language) == (one.place, one.language), one.id
    assert [one.id for one in book.sources if one.section not in book.sections] == []


async def test_every_source_leads_to_this_server_alone(
    server: DemoServer, book: SourceBook
) -> None:
    assert re.fullmatch(r"127\.0\.0\.1:\d+", server.address)
    assert all(one.address.startswith(f"{server.base_url}/") for one in book.sources)
    assert "demo.invalid" not in server.sources_yaml()


async def test_every_source_serves_its_items_but_the_one_out_of_order(book: SourceBook) -> None:
    async with ClientSession() as session:
        for source in book.sources:
            expected = [one.title for one in ITEMS if source.id in (one.source, *one.also)]
            async with session.get(source.address) as response:
                body = await response.read()
            if source.id == "se-iimhl":
                assert response.status == 500
                continue
            assert response.status == 200, source.id
            assert titles(source, body, response.headers["Content-Type"]) == expected, source.id


def titles(source: Source, body: bytes, content_type: str) -> list[str]:
    if source.select:
        return found(body, "//article/h2/a/text()")
    if body.startswith(b"{"):
        return [entry["title"] for entry in json.loads(body)["items"]]
    feed = parsed(body, content_type)
    assert bool(feed.bozo) == (source.id == "au-nmhc"), source.id
    return [entry.title for entry in feed.entries]


async def test_a_copy_that_still_holds_is_answered_with_304(book: SourceBook) -> None:
    source = named(book, "eu-sante")
    async with ClientSession() as session:
        async with session.get(source.address) as first:
            etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
        assert modified == "Wed, 07 Jun 2023 00:00:00 GMT"
        for headers in (
            {"If-None-Match": etag},
            {"If-None-Match": f'"other", W/{etag}'},
            {"If-Modified-Since": modified},
            {"If-None-Match": etag, "If-Modified-Since": "Wed, 07 Jun 2000 00:00:00 GMT"},
        ):
            async with session.get(source.address, headers=headers) as again:
                assert again.status == 304
                assert again.headers["ETag"] == etag
                assert again.headers["Last-Modified"] == modified
                assert await again.read() == b""


async def test_an_older_copy_is_answered_whole(book: SourceBook) -> None:
    source = named(book, "eu-sante")
    async with ClientSession() as session:
        for headers in (
            {"If-None-Match": '"other"'},
            {"If-Modified-Since": "Tue, 06 Jun 2023 00:00:00 GMT"},
            {"If-None-Match": '"other"', "If-Modified-Since": "Wed, 07 Jun 2023 00:00:00 GMT"},
        ):
            async with session.get(source.address, headers=headers) as answer:
                assert answer.status == 200


async def test_a_document_without_dates_has_an_etag_alone(book: SourceBook) -> None:
    async with ClientSession() as session, session.get(named(book, "ca-mhcc").address) as answer:
        assert "Last-Modified" not in answer.headers
        assert answer.headers["ETag"]


async def test_the_moved_source_says_so_for_good(server: DemoServer, book: SourceBook) -> None:
    source = named(book, "nz-tepou")
    async with ClientSession() as session:
        async with session.get(source.address, allow_redirects=False) as answer:
            assert answer.status == 301
            assert answer.headers["Location"] == "/atom/nz-tepou"
        async with session.get(source.address) as answer:
            assert str(answer.url) == f"{server.base_url}/atom/nz-tepou"
            assert len(parsed(await answer.read()).entries) == 2


def test_one_source_is_slow_by_its_own_delay() -> None:
    assert DemoServer().delays == {"who": SLOW_SECONDS}
    assert DemoServer(slow_seconds=0.2).delays == {"who": 0.2}


async def test_robots_txt_allows_the_page(server: DemoServer, book: SourceBook) -> None:
    assert [one.id for one in book.sources if one.select] == ["gb-scotgov"]
    async with ClientSession() as session, session.get(f"{server.base_url}/robots.txt") as answer:
        assert answer.status == 200
        assert "Allow: /" in await answer.text()


async def test_one_story_stands_in_feeds_of_two_places(book: SourceBook) -> None:
    async with ClientSession() as session:
        dutch = parsed(await body_of(session, named(book, "nl-ggz"))).entries[0].link
        links = [one.link for one in parsed(await body_of(session, named(book, "iimhl"))).entries]
    assert dutch not in links
    assert canonical_url(dutch) in [canonical_url(link) for link in links]
    assert any("utm_source=" in link for link in links)


async def test_entries_under_one_address_stay_apart(book: SourceBook) -> None:
    async with ClientSession() as session:
        body = await body_of(session, named(book, "au-aihw"))
    entries = [
        Entry(one.get("id", ""), one.link, one.title, one.summary) for one in parsed(body).entries
    ]
    assert len({one.url for one in entries}) == 1
    listings = listing_urls(entries)
    keys = {item_key("au-aihw", key, entry, listings) for key, entry in keyed(entries)}
    assert len(keys) == 3


async def test_a_filtered_source_leaves_out_what_is_about_something_else(book: SourceBook) -> None:
    source = named(book, "un")
    include, exclude = (keyword_pattern(words) for words in book.words(source))
    async with ClientSession() as session:
        entries = parsed(await body_of(session, source)).entries
    kept = [
        one for one in entries if wanted(Entry("", "", one.title, one.summary), include, exclude)
    ]
    assert (len(entries), len(kept)) == (3, 2)


async def test_the_server_lets_go_of_its_port() -> None:
    async with DemoServer() as server:
        address = server.base_url
    async with ClientSession() as session:
        with pytest.raises(OSError, match="Connect"):
            await session.get(f"{address}/robots.txt")


# --- subscribers ---


async def test_subscribers_are_roles_at_an_address_that_is_nobodys(book: SourceBook) -> None:
    rows = list(csv.DictReader(io.StringIO(SUBSCRIBERS_CSV)))
    assert len(rows) == 12
    assert len({row["email"] for row in rows}) == 12
    assert all(row["email"].endswith("@example.org") for row in rows)
    countries = {one.code for one in book.places if not one.body}
    assert {row["place"] for row in rows} == countries
