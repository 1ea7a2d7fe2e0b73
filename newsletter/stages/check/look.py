"""Rules 16, 17 and 19: words large enough, told from their ground, and never wider than a phone."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.model.contrast import contrast
from newsletter.stages.check import styles, tree
from newsletter.stages.check.findings import Level
from newsletter.stages.check.proof import Need, Proof, Rule
from newsletter.stages.check.styles import Cascade
from newsletter.stages.check.tree import Element, snippet

# 14 pt is the least that Easy English allows; large print begins at 18 pt.
BODY = {"standard": 19, "easy": 19, "large": 24}
SMALL = 16
SMALL_PRINT = ("small", "organisation", "online", "demonstration", "clock", "foot", "logo")
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_LINE_HEIGHT = 1.5  # WCAG 2.2, 1.4.12
_WIDEST = 640
_PHONE = 320
_COLUMN = 200  # what must be left of a phone's width for words of a large size
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_GROUND = "background-color"


# --- 16: size -------------------------------------------------------------------------------


def sizes(proof: Proof) -> Iterator[str]:
    """Whoever needs glasses must not need a second pair."""
    least = BODY[proof.edition]
    for element, text in proof.light.texts:
        value = proof.light.value(element, "font-size")
        size = styles.pixels(value)
        wanted = SMALL if tree.inside(element, *SMALL_PRINT) else least
        if size is None:
            yield f"{snippet(text)} has the size {value!r}; sizes are written in px"
        elif size < wanted:
            yield f"{snippet(text)} has {size:g} px; at least {wanted} are needed there"


def sizes_in_blocks(proof: Proof) -> Iterator[str]:
    """A style block for wide or dark screens makes nothing smaller than may be."""
    for block in proof.style_blocks:
        for rule in styles.rules(block):
            size = styles.pixels(rule.declarations.get("font-size", "").split("!")[0])
            if size is not None and size < SMALL:
                yield f"{rule.selector} has {size:g} px in a style block; {SMALL} are the least"


def line_heights(proof: Proof) -> Iterator[str]:
    """Close lines run into each other."""
    for element, text in proof.light.texts:
        if any(one.tag in _HEADINGS or one.tag == "img" for one in tree.lineage(element)):
            continue
        size = styles.pixels(proof.light.value(element, "font-size")) or 1
        ratio = styles.ratio(proof.light.value(element, "line-height"), size)
        if ratio < _LINE_HEIGHT:
            yield f"{snippet(text)} has a line-height of {ratio:g}; {_LINE_HEIGHT} is the least"


def alignment(proof: Proof) -> Iterator[str]:
    """The eye finds the next line where all lines begin."""
    expected = "right" if proof.view.dir == "rtl" else "left"
    for element, text in proof.light.texts:
        found = proof.light.value(element, "text-align")
        if found not in (expected, "start"):
            yield f"{snippet(text)} is aligned {found!r}; expected is {expected!r}"


def width(proof: Proof) -> Iterator[str]:
    """Long lines lose the reader."""
    for heading in tree.elements(proof.html, "h1"):
        found = [styles.inline(one).get("max-width", "") for one in tree.lineage(heading)]
        if not any(0 < (styles.pixels(one) or 0) <= _WIDEST for one in found):
            yield f"nothing around the <h1> has a max-width of at most {_WIDEST}px"


def fonts(proof: Proof) -> Iterator[str]:
    """Letters without serifs are read most easily from a screen."""
    for element, text in proof.light.texts:
        family = proof.light.value(element, "font-family")
        if not family.endswith("sans-serif"):
            yield f"{snippet(text)} has the font {family!r}; the last choice must be sans-serif"


# --- 17: contrast ---------------------------------------------------------------------------


def poorest(cascade: Cascade) -> float:
    """Return the lowest contrast of words and ground in a document; 0 where one is unknown."""
    return min((found for *_, found in _contrasts(cascade)), default=21.0)


def contrasts(proof: Proof) -> Iterator[str]:
    """Grey on grey is lost on a phone in the sun, and to many eyes everywhere."""
    for scheme, cascade in proof.schemes:
        for text, colour, ground, found in _contrasts(cascade):
            if found < LEAST_CONTRAST:
                told = f"{colour or 'no colour'} on {ground or 'no ground'}"
                yield (
                    f"{scheme}: {snippet(text)} has a contrast of {found:.1f} ({told}); "
                    f"at least {LEAST_CONTRAST} is needed"
                )


def link_colours(proof: Proof) -> Iterator[str]:
    """A link without a colour of its own gets the client's blue, which no ground was made for."""
    for link in tree.elements(proof.html, "a"):
        if link.get("href") is not None and "color" not in styles.inline(link):
            yield f"the link {snippet(tree.label(link))} has no colour in its own style"


