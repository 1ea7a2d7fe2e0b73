"""Why there was no answer, as one would tell it to somebody who is no programmer."""

from __future__ import annotations

import socket
import ssl

import aiohttp
from yarl import URL

from newsletter.adapters.addresses import refused
from newsletter.model.text import one_line


def in_words(error: Exception, url: URL) -> str:
    """Return what ``error``, met while asking for ``url``, means."""
    host = one_line(url.host or "", 200)
    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"no server is called {host}, or its name could not be looked up"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError():
            return f"no secure connection: {_certificate(error.os_error)}"
        case aiohttp.ClientConnectorError():
            return _unconnected(error.os_error, f"{host}")
        case aiohttp.InvalidURL() | UnicodeError():
            return f"{host} is not the name of a server"
        case aiohttp.ClientPayloadError():
            return "the answer broke off in the middle, or was packed wrongly"
        case aiohttp.ClientResponseError():
            return "the answer is not HTTP, or breaks its rules"
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientOSError():
            return "the server hung up without an answer"
    return f"no answer: {one_line(str(error), 200) or type(error).__name__}"


def _certificate(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message})"
    return error.strerror or str(error)


def _unconnected(error: OSError, host: str) -> str:
    if private := refused(error):
        return f"the address leads into a private network ({private}): refused"
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refuses the connection"
    if isinstance(error, socket.gaierror):
        return f"no server is called {host}, or its name could not be looked up"
    return f"no connection to {host}: {one_line(error.strerror or str(error), 200)}"
