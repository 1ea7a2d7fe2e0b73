"""Reads documents in a process of its own, so that none can crash or stall the collection."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import Any, Self, cast

from newsletter.adapters.feed_worker import ANSWER, pack_question, unpack_answer
from newsletter.errors import SourceError
from newsletter.model.sources import Source
from newsletter.ports import Parsed, Response

_WORKER = "newsletter.adapters.feed_worker"
_START_LIMIT = 60  # seconds until a new process is ready; it takes a fraction of one
_BUFFER = 2**20  # bytes of an answer read at once


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

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for process in self._started:
            _end(process)
        for process in self._started:
            await _ended(process)

    async def parse(self, source: Source, response: Response) -> Parsed:
        """Return the entries of a document of the kind that ``source`` is.

        Raises `SourceError` when it is of another kind, or cannot be read within the limits.
        """
        return await self._read(_head(source, response), response.body)

    async def links(self, response: Response) -> Parsed:
        """Return where the page leads to feeds. Raises `SourceError` as `parse`."""
        head = {"url": response.url, "type": response.content_type, "links": True}
        return await self._read(head, response.body)

    async def _read(self, head: dict[str, Any], body: bytes) -> Parsed:
        question = pack_question(head, body)
        place = await self._places.get()
        rested = None
        try:
            alive = place is not None and place.returncode is None
            process = place if place and alive else await self._start()
            try:
                async with asyncio.timeout(self._time_limit):
                    answer = await _ask(process, question, body)
                rested = process
            finally:
                if rested is None:  # it died, is busy, or would answer to nobody
                    _end(process)
        except TimeoutError as error:
            message = f"reading it took more than {self._time_limit:g} seconds"
            raise SourceError(message) from error
        except (OSError, asyncio.IncompleteReadError) as error:
            raise SourceError("the parser broke on this document") from error
        finally:
            self._places.put_nowait(rested)
        return unpack_answer(answer)

    async def _start(self) -> Process:
        # In a group of its own, which the terminal does not interrupt.
        group: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        limits = (str(self._time_limit), str(self._memory_limit))
        # -P: a file in the current folder must not pass for one of our modules.
        command = (sys.executable, "-P", "-m", _WORKER, *limits)
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=_BUFFER, **group
        )
        self._started.append(process)
        try:
            async with asyncio.timeout(_START_LIMIT):
                await _answer(process)
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            _end(process)
            raise SourceError("the process that reads documents did not start") from error
        return process


def _head(source: Source, response: Response) -> dict[str, Any]:
    return {
        "url": response.url,
        "type": response.content_type,
        "kind": source.kind,
        "select": source.select and source.select.model_dump(),
        "match": source.match,
        "paths": source.paths and source.paths.model_dump(),
    }


async def _ask(process: Process, question: bytes, body: bytes) -> bytes:
    """Return the answer of ``process``. Raises `OSError` or `IncompleteReadError` if it dies."""
    pipe = cast("asyncio.StreamWriter", process.stdin)
    pipe.write(question)
    pipe.write(body)
    await pipe.drain()
    return await _answer(process)


async def _answer(process: Process) -> bytes:
    pipe = cast("asyncio.StreamReader", process.stdout)
    (length,) = ANSWER.unpack(await pipe.readexactly(ANSWER.size))
    return await pipe.readexactly(length)


async def _ended(process: Process) -> None:
    """Wait until the process and its pipes are gone: asyncio closes none behind a closed loop."""
    questions, answers = process.stdin, process.stdout
    await process.wait()
    if questions is not None:
        questions.close()
        with suppress(OSError):
            await questions.wait_closed()
    if answers is not None:
        await answers.read()


def _end(process: Process) -> None:
    if process.returncode is None:
        try:
            process.kill()
        except ProcessLookupError:  # it has ended by itself meanwhile
            return
