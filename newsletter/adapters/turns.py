"""Whose turn it is: few requests to a host at a time, kept apart, and pauses that hosts ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from yarl import URL

from newsletter.errors import HostBusy
from newsletter.model.dates import lasting
from newsletter.model.text import one_line

_Answer = TypeVar("_Answer")


class _Host:
    """What is kept of one host: how many requests it has, and when it may get the next.

    Times are of the event loop; until ``paused_until`` it gets none.
    """

    __slots__ = ("free_at", "paused_until", "slots", "turn")

    def __init__(self, connections: int) -> None:
        self.slots = asyncio.Semaphore(connections)
        self.turn = asyncio.Lock()
        self.free_at = 0.0
        self.paused_until = 0.0


class Turns:
    """Gives requests their turn.

    Each host gets at most ``per_host`` requests at once, which start at least ``gap`` seconds
    apart (0 for none); all hosts together ``concurrency``.
    """

    def __init__(self, *, per_host: int, gap: float, concurrency: int) -> None:
        self._per_host = per_host
        self._gap = gap
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, _Host] = {}

    def pause(self, host: str, seconds: float) -> None:
        """Leave ``host`` alone for so long, whatever is waiting for it already."""
        until = asyncio.get_running_loop().time() + seconds
        self._host(host).paused_until = max(self._host(host).paused_until, until)

    async def take(self, url: URL, ask: Callable[[], Awaitable[_Answer]]) -> _Answer:
        """Wait until ``url`` may be asked for, ask, and give the place free; return the answer.

        Raises `newsletter.errors.HostBusy` while its host is to be left alone. (A context manager
        would read better, and cost a collection without news a fortieth of its time.)
        """
        host = self._host(url.raw_host or "")
        async with host.slots:
            _ask_pause(url, host)
            await self._start(host)
            try:
                _ask_pause(url, host)  # another request may have met it meanwhile
                return await ask()
            finally:
                self._slots.release()

    def _host(self, name: str) -> _Host:
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = _Host(self._per_host)
        return host

    async def _start(self, host: _Host) -> None:
        """Wait for one of all slots, and so long that ``host`` had its pause."""
        if not self._gap:
            await self._slots.acquire()
            return
        clock = asyncio.get_running_loop().time
        async with host.turn:
            if (pause := host.free_at - clock()) > 0:
                await asyncio.sleep(pause)
            await self._slots.acquire()
            host.free_at = clock() + self._gap


def _ask_pause(url: URL, host: _Host) -> None:
    left = host.paused_until - asyncio.get_running_loop().time()
    if left > 0:
        message = f"{one_line(url.host or '', 200)} asks to be left alone for another"
        message += f" {lasting(left)}"
        raise HostBusy(message, host=url.raw_host or "", seconds=left, asked=False)
