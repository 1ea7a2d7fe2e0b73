"""Sitemaps: the pages of a site with the day they changed."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.sitemaps import read_sitemap
from newsletter.errors import SourceError
from newsletter.model.items import Entry
from newsletter.model.sources import Source
from newsletter.ports import Parsed, Response

URL = "https://agency.example/sitemap.xml"
SITE = "https://agency.example"
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PLAIN = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {_SPACE}>
<url><loc>{SITE}/</loc><lastmod>2026-11-20</lastmod></url>
<url><loc>{SITE}/news/old-plan.html</loc><lastmod>2024-01-02</lastmod></url>
<url><loc>
  {SITE}/news/a-new_plan?x=1&amp;y=2 </loc><lastmod>2026-11-18T10:00:00+01:00</lastmod></url>
<url><loc>{SITE}/news/psykisk-h%C3%A4lsa/</loc></url>
<url><loc>{SITE}/about-us</loc><lastmod>2026-11-19</lastmod></url>
</urlset>"""
NEWS = f"""<urlset {_SPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>{SITE}/n/1</loc><news:news><news:publication><news:name>Agency</news:name>
<news:language>sv</news:language></news:publication>
<news:publication_date>2026-11-18T08:00:00Z</news:publication_date>
<news:title>Ny &lt;i&gt;strategi&lt;/i&gt; &amp; mer</news:title></news:news></url></urlset>"""


def read(text: str | bytes, match: str = "") -> Parsed:
    return read_sitemap(text.encode() if isinstance(text, str) else text, URL, match)


def titles(parsed: Parsed) -> list[str]:
    return [entry.title for entry in parsed.entries]


def test_pages_come_newest_first_under_the_words_of_their_address() -> None:
    parsed = read(PLAIN, "/news/*")
    assert titles(parsed) == ["A new plan", "Old plan", "Psykisk hälsa"]
    first, _, last = parsed.entries
    assert first == Entry(
        "", f"{SITE}/news/a-new_plan?x=1&y=2", "A new plan",
        moment=datetime(2026, 11, 18, 9, tzinfo=UTC),
    )  # fmt: skip
    assert last.moment is None


@pytest.mark.parametrize(
    ("match", "count"), [("", 4), ("*", 4), ("/news/*", 3), ("*plan*", 2), ("/about-us", 1)]
)
def test_match_is_for_whole_paths_and_a_star_for_anything(match: str, count: int) -> None:
    assert len(read(PLAIN, match).entries) == count


@pytest.mark.parametrize("match", ["/news", "/NEWS/*", "/news/(.)*"])
def test_a_match_that_fits_nothing_is_told(match: str) -> None:
    with pytest.raises(SourceError, match="none of the 4 addresses in the sitemap is like"):
        read(PLAIN, match)


def test_a_news_sitemap_gives_titles_dates_and_languages() -> None:
    assert read(NEWS).entries == (
        Entry("", f"{SITE}/n/1", "Ny strategi & mer",
              moment=datetime(2026, 11, 18, 8, tzinfo=UTC), language="sv"),
    )  # fmt: skip


def test_an_index_names_the_sitemaps_in_it() -> None:
    index = f"""<sitemapindex {_SPACE}>
    <sitemap><loc>{SITE}/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
    <sitemap><loc>{SITE}/new.xml</loc><lastmod>2026-11-01</lastmod></sitemap></sitemapindex>"""
    with pytest.raises(SourceError) as told:
        read(index)
    assert told.value.message == (
        f"this is an index of 2 sitemaps: name one of them\n{SITE}/new.xml\n{SITE}/old.xml"
    )


def test_an_empty_sitemap_has_no_entries() -> None:
    assert read(f"<urlset {_SPACE}/>") == Parsed(())


def test_a_packed_sitemap_is_unpacked() -> None:
    assert len(read(gzip.compress(PLAIN.encode())).entries) == 4


def test_a_long_sitemap_gives_the_newest_and_says_so() -> None:
    pages = "".join(
        f"<url><loc>{SITE}/news/page-{n}</loc><lastmod>{1000 + n}-01-01</lastmod></url>"
        for n in range(1_200)
    )
    parsed = read(f"<urlset {_SPACE}>{pages}</urlset>")
    assert len(parsed.entries) == 1_000
    assert parsed.entries[0].title == "Page 1199"
    assert parsed.warning == "the newest 1,000 of 1,200 pages: narrow it with match"


