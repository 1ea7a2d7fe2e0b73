"""Reads the file of an issue: every mistake is told with its line and what was expected.

`newsletter.model.issue_blocks` finds the blocks and their lines; this module gives them their
meaning (``##`` a place, ``###`` a section, a list entry an item) and never corrects anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pydantic import field_validator

from newsletter.errors import ConfigError, MistakesError
from newsletter.model.issue_blocks import Found, Words, blocks, comments, plain
from newsletter.model.issue_entries import (
    LANGUAGE,
    WAIVER,
    EntryReader,
    Mistakes,
    html_fault,
    is_marked,
    label_of,
)
from newsletter.model.issues import (
    Block,
    Issue,
    IssueItem,
    IssuePlace,
    IssueSection,
    Prose,
    Waiver,
)
from newsletter.model.located import Strict, quoted, read_yaml, validated

_LEVELS = "## for a place or ### for a section"
_NO_PROSE = {
    "h1": ("a heading of level 1", "## for a place: the title of the issue is its subject"),
    "h3": ("a heading of level 3", "a ## place before this ### section"),
    **{f"h{level}": (f"a heading of level {level}", _LEVELS) for level in (4, 5, 6)},
    "code": ("code", "words, with at most three spaces in front and no ```"),
    "reference": ("an address apart from its words", "[words](https://...) where they stand"),
}
_PASTED = re.compile(r"[ \t]*(?:[-*+]|#{1,6}) ?[\u00a0\u2007\u202f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_WAIVE = re.compile(r"waive:\s*(\S+)\s+(\S.*)", re.DOTALL)


class _Front(Strict):
    """The front matter."""

    publication: str
    date: str
    subject: str
    preheader: str = ""
    language: str = "en"

    @field_validator("publication")
    @classmethod
    def _publication(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", value):
            raise ValueError("small letters, digits and hyphens, such as update")
        return value

    @field_validator("date")
    @classmethod
    def _date(cls, value: str) -> str:
        try:
            written = date.fromisoformat(value).isoformat()
        except ValueError:
            written = ""
        if value != written:
            raise ValueError("a date like 2026-12-01")
        return value

    @field_validator("language")
    @classmethod
    def _language(cls, value: str) -> str:
        if not LANGUAGE.fullmatch(value):
            raise ValueError("a language tag such as en or sv")
        return value

    @field_validator("preheader", mode="before")
    @classmethod
    def _may_be_empty(cls, value: object) -> object:
        return "" if value is None else value

    @field_validator("subject", "preheader", mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        if isinstance(value, bool | int | float):
            raise ValueError("text: what could be a number needs quotes round it")
        return value

    @field_validator("subject", "preheader")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if len(value.splitlines()) > 1:
            raise ValueError("one line")
        return value

    @field_validator("subject")
    @classmethod
    def _some_text(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("some text")
        return value


def read(text: str, file: str = "issue.md") -> Issue:
    """Return the issue that ``text`` says. Raises `MistakesError` with every mistake in it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(text, file)
    issue = reader.issue()
    if reader.mistakes.all or issue is None:
        raise MistakesError(tuple(sorted(reader.mistakes.all, key=lambda mistake: mistake.line)))
    return issue


