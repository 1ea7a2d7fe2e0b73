"""Rules 12 to 15: links, images and buttons, and nothing that acts or is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from newsletter.model.mail import Slot
from newsletter.stages.check import styles, tree
from newsletter.stages.check.findings import Level
from newsletter.stages.check.language import entries, part_of
from newsletter.stages.check.proof import Need, Proof, Rule, Told
from newsletter.stages.check.structure import number_of
from newsletter.stages.check.tree import Element, snippet

_VAGUE = re.compile(
    r"(?:click|tap|press) (?:here|this)\b|^(?:here|this|link|this link|this page)$"
    r"|\bread (?:more|on)$|^(?:more|learn more|see more|find out more|continue|details)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?:|www\.)\S|^\S+\.(?:com|org|net|int|gov|eu)\S*$", re.IGNORECASE)
_ACTIVE = (
    "script", "form", "input", "button", "select", "textarea", "svg", "math", "iframe", "object",
    "embed", "applet", "link", "base", "video", "audio", "canvas", "portal", "marquee", "dialog",
)  # fmt: skip
_SLOTS = frozenset((Slot.UNSUBSCRIBE.value, Slot.PREFERENCES.value, Slot.ACTION.value))
_PIXEL = 3  # an image of so many pixels shows nothing: it tells who opened the mail
_TARGET = 44  # pixels: WCAG 2.2, 2.5.5


def links(page: Element) -> Iterator[Element]:
    """Yield every link of a page."""
    yield from (one for one in tree.elements(page, "a") if one.get("href") is not None)


def item_around(element: Element) -> str:
    """Return the number of the item that an element stands in, "" for none."""
    entries_of_items = {"item", "date"}
    around = (one for one in tree.lineage(element) if entries_of_items & tree.classes(one))
    return next(map(number_of, around), "")


def buttons(page: Element) -> Iterator[Element]:
    """Yield what is drawn as a button: by its class, or a link with a shape of its own."""
    for one in tree.elements(page):
        shaped = one.tag == "a" and styles.inline(one).get("display") == "inline-block"
        if shaped or "button" in tree.classes(one):
            yield one


# --- 12: what links say ---------------------------------------------------------------------


def item_titles(proof: Proof) -> Iterator[str]:
    """Whoever goes from link to link hears the titles; they must be all there is to know."""
    items = {one.number: one for one in proof.items()}
    for name, page in proof.pages():
        for number, entry in entries(page):
            item = items.get(number)
            if item is None:
                continue
            title = part_of(
                entry,
                item.title,
                item.language or proof.view.language,
                "a" if item.url else "strong",
            )
            kind = "text of a link" if item.url else "title in <strong>"
            if title is None:
                yield f"{name}, item {number}: {snippet(item.title)} is not the {kind}"
            elif unquote(title.get("href") or "") != unquote(item.url):
                href = title.get("href")
                yield f"{name}, item {number}: its link leads to {href!r}, not to {item.url!r}"


def _poor(proof: Proof, *, of_the_issue: bool) -> Iterator[Told]:
    for name, page in proof.pages():
        for link in links(page):
            text = tree.label(link)
            if bool(text and proof.says(text)) is not of_the_issue:
                continue
            if not text:
                yield Told(f"{name}: the link to {link.get('href')!r} has no words")
            elif _VAGUE.search(text) or _ADDRESS.search(text):
                message = f"the link {snippet(text)} does not say where it leads; name it"
                yield Told(message, item_around(link) if of_the_issue else "")


def poor(proof: Proof) -> Iterator[Told]:
    """Out of its sentence "click here" says nothing, and an address is spelt out."""
    yield from _poor(proof, of_the_issue=False)


def poor_in_the_issue(proof: Proof) -> Iterator[Told]:
    """The editor's links are the editor's to mend."""
    yield from _poor(proof, of_the_issue=True)


def alike(proof: Proof) -> Iterator[Told]:
    """Two links of one name that lead to two places cannot be told apart by ear."""
    for _, page in proof.pages():
        seen: dict[str, Element] = {}
        for link in links(page):
            text = tree.label(link)
            first = seen.setdefault(text, link)
            if text and first.get("href") != link.get("href"):
                message = f"two links say {snippet(text)} and lead to different places"
                yield Told(message, item_around(link) or item_around(first))


def underlined(proof: Proof) -> Iterator[str]:
    """Colour alone tells a link only to those who see it."""
    for link in links(proof.html):
        if "underline" not in styles.inline(link).get("text-decoration", ""):
            yield f"the link {snippet(tree.label(link))} is not underlined in its own style"


# --- 13: images -----------------------------------------------------------------------------


def images(proof: Proof) -> Iterator[str]:
    """Half of all readers see no images: their words stand in for them, in a place kept free."""
    for name, page in proof.pages():
        for image in tree.elements(page, "img"):
            source = image.get("src") or ""
            what = f"{name}: the image {snippet(source)}"
            if image.get("alt") is None:
                yield f'{what} has no alt; alt="" if it only adorns'
            sizes = [image.get("width") or "", image.get("height") or ""]
            if not all(size.isdecimal() for size in sizes):
                yield f"{what} has no width and height: words jump when it comes"
            elif min(map(int, sizes)) <= _PIXEL:
                yield f"{what} is too small to see: it can only tell who opened the mail"
            if not source.startswith("https://") or re.search(r"\.svg\b", source):
                yield f"{what} must be a PNG, JPEG or GIF at an https address"
            if any(slot in source for slot in Slot):
                yield f"{what} has an address of its own for each reader: it tells who opened"


def logo(proof: Proof) -> Iterator[str]:
    """What the settings call the logo is what is shown, with its words."""
    own = proof.view.look.logo
    for name, page in proof.pages():
        for image in tree.elements(page, "img"):
            if own and image.get("src") == own.url and image.get("alt") != own.alt:
                yield f"{name}: the logo has alt={image.get('alt')!r}; the settings say {own.alt!r}"


def backgrounds(proof: Proof) -> Iterator[str]:
    """An image behind words is lost in most clients, and the words on it with it."""
    for element in tree.elements(proof.html):
        if "url(" in (element.get("style") or "") or element.get("background"):
            yield f"<{element.tag}> has an image as its background"
    if any("url(" in block for block in proof.style_blocks):
        yield "a style block names an address with url(): nothing may be fetched for the looks"


# --- 14: buttons ----------------------------------------------------------------------------


def button_count(proof: Proof) -> Iterator[str]:
    """One button says what to do; two ask which. A confirmation has exactly its own."""
    found = list(buttons(proof.html))
    parents = [one.getparent() for one in found]
    if len(set(parents)) < len(parents):
        yield "two buttons stand in one block"
    if proof.issue is None:
        targets = [one.get("href") for one in found]
        if targets != [Slot.ACTION.value]:
            yield f"there are {len(found)} buttons; exactly one must lead to slot.action"


def true_buttons(proof: Proof) -> Iterator[str]:
    """A button that is a link is a link: it opens a page and does nothing by itself."""
    for name, page in proof.pages():
        for one in tree.elements(page):
            if one.tag == "button" or one.get("role") == "button":
                text = snippet(tree.words(one))
                yield f'{name}: {text} has the role of a button; write <a class="button">'


def button_size(proof: Proof) -> Iterator[str]:
    """A finger needs 44 pixels; Word, which knows no padding here, needs spaces of its own."""
    for one in buttons(proof.html):
        text, style = snippet(tree.words(one)), styles.inline(one)
        if one.tag != "a" or not one.get("href"):
            yield f"the button {text} is no link"
        top, _, bottom, _ = styles.sides(style.get("padding", ""))
        size = styles.pixels(proof.light.value(one, "font-size")) or 0
        height = size * styles.ratio(proof.light.value(one, "line-height"), size) + top + bottom
        if height < _TARGET:
            yield f"the button {text} is {height:.0f} pixels tall; {_TARGET} are needed"
        if style.get("mso-padding-alt") != "0":
            yield f"the button {text} lacks mso-padding-alt: 0"
        inner = "".join(tree.comments(one))
        if inner.count("mso-font-width") < 2 or inner.count("[if mso]") < 2:
            yield f"the button {text} lacks its two spaces for Outlook (mso-font-width)"


# --- 15: nothing acts, nothing is fetched ---------------------------------------------------


def addresses(proof: Proof) -> Iterator[str]:
    """What is not encrypted can be read, and changed, on its way."""
    for name, page in proof.pages():
        for link in links(page):
            href = link.get("href") or ""
            good = href.startswith(("https://", "#", "mailto:")) or href in _SLOTS
            if not good and not proof.links_to(href):
                yield f"{name}: {snippet(tree.label(link))} leads to {href!r}, which is not https"


def addresses_of_the_issue(proof: Proof) -> Iterator[Told]:
    """Some publishers have nothing better; an editor can look."""
    for link in links(proof.web):
        href = link.get("href") or ""
        if href.startswith("http:") and proof.links_to(href):
            message = f"{snippet(tree.label(link))} leads to {href}, which is not encrypted"
            yield Told(f"{message}: try https", item_around(link))


def active(proof: Proof) -> Iterator[str]:
    """Clients cut out what acts, and filters throw away mails that have it."""
    for name, page in proof.pages():
        for one in tree.elements(page):
            if one.tag in _ACTIVE:
                yield f"{name} has <{one.tag}>"
            for attribute, value in one.attrib.items():
                if str(attribute).startswith("on") or attribute in ("target", "srcset", "ping"):
                    yield f"{name}: <{one.tag}> has {attribute}"
                if str(value).strip().lower().startswith(("data:", "javascript:", "vbscript:")):
                    yield f"{name}: <{one.tag} {attribute}> holds {snippet(str(value))}"
                if attribute in ("⚡4email", "amp4email", "⚡"):
                    yield f"{name} is AMP, which is dropped when a mail is passed on"


def fonts(proof: Proof) -> Iterator[str]:
    """Nothing is fetched to read a mail."""
    markup = proof.mail.html + proof.mail.web
    for found in re.findall(r"@(?:font-face|import)\b", markup):
        yield f"a style block has {found}: a mail has only what comes with it"


RULES = (
    Rule(12, item_titles, Need.ISSUE),
    Rule(12, poor, Need.TEXT),
    Rule(12, poor_in_the_issue, Need.ISSUE, Level.WARNING),
    Rule(12, alike, Need.TEXT, Level.WARNING),
    Rule(12, underlined, Need.HTML),
    Rule(13, images, Need.TEXT),
    Rule(13, logo, Need.TEXT),
    Rule(13, backgrounds, Need.HTML),
    Rule(14, button_count, Need.HTML),
    Rule(14, true_buttons, Need.TEXT),
    Rule(14, button_size, Need.HTML),
    Rule(15, addresses, Need.TEXT),
    Rule(15, addresses_of_the_issue, Need.WEB, Level.WARNING),
    Rule(15, active, Need.TEXT),
    Rule(15, fonts, Need.TEXT),
)
