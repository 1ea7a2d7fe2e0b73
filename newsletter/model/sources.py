"""Places, sections and sources: what ``sources.yaml`` says.

A Place is a country (ISO 3166-1 or -2) or an international body. A Source is where items come
from. The order of places and sections in the file is their order in every issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, field_validator

from newsletter.errors import ConfigError, Mistake
from newsletter.model.articles import HAND
from newsletter.model.dates import PartialDate
from newsletter.model.glossary import is_short_form
from newsletter.model.items import canonical_url
from newsletter.model.languages import same
from newsletter.model.located import Located, Strict, one_of, quoted, read_yaml, validated
from newsletter.model.located import Path as KeyPath
from newsletter.model.recipes import (
    FETCHED,
    Kind,
    Paths,
    Selectors,
    conflicts,
    crossref_address,
    issn,
    oai_address,
    since,
)
from newsletter.model.rules import Rule, unknown_names

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_CODE = re.compile(r"[A-Z]{2,6}(-[A-Z0-9]{1,3})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _shaped(pattern: re.Pattern[str], expected: str, value: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(expected)
    return value


_a_language = partial(_shaped, _LANGUAGE, "a language tag such as en or sv")
_Language = Annotated[str, AfterValidator(_a_language)]
_Words = Annotated[str, Field(min_length=1)]
_Section = Annotated[str, Field(min_length=1, max_length=80)]
# It comes to stand in brackets, in the middle of the editor's Markdown.
_in_full = partial(
    _shaped, re.compile(r"(?=.*\w)[^\n*_`<>()\[\]\\]+"), "the words in full, without brackets"
)
_Glossary = dict[str, Annotated[str, AfterValidator(_in_full)]]


def time_zone(value: str) -> str:
    """Return ``value`` if it names an IANA time zone, else raise `ValueError`."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("an IANA time zone such as Europe/Stockholm") from error
    return value


class HelpLine(Strict):
    """Whom to call there in a crisis, and who rang it on which day to see that it is right.

    Only one that was ``checked`` lately is ever printed (`newsletter.model.help_lines`).
    """

    text: Annotated[str, Field(min_length=1, max_length=120)]
    checked: str = "never"

    @field_validator("text")
    @classmethod
    def _text(cls, value: str) -> str:
        if value != " ".join(value.split()) or not re.search(r"\d", value):
            raise ValueError("one line with a name and a number to call: Lifeline 13 11 14")
        return value

    @field_validator("checked")
    @classmethod
    def _checked(cls, value: str) -> str:
        day, _, who = value.partition(", ")
        try:
            right = date.fromisoformat(day).isoformat() == day and bool(who.strip())
        except ValueError:
            right = value == "never"
        if not right:
            raise ValueError('never, or a day and who checked it: "2026-11-01, duty editor"')
        return value

    @property
    def day(self) -> date | None:
        """The day on which it was checked; None for never."""
        return None if self.checked == "never" else date.fromisoformat(self.checked[:10])


class Place(Strict):
    """A country or an international body; its ``code`` is what items and people carry.

    ``glossary`` has what short forms stand for there (`newsletter.model.glossary`).
    """

    code: str
    name: str = Field(min_length=1)
    body: bool = False
    languages: list[_Language] = Field(default=["en"], min_length=1)
    time_zone: str = "UTC"
    glossary: _Glossary = {}
    help_line: HelpLine | None = None

    @field_validator("code")
    @classmethod
    def _code(cls, value: str) -> str:
        return _shaped(_CODE, "an ISO 3166 code such as SE or GB-SCT, or a body's WHO", value)

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return time_zone(value)

    @property
    def language(self) -> str:
        """The language to expect of a source here: English where the place has it."""
        english = next((tag for tag in self.languages if same(tag, "en")), "")
        return english or self.languages[0]


class Keywords(Strict):
    """Which entries of a broad source matter.

    A word matches whole words, ``*`` stands for any letters, ``@name`` for a word list. An entry
    is kept if it has one of ``include`` (or that is empty) and none of ``exclude``.
    """

    include: list[_Words] = []
    exclude: list[_Words] = []


