"""Reads a list entry as an item, and tells what its words must not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.token import Token

from newsletter.errors import Mistake
from newsletter.model.issue_blocks import MARKS, Found, Words, comments, end_of, plain
from newsletter.model.issues import LABELS, MARKDOWN_LABELS, IssueItem, Waiver
from newsletter.model.located import nearest, quoted

ITEM_SHAPE = "a title in brackets and its address: - [Title](https://...)"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
WAIVER = re.compile(r"waiv", re.IGNORECASE)
_MARKS_APART = ("marks in braces", "them right behind the title of an item; \\{ for a {")
_NO_WORDS = ("a link without words", "words in the brackets")
_HTML = "Markdown; a < that is meant as such is written \\<"

_ID = re.compile(r"[a-z][a-z0-9-]*")
_ADDRESS = re.compile(r"https?://[^\s/?#]\S*", re.IGNORECASE)
_LINK = re.compile(rf"mailto:\S+@\S+|{_ADDRESS.pattern}", re.IGNORECASE)
_LABEL = re.compile(rf"({'|'.join(LABELS)}):\s*(.*)", re.DOTALL)
_LIKE_A_LABEL = re.compile(r"([A-Za-z]{3,12}):(?:\s|$)")
_BRACES = re.compile(r"(?:(?<!\\)\{[^{}]*\})+$")
_LOOSE = re.compile(r"(?<!\\)\{(?:[#.][A-Za-z]|lang=)")
_TWICE = re.compile(r"#[^#]*#|lang=.*lang=")
_WORD = re.compile(r"\bMso\w|\bmso-|<o:p>|<!\[if|\bstyle=", re.IGNORECASE)  # Word, and mails
_CURLY = "“”„‘’«»"
_INSIDE = {
    **{f"h{level}": ("a heading inside an item", "it at the left margin") for level in range(1, 7)},
    "list": ("a list", "paragraphs only; an item of its own starts at the left margin"),
    "numbers": ("a numbered list", "paragraphs only; the list could stand between items"),
    "code": ("code", "as many spaces in front as the title has, not four more"),
}


class Mistakes:
    """The mistakes of one file, as they are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.all: list[Mistake] = []

    def add(self, line: int, found: str, expected: str, key: str = "") -> None:
        """Note one mistake."""
        self.all.append(Mistake(self.file, line, key, found, expected))

    def in_words(self, words: Words, start: int = 0, *, text_only: bool = False) -> None:
        """Note what ``words`` must not have, from the token ``start``.

        With ``text_only`` they may not have links either: they are printed without markup.
        """
        before = ""
        for line, token in words.lined(start):
            for found, expected in _faults(token, text_only=text_only):
                self.add(line, found, expected)
            if before == "link_open" and token.type == "link_close":
                self.add(line, *_NO_WORDS)
            before = token.type

    def no_loose_marks(self, words: Words, markdown: str) -> None:
        """Note marks that stand alone in ``markdown``, and so would be printed."""
        if _LOOSE.search(markdown):
            for line, token in words.lined():
                if token.type == "text" and _LOOSE.search(token.content):
                    self.add(line, *_MARKS_APART)


def _faults(token: Token, *, text_only: bool) -> Iterator[tuple[str, str]]:
    if token.type == "html_inline":
        yield html_fault(token.content)
    elif token.type == "image":
        yield "a picture", "words: a mail must be whole without pictures"
    elif is_marked(token):
        yield _MARKS_APART
    elif token.type == "link_open" and token.info != "auto":
        url = str(token.attrs.get("href", ""))
        if text_only:
            yield f"a link to {quoted(url)}", "text only here; the summary may have links"
        elif not _LINK.fullmatch(url):
            yield f"a link to {quoted(url)}", "a web address that starts with https://"


def html_fault(text: str) -> tuple[str, str]:
    """Return what is wrong with HTML: what was found, and what was expected."""
    text = text.strip()
    if not text.startswith("<!--"):
        pasted = ", pasted as formatted text: paste it as plain text" if _WORD.search(text) else ""
        return f"HTML {quoted(text.splitlines()[0])}{pasted}", _HTML
    if "-->" not in text:
        return "a comment that never ends", "--> behind it"
    return "a comment in a text", "it on a line of its own, between empty lines"


