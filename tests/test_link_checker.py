"""Asking for links: real servers on loopback, the real visitor, and what is remembered."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import ssl
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hostile_server import chunked, drips, head, hostile, leads_on, pours, raw
from server import Handler, answers, redirects, serving

from newsletter.adapters.visits import LinkVisitor
from newsletter.app import App
from newsletter.errors import HostBusy
from newsletter.flows.links import ask
from newsletter.model.links import Answer, Failure, Verdict, Visit
from newsletter.stages.visit import visit
from newsletter.store import Store
from newsletter.store import links as kept

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
WORDS = "Yearly figures on how adults rate their mental health, by age and region. " * 12
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(title: str = "Figures", text: str = WORDS, status: int = 200) -> Handler:
    html = f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{text}</p>"
    return answers(html, status=status, headers=HTML)


def visitor(*bases: str, **settings: Any) -> LinkVisitor:
    allowed = frozenset(base.partition("://")[2] for base in bases)
    return LinkVisitor(allowed=allowed, **({"gap": 0, "timeout": 5} | settings))


async def visited(handlers: Mapping[str, Handler], path: str = "/a", **settings: Any) -> Visit:
    async with serving(handlers) as base, visitor(base, **settings) as client:
        return await client.visit(base + path)


async def judged(
    handlers: Mapping[str, Handler], *paths: str, **settings: Any
) -> dict[str, Answer]:
    async with serving(handlers) as base, visitor(base, **settings) as client:
        came = await visit([base + path for path in paths], client, now=NOW)
    return {url.removeprefix(base): answer for url, answer in came.items()}


async def verdict(handlers: Mapping[str, Handler], path: str = "/a", **settings: Any) -> Verdict:
    return (await judged(handlers, path, **settings))[path].verdict


# --- one look ---


async def test_a_page_tells_its_titles_and_words() -> None:
    html = "<title>A &amp; B</title><script>var x</script><h1>One <b>two</b></h1><p>Words</p>"
    came = await visited({"/a": answers(html, headers=HTML)})
    assert came.page is not None
    assert came.page.titles == ("A & B", "One two")
    assert came.page.text == "One two Words"
    assert came.page.scripted


async def test_of_a_large_file_only_the_beginning_is_read() -> None:
    sent = 0

    async def pdf(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "application/pdf"})
        response.content_length = 64 * 2**20
        await response.prepare(request)
        for _ in range(1_024):
            await response.write(b"%PDF" * 16_384)
            sent += 65_536
        return response

    came = await visited({"/a": pdf})
    assert (came.status, came.page, came.empty, came.failure) == (200, None, False, Failure.NONE)
    assert sent < 16 * 2**20


async def test_of_a_page_without_end_only_the_beginning_is_read() -> None:
    endless = pours(head(content_type="text/html"), b"<title>Long</title><p>x", 200)
    async with hostile({"/a": endless}) as server, visitor(server.address) as client:
        came = await client.visit(f"{server.address}/a")
    assert came.page is not None
    assert came.page.titles == ("Long",)
    assert len(came.page.text) < 300_000


async def test_the_visitor_says_who_asks_and_wants_a_page() -> None:
    seen: list[dict[str, str]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return web.Response(text="x", headers={"Set-Cookie": "a=b"} | HTML)

    async with serving({"/a": handler}) as base, visitor(base, agent="desk/1 (+me)") as client:
        await client.visit(f"{base}/a")
        await client.visit(f"{base}/a")
    assert seen[1]["User-Agent"] == "desk/1 (+me)"
    assert seen[1]["Accept"].startswith("text/html")
    assert "Cookie" not in seen[1]


async def test_robots_txt_is_not_asked() -> None:
    asked: list[str] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return await page()(request)

    assert await verdict({"/a": handler, "/robots.txt": handler}) is Verdict.FINE
    assert asked == ["/a"]


# --- verdicts of real answers ---


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (page(), Verdict.FINE),
        (answers(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), Verdict.FINE),
        (answers(status=404), Verdict.DEAD),
        (answers(status=410), Verdict.GONE),
        (page("Page not found", status=404), Verdict.DEAD),
        (page("Sidan hittades inte"), Verdict.SOFT_404),
        (answers("", headers=HTML), Verdict.SOFT_404),
        (answers(status=401), Verdict.REFUSED),
        (answers(status=403), Verdict.REFUSED),
        (answers(status=429), Verdict.REFUSED),
        (answers(status=999), Verdict.REFUSED),
        (answers(status=403, headers={"cf-mitigated": "challenge"}), Verdict.REFUSED),
        (answers("<html><title>Just a moment...</title>", headers=HTML), Verdict.REFUSED),
        (answers("<html><title>Just a moment...</title>", status=503), Verdict.REFUSED),
        (answers(status=503, headers={"Retry-After": "60"}), Verdict.UNREACHABLE),
        (answers(status=500), Verdict.UNREACHABLE),
        (redirects("/b"), Verdict.FINE),
        (redirects("/b", 301), Verdict.MOVED),
        (redirects("/a/"), Verdict.FINE),
        (redirects("/sv/a", 301), Verdict.FINE),
        (redirects("/missing", 301), Verdict.DEAD),
        (redirects("/login?next=/a"), Verdict.SOFT_404),
        (redirects("/"), Verdict.SOFT_404),
        (redirects("/a"), Verdict.UNREACHABLE),
        (redirects("mailto:somebody@agency.example"), Verdict.UNREACHABLE),
        (redirects("http://10.0.0.1/a"), Verdict.UNSAFE),
    ],
)
async def test_what_a_server_answers_decides(handler: Handler, expected: Verdict) -> None:
    others = {"/": page("Home"), "/b": page(), "/a/": page(), "/sv/a": page(), "/login": page()}
    assert await verdict({"/a": handler, **others}) is expected


async def test_what_moved_tells_where_to() -> None:
    handlers = {"/a": redirects("/b", 301), "/b": redirects("/c", 308), "/c": page()}
    answer = (await judged(handlers, "/a"))["/a"]
    assert answer.final.endswith("/c")


async def test_more_than_ten_redirects_are_too_many() -> None:
    async with hostile({"/a": leads_on()}) as server, visitor(server.address) as client:
        came = await client.visit(f"{server.address}/a")
    assert came.failure is Failure.ENDLESS
    assert len(server.asked) == 11


async def test_a_closed_port_is_unreachable_and_a_name_that_is_none_is_dead() -> None:
    async with serving({"/a": page()}) as base:
        gone = base
    async with serving({"/a": page()}) as base, visitor(base, gone) as client:
        urls = [f"{base}/a", f"{gone}/a", "https://nothing.invalid/a"]
        came = await visit(urls, client, now=NOW)
    assert [came[url].verdict for url in urls] == [
        Verdict.FINE, Verdict.UNREACHABLE, Verdict.DEAD,
    ]  # fmt: skip
    assert "no server is called nothing.invalid" in came[urls[2]].detail


async def test_all_links_to_a_host_that_is_none_are_dead() -> None:
    async with serving({"/a": page()}) as base, visitor(base) as client:
        dead = [f"https://nothing.invalid/{number}" for number in range(4)]
        came = await visit([f"{base}/a", *dead], client, now=NOW)
    assert {came[url].verdict for url in dead} == {Verdict.DEAD}


async def test_a_private_address_is_never_asked() -> None:
    async with serving({"/a": page()}) as base, visitor() as client:
        came = await visit([f"{base}/a"], client, now=NOW)
    assert came[f"{base}/a"].verdict is Verdict.UNSAFE


async def test_a_redirect_to_a_private_address_is_not_followed() -> None:
    asked: list[str] = []

    async def inside(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(text="secret", headers=HTML)

    async with serving({"/b": inside}) as private:
        handlers = {"/a": redirects(f"{private}/b")}
        async with serving(handlers) as base, visitor(base) as client:
            came = await visit([f"{base}/a"], client, now=NOW)
    assert came[f"{base}/a"].verdict is Verdict.UNSAFE
    assert asked == []


def certified(folder: Path, *more: str) -> ssl.SSLContext:
    """Return what serves with a certificate made here, with these options."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make = f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {certificate} -days 1"
    made = [*make.split(), "-subj", "/CN=127.0.0.1", *more]
    subprocess.run(made, check=True, capture_output=True)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    return tls


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
async def test_a_certificate_of_ones_own_making_is_unsafe(tmp_path: Path) -> None:
    async with serving({}, certified(tmp_path)) as base, visitor(base) as client:
        answer = (await visit([f"{base}/a"], client, now=NOW))[f"{base}/a"]
    assert answer.verdict is Verdict.UNSAFE
    assert "certificate is not valid" in answer.detail


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
async def test_a_certificate_whose_issuer_is_not_shown_may_be_good(tmp_path: Path) -> None:
    (tmp_path / "issuer").mkdir()
    certified(tmp_path / "issuer", "-subj", "/CN=An issuer")
    issuer = tmp_path / "issuer"
    signed = ("-CA", f"{issuer}/certificate.pem", "-CAkey", f"{issuer}/key.pem")
    async with serving({}, certified(tmp_path, *signed)) as base, visitor(base) as client:
        answer = (await visit([f"{base}/a"], client, now=NOW))[f"{base}/a"]
    assert answer.verdict is Verdict.UNREACHABLE
    assert "issuer" in answer.detail


