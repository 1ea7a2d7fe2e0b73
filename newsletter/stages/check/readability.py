"""Whether Easy English is easy, and whether anything is shouted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsletter.model.passages import passage
from newsletter.model.readability import hardest, measure
from newsletter.model.text import shorten
from newsletter.stages.check.examined import Examined, asks
from newsletter.stages.check.findings import Finding, advice

_SHOWN = 3  # long words that are named
_CAPITALS = 12  # letters of a text that is taken to be shouted: shorter ones are short forms
_MARKS = re.compile(r"!\s?!|[!?]{2,}")


@asks("Flesch-Kincaid, for English; LIX, for Swedish, Danish and Norwegian")
def readability(examined: Examined) -> Iterable[Finding]:
    """Easy words are for readers who cannot use the others: hard ones shut them out again.

    Measured is the Easy: text of each item that has 30 words or more, else that of all items
    together with the easy welcome. A language for which no measure was made is not measured.
    """
    issue = examined.issue
    together, told = [], False
    welcome = issue.welcome(easy=True)
    if welcome != issue.welcome():
        together.append(passage(welcome).text)
    for item in issue.items():
        text = passage(item.easy).text
        together.append(text)
        for message in _hard(text, issue.language, "Easy:"):
            told = True
            yield advice(item.line_of("Easy"), f"{item.named}: {message}")
    if not told:
        for message in _hard("\n".join(together), issue.language, "the Easy: text of this issue"):
            yield advice(1, message)


def _hard(text: str, language: str, what: str) -> Iterator[str]:
    found = measure(text, language)
    if not found or found.is_easy:
        return
    sentence, words = hardest(text, language)
    value = f"{found.scale} {found.value:.0f}, at most {found.most:.0f} is easy"
    long = f"; long words: {', '.join(words[:_SHOWN])}" if words else ""
    yield f"{what} is hard to read ({value}). The longest sentence: {shorten(sentence, 90)}{long}"


@asks("GOV.UK style: capitalisation")
def shouting(examined: Examined) -> Iterable[Finding]:
    """Capitals are read slowly, and letter by letter by some screen readers; !! looks like spam.

    A title may be written in small letters whatever its publisher does.
    """
    for line, what, text in _headlines(examined):
        letters = [letter for letter in text if letter.isalpha()]
        if len(letters) >= _CAPITALS and text.isupper() and " " in text.strip():
            message = f"{what} is all in capitals ({shorten(text, 60)}): write it as a sentence"
            yield advice(line, message)
        if _MARKS.search(text):
            yield advice(line, f"{what} has several ! or ? in a row: one is enough")


def _headlines(examined: Examined) -> Iterator[tuple[int, str, str]]:
    issue = examined.issue
    yield issue.line_of("subject"), "the subject", issue.subject
    yield issue.line_of("preheader"), "the preheader", issue.preheader
    for place in issue.places:
        yield place.line, "the heading", place.heading
        yield from ((one.line, "the heading", one.heading) for one in place.sections)
    for item in issue.items():
        yield item.line, "the title", item.title
        if item.english:
            yield item.line_of("English"), "English:", item.english
