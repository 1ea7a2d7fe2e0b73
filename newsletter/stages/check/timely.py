"""Checks of time: days that read alike everywhere, events and deadlines that are still to come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from newsletter.model import events, sentences
from newsletter.model.dates import in_words
from newsletter.model.event_days import another_day
from newsletter.model.issues import IssueItem
from newsletter.model.passages import passage
from newsletter.model.text import plural
from newsletter.stages.check.examined import Examined, asks
from newsletter.stages.check.findings import Finding, advice, error, warning

_FAR = 548  # days, a year and a half: what is announced earlier has a wrong year more often
_YEARS = 2  # from so many on months are not counted
_STALE = 92  # days, three months: a twice-monthly letter has told of it by then
_CLOSING = re.compile(
    r"\b(?:(?:closes?|closing|deadline)(?: date)?(?: for \w+(?: \w+)?)?(?: is| on|:)*"
    r"|(?:regist(?:er|ration)|sign up|appl(?:y|ications?)|book(?:ing)?|respon(?:d|ses?)"
    r"|submi(?:t|ssions?)|rsvp)\b(?:\W+\w+){0,4}?\W+(?:by|until|before|closes?|ends?)(?: on)?)"
    r"\s+(?P<day>(?:\w+day,? )?\d{1,2} [A-Z][a-z]+ \d{4})",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ \d{4}\b")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_COUNTED = re.compile(r"\b(\d+) new publications?\b")


@asks("W3C, Date formats; ISO 8601")
def dates(examined: Examined) -> Iterable[Finding]:
    """A date in figures is another day to some readers; titles and quotations are others' words."""
    issue = examined.issue
    texts = [
        (issue.line_of("subject"), "the subject", issue.subject),
        (issue.line_of("preheader"), "the preheader", issue.preheader),
        *_lines("the welcome", issue.intro, issue.line_of("intro")),
    ]
    for block in examined.prose():
        texts += _lines("this line", block.text, block.line)
    for line, where, text in texts:
        for message in _in_figures(where, text):
            yield warning(line, message)
    for item in issue.items():
        for line, where, text in _parts(item):
            for message in _in_figures(where, text):
                yield warning(line, f"{item.named}: {message}")


def _lines(where: str, markdown: str, first: int) -> Iterator[tuple[int, str, str]]:
    for line, words in enumerate(markdown.splitlines(), first):
        yield line, where, passage(words).text


def _parts(item: IssueItem) -> Iterator[tuple[int, str, str]]:
    yield item.line_of("byline"), "the byline", item.byline
    yield item.line_of("Access"), "Access:", item.access
    for line, text in item.paragraphs():
        yield line, "the summary", passage(text).text
    yield item.line_of("Easy"), "Easy:", passage(item.easy).text
    yield item.line_of("Note"), "Note:", passage(item.note).text


def _in_figures(where: str, text: str) -> Iterator[str]:
    for day in sentences.numeric_dates(text):
        days = " or ".join(map(in_words, sentences.days_of(day)))
        twice = " is two days, one of them in other countries" if " or " in days else ""
        yield f"in {where} {day}{twice}: write {days}"


@asks()
def when(examined: Examined) -> Iterable[Finding]:
    """An event on a day that is none keeps people away; one that is not read is not among dates."""
    for place, item in examined.placed():
        if not item.when:
            continue
        try:
            event = events.event_of(item.when, place.time_zone if place and not place.body else "")
        except ValueError as fault:
            wrong = isinstance(fault, events.WrongDate)
            message = f"When: {item.when!r} is {'wrong' if wrong else 'not read'}, expected {fault}"
            message += '; it will not be in "Dates first"'
            level = error if wrong else warning
            yield level(item.line_of("When"), f"{item.named}: {message}")
            continue
        if event.last < examined.day:
            message = f"was over on {in_words(event.last)}, before this issue"
            yield warning(item.line_of("When"), f"{item.named}: {message}")
        elif (event.first - examined.day).days > _FAR:
            message = f"is on {in_words(event.first)}, long after this issue: is the year right?"
            yield warning(item.line_of("When"), f"{item.named}: {message}")


@asks()
def closing(examined: Examined) -> Iterable[Finding]:
    """Whoever is invited to what has closed has been told too late."""
    for item in examined.issue.items():
        texts = [(item.line_of("Access"), item.access)]
        texts += [(line, passage(text).text) for line, text in item.paragraphs()]
        for line, text in texts:
            for match in _CLOSING.finditer(text):
                day = _day(match["day"])
                if day and day < examined.day:
                    what = match[0].strip()
                    message = f"{item.named}: {what!r} is before {in_words(examined.day)}"
                    yield warning(line, f"{message}, when readers get this")


def _ago(days: int) -> str:
    """Return so many days as people say it: in months, from two years on in years."""
    years, months = int(days / 365.25), int(days / 30.4)
    return plural(months, "month") if years < _YEARS else plural(years, "year")


@asks()
def stale(examined: Examined) -> Iterable[Finding]:
    """Readers were promised what is new; an old item needs a reason to be there."""
    for item in examined.issue.items():
        days = [day for one in _DAY.findall(item.byline) if (day := _day(one))]
        if days and not item.when and (age := (examined.day - max(days)).days) > _STALE:
            message = f"{item.named}: from {in_words(max(days))}, {_ago(age)} before this issue"
            yield advice(item.line_of("byline"), message)


@asks()
def undated(examined: Examined) -> Iterable[Finding]:
    """Without a date readers cannot tell what is new."""
    for item in examined.issue.items():
        dated = _YEAR.search(item.byline) or any(sentences.numeric_dates(item.byline))
        if item.byline and not item.when and not dated:
            message = f"{item.named}: the byline has no date: write when it was published"
            yield warning(item.line_of("byline"), message)


@asks()
def numbers(examined: Examined) -> Iterable[Finding]:
    """The file, its date and its subject tell of one day, or a reader is told of another."""
    issue = examined.issue
    if examined.file and examined.file != issue.slug:
        message = (
            f"the file is called {examined.file}.md, its date and publication say {issue.slug}"
        )
        yield warning(issue.line_of("date"), message)
    for told in _DAY.findall(issue.subject):
        if (day := _day(told)) and day != issue.date:
            message = f"the subject says {told}, the date {in_words(issue.date)}"
            yield warning(issue.line_of("subject"), message)
    count = sum(1 for _ in issue.items())
    for told in _COUNTED.findall(issue.preheader):
        if int(told) != count:
            message = f"the preheader says {told} new, the issue has {plural(count, 'item')}"
            yield warning(issue.line_of("preheader"), message)


def _day(words: str) -> date | None:
    """Return the day that ``words`` have, None where they have none that exists."""
    with suppress(ValueError):
        found = another_day(words, 0)
        return found[1] if found else None
    return None
