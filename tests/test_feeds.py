"""The process that reads documents: it may stall, die or be starved, and the next one is read."""

from __future__ import annotations

import asyncio
import csv
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from feed_texts import ITEM, URL, read, rss

from newsletter.adapters.feed_worker import ANSWER, pack_answer, unpack_answer
from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.markup import to_text
from newsletter.errors import SourceError
from newsletter.model.items import TITLE_LIMIT
from newsletter.model.sources import Source
from newsletter.model.text import one_line
from newsletter.ports import Response

SOURCE = Source(id="x", name="X", place="SE", section="News", feed=URL)
CORPUS = Path(__file__).parent.parent.parent / "shared" / "data" / "feeds"


def response(document: str | bytes) -> Response:
    body = document.encode() if isinstance(document, str) else document
    return Response(URL, 200, body, "application/xml")


LONG = ("<item>" + "<title>T</title>" * 20 + "</item>") * 6_000  # takes a second or two


async def test_documents_are_read_in_a_process_and_come_back_whole() -> None:
    entry = "<item><title>Hälsa 😀</title><pubDate>Tue, 17 Mar 2026 10:00:00 GMT</pubDate></item>"
    document = rss(entry + ITEM, head="<language>sv</language>")
    async with FeedParser() as parser:
        assert await parser.parse(SOURCE, response(document)) == read(document)
        with pytest.raises(SourceError, match="this is a web page"):
            await parser.parse(SOURCE, response("<html><p>Hello"))


async def test_the_collecting_process_never_loads_the_parsers() -> None:
    code = "import sys, newsletter.adapters.feeds as _; print([m for m in sys.modules])"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    loaded = (await process.communicate())[0].decode()
    assert "newsletter.adapters.feeds" in loaded
    assert not {name for name in ("'feedparser'", "'nh3'", "'lxml'") if name in loaded}


async def test_no_process_is_started_without_a_document() -> None:
    async with FeedParser() as parser:
        assert parser._started == []


async def test_many_documents_share_one_process_or_as_many_as_agreed() -> None:
    for workers in (1, 2):
        async with FeedParser(workers=workers) as parser:
            documents = [response(rss(f"<item><title>{n}</title></item>")) for n in range(20)]
            parsed = await asyncio.gather(*(parser.parse(SOURCE, one) for one in documents))
            assert len(parser._started) <= workers
        assert [one.entries[0].title for one in parsed] == [str(n) for n in range(20)]


async def test_a_document_that_stalls_is_told_and_the_next_one_read() -> None:
    long = rss(LONG)
    async with FeedParser(time_limit=0.5) as parser:
        with pytest.raises(SourceError, match=r"reading it took more than 0\.5 seconds"):
            await parser.parse(SOURCE, response(long))
        assert len((await parser.parse(SOURCE, response(rss(ITEM)))).entries) == 1


async def test_a_process_that_dies_is_told_and_replaced() -> None:
    long = rss(LONG)
    async with FeedParser() as parser:
        await parser.parse(SOURCE, response(rss(ITEM)))
        dying = asyncio.create_task(parser.parse(SOURCE, response(long)))
        following = asyncio.create_task(parser.parse(SOURCE, response(rss(ITEM))))
        await asyncio.sleep(0.2)
        parser._started[0].kill()
        with pytest.raises(SourceError, match="the parser broke on this document"):
            await dying
        assert len((await following).entries) == 1


async def test_a_process_that_died_at_rest_is_replaced_without_a_word() -> None:
    async with FeedParser() as parser:
        await parser.parse(SOURCE, response(rss(ITEM)))
        parser._started[0].kill()
        parser._started[0].wait()
        assert len((await parser.parse(SOURCE, response(rss(ITEM)))).entries) == 1


async def test_a_cancelled_reading_leaves_the_parser_usable() -> None:
    long = rss(LONG)
    async with FeedParser() as parser:
        await parser.parse(SOURCE, response(rss(ITEM)))
        reading = asyncio.create_task(parser.parse(SOURCE, response(long)))
        await asyncio.sleep(0.2)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert len((await parser.parse(SOURCE, response(rss(ITEM)))).entries) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits addresses")
