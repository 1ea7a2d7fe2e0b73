"""What addresses and pages tell of the feeds behind them."""

from __future__ import annotations

import pytest

from newsletter.adapters.links import read_links
from newsletter.errors import SourceError
from newsletter.model.discovery import (
    CANONICAL,
    Candidate,
    How,
    by_rule,
    declares_feed,
    likeliest,
    looks_like_feed,
    usual,
    web_address,
)

URL = "https://agency.example/news/"


# --- what addresses tell ---


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://e.org/x", "https://e.org/x"),
        ("  http://e.org ", "http://e.org"),
        ("e.org", "https://e.org"),
        ("e.org/news?x=1", "https://e.org/news?x=1"),
        ("127.0.0.1:8000/x", "https://127.0.0.1:8000/x"),
        ("feed://e.org/rss", "http://e.org/rss"),
        ("feed:https://e.org/rss", "https://e.org/rss"),
        ("FEED:https://e.org/rss", "https://e.org/rss"),
        ("myndighet.se/hälsa", "https://myndighet.se/hälsa"),
        ("", ""),
        ("news", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
    ],
)
def test_the_address_somebody_meant_is_understood(typed: str, meant: str) -> None:
    assert web_address(typed) == meant


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        (
            "https://www.youtube.com/channel/UCabc_-1/videos",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc_-1",
        ),
        (
            "https://m.youtube.com/playlist?list=PL12-x",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PL12-x",
        ),
        (
            "https://youtube.com/watch?v=1&list=PL12",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PL12",
        ),
        ("https://github.com/owner/repo", "https://github.com/owner/repo/releases.atom"),
        ("https://github.com/owner/repo.git", "https://github.com/owner/repo/releases.atom"),
        ("https://github.com/owner/repo/issues", "https://github.com/owner/repo/releases.atom"),
        ("https://www.youtube.com/@somebody", ""),
        ("https://www.youtube.com/watch?v=1&list=%2F..", ""),
        ("https://notyoutube.com/channel/UCabc", ""),
        ("https://github.com/owner", ""),
        ("https://github.com/topics/python", ""),
        ("https://agency.example/channel/UCabc", ""),
    ],
)
def test_channels_playlists_and_releases_have_feeds_by_rule(url: str, feed: str) -> None:
    assert [one.url for one in by_rule(url)] == ([feed] if feed else [])


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("/feed", True),
        ("/news/feed/", True),
        ("/RSS.xml", True),
        ("/nyheter/rss/", True),
        ("/news.rss", True),
        ("/news.atom?topic=health", True),
        ("/index.xml", True),
        ("/rss-news.aspx?id=3", True),
        ("/feed.json", True),
        ("/?feed=rss2", True),
        ("/index.php?option=x&format=feed&type=rss", True),
        ("/4.123.portlet?state=rss&rss", True),
        ("/feedback", False),
        ("/news/", False),
        ("/sitemap.xml", False),
        ("/about-rss.html", False),
        ("/share?url=https://e.org/rss.xml", False),
        ("/newsfeeds-explained", False),
    ],
)
def test_addresses_that_look_like_feeds_are_told_from_others(path: str, is_one: bool) -> None:
    assert looks_like_feed(f"https://agency.example{path}") is is_one


def test_a_type_declares_a_feed() -> None:
    assert declares_feed("application/rss+xml", URL)
    assert declares_feed("Application/Atom+XML; charset=utf-8", URL)
    assert declares_feed("application/feed+json", URL)
    assert declares_feed("application/json", "https://e.org/feed.json")
    assert not declares_feed("application/json", "https://e.org/wp-json/wp/v2/pages/1")
    assert not declares_feed("application/json+oembed", URL)
    assert not declares_feed("text/html", URL)
    assert not declares_feed("", URL)


def test_the_usual_addresses_are_nine_at_most_the_nearest_first() -> None:
    at_root = [one.url for one in usual("https://e.org")]
    below = [one.url for one in usual("https://e.org/a/news")]

    assert len(at_root) == len(set(at_root)) == 9
    assert at_root[0] == "https://e.org/feed/"
    assert below[:4] == [
        "https://e.org/a/news/feed/",
        "https://e.org/a/news/rss.xml",
        "https://e.org/a/news/feed.xml",
        "https://e.org/feed/",
    ]
    assert len(below) == 9
    assert usual("https://e.org/a/news.html")[0].url == "https://e.org/a/feed/"
    assert usual("https://e.org/index.html")[0].url == "https://e.org/feed/"


# --- what a page says ---


def declared(href: str, type: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{type}" href="{href}">'


def links(html: str | bytes, content_type: str = "text/html") -> list[tuple[str, str]]:
    body = html.encode() if isinstance(html, str) else html
    return [(entry.id, entry.url) for entry in read_links(body, URL, content_type).entries]


def test_a_page_declares_links_and_names_itself() -> None:
    html = f"""<head><link rel="stylesheet" type="text/css" href="/a.css">
      <link rel="Canonical" href="/canonical/">{declared("../feed")}
      {declared("/feed.json", "application/feed+json")}
      {declared("/wp-json/wp/v2/posts", "application/json")}</head>
      <body><a href="/rss.xml#top">RSS</a> <a href="/about">About</a>
      <a type="application/atom+xml" href="/x">Atom</a> <a href="mailto:rss@e.org">RSS</a></body>"""

    assert links(html) == [
        (CANONICAL, "https://agency.example/canonical/"),
        (How.DECLARED, "https://agency.example/feed"),
        (How.DECLARED, "https://agency.example/feed.json"),
        (How.LINKED, "https://agency.example/rss.xml"),
        (How.DECLARED, "https://agency.example/x"),
    ]


def test_links_follow_the_base_of_the_page() -> None:
    html = f'<base target="_top"><base href="https://cdn.example/sub/">{declared("feed")}'

    assert links(html) == [(How.DECLARED, "https://cdn.example/sub/feed")]


def test_one_address_is_told_once_and_many_are_not_told_all() -> None:
    assert len(links(declared("/feed") + '<a href="/feed">RSS</a><a href="/feed#x">RSS</a>')) == 1
    assert len(links("".join(f'<a href="/{number}/feed">x</a>' for number in range(5_000)))) == 100


def test_scripts_and_broken_addresses_are_no_links() -> None:
    html = declared("javascript:alert(1)") + declared("https://[/feed") + '<a href="/rss">x</a>'

    assert links(html) == [(How.LINKED, "https://agency.example/rss")]


@pytest.mark.parametrize("body", ["", " \n", "<p>No link.</p>", '{"a": 1}', "%PDF-1.7"])
def test_what_has_no_link_is_no_page(body: str) -> None:
    with pytest.raises(SourceError):
        links(body)


def test_feeds_of_the_site_come_before_others_and_before_comments() -> None:
    urls = [
        "https://other.example/feed",
        "https://www.agency.example/comments/feed",
        "https://agency.example/feed",
    ]
    ordered = likeliest([Candidate(url, How.LINKED) for url in urls], URL)

    assert [one.url for one in ordered] == urls[::-1]
