"""What can be wrong with an issue: the editor's words, and the mail made of them.

A check is one function of an `Examined`; it is named in every finding and in a waiver. Adding one
is adding it to `CHECKS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from newsletter.model import events, sentences
from newsletter.model.issues import Issue, IssueItem, Prose, Waiver
from newsletter.model.items import url_key
from newsletter.model.languages import name_of, same
from newsletter.model.located import nearest
from newsletter.model.mail import Edition
from newsletter.model.passages import passage
from newsletter.model.sources import SourceBook
from newsletter.model.text import plural
from newsletter.stages.check.findings import Finding, Level
from newsletter.stages.check.proof import Proof
from newsletter.stages.check.proofreading import RULES, faults, name_of_rule

_GLUED = re.compile(r"#{1,6}[^#\s]")


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks look at: the issue, the sources it was made from, proofs of its mail.

    ``publications`` are those that are declared, ``template`` is that of the issue's own,
    ``proofs`` are of the editions, the standard one first.
    """

    issue: Issue
    book: SourceBook
    publications: tuple[str, ...]
    proofs: tuple[Proof, ...]
    template: str = "update"


Check = Callable[[Examined], Iterable[Finding]]


def check(examined: Examined) -> list[Finding]:
    """Return all findings in the order of their lines; waived ones say so.

    What is wrong with the rendered mail is told as of line 1.
    """
    findings = [finding for one in CHECKS for finding in one(examined)]
    findings += _of_mail(examined.proofs)
    return sorted((_waived(one, examined.issue) for one in findings), key=lambda one: one.line)


def _of_mail(proofs: Iterable[Proof]) -> Iterator[Finding]:
    """Yield what is wrong with the rendered mails: what all editions share only once."""
    told: set[tuple[str, str]] = set()
    for proof in proofs:
        for fault in faults(proof):
            if (fault.check, fault.message) not in told:
                told.add((fault.check, fault.message))
                where = "" if proof.edition is Edition.STANDARD else f"{proof.edition} edition: "
                yield Finding(fault.check, fault.level, 1, f"{where}{fault.message}")


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
    """An issue without items is a slip; a letter may be nothing but words."""
    issue = examined.issue
    if any(True for _ in issue.items()):
        return
    if examined.template != "letter":
        yield Finding("empty", Level.ERROR, 1, "the issue has no items")
    elif not issue.intro and not any(True for _ in _prose(issue)):
        yield Finding("empty", Level.ERROR, 1, "the letter has no words")


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
    prose = [(block.text, block.line) for block in _prose(examined.issue)]
    for text, line in [(examined.issue.intro, 1), *prose]:
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


def easy(examined: Examined) -> Iterable[Finding]:
    """Easy English has short sentences, and no date that can be read in two ways."""
    items = list(examined.issue.items())
    without = sum(1 for item in items if not item.easy)
    if without:
        message = f"{without} of {plural(len(items), 'item')} have no Easy: text; in the easy "
        yield Finding("easy", Level.ADVICE, 1, f"{message}edition their summary is used")
    for item in items:
        text = passage(item.easy).text
        for sentence, words in sentences.too_long(text):
            message = (
                f"{words} words in one sentence of Easy: ({sentence}); {sentences.LONGEST} at most"
            )
            yield _of(item, "easy", Level.WARNING, message)
        for date in sentences.numeric_dates(text):
            message = f"Easy: has the date {date}; write its month in letters"
            yield _of(item, "easy", Level.WARNING, message)


def when(examined: Examined) -> Iterable[Finding]:
    """An event whose time cannot be read is not among the dates that come first."""
    for place in examined.issue.places:
        known = examined.book.place_called(place.heading)
        zone = known.time_zone if known and not known.body else ""
        for item in place.items():
            try:
                if item.when:
                    events.event_of(item.when, zone)
            except ValueError as error:
                message = f"When: {item.when!r} is not read, expected {error}"
                message += '; it will not be in "Dates first"'
                yield _of(item, "when", Level.WARNING, message)


def waivers(examined: Examined) -> Iterable[Finding]:
    """A waiver of a check that does not exist waives nothing."""
    names = list(dict.fromkeys([*(one.__name__ for one in CHECKS), *map(name_of_rule, RULES)]))
    of_items = (waiver for item in examined.issue.items() for waiver in item.waivers)
    for waiver in (*examined.issue.waivers, *of_items):
        if waiver.check not in names:
            near = nearest(waiver.check, names)
            told = ", ".join(name for name in names if not name.startswith("mail-"))
            hint = f"; is {near!r} meant?" if near else f": {told}, mail-01 to mail-28"
            message = f"there is no check {waiver.check!r} to waive{hint}"
            yield Finding("waivers", Level.WARNING, waiver.line, message)


def _prose(issue: Issue) -> Iterator[Prose]:
    for place in issue.places:
        for blocks in (place.blocks, *(section.blocks for section in place.sections)):
            yield from (block for block in blocks if isinstance(block, Prose))


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
    easy,
    when,
    waivers,
)