def test_a_month_or_year_stays_one_and_is_as_new_as_its_beginning() -> None:
    dates = ("2026-03-02", "2026", "2026-03", "2026-13")
    pages = "".join(
        f"<url><loc>{SITE}/news/page-{n}</loc><lastmod>{date}</lastmod></url>"
        for n, date in enumerate(dates)
    )
    entries = read(f"<urlset {_SPACE}>{pages}</urlset>").entries
    assert [entry.day for entry in entries] == ["2026-03-02", "2026-03", "2026", ""]


def test_a_title_that_is_no_word_is_the_address() -> None:
    page = f"<urlset {_SPACE}><url><loc>{SITE}/news/12345</loc></url></urlset>"
    assert titles(read(page)) == [f"{SITE}/news/12345"]


def test_a_broken_sitemap_is_read_as_far_as_it_goes() -> None:
    broken = PLAIN.replace("&amp;", "&").replace("</urlset>", "<url><loc>")
    assert len(read(broken, "/news/*").entries) == 3


@pytest.mark.parametrize(
    "text",
    ["", "  ", "hello", "{}", "<html><body><a href='/x'>x</a></body></html>",
     "<rss><channel/></rss>", b"\x1f\x8bnonsense", b"\x00\x01"],
)  # fmt: skip
def test_what_is_no_sitemap_is_told(text: str | bytes) -> None:
    with pytest.raises(SourceError):
        read(text)


# --- hostile ---

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_URL = "<url><loc>https://agency.example/&{};</loc></url>"


def test_entities_are_neither_resolved_nor_loaded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret-words", "utf-8")
    for entities in (
        f'<!ENTITY l0 "ha">{_LAUGHS}<!ENTITY x "&l11;">',
        f'<!ENTITY x SYSTEM "{secret.as_uri()}">',
        '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">',
    ):
        document = f"<!DOCTYPE u [{entities}]><urlset {_SPACE}>{_URL.format('x')}</urlset>"
        with suppress(SourceError):  # too many laughs are an error in themselves
            parsed = read(document)
            assert "secret" not in repr(parsed)
            assert len(repr(parsed)) < 500


def test_a_sitemap_may_be_packed_in_several_parts_but_not_cut_off() -> None:
    body = PLAIN.encode()
    parts = gzip.compress(body[:200]) + gzip.compress(body[200:])
    assert read(parts) == read(PLAIN)
    with pytest.raises(SourceError, match="breaks off"):
        read(parts[:-30])


def test_a_broken_sitemap_gives_what_can_be_read_and_a_warning() -> None:
    parsed = read(PLAIN[: PLAIN.rindex("<loc>") + 8])
    assert parsed.entries
    assert parsed.warning.startswith("it is broken XML (near line")


async def test_hostile_sitemaps_are_told_or_read_within_the_limits() -> None:
    hostile = {
        "nested": b"<urlset>" + b"<url>" * 1_000_000,
        "nested and closed": b"<a>" * 500_000 + b"</a>" * 500_000,
        "attributes": b"<urlset " + b" ".join(b"a%d='1'" % n for n in range(300_000)) + b"/>",
        "a bomb": gzip.compress(bytes(200 * 2**20)),
        "a bomb of pages": gzip.compress(b"<urlset>" + b"<url><loc>x</loc></url>" * 2_000_000),
        "laughs": f'<!DOCTYPE u [<!ENTITY l0 "ha">{_LAUGHS}]><urlset>&l11;</urlset>'.encode(),
        "comments": b"<urlset>" + b"<!--" * 1_000_000,
        "many": b"<urlset>" + b"<url><loc>https://a.example/a-b-c</loc></url>" * 50_000,
    }
    source = Source(id="x", name="X", place="SE", section="News", sitemap=URL)
    async with FeedParser(time_limit=20) as parser:
        for name, body in hostile.items():
            try:
                assert len((await parser.parse(source, Response(URL, 200, body))).entries) <= 1_000
            except SourceError as error:
                assert "took more than" not in error.message, name  # noqa: PT017 - or it is read
        assert len(parser._started) == 1
