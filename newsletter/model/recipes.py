"""How a source is read: the kinds of documents there are, and what each needs to be understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import Field, field_validator

from newsletter.model.located import Strict

Kind = Literal["", "feed", "page", "sitemap", "json", "crossref", "oai"]
# What can be fetched beside a page, of which a source has at most one.
FETCHED: tuple[Kind, ...] = ("feed", "sitemap", "json", "crossref", "oai")
# Keys that say how to read a document, and of which kind it must be.
COMPANIONS: dict[str, Kind] = {
    "select": "page", "match": "sitemap", "paths": "json", "set": "oai",
}  # fmt: skip

_CROSSREF = "https://api.crossref.org/journals/{}/works"
_CROSSREF_ROWS = 60
_CROSSREF_FIELDS = (
    "DOI", "URL", "title", "abstract", "published", "published-online", "published-print",
)  # fmt: skip
_ISSN = re.compile(r"\d{4}-\d{3}[\dX]")
# A repository lists its records from the oldest on: what is new must be asked for.
_OAI_WINDOW = timedelta(days=60)
_STEPS = r"[^\s.{}]+(?:\.[^\s.{}]+)*"
_DOTTED = re.compile(_STEPS)
_TEMPLATE = re.compile(rf"https?://[^\s{{}}/]+/(?:[^\s{{}}]|\{{{_STEPS}\}})*")


class Selectors(Strict):
    """CSS selectors of a listing page: each ``entry``, and inside it title, link and date."""

    entry: str = Field(min_length=1)
    title: str = ""
    link: str = "a"
    date: str = ""


class Paths(Strict):
    """Where a JSON document has what: dotted paths such as ``data.items`` or ``titles.0.en``.

    ``entries`` leads to a list ("" means that the document is one); the others start at each of
    its entries. ``link`` may be an address with paths in it: ``https://x.example/{slug}``.
    """

    entries: str = ""
    title: str = Field(min_length=1)
    link: str = ""
    date: str = ""
    id: str = ""
    excerpt: str = ""

    @field_validator("entries", "title", "date", "id", "excerpt")
    @classmethod
    def _dotted(cls, value: str) -> str:
        if value and not _DOTTED.fullmatch(value):
            raise ValueError("a path such as data.items, its steps separated by dots")
        return value

    @field_validator("link")
    @classmethod
    def _link(cls, value: str) -> str:
        if value and not _DOTTED.fullmatch(value) and not _TEMPLATE.fullmatch(value):
            raise ValueError("a path such as item.url, or https://x.example/{item.slug}")
        return value


def issn(value: str) -> str:
    """Return ``value`` if it is an ISSN (ISO 3297), whose last digit proves the others.

    Raises `ValueError` with what was expected.
    """
    digits = value.replace("-", "")
    if not _ISSN.fullmatch(value):
        raise ValueError("an ISSN such as 2755-9734")
    weighed = sum((8 - place) * int(digit) for place, digit in enumerate(digits[:7]))
    if "0123456789X"[-weighed % 11] != digits[7]:
        raise ValueError("an ISSN; this one has a slip in it, for its last digit does not fit")
    return value


def crossref_address(issn: str) -> str:
    """Return where Crossref lists the newest articles of a journal."""
    fields = ",".join(_CROSSREF_FIELDS)
    asked = {"sort": "published", "order": "desc", "rows": _CROSSREF_ROWS, "select": fields}
    return f"{_CROSSREF.format(issn)}?{urlencode(asked, safe=',')}"


def oai_address(base: str, set: str) -> str:
    """Return where a repository lists its records in Dublin Core (OAI-PMH 2.0, section 4.5)."""
    asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc"} | ({"set": set} if set else {})
    return f"{base}?{urlencode(asked, safe=':')}"


def since(address: str, day: date) -> str:
    """Return the address of `oai_address` for the records that changed shortly before ``day``."""
    return f"{address}&from={(day - _OAI_WINDOW).isoformat()}"


def conflicts(source: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the keys of one source that exclude each other: the key, what was found, expected."""
    first, *others = [key for key in FETCHED if source.get(key)] or [""]
    for other in others:
        yield other, f"{other} beside {first}", "one address to fetch"
    for key, kind in COMPANIONS.items():
        if source.get(key) and (not source.get(kind) or (kind == "page" and first)):
            yield key, f"{key} beside {first}" if first else key, f"it with {kind} only"
    if source.get("json") and not source.get("paths"):
        yield "json", "no paths", "paths: {entries: data.items, title: ..., link: ...}"
