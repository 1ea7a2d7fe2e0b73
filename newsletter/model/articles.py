"""What is known of one thing worth reading that an editor adds by hand, and who says so.

An Article is what a document says of itself; Fields are what a new item would have, from an
editor, a browser, the document or a known source of the same site. The editor's word wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, cast
from urllib.parse import unquote, urlsplit

from newsletter.model.dates import PartialDate
from newsletter.model.items import TITLE_LIMIT, Item, digest_of, url_key
from newsletter.model.text import one_line

if TYPE_CHECKING:
    # Only named here; the process that reads documents does without what reads YAML.
    from newsletter.model.sources import Source, SourceBook

HAND = "hand"  # the source of what an editor adds; no source of sources.yaml may be called so
REQUIRED = ("title", "place", "section")
OPTION = {  # the name of each field on the command line, in the order in which it is shown
    "title": "title",
    "url": "url",
    "place": "place",
    "section": "section",
    "published": "date",
    "language": "language",
    "publisher": "publisher",
    "excerpt": "text",
    "topics": "topics",
    "english": "english",
    "easy": "easy",
    "note": "note",
    "sensitive": "sensitive",
}
EDITORIAL = ("english", "easy", "note", "sensitive")  # what only an editor says of an item
_DOCUMENT = re.compile(r"\.(pdf|docx?|odt|rtf|pptx?|odp|xlsx?|ods|epub)$", re.IGNORECASE)
_JOINTS = ("|", "-", "–", "—", "·", "•", "»", ":")


class Fields(TypedDict, total=False):
    """What an item has, by the names of its fields; what nobody knows is not there."""

    title: str
    url: str
    place: str
    section: str
    published: PartialDate | None
    language: str
    publisher: str
    excerpt: str
    topics: tuple[str, ...]
    english: str
    easy: str
    note: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Article:
    """What a document says of itself, as harmless text; "" or None for what it does not say.

    ``text`` is its description, else how it begins. ``guessed`` names the fields that are no more
    than a guess; ``kind`` is what a document is that does not say anything of itself ("PDF").
    """

    url: str
    title: str = ""
    text: str = ""
    published: PartialDate | None = None
    language: str = ""
    publisher: str = ""
    guessed: tuple[str, ...] = ()
    kind: str = ""

    def known(self) -> Fields:
        """Return what is sure, as far as a document is to be believed."""
        return self._fields(guessed=False)

    def guesses(self) -> Fields:
        """Return what a person should be asked about."""
        return self._fields(guessed=True)

    def _fields(self, *, guessed: bool) -> Fields:
        said = {
            "title": self.title,
            "excerpt": self.text,
            "published": self.published,
            "language": self.language,
            "publisher": self.publisher,
        }
        chosen = {
            name: value
            for name, value in said.items()
            if value and (name in self.guessed) is guessed
        }
        return cast("Fields", chosen)


def from_address(url: str) -> Article:
    """Return the little that the address of a document tells; of a page it tells nothing."""
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    match = _DOCUMENT.search(name)
    if match is None:
        return Article(url)
    words = one_line(re.sub(r"[-_+.\s]+", " ", name[: match.start()]), TITLE_LIMIT)
    title = words[:1].upper() + words[1:]
    return Article(url, title, guessed=("title",), kind=match[1].upper())


def without_site(title: str, site: str) -> str:
    """Return the title of a page without the name of its site at the end: "News | Agency"."""
    bare = title.removesuffix(site).rstrip() if site else title
    ended = bare != title and bare.endswith(_JOINTS)
    return bare.rstrip("".join(_JOINTS)).rstrip() or title if ended else title


def combined(*known: Fields) -> Fields:
    """Return for each field the value of the first that has one; what was cleared stays empty."""
    result: dict[str, Any] = {}
    for fields in known:
        for name, value in fields.items():
            result.setdefault(name, value)
    return cast("Fields", result)


def missing(fields: Fields) -> list[str]:
    """Return the names of the fields without which there is no item."""
    return [name for name in REQUIRED if not fields.get(name)]


def suggested(book: SourceBook, url: str) -> tuple[Fields, list[str]]:
    """Return what the known sources of the same site have in common, and their ids.

    Sources that differ, in their section for example, say nothing about it.
    """
    host = _host(url)
    alike = [one for one in book.sources if host and host in map(_host, _addresses(one))]
    values = {
        "place": {one.place for one in alike},
        "section": {one.section for one in alike},
        "language": {one.language for one in alike},
        "publisher": {one.name for one in alike},
    }
    agreed = {name: max(those) for name, those in values.items() if len(those) == 1 and all(those)}
    return cast("Fields", agreed), [one.id for one in alike]


def _addresses(source: Source) -> tuple[str, ...]:
    return source.feed, source.page, source.sitemap, source.json_list, source.oai


def _host(url: str) -> str:
    return url_key(url).partition("/")[0].removeprefix("www.")


def hand_key(fields: Fields) -> str:
    """Return the identity of an item added by hand: its address, else title, date and place."""
    address = url_key(fields.get("url", ""))
    day = str(fields.get("published") or "")
    title, place = fields.get("title", "").casefold(), fields.get("place", "")
    return address or f"{HAND}:{digest_of(title, day, place)}"


# --- values and words -----------------------------------------------------------------------


def fields_of(item: Item) -> Fields:
    """Return the fields of an item that an editor may change."""
    return cast("Fields", {name: getattr(item, name) for name in OPTION})


def differing(fields: Fields, item: Item) -> Fields:
    """Return those of ``fields`` that ``item`` has otherwise."""
    changed = {name: value for name, value in fields.items() if getattr(item, name) != value}
    return cast("Fields", changed)


def as_text(value: object) -> str:
    """Return the value of a field as a person would type it."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value else ""


def edit_words(id: str, fields: Fields) -> list[str]:
    """Return the words of the command that gives the item ``id`` these fields."""
    words = ["newsletter", "items", "edit", id]
    for name, option in OPTION.items():
        if name in fields:
            words += [f"--{option}", as_text(cast("Mapping[str, object]", fields)[name])]
    return words


def undo_words(before: Item, after: Item) -> list[str]:
    """Return the words of the command that takes an edit back; none if it changed nothing."""
    changes = differing(fields_of(before), after)
    return edit_words(before.id, changes) if changes else []
