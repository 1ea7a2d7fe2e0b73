"""Finding the feeds behind an address, on sites of many shapes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from server import Handler, answers, port_of, redirects, serving

from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.http import HttpFetcher
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
from newsletter.ports import Request, Response
from newsletter.stages.discover import REQUESTS, Discovery, discover

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
URL = "https://agency.example/news/"
USUAL = [one.url.removeprefix("https://e.org") for one in usual("https://e.org")]


def rss(title: str = "Agency news", *days: int) -> str:
    items = "".join(
        f"<item><title>Day {day}</title><link>https://agency.example/{day}</link>"
        f"<pubDate>{day:02} Nov 2026 08:00:00 GMT</pubDate></item>"
        for day in days
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def page(body: str = "", head: str = "") -> Handler:
    html = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return answers(html, headers={"Content-Type": "text/html; charset=utf-8"})


def declared(href: str, type: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{type}" href="{href}">'


class Site(Mapping[str, Handler]):
    """The handlers of a site, and what it was asked for, in order."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self.asked: list[str] = []
        self._handlers = handlers

    def __getitem__(self, path: str) -> Handler:
        self.asked.append(path)
        return self._handlers[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._handlers)

    def __len__(self) -> int:
        return len(self._handlers)


async def found(handlers: Mapping[str, Handler], path: str = "/") -> tuple[Discovery, list[str]]:
    """Return what is discovered at ``path`` of a site, and the paths it was asked for."""
    site = Site(handlers)
    async with serving(site) as base:
        allowed = frozenset((f"127.0.0.1:{port_of(base)}",))
        async with HttpFetcher(allowed=allowed, gap=0) as fetcher, FeedParser() as parser:
            discovery = await discover(base + path, fetcher=fetcher, parser=parser, now=NOW)
    return discovery, site.asked


def paths(discovery: Discovery) -> list[str]:
    return ["/" + feed.url.split("/", 3)[3] for feed in discovery.feeds]


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


# --- whole sites ---


async def test_an_address_that_is_a_feed_is_found_with_one_request() -> None:
    discovery, asked = await found({"/rss": answers(rss("Agency news", 3, 20, 7, 11))}, "/rss")

    (feed,) = discovery.feeds
    assert (feed.how, feed.title, feed.entries) == (How.ITSELF, "Agency news", 4)
    assert [entry.title for entry in feed.newest] == ["Day 20", "Day 11", "Day 7"]
    assert asked == ["/rss"]


async def test_declared_feeds_are_read_and_others_not_asked_for() -> None:
    head = declared("/comments/feed/") + declared("/feed/") + declared("/gone")
    discovery, asked = await found(
        {
            "/": page('<a href="/rss">RSS</a>', head),
            "/feed/": answers(rss("News", 1)),
            "/comments/feed/": answers(rss("Comments", 1)),
            "/rss": answers(rss("Linked", 1)),
        }
    )

    assert paths(discovery) == ["/feed/", "/comments/feed/"]
    assert [(miss.url.rpartition("/")[2], miss.how) for miss in discovery.misses] == [
        ("gone", How.DECLARED)
    ]
    assert "404" in discovery.misses[0].problem
    assert sorted(asked) == ["/", "/comments/feed/", "/feed/", "/gone"]


async def test_links_are_looked_at_when_the_page_declares_nothing_that_works() -> None:
    discovery, asked = await found(
        {
            "/": page('<a href="/nyheter.rss">RSS</a>', declared("/feed")),
            "/feed": page("<a href='/'>Home</a>"),
            "/nyheter.rss": answers(rss("Nyheter", 1)),
        }
    )

    assert paths(discovery) == ["/nyheter.rss"]
    assert discovery.feeds[0].how is How.LINKED
    assert discovery.misses[0].problem == "this is a web page, not a feed"
    assert asked == ["/", "/feed", "/nyheter.rss"]


async def test_usual_addresses_are_tried_one_by_one_until_one_is_a_feed() -> None:
    discovery, asked = await found(
        {"/": page("<a href='/about'>x</a>"), "/feed.xml": answers(rss("Found", 1))}
    )

    assert paths(discovery) == ["/feed.xml"]
    assert discovery.feeds[0].how is How.GUESSED
    assert asked == ["/", "/feed/", "/rss.xml", "/feed.xml"]


async def test_redirects_of_guessed_addresses_are_not_followed() -> None:
    home = rss("Not what was asked for", 1)
    handlers = {"/": page("<a href='/about'>x</a>"), "/home": answers(home)}
    handlers |= {path: redirects("/home") for path in USUAL}

    discovery, asked = await found(handlers)

    assert discovery.feeds == ()
    assert "/home" not in asked
    assert all("it leads on to" in miss.problem for miss in discovery.misses)


async def test_redirects_of_declared_addresses_are_followed() -> None:
    discovery, _ = await found(
        {
            "/": page(head=declared("/old") + declared("/older")),
            "/old": redirects("/feed", 301),
            "/older": redirects("/feed", 302),
            "/feed": answers(rss("News", 1)),
        }
    )

    assert paths(discovery)[0] == "/feed"  # moved for good


