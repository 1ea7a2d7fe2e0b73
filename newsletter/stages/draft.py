"""Draft: picked items become the file of an issue, by place, then section.

The choice (`choose`) and the sorting are pure; nothing here touches a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from newsletter.model.dates import PartialDate, in_words
from newsletter.model.issues import Issue, IssueItem, IssuePlace, IssueSection, escaped, write_item
from newsletter.model.items import Item
from newsletter.model.languages import same
from newsletter.model.sources import SourceBook
from newsletter.model.text import paragraphs, plural, shorten

PREHEADER_LIMIT = 100  # characters that inboxes show behind the subject
EXCERPT_IN_ISSUE = 300  # characters of a source's own words that a short quotation may have


def choose(items: Sequence[Item], count: int, book: SourceBook) -> list[Item]:
    """Return a fair first choice of ``count`` items; an editor will change it.

    Turn by turn the place with the fewest items so far gets one, from its section with the
    fewest, from its source with the fewest, the newest there. Places and sections that stand
    equal go in the order of the book.
    """
    places = {place.code: rank for rank, place in enumerate(book.places)}
    sections = {section: rank for rank, section in enumerate(book.sections)}
    left = sorted(
        (item for item in items if item.place in places and item.section in sections),
        key=lambda item: (_newness(item), item.id),
        reverse=True,
    )
    chosen: list[Item] = []
    per_place: Counter[str] = Counter()
    per_section: Counter[tuple[str, str]] = Counter()
    per_source: Counter[str] = Counter()
    while left and len(chosen) < count:
        best = min(
            left,  # min keeps the first of equals, which is the newest
            key=lambda item: (
                per_place[item.place],
                places[item.place],
                per_section[item.place, item.section],
                per_source[item.source],
                sections[item.section],
            ),
        )
        left.remove(best)
        chosen.append(best)
        per_place[best.place] += 1
        per_section[best.place, best.section] += 1
        per_source[best.source] += 1
    return chosen


def _newness(item: Item) -> tuple[PartialDate, str]:
    published = item.published or PartialDate.of(item.first_seen.date())
    return published, item.first_seen.isoformat()


def draft(
    publication: str, title: str, day: date, items: Sequence[Item], book: SourceBook
) -> Issue:
    """Return the issue of ``day`` with these items, places and sections in the book's order.

    Within a section the newest item comes first. Only where a source allows it
    (``reuse: excerpt``) do its own words come along, at most `EXCERPT_IN_ISSUE` characters.
    """
    return Issue(
        publication=publication,
        date=day,
        subject=f"{title}, {in_words(day)}",
        preheader=_preheader(items, book),
        places=tuple(_places(items, book)),
    )


def _preheader(items: Sequence[Item], book: SourceBook) -> str:
    """Return a first preheader that is true of any issue; the editor writes a better one."""
    there = {item.place for item in items}
    countries = [place.name for place in book.places if place.code in there and not place.body]
    bodies = [place.name for place in book.places if place.code in there and place.body]
    count = plural(len(items), "new publication")
    named = f"{count} from {_listed(countries + bodies)}"
    if len(named) <= PREHEADER_LIMIT:
        return named
    groups = [plural(len(countries), "country", "countries")] if countries else []
    groups += [plural(len(bodies), "international body", "international bodies")] if bodies else []
    return f"{count} from {_listed(groups)}"


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _places(items: Sequence[Item], book: SourceBook) -> Iterable[IssuePlace]:
    for place in book.places:
        here = [item for item in items if item.place == place.code]
        sections = [
            IssueSection(section, tuple(_sorted(here, section, book)))
            for section in book.sections
            if any(item.section == section for item in here)
        ]
        if sections:
            yield IssuePlace(place.name, sections=tuple(sections))


def _sorted(items: Iterable[Item], section: str, book: SourceBook) -> Iterable[IssueItem]:
    here = (item for item in items if item.section == section)
    newest = sorted(here, key=lambda item: (_newness(item), item.id), reverse=True)
    return (issue_item(item, book) for item in newest)


def issue_item(item: Item, book: SourceBook, language: str = "en") -> IssueItem:
    """Return how an item begins in an issue whose language is ``language``."""
    source = book.source(item.source)
    excerpt = ""
    if source is not None and source.reuse == "excerpt":
        excerpt = shorten(" ".join(paragraphs(item.excerpt).split()), EXCERPT_IN_ISSUE)
    day = item.published.in_words() if item.published else ""
    return IssueItem(
        title=item.title,
        url=item.url,
        id=item.id,
        language="" if same(item.language, language) else item.language,
        byline=", ".join(filter(None, [item.publisher.rstrip("."), day])) + ".",
        excerpt=excerpt,
    )


def added(text: str, issue: Issue, items: Sequence[Item], book: SourceBook) -> str:
    """Return the file ``text`` of ``issue`` with new items under their headings.

    Items that the issue has already are left out. A heading that is missing is made, in the
    order of the book. No byte that was there is changed: lines are only put in between.
    """
    present = {item.id for item in issue.items()}
    fresh = [item for item in items if item.id not in present]
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")
    end = len(lines) - (lines[-1] == "")
    if end == len(lines) and fresh:
        lines.append("")
    insertions: list[tuple[int, str]] = []
    for place in book.places:
        here = [item for item in fresh if item.place == place.code]
        insertions += _insertions(issue, place.name, here, book, end)
    insertions.sort(key=lambda pair: pair[0])
    while insertions:  # from the end, so that no insertion moves the next one's place
        position, block = insertions.pop()
        before = "\n" if position == end else ""
        put = f"{before}{block}" if position < end else f"{before}{block}".rstrip("\n") + "\n"
        lines[position:position] = put.replace("\n", newline).split("\n")[:-1]
    return "\n".join(lines)


def _insertions(
    issue: Issue, name: str, items: Sequence[Item], book: SourceBook, end: int
) -> Iterable[tuple[int, str]]:
    """Yield (number of the line in front of which it goes, text) for the items of one place."""
    entries = {
        section: "".join(
            f"{write_item(issue_item(item, book, issue.language))}\n\n"
            for item in items
            if item.section == section
        )
        for section in book.sections
    }
    entries = {section: text for section, text in entries.items() if text}
    places = {place.heading: place.line - 1 for place in issue.places}
    if entries and name not in places:
        position = _before_next(name, [place.name for place in book.places], places, end)
        inside = "".join(f"### {escaped(one)}\n\n{text}" for one, text in entries.items())
        yield position, f"## {escaped(name)}\n\n{inside}"
        return
    here = next((place for place in issue.places if place.heading == name), None)
    sections = {one.heading: one.line - 1 for one in here.sections} if here else {}
    place_end = _end_of(places[name], places, end) if here else end
    for section, text in entries.items():
        if section in sections:
            yield _end_of(sections[section], sections, place_end), text
        else:
            position = _before_next(section, book.sections, sections, place_end)
            yield position, f"### {escaped(section)}\n\n{text}"


def _end_of(start: int, starts: Mapping[str, int], end: int) -> int:
    """Return where the block that begins at ``start`` ends: at the next heading, or ``end``."""
    return min((other for other in starts.values() if other > start), default=end)


def _before_next(name: str, order: Sequence[str], starts: Mapping[str, int], end: int) -> int:
    """Return where a new heading goes: in front of the first that comes later in ``order``."""
    later = order[order.index(name) + 1 :]
    return min((starts[other] for other in later if other in starts), default=end)
