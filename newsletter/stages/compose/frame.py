"""What surrounds the words of every mail: who speaks, the first sentence, the way to the web."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from newsletter.model.dates import in_words
from newsletter.model.issues import BRIEF, LETTER, Issue
from newsletter.model.languages import direction
from newsletter.model.look import Look, look_of
from newsletter.model.mail import Edition, Slot, page_of
from newsletter.model.sources import SourceBook
from newsletter.model.text import one_line, plural
from newsletter.model.views import MailView, Organisation
from newsletter.stages.compose.words import known_places

SLOTS = {slot.name.lower(): slot.value for slot in Slot}  # what is filled in for each reader


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every mail of a publication: names, addresses, the template, the look.

    With ``test`` its mails say in the subject and on top that nobody on the list gets them.
    """

    publication: str
    template: str
    organisation: Organisation
    site: str
    look: Look = look_of()  # noqa: RUF009
    demonstration: bool = False
    test: bool = False


def mail_view(
    issue: Issue, book: SourceBook, frame: Frame, edition: Edition = Edition.STANDARD
) -> MailView:
    """Return what the templates print around the words of an issue."""
    easy = edition is Edition.EASY
    return MailView(
        subject=f"[Test] {one_line(issue.subject)}" if frame.test else one_line(issue.subject),
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
        test=frame.test,
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
        countries = sum(1 for place in known_places(issue, book) if not place.body)
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