async def test_two_addresses_that_moved_to_one_feed_are_one() -> None:
    discovery, _ = await found(
        {
            "/": page(head=declared("/old") + declared("/older")),
            "/old": redirects("/feed", 301),
            "/older": redirects("/feed", 301),
            "/feed": answers(rss("News", 1)),
        }
    )

    assert paths(discovery) == ["/feed"]


async def test_no_more_than_ten_requests_are_made() -> None:
    many = "".join(declared(f"/{number}/feed") for number in range(30))

    discovery, asked = await found({"/": page(head=many)})

    assert len(asked) == REQUESTS
    assert len(discovery.misses) == REQUESTS - 1
    assert len(discovery.left) == 21
    assert discovery.feeds == ()


async def test_guesses_take_what_is_left_of_ten_requests() -> None:
    head = declared("/a") + declared("/b")
    _, asked = await found({"/": page('<a href="/feed">x</a><a href="/rss">x</a>', head)})

    assert len(asked) == len(set(asked)) == REQUESTS
    assert "/feed/" not in asked  # that is /feed


async def test_a_feed_without_entries_is_shown_but_the_search_goes_on() -> None:
    discovery, _ = await found(
        {
            "/": page('<a href="/rss">RSS</a>', declared("/feed")),
            "/feed": answers(rss("Empty")),
            "/rss": answers(rss("News", 1)),
        }
    )

    assert [(feed.title, feed.entries) for feed in discovery.feeds] == [("Empty", 0), ("News", 1)]


async def test_feeds_of_every_format_are_found() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title>'
        "<entry><id>1</id><title>One</title></entry></feed>"
    )
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "JSON", "items": [{"id": "1"}]}
    discovery, _ = await found(
        {
            "/": page(
                head=declared("/a", "application/atom+xml")
                + declared("/j", "application/feed+json")
                + declared("/k", "application/json")
            ),
            "/a": answers(atom),
            "/j": answers(json.dumps(feed)),
            "/k": answers(json.dumps(feed)),
        }
    )

    assert [feed.title for feed in discovery.feeds] == ["Atom", "JSON", "JSON"]


async def test_a_page_that_cannot_be_had_is_told_and_nothing_is_guessed() -> None:
    discovery, asked = await found({"/": answers(status=503)})

    assert not discovery.feeds
    assert not discovery.misses
    assert "HTTP 503" in discovery.problem
    assert asked == ["/"]


async def test_where_a_redirect_leads_is_the_page() -> None:
    discovery, _ = await found(
        {
            "/old": redirects("/new/"),
            "/new/": page(head=declared("feed")),
            "/new/feed": answers(rss("News", 1)),
        },
        "/old",
    )

    assert paths(discovery) == ["/new/feed"]


async def test_neighbours_of_the_canonical_address_are_guessed() -> None:
    discovery, asked = await found(
        {
            "/x": page(head='<link rel="canonical" href="/blog/">'),
            "/blog/feed/": answers(rss("Blog", 1)),
        },
        "/x",
    )

    assert paths(discovery) == ["/blog/feed/"]
    assert asked == ["/x", "/blog/feed/"]


async def test_a_site_that_answers_everything_with_its_home_page_has_no_feed() -> None:
    home = page("<a href='/about'>x</a>")
    handlers = {"/": home, "/about": home}
    handlers |= dict.fromkeys(USUAL, home)

    discovery, asked = await found(handlers)

    assert discovery.feeds == ()
    assert discovery.problem == "its page leads to none"
    assert len(asked) == REQUESTS


@pytest.mark.parametrize(
    ("body", "problem"),
    [("", "empty"), ('{"a": 1}', "JSON"), ("%PDF-1.7 ...", "no feed"), ("<html>", "web page")],
)
async def test_what_is_neither_feed_nor_page_is_told_as_such(body: str, problem: str) -> None:
    discovery, _ = await found({"/": answers(body)})

    assert discovery.feeds == ()
    assert problem in discovery.problem


async def test_a_search_is_not_told_to_search() -> None:
    discovery, _ = await found({"/": answers("<html>")})

    assert discovery.problem == "this is a web page, not a feed"


async def test_a_date_that_collecting_would_not_believe_is_none() -> None:
    dates = ("2031-01-01", "2026-11-18", "1970-01-01")
    items = "".join(f"<item><title>{day}</title><pubDate>{day}</pubDate></item>" for day in dates)
    feed = f'<rss version="2.0"><channel>{items}</channel></rss>'

    discovery, _ = await found({"/": answers(feed)})

    days = [(entry.title, entry.day) for entry in discovery.feeds[0].newest]
    assert days == [("2026-11-18", "2026-11-18"), ("2031-01-01", ""), ("1970-01-01", "")]


async def test_declared_addresses_in_private_networks_are_refused() -> None:
    discovery, _ = await found({"/": page(head=declared("http://[::1]:9/feed"))})

    assert "private network" in discovery.misses[0].problem