class Source(Strict):
    """One source, read by its feed, sitemap, JSON list, journal or repository, else by its page.

    ``page`` beside one of them is where people read. A source without any of them waits, and so
    does one that is switched off and has nothing but a page without ``select``.
    """

    id: str
    name: str = Field(min_length=1)
    place: str
    section: str
    feed: str = ""
    page: str = ""
    select: Selectors | None = None
    sitemap: str = ""
    match: str = ""
    json_list: str = Field(default="", alias="json")
    paths: Paths | None = None
    crossref: str = ""
    oai: str = ""
    set: str = ""
    language: str = ""  # what nobody says is found out for each entry
    topics: list[str] = []
    keywords: Keywords = Keywords()
    reuse: Literal["none", "excerpt"] = "none"
    enabled: bool = True
    checked: str = "never"
    silent_days: int = Field(default=60, ge=1)  # without anything new, until that is told
    note: str = ""

    @field_validator("id")
    @classmethod
    def _id(cls, value: str) -> str:
        if value == HAND:
            raise ValueError("another one: so is called what editors add by hand")
        return _shaped(_ID, "small letters, digits and hyphens, such as se-fohm", value)

    @field_validator("language")
    @classmethod
    def _language(cls, value: str) -> str:
        return _a_language(value) if value else ""

    @field_validator("feed", "page", "sitemap", "json_list", "oai")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not canonical_url(value):
            raise ValueError("a web address that starts with https:// or http://")
        return value

    @field_validator("crossref", mode="before")
    @classmethod
    def _issn(cls, value: object) -> str:
        return issn(str(value)) if value else ""  # without its hyphen YAML takes it for a number

    @field_validator("match")
    @classmethod
    def _match(cls, value: str) -> str:
        if value and value[0] not in "/*":
            raise ValueError("a path such as /news/*, in which * stands for anything")
        return value

    @field_validator("checked")
    @classmethod
    def _checked(cls, value: str) -> str:
        if value != "never":
            try:
                PartialDate.parse(value)
            except ValueError as error:
                raise ValueError("never, or a date like 2026-11-22") from error
        return value

    @property
    def kind(self) -> Kind:
        """What is fetched: a feed, sitemap, json, crossref or oai, else its page, else ""."""
        if self.feed:  # the commonest, and asked for often
            return "feed"
        kinds = {"sitemap": self.sitemap, "json": self.json_list}
        kinds |= {"crossref": self.crossref, "oai": self.oai}
        waiting = not self.page or not (self.select or self.enabled)
        return next((kind for kind in FETCHED if kinds.get(kind)), "" if waiting else "page")

    @property
    def address(self) -> str:
        """What is fetched, or ""."""
        kind = self.kind
        if kind == "crossref":
            return crossref_address(self.crossref)
        if kind == "oai":
            return oai_address(self.oai, self.set)
        page = self.page if kind == "page" else ""
        return self.feed or self.sitemap or self.json_list or page

    def address_on(self, day: date) -> str:
        """Return what is fetched on ``day``: of a repository only what changed lately."""
        return since(self.address, day) if self.kind == "oai" else self.address

    @property
    def obeys_robots(self) -> bool:
        """Whether robots.txt decides: not where a machine is meant to read, as a person asked."""
        return self.kind in ("page", "sitemap")


class SourceBook(Strict):
    """All of ``sources.yaml``."""

    sections: list[_Section] = Field(min_length=1)
    places: list[Place] = Field(min_length=1)
    glossary: _Glossary = {}  # short forms that no country has of its own
    word_lists: dict[str, Annotated[list[_Words], Field(min_length=1)]] = {}
    rules: list[Rule] = []
    sources: list[Source] = []

    @field_validator("rules", "sources", mode="before")
    @classmethod
    def _none_yet(cls, value: object) -> object:
        return [] if value is None else value  # a key with nothing under it

    def place(self, code: str) -> Place | None:
        """Return the place with this code."""
        return next((place for place in self.places if place.code == code), None)

    def place_called(self, text: str) -> Place | None:
        """Return the place with this code or name, as somebody may type it: se, Sweden."""
        names = {place.name.casefold(): place for place in self.places}
        return self.place(text.strip().upper()) or names.get(text.strip().casefold())

    def source(self, id: str) -> Source | None:
        """Return the source with this id."""
        return next((source for source in self.sources if source.id == id), None)

    def terms(self, place: Place | None) -> dict[str, str]:
        """Return the short forms to explain under ``place``; its own win over those of all.

        Where no place is (a welcome, a letter, a heading of the editor's own), they are those of
        all places together, but for a form that two of them use for different things.
        """
        if place:
            return {**self.glossary, **place.glossary}
        meant: dict[str, set[str]] = {}
        for one in self.places:
            for short, long in one.glossary.items():
                meant.setdefault(short, set()).add(long)
        sure = {short: next(iter(longs)) for short, longs in meant.items() if len(longs) == 1}
        return {**sure, **self.glossary}

    def words(self, source: Source) -> tuple[list[str], list[str]]:
        """Return the words a source includes and excludes, its word lists written out."""
        keywords = source.keywords
        return self.written_out(keywords.include), self.written_out(keywords.exclude)

    def written_out(self, words: list[str]) -> list[str]:
        """Return ``words`` with each ``@name`` replaced by the words of that list."""
        expanded: list[str] = []
        for word in words:
            expanded += self.word_lists.get(word[1:], []) if word.startswith("@") else [word]
        return expanded