# --- once, and politely ---


class Counting:
    """A page that counts how often it is asked for, by path."""

    def __init__(self, *handlers: Handler) -> None:
        self.asked: list[str] = []
        self.running = self.most = 0
        self._handlers = handlers

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0.02)
        self.running -= 1
        return await self._handlers[min(len(self.asked), len(self._handlers)) - 1](request)


async def test_a_host_gets_one_request_at_a_time() -> None:
    counting = Counting(page())
    paths = [f"/{number}" for number in range(6)]
    await judged(dict.fromkeys(paths, counting), *paths)
    assert counting.most == 1


async def test_what_is_not_found_is_asked_twice() -> None:
    for second, expected in ((page(), Verdict.FINE), (answers(status=404), Verdict.DEAD)):
        counting = Counting(answers(status=404), second)
        assert await verdict({"/a": counting}) is expected
        assert len(counting.asked) == 2


async def test_a_host_that_asks_to_wait_is_left_alone() -> None:
    busy = Counting(answers(status=429, headers={"Retry-After": "120"}))
    told: list[HostBusy] = []
    paths = ("/a", "/b", "/c")
    came = await judged(dict.fromkeys(paths, busy), *paths, told_to_wait=told.append)
    assert [came[path].verdict for path in paths] == [
        Verdict.REFUSED, Verdict.UNKNOWN, Verdict.UNKNOWN,
    ]  # fmt: skip
    assert busy.asked == ["/a"]
    assert [(one.host, one.seconds) for one in told] == [("127.0.0.1", 120)]


