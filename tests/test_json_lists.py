"""Lists in JSON, read by dotted paths."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.json_lists import read_json_list
from newsletter.errors import SourceError
from newsletter.model.dates import Moment, PartialDate
from newsletter.model.items import Entry
from newsletter.model.recipes import Paths
from newsletter.model.sources import Source
from newsletter.ports import Parsed, Response

URL = "https://agency.example/api/news?page=1"
ROW = {
    "id": 7,
    "attributes": {"title": "A <b>strategy</b>", "path": {"alias": "/news/a plan"}},
    "texts": [{"value": "<p>One</p><p>two</p>"}],
    "published": "2026-11-18T10:00:00+01:00",
}
PATHS = {
    "entries": "data.items",
    "title": "attributes.title",
    "link": "attributes.path.alias",
    "date": "published",
    "id": "id",
    "excerpt": "texts.0.value",
}


def read(document: Any, **paths: str) -> Parsed:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_json_list(body, URL, Paths(**(PATHS | paths)))


def listed(*rows: Any) -> dict[str, Any]:
    return {"data": {"total": len(rows), "items": list(rows)}}


def test_each_part_is_found_where_its_path_leads() -> None:
    assert read(listed(ROW)).entries == (
        Entry("7", "https://agency.example/news/a%20plan", "A strategy", "One\ntwo",
              datetime(2026, 11, 18, 9, tzinfo=UTC)),
    )  # fmt: skip


def test_the_document_itself_may_be_the_list() -> None:
    assert read([{"t": "X"}], entries="", title="t").entries[0].title == "X"


def test_a_link_may_be_put_together() -> None:
    link = "https://www.agency.example/{attributes.path.alias}/{id}#top"
    parsed = read(listed(ROW), link=link)
    assert parsed.entries[0].url == "https://www.agency.example//news/a%20plan/7#top"
    parsed = read(listed(ROW, {}), link="https://x.example/{id}")
    assert [entry.url for entry in parsed.entries] == ["https://x.example/7"]


def test_half_a_link_is_none_and_told() -> None:
    parsed = read(listed({"attributes": {"title": "X"}}), link="https://x.example/{id}")
    assert parsed.entries[0].url == ""
    assert parsed.warning == "1 entry of 1 without a link"


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (1795000000, datetime(2026, 11, 18, 11, 6, 40, tzinfo=UTC)),
        (1795000000000, datetime(2026, 11, 18, 11, 6, 40, tzinfo=UTC)),
        ("/Date(1795000000000)/", datetime(2026, 11, 18, 11, 6, 40, tzinfo=UTC)),
        ("18 November 2026", datetime(2026, 11, 18, tzinfo=UTC)),
        ("18.11.2026", datetime(2026, 11, 18, tzinfo=UTC)),
        ("18/11/2026", datetime(2026, 11, 18, tzinfo=UTC)),
        ("2026-11", PartialDate(2026, 11)), (2026, PartialDate(2026)),
        ("11/2026", PartialDate(2026, 11)),
        ("soon", None), (None, None), (True, None), ([], None), ({}, None), (1e300, None),
    ],
)  # fmt: skip
def test_dates_are_read_in_every_way_they_are_written(date: Any, moment: Moment | None) -> None:
    assert read(listed(ROW | {"published": date})).entries[0].moment == moment


def test_the_first_of_several_titles_counts() -> None:
    assert read(listed({"attributes": {"title": ["One", "Two"]}})).entries[0].title == "One"


@pytest.mark.parametrize(
    ("document", "entries", "words"),
    [
        ({"data": {"rows": [], "total": 1}}, "data.items",
         "there is no list at data.items; there is at data: rows, total"),
        ([1], "data.items", "there is no list at data.items; there is a list"),
        ({"data": "x"}, "data.items",
         "there is no list at data.items; there is at data a single value"),
        ({"data": {"items": {}}}, "data.items",
         "there is no list at data.items; there is at data.items: nothing"),
        ({"a": []}, "", "there is no list at the top; there is: a"),
        ({"data": {"items": [{"name": "X"}]}}, "data.items",
         "in no entry is anything at attributes.title; there is: name"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_told_with_what_there_is(
    document: Any, entries: str, words: str
) -> None:
    with pytest.raises(SourceError) as told:
        read(document, entries=entries)
    assert told.value.message == words


def test_a_title_path_that_leads_nowhere_is_told_even_where_there_are_links() -> None:
    with pytest.raises(SourceError) as told:
        read(listed(ROW, ROW), title="attributes.titel")
    words = "in no entry is anything at attributes.titel; there is at attributes: title, path"
    assert told.value.message == words


def test_an_entry_without_a_title_has_words_of_its_own_for_one() -> None:
    text, link = {"texts": ROW["texts"]}, {"attributes": {"path": {"alias": "/x"}}}
    titles = [entry.title for entry in read(listed(ROW, text, link, {"id": 9})).entries]
    assert titles == ["A strategy", "One two", "https://agency.example/x"]


def test_an_empty_list_has_no_entries() -> None:
    assert read(listed()).entries == ()


@pytest.mark.parametrize(
    "body",
    [b"", b" \n", b"<html>", b"{", b"[" * 99_999, b'{"data": ' + b"9" * 10_000 + b"}", b"\xff\xfe"],
    ids=["empty", "blank", "html", "half", "deep", "digits", "bytes"],
)  # fmt: skip
def test_what_is_no_json_is_told(body: bytes) -> None:
    with pytest.raises(SourceError):
        read(body)


async def test_the_parser_reads_lists_in_its_process() -> None:
    fields: dict[str, Any] = {"json": URL, "paths": Paths(**PATHS)}
    source = Source(id="x", name="X", place="SE", section="News", **fields)
    body = json.dumps(listed(ROW)).encode()
    async with FeedParser() as parser:
        assert await parser.parse(source, Response(URL, 200, body)) == read(listed(ROW))
        with pytest.raises(SourceError, match="no JSON"):
            await parser.parse(source, Response(URL, 200, b"[" * 5_000_000))
