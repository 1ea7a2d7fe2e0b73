"""What one page says of itself, and whose word counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from server import answers, port_of, serving

from newsletter.adapters.articles import read_article
from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.http import HttpFetcher
from newsletter.errors import ConfigError, SourceError
from newsletter.model.articles import (
    Article,
    combined,
    edit_words,
    from_address,
    hand_key,
    missing,
    suggested,
    without_site,
)
from newsletter.model.dates import PartialDate
from newsletter.model.items import TITLE_LIMIT
from newsletter.model.sources import read_sources
from newsletter.ports import Request, Response

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
URL = "https://agency.example/news/health"
JSON_LD = '<script type="application/ld+json">{}</script>'


def read(page: str | bytes, content_type: str = "text/html; charset=utf-8") -> Article:
    body = page.encode() if isinstance(page, str) else page
    return read_article(body, URL, content_type, NOW)


def head(*parts: str, body: str = "<p>Words.</p>", lang: str = "en") -> str:
    html = f'<!doctype html><html lang="{lang}"><head>{"".join(parts)}</head>'
    return f"{html}<body>{body}</body></html>"


def meta(name: str, content: str) -> str:
    return f'<meta {"property" if ":" in name else "name"}="{name}" content="{content}">'


def test_a_page_tells_title_description_date_language_and_publisher() -> None:
    page = head(
        "<title>Psykisk hälsa 2026 | Myndigheten</title>",
        meta("description", "Årliga siffror om hälsan."),
        meta("og:site_name", "Myndigheten"),
        meta("article:published_time", "2026-11-18T09:00:00+01:00"),
        lang="sv-SE",
    )
    assert read(page) == Article(
        url=URL,
        title="Psykisk hälsa 2026",
        text="Årliga siffror om hälsan.",
        published=PartialDate(2026, 11, 18),
        language="sv-SE",
        publisher="Myndigheten",
    )


def test_json_ld_tells_what_no_meta_element_does() -> None:
    said = (
        '{"@context":"https://schema.org","@type":"NewsArticle","headline":"The headline",'
        '"datePublished":"2026-11-18",'
        '"description":"What it is about.","publisher":{"@type":"Organization","name":"Agency"}}'
    )
    article = read(head(JSON_LD.format(said)))
    assert (article.title, article.publisher) == ("The headline", "Agency")
    assert (article.text, article.published) == ("What it is about.", PartialDate(2026, 11, 18))


def test_journals_tell_by_their_own_names() -> None:
    page = head(
        meta("citation_title", "A study of peer work"),
        meta("citation_publication_date", "2026/03"),
        meta("citation_publisher", "The Press"),
    )
    article = read(page)
    assert (article.title, article.publisher) == ("A study of peer work", "The Press")
    assert article.published == PartialDate(2026, 3)


def test_without_a_description_a_page_is_told_by_how_it_begins() -> None:
    body = "<main><h1>Report</h1><p>" + "The report tells how people feel this year. " * 9 + "</p>"
    assert "The report tells how people feel" in read(head(body=body)).text


# --- dates ---


@pytest.mark.parametrize(
    ("said", "published"),
    [
        ("2026-11-18", PartialDate(2026, 11, 18)),
        ("2026-11-18T00:30:00+01:00", PartialDate(2026, 11, 18)),
        ("2026/11/18 08:00", PartialDate(2026, 11, 18)),
        ("18 November 2026", PartialDate(2026, 11, 18)),
        ("2026-11", PartialDate(2026, 11)),
        ("November 2026", PartialDate(2026, 11)),
        ("2025", PartialDate(2025)),
        ("2031-05-05", None),
        ("1970-01-01T00:00:00Z", None),
        ("2026-02-30", None),
        ("soon", None),
    ],
)
def test_a_date_is_as_exact_as_the_page_says_and_believable(
    said: str, published: PartialDate | None
) -> None:
    assert read(head(meta("dcterms.issued", said))).published == published


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ('<p class="date">Published: 14 March 2026</p>', PartialDate(2026, 3, 14)),
        ('<p class="date">Publicerad: mars 2026</p>', PartialDate(2026, 3)),
        ('<time datetime="2026-03-14">in spring</time>', PartialDate(2026, 3, 14)),
        ("<p>No date at all</p>", None),
    ],
)
def test_a_date_that_is_only_shown_is_found_and_never_made_more_exact(
    shown: str, published: PartialDate | None
) -> None:
    assert read(head(body=f"<h1>Title</h1>{shown}<p>Words.</p>")).published == published


def test_a_lying_machine_date_does_not_hide_the_one_that_is_shown() -> None:
    page = head(
        JSON_LD.format('{"@type":"Article","datePublished":"2099-01-01"}'),
        body="<h1>Title</h1><p>14 March 2026</p><p>Words.</p>",
    )
    article = read(page)
    assert article.published == PartialDate(2026, 3, 14)
    assert article.guessed == ("published",)
    assert "published" not in article.known()
    assert article.guesses() == {"published": PartialDate(2026, 3, 14)}


# --- hostile pages ---


def test_a_title_never_becomes_markup() -> None:
    title = "<title>News\u202e <script>alert(1)</script>\n&lt;b&gt;today&lt;/b&gt;</title>"
    assert read(head(title)).title == "News today"


def test_what_a_page_says_is_cut_to_size() -> None:
    page = head(f"<title>{'long ' * 5_000}</title>", meta("description", "word " * 50_000))
    article = read(page)
    assert len(article.title) <= TITLE_LIMIT
    assert len(article.text) <= 1_000


@pytest.mark.parametrize(
    "page",
    [
        "<p>word 2026 march 12/03/2026 " * 400_000,
        "<div>" * 200_000,
        "&" * 500_000,
        "<" * 500_000,
        "<meta name=description content=x>" * 50_000,
        JSON_LD.format('{"a":' * 100_000),
        JSON_LD.format('"description":"' * 50_000),
        '<div class="footer"><a href=x>y</a></div>' * 5_000,
        '<time datetime="2026-03-">2026-03</time>' * 20_000,
        f"<title>{'- ' * 100_000}</title>",
        "\x00\x01\x02" * 10_000 + "<p>x",
    ],
)
def test_a_hostile_page_is_read_or_refused(page: str) -> None:
    try:
        article = read(page)
    except SourceError as error:
        assert error.message  # noqa: PT017  either is right
    else:
        assert len(article.title) <= TITLE_LIMIT
        assert article.title.isprintable()


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        ("<title>Hälsa</title>".encode(), "text/html; charset=utf-8"),
        ("<title>Hälsa</title>".encode("cp1252"), "text/html"),
        ("<title>Hälsa</title>".encode(), "text/html; charset=nonsense"),
        ("<meta charset=latin1><title>Hälsa</title>".encode("cp1252"), "text/html"),
        ("<title>Hälsa</title>".encode("utf-16"), "text/html; charset=latin-1"),
        ("<!doctype html><title>Hälsa</title>".encode(), "application/octet-stream"),
    ],
)
def test_letters_come_out_right_whatever_the_charset_says(page: bytes, content_type: str) -> None:
    assert read(page + b"<p>x", content_type).title == "Hälsa"


@pytest.mark.parametrize("page", [b"", b" \n", b"<!-- only this -->"])
def test_an_empty_page_is_told(page: bytes) -> None:
    with pytest.raises(SourceError):
        read(page)


def test_a_page_without_a_title_has_none() -> None:
    article = read(head(body="<p>Words only.</p>"))
    assert article.title == ""
    assert missing(article.known()) == ["title", "place", "section"]


# --- documents that are no pages ---


@pytest.mark.parametrize("content_type", ["application/pdf", "text/html", ""])
def test_a_pdf_gives_its_name_as_a_guess(content_type: str) -> None:
    url = "https://agency.example/files/annual-report_2026%20final.pdf"
    article = read_article(b"%PDF-1.7 ...", url, content_type, NOW)
    assert article == Article(url, "Annual report 2026 final", guessed=("title",), kind="PDF")
    assert article.known() == {}


def test_another_document_tells_only_what_it_is() -> None:
    assert read(b"PK\x03\x04", "application/zip").kind == "ZIP"
    assert read(b"\x89PNG", "").kind == "file"


def test_the_address_of_a_page_tells_nothing() -> None:
    assert from_address("https://agency.example/news/a-story.html") == Article(
        "https://agency.example/news/a-story.html"
    )


# --- through the door ---


async def test_the_parser_reads_an_article_in_its_process() -> None:
    page = head("<title>Half \ud800 a pair</title>".encode(errors="replace").decode())
    async with FeedParser() as parser:
        article = await parser.article(Response(URL, 200, page.encode(), "text/html"), NOW)
        with pytest.raises(SourceError, match="empty"):
            await parser.article(Response(URL, 200, b"", "text/html"), NOW)
    assert article == read(page)


async def test_a_page_of_a_real_server_is_read() -> None:
    headers = {"Content-Type": "text/html; charset=utf-8"}
    async with serving({"/a": answers(head("<title>Hälsa</title>"), headers=headers)}) as base:
        allowed = frozenset((f"127.0.0.1:{port_of(base)}",))
        async with HttpFetcher(allowed=allowed, gap=0) as fetcher, FeedParser() as parser:
            response = await fetcher.fetch(Request(f"{base}/a"))
            assert (await parser.article(response, NOW)).title == "Hälsa"


# --- whose word counts ---


BOOK = read_sources(
    """
