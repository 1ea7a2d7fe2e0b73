"""Serves a folder of feed documents over loopback: ``loopback.py FOLDER COUNT``.

Each of COUNT sources has a document and an address of its own, as sources have in life (on Linux,
where all of 127.0.0.0/8 is this machine; elsewhere they share 127.0.0.1). Documents are packed
before the first request, and have validators. Prints one address a line, then an empty line; ends
when its input does.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import ipaddress
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

_FIRST = ipaddress.IPv4Address("127.0.1.1")
_MODIFIED = "Tue, 17 Mar 2026 09:00:00 GMT"
_TYPES = {".json": "application/feed+json", ".xml": "application/xml"}


def _handler(document: Path) -> Callable[[web.Request], Awaitable[web.Response]]:
    body = document.read_bytes()
    packed = gzip.compress(body, mtime=0)
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    validators = {"ETag": etag, "Last-Modified": _MODIFIED}
    headers = {"Content-Type": _TYPES[document.suffix], "Content-Encoding": "gzip"} | validators

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers=validators)
        return web.Response(body=packed, headers=headers)

    return answer


async def _serve(folder: Path, count: int) -> None:
    documents = sorted(path for path in folder.iterdir() if path.suffix in _TYPES)
    app = web.Application()
    for document in documents:
        app.router.add_get(f"/{{number}}/{document.name}", _handler(document))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    own = sys.platform == "linux"
    port = 0
    for number in range(count):
        host = str(_FIRST + number if own else "127.0.0.1")
        if own or not port:
            site = web.TCPSite(runner, host, port)
            await site.start()
            port = runner.addresses[0][1]
        print(f"http://{host}:{port}/{number}/{documents[number % len(documents)].name}")
    print(flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
