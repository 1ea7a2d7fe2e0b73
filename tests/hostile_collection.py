"""Collects from hostile sources in a process of its own, so that its memory can be told.

`collected` is for tests; run as a script this is that process, whose input is a JSON object: the
``sources``, those collected ``again`` an hour later, the ``database`` and the limits of fetcher
and parser. So is its output.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hostile_server import Answer, document, hostile

from newsletter import store
from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.http import HttpFetcher
from newsletter.model.health import health_in_words
from newsletter.model.sources import Place, Source, SourceBook
from newsletter.stages.collect import collect
from newsletter.store import Store

STOP = 180  # seconds until a collection counts as hanging; nothing here is measured by time
MEMORY_LIMIT = 500  # megabytes of the process that reads documents
_STATUS = Path("/proc/self/status")
_NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
_FEED = '<rss version="2.0"><channel><title>Agency</title>{}</channel></rss>'
_GOOD = "<item><title>Good news</title><link>https://agency.example/good</link></item>"


def rss(items: str, prologue: str = "") -> str:
    """Return an RSS feed with these items."""
    return prologue + _FEED.format(items)


GOOD = document(rss(_GOOD))


@dataclass(frozen=True)
class Case:
    """What a health line must say, and what the server answers to be told so.

    ``source`` are the fields of the source, "{}" in them standing for the address of ``answer``.
    With ``robots`` it has a host of its own, with that as its robots.txt.
    """

    told: str
    answer: Answer = GOOD
    source: Mapping[str, Any] = field(default_factory=lambda: {"feed": "{}"})
    robots: Answer | None = None
    again: bool = False


@dataclass(frozen=True)
class Collected:
    """Health lines and new items by case, and the megabytes of the two processes at most."""

    told: dict[str, str]
    new: dict[str, int]
    megabytes: list[float]


def named(id: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source with these fields, as sources.yaml has it."""
    return {"id": id, "name": id, "place": "SE", "section": "News", **fields}


async def collected(table: Mapping[str, Case], folder: Path, timeout: float = 60) -> Collected:
    """Serve ``table`` and a good source, collect from all; ``timeout`` is that of one answer."""
    cases = {**table, "good": Case("", again=True)}
    slugs = {f"s{number}": name for number, name in enumerate(cases)}
    async with AsyncExitStack() as stack:
        served = {f"/{id}": cases[name].answer for id, name in slugs.items()}
        servers = [await stack.enter_async_context(hostile(served))]
        sources = []
        for id, name in slugs.items():
            case, address = cases[name], f"{servers[0].address}/{id}"
            if case.robots:
                own = {"/x": case.answer, "/robots.txt": case.robots}
                servers.append(await stack.enter_async_context(hostile(own)))
                address = f"{servers[-1].address}/x"
            fields = {
                key: value.format(address) if isinstance(value, str) else value
                for key, value in case.source.items()
            }
            sources.append(named(id, fields))
        asked = {
            "sources": sources,
            "again": [id for id, name in slugs.items() if cases[name].again],
            "trusted": [server.trusted for server in servers],
            "database": f"sqlite:///{folder}/newsletter.db",
            "timeout": timeout,
        }
        told = await _in_a_process(asked)
    return Collected(
        {slugs[id]: line for id, line in told["told"].items()},
        {slugs[id]: number for id, number in told["new"].items()},
        told["megabytes"],
    )


async def _in_a_process(asked: Mapping[str, Any]) -> Any:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, stdin=pipe, stdout=pipe
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(json.dumps(asked).encode()), STOP)
    except TimeoutError:
        process.kill()
        raise
    return json.loads(out)


# --- the process ----------------------------------------------------------------------------


async def _collect(asked: dict[str, Any]) -> dict[str, Any]:
    book = SourceBook(
        sections=["News"],
        places=[Place(code="SE", name="Sweden")],
        sources=[Source.model_validate(one) for one in asked["sources"]],
    )
    again = [one for one in book.sources if one.id in asked["again"]]
    db, new = Store.open(asked["database"]), dict[str, int]()
    fetcher = HttpFetcher(
        allowed=frozenset(asked["trusted"]), gap=0, per_host=8, timeout=asked["timeout"]
    )
    async with fetcher, FeedParser(memory_limit=MEMORY_LIMIT * 2**20) as parser:
        for hours, sources in enumerate((book.sources, again)):
            now = _NOW + timedelta(hours=hours)
            report = await collect(book, sources, db=db, fetcher=fetcher, parser=parser, now=now)
            new = {one.source: one.new for one in report.outcomes} | new
    with db.read() as tx:
        healths = store.health.all_of(tx)
    db.close()
    told = {one.id: health_in_words(one, healths.get(one.id), now) for one in book.sources}
    return {"told": told, "new": new}


def _main() -> None:
    import resource  # Windows has none

    told = asyncio.run(_collect(json.load(sys.stdin)))
    unit = 2**20 if sys.platform == "darwin" else 2**10  # bytes there, kilobytes elsewhere
    users = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, read = (resource.getrusage(user).ru_maxrss / unit for user in users)
    if _STATUS.exists():  # what Linux says above begins with the size of whoever started us
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", _STATUS.read_text())
        own = int(peak) / 2**10
    json.dump({**told, "megabytes": [own, read]}, sys.stdout)


if __name__ == "__main__":
    _main()
