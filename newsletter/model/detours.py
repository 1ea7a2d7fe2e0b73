"""Links that mail systems and search engines put in front of the address that is meant.

They are made for one reader or one mail: they tell who clicked, and die when their maker likes.
Some have the true address in them; of the others only a browser can find it out.
"""

from __future__ import annotations

import binascii
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from newsletter.model.items import canonical_url

_Find = Callable[[SplitResult], str]

_ENCODED = re.compile(r"https?(?::|%3A)%2F%2F[^/?#&]+", re.IGNORECASE)
_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}")
_BETWEEN = re.compile(r"/v\d/_{2,3}(https?:.+?)_{2,3}[;.]")


def detour(url: str) -> str | None:
    """Return the true address behind ``url``, "" where it is not in it, None for no detour."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if _GOOGLE.fullmatch(host):
        return _parameter("q", "url")(parts) if parts.path == "/url" else None
    for suffix, (paths, find) in _DETOURS.items():
        if (host == suffix or host.endswith(f".{suffix}")) and parts.path.startswith(paths):
            return canonical_url(find(parts))
    return None


def _parameter(*names: str) -> _Find:
    def find(parts: SplitResult) -> str:
        query = parse_qs(parts.query)
        return canonical_url(next((query[name][0] for name in names if name in query), ""))

    return find


def _in_path(parts: SplitResult) -> str:
    """Return an address that stands in the path or query, packed as a single part of it."""
    found = _ENCODED.search(f"{parts.path}?{parts.query}")
    return unquote(found[0]) if found else ""


def _between(parts: SplitResult) -> str:
    """Return what stands between lines: ``/v3/__https://host/path__;!!``.

    What a filter could not bear is a * there, and kept behind: then only a browser knows.
    """
    found = _BETWEEN.match(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return found[1] if found and "*" not in found[1] else ""


def _behind(parts: SplitResult) -> str:
    """Return what GovDelivery puts behind the last &&& of a query, or packs into the path."""
    return parts.query.rpartition("&&&")[2] if "&&&" in parts.query else _in_path(parts)


def _proofpoint(parts: SplitResult) -> str:
    """Return what Proofpoint writes as ``https-3A__host_path``, or between lines."""
    if parts.path.startswith("/v3/"):
        return _between(parts)
    packed = parse_qs(parts.query).get("u", [""])[0]
    return unquote(packed.replace("-", "%").replace("_", "/")) if parts.path == "/v2/url" else ""


def _token(parts: SplitResult) -> str:
    """Return the ``url`` in the second part of a signed token, as GovDelivery has it."""
    for piece in parts.path.split("/"):
        body = piece.split(".")[1:2]
        try:
            said = json.loads(urlsafe_b64decode(body[0] + "=" * (-len(body[0]) % 4))) if body else 0
        except (binascii.Error, ValueError):
            continue
        if isinstance(said, dict):
            return str(said.get("url", ""))
    return ""


def _nowhere(_: SplitResult) -> str:
    return ""


# Host, with those under it -> how paths of detours begin, and where the true address is.
_DETOURS: Mapping[str, tuple[str | tuple[str, ...], _Find]] = {
    "safelinks.protection.outlook.com": ("/", _parameter("url")),
    "safelinks.protection.office365.us": ("/", _parameter("url")),
    "statics.teams.cdn.office.net": ("/evergreen-assets/safelinks/", _parameter("url")),
    "l.facebook.com": ("/l.php", _parameter("u")),
    "lm.facebook.com": ("/l.php", _parameter("u")),
    "l.instagram.com": ("/", _parameter("u")),
    "linkedin.com": ("/redir/", _parameter("url")),
    "slack-redir.net": ("/link", _parameter("url")),
    "out.reddit.com": ("/", _parameter("url")),
    "duckduckgo.com": ("/l/", _parameter("uddg")),
    "urldefense.proofpoint.com": ("/", _proofpoint),
    "urldefense.com": ("/", _proofpoint),
    "urldefense.us": ("/", _proofpoint),
    "linkprotect.cudasvc.com": ("/url", _parameter("a")),
    "secure-web.cisco.com": ("/", _in_path),
    "protect.checkpoint.com": ("/", _between),
    "fireeye.com": (("/url", "/v1/url"), _parameter("u")),
    "esvalabs.com": ("/", _parameter("u")),
    "protection.sophos.com": ("/", _nowhere),
    "mimecast.com": ("/s/", _nowhere),
    "mimecastprotect.com": ("/s/", _nowhere),
    "list-manage.com": ("/track/click", _nowhere),
    "mandrillapp.com": ("/track/click", _nowhere),
    "lnks.gd": ("/l/", _token),
    "govdelivery.com": (("/CL0/", "/track"), _behind),
    "awstrack.me": ("/L0/", _in_path),
    "rs6.net": ("/tn.jsp", _nowhere),
    "hubspotlinks.com": ("/", _nowhere),
    "sendgrid.net": ("/ls/click", _nowhere),
    "createsend1.com": ("/t/", _nowhere),
    "cmail19.com": ("/t/", _nowhere),
    "cmail20.com": ("/t/", _nowhere),
    "icptrack.com": ("/icp/", _nowhere),
    "klclick.com": ("/ls/click", _nowhere),
    "sendibm1.com": ("/mk/cl/", _nowhere),
    "clicks.mlsend.com": ("/", _nowhere),
    "t.dotdigital-pages.com": ("/", _nowhere),
}
