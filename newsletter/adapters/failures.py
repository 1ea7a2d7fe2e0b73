"""Why there was no answer, as one would tell it to somebody who is no programmer."""

from __future__ import annotations

import errno
import socket
import ssl

import aiohttp
from yarl import URL

from newsletter.adapters.addresses import refused
from newsletter.model.links import Failure
from newsletter.model.text import one_line

# What OpenSSL says where the server does not show who vouches for it; browsers find that out.
_UNSHOWN_ISSUER = frozenset((2, 20, 21))
_NO_WAY = frozenset((errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL))


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


def kind_of(error: Exception) -> Failure:
    """Return which kind of failure ``error``, met while asking for a link, is."""
    match error:
        case aiohttp.ConnectionTimeoutError():
            return Failure.UNCONNECTED
        case TimeoutError():
            return Failure.SILENT
        case aiohttp.ClientConnectorDNSError():
            passing = error.os_error.errno == socket.EAI_AGAIN
            return Failure.NO_NETWORK if passing else Failure.NO_HOST
        case aiohttp.ClientConnectorCertificateError():
            code = getattr(error.os_error, "verify_code", 0)
            return Failure.CHAIN if code in _UNSHOWN_ISSUER else Failure.CERTIFICATE
        case aiohttp.ClientConnectorSSLError():
            return Failure.CERTIFICATE
        case aiohttp.ClientConnectorError():
            return _kind_of_connection(error.os_error)
    return Failure.BROKEN


def _kind_of_connection(error: OSError) -> Failure:
    if refused(error):
        return Failure.PRIVATE
    if isinstance(error, ConnectionRefusedError):
        return Failure.BROKEN
    if isinstance(error, socket.gaierror):
        return Failure.NO_HOST
    return Failure.NO_NETWORK if error.errno in _NO_WAY else Failure.UNCONNECTED