async def test_a_host_that_never_answers_is_asked_for_two_links_only() -> None:
    async with (
        hostile({"/a": drips(b"", b"")}) as server,
        visitor(server.address, timeout=0.3) as client,
    ):
        urls = [f"{server.address}/a/{number}" for number in range(5)]
        came = await visit(urls, client, now=NOW)
    assert len(server.asked) == 2
    verdicts = [came[url].verdict for url in urls]
    assert verdicts == [Verdict.UNREACHABLE] * 2 + [Verdict.UNKNOWN] * 3
    assert "gave no answer" in came[urls[4]].detail


async def test_who_is_done_is_told() -> None:
    told: list[tuple[int, int]] = []
    async with serving({"/a": page(), "/b": page("Other")}) as base, visitor(base) as client:
        urls = [f"{base}/a", f"{base}/b", f"{base}/a"]
        await visit(urls, client, now=NOW, told=lambda done, all_: told.append((done, all_)))
    assert told == [(1, 2), (2, 2)]


# --- hosts that answer everything alike ---


async def wildcard(base: Handler, *paths: str, status: int = 200) -> tuple[dict[str, Answer], int]:
    """Ask a host that answers every path the same, with this ``status`` for what cannot exist."""
    probes = 0

    async def handler(request: web.Request) -> web.StreamResponse:
        nonlocal probes
        if "no-such-page" in request.path:
            probes += 1
            if status != 200:
                return web.Response(status=status)
        return await base(request)

    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        root = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with visitor(root) as client:
            came = await visit([root + path for path in paths], client, now=NOW)
    finally:
        await runner.cleanup()
    return {url.removeprefix(root): answer for url, answer in came.items()}, probes


