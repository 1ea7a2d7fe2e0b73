"""Listing pages without a feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.pages import read_page
from newsletter.errors import SourceError, Yieldless
from newsletter.model.dates import Moment, PartialDate
from newsletter.model.items import TITLE_LIMIT
from newsletter.model.recipes import Selectors
from newsletter.model.sources import Source
from newsletter.ports import Parsed, Response

URL = "https://agency.example/news/"
PAGE = """<!doctype html><html lang="sv"><head><title>Nyheter &amp; mer</title></head><body>
<nav><a href="/">Home</a></nav>
<div class="item"><a href="/a"><img src="a.png"></a><h3><a href="/a">Psykisk
  <b>hälsa</b></a></h3>
  <time datetime="2026-03-17T09:00:00+01:00">i tisdags</time><p>First.</p><p>Second.</p></div>
<div class="item"><h3><a href="b?x=1&amp;y=2">Two</a></h3>
  <span class="date">16 March 2026</span></div>
<div class="item"><h3><a href="https://other.example/c">Three</a></h3></div>
</body></html>"""


def read(page: str | bytes, content_type: str = "text/html", **select: str) -> Parsed:
    body = page.encode() if isinstance(page, str) else page
    return read_page(body, URL, content_type, Selectors(**{"entry": ".item"} | select))


def test_each_entry_has_title_address_and_excerpt() -> None:
    parsed = read(PAGE, date="time, .date")
    assert [(entry.title, entry.url) for entry in parsed.entries] == [
        ("Psykisk hälsa", "https://agency.example/a"),
        ("Two", "https://agency.example/news/b?x=1&y=2"),
        ("Three", "https://other.example/c"),
    ]
    assert parsed.entries[0].excerpt == "First. Second."
    assert [entry.moment for entry in parsed.entries] == [
        datetime(2026, 3, 17, 8, tzinfo=UTC),
        datetime(2026, 3, 16, tzinfo=UTC),
        None,
    ]
    assert (parsed.title, parsed.language, parsed.warning) == ("Nyheter & mer", "sv", "")


def test_the_title_may_have_a_selector_of_its_own() -> None:
    page = '<li class="item"><h2>The title</h2><a href="/x">Read more</a></li>'
    assert read(page, title="h2").entries[0].title == "The title"
    assert read(page).entries[0].title == "Read more"


def test_an_entry_that_is_its_own_link_works() -> None:
    page = '<ul><a class="item" href="/x">The title</a></ul>'
    assert read(page).entries[0].url == "https://agency.example/x"


def test_addresses_follow_the_base_of_the_page() -> None:
    page = '<base href="/other/"><p class="item"><a href="x">X</a>'
    assert read(page).entries[0].url == "https://agency.example/other/x"


@pytest.mark.parametrize("href", ["javascript:void(0)", "mailto:a@example.org", "#", ""])
def test_an_entry_without_an_address_stays_and_is_told(href: str) -> None:
    parsed = read(f'<p class="item"><a href="{href}">X</a><p class="item"><a href="/y">Y</a>')
    assert [entry.title for entry in parsed.entries] == ["X", "Y"]
    if href != "#":
        assert parsed.entries[0].url == ""
        assert parsed.warning == "1 entry of 2 without a link"


def test_an_entry_without_link_and_title_has_its_text_for_title() -> None:
    page = '<p class="item">Only words</p><p class="item"></p>'
    assert [entry.title for entry in read(page).entries] == ["Only words", "(untitled)"]


def test_a_title_becomes_one_harmless_line() -> None:
    page = f'<p class="item"><a href="/x">A\u202e<script>b()</script>\n{"long " * 500}</a></p>'
    title = read(page).entries[0].title
    assert title.startswith("A long long")
    assert len(title) <= TITLE_LIMIT


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ('<time datetime="2026-03-17">x</time>', datetime(2026, 3, 17, tzinfo=UTC)),
        ("<time>Published 17 March 2026</time>", datetime(2026, 3, 17, tzinfo=UTC)),
        ('<time datetime="">March 17, 2026</time>', datetime(2026, 3, 17, tzinfo=UTC)),
        ('<time datetime="2026-02-30">17 March 2026</time>', datetime(2026, 3, 17, tzinfo=UTC)),
        ("<time>2026-03-17</time>", datetime(2026, 3, 17, tzinfo=UTC)),
        ('<time datetime="2026-03">x</time>', PartialDate(2026, 3)),
        ('<time datetime="2026">17 March 2026</time>', datetime(2026, 3, 17, tzinfo=UTC)),
        ("<time>Published: March 2026</time>", PartialDate(2026, 3)),
        ("<time>mars 2026</time>", PartialDate(2026, 3)),
        ("<time>2026</time>", PartialDate(2026)),
        ("<time>Marketing 2026</time>", None),
        ("<time>soon</time>", None),
        ("", None),
    ],
)
def test_dates_for_machines_and_in_words_are_read(date: str, moment: Moment | None) -> None:
    page = f'<div class="item"><a href="/x">X</a>{date}</div>'
    assert read(page, date="time").entries[0].moment == moment


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        ('<p class="item"><a href="/x">Hälsa</a>'.encode(), ""),
        ('<p class="item"><a href="/x">Hälsa</a>'.encode("cp1252"), ""),
        (
            '<p class="item"><a href="/x">Hälsa</a>'.encode("cp1252"),
            "text/html; charset=ISO-8859-1",
        ),
        ('<meta charset=latin1><p class="item"><a href="/x">Hälsa</a>'.encode("cp1252"), ""),
        ('<p class="item"><a href="/x">Hälsa</a>'.encode("utf-16"), "text/html; charset=latin-1"),
        ('<p class="item"><a href="/x">Hälsa</a>'.encode(), "text/html; charset=nonsense"),
        ('<?xml version="1.0"?><html><p class="item"><a href="/x">Hälsa</a>'.encode(), ""),
    ],
)
def test_letters_come_out_right_whatever_the_encoding(page: bytes, content_type: str) -> None:
    assert read(page, content_type).entries[0].title == "Hälsa"


def test_a_selector_that_finds_nothing_is_told() -> None:
    with pytest.raises(Yieldless, match=r"the selector '\.gone' finds nothing on the page"):
        read(PAGE, entry=".gone")


def test_a_selector_for_titles_that_finds_none_at_all_is_told() -> None:
    words = r"the selector for titles, 'h4\.x', finds nothing in any entry"
    with pytest.raises(SourceError, match=words):
        read(PAGE, title="h4.x")
    assert len(read(PAGE, title="b").entries) == 3  # one has it


def test_a_selector_for_dates_that_finds_none_at_all_is_a_warning() -> None:
    assert read(PAGE, date="span.x").warning == "the selector for dates, span.x, found none"
    assert read(PAGE, date="time").warning == ""


@pytest.mark.parametrize("key", ["entry", "title", "link", "date"])
def test_a_selector_that_is_not_css_is_told(key: str) -> None:
    with pytest.raises(SourceError, match="is not CSS"):
        read(PAGE, **{key: "li["})


@pytest.mark.parametrize("page", [b"", b"  \n", b"\x00\x00", b"<!-- only this -->"])
def test_an_empty_page_is_told(page: bytes) -> None:
    with pytest.raises(SourceError):
        read(page)


@pytest.mark.parametrize(
    "page", ["<div>" * 100_000, "<!--" * 100_000, "<p class=item>" * 20_000, "&" * 500_000]
)
def test_a_hostile_page_is_read_or_refused(page: str) -> None:
    try:
        read(page)
    except SourceError as error:
        assert error.message  # noqa: PT017 - either is right


async def test_the_parser_reads_pages_in_its_process() -> None:
    select = Selectors(entry=".item", date="time, .date")
    source = Source(id="x", name="X", place="SE", section="News", page=URL, select=select)
    async with FeedParser() as parser:
        parsed = await parser.parse(source, Response(URL, 200, PAGE.encode(), "text/html"))
        gone = Response(URL, 200, b"<p>Nothing", "text/html")
        for told in (source, source.model_copy(update={"select": None})):  # by hand, by itself
            with pytest.raises(Yieldless):
                await parser.parse(told, gone)
    assert parsed == read(PAGE, date="time, .date")
