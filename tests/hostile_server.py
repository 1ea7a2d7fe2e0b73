"""A web server on loopback that breaks every rule: what it answers is written byte by byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]

RSS = "application/rss+xml"
_MEGABYTE = 2**20
_PIECE = 65_536


@dataclass
class Hostile:
    """The server at work: ``address`` is that of its root, ``asked`` what it was asked for.

    That is the address it was reached at and the path: "127.0.0.1/feed".
    """

    address: str
    asked: list[str] = field(default_factory=list)

    @property
    def trusted(self) -> str:
        """Its "address:port", as a fetcher takes it."""
        return self.address.partition("://")[2]

    @property
    def port(self) -> int:
        """Its port, the same on every address it listens at."""
        return int(self.address.rpartition(":")[2])


def head(status: str = "200 OK", **headers: str) -> bytes:
    """Return the beginning of an answer; ``content_type`` becomes ``content-type``."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", "connection: close", *lines, "", ""]).encode()


def raw(answer: bytes) -> Answer:
    """Return what sends these bytes, whatever they are, and hangs up."""

    async def play(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return play


def document(body: str | bytes, kind: str = RSS, status: str = "200 OK", **headers: str) -> Answer:
    """Return what serves ``body`` without any trick of HTTP but those in ``headers``."""
    data = body.encode() if isinstance(body, str) else body
    length = {"content_length": str(len(data))}
    return raw(head(status, content_type=kind, **(length | headers)) + data)


def leads(location: str | bytes, status: str = "302 Found") -> Answer:
    """Return what sends the client to ``location``."""
    to = location.encode() if isinstance(location, str) else location
    # Who does not say that they hang up may be asked again over the same connection.
    start = f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\nlocation: "
    return raw(start.encode() + to + b"\r\n\r\n")


def leads_on() -> Answer:
    """Return what sends the client to another address of its own, for ever."""

    async def play(path: str, writer: asyncio.StreamWriter) -> None:
        await leads(f"{path}/on")(path, writer)

    return play


def leads_round() -> Answer:
    """Return what sends the client to another address of its own, and from there back."""

    async def play(path: str, writer: asyncio.StreamWriter) -> None:
        back = path.removesuffix("/back")
        await leads(f"{path}/back" if back == path else back)(path, writer)

    return play


def pours(start: bytes, piece: bytes, megabytes: int) -> Answer:
    """Return what sends ``start``, then ``piece`` so often, or until nobody listens any more."""
    many = piece * (_PIECE // len(piece) + 1)

    async def play(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        for _ in range(megabytes * _MEGABYTE // len(many)):
            writer.write(many)
            await writer.drain()

    return play


def drips(start: bytes, piece: bytes) -> Answer:
    """Return what sends ``start``, then ``piece`` every second; with no piece, nothing more."""

    async def play(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            await asyncio.sleep(1)
            writer.write(piece)
            await writer.drain()

    return play


def chunked(*chunks: bytes) -> bytes:
    """Return ``chunks`` as HTTP sends them, without the empty one that ends them."""
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)


@asynccontextmanager
async def hostile(answers: Mapping[str, Answer], *hosts: str) -> AsyncIterator[Hostile]:
    """Serve ``answers`` by the first part of the path, each over a connection of its own.

    What has none is answered with 404. Without ``hosts`` at 127.0.0.1; at those of them that this
    system has, with the port of the first.
    """
    running: set[asyncio.Task[None]] = set()
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            running.add(task)
        lost = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
        with suppress(*lost, asyncio.CancelledError):  # cancelled by us alone, at the end
            request = await reader.readuntil(b"\r\n\r\n")
            path = request.split(b" ", 2)[1].decode()
            asked.append(writer.get_extra_info("sockname")[0] + path)
            name = "/" + path[1:].partition("/")[0]
            await answers.get(name, document("", status="404 Not Found"))(path, writer)
        writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    first, *others = hosts or ("127.0.0.1",)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(await asyncio.start_server(serve, first, 0))
        port = server.sockets[0].getsockname()[1]
        for host in others:
            with suppress(OSError):
                await stack.enter_async_context(await asyncio.start_server(serve, host, port))
        try:
            yield Hostile(f"http://{first}:{port}", asked)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