async def test_a_host_that_has_every_page_has_none() -> None:
    for text in ("Welcome.", WORDS):
        came, probes = await wildcard(page("Agency", text), "/news/a", "/news/b", "/c")
        assert {answer.verdict for answer in came.values()} == {Verdict.SOFT_404}
        assert probes == 1


async def test_a_host_that_is_honest_about_what_it_lacks_is_believed() -> None:
    came, probes = await wildcard(page("Agency", "Short."), "/news/a", "/news/b", status=404)
    assert {answer.verdict for answer in came.values()} == {Verdict.FINE}
    assert probes == 1


async def test_a_host_without_doubt_is_not_probed() -> None:
    _, probes = await wildcard(page("Agency"), "/news/a")
    assert probes == 0


async def test_a_page_for_scripts_cannot_be_judged() -> None:
    shell = answers(
        "<title>App</title><div id=root></div><script src=/x.js></script>", headers=HTML
    )
    came, _ = await wildcard(shell, "/news/a")
    assert came["/news/a"].verdict is Verdict.UNKNOWN
    assert "script" in came["/news/a"].detail


async def test_a_home_page_of_few_words_is_fine() -> None:
    came, probes = await wildcard(page("Agency", "Short."), "/")
    assert (came["/"].verdict, probes) == (Verdict.FINE, 0)


# --- tarpits ---


