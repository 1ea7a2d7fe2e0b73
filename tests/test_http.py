"""Fetching, against real servers on loopback."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import ssl
import subprocess
import tracemalloc
from pathlib import Path

import pytest
from aiohttp import web
from fetching import FEED, fetch, fetcher, refusal
from server import answers, port_of, redirects, serving

from newsletter.adapters.addresses import is_public
from newsletter.adapters.http import HttpFetcher
from newsletter.errors import SourceError
from newsletter.ports import Request, Response

# --- documents ---


async def test_a_document_comes_with_its_type_and_validators() -> None:
    headers = {"ETag": 'W/"a b"', "Last-Modified": "Tue, 17 Mar 2026 09:00:00 GMT"}
    headers["Content-Type"] = "application/rss+xml; charset=utf-8"
    async with serving({"/feed": answers(FEED, headers=headers)}) as base, fetcher(base) as client:
        response = await client.fetch(Request(base + "/feed"))
    assert response == Response(
        url=base + "/feed",
        status=200,
        body=FEED.encode(),
        content_type="application/rss+xml; charset=utf-8",
        etag='W/"a b"',
        modified="Tue, 17 Mar 2026 09:00:00 GMT",
    )


async def test_a_packed_document_is_unpacked() -> None:
    packed = answers(gzip.compress(FEED.encode()), headers={"Content-Encoding": "gzip"})
    assert (await fetch({"/feed": packed})).body == FEED.encode()


async def test_validators_go_back_exactly_as_they_came_and_only_when_present() -> None:
    seen: list[dict[str, str]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return web.Response(status=304) if len(seen) > 1 else web.Response(text=FEED)

    async with serving({"/feed": handler}) as base, fetcher(base) as client:
        await client.fetch(Request(base + "/feed"))
        response = await client.fetch(Request(base + "/feed", etag='W/"a b"', modified="long ago"))
    assert "If-None-Match" not in seen[0]
    assert "If-Modified-Since" not in seen[0]
    assert seen[1]["If-None-Match"] == 'W/"a b"'
    assert seen[1]["If-Modified-Since"] == "long ago"
    assert (response.status, response.body) == (304, b"")
    assert (response.etag, response.modified) == ('W/"a b"', "long ago")


async def test_a_304_may_renew_the_validators() -> None:
    handlers = {"/feed": answers(status=304, headers={"ETag": '"new"'})}
    async with serving(handlers) as base, fetcher(base) as client:
        response = await client.fetch(Request(base + "/feed", etag='"old"', modified="then"))
    assert (response.etag, response.modified) == ('"new"', "then")


async def test_a_304_that_nobody_asked_for_is_told() -> None:
    assert "HTTP 304" in (await refusal({"/feed": answers(status=304)})).message


async def test_the_fetcher_says_who_it_is_and_brings_no_cookies() -> None:
    seen: list[dict[str, str]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return web.Response(text=FEED, headers={"Set-Cookie": "a=b; Path=/"})

    async with serving({"/feed": handler}) as base, fetcher(base, agent="desk/1 (+me)") as client:
        await client.fetch(Request(base + "/feed"))
        await client.fetch(Request(base + "/feed"))
    assert seen[1]["User-Agent"] == "desk/1 (+me)"
    assert "Cookie" not in seen[1]


# --- redirects ---


async def test_redirects_are_followed_also_relative_ones() -> None:
    handlers = {
        "/feed": redirects("/a/b"),
        "/a/b": redirects("../c?d=1", 301),
        "/c": answers(FEED),
    }
    response = await fetch(handlers)
    assert response.body == FEED.encode()
    assert response.url.endswith("/c?d=1")
    assert response.moved_to == ""


async def test_a_feed_that_moved_for_good_tells_where() -> None:
    handlers = {"/feed": redirects("/new", 301), "/new": redirects("/newer", 308)}
    response = await fetch(handlers | {"/newer": answers(FEED)})
    assert response.moved_to == response.url
    assert response.url.endswith("/newer")


async def test_a_redirect_is_refused_to_who_does_not_want_to_follow() -> None:
    handlers = {"/feed": redirects("/new"), "/new": answers(FEED)}
    async with serving(handlers) as base, fetcher(base) as http:
        with pytest.raises(SourceError, match=f"it leads on to {base}/new"):
            await http.fetch(Request(f"{base}/feed", follow=False))
        assert (await http.fetch(Request(f"{base}/new", follow=False))).body == FEED.encode()


async def test_more_than_five_redirects_are_refused() -> None:
    handlers = {f"/{n}": redirects(f"/{n + 1}") for n in range(6)} | {"/6": answers(FEED)}
    assert "more than 5 redirects" in (await refusal(handlers, "/0")).message
    assert (await fetch(handlers, "/1")).body == FEED.encode()


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:1"])
async def test_a_redirect_off_the_web_is_refused(location: str) -> None:
    assert "not on the web" in (await refusal({"/feed": redirects(location)})).message


@pytest.mark.parametrize("location", ["http://", "http://[::1", "//:80", "http://a b/\x7f"])
async def test_a_redirect_to_nonsense_is_refused(location: str) -> None:
    assert (await refusal({"/feed": redirects(location)})).message


async def test_a_redirect_to_loopback_is_refused() -> None:
    async with serving({"/": answers("secret")}) as inside:
        problem = await refusal({"/feed": redirects(f"http://localhost:{port_of(inside)}/")})
    assert "private network" in problem.message


async def test_a_password_never_goes_along_a_redirect() -> None:
    seen: list[str | None] = []

    async def asks(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        if request.path == "/new":
            return web.Response(text=FEED)
        return web.Response(status=301, headers={"Location": "new"})

    async with serving({"/feed": asks, "/new": asks}) as base, fetcher(base) as client:
        address = base.replace("://", "://me:secret@") + "/feed"
        response = await client.fetch(Request(address))
    assert seen[0]
    assert seen[1] is None
    assert "secret" not in response.url


async def test_the_address_of_a_response_never_holds_a_password() -> None:
    async with serving({"/feed": answers(FEED)}) as base, fetcher(base) as client:
        response = await client.fetch(Request(base.replace("://", "://me:secret@") + "/feed"))
    assert response.url == base + "/feed"


# --- private addresses ---


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0x7f.1", "127.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]"],
)
async def test_no_way_of_writing_loopback_gets_through(host: str) -> None:
    async with serving({"/": answers("secret")}) as base, HttpFetcher(gap=0) as client:
        with pytest.raises(SourceError) as told:
            await client.fetch(Request(f"http://{host}:{port_of(base)}/"))
        assert "private network" in told.value.message or "not the name" in told.value.message


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f.1", "[::ffff:127.0.0.1]", "localhost"])
async def test_a_redirect_does_not_get_through_either(host: str) -> None:
    async with serving({"/": answers("secret")}) as inside:
        problem = await refusal({"/feed": redirects(f"http://{host}:{port_of(inside)}/")})
    assert problem.message.startswith("the address leads into a private network (")
    assert problem.message.endswith("): refused")


async def test_an_allowed_address_is_allowed_on_its_port_only() -> None:
    async with (
        serving({"/": answers("public")}) as one,
        serving({"/": answers("secret")}) as other,
        fetcher(one) as client,
    ):
        assert (await client.fetch(Request(one + "/"))).body == b"public"
        with pytest.raises(SourceError, match="private network"):
            await client.fetch(Request(other + "/"))


async def test_the_address_counts_not_the_name() -> None:
    async with serving({"/": answers("public")}) as base, fetcher(base) as client:
        response = await client.fetch(Request(f"http://localhost:{port_of(base)}/"))
        assert response.body == b"public"


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1"),  # noqa: S104
        *("192.168.1.1", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "224.0.0.1"),
        *("240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::8.8.8.8"),
        *(
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd00::1",
        ),
        *("fe80::1", "fe80::1%lo", "fec0::1", "ff02::1", "ff0e::1"),
    ],
)
def test_an_address_outside_the_public_internet_is_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "193.0.6.139", "2001:67c:2e8:22::c100:68b", "2a00::1", "::ffff:8.8.8.8"]
)
def test_an_address_of_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


# --- refusals in words ---


@pytest.mark.parametrize(
    ("status", "headers", "words", "trouble"),
    [
        (401, {}, "the site refuses us (HTTP 401)", "blocked"),
        (403, {}, "the site refuses us (HTTP 403)", "blocked"),
        (404, {}, "nothing at this address", "missing"),
        (410, {}, "gone for good", "gone"),
        (429, {"Retry-After": "3600"}, "(HTTP 429); it asks to wait 3,600 seconds", "busy"),
        (429, {}, "ask too often (HTTP 429)", "busy"),
        (503, {"Retry-After": "Tue, 17 Mar 2026 09:00:00 GMT"}, "until Tue, 17 Mar 2026", "busy"),
        (503, {}, "a fault of its own (HTTP 503)", "failing"),
        (500, {}, "a fault of its own (HTTP 500)", "failing"),
        (204, {}, "HTTP 204 instead of the document", "failing"),
        (302, {}, "HTTP 302 instead of the document", "failing"),
    ],
)
async def test_a_refusal_is_told_in_words(
    status: int, headers: dict[str, str], words: str, trouble: str
) -> None:
    problem = await refusal({"/feed": answers(status=status, headers=headers)})
    assert words in problem.message
    assert problem.trouble == trouble


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (403, {"cf-mitigated": "challenge"}, ""),
        (200, {"cf-mitigated": "challenge"}, FEED),
        (202, {"x-amzn-waf-action": "challenge"}, ""),
        (405, {"x-amzn-waf-action": "captcha"}, ""),
        (503, {}, "<!DOCTYPE html><title>Just a moment...</title>"),
        (429, {"Retry-After": "9"}, "<html><script>window._cf_chl_opt={}</script></html>"),
        (200, {}, '<html><script src="/_Incapsula_Resource?x=1"></script></html>'),
        (403, {}, "<html><script src='https://ct.captcha-delivery.com/c.js'></script></html>"),
    ],
)
async def test_a_challenge_is_told_as_such(status: int, headers: dict[str, str], body: str) -> None:
    problem = await refusal({"/feed": answers(body, status=status, headers=headers)})
    assert "proof that a person asks, which we are not" in problem.message
    assert problem.trouble == "blocked"


async def test_an_article_about_challenges_is_none() -> None:
    text = FEED.replace("</channel>", "<item><title>_cf_chl_opt</title></item></channel>")
    long = "<html><p>Checking your browser before accessing" + " text" * 30_000
    for body in (text + " " * 100_000, long):
        assert (await fetch({"/feed": answers(body)})).status == 200


async def test_how_long_an_answer_stays_fresh_comes_with_it() -> None:
    fresh = answers(FEED, headers={"Cache-Control": "public, max-age=7200", "Age": "200"})
    assert (await fetch({"/feed": fresh})).fresh_for == 7000


@pytest.mark.parametrize(
    "url",
    ["", "feed", "file:///etc/passwd", "ftp://example.org/", "http://", "http://[::1", "//x/"],
)
async def test_what_is_no_web_address_is_refused(url: str) -> None:
    async with HttpFetcher(gap=0) as client:
        with pytest.raises(SourceError, match="address"):
            await client.fetch(Request(url))


async def test_an_unknown_name_is_told() -> None:
    async with HttpFetcher(gap=0) as client:
        with pytest.raises(SourceError, match="no server is called"):
            await client.fetch(Request("http://nothing.invalid/"))


async def test_a_name_that_cannot_be_one_is_told() -> None:
    async with HttpFetcher(gap=0) as client:
        with pytest.raises(SourceError, match="name"):
            await client.fetch(Request(f"http://{'a' * 70}.invalid/"))


async def test_a_closed_port_is_told() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"
        async with fetcher(base) as client:
            with pytest.raises(SourceError, match="refuses the connection"):
                await client.fetch(Request(base + "/"))


async def test_silence_is_told_after_the_time_limit() -> None:
    async def never(_: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    problem = await refusal({"/feed": never}, timeout=0.2)
    assert problem.message == "no answer within 0.2 seconds"


async def test_a_drip_is_told_after_the_time_limit() -> None:
    async def drips(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b" ")
            await asyncio.sleep(0.05)
        return response

    assert "no answer within" in (await refusal({"/feed": drips}, timeout=0.3)).message


async def raw_server(answer: bytes) -> asyncio.Server:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "hung up"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip", "packed wrongly"),
    ],
)
async def test_a_broken_answer_is_told(answer: bytes, words: str) -> None:
    async with await raw_server(answer) as server:
        base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with fetcher(base) as client:
            with pytest.raises(SourceError, match=words):
                await client.fetch(Request(base + "/"))


async def test_plain_http_where_a_secure_connection_was_asked_for_is_told() -> None:
    async with serving({}) as base, fetcher(base) as client:
        with pytest.raises(SourceError, match="no secure connection"):
            await client.fetch(Request(base.replace("http", "https") + "/"))


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
async def test_a_certificate_that_nobody_vouches_for_is_told(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {certificate} -days 1"
    subprocess.run([*make.split(), "-subj", "/CN=127.0.0.1"], check=True, capture_output=True)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    async with serving({}, tls) as base, fetcher(base) as client:
        with pytest.raises(SourceError, match="certificate is not valid"):
            await client.fetch(Request(base + "/"))


# --- size ---


async def test_a_document_that_says_it_is_too_large_is_refused_unread() -> None:
    problem = await refusal({"/feed": answers(b"x" * 3_000_000)}, max_bytes=2**20)
    assert problem.message.startswith("the document is larger than 1 MB")


async def test_a_document_of_exactly_the_limit_is_read() -> None:
    response = await fetch({"/feed": answers(b"x" * 2**20)}, max_bytes=2**20)
    assert len(response.body) == 2**20


async def test_a_decompression_bomb_ends_early_and_small() -> None:
    bomb = gzip.compress(bytes(100 * 2**20), 9)
    handlers = {"/feed": answers(bomb, headers={"Content-Encoding": "gzip"})}
    tracemalloc.start()
    try:
        problem = await refusal(handlers, max_bytes=2**20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "larger than 1 MB" in problem.message
    assert peak < 8 * 2**20
