"""A rendered page as a tree: its words, what is seen of them, and in which language they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree, html

Element: TypeAlias = html.HtmlElement

BLOCKS = frozenset(
    [
        "body",
        "div",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "table",
        "tr",
        "td",
        "th",
        "hr",
        "header",
        "footer",
        "main",
        "nav",
        "section",
        "article",
        "aside",
    ]
)
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
# Only Outlook for Windows reads what is inside; for all others it is a comment.
_CONDITIONAL = re.compile(r"<!--\[if[^\]]*\]>(.*?)<!\[endif\]-->", re.DOTALL)


def document(markup: str) -> Element:
    """Return the tree of a whole page; of an empty one that of an empty document.

    What stands behind its end belongs to its body, as browsers have it.
    """
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    open_ended = _END.sub("", markup)
    data = (open_ended if open_ended.strip() else "<html></html>").encode(errors="replace")
    return html.document_fromstring(data, parser=parser, ensure_head_body=True)


def elements(root: Element, *tags: str) -> Iterator[Element]:
    """Yield the elements of a tree in their order, comments left out; only ``tags``, if any."""
    yield from root.iter(*(tags or (etree.Element,)))


def comments(root: Element) -> Iterator[str]:
    """Yield the text of every comment."""
    for one in root.iter(etree.Comment):
        yield one.text or ""


def conditional(markup: str) -> list[str]:
    """Return what stands inside each conditional comment."""
    return _CONDITIONAL.findall(markup)


def body(root: Element) -> Element:
    """Return the body of a document."""
    return root.find("body")


def words(element: Element) -> str:
    """Return the text of an element as one line; a line break counts as a space."""
    return " ".join("".join(_pieces(element, deep=True)).split())


def own_words(element: Element) -> str:
    """Return the words of a block without those of the blocks inside it."""
    return " ".join("".join(_pieces(element, deep=False)).split())


def _pieces(element: Element, *, deep: bool) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):  # of a comment it is none
            block = child.tag in BLOCKS
            yield " " if block or child.tag == "br" else ""
            if deep or not block:
                yield from _pieces(child, deep=deep)
            yield " " if block else ""
        yield child.tail or ""


def label(element: Element) -> str:
    """Return the text of an element with that of its images, as a screen reader says it."""
    alts = [image.get("alt") or "" for image in element.iter("img")]
    return " ".join(" ".join([words(element), *alts]).split())


def lineage(element: Element) -> Iterator[Element]:
    """Yield the element, then each one around it."""
    yield element
    yield from element.iterancestors()


def effective(element: Element, attribute: str) -> str:
    """Return an attribute that is inherited (``lang``, ``dir``) as it holds for the element."""
    return next((str(one.get(attribute)) for one in lineage(element) if one.get(attribute)), "")


def classes(element: Element) -> frozenset[str]:
    """Return the classes of an element."""
    return frozenset((element.get("class") or "").split())


def of_class(root: Element, name: str) -> list[Element]:
    """Return the elements with this class, in their order."""
    return [one for one in elements(root) if name in classes(one)]


def inside(element: Element, *names: str) -> bool:
    """Tell whether the element, or one around it, has one of these classes."""
    return any(not classes(one).isdisjoint(names) for one in lineage(element))


def texts(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield each piece of text with the element it stands in; of an image, its words.

    What is in the head is no text, and nor are scripts and styles.
    """
    for element in elements(body(root)):
        if element.tag in ("style", "script", "title"):
            continue
        pieces = [element.text, *(child.tail for child in element)]
        pieces += [element.get("alt")] if element.tag == "img" else []
        for piece in pieces:
            if piece and piece.strip():
                yield element, " ".join(piece.split())


def snippet(text: str) -> str:
    """Return the first words of ``text``, quoted, to find the place by."""
    text = " ".join(text.split())
    return repr(text if len(text) <= 60 else text[:59] + "…")
