"""Rules 10 and 11: every word said in its own language, and kept as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.model.mail import Slot
from newsletter.model.views import ItemView
from newsletter.stages.check import tree
from newsletter.stages.check.proof import Need, Proof, Rule
from newsletter.stages.check.structure import number_of
from newsletter.stages.check.tree import Element, snippet

# How the fixed English words of the shipped templates begin. A template that says them in another
# language has none of these.
OURS = (
    "About this brief", "About this letter", "About this newsletter", "Access:",
    "Change what you get", "Contact:", "Content note", "Dates first", "Demonstration:",
    "Elsewhere:", "From the source:", "If you need support", "In this brief", "In this issue",
    "It starts at:",
    "Items are real publications", "Listing an item here", "Near you:",
    "Other people made the reports", "Read this email on the web",
    "Read this in Easy English", "Read the standard edition", "Responsible for this email",
    "Its links to stop or change", "Skip to the issue", "Stop these emails", "Test:",
    "What it says is the responsibility", "When:",
    "Who sends this", "You can stop these emails", "You can talk to somebody.",
)  # fmt: skip
_COUNT = re.compile(r"\((?:\d[\d,]* (?:items?|dates?)|in \w[\w ]*)\)")


def entries(page: Element) -> Iterator[tuple[str, Element]]:
    """Yield number and list entry of each item, those of the dates included."""
    for one in tree.elements(page, "li"):
        if not tree.classes(one).isdisjoint(("item", "date")):
            yield number_of(one), one


def part_of(entry: Element, text: str, language: str, *tags: str) -> Element | None:
    """Return an element of an entry that says ``text`` and nothing else.

    Of several, as where a byline repeats the title, the first in ``language``; else the first.
    """
    text = " ".join(text.split())
    found = [one for one in tree.elements(entry, *tags) if tree.words(one) == text]
    said = (one for one in found if tree.effective(one, "lang") == language)
    return next(said, found[0] if found else None)


def _entries_of(proof: Proof) -> Iterator[tuple[str, ItemView, Element]]:
    items = {one.number: one for one in proof.items()}
    for name, page in proof.pages():
        for number, entry in entries(page):
            if number in items:
                yield f"{name}, item {number}", items[number], entry


# --- 10: the language of parts --------------------------------------------------------------


def titles(proof: Proof) -> Iterator[str]:
    """A title in Swedish read out as if it were English cannot be understood."""
    for where, item, entry in _entries_of(proof):
        language = item.language or proof.view.language
        title = part_of(entry, item.title, language, "a", "strong")
        if title is not None:  # else rule 12 says so
            yield from _said(proof, title, item.language, item.dir, f"{where}: the title")


def originals(proof: Proof) -> Iterator[str]:
    """Behind an English title stands the original, in its own language."""
    for where, item, entry in _entries_of(proof):
        if "item" not in tree.classes(entry):
            continue
        if item.in_words and f"(in {item.in_words})" not in tree.words(entry):
            yield f"{where} does not say that the original is in {item.in_words}"
        if not item.original:
            continue
        language = item.original_language or proof.view.language
        original = part_of(entry, item.original, language, "span", "p", "div", "cite", "em", "i")
        if original is None:
            yield f"{where}: the original title {snippet(item.original)} has no element of its own"
        else:
            what = f"{where}: the original title"
            yield from _said(proof, original, item.original_language, item.original_dir, what)


def excerpts(proof: Proof) -> Iterator[str]:
    """The source's own words are in its language, not in the editor's."""
    for where, item, entry in _entries_of(proof):
        if item.excerpt and "item" in tree.classes(entry):
            language = item.excerpt_language or proof.view.language
            quoted = part_of(entry, item.excerpt, language)
            if quoted is None:
                yield f"{where}: the excerpt {snippet(item.excerpt)} has no element of its own"
            else:
                yield from _language(proof, quoted, item.excerpt_language, f"{where}: the excerpt")


def cells(proof: Proof) -> Iterator[str]:
    """Yahoo and AOL drop the language of a table's cell."""
    for name, page in proof.pages():
        for one in tree.elements(page, "td", "th"):
            if one.get("lang"):
                yield f"{name}: lang stands on <{one.tag}>, where Yahoo drops it"