@pytest.mark.parametrize(
    ("tarpit", "expected"),
    [
        (drips(b"", b""), Verdict.UNREACHABLE),
        (drips(b"HTTP/1.1 200 OK\r\n", b"a"), Verdict.UNREACHABLE),
        (drips(head(content_type="text/html"), b"<"), Verdict.UNREACHABLE),
        (drips(head("404 Not Found", content_length="1000"), b"a"), Verdict.DEAD),
        (drips(head("302 Found", location="/a/b", content_length="9"), b"a"), Verdict.UNREACHABLE),
        (pours(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n", 1), Verdict.UNREACHABLE),
        (pours(b"", b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n", 1), Verdict.UNREACHABLE),
        (pours(head(transfer_encoding="chunked"), chunked(b"x"), 1), Verdict.UNREACHABLE),
        (pours(head(content_type="text/html"), b"<div>", 20), Verdict.FINE),
        (pours(head(content_type="application/pdf"), b"x", 200), Verdict.FINE),
        (raw(b"SSH-2.0-OpenSSH\r\n\r\n"), Verdict.UNREACHABLE),
        (raw(head(content_encoding="gzip") + b"none"), Verdict.UNREACHABLE),
        (leads_on(), Verdict.UNREACHABLE),
    ],
)
async def test_a_tarpit_ends_by_the_limits(tarpit: Any, expected: Verdict) -> None:
    async with (
        hostile({"/a": tarpit}) as server,
        visitor(server.address, timeout=0.4) as client,
    ):
        visiting = visit([f"{server.address}/a"], client, now=NOW)
        came = await asyncio.wait_for(visiting, timeout=20)
    assert came[f"{server.address}/a"].verdict is expected


async def test_redirects_share_the_time_of_their_link() -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.15)
        return await redirects(f"{request.path}x")(request)

    handlers = {"/a" + "x" * number: slow for number in range(9)}
    came = await visited(handlers, timeout=0.4)
    assert came.failure is Failure.SILENT
    assert len(came.hops) < 5


async def test_all_links_together_end_in_time_and_say_what_was_not_asked() -> None:
    learnt: list[Answer] = []
    async with (
        hostile({"/a": drips(b"", b"")}) as tarpit,
        serving({"/a": page()}) as base,
        visitor(tarpit.address, base, timeout=60) as client,
    ):
        urls = [f"{base}/a", *(f"{tarpit.address}/a/{number}" for number in range(3))]
        came = await visit(urls, client, now=NOW, limit=0.5, learnt=learnt.append)
    assert [came[url].verdict for url in urls] == [Verdict.FINE] + [Verdict.UNKNOWN] * 3
    assert "not asked in time" in came[urls[1]].detail
    assert [one.url for one in learnt] == urls[:1]


# --- no network ---


async def test_without_a_network_nothing_is_said_of_any_link() -> None:
    learnt: list[Answer] = []
    urls = [f"https://agency{number}.invalid/a" for number in range(5)]
    async with visitor() as client:
        came = await visit(urls, client, now=NOW, learnt=learnt.append)
    assert {answer.verdict for answer in came.values()} == {Verdict.OFFLINE}
    assert learnt == []


async def test_an_address_that_worked_before_tells_whether_there_is_a_network() -> None:
    async with serving({"/a": page()}) as base, visitor(base) as client:
        url = "https://agency.invalid/a"
        came = await visit([url], client, now=NOW, control=f"{base}/a")
    assert came[url].verdict is Verdict.DEAD


# --- what is remembered ---


class At:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def desk(workspace: Path) -> Path:
    settings = workspace / "newsletter.toml"
    settings.write_text(settings.read_text() + "\n[collect]\ngap = 0\n", encoding="utf-8")
    return workspace


def app_for(desk: Path, *bases: str, clock: At | None = None) -> App:
    trusted = [base.partition("://")[2] for base in bases]
    text = (desk / "newsletter.toml").read_text().partition("[collect]")[0]
    settings = f"{text}[collect]\ngap = 0\ntrusted = {trusted}\n"
    (desk / "newsletter.toml").write_text(settings, encoding="utf-8")
    return App(desk, environment={}, clock=clock or At())


async def asked(app: App, *urls: str, **options: Any) -> dict[str, Answer]:
    """Ask as the command does, which has a loop of its own."""
    try:
        return await asyncio.to_thread(ask, app, urls, **options)
    finally:
        app.close()


async def test_a_page_is_asked_once_whatever_its_parts_and_tracking(desk: Path) -> None:
    counting = Counting(page())
    async with serving({"/a": counting}) as base:
        urls = [f"{base}/a", f"{base}/a#part", f"{base}/a?utm_source=x", "mailto:a@b.example"]
        came = await asked(app_for(desk, base), *urls)
    assert counting.asked == ["/a"]
    assert {url: answer.verdict for url, answer in came.items()} == dict.fromkeys(
        urls[:3], Verdict.FINE
    )


async def test_what_is_remembered_is_not_asked_again_until_it_is_due(desk: Path) -> None:
    clock, fine, dead = At(), Counting(page()), Counting(answers(status=404))
    async with serving({"/a": fine, "/b": dead}) as base:
        for hours, requests in ((0, (1, 2)), (0.5, (1, 2)), (2, (1, 4)), (25, (2, 6))):
            clock.moment = NOW + timedelta(hours=hours)
            came = await asked(app_for(desk, base, clock=clock), f"{base}/a", f"{base}/b")
            assert (len(fine.asked), len(dead.asked)) == requests
            assert [one.verdict for one in came.values()] == [Verdict.FINE, Verdict.DEAD]
        await asked(app_for(desk, base, clock=clock), f"{base}/a", fresh=True)
        assert len(fine.asked) == 3


async def test_a_demonstration_asks_for_nothing(desk: Path) -> None:
    counting = Counting(page())
    async with serving({"/a": counting}) as base:
        app_for(desk, base).close()
        settings = desk / "newsletter.toml"
        text = settings.read_text(encoding="utf-8")
        for changed in (f"demonstration = true\n{text}", f"{text}\n[check]\nlinks = false\n"):
            settings.write_text(changed, encoding="utf-8")
            assert await asked(App(desk, environment={}), f"{base}/a") == {}
    assert counting.asked == []


async def test_a_detour_is_never_followed(desk: Path) -> None:
    url = "https://agency.us1.list-manage.com/track/click?u=1"
    assert await asked(app_for(desk), url) == {}


async def test_without_a_network_what_was_learnt_stands(desk: Path) -> None:
    clock, url = At(), "https://agency.invalid/a"
    dead = Answer(url, Verdict.DEAD, 0, url, 0.1, "no such server", NOW)
    with closing(app_for(desk)) as app, app.db.begin() as tx:
        kept.keep(tx, [dead], NOW)
    clock.moment = NOW + timedelta(days=2)
    app = app_for(desk, clock=clock)
    assert (await asked(app, url))[url] == dead
    clock.moment = NOW + timedelta(days=8)
    assert (await asked(app_for(desk, clock=clock), url))[url].verdict is Verdict.OFFLINE


async def test_a_server_of_this_machine_says_nothing_of_the_names_of_others(desk: Path) -> None:
    names = [f"https://agency-{number}.invalid/a" for number in range(3)]
    async with serving({"/a": page()}) as base:
        two = await asked(app_for(desk, base), f"{base}/a", *names[:2])
        came = await asked(app_for(desk, base), f"{base}/a", *names, fresh=True)
    assert [two[url].verdict for url in names[:2]] == [Verdict.DEAD] * 2
    assert came[f"{base}/a"].verdict is Verdict.FINE
    assert came[names[2]].verdict is Verdict.OFFLINE


async def test_a_host_that_asks_to_wait_is_remembered(desk: Path) -> None:
    busy = Counting(answers(status=429, headers={"Retry-After": "600"}))
    async with serving({"/a": busy, "/b": busy}) as base:
        await asked(app_for(desk, base), f"{base}/a")
        came = await asked(app_for(desk, base), f"{base}/b")
    assert busy.asked == ["/a"]
    assert came[f"{base}/b"].verdict is Verdict.UNKNOWN
    assert "left alone" in came[f"{base}/b"].detail


_INTERRUPTED = """
import sys
from pathlib import Path
from newsletter.app import App
from newsletter.flows.links import ask

def told(done, all_):
    print("told", flush=True)

app = App(Path(sys.argv[1]), environment={})
try:
    ask(app, sys.argv[2:], told=told)
except KeyboardInterrupt:
    sys.exit(130)
finally:
    app.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
async def test_what_was_learnt_before_ctrl_c_stays(desk: Path) -> None:
    async with (
        hostile({"/slow": drips(b"", b"")}) as tarpit,
        serving({"/a": answers(status=410)}) as base,
    ):
        app_for(desk, base, tarpit.address)
        # As another host: one host is asked for one thing at a time.
        urls = (f"{base}/a", f"http://localhost:{tarpit.port}/slow")
        script = textwrap.dedent(_INTERRUPTED)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, str(desk), *urls, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        assert await process.stdout.readline() == b"told\n"
        os.kill(process.pid, signal.SIGINT)
        assert await process.wait() == 130
        await process.communicate()
    store = Store.open(f"sqlite:///{desk / 'var' / 'newsletter.db'}")
    with store.read() as tx:
        assert {url: one.verdict for url, one in kept.known(tx, urls).items()} == {
            urls[0]: Verdict.GONE
        }
    store.close()
