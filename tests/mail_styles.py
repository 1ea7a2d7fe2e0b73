"""Reads the styles of a rendered mail: which colours its words get, and how well they contrast."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cssselect import HTMLTranslator, parse
from lxml import etree, html

Styles = dict[str, str]
Rule = tuple[str, Styles]


def declarations(text: str) -> Styles:
    """Return the declarations of a ``style`` attribute or of a rule's body."""
    pairs = (one.split(":", 1) for one in text.split(";") if ":" in one)
    return {name.strip(): value.strip() for name, value in pairs}


def rules(css: str) -> list[Rule]:
    """Return the rules of a sheet without @ rules: selector (may be a list), declarations."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return [
        (selector.strip(), declarations(body))
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    ]


def media(css: str, query: str) -> str:
    """Return what the sheet says inside ``@media (query)``; fails when it has no such rule."""
    start = css.index("{", css.index(f"@media ({query})"))
    depth = 0
    for position in range(start, len(css)):
        depth += {"{": 1, "}": -1}.get(css[position], 0)
        if not depth:
            return css[start + 1 : position]
    raise AssertionError("a brace is missing")


class Colours:
    """The colours of a document: its inline styles, overruled by rules that are ``!important``."""

    def __init__(self, document: html.HtmlElement, overruling: list[Rule]) -> None:
        self._document = document
        self._styles = {
            element: declarations(element.get("style") or "")
            for element in document.iter(etree.Element)
        }
        for selector, body in _by_specificity(overruling):
            for element in document.xpath(HTMLTranslator().css_to_xpath(selector)):
                self._styles[element].update(
                    {name: value.removesuffix(" !important") for name, value in body.items()}
                )

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Yield every visible text with its colour and the colour behind it."""
        for element in self._document.find("body").iter(etree.Element):
            own = [element.text, *(child.tail for child in element)]
            text = " ".join(part.strip() for part in own if part and part.strip())
            if text and self._nearest(element, "display") != "none":
                yield (
                    text,
                    self._nearest(element, "color"),
                    self._nearest(element, "background-color"),
                )

    def _nearest(self, element: html.HtmlElement, name: str) -> str:
        for one in (element, *element.iterancestors()):
            if name in self._styles[one]:
                return self._styles[one][name]
        return ""


def _by_specificity(found: list[Rule]) -> list[Rule]:
    singles = [
        (selector.specificity(), order, selector.canonical(), body)
        for order, (group, body) in enumerate(found)
        for selector in parse(group)
    ]
    return [(selector, body) for *_, selector, body in sorted(singles, key=lambda one: one[:2])]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two six-digit colours (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
