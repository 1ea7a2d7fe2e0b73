"""Checks of which language words are in, where nobody says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsletter.model.detection import detected
from newsletter.model.issues import IssueItem
from newsletter.model.languages import name_of, primary, same
from newsletter.model.sources import Place
from newsletter.stages.check.examined import Examined, asks
from newsletter.stages.check.findings import Finding, warning

_SURE = 0.97  # how sure it must be that a title is in another language than it is said to be
_FEWEST = 3  # words without a capital: names are alike in all languages


@asks("WCAG 2.2, 3.1.2 Language of Parts")
def unmarked(examined: Examined) -> Iterable[Finding]:
    """A screen reader speaks words without a mark in the issue's language, which makes them noise.

    Asked are only the languages of the place, and only where the item does not say its own.
    """
    for place, item in examined.placed():
        if place is None or item.language:
            continue
        for part, tag in _foreign(item, place, examined.issue.language):
            told = f"{part} seems to be in {name_of(tag)}, and nothing says so"
            line = item.line_of("Excerpt" if part == "the quotation" else "")
            yield warning(line, f"{item.named}: {told}: {{lang={tag}}} behind its address")
            break


def _foreign(item: IssueItem, place: Place, language: str) -> Iterator[tuple[str, str]]:
    """Yield what of an item is in another language than the issue's: its part and the tag."""
    tags = tuple(dict.fromkeys(map(primary, (language, *place.languages))))
    for part, text in (("the title", item.title), ("the quotation", item.excerpt)):
        words = [word for word in text.split() if word[0].islower()]
        if len(words) >= _FEWEST and len(tags) > 1:
            tag, sure = detected(" ".join(words), tags)
            if sure >= _SURE and not same(tag, language):
                yield part, tag
