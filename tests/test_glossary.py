"""A short form is told in full where it comes first in a place, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.glossary import Reading, is_short_form
from newsletter.model.sources import read_sources
from newsletter.model.views import Explanation

TERMS = {
    "NDIS": "National Disability Insurance Scheme",
    "NHS": "National Health Service",
    "NHS24": "national telephone service",
    "ICB": "integrated care board",
    "NGO": "non-governmental organisation",
    "LMIC": "low- and middle-income country",
    "CMH": "Centre for Mental Health",
    "AMHS": "adult mental health services",
    "HIB": "health inspection branch",
    "ggz": "mental health care",
    "R&D": "research and development",
    "TWO": "Tāngata Whaikaha Ō",
}
NDIS = "NDIS (National Disability Insurance Scheme)"
STARTER = Path(__file__).parent.parent / "sources.yaml"


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("The NDIS pays, and the NDIS pays.", f"The {NDIS} pays, and the NDIS pays."),
        ("NDIS", NDIS),
        ("NDIS.", f"{NDIS}."),
        ("*NDIS* and __NHS__", f"*{NDIS}* and __NHS (National Health Service)__"),
        ("NDIS/NHS", f"{NDIS}/NHS (National Health Service)"),
        ("Call NHS24", "Call NHS24 (national telephone service)"),
        ("Köer i ggz", "Köer i ggz (mental health care)"),
        ("More R&D, please", "More R&D (research and development), please"),
        ("Several NGOs", "Several NGOs (non-governmental organisations)"),
        ("LMICs", "LMICs (low- and middle-income countries)"),
        ("two CMHs", "two CMHs (Centres for Mental Health)"),
        ("HIBs", "HIBs (health inspection branches)"),
        ("AMHSs", "AMHSs (adult mental health services)"),
        ("the NDIS's budget", "the NDIS's (National Disability Insurance Scheme) budget"),
        ("the NDIS’s budget", "the NDIS’s (National Disability Insurance Scheme) budget"),
        ("NDIS-funded", "NDIS-funded (NDIS: National Disability Insurance Scheme)"),
        ("non-NHS care", "non-NHS (NHS: National Health Service) care"),
        ("the service (NHS)", "the service (NHS: National Health Service)"),
        ("(paid by the NHS)", "(paid by the NHS, National Health Service)"),
        ("(the NHS pays)", "(the NHS, National Health Service, pays)"),
        ("(a) the NHS", "(a) the NHS (National Health Service)"),
        ("[the NHS](https://x.org/)", "[the NHS (National Health Service)](https://x.org/)"),
    ],
)
def test_a_short_form_is_explained_where_it_is_used_first(text: str, expanded: str) -> None:
    reading = Reading(TERMS)

    assert reading.expanded(text) == expanded
    assert reading.expanded(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "The National Disability Insurance Scheme (NDIS) pays",
        "NDIS (National Disability Insurance Scheme)",
        "NDIS: the national disability insurance\nscheme",
        "The NDIS, the National Disability Insurance Scheme, pays",
        "Integrated care boards (ICBs)",
        "ICBs (integrated care boards)",
        "low- and middle-income countries (LMICs)",
    ],
)
def test_nothing_is_added_where_the_long_form_stands_beside(text: str) -> None:
    reading = Reading(TERMS)

    assert reading.expanded(text) == text
    assert reading.first_used("NDIS ICB LMIC") == tuple(
        Explanation(short, TERMS[short]) for short in ("NDIS", "ICB", "LMIC") if short not in text
    )


@pytest.mark.parametrize(
    "text",
    [
        "xNDIS NDISx NDIS2 ndis Ndis åNHS NHSå GGZ r&d",
        "[it](https://x.org/NHS)", "[it](</NHS>)", "<https://x.org/NHS>", "https://x.org/NHS.",
        "www.x.org/NHS", "someone@NHS.net", "NHS.uk", "NHS.uk/NDIS", "`NHS`", "<!-- NHS -->",
        "[@NHS]", "[x]{#NHS}", "",
    ],
)  # fmt: skip
def test_other_words_addresses_and_code_stay_as_they_are(text: str) -> None:
    reading = Reading(TERMS)

    assert reading.expanded(text) == text
    assert reading.first_used(text) == ()


def test_words_that_must_not_be_touched_are_explained_beside_them() -> None:
    reading = Reading(TERMS)

    assert reading.first_used("NGOs ask the NDIS; the NDIS answers") == (
        Explanation("NGO", TERMS["NGO"]),
        Explanation("NDIS", TERMS["NDIS"]),
    )
    assert reading.first_used("NDIS and NHS-funded") == (Explanation("NHS", TERMS["NHS"]),)
    assert reading.expanded("The NDIS, the NHS, an ICB") == (
        "The NDIS, the NHS, an ICB (integrated care board)"
    )


def test_each_reading_begins_anew() -> None:
    assert Reading(TERMS).expanded("NDIS") == Reading(TERMS).expanded("NDIS") == NDIS


def test_a_place_without_a_glossary_explains_nothing() -> None:
    reading = Reading({})

    assert (reading.expanded("The NDIS"), reading.first_used("The NDIS")) == ("The NDIS", ())


@given(st.lists(st.sampled_from([*TERMS, "and", "(", ")", "the", ",", "-", "s", "ICBs", "\n"])))
def test_what_is_added_is_only_what_is_explained_once(words: list[str]) -> None:
    text = " ".join(words)
    reading = Reading(TERMS)
    expanded = reading.expanded(text)

    assert reading.expanded(text) == text
    used = Reading(TERMS).first_used(text)
    assert len({one.short for one in used}) == len(used)
    # Without what was added it is the text again.
    position = 0
    for character in expanded:
        if position < len(text) and text[position] == character:
            position += 1
    assert position == len(text)
    assert (expanded == text) == (not used)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    reading = Reading(TERMS)

    assert len(reading.expanded(text)) >= len(text)


@pytest.mark.parametrize(
    "text", ["NDIS", "GPs", "COVID-19", "R&D", "ggz", "Wlz", "FoHM", "A1", "mhGAP", "GB-SCT", "ÅÄ"]
)
def test_a_short_form_is_a_word_that_no_other_is(text: str) -> None:
    assert is_short_form(text)


@pytest.mark.parametrize(
    "text",
    ["", "N", "who", "Who", "The", "988", "a b", "N H S", "NHS.", "-NHS", "x_y", "N" * 21, "åöä"],
)
def test_what_may_be_another_word_is_no_short_form(text: str) -> None:
    assert not is_short_form(text)


def test_the_starter_explains_what_leaders_elsewhere_stumble_on() -> None:
    book = read_sources(STARTER.read_text(encoding="utf-8"), "sources.yaml")

    def told(code: str, short: str) -> str:
        return book.terms(book.place(code)).get(short, "")

    assert told("AU", "NDIS") == "National Disability Insurance Scheme"
    assert told("IE", "HSE") == "Health Service Executive"
    assert told("NL", "ggz") == told("NL", "GGZ") == "mental health care"
    assert told("SE", "NDIS") == ""
    assert told("SE", "CRPD") == told("US", "CRPD") == book.terms(None)["CRPD"]


def test_the_starter_needs_no_explanation_of_its_explanations() -> None:
    book = read_sources(STARTER.read_text(encoding="utf-8"), "sources.yaml")
    for place in book.places:
        terms = book.terms(place)
        for short, long in terms.items():
            assert not Reading(terms).first_used(long), (place.code, short)
            assert not re.search(r"\b[A-Z]{3,}", long), (place.code, short)
