"""The editor's own words, as the checks of wording read them: without what others have said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.model.issues import Issue, IssueItem, IssuePlace
from newsletter.model.sources import Place
from newsletter.stages.check.examined import Examined

GONE = "\ufffc"  # stands for each letter that is not looked at; neither a letter nor a space
_MOST = 600  # letters of a quotation; a quote that nobody closes ends nothing
_IN_QUOTES = "|".join(
    rf"{opened}(?:[^{closed}\n]|\n(?!\s*\n)){{1,{_MOST}}}[{closed}]"
    for opened, closed in (('"', '"'), ("“", "”"), ("„", "“”"), ("”", "”"), ("«", "»"), ("»", "«"))
)
_OTHERS = re.compile(
    rf"^[ \t]*>.*$|{_IN_QUOTES}"
    rf"|‘(?:[^’\n]|’(?=\w)){{1,{_MOST}}}’(?!\w)|(?<!\w)'(?:[^'\n]|'(?=\w)){{2,{_MOST}}}'(?!\w)"
    # Addresses, code, comments, and what cites an item.
    r"|\]\([^)\s]*\)?|<[^>\s]{1,500}>|`[^`\n]*`|<!--[^>]{0,500}>|\[@[^\]\n]*\]"
    r"|\b(?:https?://|www\.)\S+|(?<!\S)[^\s@]{1,80}@\S+",
    re.MULTILINE,
)
# What is set in italics, and what leads somewhere: a title, if it is written like one.
_TITLES = re.compile(
    r"(?<![\w*\\])\*(?P<set>[^*\n]{2,300})\*(?![\w*])|(?<![\w_\\])_(?P<said>[^_\n]{2,300})_(?!\w)"
    r"|\[(?P<link>[^\]\n]{2,300})\](?=\()"
)
_TITLE_WORDS = 3  # that begin with a capital: shorter ones may be stressed, or lead on


@dataclass(frozen=True, slots=True)
class Words:
    """Some of the editor's own words, as long as they are in the file.

    ``part`` says where they stand ("the summary"), ``line`` where they begin; ``item`` is None for
    words that belong to none, ``place`` for those under no place. Quotations, addresses and titles
    of publications in them are made `GONE`; ``raw`` has them.
    """

    part: str
    raw: str
    text: str
    line: int
    place: Place | None = None
    item: IssueItem | None = None

    @property
    def code(self) -> str:
        """The code of the place, or ""."""
        return self.place.code if self.place else ""

    def line_at(self, position: int) -> int:
        """Return the line of the file on which the letter at ``position`` stands."""
        return self.line + self.text.count("\n", 0, position)

    def paragraph_at(self, position: int) -> str:
        """Return the paragraph round a position, as it was written."""
        start = self.raw.rfind("\n\n", 0, position) + 1
        end = self.raw.find("\n\n", position)
        return self.raw[start : end if end >= 0 else None]

    def told(self, message: str) -> str:
        """Return ``message`` with the item, or the part of the issue, it is about."""
        return f"{self.item.title}: {message}" if self.item else f"in {self.part}: {message}"


def own_words(examined: Examined) -> Iterator[Words]:
    """Yield the editor's own words in their order: front matter, welcome, prose, parts of items.

    Titles, bylines and excerpts are others' words, also in English.
    """
    yield from before_places(examined.issue)
    for heading in examined.issue.places:
        yield from under(heading, examined.book.place_called(heading.heading))


def before_places(issue: Issue) -> Iterator[Words]:
    """Yield subject, preheader and welcome."""
    front = (("subject", "the subject"), ("preheader", "the preheader"), ("intro", "the welcome"))
    for key, part in front:
        yield from _words(part, getattr(issue, key), issue.line_of(key))


def under(heading: IssuePlace, place: Place | None) -> Iterator[Words]:
    """Yield the words under a heading, which is that of ``place``."""
    for blocks in (heading.blocks, *(section.blocks for section in heading.sections)):
        for block in blocks:
            if isinstance(block, IssueItem):
                yield from _of_item(block, place)
            else:
                yield from _words("the prose", block.text, block.line, place)


def _of_item(item: IssueItem, place: Place | None) -> Iterator[Words]:
    for line, paragraph in item.paragraphs():
        yield from _words("the summary", paragraph, line, place, item)
    for label in ("Easy", "Access", "Note"):
        text = getattr(item, label.lower())
        yield from _words(f"{label}:", text, item.line_of(label), place, item)


def _words(
    part: str, raw: str, line: int, place: Place | None = None, item: IssueItem | None = None
) -> Iterator[Words]:
    if raw:
        yield Words(part, raw, without_others(raw), line, place, item)


def without_others(text: str) -> str:
    """Return Markdown, as long as it is, with what others have said and titles made `GONE`."""
    text = _TITLES.sub(_without_title, text)
    return _OTHERS.sub(lambda match: _gone(match[0]), text)


def _without_title(match: re.Match[str]) -> str:
    words = match["set"] or match["said"] or match["link"]
    is_title = words[:1].isupper() and len(words.split()) >= _TITLE_WORDS
    return _gone(match[0]) if is_title else match[0]


def _gone(text: str) -> str:
    return re.sub(r"[^\n]", GONE, text)
