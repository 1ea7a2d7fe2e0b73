"""A specimen: an issue of any size with every kind of part, to look at what templates make of it.

Its publishers, titles and addresses are invented, its addresses lie under example.org, and it says
so. Its places are those of the network, but for one heading of its own. Everywhere there is what a
template that does not escape would turn into markup: angle brackets, ampersands, quotes, braces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from newsletter.model.issues import Block, Issue, IssueItem, IssuePlace, IssueSection, Prose
from newsletter.model.sources import Place

_DAY = date(2026, 12, 1)
_ENGLISH = (
    '"Us & them" <no more>: peer workers join every {crisis} team',
    "What helps people to stay in work after a first psychosis",
    "A national plan for the rights of people with intellectual disability",
    "Fewer people restrained in hospital for the third year running",
)
_SUMMARY = (
    "Yearly figures on how adults rate their mental health, by age and by region. Young women and "
    "people without work report the *most* distress (\\<30 years: 1 in 4), & the gap has grown."
)
# A title, its language, and what it means in English or "".
_FOREIGN = (
    ('Psykisk hälsa på <arbetet> & "hemma": årets {mätning}', "sv",
     'Mental health at <work> & "home": the yearly {survey}'),
    ("Samen sterk: ervaringsdeskundigen in de wijk", "nl", ""),
    ("Santé mentale des élèves : le regard des enseignants", "fr", "Pupils' mental health"),
    ("Ngā Hua o te Tau: Hauora Hinengaro", "mi", "Results of the year: mental health"),
    ("تقرير الصحة النفسية في المدارس", "ar", ""),
)  # fmt: skip
_BYLINE = 'Institute of "Health" & <Care>, 18 November 2026. Report, {40} pages, PDF.'
_ACCESS = "<English> captions & 'sign', a recording, {free}; register by 4 December 2026."
_NOTE = 'This item speaks about "suicide" & \\<loss>, {in short}.'
_EXCERPT = 'The report counts "what was promised" & done: <all of it>, {no more}.'
_HEADING = 'Headings of "your" own & <more> {words}'
_WHENS = (
    "8 December 2026, 14:00 to 15:30, Stockholm",
    "10 December 2026, 19:00, Auckland",
    '14 to 16 December 2026, <online> & in "the hall"',
)


def specimen(
    places: Sequence[Place], sections: Sequence[str], count: int, publication: str = "update"
) -> Issue:
    """Return an issue of ``count`` items, divided among the first ten places and all sections."""
    items = [_item(number) for number in range(count)]
    used = places[: min(10, max(1, count // 4))] if count else []
    each = -(-count // max(1, len(used)))
    made = [
        _place(place, items[number * each : (number + 1) * each], sections)
        for number, place in enumerate(used)
    ]
    own = IssuePlace(_HEADING, blocks=(Prose("They need no place, & *no items*."),))
    return Issue(
        publication=publication,
        date=_DAY,
        subject="Specimen: what this newsletter looks like",
        preheader="An invented issue with every kind of part, to look at templates in every client",
        intro="This is a *specimen*. Nothing in it is real, and it leads "
        "[nowhere](https://example.org/specimen).",
        places=(*(place for place in made if place.sections), *([own] if items else ())),
    )


def _place(place: Place, items: Sequence[IssueItem], sections: Sequence[str]) -> IssuePlace:
    size = max(1, -(-len(items) // len(sections)))
    for short in [*place.glossary][: len(items)][:1]:  # explained where it is used first
        items = [replace(items[0], byline=f"{items[0].byline} {short}."), *items[1:]]
    parts = [items[start : start + size] for start in range(0, len(items), size)]
    return IssuePlace(
        place.name,
        sections=tuple(
            IssueSection(section, tuple(_blocks(part)))
            for section, part in zip(sections, parts, strict=False)
        ),
    )


def _blocks(items: Sequence[IssueItem]) -> Iterator[Block]:
    yield from items
    if len(items) > 2:  # where there is room, words of the editor's own
        yield Prose("More stands in:\n\n- the calendar\n- the **archive**")


def _item(number: int) -> IssueItem:
    title = _ENGLISH[number % len(_ENGLISH)]
    one = IssueItem(
        title=_part(title, number // len(_ENGLISH)),
        url=f"https://www.example.org/publications/2026/november/report-{number + 1}?a=b&copy=c",
        id=f"specimen-{number + 1}",
        byline=_BYLINE,
        summary=(_SUMMARY,),
        easy="The report tells how people feel this year. Many people feel worse than before.",
    )
    kinds = (_plain, _foreign, _event, _foreign, _sensitive, _quoted, _foreign, _news)
    return kinds[number % len(kinds)](one, number)


def _part(title: str, repeat: int) -> str:
    """Return the title, told from its earlier uses: no two links may have the same words."""
    return f"{title}, part {repeat + 1}" if repeat else title


def _plain(one: IssueItem, _number: int) -> IssueItem:
    return one


def _foreign(one: IssueItem, number: int) -> IssueItem:
    title, language, english = _FOREIGN[number // 2 % len(_FOREIGN)]
    repeat = number // (2 * len(_FOREIGN)) + number
    english = _part(english, repeat) if english else ""
    return replace(one, title=_part(title, repeat), language=language, english=english)


def _event(one: IssueItem, number: int) -> IssueItem:
    when = _WHENS[number // 8 % len(_WHENS)]
    return replace(one, when=when, access=_ACCESS)


def _sensitive(one: IssueItem, _number: int) -> IssueItem:
    return replace(one, sensitive=True, note=_NOTE)


def _quoted(one: IssueItem, _number: int) -> IssueItem:
    return replace(one, summary=(), easy="", excerpt=_EXCERPT)


def _news(one: IssueItem, _number: int) -> IssueItem:
    return replace(one, url="", byline="A member & 'friends' <of ours>, December 2026.")
