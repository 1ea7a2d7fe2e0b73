"""Check: what can be wrong with an issue, each finding with its line, its reason and its kind.

A check is one function of an `Examined`; it is named in every finding and in a waiver. Adding one
is adding it to `CHECKS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from newsletter.model.issues import Issue, IssueItem, Prose, Waiver
from newsletter.model.items import url_key
from newsletter.model.languages import name_of, same
from newsletter.model.located import nearest
from newsletter.model.mail import Mail, Slot
from newsletter.model.sources import SourceBook
from newsletter.model.text import plural

SIZE_LIMIT = 90 * 1024  # Gmail hides what comes after about 102 KB, the way to leave with it
SIZE_WARNING = 80 * 1024
_GLUED = re.compile(r"#{1,6}[^#\s]")


class Level(StrEnum):
    """An error blocks publishing; a warning should be looked at; advice may be taken."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``line`` counts from 1; ``waived`` is the reason an editor gave, or ""."""

    check: str
    level: Level
    line: int
    message: str
    waived: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks look at: the issue, the sources it was made from, the standard mail."""

    issue: Issue
    book: SourceBook
    publications: tuple[str, ...]
    mail: Mail


Check = Callable[[Examined], Iterable[Finding]]


def check(examined: Examined) -> list[Finding]:
    """Return all findings in the order of their lines; waived ones say so."""
    findings = [finding for one in CHECKS for finding in one(examined)]
    return sorted((_waived(one, examined.issue) for one in findings), key=lambda one: one.line)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Return the errors that nobody has waived."""
    return [one for one in findings if one.level is Level.ERROR and not one.waived]


def _waived(finding: Finding, issue: Issue) -> Finding:
    waivers: list[Waiver] = list(issue.waivers)
    for item in issue.items():
        if item.line == finding.line:
            waivers += item.waivers
    reason = next((waiver.reason for waiver in waivers if waiver.check == finding.check), "")
    return Finding(finding.check, finding.level, finding.line, finding.message, reason)


def publication(examined: Examined) -> Iterable[Finding]:
    """The publication must be declared in newsletter.toml."""
    if examined.issue.publication not in examined.publications:
        known = ", ".join(examined.publications) or "none is declared"
        yield Finding(
            "publication",
            Level.ERROR,
            1,
            f"publication {examined.issue.publication!r} is not in newsletter.toml ({known})",
        )


def empty(examined: Examined) -> Iterable[Finding]:
    """An issue without items is a slip."""
    if not any(True for _ in examined.issue.items()):
        yield Finding("empty", Level.ERROR, 1, "the issue has no items")


def headings(examined: Examined) -> Iterable[Finding]:
    """Places and sections are those of sources.yaml; another name may be meant, or a slip."""
    names = [place.name for place in examined.book.places]
    for place in examined.issue.places:
        yield from _heading(place.heading, place.line, names, "place")
        for section in place.sections:
            yield from _heading(section.heading, section.line, examined.book.sections, "section")


def _heading(heading: str, line: int, known: list[str], what: str) -> Iterable[Finding]:
    if heading not in known:
        near = nearest(heading, known)
        hint = f"; is {near!r} meant?" if near else ""
        message = f"{heading!r} is no {what} of sources.yaml{hint}"
        yield Finding("headings", Level.WARNING, line, message)


def nothing(examined: Examined) -> Iterable[Finding]:
    """A heading with nothing under it stands in the contents all the same."""
    for place in examined.issue.places:
        empty = [(one.heading, one.line) for one in place.sections if not one.blocks]
        empty += [] if place.blocks or place.sections else [(place.heading, place.line)]
        for heading, line in empty:
            message = f"nothing stands under {heading!r}: take the heading out"
            yield Finding("nothing", Level.WARNING, line, message)


def glued(examined: Examined) -> Iterable[Finding]:
    """Without a space behind it, ## is no heading: it is printed, and its items move elsewhere."""
    prose = [(examined.issue.intro, 1)]
    for place in examined.issue.places:
        for blocks in (place.blocks, *(section.blocks for section in place.sections)):
            prose += [(block.text, block.line) for block in blocks if isinstance(block, Prose)]
    for text, line in prose:
        for number, words in enumerate(text.splitlines()):
            if _GLUED.match(words):
                message = f"{words!r} is no heading: a space is missing behind the #"
                yield Finding("glued", Level.ERROR, line + number, message)


