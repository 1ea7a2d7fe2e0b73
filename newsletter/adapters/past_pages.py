"""Takes a web page or mail apart into headings, lines and links, in the order of reading."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from newsletter.adapters.pages import first_of, page_tree
from newsletter.errors import NewsletterError, SourceError
from newsletter.model.items import TITLE_LIMIT
from newsletter.model.past_headings import LINE
from newsletter.model.past_readers import Part
from newsletter.model.past_texts import links_on
from newsletter.model.text import one_line

_UNREAD = ("script", "style", "noscript", "template", "svg", "head", "select", "textarea")
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset((
    *_LEVELS, "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div",
    "dl", "dt", "figure", "figcaption", "footer", "form", "header", "hr", "li", "main", "nav",
    "ol", "p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul",
))  # fmt: skip
_LONGEST_LINE = 5_000  # characters; what follows in such a line is no name of anything
_DEEPEST = 250  # elements in each other; libxml2 leaves off a little behind


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its title, its first heading, its parts; ``broken`` says what could not be read."""

    title: str
    heading: str
    parts: tuple[Part, ...]
    broken: str


def page_of(body: bytes, content_type: str, *, with_marks: bool = False) -> Page:
    """Return the page ``body``; ``with_marks`` takes the ids and languages of its links for ours.

    Raises `NewsletterError` when it cannot be read.
    """
    try:
        tree = page_tree(body, content_type)
    except SourceError as error:
        raise NewsletterError(f"cannot be read: {error.message}") from error
    title = one_line(first_of(tree, "//title/text()"), TITLE_LIMIT)
    etree.strip_elements(tree, *_UNREAD, with_tail=False)
    reading = _Reading(with_marks=with_marks)
    depth = deepest = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            depth += 1
            deepest = max(deepest, depth)
            reading.start(element)
        else:
            depth -= 1
            reading.end(element)
    reading.flush()
    headings = (part.text for part in reading.parts if part.level == 1)
    heading = next(headings, "") or next((one.text for one in reading.parts if one.level == 2), "")
    deep = f"it is nested more than {_DEEPEST} deep: read only as far as that"
    return Page(title, heading, tuple(reading.parts), deep if deepest >= _DEEPEST else "")


@dataclass(slots=True)
class _Link:
    address: str
    item: str
    language: str
    words: list[str] = field(default_factory=list)


class _Reading:
    """Collects a line until it ends, with the links in it."""

    def __init__(self, *, with_marks: bool) -> None:
        self.parts: list[Part] = []
        self._with_marks = with_marks
        self._line: list[str] = []
        self._links: list[_Link] = []
        self._open: _Link | None = None
        self._level = 0

    def start(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._break()
            self._level = _LEVELS.get(tag, self._level)
        elif tag == "a" and element.get("href"):
            self._open = self._link(element)
            self._links.append(self._open)
        elif tag == "img" and self._open is not None:
            self._say(f" {element.get('alt') or ''} ")
        self._say(element.text)

    def end(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "a":
            self._open = None
        elif tag in _BLOCKS:
            self._break()
            self._level = 0 if tag in _LEVELS else self._level
        self._say(element.tail)

    def _link(self, element: HtmlElement) -> _Link:
        marks = (
            (element.get("id") or "", element.get("lang") or "") if self._with_marks else ("", "")
        )
        return _Link(element.get("href") or "", *marks)

    def _say(self, text: str | None) -> None:
        if text:
            self._line.append(text)
            if self._open is not None:
                self._open.words.append(text)

    def _break(self) -> None:
        """End the line; a link may go on, as one round a whole card does."""
        if self._open is None:
            self.flush()
        else:
            self._say(" ")

    def flush(self) -> None:
        """Make parts of the line."""
        line = one_line("".join(self._line)[:_LONGEST_LINE])
        links, level = self._links, self._level
        self._line, self._links = [], []
        for link in links:
            words = one_line("".join(link.words)[:_LONGEST_LINE])
            marks = {"item": link.item, "language": link.language}
            self.parts.append(Part(words, level, link.address, line, **marks))
        if links or not line:
            return
        written = list(links_on(line)) if "://" in line else []
        self.parts += [Part(words, address=url) for words, url in written]
        if not written:
            self.parts.append(Part(line, level or LINE))