async def test_a_page_of_deep_nesting_and_many_links_is_searched_all_the_same() -> None:
    head = declared("/feed")
    body = "<div>" * 50_000 + '<a href="/x/feed">x</a>' * 20_000
    discovery, _ = await found({"/": page(body, head), "/feed": answers(rss("News", 1))})

    assert paths(discovery) == ["/feed"]


class Elsewhere:
    """A web of pages that tests must not contact: what would be had there, by address."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._documents = documents
        self.asked: list[str] = []

    async def fetch(self, request: Request) -> Response:
        self.asked.append(request.url)
        if request.url not in self._documents:
            raise SourceError("there is nothing at this address (HTTP 404)")
        return Response(request.url, 200, self._documents[request.url].encode(), "text/html")


async def test_a_rule_comes_before_what_the_page_declares() -> None:
    channel = "https://www.youtube.com/channel/UC1"
    feed = "https://www.youtube.com/feeds/videos.xml?channel_id=UC1"
    page = f'<link rel="canonical" href="{channel}">{declared("/feed")}'
    elsewhere = Elsewhere({"https://www.youtube.com/@agency": page, feed: rss("Videos", 1)})

    async with FeedParser() as parser:
        discovery = await discover(
            "https://www.youtube.com/@agency", fetcher=elsewhere, parser=parser, now=NOW
        )

    assert [(one.url, one.how) for one in discovery.feeds] == [(feed, How.RULE)]
    assert elsewhere.asked == ["https://www.youtube.com/@agency", feed]


async def test_a_rule_helps_where_the_page_cannot_be_had() -> None:
    feed = "https://github.com/owner/repo/releases.atom"
    elsewhere = Elsewhere({feed: rss("Releases", 1)})

    async with FeedParser() as parser:
        discovery = await discover(
            "https://github.com/owner/repo", fetcher=elsewhere, parser=parser, now=NOW
        )

    assert [one.url for one in discovery.feeds] == [feed]


# --- the command ---


async def run(workspace: Path, base: str, *arguments: str) -> tuple[int, str, str]:
    trusted = f'[collect]\ntrusted = ["127.0.0.1:{port_of(base)}"]\ngap = 0.0\n'
    (workspace / "newsletter.toml").write_text(trusted, encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "newsletter", "-C", str(workspace), *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


SITE = {"/": page(head=declared("/feed?a=1&amp;b=2")), "/feed": answers(rss("Agency", 1, 2))}


async def test_the_command_shows_feeds_and_the_line_that_adds_them(workspace: Path) -> None:
    async with serving(SITE) as base:
        code, out, _ = await run(workspace, base, "sources", "discover", base)

    assert code == 0
    assert out.splitlines() == [
        f"{base}/feed?a=1&b=2 (named by the page)",
        "    Agency: 2 entries",
        "      2026-11-02  Day 2",
        "      2026-11-01  Day 1",
        f"    newsletter sources add '{base}/feed?a=1&b=2' --place CODE",
        "1 feed found",
    ]


async def test_the_command_tells_which_feed_is_a_source_already(workspace: Path) -> None:
    file = workspace / "sources.yaml"
    async with serving(SITE) as base:
        text = file.read_text(encoding="utf-8")
        text = text.replace("https://agency.example.org/rss", f"{base}/feed?a=1&b=2")
        file.write_text(text, encoding="utf-8")
        code, out, _ = await run(workspace, base, "--json", "sources", "discover", base)

    told = json.loads(out)
    assert code == 0
    assert told["feeds"][0]["source"] == "se-agency"
    assert told["feeds"][0]["newest"][0] == {
        "title": "Day 2",
        "url": "https://agency.example/2",
        "date": "2026-11-02",
    }
    assert file.read_text(encoding="utf-8") == text
    assert not (workspace / "var/newsletter.db").exists()


async def test_a_feed_is_not_added_twice_however_its_address_is_written(workspace: Path) -> None:
    before = (workspace / "sources.yaml").read_text(encoding="utf-8")
    async with serving(SITE) as base:
        for url in (
            "http://agency.example.org/rss/",
            "https://Agency.example.org/rss?utm_source=x",
        ):
            code, _, told = await run(workspace, base, "sources", "add", url, "--place", "SE")

            assert (code, "is there already, as source se-agency" in told) == (1, True)
    assert (workspace / "sources.yaml").read_text(encoding="utf-8") == before


async def test_the_command_exits_with_one_and_a_hint_when_there_is_none(workspace: Path) -> None:
    async with serving({"/": page(head=declared("/gone"))}) as base:
        code, out, _ = await run(workspace, base, "sources", "discover", base)

    assert code == 1
    assert f"{base}/gone (named by the page): no feed:" in out
    assert "8 usual addresses tried" in out
    assert f"newsletter sources try {base}" in out


async def test_the_command_refuses_what_is_no_address(workspace: Path) -> None:
    code, _, err = await run(workspace, "http://127.0.0.1:9", "sources", "discover", "news")

    assert code == 2
    assert "is no web address" in err
