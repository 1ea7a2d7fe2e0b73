"""Checks of what an issue is made of: its headings, its items and what each of them needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsletter.model import sentences
from newsletter.model.corrections import HEADING as CORRECTIONS
from newsletter.model.issues import BRIEF, LETTER
from newsletter.model.items import url_key
from newsletter.model.languages import name_of, same
from newsletter.model.located import nearest
from newsletter.model.passages import passage
from newsletter.model.sources import Place
from newsletter.model.text import one_line, plural, turns
from newsletter.stages.check.examined import CHECKS, Examined, asks
from newsletter.stages.check.findings import Finding, advice, error, warning
from newsletter.stages.check.proofreading import RULES, name_of_rule

_GLUED = re.compile(r"#{1,6}[^#\s]")
_FREE = (BRIEF, LETTER)  # templates of mails whose headings are the editor's own
_OPENING, _CLOSING = ("“", "„", "«", "‘"), ("”", "“", "»", "’")
_SUBJECT = 70  # letters that an inbox shows at most
_PRINTED = ("English", "Excerpt", "Easy", "When", "Access", "Note")
_WORDS = 60  # letters of words that are shown
_SHOWN = 3  # lines that are named where many may be meant


@asks()
def publication(examined: Examined) -> Iterable[Finding]:
    """The publication must be declared in newsletter.toml."""
    if examined.issue.publication not in examined.publications:
        known = ", ".join(examined.publications) or "none is declared"
        yield error(
            examined.issue.line_of("publication"),
            f"publication {examined.issue.publication!r} is not in newsletter.toml ({known})",
        )


@asks()
def quotes(examined: Examined) -> Iterable[Finding]:
    """Curly quotes round a whole line of the front matter are printed; straight ones are not."""
    issue = examined.issue
    for part, text in (("subject", issue.subject), ("preheader", issue.preheader)):
        if text[:1] in _OPENING and text[-1:] in _CLOSING:
            message = f"the {part} is printed with its quotes: {text}; straight ones would not be"
            yield advice(issue.line_of(part), message)


@asks("Unicode Standard Annex 9: the bidirectional algorithm")
def turned(examined: Examined) -> Iterable[Finding]:
    """Marks that nobody sees can turn round the words behind them; pasted text has them."""
    for line, where, text in _texts(examined):
        for number, words in enumerate(text.splitlines()):
            if turns(words):
                message = f"a mark that nobody sees turns words round: {one_line(words, _WORDS)}"
                yield warning(line + number, f"in {where} {message}; write them anew, by hand")


def _texts(examined: Examined) -> Iterator[tuple[int, str, str]]:
    """Yield all that is printed, with its line and where that is."""
    issue = examined.issue
    yield issue.line_of("subject"), "the subject", issue.subject
    yield issue.line_of("preheader"), "the preheader", issue.preheader
    yield issue.line_of("intro"), "the welcome", issue.intro
    for place in issue.places:
        yield place.line, "the heading", place.heading
        yield from ((one.line, "the heading", one.heading) for one in place.sections)
    yield from ((block.line, "the prose", block.text) for block in examined.prose())
    for item in issue.items():
        yield item.line, "the title", item.title
        yield item.line_of("byline"), "the byline", item.byline
        yield from ((line, "the summary", text) for line, text in item.paragraphs())
        for label in _PRINTED:
            yield item.line_of(label), f"{label}:", getattr(item, label.lower())


@asks()
def subject(examined: Examined) -> Iterable[Finding]:
    """Inboxes on a phone show some 40 letters of a subject, those on a desk some 70."""
    length = len(examined.issue.subject)
    if length > _SUBJECT:
        message = f"the subject has {length} letters: what matters should be in the first 40"
        yield advice(examined.issue.line_of("subject"), message)


@asks()
def empty(examined: Examined) -> Iterable[Finding]:
    """An issue without items is a slip, as is a brief; a letter may be nothing but words."""
    issue = examined.issue
    if any(True for _ in issue.items()):
        return
    if examined.template != LETTER:
        what = "brief" if examined.template == BRIEF else "issue"
        yield error(1, f"the {what} has no items")
    elif not issue.intro and not any(True for _ in examined.prose()):
        yield error(1, "the letter has no words")


@asks()
def headings(examined: Examined) -> Iterable[Finding]:
    """Places and sections are those of sources.yaml; another name may be meant, or a slip.

    A brief or a letter has headings of its own: there only what looks like a place is told.
    """
    names, free = [place.name for place in examined.book.places], examined.template in _FREE
    names.append(CORRECTIONS)
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
        yield warning(line, message)


@asks("WCAG 2.2, 2.4.6 Headings and Labels")
def nothing(examined: Examined) -> Iterable[Finding]:
    """A heading with nothing under it stands in the contents all the same."""
    for place in examined.issue.places:
        empty = [(one.heading, one.line) for one in place.sections if not one.blocks]
        empty += [] if place.blocks or place.sections else [(place.heading, place.line)]
        for heading, line in empty:
            message = f"nothing stands under {heading!r}: take the heading out"
            yield warning(line, message)


@asks("CommonMark 0.31, ATX headings")
def glued(examined: Examined) -> Iterable[Finding]:
    """Without a space behind it, ## is no heading: it is printed, and its items move elsewhere."""
    prose = [(block.text, block.line) for block in examined.prose()]
    for text, line in [(examined.issue.intro, examined.issue.line_of("intro")), *prose]:
        for number, words in enumerate(text.splitlines()):
            if _GLUED.match(words):
                message = f"{words!r} is no heading: a space is missing behind the #"
                yield error(line + number, message)


