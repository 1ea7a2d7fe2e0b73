"""Reads documents in a process of its own, so that none can crash or stall the collection."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from subprocess import DEVNULL, PIPE
from typing import IO, Any, Self, cast

from newsletter.adapters.feed_worker import (
    ANSWER,
    pack_question,
    unpack_answer,
    unpack_article,
)
from newsletter.errors import SourceError
from newsletter.model.articles import Article
from newsletter.model.sources import Source
from newsletter.ports import Parsed, Response

_WORKER = "newsletter.adapters.feed_worker"
_START_LIMIT = 60  # seconds until a new process is ready; it takes a fraction of one

# asyncio's own processes leave a mess behind when Ctrl-C comes while one is being started.
Process = subprocess.Popen[bytes]


class FeedParser:
    """Reads documents (`newsletter.ports.Parser`); an asynchronous context manager.

    Documents go, in the order they come in, to the first of ``workers`` processes that is free; a
    process is started when it is first needed. One that takes longer than ``time_limit`` seconds
    for a document, or dies of it, is replaced, and the document told as a `SourceError`; so is one
    that needs more than ``memory_limit`` bytes, on systems that can limit it.
    """

    def __init__(
        self, *, workers: int = 1, time_limit: float = 30, memory_limit: int = 2**30
    ) -> None:
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._started: list[Process] = []
        # A place is a process at rest, or None for one still to be started. Last in, first out,
        # so that a second process is started only when the first has no rest.
        self._places: asyncio.LifoQueue[Process | None] = asyncio.LifoQueue()
        for _ in range(workers):
            self._places.put_nowait(None)
        # A thread for each process, which waits for its answers; ended, a process answers nothing.
        self._waiting = ThreadPoolExecutor(workers, thread_name_prefix="parser")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for process in self._started:
            _end(process)
        self._waiting.shutdown()
        for process in self._started:
            _clear(process)

    async def parse(self, source: Source, response: Response) -> Parsed:
        """Return the entries of a document of the kind that ``source`` is.

        Raises `SourceError` when it is of another kind, or cannot be read within the limits.
        """
        return unpack_answer(await self._read(_head(source, response), response.body))

    async def links(self, response: Response) -> Parsed:
        """Return where the page leads to feeds. Raises `SourceError` as `parse`."""
        head = {"url": response.url, "type": response.content_type, "links": True}
        return unpack_answer(await self._read(head, response.body))

    async def article(self, response: Response, now: datetime) -> Article:
        """Return what the document says of itself. Raises `SourceError` as `parse`."""
        head = {"url": response.url, "type": response.content_type, "article": now.isoformat()}
        return unpack_article(await self._read(head, response.body))

    async def _read(self, head: dict[str, Any], body: bytes) -> bytes:
        question = pack_question(head, body)
        place = await self._places.get()
        rested = None
        try:
            process = place if place and place.poll() is None else await self._start()
            answer = await self._answer(process, self._time_limit, question, body)
            rested = process
        except TimeoutError as error:
            message = f"reading it took more than {self._time_limit:g} seconds"
            raise SourceError(message) from error
        except (OSError, EOFError) as error:
            raise SourceError("the parser broke on this document") from error
        finally:
            self._places.put_nowait(rested)
        return answer

    async def _start(self) -> Process:
        # In a group of its own, which the terminal does not interrupt.
        group: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        limits = (str(self._time_limit), str(self._memory_limit))
        # -P: a file in the current folder must not pass for one of our modules.
        command = (sys.executable, "-P", "-m", _WORKER, *limits)
        process = subprocess.Popen(  # noqa: S603  it is our own
            command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, **group
        )
        self._started.append(process)
        try:
            await self._answer(process, _START_LIMIT)
        except (TimeoutError, OSError, EOFError) as error:
            raise SourceError("the process that reads documents did not start") from error
        return process

    async def _answer(self, process: Process, limit: float, *question: bytes) -> bytes:
        """Ask; a process that gave no answer is ended, as it is busy or would answer to nobody."""
        answered = False
        try:
            async with asyncio.timeout(limit):
                loop = asyncio.get_running_loop()
                answer = await loop.run_in_executor(self._waiting, _ask, process, question)
            answered = True
        finally:
            if not answered:
                _end(process)
        return answer


def _head(source: Source, response: Response) -> dict[str, Any]:
    return {
        "url": response.url,
        "type": response.content_type,
        "kind": source.kind,
        "select": source.select and source.select.model_dump(),
        "match": source.match,
        "paths": source.paths and source.paths.model_dump(),
    }


def _ask(process: Process, question: tuple[bytes, ...]) -> bytes:
    """Return the answer of ``process``. Raises `OSError` or `EOFError` if it dies."""
    pipe = cast("IO[bytes]", process.stdin)
    for part in question:
        pipe.write(part)
    pipe.flush()
    (length,) = ANSWER.unpack(_exactly(process, ANSWER.size))
    return _exactly(process, length)


def _exactly(process: Process, size: int) -> bytes:
    data = cast("IO[bytes]", process.stdout).read(size)
    if len(data) < size:
        raise EOFError
    return data


def _end(process: Process) -> None:
    with suppress(ProcessLookupError):  # it has ended by itself meanwhile
        process.kill()


def _clear(process: Process) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what is left of a question finds nobody who reads it
            if pipe is not None:
                pipe.close()
