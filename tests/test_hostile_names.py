"""Names that change their address between a check and its use (DNS rebinding)."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hostile_collection import GOOD, named
from hostile_server import hostile

from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.http import HttpFetcher
from newsletter.model.sources import Place, Source, SourceBook
from newsletter.stages.collect import collect
from newsletter.store import Store

NAME = "feeds.agency.example"
TRUSTED, INSIDE = "127.0.0.1", "127.0.0.2"  # the first stands for a public address


async def told_by_name(
    monkeypatch: pytest.MonkeyPatch, db: Store, lookups: list[list[str]]
) -> tuple[list[str], list[str]]:
    """Collect from `NAME` as often as it is looked up; return the problems, and who was asked."""
    real, left = socket.getaddrinfo, list(lookups)

    def getaddrinfo(host: str, port: int, *more: Any, **others: Any) -> Any:
        if host != NAME:
            return real(host, port, *more, **others)
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in left.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    problems = []
    async with hostile({"/x": GOOD}, TRUSTED, INSIDE) as server:
        source = Source.model_validate(named("x", {"feed": f"http://{NAME}:{server.port}/x"}))
        place = Place(code="SE", name="Sweden")
        book = SourceBook(sections=["News"], places=[place], sources=[source])
        for hours in range(len(lookups)):
            fetcher = HttpFetcher(allowed=frozenset({server.trusted}), gap=0)
            async with fetcher, FeedParser() as parser:
                now = datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=hours)
                report = await collect(
                    book, [source], db=db, fetcher=fetcher, parser=parser, now=now
                )
            problems += [outcome.problem for outcome in report.outcomes]
    return problems, server.asked


async def test_a_name_is_looked_up_once_and_its_address_checked_where_it_is_used(
    monkeypatch: pytest.MonkeyPatch, db: Store
) -> None:
    lookups = [[TRUSTED], [INSIDE], [TRUSTED], [INSIDE]]

    problems, asked = await told_by_name(monkeypatch, db, lookups)

    refused = f"the address leads into a private network ({INSIDE}): refused"
    assert problems == ["", refused, "", refused]
    assert asked == [f"{TRUSTED}/x"] * 2


async def test_of_several_addresses_of_a_name_only_a_public_one_is_asked(
    monkeypatch: pytest.MonkeyPatch, db: Store
) -> None:
    lookups = [[INSIDE, TRUSTED], [TRUSTED, INSIDE], [INSIDE, "10.0.0.1"]]

    problems, asked = await told_by_name(monkeypatch, db, lookups)

    assert problems[:2] == ["", ""]
    assert problems[2].startswith("the address leads into a private network")
    assert asked == [f"{TRUSTED}/x"] * 2
