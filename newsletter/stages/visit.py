"""Visit: every link is asked for once, politely, and what came of it is judged.

Hosts are asked beside each other, the links of one host after each other. What is not found is
asked for twice; a host that may answer everything alike is asked, once, for what cannot exist.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from newsletter.model.links import (
    UNHEARD,
    Answer,
    Failure,
    Hop,
    Verdict,
    Visit,
    doubtful,
    encrypted,
    impossible,
    judge,
    untold,
)
from newsletter.ports import Visitor

LIMIT = 60.0  # seconds for all links of an issue
_STRIKES = 2  # links of a host that brought no answer, until its others are not asked
_NAMES = 3  # that cannot be looked up, and it is no slip in one of them
_WORKS = (Verdict.FINE, Verdict.SLOW, Verdict.MOVED)


async def visit(
    urls: Iterable[str],
    visitor: Visitor,
    *,
    now: datetime,
    control: str = "",
    limit: float = LIMIT,
    told: Callable[[int, int], None] = lambda _done, _all: None,
    learnt: Callable[[Answer], None] = lambda _answer: None,
) -> dict[str, Answer]:
    """Return what came of asking for each of ``urls``, which are canonical.

    ``limit`` is in seconds for all of them; what was not asked by then says so. ``learnt`` is
    called with each answer that is certain, also when this is cancelled, ``told`` with how many
    are done, of how many. Where no server at all was heard, nor the one of ``control``, an address
    that worked before, every answer is `Verdict.OFFLINE`.
    """
    wanted = list(dict.fromkeys(urls))
    answers: dict[str, Answer] = {}

    def certain(answer: Answer) -> None:
        answers[answer.url] = answer
        if answer.tells:
            learnt(answer)
        told(len(answers), len(wanted))

    hosts: dict[str, _Host] = {}
    for url in wanted:
        name = urlsplit(url).netloc
        hosts.setdefault(name, _Host(name, visitor, now, certain)).urls.append(url)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
                for host in hosts.values():
                    group.create_task(host.ask())
    finally:
        for host in hosts.values():
            host.judge_pages()
    unheard = [one for host in hosts.values() for one in host.unheard]
    heard = not unheard or any(host.heard for host in hosts.values())
    heard = heard and not _no_name_is_known(hosts.values())
    if not heard and control:
        heard = _hears(await visitor.visit(control))
    for one in unheard:
        certain(judge(one, now) if heard else _offline(one.url, unheard, now))
    for url in wanted:
        if url not in answers:
            late = untold(url, hosts[urlsplit(url).netloc].why_not, now)
            certain(late if heard else _offline(url, unheard, now))
    return answers


def _no_name_is_known(hosts: Iterable[_Host]) -> bool:
    """Tell whether it is the looking up of names that fails: of several none was found.

    That a server on this machine or in the same house answers, says nothing of the others.
    """
    named = [host for host in hosts if any(map(str.isalpha, host.name.partition(":")[0]))]
    return sum(bool(host.unheard) for host in named) >= _NAMES and not any(
        host.heard for host in named
    )


def _offline(url: str, unheard: list[Visit], now: datetime) -> Answer:
    # Of a single link nobody can tell whether it is the name that is wrong.
    details = dict.fromkeys(one.detail for one in unheard)
    why = f"no server could be heard: {next(iter(details))}" if len(details) == 1 else ""
    return untold(url, why or "no server could be heard, whatever its name", now, Verdict.OFFLINE)


def _hears(visit: Visit) -> bool:
    """Tell whether some server has said something, if only on the way."""
    silent = visit.failure in (*UNHEARD, Failure.PRIVATE, Failure.PAUSED)
    return bool(visit.hops) or not silent


class _Host:
    """The links of one host, and what came of asking for them.

    ``unheard`` are those of which nobody can say yet whether they or our network are at fault.
    """

    def __init__(
        self, name: str, visitor: Visitor, now: datetime, certain: Callable[[Answer], None]
    ) -> None:
        self.urls: list[str] = []
        self.unheard: list[Visit] = []
        self.heard = False
        self.why_not = "not asked in time: the next check will"
        self.name = name
        self._visitor = visitor
        self._now = now
        self._certain = certain
        self._pages: list[Visit] = []
        self._probe: Visit | None = None

    async def ask(self) -> None:
        """Ask for the links one after another, as long as the host answers."""
        strikes = 0
        for url in self.urls:
            if self.unheard and self.unheard[-1].failure is Failure.NO_HOST:
                self.unheard.append(replace(self.unheard[-1], url=url))
                continue
            if strikes == _STRIKES:
                self.why_not = f"not asked: {self.name} gave no answer for {_STRIKES} other links"
                break
            visit = await self._visit(url)
            self.heard = self.heard or _hears(visit)
            strikes += visit.failure in (*UNHEARD, Failure.SILENT)
            if visit.is_page:
                self._pages.append(visit)
            elif visit.failure in UNHEARD and not visit.hops:
                self.unheard.append(visit)
            else:
                self._certain(judge(visit, self._now))
        doubts = self._doubts()
        if doubts:
            self._probe = await self._visitor.visit(impossible(doubts[0].url))
        self.judge_pages()

    def judge_pages(self) -> None:
        """Judge the pages that have come; the doubtful ones only beside what to compare with."""
        doubts = self._doubts()
        for page in self._pages:
            if page not in doubts or self._probe:
                self._certain(judge(page, self._now, self._probe if page in doubts else None))
        self._pages.clear()

    def _doubts(self) -> list[Visit]:
        return [page for page in self._pages if doubtful(page, self._pages)]

    async def _visit(self, url: str) -> Visit:
        """Look at a link: with https where that works, twice where nothing is found."""
        secure = encrypted(url)
        if secure:
            came = await self._visitor.visit(secure)
            visit = replace(came, url=url, hops=(Hop(301, secure), *came.hops))
            if not came.failure and judge(visit, self._now).verdict in _WORKS:
                return visit
        visit = await self._visitor.visit(url)
        missed = visit.status in (404, 410) or visit.failure is Failure.NO_HOST
        return await self._visitor.visit(url) if missed else visit
