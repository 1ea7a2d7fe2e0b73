"""Rule 27: the text part, after the Text Email Newsletter (TEN) Standard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from newsletter.model.mail import Slot
from newsletter.model.views import BlockView, ItemView, PlaceView
from newsletter.stages.check.findings import Level
from newsletter.stages.check.proof import Need, Proof, Rule
from newsletter.stages.check.structure import has_contents, number_of, outline
from newsletter.stages.check.tree import elements, inside, of_class, snippet, words

_SIGNS = {
    "signs of Markdown": re.compile(r"\]\(|\*\*|__|`|^#{1,6} |^>"),
    "an HTML entity": re.compile(r"&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);"),
    "HTML": re.compile(r"</?[a-zA-Z][^>]*>"),
    "a line drawn with signs": re.compile(r"([^\w\s])\1{3}"),
}
_URL = re.compile(r"https?://\S+")
_ITEM = re.compile(r"\+ (\d+\.\d+) ")


def beginning(proof: Proof) -> Iterator[str]:
    """Title and date come first: it is what is read out first."""
    view, first = proof.view, proof.mail.text.partition("\n")[0]
    subject = " ".join(view.subject.split())
    if not first.startswith(subject):
        yield f"the text part begins with {snippet(first)}; the subject comes first"
    elif view.date and view.date not in first:
        yield f"the first line of the text part lacks the date, {view.date}"


def outline_in_text(proof: Proof) -> Iterator[str]:
    """Plus signs lead from heading to heading; what they lead to is numbered as in the mail."""
    assert proof.issue  # noqa: S101
    found = [" ".join(line.split()) for line in proof.mail.text.splitlines()]
    rest, before = iter(found), "the beginning"
    for line in (one for place in proof.issue.places for one in _expected(place)):
        if not _reaches(rest, line):
            yield f"the text part lacks the line {snippet(line)} after {snippet(before)}"
            break
        before = line
    numbers = [match[1] for line in found if (match := _ITEM.match(line))]
    expected = [item.number for item in proof.items()]
    if numbers != expected:
        odd = next(iter(set(numbers).symmetric_difference(expected)), "their order")
        yield f"the items of the text part are not those of the issue: look at {odd}"


def _expected(place: PlaceView) -> Iterator[str]:
    """Yield the lines that a place must have, in their order."""
    lines = [f"+++ {place.number}. {place.heading}", *_item_lines(place.blocks)]
    for section in place.sections:
        lines += [f"++ {section.heading}", *_item_lines(section.blocks)]
    lines.append(f"[{place.heading} ends]")
    yield from (" ".join(line.split()) for line in lines)


def _item_lines(blocks: Iterable[BlockView]) -> list[str]:
    return [f"+ {one.number} {one.title}" for one in blocks if isinstance(one, ItemView)]


def _reaches(rest: Iterator[str], line: str) -> bool:
    """Read on until ``line``; behind the title of an item its language may stand."""
    return any(one == line or one.startswith(f"{line} (in ") for one in rest)


def numbers(proof: Proof) -> Iterator[str]:
    """People say "look at 3.2" to one another, whatever each of them reads."""
    shown = [number for tag, number in outline(proof.html) if tag == "li"]
    shown += sorted({number_of(one) for one in of_class(proof.html, "date")} - set(shown))
    lines = proof.mail.text.splitlines()
    written = [match[1] for line in lines if (match := _ITEM.match(line))]
    if shown != written:
        yield "the HTML part and the text part do not number the same items in the same order"


def contents(proof: Proof) -> Iterator[str]:
    """A list of the headings tells what there is to skip to."""
    assert proof.issue  # noqa: S101
    if not has_contents(proof):
        return
    listed = proof.mail.text.partition("+++ Contents\n")[2].partition("\n[Contents ends]")[0]
    if not listed:
        yield "the text part has no list of contents (+++ Contents ... [Contents ends])"
    rest = iter(" ".join(line.split()) for line in listed.splitlines())
    for place in proof.issue.places:
        line = " ".join(f"{place.number}. {place.heading}".split())
        if not any(one == line or one.startswith(f"{line} (") for one in rest):
            yield f"the contents of the text part lack {snippet(line)}"
            break


def headings(proof: Proof) -> Iterator[str]:
    """Whoever reads the text finds what others speak of under the same name."""
    shown = [words(one) for one in elements(proof.html, "h2") if not inside(one, "contents")]
    lines = [" ".join(line.split()) for line in proof.mail.text.splitlines()]
    marked = [line for line in lines if line.startswith("+++ ") and not proof.says(line)]
    written = [line.removeprefix("+++ ") for line in marked if line != "+++ Contents"]
    for one, other in zip_longest(shown, written, fillvalue="nothing"):
        if one != other:
            told = f"the HTML part has {snippet(one)}, the text part {snippet(other)}"
            yield f"where {told}: a heading must be the same in both"
            return


def ending(proof: Proof) -> Iterator[str]:
    """Whoever listens must know that nothing more comes."""
    lines = proof.mail.text.split()
    if " ".join(lines[-2:]) != "[Email ends]":
        yield "the text part does not end with [Email ends]"


def marks(proof: Proof) -> Iterator[str]:
    """A screen reader says each sign: "asterisk asterisk new asterisk asterisk"."""
    for line in proof.mail.text.splitlines():
        if proof.says_line(line) or _URL.fullmatch(line):
            continue
        for what, pattern in _SIGNS.items():
            if match := pattern.search(line):
                yield f"the text part has {what} ({match[0]}) in {snippet(line)}"


def addresses(proof: Proof) -> Iterator[str]:
    """Clients make a link of an address that is alone on its line, and of half of any other."""
    for line in proof.mail.text.splitlines():
        alone = _URL.fullmatch(line)
        if _URL.search(line) and not alone and not _is_the_issues(proof, line):
            yield f"the text part has an address among other words: {snippet(line)}"
        for slot in (Slot.UNSUBSCRIBE, Slot.PREFERENCES, Slot.ACTION):
            if slot in line and slot != line:
                yield f"slot.{slot.name.lower()} must be alone on its line of the text part"


def _is_the_issues(proof: Proof, line: str) -> bool:
    labelled = proof.links_to(line.partition(": ")[2])
    return proof.says(line) or (proof.says_line(line) and not labelled)


def links(proof: Proof) -> Iterator[str]:
    """What can be followed in the mail can be followed in its text."""
    lines = set(proof.mail.text.splitlines())
    for item in proof.items():
        if item.url and item.url not in lines:
            yield f"the text part lacks a line with the address of item {item.number}"


def gaps(proof: Proof) -> Iterator[str]:
    """Empty lines are read out as well."""
    if "\n\n\n" in proof.mail.text.replace("\r\n", "\n"):
        before = proof.mail.text.partition("\n\n\n")[0].rpartition("\n")[2]
        yield f"the text part has two empty lines behind {snippet(before)}; one is enough"


def flowed(proof: Proof) -> Iterator[str]:
    """Most programs do not honour it, and break lines in odd places."""
    for part in proof.message.walk():
        if part.get_param("format") == "flowed":
            yield "the text part is format=flowed"


RULES = (
    Rule(27, beginning, Need.TEXT),
    Rule(27, outline_in_text, Need.ISSUE),
    Rule(27, numbers, Need.HTML | Need.ISSUE),
    Rule(27, contents, Need.ISSUE),
    Rule(27, headings, Need.HTML),
    Rule(27, ending, Need.TEXT),
    Rule(27, marks, Need.TEXT),
    Rule(27, addresses, Need.TEXT),
    Rule(27, links, Need.ISSUE),
    Rule(27, gaps, Need.TEXT, Level.WARNING),
    Rule(27, flowed, Need.WIRE),
)
