"""Draft: picked items become the file of an issue, by place, then section.

The choice (`choose`) and the sorting are pure; nothing here touches a file.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from newsletter.model.dates import PartialDate, in_words
from newsletter.model.issues import (
    EXCERPT_IN_ISSUE,
    Issue,
    IssueItem,
    IssuePlace,
    IssueSection,
    escaped,
    write_item,
)
from newsletter.model.items import Item, url_key
from newsletter.model.languages import same, tag_of
from newsletter.model.sources import SourceBook
from newsletter.model.text import one_line, paragraphs, plural, shorten

PREHEADER_LIMIT = 100  # characters that inboxes show behind the subject
_LINE_END = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


def choose(
    items: Sequence[Item], count: int, book: SourceBook, picked: Sequence[Item] = ()
) -> list[Item]:
    """Return a fair first choice of ``count`` items; an editor will change it.

    Turn by turn the place with the fewest items so far gets one, from its section with the
    fewest, from its source with the fewest, the newest there. Places and sections that stand
    equal go in the order of the book. What is ``picked`` already counts for its place.
    """
    places = {place.code: rank for rank, place in enumerate(book.places)}
    sections = {section: rank for rank, section in enumerate(book.sections)}
    left = sorted(
        (item for item in items if item.place in places and item.section in sections),
        key=lambda item: (_newness(item), item.id),
        reverse=True,
    )
    chosen: list[Item] = []
    per_place = Counter(item.place for item in picked)
    per_section = Counter((item.place, item.section) for item in picked)
    per_source = Counter(item.source for item in picked)
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

    Within a section the newest item comes first. Places and sections that the book no longer
    has come last, under their codes and names: no item is left out. Only where a source allows
    it (``reuse: excerpt``) do its own words come along, at most `EXCERPT_IN_ISSUE` characters.
    """
    return Issue(
        publication=publication,
        date=day,
        subject=f"{title}, {in_words(day)}",
        preheader=_preheader(items, book),
        places=tuple(_places(items, book)),
    )


def letter(publication: str, title: str, day: date) -> Issue:
    """Return a letter to be written: words of the editor's own, without any item."""
    subject = f"{title}, {in_words(day)}"
    return Issue(publication=publication, date=day, subject=subject, intro="Dear colleagues,")


def _preheader(items: Sequence[Item], book: SourceBook) -> str:
    """Return a first preheader that is true of any issue; the editor writes a better one."""
    bodies = {place.code for place in book.places if place.body}
    names = _place_names(items, book)
    there = [code for code in names if any(item.place == code for item in items)]
    countries = [names[code] for code in there if code not in bodies]
    international = [names[code] for code in there if code in bodies]
    count = plural(len(items), "new publication")
    named = f"{count} from {_listed(countries + international)}"
    if len(named) <= PREHEADER_LIMIT:
        return named
    groups = [plural(len(countries), "country", "countries")] * bool(countries)
    groups += [plural(len(international), "international body", "international bodies")] * bool(
        international
    )
    return f"{count} from {_listed(groups)}"


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _place_names(items: Iterable[Item], book: SourceBook) -> dict[str, str]:
    """Return the names of places by their codes, in the order of the book."""
    names = {place.code: one_line(place.name) for place in book.places}
    return names | {code: code for code in sorted({item.place for item in items} - names.keys())}


def _section_names(items: Iterable[Item], book: SourceBook) -> list[str]:
    """Return the names of sections in the order of the book."""
    return [*book.sections, *sorted({item.section for item in items} - set(book.sections))]


def _places(items: Sequence[Item], book: SourceBook) -> Iterable[IssuePlace]:
    for code, name in _place_names(items, book).items():
        here = [item for item in items if item.place == code]
        sections = [
            IssueSection(one_line(section), tuple(_sorted(here, section, book)))
            for section in _section_names(here, book)
            if any(item.section == section for item in here)
        ]
        if sections:
            yield IssuePlace(name, sections=tuple(sections))


def _sorted(
    items: Iterable[Item], section: str, book: SourceBook, language: str = "en"
) -> Iterable[IssueItem]:
    here = (item for item in items if item.section == section)
    newest = sorted(here, key=lambda item: (_newness(item), item.id), reverse=True)
    return (issue_item(item, book, language) for item in newest)


