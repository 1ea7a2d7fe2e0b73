"""Which two items tell one story: what evidence is enough, and what never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.model.dates import PartialDate
from newsletter.model.duplicates import (
    ENOUGH,
    Verdict,
    blocks,
    days_apart,
    verdict,
    wording,
    words_of,
)
from newsletter.model.items import Item, ItemState

SAME, LIKELY, DIFFERENT = Verdict.SAME, Verdict.LIKELY, Verdict.DIFFERENT
SEEN = datetime(2026, 11, 20, tzinfo=UTC)
LONG = "New plan to make mental health care easier to reach for young people"
MEDIUM = "National suicide prevention strategy published"
TEXT = (
    "The minister presented the plan in the capital today. It names twelve measures, from open "
    "doors in every town to a telephone line that answers at night, and says who pays for them."
)
OTHER_TEXT = (
    "Regional boards report on waiting times every quarter. Numbers rose in the north and fell in "
    "the south, and the agency explains how it counts people who wait for a second appointment."
)


def item(title: str = LONG, **changes: object) -> Item:
    """Return an item of the Swedish agency, with changes."""
    one = Item(
        id="k3f9m2",
        key="e.org/one",
        url="https://e.org/one",
        title=title,
        source="se-agency",
        publisher="The Agency",
        place="SE",
        section="News",
        language="en",
        published=PartialDate(2026, 11, 18),
        excerpt="",
        topics=(),
        state=ItemState.NEW,
        first_seen=SEEN,
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def elsewhere(title: str = LONG, **changes: object) -> Item:
    """Return an item of a source in another place."""
    there = {"source": "ca-office", "publisher": "The Office", "place": "CA", "key": "e.org/two"}
    return item(title, **{**there, **changes})


# --- a table of pairs -----------------------------------------------------------------------

_TITLES = {
    "the same": (LONG, LONG, SAME),
    "case": (LONG, LONG.upper(), SAME),
    "punctuation": (LONG, f"“{LONG}” …", SAME),
    "accents": (f"Québec: {LONG}", f"QUEBEC – {LONG}", SAME),
    "apostrophes": (f"Sweden's {LONG}", f"Sweden’s {LONG}", SAME),
    "its publisher behind it": (LONG, f"{LONG} | The Office", SAME),
    "its publisher in front": (LONG, f"The Office: {LONG}", SAME),
    "another publisher behind it": (LONG, f"{LONG} | Somebody Else", LIKELY),
    "an article more": (LONG, f"The {LONG}", SAME),
    "a hyphen": (f"Wellbeing: {LONG}", f"Well-being: {LONG}", SAME),
    "British and American": (f"Organisation: {LONG}", f"Organization: {LONG}", SAME),
    "letters that change places": (f"Centre: {LONG}", f"Center: {LONG}", SAME),
    "a plural": (f"Report: {LONG}", f"Reports: {LONG}", SAME),
    "one letter, another country": (f"Ireland: {LONG}", f"Iceland: {LONG}", LIKELY),
    "men and women": (f"{LONG}: men", f"{LONG}: women", LIKELY),
    "a not": (LONG, LONG.replace("easier", "not easier"), LIKELY),
    "the words in another order": (LONG, f"For young people: {LONG[:-17]}", LIKELY),
    "another year": (f"{LONG} 2025", f"{LONG} 2026", DIFFERENT),
    "a year more": (LONG, f"{LONG} 2026", DIFFERENT),
    "another story": (LONG, "Waiting times rose again in most regions this spring", DIFFERENT),
    "a short title without a text": ("Annual report 2025", "Annual report 2025", LIKELY),
    "a word that says nothing": ("News", "News", DIFFERENT),
    "no word at all": ("!!!", "!!!", DIFFERENT),
    "two countries have such a strategy": (MEDIUM, MEDIUM, LIKELY),
}


@pytest.mark.parametrize(("one", "other", "wanted"), _TITLES.values(), ids=_TITLES)
def test_titles_alone_in_two_places(one: str, other: str, wanted: Verdict) -> None:
    first, second = item(one), elsewhere(other)

    assert verdict(first, second) is wanted
    if wanted is SAME:
        shared = set(blocks(first)) & set(blocks(second))
        assert len(shared) >= ENOUGH


_TEXTS = {
    "a short title, the same text": ("Annual report", TEXT, TEXT, SAME),
    "a short title, nearly the text": ("Annual report", TEXT, f"X {TEXT}", LIKELY),
    "a short title, a short text": ("Annual report", "Out now.", "Out now.", LIKELY),
    "a longer title, texts that agree": (MEDIUM, TEXT, TEXT.replace("twelve", "some"), SAME),
    "one text cut short": (MEDIUM, TEXT, TEXT[:110] + " […]", SAME),
    "a longer title, another text": (MEDIUM, TEXT, OTHER_TEXT, LIKELY),
    "a text that only repeats the title": (MEDIUM, f"{MEDIUM}.", f"{MEDIUM}.", LIKELY),
    "a long title, another text": (LONG, TEXT, OTHER_TEXT, SAME),
    "a word in place of a title": ("(untitled)", TEXT, TEXT, SAME),
}


@pytest.mark.parametrize(("title", "one", "other", "wanted"), _TEXTS.values(), ids=_TEXTS)
def test_texts_say_what_short_titles_cannot(
    title: str, one: str, other: str, wanted: Verdict
) -> None:
    assert verdict(item(title, excerpt=one), elsewhere(title, excerpt=other)) is wanted


def test_a_changed_title_needs_the_same_text() -> None:
    changed = LONG.replace("easier", "much easier")

    assert verdict(item(excerpt=TEXT), elsewhere(changed, excerpt=TEXT)) is SAME
    assert verdict(item(excerpt=TEXT), elsewhere(changed, excerpt=f"X {TEXT}")) is LIKELY
    assert verdict(item(excerpt=TEXT), elsewhere("Quite another title", excerpt=TEXT)) is LIKELY


def test_in_one_place_four_words_are_enough_where_there_is_no_text() -> None:
    neighbour = elsewhere(MEDIUM, place="SE")

    assert verdict(item(MEDIUM), neighbour) is SAME
    three = "Suicide prevention strategy"
    assert verdict(item(three), replace(neighbour, title=three)) is LIKELY
    assert verdict(item(MEDIUM, excerpt=TEXT), replace(neighbour, excerpt=OTHER_TEXT)) is LIKELY


_CHANGES = {
    "another language": ({"language": "sv"}, DIFFERENT),
    "another region of the language": ({"language": "en-CA"}, SAME),
    "three weeks later": ({"published": PartialDate(2026, 12, 9)}, SAME),
    "two months later": ({"published": PartialDate(2027, 1, 18)}, DIFFERENT),
    "only the month is known": ({"published": PartialDate(2026, 12)}, SAME),
    "only the year is known": ({"published": PartialDate(2026)}, SAME),
    "another year": ({"published": PartialDate(2025)}, DIFFERENT),
    "no date, seen in the same days": ({"published": None}, SAME),
    "no date, seen long before": (
        {"published": None, "first_seen": SEEN - timedelta(days=31)},
        DIFFERENT,
    ),
}


@pytest.mark.parametrize(("changes", "wanted"), _CHANGES.values(), ids=_CHANGES)
def test_language_and_date_have_a_say(changes: dict[str, Any], wanted: Verdict) -> None:
    assert verdict(item(), elsewhere(**changes)) is wanted


@pytest.mark.parametrize(
    ("title", "text", "days", "wanted"),
    [
        (LONG, TEXT, 0, SAME),
        (LONG.upper(), TEXT, 7, SAME),
        (LONG, TEXT, 8, DIFFERENT),
        (LONG, "", 1, LIKELY),
        (LONG, OTHER_TEXT, 1, LIKELY),
        (f"{LONG} again", TEXT, 1, DIFFERENT),
        ("(untitled)", "", 0, DIFFERENT),
    ],
)
def test_a_source_tells_a_story_again_only_in_the_same_words(
    title: str, text: str, days: int, wanted: Verdict
) -> None:
    first = item(title if title == "(untitled)" else LONG, excerpt=TEXT)
    later = item(
        title, excerpt=text, published=PartialDate(2026, 11, 18 + days), url="https://e.org/2"
    )

    assert verdict(first, later) is wanted


def test_an_address_is_no_evidence() -> None:
    one, other = (
        item("Waiting times rose", key="e.org/news#a"),
        elsewhere(MEDIUM, key="e.org/news#b"),
    )

    assert one.url == other.url
    assert verdict(one, other) is DIFFERENT
    assert verdict(one, replace(other, source=one.source)) is DIFFERENT


# --- properties -----------------------------------------------------------------------------

_WORDS = st.sampled_from(["care", "health", "2025", "report", "centre", "center", "the", "ä", "|"])
_ITEMS = st.builds(
    item,
    st.lists(_WORDS, max_size=10).map(" ".join) | st.text(max_size=40),
    source=st.sampled_from(["se-agency", "ca-office"]),
    publisher=st.sampled_from(["report", "The Agency", ""]),
    place=st.sampled_from(["SE", "CA"]),
    language=st.sampled_from(["en", "en-CA", "sv"]),
    excerpt=st.sampled_from(["", TEXT, TEXT[:100], OTHER_TEXT]) | st.text(max_size=200),
    published=st.none()
    | st.builds(PartialDate, st.integers(1, 9999))
    | st.dates().map(PartialDate.of)
    | st.sampled_from([PartialDate(9999, 12), PartialDate(2024, 2)]),
)


@given(_ITEMS, _ITEMS)
def test_who_is_named_first_does_not_matter(one: Item, other: Item) -> None:
    assert verdict(one, other) is verdict(other, one)
    assert days_apart(one, other) == days_apart(other, one) >= 0


@given(_ITEMS)
def test_an_item_is_the_same_as_itself(one: Item) -> None:
    assert verdict(one, one) is SAME


@given(_ITEMS)
@example(item(""))
def test_every_item_has_blocks_that_a_database_holds(one: Item) -> None:
    keys = blocks(one)

    assert keys == sorted(set(keys))
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert 1 <= len(keys) <= 8
    assert blocks(replace(one, title=f" {one.title} ", id="another")) == keys


# --- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Psykisk HÄLSA – i Sverige!", ["psykisk", "halsa", "i", "sverige"]),
        ("l’été d'Aix", ["lete", "daix"]),
        ("Straße\u00ad STRASSE", ["strasse", "strasse"]),
        ("精神保健の報告", ["精神", "保健", "の報", "告"]),
        ("snake_case 3½", ["snake", "case", "31", "2"]),
        ("…", []),
    ],
)
def test_words_are_what_is_left_of_letters_and_digits(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_title_that_is_only_its_publisher_stays() -> None:
    assert wording("The Agency", "The Agency", "").words == ("agency",)
    assert wording("The Agency | The Agency", "The Agency", "").words == ("agency",)