def is_marked(token: Token) -> bool:
    """Tell whether braces with marks stand behind what ``token`` opens."""
    return token.type == "span_open" or "insecure_attrs" in token.meta or _has_marks(token)


def _has_marks(token: Token) -> bool:
    return any(name in token.attrs for name in MARKS)


def label_of(markdown: str) -> str:
    """Return the label that ``markdown`` starts with, or ""."""
    match = _LABEL.match(markdown)
    return match[1] if match else ""


class EntryReader:
    """Reads the entries of one file: no two items may have one id."""

    def __init__(self, mistakes: Mistakes) -> None:
        self._mistakes = mistakes
        self._ids: dict[str, int] = {}

    def item(self, entry: Found, waivers: tuple[Waiver, ...]) -> IssueItem:
        """Return the item that ``entry`` says, as far as it can be read."""
        for block in entry.inside:
            self._belongs(block)
        paragraphs = [
            block.words
            for number, block in enumerate(entry.inside)
            if block.words and block.kind == "words" and (block.words.joined or number == 0)
        ]
        if not paragraphs or entry.inside[0].kind != "words":
            self._mistakes.add(entry.line, "an empty list entry", ITEM_SHAPE)
            return IssueItem(title="", line=entry.line)
        head, labelled = self._head(paragraphs[0]), self._labelled(paragraphs[1:])
        return IssueItem(
            **head, **labelled, waivers=waivers, line=entry.line, lines=_lines(paragraphs)
        )

    def _belongs(self, block: Found) -> None:
        if block.kind == "comment":
            for line, text in comments(block):
                if WAIVER.match(text):
                    self._mistakes.add(line, "a waiver inside an item", "it in front of the item")
        elif block.kind == "html":
            self._mistakes.add(block.line, *html_fault(block.text))
        elif block.kind != "words":
            default = ("a block that is no paragraph", "paragraphs, with empty lines between")
            self._mistakes.add(block.line, *_INSIDE.get(block.kind, default))

    # --- the first paragraph ---

    def _head(self, words: Words) -> dict[str, Any]:
        """Read the title with its link and marks, then the byline."""
        self._unlabelled(words)
        opening = words.tokens[0] if words.tokens else None
        if opening is None or opening.type not in ("link_open", "span_open"):
            self._mistakes.in_words(words)
            self._mistakes.add(words.line, quoted(words.markdown.split("\n")[0]), ITEM_SHAPE)
            return {"title": ""}
        close = end_of(words.tokens, 0)
        title, rest = plain(words.tokens[1:close]), words.tokens[close:]
        if not title:
            self._mistakes.add(words.line, *_NO_WORDS)
        if rest and not rest[0].type.endswith("break"):
            expected = "a new line for the byline; marks in braces right behind the address"
            behind = plain(rest) or words.markdown.split("\n")[0]
            self._mistakes.add(words.line, f"{quoted(behind)} behind the title", expected)
        else:
            self._mistakes.no_loose_marks(words, words.markdown.partition("\n")[2])
        self._mistakes.in_words(words, 1, text_only=True)
        return {
            "title": title,
            "url": self._address(opening, words.line),
            "byline": plain(rest[1:]),
            **self._marks(opening, words),
        }

    def _unlabelled(self, words: Words) -> None:
        for number, line in enumerate(words.markdown.split("\n")[1:], 1):
            if label := label_of(line.lstrip()):
                found = f'"{label}:" in the middle of a paragraph'
                self._mistakes.add(words.line + number, found, "an empty line above it")

    def _address(self, opening: Token, line: int) -> str:
        url = str(opening.attrs.get("href", ""))
        if opening.type == "link_open" and not _ADDRESS.fullmatch(url):
            expected = "a web address that starts with https://, %20 for a space in it"
            if url.strip(_CURLY) != url:
                expected = "the address without quotes round it"
            self._mistakes.add(line, quoted(url), expected, "link")
        if title := opening.attrs.get("title"):
            found = f"{quoted(str(title))} behind the address"
            self._mistakes.add(line, found, "the address alone in the parentheses", "link")
        return url

    def _marks(self, opening: Token, words: Words) -> dict[str, Any]:
        line, attributes = words.line, opening.attrs
        id, language = str(attributes.get("id", "")), str(attributes.get("lang", ""))
        kind = str(attributes.get("class", ""))
        if language and not LANGUAGE.fullmatch(language):
            self._mistakes.add(line, quoted(language), "a language tag such as sv or mi", "lang")
        unknown = [f".{kind}"] if kind not in ("", "sensitive") else []
        unknown += [f"{name}={value}" for name, value in _insecure(opening)]
        for mark in unknown:
            self._mistakes.add(line, f"the mark {mark}", "#id, lang=sv or .sensitive")
        braces = _BRACES.search(words.markdown.split("\n")[0].rstrip(" \\"))
        if is_marked(opening) and braces and _TWICE.search(braces[0]):
            self._mistakes.add(line, f"{braces[0]}, a mark again", "each mark once, in {...}")
        return {"id": self._id(id, line), "language": language, "sensitive": bool(kind)}

    def _id(self, id: str, line: int) -> str:
        if id and not _ID.fullmatch(id):
            self._mistakes.add(line, f"#{id}", "a letter, then small letters and digits", "id")
        elif id in self._ids:
            expected = f"each item once: line {self._ids[id]} has it"
            self._mistakes.add(line, f"#{id} again", expected, "id")
        if id:
            self._ids.setdefault(id, line)
        return id

    # --- the other paragraphs ---

    def _labelled(self, paragraphs: Sequence[Words]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        summary: list[str] = []
        for words in paragraphs:
            self._unlabelled(words)
            self._mistakes.no_loose_marks(words, words.markdown)
            match = _LABEL.match(words.joined)
            if match is None:
                self._no_slip(words)
                self._mistakes.in_words(words)
                summary.append(words.joined)
                continue
            label, key = match[1], match[1].lower()
            if key in values:
                self._mistakes.add(words.line, f'"{label}:" again', "each label once in an item")
            values[key] = self._value(label, match[2], words)
        return {**values, "summary": tuple(summary)}

    def _value(self, label: str, markdown: str, words: Words) -> str | tuple[str, ...]:
        as_markdown = label in MARKDOWN_LABELS
        self._mistakes.in_words(words, text_only=not as_markdown)
        text = markdown if as_markdown else plain(words.tokens).partition(":")[2].strip()
        topics = tuple(part.strip() for part in text.split(",") if part.strip())
        value = topics if label == "Topics" else text
        if not value:
            found = f'"{label}:" with nothing behind it'
            self._mistakes.add(words.line, found, "text, or no such line")
        return value

    def _no_slip(self, words: Words) -> None:
        """Note a label that is misspelt, or set in bold."""
        like = _LIKE_A_LABEL.match(words.markdown)
        word = like[1] if like else ""
        near = nearest(word.capitalize(), LABELS)
        # A slip keeps the first letter and about the length: "Then:" is no "When:".
        if near and word[0].upper() == near[0] and abs(len(word) - len(near)) <= 1:
            expected = f'"{near}:", or other words at the start'
            self._mistakes.add(words.line, f'"{word}:"', expected)
        label = label_of(plain(words.tokens))
        if label and words.markdown[0] in "*_":
            self._mistakes.add(words.line, f'"{label}:" in bold', f'"{label}:" without * or _')


def _lines(paragraphs: Sequence[Words]) -> dict[str, int]:
    """Return on which line each part of an item begins; "summary 2" is a second paragraph."""
    head, *others = paragraphs
    lines = {"byline": head.line + 1} if "\n" in head.markdown else {}
    summary = 0
    for words in others:
        match = _LABEL.match(words.joined)
        summary += match is None
        lines.setdefault(match[1] if match else f"summary {summary}", words.line)
    return lines


def _insecure(token: Token) -> list[tuple[str, str]]:
    return list(token.meta.get("insecure_attrs", {}).items())
