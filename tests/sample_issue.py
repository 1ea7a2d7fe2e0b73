"""Issues to render in tests: of any size, in all languages of the network, with every kind of part.

Publishers, titles and addresses are invented; the addresses lie under example.org.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from newsletter.model.look import Logo
from newsletter.model.views import (
    BlockView,
    ConfirmationView,
    DateView,
    Explanation,
    IssueView,
    ItemView,
    Link,
    MailView,
    Organisation,
    Passage,
    PlaceView,
    ProseView,
    SectionView,
)

_PLACES = (
    "Australia", "Canada", "England", "Ireland", "Netherlands", "New Zealand", "Scotland",
    "Sweden", "United States", "World Health Organization",
)  # fmt: skip
_SECTIONS = ("News", "Research", "Policy documents", "Webinars")
_ENGLISH = (
    "Peer support workers join every crisis team by next summer",
    "What helps people stay in work after a first episode of psychosis",
    "A national plan for the rights of people with intellectual disability",
    "Open dialogue in practice: a conversation with three services",
    "Fewer people restrained in hospital for the third year running",
)
# A title, its language, the language's name, its direction, and an English title or "".
_FOREIGN = (
    ("Psykisk hälsa på arbetet: årets mätning", "sv", "Swedish", "ltr",
     "Mental health at work: this year's survey"),
    ("Samen sterk: ervaringsdeskundigen in de wijk", "nl", "Dutch", "ltr", ""),
    ("Santé mentale des élèves : ce que disent les enseignants", "fr", "French", "ltr",
     "Pupils' mental health: what teachers say"),
    ("Ngā Hua o te Tau: Hauora Hinengaro", "mi", "Māori", "ltr",
     "Results of the year: mental health"),
    ("تقرير الصحة النفسية في المدارس", "ar", "Arabic", "rtl", ""),
    ("Meabhairshláinte sna scoileanna: treoir do mhúinteoirí", "ga", "Irish", "ltr",
     "Mental health in schools: a guide for teachers"),
    ("Slàinte-inntinn agus obair: dè tha cuideachadh", "gd", "Scottish Gaelic", "ltr", ""),
    ("Guid mental health for aw: a plan", "sco", "Scots", "ltr", ""),
    ("Salud mental y vivienda: lo que ayuda", "es", "Spanish", "ltr",
     "Mental health and housing: what helps"),
    ("Психическое здоровье в школе: опыт учителей", "ru", "Russian", "ltr",
     "Mental health at school: what teachers have learnt"),
    ("工作中的心理健康：年度调查", "zh", "Chinese", "ltr", ""),
    ("職場のメンタルヘルス：年次報告", "ja", "Japanese", "ltr",
     "Mental health in the workplace: the yearly report"),
)  # fmt: skip
_SUMMARIES = (
    "Yearly figures on how adults rate their mental health, by age and by region. Young women and "
    "people without work report the most distress, and the gap has grown.",
    "The plan names twelve changes in law and who answers for each. People with lived experience "
    "sat on every working group.",
    "Three services tell what they changed, what it cost and what they would not do again. "
    "A checklist for boards is added.",
)
LANGUAGES = {"en", *(language for _, language, *_ in _FOREIGN)}
LOGO = Logo("https://newsletter.example.org/logo.png", 200, 60, "")
SLOTS = {
    "unsubscribe": "zzPHunsubscribezz",
    "preferences": "zzPHpreferenceszz",
    "reason": "zzPHreasonzz",
    "action": "zzPHactionzz",
}


def words(length: int) -> str:
    """Return exactly ``length`` characters of running text."""
    text = " ".join(_SUMMARIES)
    return (text * (length // len(text) + 1))[: length - 1] + "."


def _numbered(title: str, index: int, different: int) -> str:
    """Return the title, told from its earlier uses: link texts must not repeat."""
    repeat = index // different
    return f"{title}, part {repeat + 1}" if repeat else title


def passage(text: str) -> Passage:
    """Return one plain paragraph; ``text`` holds nothing that HTML would mind."""
    return Passage(html=f"<p>{text}</p>", text=text)


def item(index: int, summary: int = 0) -> ItemView:
    """Return the item of this index, counted from 0; ``summary`` asks for so many characters."""
    text = words(summary) if summary else _SUMMARIES[index % len(_SUMMARIES)]
    one = ItemView(
        number="",
        anchor=f"item-{index + 1}",
        title=_numbered(_ENGLISH[index % len(_ENGLISH)], index, len(_ENGLISH)),
        url=f"https://www.institute.example.org/publications/2026/november/report-{index + 1}.html",
        byline="Institute of Public Health, 18 November 2026. Report, 40 pages, PDF.",
        summary=(passage(text),),
    )
    return _KINDS[index % len(_KINDS)](one, index)


def _plain(one: ItemView, _index: int) -> ItemView:
    return one


def _foreign(one: ItemView, index: int) -> ItemView:
    original, language, in_words, direction, english = _FOREIGN[index // 2 % len(_FOREIGN)]
    original = _numbered(original, index // 2, len(_FOREIGN))
    one = replace(one, in_words=in_words)
    if not english:
        return replace(one, title=original, language=language, dir=direction)
    return replace(
        one,
        title=_numbered(english, index // 2, len(_FOREIGN)),
        original=original,
        original_language=language,
        original_dir=direction,
    )


def _event(one: ItemView, _index: int) -> ItemView:
    return replace(
        one,
        byline="Peer Network, webinar",
        when="Tuesday 8 December 2026, 14:00 to 15:30 in Stockholm (CET)",
        access="English captions, recording afterwards, free of charge; register by 4 December.",
    )


def _sensitive(one: ItemView, _index: int) -> ItemView:
    return replace(one, note=passage("This item speaks about suicide."))


_KINDS: tuple[Callable[[ItemView, int], ItemView], ...] = (
    _plain, _foreign, _plain, _foreign, _event, _foreign, _sensitive, _foreign, _plain, _foreign,
)  # fmt: skip


def excerpted(one: ItemView) -> ItemView:
    """Return the item with the source's own words, in Swedish, in place of a summary."""
    text = "Rapporten beskriver hur vuxna i Sverige skattar sin psykiska hälsa."
    return replace(one, summary=(), excerpt=text, excerpt_language="sv")


