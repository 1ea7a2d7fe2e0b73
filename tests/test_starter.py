"""The sources.yaml that travels with the product: complete, honest, and its words work."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.model.health import health_in_words
from newsletter.model.items import Entry, keyword_pattern, wanted
from newsletter.model.sorting import Sorting
from newsletter.model.sources import Source, SourceBook, read_sources

STARTER = Path(__file__).parent.parent / "sources.yaml"
COUNTRIES = ["AU", "CA", "GB-ENG", "GB-SCT", "IE", "NL", "NZ", "SE", "US"]
BODIES = ["WHO", "WFMH", "OECD", "UN", "EU", "WEF", "ADI", "INT"]

# Sources that publish on much else, and are fetched.
BROAD = [
    "au-health",
    "ca-hc",
    "gb-dhsc",
    "gb-dwp",
    "gb-nhse",
    "nl-rijk",
    "nz-beehive",
    "se-fohm",
    "se-regeringen",
    "us-cdc-mmwr",
    "us-kffhn",
    "who",
    "un-news",
    "eu-sante",
    "eu-empl",
    "eu-press",
    "eu-fra",
    "wef",
    "j-cochrane",
]

WANTED = {
    ("en", "mental-health"): ["New mental health strategy", "Inpatient Psychiatry: what next?"],
    ("en", "suicide-prevention"): ["Suicide prevention plan", "Guide on self-harm"],
    ("en", "addiction"): ["Alcohol-related deaths fall", "New centre for opioid addiction"],
    ("en", "disability"): ["Disability benefit reform", "Homes for disabled people"],
    ("en", "dementia"): ["Living with dementia", "Alzheimer's: early signs"],
    ("sv", "mental-health"): ["Ny rapport om psykisk hälsa", "Köerna till barnpsykiatrin"],
    ("sv", "suicide-prevention"): ["Nationell strategi för suicidprevention"],
    ("sv", "addiction"): ["Vården vid skadligt bruk och beroende", "Alkoholvanor i Sverige"],
    ("sv", "disability"): ["Stöd till personer med funktionsnedsättning"],
    ("nl", "mental-health"): ["Wachttijden in de ggz", "Mentale gezondheid van jongeren"],
    ("nl", "addiction"): ["Nieuwe cijfers over verslavingszorg"],
    ("nl", "disability"): ["Wonen voor mensen met een beperking"],
}
UNWANTED = {
    "en": ["Road works in spring", "Cheaper drugs for diabetes", "Budget statement"],
    "sv": ["Vägarbeten i vår", "Stödet varierar beroende på kommun", "En oberoende granskning"],
    "nl": ["Wegwerkzaamheden in het voorjaar", "Beperkingen op de A2"],
}


@pytest.fixture(scope="module")
def book() -> SourceBook:
    return read_sources(STARTER.read_text(encoding="utf-8"), "sources.yaml")


def keeps(book: SourceBook, source: Source, title: str) -> bool:
    include, exclude = book.words(source)
    entry = Entry(id="", url="", title=title)
    return wanted(entry, keyword_pattern(include), keyword_pattern(exclude))


def test_every_country_and_body_is_a_place(book: SourceBook) -> None:
    assert sorted(one.code for one in book.places if not one.body) == COUNTRIES
    assert [one.code for one in book.places if one.body] == BODIES


def test_countries_come_by_their_name_and_before_bodies(book: SourceBook) -> None:
    names = [one.name.removeprefix("The ") for one in book.places if not one.body]
    assert names == sorted(names)
    assert [one.body for one in book.places] == [False] * 9 + [True] * 8


def test_the_sections_are_those_of_the_update(book: SourceBook) -> None:
    assert book.sections == ["News", "Research", "Policy", "Webinars"]


def test_every_place_has_a_source_and_sources_follow_the_order_of_places(book: SourceBook) -> None:
    codes = [one.code for one in book.places]
    assert {one.place for one in book.sources} == set(codes)
    order = [codes.index(one.place) for one in book.sources]
    assert order == sorted(order)


def test_a_source_without_an_address_is_switched_off(book: SourceBook) -> None:
    assert {one.id for one in book.sources if one.enabled and not one.address} == set()
    assert {one.id for one in book.sources if one.address and not one.enabled} == set()


def test_nothing_claims_to_have_been_checked(book: SourceBook) -> None:
    assert {one.checked for one in book.sources} == {"never"}
    now = datetime(2026, 12, 1, tzinfo=UTC)
    told = {health_in_words(one, None, now) for one in book.sources}
    assert told == {"never fetched", "switched off: no feed is known"}


def test_a_feed_is_a_real_address_and_no_template(book: SourceBook) -> None:
    for source in book.sources:
        assert not set(source.feed) & set("{}<> "), source.id


def test_a_guessed_address_stands_in_the_note_only(book: SourceBook) -> None:
    guessed = [one for one in book.sources if "never fetched: http" in one.note]
    assert guessed
    for source in guessed:
        address = source.note.rpartition("never fetched: ")[2]
        assert address.startswith("https://"), source.id
        assert address != source.feed, source.id


def test_every_source_names_a_page_for_people(book: SourceBook) -> None:
    assert [one.id for one in book.sources if not one.page] == []


def test_a_broad_source_that_is_fetched_has_keywords(book: SourceBook) -> None:
    filtered = [one.id for one in book.sources if one.enabled and one.keywords.include]
    assert sorted(filtered) == sorted(BROAD)


@pytest.mark.parametrize("id", BROAD)
def test_the_words_of_a_broad_source_find_its_topics(book: SourceBook, id: str) -> None:
    source = book.source(id)
    assert source is not None
    topics = [one for one in source.topics if (source.language, one) in WANTED]
    titles = [title for topic in topics for title in WANTED[source.language, topic]]
    # The press corner has no topic but policy, and finds all that the network works on.
    titles += (
        [] if titles else [one for (tag, _), all_ in WANTED.items() for one in all_ if tag == "en"]
    )
    assert [title for title in titles if not keeps(book, source, title)] == []


@pytest.mark.parametrize("id", BROAD)
def test_the_words_of_a_broad_source_leave_the_rest(book: SourceBook, id: str) -> None:
    source = book.source(id)
    assert source is not None
    titles = [*UNWANTED[source.language], *UNWANTED["en"]]
    assert [title for title in titles if keeps(book, source, title)] == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("mental-health", "Stratégie en santé mentale"),
        ("suicide-prevention", "Prévention du suicide chez les jeunes"),
        ("addiction", "Surdoses liées aux opioïdes"),
        ("disability", "Les personnes en situation de handicap"),
        ("dementia", "Vivre avec une démence"),
        ("mental-health", "Support for tāngata whai ora"),
        ("mental-health", "Support for tangata whai ora"),
        ("disability", "Tāngata whaikaha Māori"),
        ("dementia", "Demenssjukdom i hemmet"),
        ("dementia", "Leven met dementie"),
        ("suicide-prevention", "Landelijke agenda suïcidepreventie"),
    ],
)
def test_the_word_lists_speak_the_languages_of_the_places(
    book: SourceBook, name: str, title: str
) -> None:
    pattern = keyword_pattern(book.word_lists[name])
    assert pattern is not None
    assert pattern.search(title)


SORTED = {
    "Webinars": ["Webinar: peer support in practice", "Webbinarium om psykisk hälsa",
                 "Webinar over herstel", "Webinaire : la pair-aidance"],
    "Policy": ["National suicide prevention strategy", "Mental Health Strategy 2026-2030",
               "Consultation on the Mental Health Bill", "Ny nationell strategi för psykisk hälsa",
               "Handlingsplan mot ensamhet", "Wetsvoorstel zorg en dwang", "Landelijk actieplan",
               "Plan d'action 2026-2030", "Plan d’action 2026-2030", "Te rautaki hauora hinengaro"],
    "Research": ["New study on loneliness", "Statistics on medicines", "Ny rapport om unga",
                 "Nieuwe cijfers over verslavingszorg", "Étude sur le logement",
                 "Ngā hua o te rangahau"],
    "News": ["Coping strategies for students", "Young people report loneliness", "Minister resigns",
             "Legal advice for carers", "Annual report of the board", "Vi söker en statistiker",
             "Web accessibility improved", "Studying with a disability"],
}  # fmt: skip


@pytest.mark.parametrize("section", SORTED)
def test_the_rules_sort_what_is_plain_in_the_languages_of_the_places(
    book: SourceBook, section: str
) -> None:
    sorting = Sorting(book)
    source = next(one for one in book.sources if one.section == "News")
    found = {title: sorting.suggest(source, Entry("", "", title)) for title in SORTED[section]}
    assert {title: one.section for title, one in found.items() if one.section != section} == {}


def test_the_rules_leave_alone_what_a_source_files_under_research_or_policy(
    book: SourceBook,
) -> None:
    sorting = Sorting(book)
    for source in book.sources:
        titles = [*SORTED["Policy"], *SORTED["Research"]] if source.section != "News" else []
        for title in titles:
            assert sorting.suggest(source, Entry("", "", title)).rule == "", source.id


def test_the_file_is_written_for_people() -> None:
    text = STARTER.read_text(encoding="utf-8")
    head = text.split("\n\n")[0].splitlines()
    assert 15 <= len(head) <= 25
    assert all(line.startswith("#") for line in head)
    assert unicodedata.is_normalized("NFC", text)
    assert "\t" not in text