@asks()
def notes(examined: Examined) -> Iterable[Finding]:
    """Who is warned can choose; the mark alone tells readers nothing."""
    for item in examined.issue.items():
        if item.sensitive and not item.note:
            yield warning(item.line, f"{item.named}: marked .sensitive, without a Note: line")


@asks()
def bylines(examined: Examined) -> Iterable[Finding]:
    """Readers need to know who published it and when."""
    for item in examined.issue.items():
        if not item.byline:
            yield warning(item.line, f"{item.named}: no byline: who published it, and when?")


@asks()
def summaries(examined: Examined) -> Iterable[Finding]:
    """A title alone tells few readers whether to follow the link."""
    items = list(examined.issue.items())
    bare = [
        item.line
        for item in items
        if not (
            item.summary or item.excerpt or any(one.check == "summaries" for one in item.waivers)
        )
    ]
    if bare:
        some = (
            "no item has a" if len(bare) == len(items) else f"{len(bare)} of {len(items)} have no"
        )
        where = f" ({_lines(bare)})" if len(bare) < len(items) else ""
        message = f"{some} summary{where}: one neutral sentence each helps"
        yield advice(bare[0], message)


@asks("WCAG 2.2, 3.1.2 Language of Parts")
def languages(examined: Examined) -> Iterable[Finding]:
    """A title that most readers cannot read needs an English one, and its language said."""
    for place, item in examined.placed():
        tag = item.language
        if tag and (message := _odd(tag, place)):
            yield warning(item.line, f"{item.named}: {message}")
        known = any(same(tag, one) for one in (examined.issue.language, "en"))
        if tag and not known and not item.english:
            message = f"in {name_of(tag)}, without an English: line for its title"
            yield warning(item.line, f"{item.named}: {message}")
        if item.english and not tag:
            message = "an English: line, but no {lang=...} that says what the title is in"
            yield warning(item.line_of("English"), f"{item.named}: {message}")


def _odd(tag: str, place: Place | None) -> str:
    """Return what is wrong with the tag of a language under a place, or ""."""
    known = name_of(tag) != tag
    means = f"lang={tag} {f'is {name_of(tag)}' if known else 'names no language we know'}"
    if place and tag.upper() == place.code and not any(same(tag, one) for one in place.languages):
        return f"{means}; is {' or '.join(place.languages)} meant?"
    return "" if known else f"{means}, and is printed as it is"


@asks()
def repeats(examined: Examined) -> Iterable[Finding]:
    """The same address twice is the same thing twice, or a listing page."""
    lines: dict[str, int] = {}
    for item in examined.issue.items():
        key = url_key(item.url)
        if key and key in lines:
            message = f"the address of line {lines[key]} again: {item.url}"
            yield warning(item.line, f"{item.named}: {message}")
        lines.setdefault(key, item.line)


@asks("Information for all: European standards for easy to read")
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
        yield advice(1, message)
    for item in items:
        for sentence, words in sentences.too_long(passage(item.easy).text):
            message = (
                f"{words} words in one sentence of Easy: ({sentence}); {sentences.LONGEST} at most"
            )
            yield warning(item.line_of("Easy"), f"{item.named}: {message}")


def _lines(lines: list[int]) -> str:
    """Return "line 12", "lines 12 and 30" or "lines 12, 30, 41 and 5 more"."""
    rest = len(lines) - _SHOWN if len(lines) > _SHOWN + 1 else 0
    *first, last = [*map(str, lines[:_SHOWN]), f"{rest} more"] if rest else [*map(str, lines)]
    return f"lines {', '.join(first)} and {last}" if first else f"line {last}"


@asks()
def waivers(examined: Examined) -> Iterable[Finding]:
    """A waiver of a check that does not exist waives nothing."""
    names = list(dict.fromkeys([*(one.name for one in CHECKS), *map(name_of_rule, RULES)]))
    of_items = (waiver for item in examined.issue.items() for waiver in item.waivers)
    for waiver in (*examined.issue.waivers, *of_items):
        if waiver.check not in names:
            near = nearest(waiver.check, names)
            told = ", ".join(name for name in names if not name.startswith("mail-"))
            hint = f"; is {near!r} meant?" if near else f": {told}, mail-01 to mail-28"
            message = f"there is no check {waiver.check!r} to waive{hint}"
            yield warning(waiver.line, message)
