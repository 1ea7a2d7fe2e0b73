"""Listing pages without selectors: what is listed is found, and nothing around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from listing_pages import PAGES, URL, WITHOUT, Page

from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.listings import read_listing
from newsletter.adapters.page_dates import PageDates
from newsletter.adapters.pages import read_page
from newsletter.errors import SourceError
from newsletter.model.recipes import Selectors
from newsletter.model.sources import Source
from newsletter.ports import Parsed, Response

# What no rule of ours tells apart.
MISSED = {
    "two columns",  # whose lists have other classes: they might as well be news and events
}
# What only stands in the text between two links, or in another element than the entry.
UNDATED = {"lines in one paragraph"}
BESIDE = {
    "definition list", "definition list, dates first", "headings and paragraphs",
    "date above the heading", "blog with links in the text",
}  # fmt: skip
# One entry stands outside the list, or "All news" within it: selectors cannot tell.
INEXACT = {"featured entry and list", "Joomla", "list that ends in all news"}


def read(html: str, url: str = URL) -> Parsed:
    return read_listing(html.encode(), url, "text/html")


def by_selectors(page: Page) -> Parsed:
    select = Selectors(**read(page.html).select)
    return read_page(page.html.encode(), URL, "text/html", select)


def told(parsed: Parsed) -> set[tuple[str, str]]:
    return {(entry.title, entry.url) for entry in parsed.entries}


def wanted(page: Page) -> set[tuple[str, str]]:
    return {(entry.title, entry.url) for entry in page.entries}


def days(parsed: Parsed) -> dict[str, date | None]:
    return {
        entry.url: date.fromisoformat(entry.day) if entry.day else None for entry in parsed.entries
    }


def named(*names: set[str], without: bool = True) -> list[Page]:
    listed = set().union(*names)
    assert listed <= {page.name for page in PAGES}
    return [page for page in PAGES if (page.name not in listed) == without]


@pytest.mark.parametrize("page", named(MISSED), ids=lambda page: page.name)
def test_every_entry_of_a_listing_page_is_found_and_nothing_else(page: Page) -> None:
    assert told(read(page.html)) == wanted(page)


@pytest.mark.parametrize("page", named(MISSED, UNDATED), ids=lambda page: page.name)
def test_the_dates_of_entries_are_found(page: Page) -> None:
    found = days(read(page.html))
    assert found == {entry.url: entry.day for entry in page.entries}


@pytest.mark.parametrize("page", named(MISSED, INEXACT), ids=lambda page: page.name)
def test_the_selectors_of_a_page_find_the_same_again(page: Page) -> None:
    parsed = by_selectors(page)
    assert told(parsed) == wanted(page)
    if page.name not in BESIDE | UNDATED:
        assert days(parsed) == {entry.url: entry.day for entry in page.entries}


@pytest.mark.parametrize(
    ("way", "least"), [(lambda page: read(page.html), 0.95), (by_selectors, 0.95)],
    ids=["automatic", "selectors"],
)  # fmt: skip
def test_precision_and_recall_over_all_pages(way: Callable[[Page], Parsed], least: float) -> None:
    right = found = there = dated = 0
    for page in PAGES:
        parsed = way(page)
        right += len(told(parsed) & wanted(page))
        found += len(parsed.entries)
        there += len(page.entries)
        dated += sum(days(parsed).get(entry.url) == entry.day for entry in page.entries)
    precision, recall = right / found, right / there
    print(f"\n{len(PAGES)} pages, {there} entries: precision {precision:.3f}, ", end="")  # noqa: T201
    print(f"recall {recall:.3f}, dates {dated / there:.3f}")  # noqa: T201
    assert len(PAGES) >= 30
    assert precision >= least
    assert recall >= least


@pytest.mark.parametrize("html", WITHOUT.values(), ids=WITHOUT)
def test_a_page_without_a_list_is_told(html: str) -> None:
    with pytest.raises(SourceError, match=r"no list of entries|empty"):
        read(html)


def test_the_excerpt_is_what_else_stands_in_an_entry() -> None:
    items = "".join(
        f"<li><h3><a href='/{n}'>The news number {n}</a></h3><p class='date'>{n} May 2026</p>"
        f"<p>What <b>it</b> says {n}.</p><p>And what not.</p><a href='/{n}'>Read more</a></li>"
        for n in (1, 2, 3)
    )
    first = read(f"<main><ul>{items}</ul></main>").entries[0]
    assert (first.title, first.excerpt) == ("The news number 1", "What it says 1. And what not.")


def test_title_and_language_of_the_page_are_told() -> None:
    parsed = read(PAGES[0].html)
    assert (parsed.title, parsed.language) == ("News", "en")


def test_a_list_without_a_word_that_tells_it_apart_has_no_selectors_but_entries() -> None:
    page = "".join(f"<p><a href='/{n}'>The news number {n}</a></p>" for n in range(7_000))
    parsed = read(f"<main>{page}</main>")
    assert len(parsed.entries) == 500
    assert parsed.select == {}


# --- dates in numbers ---


@pytest.mark.parametrize(
    ("texts", "language", "text", "day"),
    [
        (["17/03/2026"], "", "04/03/2026", (2026, 3, 4)),
        (["03/17/2026"], "en-GB", "04/03/2026", (2026, 4, 3)),
        ([], "sv", "Nyhet | 04-03-2026", (2026, 3, 4)),
        ([], "en-au", "04/03/2026", (2026, 3, 4)),
        ([], "en_US", "04/03/2026", (2026, 4, 3)),
        ([], "", "4.3.2026", (2026, 3, 4)),
        (["17/03/2026", "03/17/2026"], "nl", "04/03/2026", (2026, 3, 4)),
        ([], "", "2026-03-04", (2026, 3, 4)),
        ([], "en", "4 March 2026", (2026, 3, 4)),
        ([], "en", "04/03/2026", None),
        ([], "", "04/03/2026", None),
        (["17/03/2026"], "", "03/17/2026", None),
        ([], "sv", "2026-02-30", None),
        ([], "sv", "version 1.2.3.2026", None),
    ],
)
def test_a_date_in_numbers_means_what_the_page_and_its_language_say(
    texts: list[str], language: str, text: str, day: tuple[int, int, int] | None
) -> None:
    assert PageDates(texts, language).read(text) == (datetime(*day, tzinfo=UTC) if day else None)


# --- hostile ---

_TITLE = "A title that is long enough {}"
HOSTILE = {
    "empty": "",
    "deep": "<div>" * 50_000 + "<a href=/a>Hello there, world</a>",
    "links in links": "<div><a href=/x>" * 20_000,
    "lists in lists": "".join(
        f"<ul><li><a href=/{n}>{_TITLE.format(n)}</a> 12 May 2026" for n in range(3_000)
    ),
    "many links": "".join(
        f"<li><a href=/{n}>{_TITLE.format(n)}</a> 12 May 2026</li>" for n in range(20_000)
    ),
    "many parts": "<ul>" + "".join(
        f"<li><a href=/{n}>{_TITLE.format(n)}</a>{'<b>2026</b>' * 1_000}</li>" for n in range(30)
    ),
    "long names": "<ul>" + "".join(
        f"<li><a href=/{n}>pdf {'1 ' * 20_000}x</a></li>" for n in range(20)
    ),
    "many classes": "".join(
        f"<div class='{' '.join(f'k{one}' for one in range(200))}'><a href=/{n}>{_TITLE.format(n)}"
        "</a></div>" for n in range(500)
    ),
}  # fmt: skip


async def test_hostile_pages_are_read_or_told_within_the_limits() -> None:
    source = Source(id="x", name="X", place="SE", section="News", page=URL)
    async with FeedParser(time_limit=20) as parser:
        for name, html in HOSTILE.items():
            try:
                parsed = await parser.parse(source, Response(URL, 200, html.encode(), "text/html"))
                assert len(parsed.entries) <= 500, name
            except SourceError as error:
                assert "took more than" not in error.message, name  # noqa: PT017 - or it is read
        assert len(parser._started) == 1


async def test_the_selectors_come_out_of_the_process_that_reads() -> None:
    page = PAGES[0]
    source = Source(id="x", name="X", place="SE", section="News", page=URL)
    async with FeedParser() as parser:
        parsed = await parser.parse(source, Response(URL, 200, page.html.encode(), "text/html"))
    assert parsed == read(page.html)
    assert parsed.select == {"entry": "main > ul > li", "link": "a", "date": "li"}


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ('<time datetime="2026-03">Spring</time>', "2026-03"),
        ("<span>March 2026</span>", "2026-03"),
        ('<p class="date">Published: mars 2026</p>', "2026-03"),
        ("<span>2026</span>", "2026"),
        ("<span>2026</span><span>17 March 2026</span>", "2026-03-17"),
        ('<p class="date"><b>17</b><b>Mar</b><b>2026</b></p>', "2026-03-17"),
        ("<span>Marketing 2026</span>", ""),
    ],
)
def test_a_month_or_year_on_a_page_stays_one_and_a_day_is_better(date: str, day: str) -> None:
    titles = ("A plan for peer support", "What carers ask for in 2025", "Report on recovery")
    rows = "".join(
        f'<li><h3><a href="/news/{number}">{title}</a></h3>{date}<p>What it means for us.</p></li>'
        for number, title in enumerate(titles)
    )
    html = f"<html><body><main><h1>News</h1><ul>{rows}</ul></main></body></html>"
    parsed = read(html)

    assert [(entry.title, entry.day) for entry in parsed.entries] == [(one, day) for one in titles]
    select = Selectors(**parsed.select)
    again = read_page(html.encode(), URL, "text/html", select)
    assert [(entry.title, entry.day) for entry in again.entries] == [(one, day) for one in titles]
