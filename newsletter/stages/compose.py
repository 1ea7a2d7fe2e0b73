"""Compose: an issue becomes a Mail for one variant, and its page for the web.

The words of the issue are made ready for the templates here (`view_of`); how they look is the
templates' affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from newsletter.model import events
from newsletter.model.campaigns import content_hash
from newsletter.model.dates import in_words
from newsletter.model.glossary import Reading
from newsletter.model.issues import BRIEF, LETTER, Block, Issue, IssueItem, IssuePlace
from newsletter.model.languages import direction, name_of, same
from newsletter.model.look import Look, look_of
from newsletter.model.mail import Edition, Mail, Slot, Variant, page_of
from newsletter.model.passages import passage, passages
from newsletter.model.sentences import sentences
from newsletter.model.sources import Place, SourceBook
from newsletter.model.text import one_line, plural
from newsletter.model.views import (
    BlockView,
    ConfirmationView,
    DateView,
    IssueView,
    ItemView,
    MailView,
    Organisation,
    Passage,
    PlaceView,
    ProseView,
    SectionView,
)
from newsletter.ports import Renderer

_MARKUP = re.compile(r"[\\*_`<\[]")
_SLOTS = {slot.name.lower(): slot.value for slot in Slot}


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every mail of a publication: names, addresses, the template, the look."""

    publication: str
    template: str
    organisation: Organisation
    site: str
    look: Look = look_of()  # noqa: RUF009
    demonstration: bool = False


def compose(
    issue: Issue,
    book: SourceBook,
    frame: Frame,
    renderer: Renderer,
    variant: Variant = Variant(),  # noqa: B008
) -> Mail:
    """Return the mail of one variant. Same data, same bytes. Raises `RenderError`.

    The text edition has no HTML part. The page for the web is in the issue's own order: it is
    the same for everyone who reads the edition.
    """
    around = mail_view(issue, book, frame, variant.edition)
    view = view_of(issue, book, variant)
    context = {"mail": around, "issue": view, "slot": _SLOTS}
    html = ""
    if variant.edition is not Edition.TEXT:
        html = renderer.inline(renderer.render(f"mail/{frame.template}.html", context))
    public = Variant(Edition.EASY if variant.edition is Edition.EASY else Edition.STANDARD)
    page = {
        "mail": mail_view(issue, book, frame, public.edition),
        "issue": view if variant == public else view_of(issue, book, public),
    }
    return Mail(
        variant=variant,
        subject=around.subject,
        html=html,
        text=renderer.render(f"mail/{frame.template}.txt", context),
        web=renderer.render("web/issue.html", page),
    )


class Press:
    """The mails of one issue: each variant is composed once, when it is first asked for."""

    def __init__(self, issue: Issue, book: SourceBook, frame: Frame, renderer: Renderer) -> None:
        self.issue = issue
        self._book = book
        self._frame = frame
        self._renderer = renderer
        self._mails: dict[Variant, Mail] = {}
        view = view_of(issue, book)
        self._places = {place.code for place in _known(issue, book)}
        self._has_dates = bool(view.dates)

    @property
    def content(self) -> str:
        """The hash of what readers get in every edition, whoever reads it."""
        mails = [self.mail(Variant(edition)) for edition in Edition]
        return content_hash(*(part for one in mails for part in one.parts))

    def settled(self, wanted: Variant) -> Variant:
        """Return the variant that a reader gets: with no place in front where none would differ.

        A place can come first that has a heading, or whose clock stands beside the dates.
        """
        dated = self._has_dates and self._book.place(wanted.first) is not None
        first = wanted.first if wanted.first in self._places or dated else ""
        return Variant(wanted.edition, first)

    def views(self, variant: Variant) -> tuple[MailView, IssueView]:
        """Return what the templates of a variant get."""
        around = mail_view(self.issue, self._book, self._frame, variant.edition)
        return around, view_of(self.issue, self._book, variant)

    def mail(self, variant: Variant) -> Mail:
        """Return the mail of a variant. Raises `RenderError`."""
        if variant not in self._mails:
            composed = compose(self.issue, self._book, self._frame, self._renderer, variant)
            self._mails[variant] = composed
        return self._mails[variant]


