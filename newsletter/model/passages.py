"""The editor's Markdown as a `Passage`: safe HTML, plain lines, and the links in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsletter.model.text import one_line
from newsletter.model.views import Link, Passage

_SAFE_LINK = re.compile(r"(https?|mailto):", re.IGNORECASE)
_WORDS = ("text", "code_inline", "text_special")
_HARD = "\x00"  # which no parsed Markdown has
_BREAKS = {"softbreak": " ", "hardbreak": _HARD}
_LIST_ENDS = ("bullet_list_close", "ordered_list_open", "ordered_list_close")
_BLOCK_ENDS = ("paragraph_close", "bullet_list_close", "ordered_list_close", "code_block", "fence")


def passage(markdown: str, expanded: Callable[[str], str] | None = None) -> Passage:
    """Return an editor's Markdown as safe HTML and as plain lines.

    HTML in it is shown, never obeyed; a link that is not http(s) or mailto is left as text.
    ``expanded`` may add to the words (an explanation of a short form), but for those of links.
    """
    return _made(_parsed(markdown, expanded))


def passages(markdown: str, expanded: Callable[[str], str] | None = None) -> tuple[Passage, ...]:
    """Return what `passage` does, a passage for each paragraph, list or quotation.

    What says nothing (a line that only divides) is left out: headings and lists divide.
    """
    tokens = _parsed(markdown, expanded)
    ends = [number for number, token in enumerate(tokens, 1) if not token.level and _ends(token)]
    blocks = (tokens[start:end] for start, end in itertools.pairwise([0, *ends]))
    return tuple(one for one in map(_made, blocks) if one.text)


def _ends(token: Token) -> bool:
    return token.nesting <= 0


def _parsed(markdown: str, expanded: Callable[[str], str] | None) -> list[Token]:
    tokens = _PARSER.parse(markdown)
    if expanded:
        for token in tokens:
            _expand(token.children if token.children is not None else [], expanded)
    return tokens


def _made(tokens: Sequence[Token]) -> Passage:
    html = _PARSER.renderer.render(tokens, _PARSER.options, {}).strip()
    return Passage(html, "\n".join(_lines(tokens)).strip("\n"), tuple(_links(tokens)))


def _is_safe(url: str) -> bool:
    return bool(_SAFE_LINK.match(url))


_PARSER = MarkdownIt("commonmark", {"html": False}).disable("image")
_PARSER.validateLink = _is_safe  # type: ignore[method-assign]


def _expand(children: list[Token], expanded: Callable[[str], str]) -> None:
    """Let ``expanded`` add to the words outside links; words of two lines are one text to it."""
    inside, texts, kept = 0, list[Token](), list[Token]()
    for child in children:
        inside += (child.type == "link_open") - (child.type == "link_close")
        goes_on = bool(kept) and not inside and kept[-1].type == "text"
        if goes_on and child.type in ("text", "softbreak"):
            kept[-1].content += child.content if child.type == "text" else "\n"
        else:
            kept.append(child)
            texts += [child] if child.type == "text" and not inside else []
    for token in texts:
        token.content = expanded(token.content)
    children[:] = kept


def _links(tokens: Sequence[Token]) -> Iterable[Link]:
    for token in tokens:
        children = token.children or []
        for number, child in enumerate(children):
            if child.type == "link_open":
                inside = children[number + 1 :]
                end = next(n for n, one in enumerate(inside) if one.type == "link_close")
                yield Link(_text(inside[:end]), str(child.attrs["href"]))


def _lines(tokens: Sequence[Token]) -> Iterable[str]:
    """Yield the lines of a text; entries of numbered lists keep their numbers.

    Paragraphs and lists have an empty line between them, the entries of a list have none.
    """
    marker, depth = "", 0
    for token in tokens:
        depth += token.nesting if token.type in ("bullet_list_open", *_LIST_ENDS) else 0
        if token.type == "list_item_open":
            marker = f"{token.info}. " if token.info else "- "
        elif token.type == "inline":
            first, *rest = _words(token.children or [])
            yield marker + first
            yield from rest
            marker = ""
        elif token.type in ("fence", "code_block"):
            yield from token.content.splitlines()
        if not depth and token.type in _BLOCK_ENDS:
            yield ""


def _words(children: Sequence[Token]) -> list[str]:
    """Return the words of a paragraph: one line, and one more for each line end that was meant."""
    parts = [
        child.content if child.type in _WORDS else _BREAKS.get(child.type, "") for child in children
    ]
    return [one_line(line) for line in "".join(parts).split(_HARD)]


def _text(children: Sequence[Token]) -> str:
    return " ".join(_words(children))
