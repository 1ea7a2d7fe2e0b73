"""Finding the feeds of whole sites of many shapes, and the command for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from server import Handler, answers, port_of, redirects, serving
from shell import run
from test_discovery import declared

from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.http import HttpFetcher
from newsletter.errors import SourceError
from newsletter.model.discovery import (
    How,
    usual,
)
from newsletter.ports import Request, Response
from newsletter.stages.discover import REQUESTS, Discovery, discover

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
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


async def command(workspace: Path, base: str, *arguments: str) -> tuple[int, str, str]:
    trusted = f'[collect]\ntrusted = ["127.0.0.1:{port_of(base)}"]\ngap = 0.0\n'
    (workspace / "newsletter.toml").write_text(trusted, encoding="utf-8")
    done = await asyncio.to_thread(run, "-C", str(workspace), *arguments)
    return done.returncode, done.stdout, done.stderr


SITE = {"/": page(head=declared("/feed?a=1&amp;b=2")), "/feed": answers(rss("Agency", 1, 2))}


async def test_the_command_shows_feeds_and_the_line_that_adds_them(workspace: Path) -> None:
    async with serving(SITE) as base:
        code, out, _ = await command(workspace, base, "sources", "discover", base)

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
        code, out, _ = await command(workspace, base, "--json", "sources", "discover", base)

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
            code, _, told = await command(workspace, base, "sources", "add", url, "--place", "SE")

            assert (code, "is there already, as source se-agency" in told) == (1, True)
    assert (workspace / "sources.yaml").read_text(encoding="utf-8") == before


async def test_the_command_exits_with_one_and_a_hint_when_there_is_none(workspace: Path) -> None:
    async with serving({"/": page(head=declared("/gone"))}) as base:
        code, out, _ = await command(workspace, base, "sources", "discover", base)

    assert code == 1
    assert f"{base}/gone (named by the page): no feed:" in out
    assert "8 usual addresses tried" in out
    assert f"newsletter sources try {base}" in out


async def test_the_command_refuses_what_is_no_address(workspace: Path) -> None:
    code, _, err = await command(workspace, "http://127.0.0.1:9", "sources", "discover", "news")

    assert code == 2
    assert "is no web address" in err