def confirmation(view: ConfirmationView, frame: Frame, renderer: Renderer) -> Mail:
    """Return the mail that asks somebody whether they want those of a list.

    Its one link is `Slot.ACTION`. It has no page on the web. Raises `RenderError`.
    """
    around = confirmation_mail_view(view, frame)
    context = {"mail": around, "confirmation": view, "slot": _SLOTS}
    return Mail(
        variant=Variant(),
        subject=around.subject,
        html=renderer.inline(renderer.render("mail/confirm.html", context)),
        text=renderer.render("mail/confirm.txt", context),
        web="",
    )


def confirmation_mail_view(view: ConfirmationView, frame: Frame) -> MailView:
    """Return what the templates print around the words of a confirmation."""
    return MailView(
        subject=f"Please confirm: {one_line(view.title)}",
        preheader=f"Somebody asked for {one_line(view.title, 40)} at this address: one button "
        "says yes, nothing else is needed",
        overview=f"Do you want to get {one_line(view.title)} by email?",
        language="en",
        dir="ltr",
        publication=view.title,
        date="",
        organisation=frame.organisation,
        template="confirm",
        look=frame.look,
        demonstration=frame.demonstration,
    )


# --- what surrounds the words ---------------------------------------------------------------


def mail_view(
    issue: Issue, book: SourceBook, frame: Frame, edition: Edition = Edition.STANDARD
) -> MailView:
    """Return what the templates print around the words of an issue."""
    easy = edition is Edition.EASY
    return MailView(
        subject=one_line(issue.subject),
        preheader=one_line(issue.preheader),
        overview=_lead(issue, book, frame.template, easy=easy),
        language=issue.language,
        dir=direction(issue.language),
        publication=frame.publication,
        date="" if _says(issue.subject, issue.date) else in_words(issue.date),
        organisation=frame.organisation,
        web_url=page_of(frame.site, issue.slug, edition),
        twin_url=_twin(issue, frame.site, easy=easy),
        template=frame.template,
        edition=edition,
        look=frame.look,
        demonstration=frame.demonstration,
    )


def _twin(issue: Issue, site: str, *, easy: bool) -> str:
    """Return the page in Easy English, where an item has such words; on that one, the other."""
    if not any(item.easy for item in issue.items()):
        return ""
    return page_of(site, issue.slug, Edition.STANDARD if easy else Edition.EASY)


def _says(subject: str, day: date) -> bool:
    """Tell whether a subject, in whatever language, has the day and the year of ``day``."""
    words = re.findall(r"\w+", subject)
    return str(day.year) in words and str(day.day) in words


def _lead(issue: Issue, book: SourceBook, template: str, *, easy: bool) -> str:
    """Return the first sentence a reader sees, "" where it is the editor's."""
    if template == LETTER:
        return ""
    if template == BRIEF:
        day = in_words(issue.date)
        countries = sum(1 for place in _known(issue, book) if not place.body)
        where = f" in {plural(countries, 'country', 'countries')}" if countries else ""
        if easy:
            return f"This tells what people know about one topic{where}. It is from {day}."
        return f"This brief brings together what was known{where} on {day}."
    return _overview(issue, book, easy=easy)


def _overview(issue: Issue, book: SourceBook, *, easy: bool) -> str:
    """Return the first sentence a reader sees: how much of what is inside."""
    count = sum(1 for _ in issue.items())
    if not count:
        return "There are no new publications in this issue."
    bodies = {one_line(place.name).casefold(): place.body for place in book.places}
    headings = [place.heading.casefold() for place in issue.places if any(place.items())]
    places = [bodies[heading] for heading in headings if heading in bodies]
    origin = ""
    if len(places) == len(headings):  # of a heading of the editor's own nobody knows what it is
        countries, international = places.count(False), places.count(True)
        origins = [plural(countries, "country", "countries")] * bool(countries)
        origins += [plural(international, "international body", "international bodies")] * bool(
            international
        )
        origin = f" from {' and '.join(origins)}"
    if easy:
        told = f" They come{origin}." if origin and count > 1 else ""
        verb = "is" if count == 1 else "are"
        return f"Here {verb} {plural(count, 'new thing')}.{told}"
    verb = "is" if count == 1 else "are"
    return f"In this issue there {verb} {plural(count, 'item')}{origin}."


# --- the words ------------------------------------------------------------------------------


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
    )


def _known(issue: Issue, book: SourceBook) -> list[Place]:
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
