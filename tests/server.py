"""A real HTTP server on loopback for tests: each path is answered by a function."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answers(
    body: str | bytes = "", *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Handler:
    """Return a handler that always gives the same answer."""

    async def handler(_: web.Request) -> web.StreamResponse:
        data = body.encode() if isinstance(body, str) else body
        return web.Response(body=data, status=status, headers=headers)

    return handler


def redirects(location: str, status: int = 302) -> Handler:
    """Return a handler that sends the client to ``location``."""
    return answers(status=status, headers={"Location": location})


@asynccontextmanager
async def serving(
    handlers: Mapping[str, Handler], tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """Serve ``handlers`` by path (404 for others); yield the address of the root, without "/"."""

    async def dispatch(request: web.Request) -> web.StreamResponse:
        handler = handlers.get(request.path)
        return await handler(request) if handler else web.Response(status=404)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", dispatch)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        port = runner.addresses[0][1]
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


def port_of(base: str) -> str:
    """Return the port in an address that `serving` gave."""
    return base.rpartition(":")[2]
