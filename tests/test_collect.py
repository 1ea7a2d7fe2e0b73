"""What ``newsletter collect`` tells, and hosts that asked to be left alone, whoever asks them."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from server import port_of, serving
from shell import run

from newsletter import store
from newsletter.cli.collect import summary
from newsletter.model.outcomes import Outcome, Report

WAITS = "asks to be left alone for another 59 minutes"


class BusySite:
    """Asks everybody to wait for an hour; ``asked`` counts the requests."""

    def __init__(self) -> None:
        self.asked = 0

    async def answer(self, _: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(status=429, headers={"Retry-After": "3600"})


async def go(workspace: Path, base: str, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """Run a command with --json; return its exit code, its document and what it told."""
    file = workspace / "newsletter.toml"
    if "[collect]" not in (settings := file.read_text(encoding="utf-8")):
        trusted = f'\n[collect]\ntrusted = ["127.0.0.1:{port_of(base)}"]\ngap = 0.0\n'
        file.write_text(settings + trusted, encoding="utf-8")
        sources = workspace / "sources.yaml"
        text = sources.read_text(encoding="utf-8")
        sources.write_text(text.replace("https://agency.example.org", base), encoding="utf-8")
    done = await asyncio.to_thread(run, "-C", str(workspace), "--json", *arguments)
    return done.returncode, json.loads(done.stdout), done.stdout + done.stderr


def database(workspace: Path) -> store.Store:
    return store.Store.open(f"sqlite:///{workspace}/var/newsletter.db")


ASKING = pytest.mark.parametrize(
    "arguments",
    [
        ("sources", "try", "{base}/rss"),
        ("sources", "check", "se-agency"),
        ("sources", "discover", "{base}/rss"),
        ("add", "{base}/rss", "--title", "Report", "--place", "SE", "--section", "News"),
        ("collect", "se-agency"),
    ],
    ids=" ".join,
)


@ASKING
async def test_a_host_that_asked_to_wait_is_left_alone_whoever_asks(
    workspace: Path, arguments: tuple[str, ...]
) -> None:
    site = BusySite()
    now = datetime.now(UTC)
    with closing(database(workspace)) as db, db.begin() as tx:
        store.hosts.pause(tx, {"127.0.0.1": (now + timedelta(seconds=3_595), "429")}, now)
    async with serving({"/rss": site.answer}) as base:
        _, _, told = await go(workspace, base, *(one.format(base=base) for one in arguments))

    assert WAITS in told
    assert site.asked == 0


@ASKING
async def test_a_host_that_asks_to_wait_is_remembered_whoever_asked(
    workspace: Path, arguments: tuple[str, ...]
) -> None:
    site = BusySite()
    database(workspace).close()
    async with serving({"/rss": site.answer}) as base:
        await go(workspace, base, *(one.format(base=base) for one in arguments))
        _, _, told = await go(workspace, base, "sources", "try", f"{base}/rss")

    assert "asks to be left alone" in told
    assert site.asked == 1
    with closing(database(workspace)) as db, db.read() as tx:
        assert list(store.hosts.pauses(tx)) == ["127.0.0.1"]


async def test_no_database_is_made_to_remember_who_asks_to_wait(workspace: Path) -> None:
    site = BusySite()
    async with serving({"/rss": site.answer}) as base:
        await go(workspace, base, "sources", "try", f"{base}/rss")

    assert site.asked == 1
    assert not (workspace / "var/newsletter.db").exists()


async def test_a_database_that_is_none_hinders_nobody_from_looking(workspace: Path) -> None:
    site = BusySite()
    (workspace / "var/newsletter.db").write_bytes(b"something else" * 100)
    async with serving({"/rss": site.answer}) as base:
        _, _, told = await go(workspace, base, "sources", "try", f"{base}/rss")

    assert "database" not in told
    assert site.asked == 1


def test_a_summary_parts_who_is_not_due_from_who_wants_to_be_left_alone() -> None:
    due = Outcome("a", "SE", waiting="due in 5 minutes")
    busy = Outcome("b", "SE", waiting=WAITS, busy=True)
    read = Outcome("c", "SE", new=2)

    assert summary(Report((read, due))) == (
        "2 new items from 1 source; 1 source not due yet (--all asks them too); none failed"
    )
    assert summary(Report((read, busy, busy))) == (
        "2 new items from 1 source; 2 sources not asked: their hosts want to be left alone;"
        " none failed"
    )


def test_a_summary_counts_the_sources_that_were_read() -> None:
    report = Report((Outcome("a", "SE", new=3), Outcome("b", "SE", problem="no answer")))

    assert summary(report).startswith("3 new items from 1 source; failed: b (")


async def test_all_of_the_past_and_nothing_of_it_are_two_wishes(workspace: Path) -> None:
    code, told, _ = await go(workspace, "http://127.0.0.1:9", "collect", "--history", "--only-new")

    assert (code, told["error"]) == (2, "--only-new and --history are two wishes")
