"""The Issue: one number of a publication, as the editor's own Markdown file says it.

`write` makes the file, `newsletter.model.issue_file.read` reads it back: ``read(write(x)) == x``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from newsletter.model.text import shorten

LABELS = ("English", "Excerpt", "Easy", "When", "Access", "Topics", "Note")
BRIEF, LETTER = "brief", "letter"  # templates whose issues are made up otherwise
EXCERPT_IN_ISSUE = 300  # characters of a source's own words that a short quotation may have
_EASY = "Easy:"
_NAMED = 60  # letters of a title that stand in front of what is wrong with its item
MARKDOWN_LABELS = ("Easy", "Note")  # the editor's own words; the other labels hold plain text


@dataclass(frozen=True, slots=True)
class Waiver:
    """``<!-- waive: check reason -->``: a finding the editor has answered.

    ``reason`` is one line without ``-->``.
    """

    check: str
    reason: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class IssueItem:
    """One item of an issue. ``summary`` holds Markdown paragraphs, ``easy`` and ``note`` one each.

    All else is plain text of one line, a topic without commas. ``url`` is "" for news from
    members, ``language`` "" means the issue's. ``line`` is where the item begins in its file and
    no part of its meaning.
    """

    title: str
    url: str = ""
    id: str = ""
    language: str = ""
    sensitive: bool = False
    byline: str = ""
    summary: tuple[str, ...] = ()
    english: str = ""
    excerpt: str = ""
    easy: str = ""
    when: str = ""
    access: str = ""
    topics: tuple[str, ...] = ()
    note: str = ""
    waivers: tuple[Waiver, ...] = ()
    line: int = field(default=0, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def line_of(self, part: str) -> int:
        """Return where a part stands in the file: a label of `LABELS`, or "byline".

        That of the item where the part has no line of its own.
        """
        return self.lines.get(part, self.line)

    @property
    def named(self) -> str:
        """The title as a finding has it: long enough to know the item by."""
        return shorten(self.title, _NAMED)

    def paragraphs(self) -> Iterator[tuple[int, str]]:
        """Yield the paragraphs of the summary, each with the line on which it begins."""
        for number, text in enumerate(self.summary, 1):
            yield self.line_of(f"summary {number}"), text


@dataclass(frozen=True, slots=True)
class Prose:
    """The editor's own Markdown paragraphs."""

    text: str
    line: int = field(default=0, compare=False)


Block = Prose | IssueItem