def issue_item(item: Item, book: SourceBook, language: str = "en") -> IssueItem:
    """Return how an item begins in an issue whose language is ``language``."""
    source = book.source(item.source)
    # What an editor wrote is their summary, whatever the source allows of its own words.
    own = "excerpt" in item.edited
    summary = paragraphs(item.excerpt).split("\n\n") if own and item.excerpt else []
    excerpt = ""
    if source is not None and source.reuse == "excerpt" and not own:
        excerpt = shorten(" ".join(paragraphs(item.excerpt).split()), EXCERPT_IN_ISSUE)
    words = [item.publisher.rstrip("."), item.published.in_words() if item.published else ""]
    byline = ", ".join(filter(None, words))
    return IssueItem(
        title=item.title,
        url=item.url,
        id=item.id,
        language="" if same(item.language, language) else tag_of(item.language),
        byline=f"{byline}." if byline else "",
        summary=tuple(map(escaped, summary)),
        excerpt=excerpt,
        english=item.english,
        easy=escaped(item.easy),
        note=escaped(item.note),
        sensitive=item.sensitive,
        topics=item.topics if "topics" in item.edited else (),
    )


def added(text: str, issue: Issue, items: Sequence[Item], book: SourceBook) -> str:
    """Return the file ``text`` of ``issue`` with new items under their headings.

    Items that the issue has already are left out: by id, and by address where an editor wrote
    one without an id. A heading that is missing is made, in the order of the book. No byte that
    was there is changed: lines are only put in between, each with the line end of the first.
    """
    fresh = _fresh(issue, items)
    if not fresh:
        return text
    lines = [line for line in _LINE_END.split(text) if line]
    newline = lines[0][len(lines[0].rstrip("\r\n")) :] or "\n"
    put = defaultdict(list)
    for position, block in _insertions(issue, fresh, book, len(lines)):
        put[position].append(block)
    result = []
    for position, line in enumerate([*lines, ""]):
        if position in put:
            result.append(_gap(lines[position - 1], newline))
            result.append("\n\n".join(put[position]).replace("\n", newline) + newline)
            result.append(newline if line else "")
        result.append(line)
    return "".join(result)


def _fresh(issue: Issue, items: Iterable[Item]) -> list[Item]:
    ids = {item.id for item in issue.items()}
    # Two items with ids may share the address of a listing and be two things all the same.
    addresses = {url_key(item.url) for item in issue.items() if item.url and not item.id} - {""}
    return [item for item in items if item.id not in ids and url_key(item.url) not in addresses]


def _gap(before: str, newline: str) -> str:
    """Return what ends the line ``before`` and leaves one empty."""
    ended = "" if before.endswith(("\r", "\n")) else newline
    return ended + (newline if before.strip() else "")


def _insertions(
    issue: Issue, items: Sequence[Item], book: SourceBook, end: int
) -> Iterable[tuple[int, str]]:
    """Yield (number of the line in front of which it goes, text) for new items."""
    places = {_key(place.heading): place for place in issue.places}
    starts = {key: place.line - 1 for key, place in places.items()}
    names = _place_names(items, book)
    order = [_key(name) for name in names.values()]
    for code, name in names.items():
        here = [item for item in items if item.place == code]
        entries = _entries(here, book, issue.language)
        if here and _key(name) in places:
            place_end = _end_of(starts[_key(name)], starts, end)
            yield from _under(places[_key(name)], entries, place_end)
        elif here:
            inside = [
                f"### {escaped(section)}\n\n{text}" for section, text in entries.items() if text
            ]
            text = "\n\n".join([f"## {escaped(name)}", *inside])
            yield _before_next(_key(name), order, starts, end), text


def _entries(items: Sequence[Item], book: SourceBook, language: str) -> dict[str, str]:
    """Return the text of new items by their sections, all sections in the order of the book."""
    return {
        section: "\n\n".join(map(write_item, _sorted(items, section, book, language)))
        for section in _section_names(items, book)
    }


def _under(place: IssuePlace, entries: Mapping[str, str], end: int) -> Iterable[tuple[int, str]]:
    starts = {_key(section.heading): section.line - 1 for section in place.sections}
    order = [_key(section) for section in entries]
    for section, text in entries.items():
        if text and _key(section) in starts:
            yield _end_of(starts[_key(section)], starts, end), text
        elif text:
            position = _before_next(_key(section), order, starts, end)
            yield position, f"### {escaped(section)}\n\n{text}"


def _key(heading: str) -> str:
    """Return what two spellings of one heading have in common, as reading sees it."""
    return one_line(heading).casefold()


def _end_of(start: int, starts: Mapping[str, int], end: int) -> int:
    """Return where the block that begins at ``start`` ends: at the next heading, or ``end``."""
    return min((other for other in starts.values() if other > start), default=end)


def _before_next(name: str, order: Sequence[str], starts: Mapping[str, int], end: int) -> int:
    """Return where a new heading goes: in front of the first that comes later in ``order``."""
    later = order[order.index(name) + 1 :]
    return min((starts[other] for other in later if other in starts), default=end)