def read_sources(text: str, file: str = "sources.yaml") -> SourceBook:
    """Return what ``text`` says; raise `ConfigError` with every mistake, in the file's order."""
    located = read_yaml(text, file)
    book, mistakes = validated(SourceBook, located)
    mistakes += tuple(_between(located))
    if book is None or mistakes:
        raise ConfigError(tuple(sorted(mistakes, key=lambda mistake: mistake.line)))
    return book


def _between(located: Located) -> list[Mistake]:
    """Return the mistakes no single key shows: repeats, and names that nothing bears."""
    data = located.data if isinstance(located.data, dict) else {}
    places, sources = _rows(data, "places"), _rows(data, "sources")
    listed = data.get("sections")
    named = [*enumerate(listed)] if isinstance(listed, list) else []
    sections = [section for _, section in named if isinstance(section, str)]
    codes = [str(place.get("code")) for _, place in places]
    mistakes = _repeats(located, [(("sections", number), one) for number, one in named])
    unique = (("places", "code"), ("places", "name"), ("rules", "name"), ("sources", "id"))
    for kind, key in unique:
        values = [((kind, number, key), row.get(key)) for number, row in _rows(data, kind)]
        mistakes += _repeats(located, values)
    mistakes += _short_forms(located, (), data)
    for number, place in places:
        mistakes += _short_forms(located, ("places", number), place)
    lists = data.get("word_lists")
    lists = lists if isinstance(lists, dict) else {}
    known = {"section": sections, "place": codes, "words": [f"@{name}" for name in lists]}
    known["source"] = [str(source.get("id")) for _, source in sources]
    for number, rule in _rows(data, "rules"):
        mistakes += unknown_names(located, number, rule, known)
    for number, source in sources:
        here = ("sources", number)
        for key in ("place", "section"):
            value = source.get(key)
            if isinstance(value, str) and value not in known[key]:
                expected = one_of(value, known[key])
                mistakes.append(located.mistake((*here, key), quoted(value), expected))
        mistakes += _unknown_words(located, here, source, lists)
        for key, found, expected in conflicts(source):
            mistakes.append(located.mistake((*here, key), found, expected))
        if source.get("enabled", True) is True and not any(map(source.get, (*FETCHED, "page"))):
            expected = "a feed, page, sitemap, json, crossref or oai, or enabled: false"
            mistakes.append(located.mistake(here, "no address to fetch", expected))
    return mistakes


def _rows(data: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    rows = data.get(key)
    found = enumerate(rows) if isinstance(rows, list) else ()
    return [(number, row) for number, row in found if isinstance(row, dict)]


def _repeats(located: Located, values: Iterable[tuple[KeyPath, object]]) -> list[Mistake]:
    """Return the values that stand there twice: people, and issues, tell things apart by them."""
    first: dict[str, int] = {}
    mistakes = []
    for path, value in values:
        if not isinstance(value, str):
            continue
        if value.casefold() in first:
            expected = f"another one: line {first[value.casefold()]} has it already"
            mistakes.append(located.mistake(path, quoted(value), expected))
        first.setdefault(value.casefold(), located.line_of(path))
    return mistakes


def _short_forms(located: Located, here: KeyPath, data: dict[str, Any]) -> list[Mistake]:
    """Return the entries of a glossary that would be found in what is no short form."""
    terms = data.get("glossary")
    expected = "a short form such as NDIS, GPs or ggz"
    return [
        located.mistake((*here, "glossary", term), quoted(term), expected)
        for term in (terms if isinstance(terms, dict) else ())
        if isinstance(term, str) and not is_short_form(term)
    ]


def _unknown_words(
    located: Located, here: tuple[str, int], source: dict[str, Any], lists: dict[str, Any]
) -> list[Mistake]:
    keywords = source.get("keywords")
    mistakes = []
    for key in ("include", "exclude"):
        words = keywords.get(key) if isinstance(keywords, dict) else None
        for number, word in enumerate(words if isinstance(words, list) else ()):
            if isinstance(word, str) and word.startswith("@") and word[1:] not in lists:
                path = (*here, "keywords", key, number)
                expected = one_of(word, [f"@{name}" for name in lists])
                mistakes.append(located.mistake(path, quoted(word), expected))
    return mistakes
