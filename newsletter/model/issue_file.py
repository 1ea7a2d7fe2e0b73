"""Reads the file of an issue: every mistake is told with its line and what was expected.

markdown-it-py finds the blocks and their lines; this module gives them their meaning
(``##`` a place, ``###`` a section, a list entry an item) and never corrects anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from pydantic import Field, field_validator

from newsletter.errors import ConfigError, Mistake, MistakesError
from newsletter.model.issues import (
    LABELS,
    MARKDOWN_LABELS,
    Block,
    Issue,
    IssueItem,
    IssuePlace,
    IssueSection,
    Prose,
    Waiver,
)
from newsletter.model.located import Strict, nearest, quoted, read_yaml, validated

_WAIVE = re.compile(r"<!--\s*waive:(.*?)-->\s*", re.DOTALL)
_COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
_LABEL = re.compile(r"([A-Z][A-Za-z]{2,11}):(?:\s+|$)(.*)", re.DOTALL)
_ID = re.compile(r"[a-z][a-z0-9-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ITEM_SHAPE = "a title in brackets and its address: - [Title](https://...)"


class _Front(Strict):
    """The front matter."""

    publication: str = Field(min_length=1)
    date: str
    subject: str = Field(min_length=1)
    preheader: str = ""
    language: str = "en"

    @field_validator("date")
    @classmethod
    def _date(cls, value: str) -> str:
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise ValueError("a date like 2026-12-01") from error
        return value

    @field_validator("language")
    @classmethod
    def _language(cls, value: str) -> str:
        if not _LANGUAGE.fullmatch(value):
            raise ValueError("a language tag such as en or sv")
        return value

    @field_validator("subject", "preheader")
    @classmethod
    def _line(cls, value: str) -> str:
        if "\n" in value or "\r" in value:
            raise ValueError("one line")
        return value


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").use(attrs_plugin, spans=True)
    # An address is the editor's: it is checked, never rewritten.
    markdown.normalizeLink = _as_written  # type: ignore[method-assign]
    markdown.validateLink = bool  # type: ignore[method-assign,assignment]
    return markdown


def _as_written(url: str) -> str:
    return url


def read(text: str, file: str = "issue.md") -> Issue:
    """Return the issue that ``text`` says. Raises `MistakesError` with every mistake in it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(text, file)
    issue = reader.issue()
    if reader.mistakes or issue is None:
        raise MistakesError(tuple(sorted(reader.mistakes, key=lambda mistake: mistake.line)))
    return issue


