"""What can be wrong with an issue: the editor's words, and the mail made of them.

A check is one function of an `Examined`; it is named in every finding and in a waiver. Adding one
is adding it to `CHECKS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from newsletter.model import events, sentences
from newsletter.model.dates import in_words
from newsletter.model.issues import Issue, IssueItem, Prose, Waiver
from newsletter.model.items import url_key
from newsletter.model.languages import name_of, same
from newsletter.model.located import nearest
from newsletter.model.mail import Edition
from newsletter.model.passages import passage
from newsletter.model.sources import Place, SourceBook
from newsletter.model.text import plural
from newsletter.stages.check.findings import Finding, Level
from newsletter.stages.check.proof import Proof
from newsletter.stages.check.proofreading import RULES, faults, name_of_rule

_GLUED = re.compile(r"#{1,6}[^#\s]")
_FREE = ("brief", "letter")  # templates of mails whose headings are the editor's own
_FAR = 548  # days, a year and a half: what is announced earlier has a wrong year more often
_SHOWN = 3  # lines that are named where many may be meant


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

    What is wrong with the rendered mail is told as of line 1, unless an item's words are at fault.
    """
    findings = [finding for one in CHECKS for finding in one(examined)]
    findings += _of_mail(examined)
    return sorted((_waived(one, examined.issue) for one in findings), key=lambda one: one.line)


def _of_mail(examined: Examined) -> Iterator[Finding]:
    """Yield what is wrong with the rendered mails: what all editions share only once."""
    lines = {
        f"{number}.{count}": item.line
        for number, place in enumerate(examined.issue.places, 1)
        for count, item in enumerate(place.items(), 1)
    }
    told: set[tuple[str, str, str]] = set()
    for proof in examined.proofs:
        for fault in faults(proof):
            if (fault.check, fault.message, fault.item) not in told:
                told.add((fault.check, fault.message, fault.item))
                where = "" if proof.edition is Edition.STANDARD else f"{proof.edition} edition: "
                line = lines.get(fault.item, 1)
                yield Finding(fault.check, fault.level, line, f"{where}{fault.message}")


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Return the errors that nobody has waived."""
    return [one for one in findings if one.level is Level.ERROR and not one.waived]


def _waived(finding: Finding, issue: Issue) -> Finding:
    waivers: list[Waiver] = list(issue.waivers)
    for item in issue.items():
        if item.line == finding.line:
            waivers += item.waivers
    reason = next((waiver.reason for waiver in waivers if waiver.check == finding.check), "")
    return replace(finding, waived=reason)


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
    """An issue without items is a slip, as is a brief; a letter may be nothing but words."""
    issue = examined.issue
    if any(True for _ in issue.items()):
        return
    if examined.template != "letter":
        what = "brief" if examined.template == "brief" else "issue"
        yield Finding("empty", Level.ERROR, 1, f"the {what} has no items")
    elif not issue.intro and not any(True for _ in _prose(issue)):
        yield Finding("empty", Level.ERROR, 1, "the letter has no words")


def headings(examined: Examined) -> Iterable[Finding]:
    """Places and sections are those of sources.yaml; another name may be meant, or a slip.

    A brief or a letter has headings of its own: there only what looks like a place is told.
    """
    names, free = [place.name for place in examined.book.places], examined.template in _FREE
    for place in examined.issue.places:
        yield from _heading(place.heading, place.line, names, "place", free=free)
        for section in () if free else place.sections:
            yield from _heading(section.heading, section.line, examined.book.sections, "section")


def _heading(
    heading: str, line: int, known: list[str], what: str, *, free: bool = False
) -> Iterable[Finding]:
    near = nearest(heading, known)
    if heading not in known and (near or not free):
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
    for place, item in _placed(examined):
        tag = item.language
        if tag and (message := _odd(tag, place)):
            yield _of(item, "languages", Level.WARNING, message)
        known = any(same(tag, one) for one in (examined.issue.language, "en"))
        if tag and not known and not item.english:
            message = f"in {name_of(tag)}, without an English: line for its title"
            yield _of(item, "languages", Level.WARNING, message)
        if item.english and not tag:
            message = "an English: line, but no {lang=...} that says what the title is in"
            yield _of(item, "languages", Level.WARNING, message)


def _odd(tag: str, place: Place | None) -> str:
    """Return what is wrong with the tag of a language under a place, or ""."""
    known = name_of(tag) != tag
    means = f"lang={tag} {f'is {name_of(tag)}' if known else 'names no language we know'}"
    if place and tag.upper() == place.code and not any(same(tag, one) for one in place.languages):
        return f"{means}; is {' or '.join(place.languages)} meant?"
    return "" if known else f"{means}, and is printed as it is"


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
    """Easy English has short sentences; a summary in its place is not asked for them."""
    items = list(examined.issue.items())
    without = [item.line for item in items if not item.easy]
    if without:
        message = "no item has Easy: text"
        if len(without) < len(items):
            some = f"{len(without)} of {plural(len(items), 'item')} have no Easy: text"
            message = f"{some} ({_lines(without)})"
        message += "; the easy edition has their summary, easy or not"
        yield Finding("easy", Level.ADVICE, 1, message)
    for item in items:
        for sentence, words in sentences.too_long(passage(item.easy).text):
            message = (
                f"{words} words in one sentence of Easy: ({sentence}); {sentences.LONGEST} at most"
            )
            yield _of(item, "easy", Level.WARNING, message)


def _lines(lines: list[int]) -> str:
    """Return "line 12", "lines 12 and 30" or "lines 12, 30, 41 and 5 more"."""
    rest = len(lines) - _SHOWN if len(lines) > _SHOWN + 1 else 0
    *first, last = [*map(str, lines[:_SHOWN]), f"{rest} more"] if rest else [*map(str, lines)]
    return f"lines {', '.join(first)} and {last}" if first else f"line {last}"


def dates(examined: Examined) -> Iterable[Finding]:
    """A date in figures is another day to some readers; titles and quotations are others' words."""
    issue = examined.issue
    texts = [(1, "the subject", issue.subject), (1, "the preheader", issue.preheader)]
    texts += [(1, "the welcome", passage(issue.intro).text)]
    for block in _prose(issue):
        lines = enumerate(block.text.splitlines(), block.line)
        texts += [(number, "this line", passage(line).text) for number, line in lines]
    for line, where, text in texts:
        for message in _in_figures(where, text):
            yield Finding("dates", Level.WARNING, line, message)
    for item in issue.items():
        parts = [("the byline", item.byline), ("Access:", item.access)]
        parts += [("the summary", passage(text).text) for text in item.summary]
        parts += [("Easy:", passage(item.easy).text), ("Note:", passage(item.note).text)]
        for where, text in parts:
            for message in _in_figures(where, text):
                yield _of(item, "dates", Level.WARNING, message)


