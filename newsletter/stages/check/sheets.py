"""Rules 18, 20 and 21: style blocks that clients accept, and styles that they all know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.stages.check import styles, tree
from newsletter.stages.check.proof import Need, Proof, Rule

_CSS_LIMIT = 16 * 1024  # Gmail drops every style block of a mail that has more
_DARK = "(prefers-color-scheme:dark)"
_OUTLOOK = ("[data-ogsc]", "[data-ogsb]")
_ALLOWED = re.compile(
    r"color|background-color|font-[a-z]+|line-height|(?:margin|padding)(?:-[a-z]+)?|text-align"
    r"|text-decoration|word-wrap|width|max-width|border(?:-[a-z]+)?|display|vertical-align|mso-[a-z-]+"
)
_DISPLAYS = ("block", "inline-block", "none")
_COLOURED = re.compile(r"color|background-color|border(?:-[a-z]+)?")
# What a value may be, apart from a colour, where one is expected.
_PLAIN = re.compile(r"(?:\d+(?:px)?|solid|dashed|dotted|double|none|transparent|inherit)")
_ATTRIBUTES = frozenset(
    (
        "class", "style", "lang", "dir", "id", "role", "hidden",
        "aria-label", "aria-roledescription", "aria-hidden",
    )
)  # fmt: skip
_OWN_ATTRIBUTES = {
    "a": {"href", "name"},
    "body": {"xml:lang"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "li": {"value"},
}


# --- 18: style blocks -----------------------------------------------------------------------


def size(proof: Proof) -> Iterator[str]:
    """Gmail counts them, and drops them all."""
    total = sum(len((one.text or "").encode()) for one in tree.elements(proof.html, "style"))
    if total >= _CSS_LIMIT:
        yield f"the style blocks have {total / 1024:.0f} KB; Gmail drops all from 16 KB on"


def shape(proof: Proof) -> Iterator[str]:
    """One rule that a client stumbles over takes the whole block with it."""
    for block in proof.style_blocks:
        named = " ".join(block.split())[:40]
        if block.count("{") != block.count("}"):
            yield f"a brace is missing in the style block {named!r}"
        if block.count("@") > 1:
            yield f"the style block {named!r} has more than one @ rule: each needs its own block"
        if others := [one for one in re.findall(r"@[a-z-]+", block) if one != "@media"]:
            yield f"the style block {named!r} has {others[0]}; only @media is known widely enough"
        if re.search(r"@[^{]*\{[^}]*@", block):
            yield f"an @ rule stands inside another in {named!r}: Gmail drops the block"
    for one in tree.elements(tree.body(proof.html), "style"):
        yield f"a style block stands in the body: {' '.join((one.text or '').split())[:40]!r}"


def dark(proof: Proof) -> Iterator[str]:
    """Dark colours win only with !important, because the light ones are in the elements."""
    found = [block for block in proof.style_blocks if _DARK in _tight(block)]
    if len(found) != 1:
        yield f"{len(found)} style blocks have @media {_DARK}; exactly one must"
    yield from _important(found)
    for block in found:
        if "[data-ogs" in block:
            yield "colours for Outlook stand in the block for dark mode: each needs its own block"
        if any(not rule.condition for rule in styles.rules(block)):
            yield "other rules stand in the block for dark mode: each concern needs its own block"


def dark_in_outlook(proof: Proof) -> Iterator[str]:
    """Outlook knows no dark scheme: it marks the page, for text and grounds apart."""
    found = [block for block in proof.style_blocks if "[data-ogs" in block]
    for mark in _OUTLOOK:
        if not any(mark in block for block in found):
            yield f"no style block has {mark}: in Outlook's dark mode colours are left to chance"
    yield from _important(found)


def _important(blocks: list[str]) -> Iterator[str]:
    for block in blocks:
        for rule in styles.rules(block):
            for name, value in rule.declarations.items():
                if not value.endswith("!important"):
                    yield f"{rule.selector} {{ {name}: {value} }} lacks !important: it cannot win"


def _tight(block: str) -> str:
    return re.sub(r"\s", "", block)


# --- 20: styles that clients know -----------------------------------------------------------


def properties(proof: Proof) -> Iterator[str]:
    """What a client does not know it drops, with the rest of the attribute in some."""
    for element in tree.elements(proof.html):
        for name, value in styles.inline(element).items():
            if not _ALLOWED.fullmatch(name):
                yield f"<{element.tag}> has {name}, which too few clients know"
            elif name == "display" and value not in _DISPLAYS:
                yield f"<{element.tag}> has display: {value}; known are {', '.join(_DISPLAYS)}"


def values(proof: Proof) -> Iterator[str]:
    """Outlook ignores a whole style with !important in it, and knows neither rem nor var()."""
    for element in tree.elements(proof.html):
        for name, value in styles.inline(element).items():
            told = f"<{element.tag}> has {name}: {value}"
            if "!" in value:
                yield f"{told}; !important belongs into a style block"
            if re.search(r"\d(?:rem|vw|vh|ch|ex)\b|\b(?:var|calc|min|max|clamp|env)\(", value):
                yield f"{told}; write it in px"
            if name.startswith("margin") and re.search(r"(?:^|\s)-", value):
                yield f"{told}; margins are never below 0"


# --- 21: colours and attributes -------------------------------------------------------------


def colours(proof: Proof) -> Iterator[str]:
    """Some clients know colours of six digits and no others."""
    for where, found in _declared(proof):
        for name, value in found.items():
            if not _COLOURED.fullmatch(name):
                continue
            plain = value.removesuffix("!important").split()
            wrong = [
                one for one in plain if not styles.is_colour(one) and not _PLAIN.fullmatch(one)
            ]
            if wrong:
                yield f"{where} has {name}: {value}; colours are written as #0a4f5e"


def attributes(proof: Proof) -> Iterator[str]:
    """Old attributes of layout, and misspelt ones, are no part of HTML."""
    for element in tree.elements(tree.body(proof.html)):
        known = _ATTRIBUTES | _OWN_ATTRIBUTES.get(str(element.tag), set())
        for name in map(str, element.attrib):
            if name not in known:
                yield f"<{element.tag}> has the attribute {name}, which has no place in a mail"


def _declared(proof: Proof) -> Iterator[tuple[str, styles.Declarations]]:
    for one in tree.elements(proof.html):
        yield f"<{one.tag}>", styles.inline(one)
    for block in proof.style_blocks:
        yield from ((rule.selector, rule.declarations) for rule in styles.rules(block))


RULES = (
    Rule(18, size, Need.HTML),
    Rule(18, shape, Need.HTML),
    Rule(18, dark, Need.HTML),
    Rule(18, dark_in_outlook, Need.HTML),
    Rule(20, properties, Need.HTML),
    Rule(20, values, Need.HTML),
    Rule(21, colours, Need.HTML),
    Rule(21, attributes, Need.HTML),
)
