"""The editor's Markdown as a `Passage`: safe HTML, plain lines, and the links in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsletter.model.text import one_line
from newsletter.model.views import Link, Passage

_SAFE_LINK = re.compile(r"(https?|mailto):", re.IGNORECASE)
_WORDS = ("text", "code_inline", "text_special")


def passage(markdown: str, expanded: Callable[[str], str] | None = None) -> Passage:
    """Return an editor's Markdown as safe HTML and as plain lines.

    HTML in it is shown, never obeyed; a link that is not http(s) or mailto is left as text.
    ``expanded`` may add to the words (an explanation of a short form), but for those of links.
    """
    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    parser.validateLink = _is_safe  # type: ignore[method-assign]
    tokens = parser.parse(markdown)
    if expanded:
        for token in tokens:
            _expand(token.children if token.children is not None else [], expanded)
    links = tuple(_links(tokens))
    text = "\n".join(_lines(tokens))
    return Passage(parser.renderer.render(tokens, parser.options, {}).strip(), text, links)


def _is_safe(url: str) -> bool:
    return bool(_SAFE_LINK.match(url))


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
    """Yield one line for each paragraph or list entry; entries of numbered lists keep theirs."""
    marker = ""
    for token in tokens:
        if token.type == "list_item_open":
            marker = f"{token.info}. " if token.info else "- "
        elif token.type == "inline":
            yield marker + _text(token.children or [])
            marker = ""
        elif token.type in ("fence", "code_block"):
            yield from token.content.splitlines()


def _text(children: Sequence[Token]) -> str:
    parts = [
        child.content if child.type in _WORDS else " " if child.type.endswith("break") else ""
        for child in children
    ]
    return one_line("".join(parts))