def _in_figures(where: str, text: str) -> Iterator[str]:
    for date in sentences.numeric_dates(text):
        days = " or ".join(map(in_words, sentences.days_of(date)))
        twice = " is two days, one of them in other countries" if " or " in days else ""
        yield f"in {where} {date}{twice}: write {days}"


def when(examined: Examined) -> Iterable[Finding]:
    """An event on a day that is none keeps people away; one that is not read is not among dates."""
    issued = examined.issue.date
    for place, item in _placed(examined):
        if not item.when:
            continue
        try:
            event = events.event_of(item.when, place.time_zone if place and not place.body else "")
        except ValueError as error:
            wrong = isinstance(error, events.WrongDate)
            message = f"When: {item.when!r} is {'wrong' if wrong else 'not read'}, expected {error}"
            message += '; it will not be in "Dates first"'
            yield _of(item, "when", Level.ERROR if wrong else Level.WARNING, message)
            continue
        if event.last < issued:
            message = f"was over on {in_words(event.last)}, before this issue"
            yield _of(item, "when", Level.WARNING, message)
        elif (event.first - issued).days > _FAR:
            message = f"is on {in_words(event.first)}, long after this issue: is the year right?"
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


def _placed(examined: Examined) -> Iterator[tuple[Place | None, IssueItem]]:
    """Yield each item with the place that its heading names, if that is one."""
    for place in examined.issue.places:
        known = examined.book.place_called(place.heading)
        yield from ((known, item) for item in place.items())


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
    dates,
    when,
    waivers,
)
