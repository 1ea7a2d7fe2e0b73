"""The Markdown of an issue as blocks, each with its lines; what they mean is said elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin

MARKS = ("id", "lang", "class")

_KINDS = {
    "paragraph_open": "words",
    "bullet_list_open": "list",
    "ordered_list_open": "numbers",
    "list_item_open": "entry",
    "blockquote_open": "quotation",
    "html_block": "html",
    "fence": "code",
    "code_block": "code",
    "hr": "rule",
}
_CONTAINERS = ("list", "numbers", "entry", "quotation")
_COMMENT = re.compile(r"<!--((?:(?!-->).)*)-->\s*", re.DOTALL)
_COMMENTS = re.compile(rf"\s*(?:{_COMMENT.pattern})+", re.DOTALL)
_BROKEN = ("  ", "\\")  # a line that ends so is broken there on purpose
_STARTS_A_BLOCK = re.compile(r"[-+*=#>~`<_]|[0-9]{1,9}[.)]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one block: as written (``markdown``), and as inline tokens."""

    line: int
    markdown: str
    tokens: tuple[Token, ...]

    @property
    def joined(self) -> str:
        """The Markdown on one line, but for line breaks that were asked for."""
        parts, broken = [], False
        for line in self.markdown.split("\n"):
            text = _continued(line) if broken else line.lstrip()
            broken = line.endswith(_BROKEN)
            parts.append(text + "\n" if broken else text.rstrip() + " ")
        return "".join(parts).strip()

    def lined(self, start: int = 0) -> Iterator[tuple[int, Token]]:
        """Yield the tokens from ``start``, each with its line in the file."""
        line = self.line
        for number, token in enumerate(self.tokens):
            if number >= start:
                yield line, token
            line += token.type in ("softbreak", "hardbreak")


def _continued(line: str) -> str:
    """Return a line behind a line break; four spaces keep it from starting a block."""
    line = line.lstrip()
    return "    " + line if _STARTS_A_BLOCK.match(line) else line


@dataclass(frozen=True, slots=True)
class Found:
    """A block of one level: its kind, its lines from ``line`` (from 1) to before ``end``.

    ``kind`` is h1 to h6, one of `_KINDS`, "comment" (nothing but comments), or "reference"
    (``[name]: address``). ``words`` are those of a heading or paragraph, ``inside`` the blocks
    of a list, an entry or a quotation.
    """

    kind: str
    line: int
    end: int
    text: str = ""
    words: Words | None = None
    inside: tuple[Found, ...] = ()

    def leaves(self) -> Iterator[Found]:
        """Yield the block itself, or the blocks of words inside it at any depth."""
        if self.kind not in _CONTAINERS:
            yield self
        for block in self.inside:
            yield from block.leaves()


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").use(attrs_plugin, spans=True, allowed=MARKS)
    # An address is the editor's: it is checked, never rewritten.
    markdown.normalizeLink = _as_written  # type: ignore[method-assign]
    markdown.validateLink = bool  # type: ignore[method-assign,assignment]
    return markdown


def _as_written(url: str) -> str:
    return url


def blocks(text: str) -> list[Found]:
    """Return the blocks of ``text`` in their order, lists with their entries."""
    environment: dict[str, Any] = {}
    found = _level(_parser().parse(text, environment))
    known = list(environment.get("references", {}).values())
    for one in [*known, *environment.get("duplicate_refs", ())]:
        start, end = one["map"]
        found.append(Found("reference", start + 1, end + 1))
    return sorted(found, key=lambda block: block.line)


def _level(tokens: Sequence[Token]) -> list[Found]:
    found: list[Found] = []
    position = 0
    while position < len(tokens):
        end = end_of(tokens, position)
        found.append(_found(tokens[position], tuple(tokens[position + 1 : end - 1])))
        position = end
    return found


def _found(token: Token, inside: tuple[Token, ...]) -> Found:
    start, end = token.map or (0, 0)
    kind = token.tag if token.type == "heading_open" else _KINDS[token.type]
    kind = "comment" if kind == "html" and _COMMENTS.fullmatch(token.content) else kind
    words = _words(inside[0]) if inside and inside[0].type == "inline" else None
    blocks_inside = tuple(_level(inside)) if kind in _CONTAINERS else ()
    return Found(kind, start + 1, end + 1, token.content, words, blocks_inside)


def comments(block: Found) -> Iterator[tuple[int, str]]:
    """Yield the line and the words of each comment in a block of comments."""
    line, position = block.line, 0
    for match in _COMMENT.finditer(block.text):
        line += block.text.count("\n", position, match.start())
        position = match.start()
        yield line, match[1].strip()


def _words(inline: Token) -> Words:
    line = inline.map[0] + 1 if inline.map else 0
    return Words(line, inline.content, tuple(inline.children or ()))


def end_of(tokens: Sequence[Token], position: int) -> int:
    """Return the position behind what the token at ``position`` opens."""
    depth: int = tokens[position].nesting
    end = position + 1
    while depth:
        depth += tokens[end].nesting
        end += 1
    return end


def plain(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens on one line, without their markup."""
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type in ("text", "code_inline", "text_special", "html_inline"):
            parts.append(token.content)
    return " ".join("".join(parts).split())