class _Reader:
    """One reading of one file; collects mistakes instead of stopping at the first."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = text.split("\n")
        self.mistakes: list[Mistake] = []
        self.ids: dict[str, int] = {}
        self.waivers: list[Waiver] = []

    def wrong(self, line: int, found: str, expected: str, key: str = "") -> None:
        self.mistakes.append(Mistake(self.file, line, key, found, expected))

    def issue(self) -> Issue | None:
        front, start = self._front()
        body = "\n".join(self.lines[start:])
        tokens = _parser().parse(body)
        self.start = start
        intro, waivers, places = self._places(_blocks(tokens))
        if front is None:
            return None
        return Issue(
            publication=front.publication,
            date=date.fromisoformat(front.date),
            subject=front.subject,
            preheader=front.preheader,
            language=front.language,
            intro=intro,
            places=places,
            waivers=waivers,
        )

    # --- front matter ---

    def _front(self) -> tuple[_Front | None, int]:
        if self.lines[0].strip() != "---":
            self.wrong(
                1, quoted(self.lines[0]), "--- and the front matter (publication, date, ...)"
            )
            return None, 0
        end = next((n for n, line in enumerate(self.lines[1:], 1) if line.strip() == "---"), 0)
        if not end:
            self.wrong(1, "front matter that never ends", "--- on a line of its own after it")
            return None, len(self.lines)
        try:
            located = read_yaml("\n".join(self.lines[1:end]), self.file, first_line=2)
        except ConfigError as error:
            self.mistakes += error.mistakes
            return None, end + 1
        front, mistakes = validated(_Front, located)
        self.mistakes += mistakes
        return front, end + 1

    # --- places and sections ---

    def _places(
        self, blocks: Sequence[_Found]
    ) -> tuple[str, tuple[Waiver, ...], tuple[IssuePlace, ...]]:
        splits = self._split(blocks, "h2", "a place")
        before = splits[0][1]
        intro_blocks = self._under(before, items=False)
        waivers, self.waivers = tuple(self.waivers), []
        places = []
        for heading, inside in splits[1:]:
            (_, own), *rest = self._split(inside, "h3", f"a section of {heading.text}")
            direct = self._under(own)
            sections = tuple(
                IssueSection(one.text, self._under(under), one.line) for one, under in rest
            )
            places.append(IssuePlace(heading.text, direct, sections, heading.line))
        self._no_waiver_left()
        intro = "\n\n".join(block.text for block in intro_blocks if isinstance(block, Prose))
        return intro, waivers, tuple(places)

    def _split(
        self, blocks: Sequence[_Found], tag: str, what: str
    ) -> list[tuple[_Found, list[_Found]]]:
        """Cut at the headings ``tag``; what stands before the first comes first."""
        result: list[tuple[_Found, list[_Found]]] = [(_Found("", 0, 0), [])]
        seen: dict[str, int] = {}
        for block in blocks:
            if block.kind != tag:
                result[-1][1].append(block)
                continue
            heading = self._heading(block)
            if heading.text.casefold() in seen and heading.text:
                first = seen[heading.text.casefold()]
                expected = f"it once: line {first} has it; move these entries there"
                self.wrong(heading.line, f"{quoted(heading.text)} again", expected, what)
            seen.setdefault(heading.text.casefold(), heading.line)
            result.append((heading, []))
        return result

    def _heading(self, block: _Found) -> _Found:
        text = _plain(block.inline.children or []) if block.inline else ""
        if not text:
            self.wrong(
                self._line(block), "a heading without words", "the name of a place or section"
            )
        return _Found(block.kind, self._line(block), 0, text=text)

    def _under(self, blocks: Sequence[_Found], *, items: bool = True) -> tuple[Block, ...]:
        """Return prose and items; prose that stands together is one block."""
        result: list[Block] = []
        for block in blocks:
            if block.kind == "html":
                self._comment(block)
            elif block.kind == "ul" and items:
                result += [self._item(entry) for entry in block.entries]
            elif block.kind in ("h1", "h2", "h3", "h4", "h5", "h6"):
                self._misplaced(block)
            elif text := self._prose(block):
                last = result[-1] if result else None
                if isinstance(last, Prose):
                    result[-1] = Prose(f"{last.text}\n\n{text}", last.line)
                else:
                    result.append(Prose(text, self._line(block)))
        return tuple(result)

    def _misplaced(self, block: _Found) -> None:
        expected = {
            "h1": "## for a place: the title of the issue is its subject",
            "h3": "a ## place before this ### section",
        }.get(block.kind, "## for a place or ### for a section")
        self.wrong(self._line(block), f"a heading of level {block.kind[1]}", expected)

    def _prose(self, block: _Found) -> str:
        line = self._line(block)
        children = block.inline.children or [] if block.inline else []
        if any(child.type == "html_inline" for child in children):
            self.wrong(line, "HTML", "Markdown; a < that is meant as such is written \\<")
        if any(child.meta.get("attrs") or child.attrs.get("id") for child in children):
            self.wrong(line, "an item outside a list", "- in front of it")
        self._no_pictures(children, line)
        raw = self.lines[self.start + block.start : self.start + block.end]
        return "\n".join(raw).strip("\n")

    def _no_pictures(self, children: Sequence[Token], line: int) -> None:
        if any(child.type == "image" for child in children):
            self.wrong(line, "a picture", "words: a mail must be whole without pictures")

    def _comment(self, block: _Found) -> None:
        line, text = self._line(block), block.text
        for match in _WAIVE.finditer(text):
            check, _, reason = match[1].strip().partition(" ")
            if not check or not reason.strip():
                expected = "<!-- waive: name-of-the-check reason -->"
                self.wrong(
                    line, "a waiver without " + ("a reason" if check else "a name"), expected
                )
            else:
                self.waivers.append(Waiver(check, " ".join(reason.split()), line))
        if _COMMENT.sub("", text).strip():
            self.wrong(line, "HTML", "Markdown; a < that is meant as such is written \\<")

    def _no_waiver_left(self) -> None:
        for waiver in self.waivers:
            self.wrong(waiver.line, "a waiver with nothing after it", "it in front of an item")
        self.waivers = []

    def _line(self, block: _Found) -> int:
        return self.start + block.start + 1

    # --- items ---

    def _item(self, entry: _Found) -> IssueItem:
        line = self._line(entry)
        waivers, self.waivers = tuple(self.waivers), []
        paragraphs = [block for block in entry.entries if block.kind == "p"]
        for block in entry.entries:
            if block.kind != "p":
                found = {"ul": "a list", "ol": "a list", "html": "HTML"}.get(block.kind, "a block")
                expected = "paragraphs only, with an empty line between"
                self.wrong(self._line(block), f"{found} inside an item", expected)
        if not paragraphs or not entry.entries or entry.entries[0].kind != "p":
            self.wrong(line, "an empty list entry", _ITEM_SHAPE)
            return IssueItem(title="", line=line)
        head = self._head(paragraphs[0])
        return IssueItem(**head, **self._labelled(paragraphs[1:]), waivers=waivers, line=line)

    def _head(self, block: _Found) -> dict[str, Any]:
        """Read the first paragraph: the title with its link and marks, then the byline."""
        line = self._line(block)
        children = list(block.inline.children or []) if block.inline else []
        self._no_html(children, line)
        opening = children[0] if children else None
        if opening is None or opening.type not in ("link_open", "span_open"):
            self.wrong(line, quoted(_plain(children)), _ITEM_SHAPE)
            return {"title": _plain(children)}
        close = opening.type.replace("open", "close")
        end = next(n for n, child in enumerate(children) if child.type == close)
        title, rest = _plain(children[1:end]), children[end + 1 :]
        if not title:
            self.wrong(line, "a link without words", "the title of the item in the brackets")
        self._no_pictures(children, line)
        if rest and rest[0].type not in ("softbreak", "hardbreak"):
            expected = "a new line for the byline; marks in braces right behind the address"
            self.wrong(line, f"{quoted(_plain(rest))} behind the title", expected)
        url = str(opening.attrs.get("href", ""))
        if opening.type == "link_open":
            self._address(url, line)
        return {
            "title": title,
            "url": url,
            "byline": _plain(rest[1:]),
            **self._marks(opening, line),
        }

    def _no_html(self, children: Sequence[Token], line: int) -> None:
        for number, child in enumerate(children):
            if child.type == "html_inline":
                breaks = sum(one.type.endswith("break") for one in children[:number])
                self.wrong(
                    line + breaks, f"HTML {quoted(child.content)}", "Markdown, or \\< for a <"
                )

    def _address(self, url: str, line: int) -> None:
        if not re.match(r"https?://[^/\s]+", url, re.IGNORECASE):
            self.wrong(line, quoted(url), "a web address that starts with https://", "link")

    def _marks(self, opening: Token, line: int) -> dict[str, Any]:
        marks: dict[str, Any] = {}
        for name, value in opening.attrs.items():
            text = str(value)
            if name == "id":
                marks["id"] = self._id(text, line)
            elif name == "lang":
                marks["language"] = text
                if not _LANGUAGE.fullmatch(text):
                    self.wrong(line, quoted(text), "a language tag such as sv or mi", "lang")
            elif name == "class":
                marks["sensitive"] = text == "sensitive"
                if text != "sensitive":
                    self.wrong(line, f"the mark .{text}", "#id, lang=sv or .sensitive")
            elif name not in ("href", "title"):
                self.wrong(line, f"the mark {name}={text}", "#id, lang=sv or .sensitive")
        return marks

    def _id(self, id: str, line: int) -> str:
        if not _ID.fullmatch(id):
            self.wrong(line, f"#{id}", "a letter, then small letters and digits", "id")
        elif id in self.ids:
            self.wrong(line, f"#{id} again", f"each item once: line {self.ids[id]} has it", "id")
        self.ids.setdefault(id, line)
        return id

    def _labelled(self, blocks: Sequence[_Found]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        summary: list[str] = []
        for block in blocks:
            line, inline = self._line(block), block.inline
            children = list(inline.children or []) if inline else []
            self._no_html(children, line)
            self._no_pictures(children, line)
            text = " ".join((inline.content if inline else "").split("\n")).strip()
            match = _LABEL.match(text)
            if match is None or not self._label(match[1], line):
                summary.append(text)
                continue
            self._value(values, match[1], match[2], _plain(children), line)
        return {**values, "summary": tuple(summary)}

    def _label(self, word: str, line: int) -> bool:
        if word in LABELS:
            return True
        near = nearest(word, LABELS) or nearest(word.capitalize(), LABELS)
        if near:
            self.wrong(line, f'"{word}:"', f'"{near}:", or other words at the start')
        return False

    def _value(
        self, values: dict[str, Any], label: str, markdown: str, plain: str, line: int
    ) -> None:
        key = label.lower()
        if key in values:
            self.wrong(line, f'"{label}:" again', "each label once in an item")
        text = markdown if label in MARKDOWN_LABELS else plain.partition(":")[2].strip()
        if not text:
            self.wrong(line, f'"{label}:" with nothing behind it', "text, or no such line")
        values[key] = text
        if label == "Topics":
            values[key] = tuple(part.strip() for part in text.split(",") if part.strip())


class _Found:
    """A top-level block of the file, or of a list entry: its kind and lines (from 0)."""

    def __init__(
        self,
        kind: str,
        start: int,
        end: int,
        *,
        text: str = "",
        inline: Token | None = None,
        entries: Sequence[_Found] = (),
    ) -> None:
        self.kind, self.start, self.end = kind, start, end
        self.text, self.inline, self.entries = text, inline, entries
        self.line = start


_KINDS = {
    "paragraph_open": "p",
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "li",
    "html_block": "html",
}


def _blocks(tokens: Sequence[Token]) -> list[_Found]:
    """Return the blocks of one level, each with the blocks inside it."""
    found: list[_Found] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        size = _size(tokens, position)
        inside = tokens[position + 1 : position + size - 1]
        start, end = token.map or (0, 0)
        kind = token.tag if token.type == "heading_open" else _KINDS.get(token.type, "other")
        inline = inside[0] if inside and inside[0].type == "inline" else None
        entries = _blocks(inside) if kind in ("ul", "li") else ()
        found.append(_Found(kind, start, end, text=token.content, inline=inline, entries=entries))
        position += size
    return found


def _size(tokens: Sequence[Token], position: int) -> int:
    depth = 0
    for size, token in enumerate(tokens[position:], 1):
        depth += token.nesting
        if depth == 0:
            return size
    return len(tokens) - position


def _plain(children: Sequence[Token]) -> str:
    """Return the text of inline tokens without their markup."""
    parts = []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type in ("text", "code_inline", "text_special", "html_inline"):
            parts.append(child.content)
    return " ".join("".join(parts).split())
