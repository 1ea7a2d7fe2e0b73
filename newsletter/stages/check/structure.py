"""Rules 5 to 9: headings, lists, and what only some clients may see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from newsletter.model.views import BlockView, IssueView, ItemView, PlaceView
from newsletter.stages.check import styles, tree
from newsletter.stages.check.proof import Need, Proof, Rule
from newsletter.stages.check.tree import Element, snippet

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LANDMARKS = ("header", "footer", "main", "nav", "section", "article", "aside")
_TAG = re.compile(r"<(/?)([a-z][\w:]*)([^>]*)>")
_VOID = frozenset(("br", "img", "hr", "meta"))
_WIDTH = "640"
Outline = list[tuple[str, str]]


# --- 5: headings and items ------------------------------------------------------------------


def outline(page: Element) -> Outline:
    """Return the headings of a page with their words, and its items with their numbers."""
    found = []
    for one in tree.elements(page, *_HEADINGS, "li"):
        if one.tag != "li":
            found.append((str(one.tag), tree.words(one)))
        elif "item" in tree.classes(one):
            found.append(("li", number_of(one)))
    return found


def number_of(entry: Element) -> str:
    """Return the number that the entry of an item begins with, as it is seen."""
    return (tree.own_words(entry).split() or [""])[0]


def expected_outline(places: Iterable[PlaceView]) -> Outline:
    """Return the outline that these places must have."""
    found = []
    for place in places:
        found.append(("h2", f"{place.number}. {place.heading}"))
        found += [("li", number) for number in _numbers(place.blocks)]
        for section in place.sections:
            found.append(("h3", section.heading))
            found += [("li", number) for number in _numbers(section.blocks)]
    return [(tag, " ".join(text.split())) for tag, text in found]


def _numbers(blocks: Iterable[BlockView]) -> list[str]:
    return [one.number for one in blocks if isinstance(one, ItemView)]


def in_order(issue: IssueView) -> list[PlaceView]:
    """Return the places of an issue as they are on the web: by their numbers."""
    return sorted(issue.places, key=lambda place: place.number)


def compare(found: Outline, expected: Outline, where: str) -> Iterator[str]:
    """Yield the first heading or item of ``expected`` that is not there, or comes elsewhere.

    Between them other headings may stand, but no other items.
    """
    rest = iter(found)
    before = "the beginning"
    for tag, text in expected:
        what = f"item {text}" if tag == "li" else f"the <{tag}> {text!r}"
        if (tag, text) not in rest:  # this reads on until it is found
            yield f"{what} is missing from {where}, or does not follow {before}"
            return
        before = what
    numbers = Counter(text for tag, text in found if tag == "li")
    for text in numbers - Counter(text for tag, text in expected if tag == "li"):
        yield f"{where} has an item {text!r} that is not in the issue, or has it twice"


def first_heading(proof: Proof) -> Iterator[str]:
    """Whoever listens goes from heading to heading: the first one says what this is."""
    for name, page in proof.pages():
        tags = [str(one.tag) for one in tree.elements(page, *_HEADINGS)]
        if tags.count("h1") != 1 or tags[0] != "h1":
            yield f"{name} has {tags.count('h1')} <h1>; exactly one must come before all others"


def levels(proof: Proof) -> Iterator[str]:
    """A level that is left out sounds like a part that is missing."""
    for name, page in proof.pages():
        before = 0
        for one in tree.elements(page, *_HEADINGS):
            level = int(one.tag[1])
            if level > before + 1:
                yield f"{name}: <{one.tag}> {snippet(tree.words(one))} skips a level"
            if not tree.words(one):
                yield f"{name} has an empty <{one.tag}>"
            before = level


def headings(proof: Proof) -> Iterator[str]:
    """Places are h2, sections h3, and each item stands under its own."""
    assert proof.issue  # noqa: S101  asked of issues only
    yield from compare(outline(proof.html), expected_outline(proof.issue.places), "the mail")


def lists(proof: Proof) -> Iterator[str]:
    """A screen reader tells how many items a list has, and goes from one to the next."""
    for name, page in proof.pages():
        for entry in tree.elements(page, "li"):
            if entry.getparent().tag not in ("ul", "ol"):
                yield f"{name}: the entry {snippet(tree.words(entry))} stands in no list"
        for one in tree.elements(page, "ul", "ol"):
            others = [child.tag for child in one if isinstance(child.tag, str)]
            if not others:
                yield f"{name} has an empty list"
            if wrong := sorted(set(others) - {"li"}):
                yield f"{name}: <{wrong[0]}> stands in a list outside its entries"
        for one in tree.of_class(page, "item"):
            if one.tag != "li":
                yield f"{name}: the item {snippet(tree.words(one))} is <{one.tag}>, not <li>"


# --- 6, 7: tables ---------------------------------------------------------------------------


def tables(proof: Proof) -> Iterator[str]:
    """A table that only holds the layout is read out as one, and breaks on a phone."""
    for one in tree.elements(proof.html, "table", "tr", "td", "th"):
        yield f"<{one.tag}> stands outside the conditional comments for Outlook; write a <div>"
    for part in tree.conditional(proof.mail.html):
        for table in re.findall(r"<table[^>]*>", part):
            attributes = {"role": "presentation", "border": "0"}
            attributes |= {"cellpadding": "0", "cellspacing": "0"}
            lacking = [f'{name}="{value}"' for name, value in attributes.items()]
            if lacking := [one for one in lacking if one not in table]:
                yield f"{table} lacks {' '.join(lacking)}"


def ghost(proof: Proof) -> Iterator[str]:
    """Word knows no max-width: a table only it can see keeps the mail 640 pixels wide."""
    hidden = "".join(tree.conditional(proof.mail.html))
    found = re.findall(r"<table[^>]*>\s*<tr[^>]*>\s*<td[^>]*>", hidden)
    if len(found) != 1:
        yield f"there are {len(found)} tables for Outlook alone; exactly one must hold the mail"
        return
    table, _, cell = found[0].partition("<tr")
    if f'width="{_WIDTH}"' not in table or 'align="center"' not in table:
        yield f'{table} must have width="{_WIDTH}" align="center"'
    style = re.search(r'<td[^>]* style="([^"]*)"', cell)
    if not style or "padding" not in styles.declarations(style[1]):
        yield "the cell of the table for Outlook has no padding: Word knows it on cells only"


def comments(proof: Proof) -> Iterator[str]:
    """One comment left open hides the rest of the mail."""
    markup = proof.mail.html
    opened, closed = markup.count("<!--[if "), markup.count("<![endif]")
    if opened != closed or opened != len(tree.conditional(markup)):
        yield f"{opened} conditional comments are opened, {closed} closed"
    tags = _TAG.findall("".join(tree.conditional(markup)))
    whole = [one for one in tags if one[1] not in _VOID and not one[2].endswith("/")]
    begun, ended = (Counter(tag for slash, tag, _ in whole if slash == one) for one in ("", "/"))
    for tag in (begun - ended) + (ended - begun):
        yield f"<{tag}> in the conditional comments is opened and not closed, or the reverse"


# --- 8, 9: landmarks and anchors ------------------------------------------------------------


def landmarks(proof: Proof) -> Iterator[str]:
    """The program around a mail has its own; clients turn ours into something else or nothing."""
    for one in tree.elements(proof.html, *_LANDMARKS):
        yield f"<{one.tag}> stands in the mail; write a <div>"


def web_landmarks(proof: Proof) -> Iterator[str]:
    """A page has nothing around it: whoever listens jumps to its main part."""
    assert proof.issue  # noqa: S101
    mains = len(list(tree.elements(proof.web, "main")))
    if mains != 1:
        yield f"the web page has {mains} <main>; it must have exactly one"
    if has_contents(proof) and not list(tree.elements(proof.web, "nav")):
        yield "the contents of the web page are no <nav>"


def ids(proof: Proof) -> Iterator[str]:
    """A link to one of two leads to the first, and screen readers mix them up."""
    for name, page in proof.pages():
        counts = Counter(str(one.get("id")) for one in tree.elements(page) if one.get("id"))
        for one, count in counts.items():
            if count > 1:
                yield f"{name} has the id {one!r} {count} times"


def anchors(proof: Proof) -> Iterator[str]:
    """Many clients follow no link inside a mail: the contents lead to the web page."""
    ids = [one.get("id") for one in tree.elements(proof.web)] if Need.WEB in proof.has else []
    inside = set(filter(None, ids))
    names = {one.get("name") for one in tree.elements(proof.html, "a")}
    for name, page in proof.pages():
        for link in tree.elements(page, "a"):
            target, mark, anchor = (link.get("href") or "").partition("#")
            if page is proof.html and mark and not target and anchor not in names:
                yield f"{snippet(tree.words(link))} leads into the mail; lead to the web page"
            if mark and target in ("", proof.view.web_url) and anchor not in inside | names:
                yield f"{name}: {snippet(tree.words(link))} leads to #{anchor}, which is not there"


def contents(proof: Proof) -> Iterator[str]:
    """A long mail needs a list of what is in it, each entry a link."""
    assert proof.issue  # noqa: S101
    if not has_contents(proof):
        return
    pages: list[tuple[str, Element, str, Sequence[PlaceView]]] = [
        ("the web page", proof.web, "", in_order(proof.issue))
    ]
    if Need.HTML in proof.has:
        pages.append(("the mail", proof.html, proof.view.web_url, proof.issue.places))
    for name, page, address, places in pages:
        found = [(tree.words(one), one.get("href")) for one in tree.elements(page, "a")]
        rest = iter(found)
        for place in places:
            wanted = (" ".join(place.heading.split()), f"{address}#{place.anchor}")
            if wanted not in rest:
                yield f"the contents of {name} lack a link {wanted[0]!r} to {wanted[1]}"
                break


def has_contents(proof: Proof) -> bool:
    """Tell whether a list of contents is expected: a letter is short and has none."""
    return bool(proof.issue and proof.issue.places) and proof.view.template != "letter"


RULES = (
    Rule(5, first_heading, Need.TEXT),
    Rule(5, levels, Need.TEXT),
    Rule(5, headings, Need.HTML | Need.ISSUE),
    Rule(5, lists, Need.TEXT),
    Rule(6, tables, Need.HTML),
    Rule(7, ghost, Need.HTML),
    Rule(7, comments, Need.HTML),
    Rule(8, landmarks, Need.HTML),
    Rule(8, web_landmarks, Need.WEB | Need.ISSUE),
    Rule(9, ids, Need.TEXT),
    Rule(9, anchors, Need.TEXT),
    Rule(9, contents, Need.WEB | Need.ISSUE),
)
