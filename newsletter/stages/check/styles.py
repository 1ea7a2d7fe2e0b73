"""The styles of a rendered mail: what is written into its elements, and its own style blocks."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType

from cssselect import HTMLTranslator, SelectorError, parse

from newsletter.stages.check.tree import Element, body, elements, texts

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
# An @ rule that holds others, one level deep; what is nested deeper is broken for many clients.
_AT_RULE = re.compile(r"@([^{};]+)\{((?:[^{}]*\{[^{}]*\})+\s*)\}")
_IMPORTANT = "!important"
Declarations = Mapping[str, str]


@lru_cache(maxsize=4096)  # the items of an issue carry the same few over and over
def declarations(text: str) -> Declarations:
    """Return the declarations of a ``style`` attribute or of a rule's body."""
    pairs = (one.split(":", 1) for one in text.split(";") if ":" in one)
    return MappingProxyType({name.strip().lower(): value.strip() for name, value in pairs})


def inline(element: Element) -> Declarations:
    """Return what is written into the element."""
    return declarations(element.get("style") or "")


def blocks(root: Element) -> list[str]:
    """Return the style blocks of a document without their comments."""
    return [_COMMENT.sub("", one.text or "") for one in elements(root, "style")]


@dataclass(frozen=True, slots=True)
class CssRule:
    """One rule of a style block; ``condition`` is that of the @ rule around it, or ""."""

    condition: str
    selector: str
    declarations: Declarations


def rules(css: str) -> Iterator[CssRule]:
    """Yield the rules of a style block without comments, those inside an @ rule last."""
    found = [("", _AT_RULE.sub("", css))]
    found += [(" ".join(head.split()), inner) for head, inner in _AT_RULE.findall(css)]
    for condition, part in found:
        for selector, text in _RULE.findall(part):
            yield CssRule(condition, selector.strip(), declarations(text))


class Cascade:
    """The styles that hold in a document: what its elements carry, overruled by ``overruling``.

    Only what is ``!important`` overrules. Inheritance is that of the few properties that mails
    use, all of them inherited; of a background what matters is the one behind.
    """

    def __init__(self, root: Element, overruling: Iterable[CssRule] = ()) -> None:
        self.root = root
        self._values: dict[tuple[Element, str], str] = {}
        self._styles = {one: dict(inline(one)) for one in elements(root)}
        for selector, found in _by_specificity(overruling):
            important = {
                name: value.removesuffix(_IMPORTANT).strip()
                for name, value in found.items()
                if value.endswith(_IMPORTANT)
            }
            for element in root.xpath(selector):
                self._styles[element].update(important)

    def value(self, element: Element, name: str) -> str:
        """Return a property as it holds for the element, inherited where it is not its own."""
        if (element, name) not in self._values:
            own = self._styles[element].get(name)
            around = element.getparent()
            inherited = "" if around is None else self.value(around, name)
            self._values[element, name] = inherited if own is None else own
        return self._values[element, name]

    def has(self, element: Element, name: str) -> bool:
        """Tell whether the element has a property of its own."""
        return name in self._styles[element]

    @cached_property
    def texts(self) -> list[tuple[Element, str]]:
        """Each piece of text that can be seen, with its element."""
        every = elements(body(self.root))
        hidden = [one for one in every if self._styles[one].get("display") == "none"]
        unseen = {inner for one in hidden for inner in elements(one)}
        return [(element, text) for element, text in texts(self.root) if element not in unseen]


def light(root: Element) -> Cascade:
    """Return the styles of a client that reads no style block: the least there is."""
    return Cascade(root)


def dark(root: Element) -> Cascade:
    """Return the styles of a client that follows ``prefers-color-scheme: dark``."""
    return Cascade(root, [one for one in _all_rules(root) if _is_dark(one) or not one.condition])


def dark_in_outlook(root: Element) -> Cascade:
    """Return the styles of Outlook, which marks the documents whose colours it has changed."""
    marked = copy.deepcopy(root)
    marked.set("data-ogsc", "")
    marked.set("data-ogsb", "")
    return Cascade(marked, [one for one in _all_rules(marked) if not one.condition])


def _is_dark(rule: CssRule) -> bool:
    return re.sub(r"\s", "", rule.condition) == "media(prefers-color-scheme:dark)"


def _all_rules(root: Element) -> list[CssRule]:
    return [rule for block in blocks(root) for rule in rules(block)]


def _by_specificity(found: Iterable[CssRule]) -> list[tuple[str, Declarations]]:
    """Return XPath and declarations of each single selector, the one that wins last."""
    singles = []
    for order, rule in enumerate(found):
        for specificity, path in _paths(rule.selector):
            singles.append((specificity, order, path, rule.declarations))
    return [(path, found) for *_, path, found in sorted(singles, key=lambda one: one[:2])]


@lru_cache(maxsize=512)
def _paths(selectors: str) -> Sequence[tuple[tuple[int, int, int], str]]:
    """Return specificity and XPath of each selector; of one that we cannot read nothing."""
    translator = HTMLTranslator()
    try:
        return [(one.specificity(), translator.selector_to_xpath(one)) for one in parse(selectors)]
    except SelectorError:
        return []


def pixels(value: str) -> float | None:
    """Return a length in pixels, or None for what is not given in them."""
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?)px|(0)", value.strip())
    return float(match[1] or match[2]) if match else None


def ratio(line_height: str, size: float) -> float:
    """Return a ``line-height`` in sizes of its font; of anything else 1.2, as browsers."""
    if re.fullmatch(r"\d+(\.\d+)?", line_height):
        return float(line_height)
    if re.fullmatch(r"\d+(\.\d+)?%", line_height):
        return float(line_height[:-1]) / 100
    height = pixels(line_height)
    return height / size if height and size else 1.2


def select(root: Element, selectors: str) -> list[Element]:
    """Return the elements that a rule of a style block is for."""
    return [element for _, path in _paths(selectors) for element in root.xpath(path)]


def sides(value: str) -> tuple[float, float, float, float]:
    """Return top, right, bottom and left of a ``margin`` or ``padding``; what is no length is 0."""
    lengths = [pixels(one) or 0.0 for one in value.split()] or [0.0]
    top, right, bottom, left = (lengths * 4)[:4] if len(lengths) != 3 else (*lengths, lengths[1])
    return top, right, bottom, left


@lru_cache(maxsize=4096)
def sideways(style: str) -> float:
    """Return the pixels that an element takes from the width of what is in it."""
    found = declarations(style)
    total = 0.0
    for name in ("margin", "padding"):
        _, right, _, left = sides(found.get(name, ""))
        for side, length in (("right", right), ("left", left)):
            total += max(0.0, pixels(found.get(f"{name}-{side}", "")) or length)
    return total


def is_colour(value: str) -> bool:
    """Tell whether a value is a six-digit colour."""
    return bool(re.fullmatch(r"#[0-9a-fA-F]{6}", value))
