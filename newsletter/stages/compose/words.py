"""The words of an issue made ready for the templates: for each variant, with its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, time

from newsletter.model import events
from newsletter.model.glossary import Reading
from newsletter.model.help_lines import help_lines, mentions
from newsletter.model.issues import Block, Issue, IssueItem, IssuePlace
from newsletter.model.languages import direction, name_of, same
from newsletter.model.mail import Edition, Variant
from newsletter.model.passages import passage, passages
from newsletter.model.sentences import sentences
from newsletter.model.sources import Place, SourceBook
from newsletter.model.text import one_line
from newsletter.model.views import (
    BlockView,
    DateView,
    HelpLineView,
    IssueView,
    ItemView,
    Passage,
    PlaceView,
    ProseView,
    SectionView,
)

_MARKUP = re.compile(r"[\\*_`<\[]")


def view_of(issue: Issue, book: SourceBook, variant: Variant = Variant()) -> IssueView:  # noqa: B008
    """Return all that the templates print of an issue.

    Numbers and anchors are the issue's own in every variant, so that two readers can speak of
    "3.2" and the one page on the web has them. Where the place of ``variant.first`` has a
    heading, it comes before those of the other places; headings of the editor's own stay where
    they are.
    """
    reading, easy = Reading(book.terms(None)), variant.edition is Edition.EASY
    welcome = issue.welcome(easy=easy)
    texts = _lines_of(welcome) if easy and welcome != issue.welcome() else (welcome,)
    intro = tuple(one for text in texts for one in passages(text, reading.expanded))
    wording = _Wording(issue.language, book, easy=easy)
    places = [wording.place(place, number) for number, place in enumerate(issue.places, 1)]
    headings = [book.place_called(place.heading) for place in issue.places]
    first = book.place(variant.first)
    return IssueView(
        intro=intro,
        places=_first(places, headings, first),
        dates=tuple(_dates(issue, places, book, first)),
        help_lines=_help_lines(issue, book),
    )


def _help_lines(issue: Issue, book: SourceBook) -> tuple[HelpLineView, ...]:
    """Return whom to call, where the issue speaks of suicide: only numbers checked lately."""
    if not any(True for _ in mentions(issue)):
        return ()
    usable = help_lines(book, issue.date).usable
    return tuple(HelpLineView(place.name, text) for place, text in usable)


def known_places(issue: Issue, book: SourceBook) -> list[Place]:
    """Return the places of the book that the issue has a heading for."""
    found = (book.place_called(place.heading) for place in issue.places)
    return [place for place in found if place]


def _first(
    places: Sequence[PlaceView], headings: Sequence[Place | None], first: Place | None
) -> tuple[PlaceView, ...]:
    """Return the places with that of the reader in front of the others the book knows."""
    known = [number for number, place in enumerate(headings) if place]
    own = [number for number in known if headings[number] == first]
    if not own:
        return tuple(places)
    rest = [number for number in range(len(places)) if number not in own]
    start = known[0]
    order = [number for number in rest if number < start] + own
    order += [number for number in rest if number >= start]
    return tuple(places[number] for number in order)


class _Wording:
    """Makes the words of one issue ready: in which language, in which edition."""

    def __init__(self, language: str, book: SourceBook, *, easy: bool) -> None:
        self._language = language
        self._book = book
        self._easy = easy

    def place(self, place: IssuePlace, number: int) -> PlaceView:
        """Return the view of the ``number``-th place of the issue."""
        counts = {id(item): count for count, item in enumerate(place.items(), 1)}
        known = self._book.place_called(place.heading)
        reading = Reading(self._book.terms(known))
        anchor = f"place-{number}"

        def blocks(these: Iterable[Block]) -> tuple[BlockView, ...]:
            return tuple(one for block in these for one in views(block))

        def views(block: Block) -> Iterable[BlockView]:
            if isinstance(block, IssueItem):
                count = counts[id(block)]
                own_anchor = f"item-{block.id or f'{number}-{count}'}"
                yield self.item(block, f"{number}.{count}", own_anchor, reading)
            else:
                yield from map(ProseView, passages(block.text, reading.expanded))

        right_under = blocks(place.blocks)
        sections = tuple(
            SectionView(section.heading, f"{anchor}-section-{count}", blocks(section.blocks))
            for count, section in enumerate(place.sections, 1)
        )
        return PlaceView(number, place.heading, anchor, right_under, sections)

    def item(self, item: IssueItem, number: str, anchor: str, reading: Reading) -> ItemView:
        """Return the view of an item; what it explains, nothing after it in its place does."""
        own = item.language or self._language
        foreign = "" if same(own, self._language) else own
        # Whoever writes an English title into an English issue says that the original is none.
        glossed = bool(item.english and (foreign or same(self._language, "en")))
        gloss = "" if same(self._language, "en") else "en"
        title = one_line(item.english if glossed else item.title)
        byline = one_line(item.byline)
        excerpt = "" if self._easy and item.easy else one_line(item.excerpt)
        # In the order in which they are read: the first use is the one that is explained.
        explained = reading.first_used(title) + reading.first_used(byline)
        note = passage(item.note, reading.expanded) if item.note else None
        summary = self._summary(item, reading)
        return ItemView(
            number=number,
            anchor=anchor,
            title=title,
            url=item.url,
            language=gloss if glossed else foreign,
            dir=direction((gloss or self._language) if glossed else own),
            original=one_line(item.title) if glossed else "",
            original_language=foreign if glossed else "",
            original_dir=direction(own),
            in_words=name_of(foreign) if foreign else "",
            byline=byline,
            note=note,
            summary=summary,
            excerpt=excerpt,
            excerpt_language=foreign,
            when=one_line(item.when),
            access=reading.expanded(one_line(item.access)),
            explained=explained + reading.first_used(excerpt),
        )

    def _summary(self, item: IssueItem, reading: Reading) -> tuple[Passage, ...]:
        texts = _lines_of(item.easy) if self._easy and item.easy else item.summary
        return tuple(passage(text, reading.expanded) for text in texts)


def _lines_of(easy: str) -> tuple[str, ...]:
    """Return Easy English with each sentence a paragraph: one idea at a time, with room round it.

    Words with markup, which could go from one sentence into the next, stay together.
    """
    return (easy,) if _MARKUP.search(easy) else tuple(sentences(easy))


# --- dates first ----------------------------------------------------------------------------


def _dates(
    issue: Issue, places: Sequence[PlaceView], book: SourceBook, first: Place | None
) -> Iterable[DateView]:
    """Yield the events of an issue, the earliest first; a line nobody can read is no date."""
    clocks = dict.fromkeys(place.time_zone for place in book.places if not place.body)
    found = []
    for place, view in zip(issue.places, places, strict=True):
        known = book.place_called(place.heading)
        for item, item_view in zip(place.items(), view.items(), strict=True):
            if item.when and (event := _event(item.when, known)):
                found.append((event, item_view))
    for event, item_view in sorted(found, key=lambda pair: _order(pair[0])):
        here = events.here(event, first.time_zone) if first else ""
        told = {first.time_zone} if first and here else set()
        yield DateView(
            item=item_view,
            day=events.day_of(event),
            hours=events.hours_of(event),
            here=here,
            elsewhere=events.elsewhere(event, [zone for zone in clocks if zone not in told]),
        )


def _order(event: events.Event) -> tuple[date, time]:
    """Return what sorts events as they are printed: by day, then by the organiser's hour."""
    return event.first, event.start or time.min


def _event(when: str, place: Place | None) -> events.Event | None:
    try:
        return events.event_of(when, place.time_zone if place and not place.body else "")
    except ValueError:
        return None
