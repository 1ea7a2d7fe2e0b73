"""Past issues of whatever program: which of their links are stories, and under which headings.

An adapter takes a file apart into `Part` after `Part`: a heading or line, or a link with its words.
`told` makes of these what stood in the issue. Links of the program that sent it (to leave, to
share, to look at it in a browser) are no stories, and neither is the sender's own home page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from newsletter.model.appearances import TITLE_WORDS, Appearance, appearances_of, words_hash
from newsletter.model.dates import PartialDate
from newsletter.model.duplicates import words_of
from newsletter.model.issues import Issue
from newsletter.model.items import TITLE_LIMIT, url_key
from newsletter.model.languages import tag_of
from newsletter.model.past_headings import LINE, Headings
from newsletter.model.past_links import address_of, is_furniture
from newsletter.model.sources import SourceBook
from newsletter.model.text import one_line

MOST_LINKS = 2_000  # stories of a file; one that has more is no issue but an archive
# Words of a link that could be those of any: what it is called stands elsewhere.
_GENERIC = re.compile(
    r"(?:(?:please )?(?:click|read|see|view|learn|find|open|download|visit|watch|get|go|access)\b"
    r"(?: (?:here|read|view|download|more|on|out|it|this|the|to|full|a|an|article|report|paper|"
    r"story|page|website|site|link|document|news|details|online|video|recording|release|pdf|now|"
    r"at|about))*"
    r"|(?:the )?(?:here|more|link|links|details|website|web ?site|web ?page|page|article|report|"
    r"full (?:report|article|text|story)|pdf|url|source|online|image|picture|photo|logo)"
    r"|(?:more|further) (?:information|details|info)(?: here)?"
    r"|register(?: (?:here|now))?|continue(?: reading)?|sign up(?: here)?"
    r"|läs mer|läs hela|lees (?:meer|verder)|en savoir plus|lire la suite|weiterlesen)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in a past issue, in the order of its file.

    A heading of ``level`` 1 to 6 has words alone, and so has a line (LINE), which may be meant as
    one; what only goes on with the story before it is MORE. A link has its ``address`` as written,
    and a level if it is in a heading; where its ``text`` says nothing its title may be ``around``
    it, or ``behind``. ``item`` is the id it bears, if it is of ours.
    """

    text: str
    level: int = 0
    address: str = ""
    around: str = ""
    behind: str = ""
    item: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class PastFile:
    """What a file of a past issue holds.

    ``publication`` and ``days`` are what it says of itself, the surest day first; "" and empty
    where it does not. ``broken`` says what of it could not be read. A file of our own kind is an
    ``issue``, and has no parts.
    """

    title: str
    parts: tuple[Part, ...] = ()
    publication: str = ""
    days: tuple[PartialDate, ...] = ()
    broken: str = ""
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What stood in a past issue; ``hidden`` are links whose address nobody can read any more."""

    appearances: tuple[Appearance, ...]
    hidden: int

    @property
    def placed(self) -> int:
        """How many stood under the name of a place."""
        return sum(1 for one in self.appearances if one.place)


def told(file: PastFile, book: SourceBook, slug: str, day: date) -> Told:
    """Return what stood in ``file``, which is the past issue ``slug`` of ``day``."""
    if file.issue is not None:
        return Told(tuple(appearances_of(file.issue, book)), 0)
    headings = Headings(book)
    stories = _once(one for one in _stories(file.parts, headings) if _is_one(one))
    found = tuple(
        Appearance(
            issue=slug,
            number=number,
            item=story.part.item,
            url=story.url,
            key=url_key(story.url),
            words=words_hash(story.part.text),
            title=story.part.text or story.url,
            place=story.place,
            section=story.section,
            language=tag_of(story.part.language),
            day=day,
        )
        for number, story in enumerate(stories, 1)
    )
    return Told(found, sum(1 for one in stories if not one.url))


# --- links ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Story:
    """``named``: its title are its own words, not others that stand near it."""

    part: Part
    url: str
    place: str
    section: str
    named: bool


def _stories(parts: Iterable[Part], headings: Headings) -> Iterator[_Story]:
    """Yield the stories; links beside each other that lead to one address are one story."""
    last: _Story | None = None
    names = _Names(headings)
    for part in parts:
        if not part.address:
            names.see(part)
            continue
        if headings.names(part.text):  # the heading is a link, or this one leads to the heading
            names.see(part)
            continue
        url, titled = address_of(part.address), replace(part, text=names.title(part))
        named = titled.text == one_line(part.text, TITLE_LIMIT)
        if url is None or any(is_furniture(part.address, one.text) for one in (part, titled)):
            continue
        story = _Story(titled, url, headings.place, headings.section, named)
        if last is not None and _one_story(last, story):
            last = _better(last, story)
            continue
        names.forget()
        if last is not None:
            yield last
        last = story
    if last is not None:
        yield last


class _Names:
    """What the next link may be called: the heading, or else the first line since the last one."""

    def __init__(self, headings: Headings) -> None:
        self._headings = headings
        self.forget()

    def forget(self) -> None:
        """Begin anew behind a story."""
        self._heading = self._line = ""

    def see(self, part: Part) -> None:
        """Take notice of a heading, a line, or a link that is one."""
        if part.address and not part.level:
            return
        ours = self._headings.see(part.text, part.level)
        if ours:
            self.forget()
        elif part.level < LINE:
            self._heading, self._line = part.text, ""
        elif part.level == LINE and not says_nothing(part.text):
            self._line = self._line or part.text

    def title(self, part: Part) -> str:
        """Return what a link is called by its own words, or else by those near it."""
        around = part.around.removesuffix(part.text)  # "Read more", mostly
        for text in (part.text, self._heading, around, self._line, part.behind):
            if not says_nothing(text) and not self._headings.names(text):
                return one_line(text, TITLE_LIMIT)
        return ""


def _once(stories: Iterable[_Story]) -> list[_Story]:
    """Return each story once, where it stands under a place: contents and dates list it too."""
    found: dict[tuple[str, str], _Story] = {}
    for story in stories:
        known = found.setdefault((url_key(story.url), words_hash(story.part.text)), story)
        if story.place and not known.place:
            found[url_key(story.url), words_hash(story.part.text)] = story
    return list(found.values())


def _is_one(story: _Story) -> bool:
    """Tell whether it is a story: a link to a home page is mostly a name, or a logo."""
    if story.url and "/" not in url_key(story.url):
        return len(words_of(story.part.text)) >= TITLE_WORDS
    return bool(story.url or story.part.text)


def says_nothing(text: str) -> bool:
    """Tell whether ``text`` could stand on any link: "Read more", "here", an address, nothing."""
    bare = text.strip(" .:…>»›→-–—()[]*")
    return not re.search(r"[^\W\d_]", bare) or bool(
        _GENERIC.fullmatch(bare) or re.fullmatch(r"(?:https?://|www\.)\S+", bare)
    )


def _one_story(one: _Story, other: _Story) -> bool:
    if one.url or other.url:
        return url_key(one.url) == url_key(other.url)
    return words_hash(one.part.text) == words_hash(other.part.text)


def _better(one: _Story, other: _Story) -> _Story:
    """Return two links to one story as one: under the first words of its own, else any."""
    first = one if one.part.text and (one.named or not other.named) else other
    return replace(first, part=replace(first.part, item=one.part.item or other.part.item))
