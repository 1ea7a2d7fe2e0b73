"""The articles of a journal, as Crossref tells them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newsletter.adapters.crossref import read_crossref
from newsletter.adapters.feeds import FeedParser
from newsletter.errors import SourceError
from newsletter.model.dates import Moment, PartialDate
from newsletter.model.items import Entry
from newsletter.model.sources import Source
from newsletter.ports import Parsed, Response

WORK = {
    "DOI": "10.1234/ABC.5",
    "URL": "https://doi.org/10.1234/abc.5",
    "title": ["Peer work &amp; recovery: <i>a review</i>"],
    "abstract": "<jats:title>Abstract</jats:title><jats:p>One.</jats:p><jats:p>Two.</jats:p>",
    "published": {"date-parts": [[2026, 11]]},
    "published-online": {"date-parts": [[2026, 10, 28]]},
    "created": {"date-time": "2026-10-27T09:00:00Z"},
}


def read(*works: Any) -> Parsed:
    return read_crossref(json.dumps({"status": "ok", "message": {"items": works}}).encode())


def test_an_article_has_title_abstract_doi_and_day() -> None:
    assert read(WORK).entries == (
        Entry("10.1234/abc.5", "https://doi.org/10.1234/abc.5", "Peer work & recovery: a review",
              "One.\nTwo.", datetime(2026, 10, 28, tzinfo=UTC)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "moment"),
    [
        ({"published": [[2026, 11]]}, PartialDate(2026, 11)),
        ({"published": [[2026]]}, PartialDate(2026)),
        ({"published-print": [[2026]], "published": [[2026, 10]]}, PartialDate(2026, 10)),
        ({"published": [[1990, 5, 4]]}, datetime(1990, 5, 4, tzinfo=UTC)),
        ({"published-print": [[2026, 12]], "published": [[2026, 10, 1]]},
         datetime(2026, 10, 1, tzinfo=UTC)),
        ({"published": [[2026, 2, 30]]}, None),
        ({"published": [[None]]}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_the_date_is_the_most_exact_that_is_said(
    dates: dict[str, Any], moment: Moment | None
) -> None:
    work = {"DOI": "10.1/1", "created": WORK["created"]}
    work |= {kind: {"date-parts": parts} for kind, parts in dates.items()}
    assert read(work).entries[0].moment == moment


def test_an_article_may_lack_nearly_everything() -> None:
    assert read({"DOI": "10.1/1"}).entries == (Entry("10.1/1", "https://doi.org/10.1/1", "10.1/1"),)
    assert read({}).entries == (Entry("", "", "(untitled)"),)
    assert read(1, None).entries == ()


@pytest.mark.parametrize("body", [b"", b"[]", b'{"message": "no"}', b"<html>"])
def test_what_crossref_does_not_answer_is_told(body: bytes) -> None:
    with pytest.raises(SourceError):
        read_crossref(body)


async def test_the_parser_reads_crossref_in_its_process() -> None:
    source = Source(id="x", name="X", place="SE", section="News", crossref="2755-9734")
    body = json.dumps({"message": {"items": [WORK]}}).encode()
    async with FeedParser() as parser:
        assert await parser.parse(source, Response(source.address, 200, body)) == read(WORK)
