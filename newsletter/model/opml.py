"""A list of feeds from elsewhere (OPML), and what becomes of each in ``sources.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsletter.model.discovery import web_address
from newsletter.model.items import url_key
from newsletter.model.located import Located, quoted, validated
from newsletter.model.source_file import FreeIds
from newsletter.model.sources import Source, SourceBook


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed as a list names it: text already harmless, addresses as they are written there.

    ``line`` is where its tag ends in the file; ``above`` are the texts of the outlines around it,
    the outermost first. ``problem`` says why the list gives no feed here, else "".
    """

    line: int
    name: str
    feed: str
    page: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    enabled: bool = True
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one outline: a new ``source``, or it is a ``twin``'s, or a ``problem``.

    ``twin`` is the id of the source that has this feed already.
    """

    outline: Outline
    source: Source | None = None
    twin: str = ""
    problem: str = ""


def as_sources(
    book: SourceBook, outlines: Iterable[Outline], *, place: str = "", section: str = ""
) -> list[Row]:
    """Return a row for each outline, in their order; no feed becomes two sources.

    The outlines around it give its place (by code or name) and section (by name), in any case of
    letters; ``place`` and ``section``, as ``book`` spells them, stand in where they give none.
    """
    reader = _Rows(book, place, section)
    return [reader.row(outline) for outline in outlines]


class _Rows:
    """Makes sources of outlines, with all that is known so far."""

    def __init__(self, book: SourceBook, place: str, section: str) -> None:
        self._book = book
        self._place = place
        self._section = section
        self._places = {one.name.casefold(): one.code for one in book.places}
        self._places |= {one.code.casefold(): one.code for one in book.places}
        self._sections = {one.casefold(): one for one in book.sections}
        self._twins = {url_key(one.feed): one.id for one in book.sources if one.feed}
        self._free_id = FreeIds(one.id for one in book.sources)

    def row(self, outline: Outline) -> Row:
        feed = web_address(outline.feed)
        if outline.problem or not feed:
            found = f"{quoted(outline.feed)} is no web address"
            return Row(outline, problem=outline.problem or found)
        if twin := self._twins.get(url_key(feed)):
            return Row(outline, twin=twin)
        above = [text.casefold() for text in outline.above]
        place = _first(self._places.get, above) or self._place
        section = _first(self._sections.get, above[::-1]) or self._section
        if not (place and section):
            return Row(outline, problem=_missing(place, section))
        return self._new(outline, feed, place, section)

    def _new(self, outline: Outline, feed: str, place: str, section: str) -> Row:
        values = {
            "name": outline.name or (urlsplit(feed).hostname or feed).removeprefix("www."),
            "place": place,
            "section": section,
            "feed": feed,
            "page": web_address(outline.page),
            "language": outline.language,
            "topics": list(outline.topics),
            "enabled": outline.enabled,
        }
        values["id"] = self._free_id(place, str(values["name"]))
        source, mistakes = validated(Source, Located("the list", values))
        if source is None:
            found = (f"{one.key} is {one.found}; expected {one.expected}" for one in mistakes)
            return Row(outline, problem="; ".join(found))
        self._twins[url_key(feed)] = source.id
        return Row(outline, source)


def _first(find: Callable[[str], str | None], texts: Sequence[str]) -> str:
    return next(filter(None, map(find, texts)), "")


def _missing(place: str, section: str) -> str:
    wanted = [] if place else ["place: give --place CODE"]
    wanted += [] if section else ["section: give --section NAME"]
    return f"no outline around it names its {', or its '.join(wanted)}"