sections: [News, Research]
places: [{code: SE, name: Sweden}, {code: CA, name: Canada}]
sources:
  - {id: se-one, name: The Agency, place: SE, section: News, language: sv,
     feed: "https://www.agency.example/rss"}
  - {id: se-two, name: The Agency, place: SE, section: Research, language: sv,
     page: "https://agency.example/research", select: {entry: li}}
  - {id: ca-one, name: Canada, place: CA, section: News, feed: "https://feeds.example/ca"}
  - {id: off, name: Later, place: CA, section: News, enabled: false}
"""
)


def test_known_sources_of_the_same_site_suggest_what_they_have_in_common() -> None:
    fields, like = suggested(BOOK, "http://www.agency.example/news/1?utm_source=x")
    assert fields == {"place": "SE", "language": "sv", "publisher": "The Agency"}
    assert like == ["se-one", "se-two"]


@pytest.mark.parametrize("url", ["https://other.example/a", "https://agency.example.org/a", ""])
def test_another_site_suggests_nothing(url: str) -> None:
    assert suggested(BOOK, url) == ({}, [])


def test_the_first_who_knows_wins_and_what_was_emptied_stays_empty() -> None:
    fields = combined({"title": "Mine", "excerpt": ""}, {"title": "Theirs", "excerpt": "Words"})
    assert fields == {"title": "Mine", "excerpt": ""}


@pytest.mark.parametrize(
    ("title", "site", "bare"),
    [
        ("News | Agency", "Agency", "News"),
        ("News – Agency", "Agency", "News"),
        ("The Agency", "Agency", "The Agency"),
        ("Agency", "Agency", "Agency"),
        ("| Agency", "Agency", "| Agency"),
        ("News | Agency", "", "News | Agency"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_title(title: str, site: str, bare: str) -> None:
    assert without_site(title, site) == bare


def test_without_an_address_title_date_and_place_are_the_identity() -> None:
    one = hand_key({"title": "News", "place": "SE", "published": PartialDate(2026, 11)})
    assert one == hand_key({"title": "NEWS", "place": "SE", "published": PartialDate(2026, 11)})
    assert one != hand_key({"title": "News", "place": "SE"})
    assert (
        hand_key({"url": "https://e.org/a/"}) == hand_key({"url": "http://e.org/a#x"}) == "e.org/a"
    )


def test_the_words_of_an_edit_are_those_of_the_command_line() -> None:
    words = edit_words("k3f9", {"published": None, "topics": ("a", "b"), "title": "It's"})
    assert words == [
        *("newsletter", "items", "edit", "k3f9", "--title", "It's"),
        *("--date", "", "--topics", "a, b"),
    ]


def test_no_source_may_be_called_as_what_editors_add() -> None:
    text = (
        "sections: [News]\nplaces: [{code: SE, name: Sweden}]\n"
        'sources: [{id: hand, name: X, place: SE, section: News, feed: "https://e.org/rss"}]\n'
    )
    with pytest.raises(ConfigError, match="what editors add by hand"):
        read_sources(text)