@dataclass(frozen=True, slots=True)
class IssueSection:
    """``### Research`` and what stands under it."""

    heading: str
    blocks: tuple[Block, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class IssuePlace:
    """``## Sweden``: what stands right under it, then its sections."""

    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[IssueSection, ...] = ()
    line: int = field(default=0, compare=False)

    def items(self) -> Iterator[IssueItem]:
        """Yield the items of this place in their order."""
        for blocks in (self.blocks, *(section.blocks for section in self.sections)):
            yield from (block for block in blocks if isinstance(block, IssueItem))


@dataclass(frozen=True, slots=True)
class Issue:
    """One number of a publication."""

    publication: str
    date: date
    subject: str
    preheader: str = ""
    language: str = "en"
    intro: str = ""
    places: tuple[IssuePlace, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def line_of(self, part: str) -> int:
        """Return where a part stands in the file: a key of the front matter, or "intro"."""
        return self.lines.get(part, 1)

    def items(self) -> Iterator[IssueItem]:
        """Yield all items in their order."""
        for place in self.places:
            yield from place.items()

    def welcome(self, *, easy: bool = False) -> str:
        """Return the introduction without its ``Easy:`` paragraphs; with ``easy`` only those.

        An introduction that has none is the same in the easy edition.
        """
        paragraphs = re.split(r"\n{2,}", self.intro)
        told = [one for one in paragraphs if not one.startswith(_EASY)]
        simple = [one.removeprefix(_EASY).strip() for one in paragraphs if one.startswith(_EASY)]
        return "\n\n".join(simple if easy and simple else told)

    @property
    def slug(self) -> str:
        """The name of this number in file names and addresses: ``update-2026-12-01``."""
        return f"{self.publication}-{self.date.isoformat()}"


# --- writing --------------------------------------------------------------------------------

# What is markup wherever it stands; an & only where it could begin an entity.
_SPECIAL = re.compile(r"[\\`*_{\[\]<]|&(?=[#\w]+;)")
# What is markup only where a text begins: of a list, heading, quotation or fence, or a label.
_LEADING = re.compile(rf"^(?:[0-9]{{1,9}}(?=[.)](?: |$))|(?:{'|'.join(LABELS)})(?=:)|(?=[-+=>#~]))")
_CLOSING = re.compile(r"(?<= )(?=#+$)")  # a heading may end in #, which is no part of it


def escaped(text: str) -> str:
    """Return plain ``text`` as one line of Markdown that reads as exactly that, wherever it is.

    White space is made single spaces, as reading does.
    """
    text = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    return _CLOSING.sub(r"\\", _LEADING.sub(r"\g<0>\\", text))


def write(issue: Issue) -> str:
    """Return the file of ``issue``: front matter, introduction, then places."""
    front = {
        "publication": issue.publication,
        "date": issue.date.isoformat(),
        "subject": issue.subject,
        "preheader": issue.preheader,
        "language": issue.language,
    }
    parts = ["---\n" + "".join(_front_line(*pair) for pair in front.items()) + "---"]
    parts += [_waiver(waiver) for waiver in issue.waivers]
    parts += [issue.intro] if issue.intro else []
    for place in issue.places:
        parts += [f"## {escaped(place.heading)}", *map(_block, place.blocks)]
        for section in place.sections:
            parts += [f"### {escaped(section.heading)}", *map(_block, section.blocks)]
    return "\n\n".join(parts) + "\n"


def _front_line(key: str, value: str) -> str:
    if key not in ("subject", "preheader") and value not in ("null", "true", "false"):
        return f"{key}: {value}\n"
    text = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=2**20)
    return f"{key}: {text.strip()}\n"


def _waiver(waiver: Waiver) -> str:
    return f"<!-- waive: {waiver.check} {waiver.reason} -->"


def _block(block: Block) -> str:
    return block.text if isinstance(block, Prose) else write_item(block)


def write_item(item: IssueItem) -> str:
    """Return the Markdown list entry of one item, its waivers in front."""
    first = f"[{escaped(item.title)}]"
    first += f"({_destination(item.url)})" if item.url else ""
    first += _attributes(item)
    first += "\n" + escaped(item.byline) if item.byline else ""
    paragraphs = [first]
    paragraphs += [f"English: {escaped(item.english)}"] if item.english else []
    paragraphs += item.summary
    for label in LABELS[1:]:
        value = getattr(item, label.lower())
        text = ", ".join(value) if label == "Topics" else value
        if text:
            paragraphs.append(f"{label}: {text if label in MARKDOWN_LABELS else escaped(text)}")
    entry = "\n\n".join(paragraphs).replace("\n", "\n  ").replace("\n  \n", "\n\n")
    return "\n\n".join([*map(_waiver, item.waivers), f"- {entry}"])


def _destination(url: str) -> str:
    # In angle brackets nothing but these would end an address (CommonMark 0.31, 6.3).
    text = re.sub(r"[\\<>]|&(?=[#\w]+;)", r"\\\g<0>", url)
    return text if re.fullmatch(r"[^\s<>()\\]+", url) and text == url else f"<{text}>"


def _attributes(item: IssueItem) -> str:
    marks = [f"#{item.id}"] if item.id else []
    marks += [f"lang={item.language}"] if item.language else []
    marks += [".sensitive"] if item.sensitive else []
    # An item without a link needs braces all the same: they make its title a title.
    return "{" + " ".join(marks) + "}" if marks or not item.url else ""
