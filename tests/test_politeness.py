"""Being a guest: few requests at a time, pauses that are asked for, and robots.txt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from fetching import FEED, fetcher
from server import Handler, answers, redirects, serving

from newsletter.adapters.http import HttpFetcher
from newsletter.errors import HostBusy, SourceError
from newsletter.ports import Request, Response

# --- politeness ---


def counting(seen: list[float]) -> tuple[Handler, Callable[[], int]]:
    running = most = 0

    async def handler(_: web.Request) -> web.Response:
        nonlocal running, most
        seen.append(asyncio.get_running_loop().time())
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        return web.Response(text=FEED)

    return handler, lambda: most


async def test_a_host_never_gets_more_requests_at_once_than_agreed() -> None:
    handler, most = counting([])
    async with serving({"/": handler}) as base, fetcher(base, per_host=2) as client:
        await asyncio.gather(*(client.fetch(Request(base + "/")) for _ in range(8)))
    assert most() == 2


async def test_all_hosts_together_never_get_more_than_agreed() -> None:
    handler, most = counting([])
    async with (
        serving({"/": handler}) as base,
        fetcher(base, per_host=9, concurrency=3) as client,
    ):
        hosts = [base, base.replace("127.0.0.1", "localhost")]
        await asyncio.gather(*(client.fetch(Request(hosts[n % 2] + "/")) for n in range(12)))
    assert most() == 3


async def test_requests_to_one_host_are_kept_apart_whatever_the_port() -> None:
    seen: list[float] = []
    handler, _ = counting(seen)
    async with serving({"/": handler}) as one, serving({"/": handler}) as other:
        allowed = frozenset(base.partition("://")[2] for base in (one, other))
        async with HttpFetcher(allowed=allowed, gap=0.2, per_host=4) as client:
            await asyncio.gather(*(client.fetch(Request(base + "/")) for base in (one, other) * 2))
    assert len(seen) == 4
    assert max(seen) - min(seen) > 0.5


async def test_a_cancelled_request_gives_its_place_back() -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0 if "quick" in request.query else 60)
        return web.Response(text=FEED)

    async with (
        serving({"/": slow}) as base,
        fetcher(base, per_host=1, concurrency=1) as client,
    ):
        stuck = asyncio.create_task(client.fetch(Request(base + "/")))
        await asyncio.sleep(0.1)
        stuck.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stuck
        assert (await client.fetch(Request(base + "/?quick"))).status == 200


# --- robots.txt ---


async def page(robots: Handler, path: str = "/page", **settings: Any) -> Response:
    handlers = {"/page": answers("a page"), "/open": answers("open"), "/robots.txt": robots}
    async with serving(handlers) as base, fetcher(base, **settings) as client:
        return await client.fetch(Request(base + path, obey_robots=True))


async def test_a_page_that_robots_txt_forbids_is_left_alone() -> None:
    robots = answers("User-agent: *\nDisallow: /page\n")
    with pytest.raises(SourceError, match=r"robots\.txt of 127\.0\.0\.1 asks us not to") as told:
        await page(robots)
    assert told.value.trouble == "blocked"
    assert (await page(robots, "/open")).body == b"open"


async def test_robots_txt_may_name_us() -> None:
    robots = answers("User-agent: *\nAllow: /\n\nUser-agent: newsletter\nDisallow: /\n")
    with pytest.raises(SourceError, match="asks us not to"):
        await page(robots)
    assert (await page(robots, agent="another/1")).status == 200


@pytest.mark.parametrize("status", [404, 403, 410])
async def test_without_a_robots_txt_all_is_allowed(status: int) -> None:
    assert (await page(answers(status=status))).body == b"a page"


async def test_a_robots_txt_that_cannot_be_had_forbids_for_now() -> None:
    with pytest.raises(SourceError, match="left alone until it does") as told:
        await page(answers(status=503))
    assert told.value.trouble == "failing"
    with pytest.raises(SourceError, match="private network"):
        await page(redirects("http://10.0.0.1/robots.txt"))


async def test_robots_txt_is_read_once_and_for_pages_only() -> None:
    asked = 0

    async def robots(_: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.05)
        return web.Response(text="User-agent: *\nDisallow: /feed\n")

    handlers = {"/robots.txt": robots, "/page": answers("a page"), "/feed": answers(FEED)}
    async with serving(handlers) as base, fetcher(base, per_host=9) as client:
        await client.fetch(Request(base + "/feed"))
        assert asked == 0
        wanted = Request(base + "/page", obey_robots=True)
        await asyncio.gather(*(client.fetch(wanted) for _ in range(5)))
    assert asked == 1


async def test_the_end_of_a_redirect_is_asked_too() -> None:
    handlers = {
        "/robots.txt": answers("User-agent: *\nDisallow: /hidden\n"),
        "/page": redirects("/hidden"),
        "/hidden": answers("hidden"),
    }
    async with serving(handlers) as base, fetcher(base) as client:
        with pytest.raises(SourceError, match="asks us not to"):
            await client.fetch(Request(base + "/page", obey_robots=True))


# --- pauses ---


async def test_a_host_that_asks_to_wait_is_left_alone_at_once() -> None:
    asked = 0

    async def busy(_: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        return web.Response(status=429, headers={"Retry-After": "120"})

    handlers = {"/a": busy, "/b": busy, "/robots.txt": busy}
    async with serving(handlers) as base, fetcher(base) as client:
        with pytest.raises(HostBusy) as first:
            await client.fetch(Request(base + "/a"))
        with pytest.raises(HostBusy) as second:
            await client.fetch(Request(base + "/b", obey_robots=True))
    assert (asked, first.value.asked, second.value.asked) == (1, True, False)
    assert (first.value.host, first.value.seconds) == ("127.0.0.1", 120)
    assert 119 < second.value.seconds <= 120


async def test_what_waits_for_a_busy_host_already_is_not_asked_either() -> None:
    asked = 0

    async def busy(_: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        return web.Response(status=503, headers={"Retry-After": "60"})

    async with serving({"/a": busy}) as base, fetcher(base, per_host=1) as client:
        wanted = [client.fetch(Request(base + "/a")) for _ in range(9)]
        told = await asyncio.gather(*wanted, return_exceptions=True)
    assert all(isinstance(one, HostBusy) for one in told)
    assert asked == 1


async def test_a_pause_of_the_past_goes_on() -> None:
    async with serving({"/a": answers(FEED)}) as base, fetcher(base) as client:
        client.pause("127.0.0.1", 60)
        with pytest.raises(HostBusy, match="asks to be left alone"):
            await client.fetch(Request(base + "/a"))


async def test_a_robots_txt_that_asks_to_wait_is_waited_for() -> None:
    with pytest.raises(HostBusy):
        await page(answers(status=429))
