"""Every kind of source from the network to the inbox, and an address looked at before."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from listing_pages import PAGES
from server import Handler, answers, port_of, serving
from shell import run

from newsletter import store
from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.http import HttpFetcher
from newsletter.model.outcomes import Report
from newsletter.model.recipes import Paths, Selectors
from newsletter.model.sources import Place, Source, SourceBook, read_sources
from newsletter.stages.collect import collect
from newsletter.store import Store

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
PAGE = next(page for page in PAGES if page.name == "list, heading")
EMPTY = "<html><body><main><h1>News</h1><ul></ul></main></body></html>"
SITEMAP = "<urlset>{}</urlset>".format("<url><loc>https://a.example/news/a-plan</loc></url>")
JSON = json.dumps({"items": [{"title": "A strategy", "url": "/a"}]})


def source(**fields: Any) -> Source:
    return Source(id="x", name="X", place="SE", section="News", **fields)


@asynccontextmanager
async def site(handlers: Mapping[str, Handler]) -> AsyncIterator[tuple[str, HttpFetcher]]:
    async with serving(handlers) as base:
        allowed = frozenset({f"127.0.0.1:{port_of(base)}"})
        async with HttpFetcher(agent="newsletter/test", allowed=allowed, gap=0) as fetcher:
            yield base, fetcher


async def collected(
    db: Store, one: Source, fetcher: HttpFetcher, hours: int = 0, parser: FeedParser | None = None
) -> Report:
    book = SourceBook(
        sections=["News"], places=[Place(code="SE", name="Sweden")], sources=[one]
    )  # fmt: skip
    now = NOW + timedelta(hours=hours)
    async with parser or FeedParser() as reader:
        return await collect(
            book, [one], db=db, fetcher=fetcher, parser=reader, now=now, history=True
        )


@pytest.mark.parametrize(
    ("body", "fields", "new"),
    [
        (PAGE.html, {"page": "/x"}, 8),
        (PAGE.html, {"page": "/x", "select": Selectors(entry="main > ul > li")}, 8),
        (SITEMAP, {"sitemap": "/x", "match": "/news/*"}, 1),
        (JSON, {"json": "/x", "paths": Paths(entries="items", title="title", link="url")}, 1),
    ],
    ids=["automatic", "selectors", "sitemap", "json"],
)
async def test_every_kind_is_collected_and_told_when_it_yields_no_more(
    db: Store, body: str, fields: dict[str, Any], new: int
) -> None:
    empty = {"page": EMPTY, "sitemap": "<urlset/>", "json": '{"items": []}'}
    handlers = {"/x": answers(body, headers={"ETag": '"1"'})}
    async with site(handlers) as (base, fetcher):
        kind = next(iter(fields))
        one = source(**(fields | {kind: base + fields[kind]}))
        first = await collected(db, one, fetcher)
        assert [outcome.problem for outcome in first.outcomes] == [""]
        assert first.total("new") == new
        handlers["/x"] = answers(empty[kind], headers={"ETag": '"2"'})
        for hours in (1, 2):  # it goes on to be told
            (outcome,) = (await collected(db, one, fetcher, hours)).outcomes
            words = "used to yield" if kind != "page" else "no list of entries|finds nothing"
            assert any(word in outcome.problem for word in words.split("|"))
        handlers["/x"] = answers(body, headers={"ETag": '"3"'})
        (outcome,) = (await collected(db, one, fetcher, 3)).outcomes
        assert outcome.problem == ""
        with db.read() as tx:
            assert store.health.all_of(tx)["x"].failures == 0


async def test_the_alarm_says_how_many_there_were(db: Store) -> None:
    handlers = {"/x": answers(SITEMAP)}
    async with site(handlers) as (base, fetcher):
        one = source(sitemap=f"{base}/x")
        await collected(db, one, fetcher)
        handlers["/x"] = answers("<urlset/>")
        (outcome,) = (await collected(db, one, fetcher, 1)).outcomes
    assert outcome.problem == "used to yield 1 entry, now none: has the sitemap changed?"


async def test_an_empty_feed_is_no_alarm(db: Store) -> None:
    item = "<item><title>X</title><link>https://a.example/x</link></item>"
    feed = '<rss version="2.0"><channel>{}</channel></rss>'
    handlers = {"/x": answers(feed.format(item))}
    async with site(handlers) as (base, fetcher):
        one = source(feed=f"{base}/x")
        await collected(db, one, fetcher)
        handlers["/x"] = answers(feed.format(""))
        (outcome,) = (await collected(db, one, fetcher, 1)).outcomes
    assert (outcome.problem, outcome.entries) == ("", 0)


@pytest.mark.parametrize("kind", ["feed", "page", "sitemap", "json", "oai"])
async def test_robots_decides_about_pages_and_sitemaps_only(db: Store, kind: str) -> None:
    forbid = answers("User-agent: *\nDisallow: /")
    async with site({"/robots.txt": forbid, "/x": answers("")}) as (base, fetcher):
        extra: dict[str, Any] = {"paths": Paths(title="t")} if kind == "json" else {}
        one = source(**{kind: f"{base}/x"}, **extra)
        (outcome,) = (await collected(db, one, fetcher)).outcomes
    assert ("robots.txt" in outcome.problem) == (kind in ("page", "sitemap"))


async def test_a_repository_is_asked_for_what_changed_lately(db: Store) -> None:
    asked: list[str] = []

    async def handler(request: Any) -> Any:
        asked.append(request.query_string)
        return await answers('<OAI-PMH><error code="noRecordsMatch"/></OAI-PMH>')(request)

    async with site({"/oai": handler}) as (base, fetcher):
        (outcome,) = (await collected(db, source(oai=f"{base}/oai"), fetcher)).outcomes
    assert asked == ["verb=ListRecords&metadataPrefix=oai_dc&from=2026-10-02"]
    assert (outcome.problem, outcome.entries) == ("", 0)


# --- sources try ---


async def tried(workspace: Path, base: str, path: str, *more: str, code: int = 0) -> Any:
    """Run the real command in another process; return its JSON document, or its text."""
    settings = workspace / "newsletter.toml"
    text = settings.read_text(encoding="utf-8")
    if "[collect]" not in text:
        trusted = f'[collect]\ngap = 0.0\ntrusted = ["127.0.0.1:{port_of(base)}"]\n'
        settings.write_text(trusted + text, encoding="utf-8")
    trying = ("sources", "try", base + path, *more)
    done = await asyncio.to_thread(run, "-C", str(workspace), *trying)
    assert done.returncode == code, done.stderr
    text = done.stdout if code == 0 else done.stdout + done.stderr
    return json.loads(text) if "--json" in more else text


RSS = (
    '<rss version="2.0"><channel><title>Agency news</title><item><title>One</title>'
    "<link>https://a.example/1</link></item></channel></rss>"
)


async def test_an_address_is_tried_and_its_yaml_can_be_pasted(workspace: Path) -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}
    handlers = {
        "/news": answers(PAGE.html, headers=html),
        "/rss": answers(RSS),
        "/sitemap.xml": answers(SITEMAP),
    }
    file = workspace / "sources.yaml"
    before = file.read_text(encoding="utf-8")
    async with serving(handlers) as base:
        for path, kind, count in (("/news", "page", 8), ("/rss", "feed", 1),
                                  ("/sitemap.xml", "sitemap", 1)):  # fmt: skip
            found = await tried(workspace, base, path, "--json", "--place", "se")
            assert (found["kind"], found["entries"]) == (kind, count)
            (*_, pasted) = read_sources(f"{before}\n{found['yaml']}\n").sources
            assert (pasted.kind, pasted.address, pasted.place) == (kind, base + path, "SE")
    assert file.read_text(encoding="utf-8") == before
    assert not (workspace / "var" / "newsletter.db").exists()


async def test_what_was_tried_is_shown_to_a_person(workspace: Path) -> None:
    headers = {"Content-Type": "text/html; charset=utf-8"}
    async with serving({"/news": answers(PAGE.html, headers=headers)}) as base:
        text = await tried(workspace, base, "/news", "--section", "policy")
    lines = text.splitlines()
    assert lines[0] == "a page, News: 8 entries"
    assert lines[1] == f"    2026-11-18  {PAGE.entries[0].title}"
    assert lines[2].strip().startswith(f"{base}/news/new-mental-health")
    assert "    section: Policy" in lines
    assert "    select: {entry: main > ul > li, date: p.date}" in lines


async def test_a_sitemap_is_offered_with_the_path_most_of_its_pages_share(workspace: Path) -> None:
    page = "<url><loc>https://a.example/{}</loc><lastmod>{}</lastmod></url>"
    news = "".join(page.format(f"news/plan-{n}", "2031-01-01") for n in range(12))
    others = "".join(page.format(f"{n}/plan", "2020-01-01") for n in range(3))
    shared, mixed = (f"<urlset>{one}</urlset>" for one in (news + others, news + others * 2))
    async with serving({"/a.xml": answers(shared), "/b.xml": answers(mixed)}) as base:
        text = await tried(workspace, base, "/a.xml")
        assert "match" not in await tried(workspace, base, "/b.xml")
    assert "    match: /news/*\n" in text
    assert "    and 5 more\n" in text
    assert text.count("    no date ") == 10  # nobody believes them
    assert "2031" not in text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{}", "json and paths"),
        ("[]", "json and paths"),
        (EMPTY, "no list of entries can be told on this page"),
        ("<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>",
         "this is an index of 1 sitemap: name one of them\nhttps://a.example/s.xml"),
        ("", "empty"),
    ],
)  # fmt: skip
async def test_an_address_that_lists_nothing_says_why(
    workspace: Path, body: str, words: str
) -> None:
    async with serving({"/x": answers(body)}) as base:
        assert words in await tried(workspace, base, "/x", code=1)
        assert "there is no place" in await tried(workspace, base, "/x", "--place", "XX", code=2)


async def test_trying_obeys_robots(workspace: Path) -> None:
    forbid = answers("User-agent: *\nDisallow: /news")
    async with serving({"/robots.txt": forbid, "/news": answers(PAGE.html)}) as base:
        assert "robots.txt" in await tried(workspace, base, "/news", code=1)