async def test_a_document_that_eats_memory_is_told_and_the_next_one_read() -> None:
    greedy = '{"items": [' + "[]," * 3_000_000 + "[]]}"
    async with FeedParser(memory_limit=300 * 2**20) as parser:
        with pytest.raises(SourceError, match="memory"):
            await parser.parse(SOURCE, response(greedy))
        assert len((await parser.parse(SOURCE, response(rss(ITEM)))).entries) == 1


async def test_a_process_that_cannot_start_is_told() -> None:
    async with FeedParser(memory_limit=1) as parser:
        with pytest.raises(SourceError, match="did not start"):
            await parser.parse(SOURCE, response(rss(ITEM)))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
async def test_an_interruption_of_the_terminal_does_not_reach_the_process() -> None:
    async with FeedParser() as parser:
        await parser.parse(SOURCE, response(rss(ITEM)))
        parser._started[0].send_signal(signal.SIGINT)
        await parser.parse(SOURCE, response(rss(ITEM)))
        assert len(parser._started) == 1


async def test_the_process_ends_with_its_input() -> None:
    async with FeedParser() as parser:
        await parser.parse(SOURCE, response(rss(ITEM)))
        (process,) = parser._started
        assert process.stdin
        process.stdin.close()
        assert process.wait() == 0


def test_half_a_surrogate_pair_never_reaches_the_store() -> None:
    address = "https://agency.example/\\ud800"
    parsed = read(f'{{"items": [{{"id": "\\ud800", "title": "A\\udfffB", "url": "{address}"}}]}}')
    (entry,) = unpack_answer(pack_answer(parsed)[ANSWER.size :]).entries
    assert repr(entry).encode()
    assert (entry.url, entry.title[0], entry.title[-1]) == ("https://agency.example/?", "A", "B")


@pytest.mark.parametrize(
    "document",
    [
        rss("<item><description>" + "&lt;!--" * 100_000 + "</description></item>"),
        rss("<item><description>" + "&lt;div&gt;" * 50_000 + "</description></item>"),
        rss("<item><title>" + "&lt;div&gt;" * 50_000 + "</title></item>"),
        rss("<item>" + "<x>" * 50_000 + "</item>"),
        rss("<item " + " ".join(f'a{n}="1"' for n in range(4_000)) + "></item>"),
        "<rss>" * 20_000,
        '{"items": [{"title": ' + "[" * 100_000 + "]}]}",
        '{"items": ' + "9" * 10_000 + "}",
    ],
    ids=["comments", "nesting", "title", "elements", "attributes", "rss", "brackets", "digits"],
)
async def test_a_hostile_document_is_read_or_told_in_time(document: str) -> None:
    async with FeedParser(time_limit=20) as parser:
        try:
            assert len((await parser.parse(SOURCE, response(document))).entries) <= 1
        except SourceError as error:
            assert "took more than" not in error.message  # noqa: PT017 - or it is read
        assert len(parser._started) == 1


# --- real feeds ---


def corpus() -> Iterator[tuple[str, bytes, dict[str, str]]]:
    with (CORPUS / "index.tsv").open(encoding="utf-8", newline="") as index:
        for row in csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["file"], (CORPUS / row["file"]).read_bytes(), row


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the real feeds are not beside us, in {CORPUS}")
async def test_real_feeds_give_every_entry_and_the_right_first_title() -> None:
    async with FeedParser(workers=2) as parser:
        for name, body, row in corpus():
            url = f"https://feeds.example/{name}"
            parsed = await parser.parse(SOURCE, Response(url, 200, body))
            # Two of them hold entries with nothing in them; feedparser finds those as well.
            blank = sum(entry.title == "(untitled)" for entry in parsed.entries)
            found = int(row["entries_feedparser"]) if name.endswith("xml") else None
            assert len(parsed.entries) == (found or int(row["entries_expected"])), name
            assert len(parsed.entries) - blank == int(row["entries_expected"]), name
            title = one_line(to_text(row["first_title"]), TITLE_LIMIT)
            assert parsed.entries[0].title == title or not title, name
