"""Reads what Crossref tells of the articles of a journal (its REST API, list of works).

Belongs to the process that reads documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newsletter.adapters.json_lists import at, json_of, text_at
from newsletter.adapters.markup import absolute, to_text
from newsletter.adapters.moments import known_moment
from newsletter.errors import SourceError
from newsletter.model.dates import Moment
from newsletter.model.items import EXCERPT_LIMIT, TITLE_LIMIT, Entry
from newsletter.model.text import one_line, paragraphs, shorten
from newsletter.ports import Parsed

_JATS = re.compile(r"(?<=[</])jats:")
_PUBLISHED = ("published-online", "published", "published-print")


def read_crossref(body: bytes) -> Parsed:
    """Return the works that Crossref lists in ``body``; a work's id is its DOI.

    Raises `SourceError` when it is no such list.
    """
    works = at(json_of(body), "message.items")
    if not isinstance(works, list):
        raise SourceError("this is not what Crossref answers: it has no list of works")
    return Parsed(tuple(_entry(work) for work in works if isinstance(work, dict)))


def _entry(work: dict[str, Any]) -> Entry:
    doi = one_line(text_at(work, "DOI"))
    url = absolute("", text_at(work, "URL")) or (f"https://doi.org/{doi}" if doi else "")
    # JATS: paragraphs and titles of sections are elements of their own.
    abstract = paragraphs(to_text(_JATS.sub("", text_at(work, "abstract")))[: 2 * EXCERPT_LIMIT])
    return Entry(
        id=doi.lower(),  # DOIs do not tell letters apart by case (ISO 26324)
        url=url,
        title=one_line(to_text(text_at(work, "title")), TITLE_LIMIT) or doi or "(untitled)",
        excerpt=shorten(abstract, EXCERPT_LIMIT),
        moment=_moment(work),
    )


def _moment(work: dict[str, Any]) -> Moment | None:
    """Return when the work came out, by the date that is most exact: journals may say a year."""
    return known_moment(max(_dates(work), key=len, default=""))


def _dates(work: dict[str, Any]) -> Iterator[str]:
    for kind in _PUBLISHED:
        parts = at(work, f"{kind}.date-parts.0")
        numbers = parts if isinstance(parts, list) else []
        if numbers and all(isinstance(number, int) for number in numbers):
            year, *rest = numbers[:3]
            yield "-".join([f"{year:04d}", *(f"{number:02d}" for number in rest)])
