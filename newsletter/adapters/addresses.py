"""The guard on the address really connected to (server-side request forgery).

A name may lead anywhere, and to another place at each look-up; so the check stands where the
socket is made, after every look-up and redirect and for every way of writing an address.
"""

from __future__ import annotations

import errno
import ipaddress
import re
import socket
from typing import Any

# Every IPv6 address a stranger can have lies in 2000::/3 (IANA, "Internet Protocol Version 6
# Address Space"). This leaves out NAT64 (64:ff9b::/96), fec0::/10, multicast and the mapped
# addresses, some of which `ipaddress` takes for global ones.
_UNICAST = ipaddress.IPv6Network("2000::/3")
# They carry an IPv4 address inside: 6to4 (RFC 3056) and Teredo (RFC 4380).
_TUNNELS = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))
_RELAYS = ipaddress.IPv4Network("192.88.99.0/24")  # of 6to4 (RFC 7526)

_REFUSED = "in a private network ({})"
_FIND_REFUSED = re.compile(r"in a private network \((.*?)\)")


def is_public(address: str) -> bool:
    """Tell whether ``address``, a literal IPv4 or IPv6 address, belongs to the public internet."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        return ip in _UNICAST and ip.is_global and not any(ip in net for net in _TUNNELS)
    return ip.is_global and not ip.is_multicast and ip not in _RELAYS


class SocketGuard:
    """Makes the sockets of outgoing connections; refuses those to a private address.

    ``allowed`` are the exceptions as "address:port" ("127.0.0.1:8765", "[::1]:80"), compared
    with the address connected to, not with a name.
    """

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed

    def __call__(self, info: tuple[Any, ...]) -> socket.socket:
        """Return a socket for one result of `socket.getaddrinfo`. Raises `PermissionError`.

        An `OSError`, so that the client goes on to the other addresses of the same name.
        """
        family, kind, protocol, _, (address, port, *_) = info
        written = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        if written not in self._allowed and not is_public(address):
            raise PermissionError(errno.EACCES, _REFUSED.format(address))
        return socket.socket(family, kind, protocol)


def refused(error: OSError) -> str:
    """Return the private addresses for which ``error`` was raised, or "" for another reason.

    The client may have put the errors of several addresses into one; its text keeps them.
    """
    return ", ".join(dict.fromkeys(_FIND_REFUSED.findall(str(error))))
