"""Where a redirect ends, beside where it was to go: the same page, or a place instead of it.

Pure. A page that is gone is often answered with the home page, a list or a page to sign in, as if
all were well.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from newsletter.model.items import canonical_url
from newsletter.model.languages import name_of, tag_of

# What servers call the page that stands for its folder.
_INDEX = frozenset(("index", "default", "home", "start", "startpage", "startsida"))
_LANGUAGE_KEYS = frozenset(("lang", "language", "locale", "hl", "setlang"))
_SIGN_IN = re.compile(
    r"(?:log|sign)-?_?(?:in|on)|wp-login|inloggning|inloggen|logga-in|aanmelden|connexion|"
    r"anmelden|iniciar-sesion|acceso|saml2?|adfs|oauth2?|sso|idp|auth|authorize",
)
_SIGN_IN_HOST = re.compile(r"(?:login|signin|auth|accounts?|sso|idp|adfs|saml|idm)\.")
_MISSING = re.compile(
    r"(?:error-?)?40[34](?:-?(?:error|page|not-?found))?|(?:page-?)?not-?found|page-?not-?found|"
    r"page-introuvable|pagina-niet-gevonden|sidan-(?:finns-inte|hittades-inte|saknas)|"
    r"pagina-no-encontrada|seite-nicht-gefunden|missing-page|error|errors"
)
_PARTS = frozenset(("amp", "print", "view", "full", "abstract", "html"))  # of one and the same page
_EXTENSION = re.compile(r"\.(?:html?|aspx?|php|jsp|cfm)$")


class _Place(NamedTuple):
    """An address without what makes no other page of it."""

    host: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    fragment: str


def _place(url: str) -> _Place:
    parts = urlsplit(canonical_url(url))
    segments = [one for one in unquote(parts.path).casefold().split("/") if one]
    segments[-1:] = [_EXTENSION.sub("", one) for one in segments[-1:]]
    if segments and _is_language(segments[0]):
        segments = segments[1:]
    if segments and segments[-1] in _INDEX:
        segments = segments[:-1]
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = sorted(pair for pair in pairs if pair[0].lower() not in _LANGUAGE_KEYS)
    return _Place(_site(parts.netloc), tuple(segments), tuple(query), parts.fragment)


def _is_language(segment: str) -> bool:
    tag = tag_of(segment)
    return bool(tag) and name_of(tag) != tag


def _site(host: str) -> str:
    return host.removeprefix("www.")


def same_page(one: str, other: str) -> bool:
    """Tell whether two addresses differ only in what servers add or drop by themselves.

    That is https, "www.", slashes, a language, the name of an index, letter case, tracking.
    """
    return _place(one) == _place(other)


def strayed(asked: str, final: str) -> str:
    """Return what a link that ends at ``final`` leads to instead of its page, "" for nothing odd.

    "the home page", "a page to sign in", "a page for errors" or "the list it may have stood in".
    """
    start, end = _place(asked), _place(final)
    if start == end or not (start.segments or start.query):
        return ""
    if _signs_in(end) and not _signs_in(start):
        return "a page to sign in"
    last = end.segments[-1] if end.segments else ""
    if _MISSING.fullmatch(last) and start.segments[-1:] != (last,):
        return "a page for errors"
    here = _same_site(start.host, end.host)
    if not end.segments and not end.query:
        # A short address may well stand for the home page of another site.
        return "the home page" if here or len(start.segments) > 1 else ""
    return "the list it may have stood in" if here and _is_above(end, start) else ""


def _signs_in(place: _Place) -> bool:
    return bool(_SIGN_IN_HOST.match(place.host) or any(map(_SIGN_IN.fullmatch, place.segments)))


def _is_above(end: _Place, start: _Place) -> bool:
    """Tell whether ``end`` is a folder around ``start``; /report is still the page of /report/pdf.

    A page with a query is mostly something that was looked for.
    """
    below = start.segments[len(end.segments) :]
    above = start.segments[: len(end.segments)] == end.segments
    return above and not end.query and bool(below) and not (len(below) == 1 and below[0] in _PARTS)


def _same_site(one: str, other: str) -> bool:
    """Tell whether two hosts belong to one site: one is the other, or a part of it.

    Whose ``gov.uk`` is cannot be told without a list; two hosts beside each other are two sites.
    """
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