def notes(examined: Examined) -> Iterable[Finding]:
    """Who is warned can choose; the mark alone tells readers nothing."""
    for item in examined.issue.items():
        if item.sensitive and not item.note:
            yield _of(item, "notes", Level.WARNING, "marked .sensitive, without a Note: line")


def bylines(examined: Examined) -> Iterable[Finding]:
    """Readers need to know who published it and when."""
    for item in examined.issue.items():
        if not item.byline:
            yield _of(item, "bylines", Level.WARNING, "no byline: who published it, and when?")


def summaries(examined: Examined) -> Iterable[Finding]:
    """A title alone tells few readers whether to follow the link."""
    for item in examined.issue.items():
        if not item.summary and not item.excerpt:
            yield _of(item, "summaries", Level.ADVICE, "no summary: one neutral sentence helps")


def languages(examined: Examined) -> Iterable[Finding]:
    """A title that most readers cannot read needs an English one, and its language said."""
    for item in examined.issue.items():
        tag = item.language
        known = any(same(tag, one) for one in (examined.issue.language, "en"))
        if tag and not known and not item.english:
            message = f"in {name_of(tag)}, without an English: line for its title"
            yield _of(item, "languages", Level.WARNING, message)
        if item.english and not tag:
            message = "an English: line, but no {lang=...} that says what the title is in"
            yield _of(item, "languages", Level.WARNING, message)


def repeats(examined: Examined) -> Iterable[Finding]:
    """The same address twice is the same thing twice, or a listing page."""
    lines: dict[str, int] = {}
    for item in examined.issue.items():
        key = url_key(item.url)
        if key and key in lines:
            message = f"the address of line {lines[key]} again: {item.url}"
            yield _of(item, "repeats", Level.WARNING, message)
        lines.setdefault(key, item.line)


def waivers(examined: Examined) -> Iterable[Finding]:
    """A waiver of a check that does not exist waives nothing."""
    names = [one.__name__ for one in CHECKS]
    of_items = (waiver for item in examined.issue.items() for waiver in item.waivers)
    for waiver in (*examined.issue.waivers, *of_items):
        if waiver.check not in names:
            near = nearest(waiver.check, names)
            hint = f"; is {near!r} meant?" if near else f": {', '.join(names)}"
            message = f"there is no check {waiver.check!r} to waive{hint}"
            yield Finding("waivers", Level.WARNING, waiver.line, message)


def preheader(examined: Examined) -> Iterable[Finding]:
    """Inboxes show 85 to 100 characters behind the subject."""
    length = len(examined.issue.preheader)
    if not length:
        message = "no preheader: inboxes show the first words of the mail in its place"
        yield Finding("preheader", Level.WARNING, 1, message)
    elif not 40 <= length <= 110:
        message = f"the preheader has {plural(length, 'character')}; 85 to 100 show best"
        yield Finding("preheader", Level.ADVICE, 1, message)


def size(examined: Examined) -> Iterable[Finding]:
    """Gmail cuts long mails, and hides the way to leave."""
    length = len(examined.mail.html.encode())
    if length > SIZE_WARNING:
        level = Level.ERROR if length > SIZE_LIMIT else Level.WARNING
        message = f"the mail has {length / 1024:.0f} KB; Gmail may cut what is over 90 KB"
        yield Finding("size", level, 1, message)


def leaving(examined: Examined) -> Iterable[Finding]:
    """Every mail says why it comes and how to stop it, in both parts."""
    for slot in (Slot.UNSUBSCRIBE, Slot.REASON):
        for name, part in (("HTML", examined.mail.html), ("text", examined.mail.text)):
            if slot not in part:
                message = f"the template leaves out the slot {slot.name.lower()} in the {name} part"
                yield Finding("leaving", Level.ERROR, 1, message)


def leftovers(examined: Examined) -> Iterable[Finding]:
    """What a broken template leaves behind must not reach a reader."""
    for part in (examined.mail.html, examined.mail.text, examined.mail.web):
        for mark in ("{%", "%7B%7B"):
            if mark in part:
                yield Finding("leftovers", Level.ERROR, 1, f"{mark} is left in the mail")


def _of(item: IssueItem, check: str, level: Level, message: str) -> Finding:
    return Finding(check, level, item.line, f"{item.title}: {message}")


CHECKS: tuple[Check, ...] = (
    publication,
    empty,
    headings,
    nothing,
    glued,
    notes,
    bylines,
    summaries,
    languages,
    repeats,
    waivers,
    preheader,
    size,
    leaving,
    leftovers,
)