def explaining(one: ItemView) -> ItemView:
    """Return the item with a short form in its title, which is explained."""
    long = "National Disability Insurance Scheme"
    return replace(one, title=f"{one.title} (NDIS)", explained=(Explanation("NDIS", long),))


def _prose() -> ProseView:
    link = Link("the network's calendar", "https://www.example.org/?a=1&b=2")
    return ProseView(
        Passage(
            html="<p>More events stand in "
            '<a href="https://www.example.org/?a=1&amp;b=2">the network\'s calendar</a>:</p>'
            "<ul><li><em>meetings</em></li><li><strong>exchanges</strong></li></ul>",
            text="More events stand in the network's calendar:\n- meetings\n- exchanges",
            links=(link,),
        )
    )


def _places(items: list[ItemView]) -> Iterator[PlaceView]:
    count = min(len(_PLACES), max(1, len(items) // 4))
    shared = [(index * count // len(items), one) for index, one in enumerate(items)]
    for number, (place, members) in enumerate(groupby(shared, key=lambda pair: pair[0]), 1):
        numbered = [
            replace(one, number=f"{number}.{position}")
            for position, (_, one) in enumerate(members, 1)
        ]
        yield _place(number, _PLACES[place], numbered)


def _place(number: int, heading: str, items: list[ItemView]) -> PlaceView:
    anchor = heading.lower().replace(" ", "-")
    size = max(1, -(-len(items) // len(_SECTIONS)))
    sections = []
    for start in range(0, len(items), size):
        name = _SECTIONS[start // size]
        blocks: tuple[BlockView, ...] = tuple(items[start : start + size])
        if number == 1 and name == "Webinars":
            blocks = (_prose(), *blocks)
        sections.append(SectionView(name, f"{anchor}-{name.lower().replace(' ', '-')}", blocks))
    return PlaceView(number, heading, anchor, (), tuple(sections))


def dates_of(places: tuple[PlaceView, ...]) -> tuple[DateView, ...]:
    """Return the dates of the items that have one, all on one day; no clock for every third."""
    found = [one for place in places for one in place.items() if one.when]
    whole = DateView(found[0], "Tuesday 8 December 2026") if found else None
    return tuple(
        replace(whole, item=one)
        if whole and number % 3 == 2
        else DateView(
            one,
            day="Tuesday 8 December 2026",
            hours="14:00 to 15:30 in Stockholm",
            here="13:00 to 14:30 in London" if number % 2 else "",
            elsewhere="05:00 in Los Angeles, 08:00 in New York and Toronto, 13:00 in Dublin and "
            "London, 14:00 in Amsterdam; Wednesday 9 December: 00:00 in Sydney, 02:00 in Auckland",
        )
        for number, one in enumerate(found)
    )


def issue_view(count: int = 24, *, summary: int = 0) -> IssueView:
    """Return an issue of ``count`` items, in at most ten places, with every kind of part.

    ``summary`` is the length of every summary in characters, 0 for natural lengths.
    """
    made = [item(index, summary) for index in range(count)]
    made = [excerpted(one) if index == 2 else one for index, one in enumerate(made)]
    made = [explaining(one) if index == 8 else one for index, one in enumerate(made)]
    return issue_of(made)


def issue_of(items: list[ItemView]) -> IssueView:
    """Return an issue of exactly these items; they get their numbers."""
    places = tuple(_places(items)) if items else ()
    return IssueView(
        intro=(
            passage("Welcome to the first Update of December. It holds news from every member."),
        ),
        places=places,
        dates=dates_of(places),
    )


def mail_view(**changes: Any) -> MailView:
    """Return what surrounds the sample issues, with these fields changed."""
    view = MailView(
        subject="Network Update, 1 December 2026",
        preheader="Scotland's new strategy, two webinars on peer work, "
        "and the yearly figures from Sweden",
        overview="In this Update: Scotland's new strategy, two webinars on peer work, "
        "and the yearly figures from Sweden.",
        language="en",
        dir="ltr",
        publication="update",
        date="",
        organisation=Organisation(
            name="International Network of Leaders",
            controller="Network Office Ltd",
            postal_address=("1 Example Street", "Wellington 6011", "New Zealand"),
            contact="office@example.org",
        ),
        web_url="https://newsletter.example.org/issues/update-2026-12-01/",
    )
    return replace(view, **changes)


CONFIRMATION = ConfirmationView(
    title="Network Update",
    basis="The Network Update tells you twice a month what is new in nine countries.",
    days=14,
)


def confirmation_mail_view(**changes: Any) -> MailView:
    """Return what surrounds the confirmation: it has no page on the web."""
    around = mail_view(
        subject="Please confirm: Network Update",
        preheader="Somebody asked to get the Network Update at this address; one button says yes",
        overview="Do you want to get the Network Update by email?",
        publication="Network Update",
        date="",
        web_url="",
        template="confirm",
    )
    return replace(around, **changes)
