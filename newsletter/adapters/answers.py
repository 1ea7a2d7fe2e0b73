"""What an HTTP answer means beyond its document: refusals, challenges, how long to wait."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from newsletter.errors import Blocked, Gone, Missing, SourceError
from newsletter.model.text import one_line

_MAX_AGE = re.compile(r"(?:^|[\s,;])max-age\s*=\s*\"?(\d{1,10})", re.I | re.A)
_UNCACHED = re.compile(r"\bno-(?:cache|store)\b", re.I)
# Pages that want a browser to prove that a person sits before it. Only what stands nowhere else:
# many sites load the scripts of such services on their ordinary pages too.
_CHALLENGE = re.compile(
    rb"_cf_chl_opt|<title>\s*Just a moment\.\.\.|_Incapsula_Resource|captcha-delivery\.com"
    rb"|AwsWafIntegration|<title>\s*Pardon Our Interruption|/\.well-known/sgcaptcha/"
    rb"|Checking your browser before accessing",
    re.I,
)
_PAGE = re.compile(rb"[^\w<]{0,99}<(?:!doctype\s+html|html|head|script)\b", re.I)
_CHALLENGE_BYTES = 100_000  # such pages are small
_LOOKED_AT = 30_000


def fresh_for(headers: Mapping[str, str]) -> int:
    """Return for how many seconds the answer stays fresh (RFC 9111, section 4.2.1), or 0.

    max-age wins over Expires; whoever wants every answer to be asked for again says nothing here.
    """
    control = headers.get("Cache-Control", "")
    if _UNCACHED.search(control):
        return 0
    if found := _MAX_AGE.search(control):
        return max(0, int(found[1]) - _seconds(headers.get("Age", "")))
    if "Expires" not in headers:
        return 0
    expires, sent = _moment(headers["Expires"]), _moment(headers.get("Date", ""))
    return max(0, int((expires - sent).total_seconds())) if expires and sent else 0


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return in how many seconds to ask again (RFC 9110, section 10.2.3), or None if not said.

    A date is compared with the server's own clock, which wrote it, where it tells that.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal() and value.isascii():
        return float(value[:10])
    until = _moment(value)
    if until is None:
        return None
    sent = _moment(headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - sent).total_seconds())


def validator(headers: Mapping[str, str], name: str) -> str:
    """Return the header exactly as it came, or "" where it could not be sent back so."""
    value = headers.get(name, "")
    return value if value.isascii() and value.isprintable() else ""


def is_challenge(headers: Mapping[str, str], body: bytes = b"") -> bool:
    """Tell whether an answer wants proof that a person asks, instead of giving the document."""
    if headers.get("cf-mitigated") == "challenge":
        return True
    if headers.get("x-amzn-waf-action", "") in ("challenge", "captcha"):
        return True
    small = len(body) <= _CHALLENGE_BYTES and _PAGE.match(body) is not None
    return small and _CHALLENGE.search(body[:_LOOKED_AT]) is not None


def challenged(status: int) -> Blocked:
    """Return how to tell a challenge: we are no person, and never say that we were."""
    words = f"the site wants proof that a person asks, which we are not (HTTP {status})"
    return Blocked(words, status=status)


def refusal(status: int, headers: Mapping[str, str]) -> SourceError:
    """Return what an answer without a document means."""
    later = _later(headers.get("Retry-After", ""))
    if status in (401, 403):
        return Blocked(f"the site refuses us (HTTP {status})", status=status)
    if status == 404:
        return Missing("there is nothing at this address (HTTP 404)", status=status)
    if status == 410:
        return Gone("it is gone for good, says the site (HTTP 410)", status=status)
    if status == 429:
        message = f"the site says we ask too often (HTTP 429){later}"
    elif status >= 500:
        message = f"the site has a fault of its own (HTTP {status}){later}"
    else:
        message = f"the site answered with HTTP {status} instead of the document"
    return SourceError(message, status=status)


def _later(value: str) -> str:
    """Return Retry-After in words: seconds, or a date as it is."""
    if not value:
        return ""
    digits = value.isdecimal() and value.isascii()
    return "; it asks to wait " + (
        f"{int(value[:10]):,} seconds" if digits else f"until {one_line(value, 60)}"
    )


def _seconds(value: str) -> int:
    return int(value[:10]) if value.isdecimal() and value.isascii() else 0


def _moment(value: str) -> datetime | None:
    """Return a date as HTTP writes it (RFC 9110, section 5.6.7), or None."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