def ours(proof: Proof) -> Iterator[str]:
    """In an issue of another language the English words of the template are English still."""
    if proof.view.is_english:
        return
    begins = (*OURS, *([proof.view.overview] if proof.view.overview else []))
    for name, page in proof.pages():
        for element, text in tree.texts(page):
            theirs = proof.says(text) and text != proof.view.overview
            own = text.startswith(begins) or _COUNT.fullmatch(text)
            if own and not theirs and not tree.effective(element, "lang").startswith("en"):
                yield f'{name}: {snippet(text)} is English; lang="en" must say so'


def _said(
    proof: Proof, element: Element, language: str, direction: str, what: str
) -> Iterator[str]:
    yield from _language(proof, element, language, what)
    found = tree.effective(element, "dir") or "ltr"
    if found != direction:
        yield f"{what} {snippet(tree.words(element))} is written {found}; expected {direction}"


def _language(proof: Proof, element: Element, language: str, what: str) -> Iterator[str]:
    expected = language or proof.view.language
    found = tree.effective(element, "lang")
    if found != expected:
        text = snippet(tree.words(element))
        yield f"{what} {text} has lang={found!r}; expected {expected!r}"


# --- 11: what is said -----------------------------------------------------------------------


def letters(proof: Proof) -> Iterator[str]:
    """Māori without macrons are other words, and a < that is not escaped takes words away."""
    parts = {name: tree.words(tree.body(page)) for name, page in proof.pages()}
    parts["the text part"] = " ".join(proof.mail.text.split())
    wanted = dict.fromkeys(
        " ".join(text.split()) for text in (proof.mail.subject, *_said_in(proof))
    )
    for name, text in parts.items():
        for words in filter(None, wanted):
            if words not in text:
                yield f"{snippet(words)} is not, letter for letter, in {name}"
        if "\ufffd" in text and "\ufffd" not in proof.all_said:
            yield f"{name} has a letter that was lost (U+FFFD)"


def _said_in(proof: Proof) -> Iterator[str]:
    """Yield what an issue says in plain text: its headings, and all of its items but passages."""
    for place in proof.issue.places if proof.issue else ():
        yield from (place.heading, *(section.heading for section in place.sections))
    for item in proof.items():
        yield from (item.title, item.original, item.byline, item.excerpt, item.when, item.access)
        yield from (text for one in item.explained for text in (one.short, one.long))
    for line in proof.issue.help_lines if proof.issue else ():
        yield from (line.place, line.text)


def on_the_wire(proof: Proof) -> Iterator[str]:
    """What is sent is what was made, header and parts."""
    if str(proof.message["Subject"] or "") != proof.mail.subject:
        yield f"the header Subject reads {str(proof.message['Subject'])!r}"
    raw = re.search(rb"^Subject:.*(?:\r\n[ \t].*)*", proof.wire, re.MULTILINE)
    if not raw or not raw[0].isascii():
        yield "the header Subject is not in ASCII: encoded words must say other letters (RFC 2047)"
    bodies = {one.get_content_type(): one for one in proof.message.walk()}
    for kind, text in (("text/plain", proof.mail.text), ("text/html", proof.mail.html)):
        if text and kind in bodies:
            sent, start = _lines(bodies[kind].get_content()), 0
            for piece in re.split("|".join(Slot), _lines(text)):
                start = sent.find(piece, start)
                if start < 0:
                    yield f"{snippet(piece)} does not arrive in the {kind} part"
                    break
                start += len(piece)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


RULES = (
    Rule(10, titles, Need.ISSUE),
    Rule(10, originals, Need.ISSUE),
    Rule(10, excerpts, Need.ISSUE),
    Rule(10, cells, Need.TEXT),
    Rule(10, ours, Need.TEXT),
    Rule(11, letters, Need.TEXT),
    Rule(11, on_the_wire, Need.WIRE),
)