def darkness(proof: Proof) -> Iterator[str]:
    """Who asked for dark must not be dazzled: each light ground changes, in each way of asking."""
    light = {proof.light.value(one, _GROUND) for one, _ in proof.light.texts}
    grounds = set(filter(_is_light, light))
    for scheme, cascade in proof.schemes[1:]:
        for element, text in cascade.texts:
            ground = cascade.value(element, _GROUND)
            if ground not in grounds:
                continue
            # A button is light to stand out; a logo has the ground it was drawn for.
            if element.tag != "img" and not tree.inside(element, "button"):
                yield f"{scheme}: {snippet(text)} stands on the light ground {ground} still"


def _is_light(colour: str) -> bool:
    return styles.is_colour(colour) and contrast(colour, "#000000") > contrast(colour, "#ffffff")


def _contrasts(cascade: Cascade) -> Iterator[tuple[str, str, str, float]]:
    known: dict[tuple[str, str], float] = {}
    for element, text in cascade.texts:
        pair = cascade.value(element, "color"), cascade.value(element, _GROUND)
        if pair not in known:
            known[pair] = contrast(*pair) if all(map(styles.is_colour, pair)) else 0.0
        yield text, *pair, known[pair]


# --- 19: no sideways scroll, as far as styles tell -------------------------------------------


def room(proof: Proof) -> Iterator[str]:
    """Indents add up: on a phone a column must be left to read in."""
    for element, text in proof.light.texts:
        taken = sum(styles.sideways(one.get("style") or "") for one in tree.lineage(element))
        if _PHONE - taken < _COLUMN:
            yield f"{snippet(text)} has {_PHONE - taken:g} px left on a phone of {_PHONE}"


def fixed_widths(proof: Proof) -> Iterator[str]:
    """What cannot be narrower than a phone makes the whole mail wider."""
    for element in tree.elements(tree.body(proof.html)):
        style = styles.inline(element)
        written = styles.pixels(style.get("width", "")) or 0
        attribute = element.get("width") or ""
        shrinks = style.get("max-width") == "100%"
        if attribute.isdecimal() and not (element.tag == "img" and shrinks):
            written = max(written, int(attribute))
        if written > _PHONE - 40:
            yield f"<{element.tag}> is {written:g} px wide; give an image max-width: 100%"
    for one, found in _declared(proof):
        if "min-width" in found:
            yield f"{_name(one)} has min-width: it cannot get as narrow as a phone"


def breaking(proof: Proof) -> Iterator[str]:
    """A long word must break where the column ends."""
    for where, found in _declared(proof):
        if found.get("white-space", "normal").split()[0] not in ("normal", "pre-wrap", "pre-line"):
            yield f"{_name(where)} has white-space: {found['white-space']}: lines cannot break"
    for one in tree.elements(proof.html, "nobr"):
        yield f"<nobr> {snippet(tree.words(one))} cannot break its lines"
    covered = {
        one
        for block in proof.style_blocks
        for rule in styles.rules(block)
        if not rule.condition and _wrap(rule.declarations) in ("anywhere", "break-word")
        for one in styles.select(proof.html, rule.selector)
    }
    if not all(covered.intersection(tree.lineage(one)) for one in tree.elements(proof.html, "h1")):
        yield "no style block has overflow-wrap: anywhere for the page: long words cannot break"


def _wrap(found: styles.Declarations) -> str:
    return found.get("overflow-wrap", found.get("word-break", ""))


def preformatted(proof: Proof) -> Iterator[str]:
    """Lines that are kept as they are typed do not fit a phone."""
    for one in tree.elements(proof.html, "pre"):
        yield f"{snippet(tree.words(one))} is set as it was typed: its lines cannot break"


def _declared(proof: Proof) -> Iterator[tuple[Element | str, styles.Declarations]]:
    yield from ((one, styles.inline(one)) for one in tree.elements(tree.body(proof.html)))
    for block in proof.style_blocks:
        yield from ((rule.selector, rule.declarations) for rule in styles.rules(block))


def _name(of: Element | str) -> str:
    return of if isinstance(of, str) else f"<{of.tag}> {snippet(tree.words(of))}"


RULES = (
    Rule(16, sizes, Need.HTML),
    Rule(16, sizes_in_blocks, Need.HTML),
    Rule(16, line_heights, Need.HTML),
    Rule(16, alignment, Need.HTML),
    Rule(16, width, Need.HTML),
    Rule(16, fonts, Need.HTML),
    Rule(17, contrasts, Need.HTML),
    Rule(17, link_colours, Need.HTML),
    Rule(17, darkness, Need.HTML),
    Rule(19, room, Need.HTML),
    Rule(19, fixed_widths, Need.HTML),
    Rule(19, breaking, Need.HTML),
    Rule(19, preformatted, Need.HTML, Level.WARNING),
)