class _Reader:
    """One reading of one file; collects mistakes instead of stopping at the first."""

    def __init__(self, text: str, file: str) -> None:
        self.lines = text.split("\n")
        self.mistakes = Mistakes(file)
        self.entries = EntryReader(self.mistakes)
        self.waivers: list[Waiver] = []
        self.starts: dict[str, int] = {}

    def issue(self) -> Issue | None:
        if self._unmerged() or self._unprintable() or self._pasted():
            return None  # what else is found in such a file only hides this
        front, start = self._front()
        # Empty lines in place of the front matter: so every block has its line in the file.
        found = blocks("\n" * start + "\n".join(self.lines[start:]))
        (_, _, before), *rest = self._split(found, "h2", "a place")
        prose = self._under(before, items=False)
        intro = "".join(block.text for block in prose if isinstance(block, Prose))
        if prose:
            self.starts["intro"] = prose[0].line
        waivers, self.waivers = tuple(self.waivers), []
        places = tuple(self._place(*one) for one in rest)
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
            lines=self.starts,
        )

    def _unmerged(self) -> bool:
        """Note where two editors changed the same lines, and git left both versions."""
        for number, line in enumerate(self.lines, 1):
            if line.startswith("<<<<<<< "):
                found = "two versions of the same lines, which git could not bring together"
                expected = (
                    "one of them, without the lines that begin with <<<<<<<, ======= and >>>>"
                )
                self.mistakes.add(number, found, expected)
        return bool(self.mistakes.all)

    def _unprintable(self) -> bool:
        """Note control characters: they come with what is pasted, and break what shows a mail."""
        for number, line in enumerate(self.lines, 1):
            if match := _CONTROL.search(line):
                where = f"U+{ord(match[0]):04X}, column {match.start() + 1}"
                found = f"a character that cannot be printed ({where})"
                self.mistakes.add(number, found, "text (in your editor: delete it, or a space)")
        return bool(self.mistakes.all)

    def _pasted(self) -> bool:
        """Note spaces from a word processor where Markdown looks for its own."""
        for number, line in enumerate(self.lines, 1):
            if _PASTED.match(line):
                found = "a space that does not break, as word processors write"
                self.mistakes.add(number, found, "ordinary spaces (in your editor: replace it)")
        return bool(self.mistakes.all)

    def _front(self) -> tuple[_Front | None, int]:
        """Return the front matter, and on how many lines it stands."""
        first = next((number for number, line in enumerate(self.lines) if line.strip()), 0)
        rules = [number for number, line in enumerate(self.lines) if line.rstrip() == "---"]
        if first not in rules:
            expected = "--- and the front matter (publication, date, ...)"
            self.mistakes.add(first + 1, quoted(self.lines[first]), expected)
            return None, 0
        if len(rules) == 1:
            expected = "--- on a line of its own after it"
            self.mistakes.add(first + 1, "front matter that never ends", expected)
            return None, len(self.lines)
        text = "\n".join(self.lines[first + 1 : rules[1]])
        try:
            located = read_yaml(text, self.mistakes.file, first_line=first + 2)
        except ConfigError as error:
            self.mistakes.all += error.mistakes
            return None, rules[1] + 1
        self.starts |= {key: located.line_of((key,)) for key in _Front.model_fields}
        front, mistakes = validated(_Front, located)
        self.mistakes.all += mistakes
        return front, rules[1] + 1

    # --- places and sections ---

    def _place(self, heading: str, line: int, found: Sequence[Found]) -> IssuePlace:
        (_, _, own), *below = self._split(found, "h3", f"a section of {heading}")
        direct = self._under(own)
        sections = tuple(IssueSection(name, self._under(under), at) for name, at, under in below)
        return IssuePlace(heading, direct, sections, line)

    def _split(
        self, found: Sequence[Found], tag: str, what: str
    ) -> list[tuple[str, int, list[Found]]]:
        """Cut at the headings ``tag``: (heading, line, blocks); the first part has no heading."""
        result: list[tuple[str, int, list[Found]]] = [("", 0, [])]
        seen: dict[str, int] = {}
        for block in found:
            if block.kind != tag or block.words is None:
                result[-1][2].append(block)
                continue
            if self.lines[block.line - 1][:1].isspace():
                # Behind an item it would be a part of that, as soon as somebody adds one.
                self.mistakes.add(block.line, "spaces in front of a heading", "none")
            heading = self._heading(block.words)
            known = seen.setdefault(heading.casefold(), block.line)
            if heading and known != block.line:
                expected = f"it once: line {known} has it; move these entries there"
                self.mistakes.add(block.line, f"{quoted(heading)} again", expected, what)
            result.append((heading, block.line, []))
        return result

    def _heading(self, words: Words) -> str:
        self.mistakes.in_words(words, text_only=True)
        heading = plain(words.tokens)
        if not heading:
            expected = "the name of a place or section"
            self.mistakes.add(words.line, "a heading without words", expected)
        return heading

    def _under(self, found: Sequence[Found], *, items: bool = True) -> tuple[Block, ...]:
        """Return prose and items; prose that stands together is one block."""
        result: list[Block] = []
        after_item = False
        for block in found:
            if block.kind == "comment":
                self._comment(block)
            elif block.kind == "list" and items:
                result += [self._item(entry) for entry in block.inside]
                after_item = True
            elif text := self._prose(block, items=items, after_item=after_item):
                last = result[-1] if result else None
                if isinstance(last, Prose):
                    result[-1] = Prose(f"{last.text}\n\n{text}", last.line)
                else:
                    result.append(Prose(text, block.line))
        if items:
            self._no_waiver_left()
        return tuple(result)

    def _item(self, entry: Found) -> IssueItem:
        waivers, self.waivers = tuple(self.waivers), []
        return self.entries.item(entry, waivers)

    # --- prose ---

    def _is_prose(self, block: Found) -> bool:
        """Tell whether ``block`` may stand among prose; else note why not."""
        fault = html_fault(block.text) if block.kind == "html" else _NO_PROSE.get(block.kind)
        if fault:
            self.mistakes.add(block.line, *fault)
        return fault is None

    def _prose(self, block: Found, *, items: bool, after_item: bool) -> str:
        """Return the Markdown of ``block`` as it is written, and note what is wrong in it."""
        if not self._is_prose(block):
            return ""
        for leaf in block.leaves():
            if leaf.words is None:
                self._is_prose(leaf)
            elif leaf.kind != "words":
                found = "a heading inside a list or a quotation"
                self.mistakes.add(leaf.line, found, "it at the left margin")
            else:
                self._no_item(leaf.words, items=items)
        text = "\n".join(self.lines[block.line - 1 : block.end - 1]).rstrip()
        if after_item:
            self._not_of_an_item(block.line, text)
        return text.strip() if block.kind == "words" else text

    def _no_item(self, words: Words, *, items: bool) -> None:
        marked = bool(words.tokens) and is_marked(words.tokens[0])
        if marked and items:
            self.mistakes.add(words.line, "an item outside a list", "- in front of it")
        elif marked:
            found = "an item before the first place"
            self.mistakes.add(words.line, found, "a ## place above it")
        self.mistakes.in_words(words, int(marked))
        self.mistakes.no_loose_marks(words, words.markdown)

    def _not_of_an_item(self, line: int, text: str) -> None:
        """Note what somebody meant for the item above, with too few spaces in front."""
        if label := label_of(text.lstrip()):
            expected = "as many spaces in front as the title has, or other words at the start"
            self.mistakes.add(line, f'"{label}:" outside its item', expected)
        elif text[:1].isspace():
            expected = "as many as the title has, to be part of the item, or none"
            self.mistakes.add(line, "too few spaces in front", expected)

    # --- waivers ---

    def _comment(self, block: Found) -> None:
        for line, text in comments(block):
            match = _WAIVE.fullmatch(text)
            if match:
                self.waivers.append(Waiver(match[1], " ".join(match[2].split()), line))
            elif WAIVER.match(text):
                expected = "<!-- waive: name-of-the-check reason -->"
                self.mistakes.add(line, f"a waiver that says {quoted(text)}", expected)

    def _no_waiver_left(self) -> None:
        for waiver in self.waivers:
            expected = "it in front of an item, or at the top of the file"
            self.mistakes.add(waiver.line, "a waiver with no item after it", expected)
        self.waivers = []
