"""How we connect, whatever we ask for: one guarded session, and addresses taken apart."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
from yarl import URL

from newsletter.adapters.addresses import SocketGuard
from newsletter.errors import SourceError
from newsletter.model.text import one_line

REDIRECTS = frozenset((301, 302, 303, 307, 308))
_KEEP_ALIVE = 3.0  # seconds; hundreds of hosts must not leave hundreds of open sockets
_NOT_HTTP = "the address does not start with http:// or https://"


def session(
    guard: SocketGuard, *, headers: Mapping[str, str], timeout: float, connect_timeout: float
) -> aiohttp.ClientSession:
    """Return a session for all hosts; times are in seconds for one request.

    Proxies, cookies and ``.netrc`` of the environment are not used; bodies stay packed.
    """
    connector = aiohttp.TCPConnector(
        limit=0,  # our own semaphores: waiting for one must not count as the server's time
        socket_factory=guard,
        keepalive_timeout=_KEEP_ALIVE,
        ttl_dns_cache=300,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=headers,
        timeout=aiohttp.ClientTimeout(total=timeout, connect=connect_timeout),
        trust_env=False,
        auto_decompress=False,  # aiohttp takes half a packed body for a whole one
    )


def address_of(text: str) -> URL:
    """Return an address that can be asked for. Raises `SourceError` for any other text."""
    try:
        url = URL(text)
    except ValueError as error:
        raise SourceError(f"this is not an address: {one_line(text, 200)}") from error
    if url.scheme not in ("http", "https") or not url.raw_host:
        raise SourceError(_NOT_HTTP)
    return url


def target_of(url: URL, location: str) -> URL:
    """Return where ``location``, maybe relative, leads from ``url``, without passwords.

    Raises `SourceError` where that is not on the web.
    """
    try:
        target = url.join(URL(location))
    except ValueError as error:
        message = f"a redirect to something that is no address: {one_line(location, 200)}"
        raise SourceError(message) from error
    if target.scheme not in ("http", "https") or not target.raw_host:
        raise SourceError(f"a redirect to {one_line(location, 200)}, which is not on the web")
    return target.with_user(None).with_fragment(None)


def without_password(url: URL) -> str:
    """Return ``url`` as text, without what would let somebody in."""
    return str(url if url.raw_user is None and url.raw_password is None else url.with_user(None))
