"""Reads the records of a repository (OAI-PMH 2.0, section 4.5) in Dublin Core.

Belongs to the process that reads documents.
"""

from __future__ import annotations

import re

from lxml import etree

from newsletter.adapters.markup import absolute, to_text
from newsletter.adapters.moments import known_moment
from newsletter.adapters.xml_trees import name_of, named, text_at, xml_tree
from newsletter.errors import SourceError
from newsletter.model.items import EXCERPT_LIMIT, TITLE_LIMIT, Entry
from newsletter.model.text import one_line, paragraphs, shorten
from newsletter.ports import Parsed

_ID_LIMIT = 2_000
_SHOWN = 60  # characters of a name that is none of ours
_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")


def read_oai(body: bytes) -> Parsed:
    """Return the records in ``body``, the answer to ListRecords; deleted ones are left out.

    Only one page of a longer answer: a warning tells that there is more. Raises `SourceError`
    when it is no such answer, or says that something is wrong.
    """
    root, broken = xml_tree(body, "what a repository answers")
    if name_of(root) != "OAI-PMH":
        name = one_line(name_of(root), _SHOWN)
        raise SourceError(f"this is no answer of a repository: it begins with <{name}>")
    for error in named(root, "error"):
        if error.get("code") != "noRecordsMatch":  # nothing new is no mistake
            said = one_line(error.text or "", 200) or "no reason given"
            raise SourceError(f"the repository refuses: {said} ({one_line(error.get('code', ''))})")
    records = named(root, "ListRecords", "record")
    entries = tuple(entry for record in records if (entry := _entry(record)))
    more = text_at(root, "ListRecords", "resumptionToken")
    warning = "the repository has more records than it sends at once: narrow it with set"
    return Parsed(entries, warning=broken or (warning if more else ""))


def _entry(record: etree._Element) -> Entry | None:
    header = next(named(record, "header"), None)
    described = next(named(record, "metadata", "dc"), None)
    if header is None or described is None or header.get("status") == "deleted":
        return None
    date = _DATE.match(text_at(described, "date"))
    language = text_at(described, "language").lower()
    excerpt = paragraphs(to_text(text_at(described, "description"))[: 2 * EXCERPT_LIMIT])
    title = one_line(to_text(text_at(described, "title")), TITLE_LIMIT)
    return Entry(
        id=one_line(text_at(header, "identifier"))[:_ID_LIMIT],
        url=_address(described),
        title=title or "(untitled)",
        excerpt=shorten(excerpt, EXCERPT_LIMIT),
        moment=known_moment(date[0]) if date else None,
        language=language if re.fullmatch(r"[a-z]{2}", language) else "",
    )


def _address(described: etree._Element) -> str:
    """Return where to read a work: its page, else its DOI, else its file."""
    said = [(one.text or "").strip() for one in named(described, "identifier")]
    pages = [address for text in said if (address := absolute("", text))]
    dois = [f"https://doi.org/{found[1]}" for text in said if (found := _DOI.fullmatch(text))]
    best = [page for page in pages if not page.lower().endswith(".pdf")]
    return next(iter([*best, *dois, *pages]), "")
