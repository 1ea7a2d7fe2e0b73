"""Records of a repository, in Dublin Core."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.oai import read_oai
from newsletter.errors import SourceError
from newsletter.model.dates import Moment, PartialDate
from newsletter.model.items import Entry
from newsletter.model.sources import Source
from newsletter.ports import Parsed, Response

RECORD = """<record><header><identifier>oai:repo.example:7</identifier>
<datestamp>2026-11-18T10:00:00Z</datestamp><setSpec>x</setSpec></header><metadata>
<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Recovery &amp;amp; work</dc:title><dc:creator>A</dc:creator>
<dc:description>&lt;p&gt;One.&lt;/p&gt;</dc:description><dc:date>2026</dc:date>
<dc:identifier>https://repo.example/7.pdf</dc:identifier>
<dc:identifier>https://repo.example/view/7</dc:identifier>
<dc:identifier>10.1234/abc</dc:identifier><dc:language>en</dc:language>
</oai_dc:dc></metadata></record>"""
ENTRY = Entry(
    "oai:repo.example:7", "https://repo.example/view/7", "Recovery & work", "One.",
    PartialDate(2026), "en",
)  # fmt: skip
GONE = '<record><header status="deleted"><identifier>oai:8</identifier></header></record>'


def answer(inside: str) -> bytes:
    return (
        '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-12-01T00:00:00Z</responseDate>{inside}</OAI-PMH>"
    ).encode()


def read(records: str) -> Parsed:
    return read_oai(answer(f"<ListRecords>{records}</ListRecords>"))


def test_a_record_is_read_and_a_deleted_one_left_out() -> None:
    assert read(RECORD + GONE) == Parsed((ENTRY,))


@pytest.mark.parametrize(
    ("identifiers", "url"),
    [
        ("<dc:identifier>doi:10.1234/abc</dc:identifier>", "https://doi.org/10.1234/abc"),
        ("<dc:identifier>https://r.example/7.PDF</dc:identifier>", "https://r.example/7.PDF"),
        ("<dc:identifier>ISBN 1</dc:identifier>", ""),
        ("", ""),
    ],
)
def test_the_address_is_the_page_else_the_doi_else_the_file(identifiers: str, url: str) -> None:
    start, end = RECORD.index("<dc:identifier>"), RECORD.index("<dc:language>")
    assert read(RECORD[:start] + identifiers + RECORD[end:]).entries[0].url == url


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2026-11-03", datetime(2026, 11, 3, tzinfo=UTC)),
        ("2026-11-03T08:00:00Z", datetime(2026, 11, 3, tzinfo=UTC)),
        ("2026-11", PartialDate(2026, 11)),
        ("1998", PartialDate(1998)),
        ("2026-13", None),
        ("in print", None),
    ],
)
def test_the_date_of_the_work_counts_not_of_its_record(date: str, moment: Moment | None) -> None:
    record = RECORD.replace("<dc:date>2026<", f"<dc:date>{date}<")
    assert read(record).entries[0].moment == moment


def test_more_than_one_page_is_told() -> None:
    parsed = read(f"{RECORD}<resumptionToken>abc</resumptionToken>")
    assert parsed.warning.startswith("the repository has more records than it sends at once")
    assert read(f"{RECORD}<resumptionToken/>").warning == ""


def test_nothing_new_is_no_mistake() -> None:
    assert read_oai(answer('<error code="noRecordsMatch">none</error>')) == Parsed(())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (answer('<error code="badArgument">no such set</error>'),
         r"refuses: no such set \(badArgument\)"),
        (b"<html><body/></html>", "no answer of a repository: it begins with <html>"),
        (b"", "empty"),
        (b"hello", "no XML"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_records_is_told(body: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_oai(body)


async def test_the_parser_reads_records_in_its_process() -> None:
    source = Source(id="x", name="X", place="SE", section="News", oai="https://repo.example/oai")
    body = answer(f"<ListRecords>{RECORD}</ListRecords>")
    async with FeedParser() as parser:
        parsed = await parser.parse(source, Response(source.address, 200, body))
        assert parsed.entries == (ENTRY,)
        laughs = b'<!DOCTYPE O [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + answer("&b;")
        assert (await parser.parse(source, Response(source.address, 200, laughs))).entries == ()
