"""Add items by hand: read what their pages say, and what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from newsletter.app import App
from newsletter.errors import Conflict, SourceError, UsageError
from newsletter.flows.sources import section_of
from newsletter.model.articles import (
    OPTION,
    Article,
    Fields,
    combined,
    from_address,
    missing,
    suggested,
)
from newsletter.model.dates import PartialDate
from newsletter.model.detection import language_of
from newsletter.model.discovery import web_address
from newsletter.model.items import (
    EXCERPT_LIMIT,
    TITLE_LIMIT,
    Entry,
    Item,
    canonical_url,
    url_key,
)
from newsletter.model.languages import tag_of
from newsletter.model.sources import Place, Source
from newsletter.model.text import one_line, paragraphs
from newsletter.ports import Fetcher, Parser, Request
from newsletter.stages import by_hand
from newsletter.stages import merge as merging
from newsletter.store import Transaction

_FROM_PAGE = {"title", "published", "language", "publisher", "excerpt"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to be added: what its editor has written, and what their browser has seen."""

    written: Fields
    seen: Fields = field(default_factory=Fields)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing to be added, as far as it is known.

    ``written`` names the fields that are the editor's own words; ``guesses`` are to be asked
    about. ``like`` are the sources whose place, section or name it got. ``problem`` says why its
    page tells nothing. ``known`` is the item that is there already; ``refused`` why it must not be.
    """

    fields: Fields
    written: tuple[str, ...] = ()
    guesses: Fields = field(default_factory=Fields)
    like: tuple[str, ...] = ()
    problem: str = ""
    known: Item | None = None
    refused: Conflict | None = None

    @property
    def missing(self) -> list[str]:
        """The names of the fields without which it cannot be added."""
        return missing(self.fields)


async def look(app: App, wanted: Sequence[Wanted], *, offline: bool = False) -> list[Candidate]:
    """Return what is known of each, after reading the pages of those that are not there yet.

    robots.txt is not asked: somebody wants this one page read. A page that cannot be read is no
    error: what the editor wrote stays.
    """
    with app.db.read() as tx:
        there = [_known(tx, one.written) for one in wanted]
    addresses = [
        one.written["url"]
        for one, (item, refused) in zip(wanted, there, strict=True)
        if not (offline or item or refused or one.written.keys() >= _FROM_PAGE)
        and one.written.get("url")
    ]
    pages = await _read(app, addresses)
    with app.db.read() as tx:
        return [_candidate(app, tx, one, pages) for one in wanted]


async def _read(app: App, addresses: Iterable[str]) -> dict[str, Article | SourceError]:
    unique = list(dict.fromkeys(addresses))
    if not unique:
        return {}
    async with app.collecting() as (fetcher, parser):
        pages = await asyncio.gather(*(_article(app, url, fetcher, parser) for url in unique))
    return dict(zip(unique, pages, strict=True))


async def _article(app: App, url: str, fetcher: Fetcher, parser: Parser) -> Article | SourceError:
    try:
        response = await fetcher.fetch(Request(url))
        article = await parser.article(response, app.now())
    except SourceError as error:
        return error
    if "/" in url_key(url) and "/" not in url_key(article.url):
        return SourceError(f"it leads to the home page, {article.url}: is it gone?")
    return article


def _known(tx: Transaction, fields: Fields) -> tuple[Item | None, Conflict | None]:
    try:
        return by_hand.known(tx, fields), None
    except Conflict as error:
        return None, error


def _candidate(
    app: App, tx: Transaction, wanted: Wanted, pages: Mapping[str, Article | SourceError]
) -> Candidate:
    written, url = wanted.written, wanted.written.get("url", "")
    answer = pages.get(url)
    page = answer if isinstance(answer, Article) else from_address(url)
    problem = answer.message if isinstance(answer, SourceError) else ""
    if page is answer and page.kind:
        problem = f"it is no page but a document ({page.kind}), which tells little of itself"
    own = Fields(url=canonical_url(page.url)) if url else Fields()
    suggestion, like = suggested(app.book, page.url)
    said = page.known()
    # A page calls its publisher by many names; in the newsletter it has one.
    named = _only(suggestion, "publisher")
    quoted = _only(wanted.seen, "excerpt")
    fields = combined(own, written, quoted, named, said, wanted.seen, suggestion)
    known, refused = _known(tx, written)
    if not known and not refused:
        known, refused = _known(tx, fields)
    names = tuple(name for name in written if name != "url")
    used = any(name in suggestion and name not in written for name in ("place", "section"))
    return Candidate(
        fields, names, page.guesses(), tuple(like) if used else (), problem, known, refused
    )


def _only(fields: Fields, *names: str) -> Fields:
    chosen = {name: value for name, value in fields.items() if name in names}
    return cast("Fields", chosen)


def add(
    app: App, candidate: Candidate, answers: Fields, *, actor: str, pick: bool = False
) -> tuple[Item, bool, list[Item]]:
    """Add what was looked at, with the ``answers`` of the editor to what was missing.

    Return the item, whether it is new, and those that look like it. Without a language it has
    that of its words, else of its place. Raises `Conflict` for what was removed for good.
    """
    fields = combined(answers, candidate.fields)
    if not fields.get("language"):
        fields["language"] = _spoken(app.place(fields["place"]), fields)
    written = {*candidate.written, *answers}
    item, new = by_hand.add(app.db, fields, sorted(written), actor=actor, now=app.now(), pick=pick)
    with app.db.read() as tx:
        return item, new, merging.alike(tx, item) if new else []


def _spoken(place: Place, fields: Fields) -> str:
    entry = Entry("", "", fields["title"], fields.get("excerpt", ""))
    nobody = Source(id="by-hand", name="by hand", place=place.code, section=fields["section"])
    return language_of(entry, "", nobody, place)


# --- what an editor types -------------------------------------------------------------------


def fields_from(app: App, typed: Mapping[str, str]) -> Fields:
    """Return what an editor typed, field name -> text, as an item has it; "" clears a field.

    Raises `UsageError` with all that is wrong.
    """
    values: dict[str, Any] = {}
    problems = []
    for name, text in typed.items():
        try:
            values[name] = _READERS[name](app, text)
        except UsageError as error:
            problems.append(f"{OPTION[name]}: {error}")
    if problems:
        raise UsageError("\n".join(problems))
    return cast("Fields", values)


def seen_from(app: App, seen: Mapping[str, str]) -> Fields:
    """Return what a browser saw, as `fields_from`; what cannot be read is left out."""
    values: dict[str, Any] = {}
    for name, text in seen.items():
        with suppress(UsageError):
            short = one_line(text, EXCERPT_LIMIT if name == "excerpt" else TITLE_LIMIT)
            values[name] = _READERS[name](app, short)
    return cast("Fields", {name: value for name, value in values.items() if value})


def _title(_: App, text: str) -> str:
    title = one_line(text)
    if not 0 < len(title) <= TITLE_LIMIT:
        raise UsageError(f"a title has 1 to {TITLE_LIMIT} characters, not {len(title)}")
    return title


def _url(_: App, text: str) -> str:
    url = canonical_url(web_address(text))
    if text.strip() and not url:
        raise UsageError(f"{text!r} is no web address", "Give one such as https://example.org/a")
    return url


def _place(app: App, text: str) -> str:
    return app.place(text).code


def _published(_: App, text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text.strip() else None
    except ValueError as error:
        raise UsageError(str(error)) from error


def _language(_: App, text: str) -> str:
    tag = tag_of(text)
    if not tag:
        raise UsageError(f"{text!r} is no language tag such as sv or en-GB")
    return tag


def _text(_: App, text: str) -> str:
    words = paragraphs(text)
    if len(words) > EXCERPT_LIMIT:
        raise UsageError(f"a text has at most {EXCERPT_LIMIT:,} characters, not {len(words):,}")
    return words


def _line(_: App, text: str) -> str:
    return one_line(text, TITLE_LIMIT)


def _sensitive(_: App, text: str) -> bool:
    answers = {"yes": True, "no": False, "": False}
    if text.strip().casefold() not in answers:
        raise UsageError(f"{text!r} is neither yes nor no")
    return answers[text.strip().casefold()]


def _topics(_: App, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(one_line, text.split(",")))))


_READERS: dict[str, Callable[[App, str], object]] = {
    "title": _title,
    "url": _url,
    "place": _place,
    "section": section_of,
    "published": _published,
    "language": _language,
    "publisher": _line,
    "excerpt": _text,
    "topics": _topics,
    "english": _line,
    "easy": lambda _, text: one_line(text, EXCERPT_LIMIT),
    "note": _line,
    "sensitive": _sensitive,
}
