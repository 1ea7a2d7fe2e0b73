"""Ask for the links of an issue: what is remembered is not asked again, what is learnt is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from newsletter.app import App
from newsletter.errors import DiskFull, StoreError
from newsletter.model.detours import detour
from newsletter.model.items import canonical_url
from newsletter.model.links import Answer, Verdict, due, still_tells
from newsletter.stages.visit import visit
from newsletter.store import links


def ask(
    app: App,
    urls: Iterable[str],
    *,
    fresh: bool = False,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[str, Answer]:
    """Return what is known of ``urls``, by the address as it came in.

    Asked for is what was not lately, with ``fresh`` all; each page once, whatever its parts
    (``#part``) and tracking. ``told`` is called with how many are done, of how many. What was
    learnt is kept, also when this is interrupted. A demonstration never asks for anything, nor
    does a workspace with ``[check] links = false``: then nothing is known. What is no web address,
    or a detour (`newsletter.model.detours`), has no answer.
    """
    if app.settings.demonstration or not app.settings.check.links:
        return {}
    # To follow a detour would count as a reader's click, or even unsubscribe somebody.
    pages = {url: page for url in urls if (page := canonical_url(url)) and detour(url) is None}
    with app.db.read() as tx:
        known = links.known(tx, pages.values())
    now = app.now()
    wanted = [
        page
        for page in dict.fromkeys(pages.values())
        if fresh or page not in known or due(known[page], now)
    ]
    rest = (one for one in known.values() if one.verdict is Verdict.FINE and one.url not in wanted)
    control = next((one.final for one in rest), "")
    learnt: list[Answer] = []
    try:
        came = asyncio.run(_ask(app, wanted, control, told, learnt)) if wanted else {}
    finally:
        _keep(app, learnt, now)
    for page, answer in came.items():
        old = known.get(page)
        if answer.tells or old is None or not still_tells(old, now):
            known[page] = answer
    return {url: known[page] for url, page in pages.items()}


async def _ask(
    app: App,
    wanted: Sequence[str],
    control: str,
    told: Callable[[int, int], None],
    learnt: list[Answer],
) -> dict[str, Answer]:
    async with app.visiting() as visitor:
        return await visit(
            wanted,
            visitor,
            now=app.now(),
            control=control,
            limit=app.settings.check.seconds,
            told=told,
            learnt=learnt.append,
        )


def _keep(app: App, learnt: Sequence[Answer], now: datetime) -> None:
    with suppress(StoreError, DiskFull):  # what was learnt is worth telling all the same
        if learnt:
            with app.db.begin() as tx:
                links.keep(tx, learnt, now)
