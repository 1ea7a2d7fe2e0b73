"""Reads lists in JSON, as sites serve them to their own pages, by the paths of a source.

Belongs to the process that reads documents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import Any
from urllib.parse import quote

from newsletter.adapters.documents import first
from newsletter.adapters.json_texts import json_value
from newsletter.adapters.markup import absolute, to_text
from newsletter.adapters.page_dates import PageDates
from newsletter.errors import SourceError
from newsletter.model.items import EXCERPT_LIMIT, TITLE_LIMIT, Entry
from newsletter.model.recipes import Paths
from newsletter.model.text import one_line, paragraphs, plural, shorten
from newsletter.ports import Parsed

_ID_LIMIT = 2_000
_TITLE_FROM_TEXT = 100
_SHOWN = 12  # keys that are named where a path leads nowhere
_HOLE = re.compile(r"\{([^{}]+)\}")
_DATE = re.compile(r"/Date\((\d+)(?:[+-]\d{4})?\)/")  # as .NET wrote dates for many years


def read_json_list(body: bytes, url: str, paths: Paths) -> Parsed:
    """Return the entries that ``paths`` find in ``body``, fetched from ``url``.

    What is missing of an entry is left out; one with nothing at all is none. The beginning of its
    text, else its address, stands in for a title. Raises `SourceError` when the document is no
    JSON, where ``paths.entries`` leads is no list, or no entry has a title.
    """
    document = json_of(body)
    rows = at(document, paths.entries)
    if not isinstance(rows, list):
        there = _there(document, paths.entries)
        raise SourceError(f"there is no list at {paths.entries or 'the top'}; {there}")
    some, more = first(rows)
    dates = PageDates((text_at(row, paths.date) for row in some), "")
    found = [_entry(row, url, paths, dates) for row in some if isinstance(row, dict | list)]
    if rows and not any(entry.title for entry in found):
        there = _there(rows[0], paths.title)
        raise SourceError(f"in no entry is anything at {paths.title}; {there}")
    entries = tuple(titled for entry in found if (titled := _titled(entry)).title)
    return Parsed(entries, warning=more or _warning(entries))


def json_of(body: bytes) -> Any:
    """Return what the JSON document ``body`` says. Raises `SourceError`."""
    if not body.strip():
        raise SourceError("the document is empty")
    try:
        return json_value(body)
    except ValueError as error:
        raise SourceError(f"this is no JSON: {error}") from error


def at(value: Any, path: str) -> Any:
    """Return what the dotted ``path`` leads to from ``value``, or None."""
    for step in filter(None, path.split(".")):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdecimal():
            value = value[int(step[:9])] if int(step[:9]) < len(value) else None
        else:
            return None
    return value


def text_at(value: Any, path: str) -> str:
    """Return the text or number at ``path``, or the first of several; "" for all else."""
    found = at(value, path) if path else None
    if isinstance(found, list):
        found = next(iter(found), None)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    if isinstance(found, float) and not isfinite(found):  # NaN, 1e999
        return ""
    return str(found).strip()


def _entry(row: Any, url: str, paths: Paths, dates: PageDates) -> Entry:
    date = text_at(row, paths.date)
    ticks = _DATE.fullmatch(date)
    excerpt = paragraphs(to_text(text_at(row, paths.excerpt))[: 2 * EXCERPT_LIMIT])
    return Entry(
        id=one_line(text_at(row, paths.id))[:_ID_LIMIT],
        url=_link(row, url, paths.link),
        title=one_line(to_text(text_at(row, paths.title)), TITLE_LIMIT),
        excerpt=shorten(excerpt, EXCERPT_LIMIT),
        moment=dates.read(ticks[1] if ticks else date),
    )


def _titled(entry: Entry) -> Entry:
    """Return ``entry`` with words of its own for a title; "" where it has none at all."""
    if entry.title:
        return entry
    title = one_line(entry.excerpt, _TITLE_FROM_TEXT) or one_line(entry.url, TITLE_LIMIT)
    return replace(entry, title=title)


def _link(row: Any, url: str, link: str) -> str:
    if "{" not in link:
        return absolute(url, text_at(row, link))
    parts = [quote(text_at(row, hole), safe="/") for hole in _HOLE.findall(link)]
    if not all(parts):  # half an address would lead to another page
        return ""
    filled = iter(parts)
    return absolute(url, _HOLE.sub(lambda _: next(filled), link))


def _there(document: Any, path: str) -> str:
    """Return what there is in ``document`` where ``path`` goes astray."""
    here, trodden = document, ""
    for step in filter(None, path.split(".")):
        following = at(here, step)
        if following is None:
            break
        here, trodden = following, f"{trodden}.{step}".lstrip(".")
    return _keys(here, f" at {trodden}" if trodden else "")


def _keys(value: Any, where: str) -> str:
    if isinstance(value, dict):
        names: Sequence[str] = [one_line(name, 40) for name in list(value)[:_SHOWN]]
        return f"there is{where}: {', '.join(names) or 'nothing'}"
    return f"there is{where} {'a list' if isinstance(value, list) else 'a single value'}"


def _warning(entries: Sequence[Entry]) -> str:
    lost = sum(not entry.url for entry in entries)
    return f"{plural(lost, 'entry', 'entries')} of {len(entries)} without a link" if lost else ""
