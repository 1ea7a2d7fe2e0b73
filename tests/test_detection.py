"""The language of an entry is that of its words, looked for where it can be."""

from __future__ import annotations

import subprocess
import sys

import pytest

from newsletter.model.detection import detected, language_of
from newsletter.model.items import Entry
from newsletter.model.sources import Place, Source

SWEDEN = ["sv"]
CANADA = ["en", "fr"]
AOTEAROA = ["mi", "en", "nzs"]
IRELAND = ["ga", "en"]
SCOTLAND = ["en", "gd", "sco"]
WHO = ["ar", "zh", "en", "fr", "ru", "es"]
NETHERLANDS = ["nl"]

PLAIN = "The agency today published its yearly figures on how adults rate their mental health."


def language(
    title: str,
    languages: list[str],
    *,
    says: str = "",
    feed: str = "",
    own: str = "",
    text: str = "",
) -> str:
    source = Source(id="x", name="X", place="XX", section="News", language=says)
    place = Place(code="XX", name="Nowhere", languages=languages)
    return language_of(Entry("", "", title, text, language=own), feed, source, place)


@pytest.mark.parametrize(
    ("title", "languages", "expected"),
    [
        ("Ny rapport om psykisk hälsa bland unga", SWEDEN, "sv"),
        ("New guidelines for the treatment of depression", SWEDEN, "en"),
        ("Wachttijden in de ggz lopen op", NETHERLANDS, "nl"),
        ("Mental health strategy for young people", NETHERLANDS, "en"),
        ("Prévention du suicide chez les jeunes", CANADA, "fr"),
        ("Youth mental health survey", CANADA, "en"),
        ("He pūrongo hou mō te hauora Māori", AOTEAROA, "mi"),
        ("Te Pou workforce survey", AOTEAROA, "en"),
        ("Te Pou and Whāraurau announce partnership", AOTEAROA, "en"),
        ("Kaupapa Māori services expand", AOTEAROA, "en"),
        ("Straitéis nua meabhairshláinte", IRELAND, "ga"),
        ("Oireachtas Committee on Disability Matters", IRELAND, "en"),
        ("Prevención del suicidio en adolescentes", WHO, "es"),
        ("Психическое здоровье подростков", WHO, "ru"),
        ("الصحة النفسية للشباب", WHO, "ar"),
        ("青少年心理健康", WHO, "zh"),
        ("Prévention du suicide chez les jeunes", SCOTLAND, "en"),
    ],
)
def test_where_nobody_says_so_the_words_decide(
    title: str, languages: list[str], expected: str
) -> None:
    assert language(title, languages) == expected


@pytest.mark.parametrize("title", ["Mind", "2026", "", "ECT", "Suicidprevention i skolan", "!"])
def test_words_that_could_be_either_are_in_the_language_of_the_place(title: str) -> None:
    assert language(title, SWEDEN) == "sv"


@pytest.mark.parametrize("title", ["Suicide", "Cannabis", "Plan d'action 2026-2030"])
def test_the_text_helps_where_the_title_is_short(title: str) -> None:
    assert language(title, CANADA) == "en"
    assert language(title, CANADA, text="Une étude sur la santé des étudiants.") == "fr"


def test_an_english_summary_makes_no_swedish_title_english() -> None:
    assert language("Ny rapport om ungas hälsa", SWEDEN, text=PLAIN) == "sv"
    assert language("Ny rapport om ungas hälsa", SWEDEN, says="sv", text=PLAIN) == "sv"


def test_what_an_entry_says_of_itself_counts() -> None:
    assert language(PLAIN, SWEDEN, own="fi", feed="sv", says="sv") == "fi"


@pytest.mark.parametrize(
    ("feed", "expected"),
    [("", "sv"), ("sv-FI", "sv-FI"), ("en-US", "sv"), ("fi", "fi"), ("de-AT", "de-AT")],
)
def test_a_feed_is_believed_but_for_what_software_claims_by_default(
    feed: str, expected: str
) -> None:
    assert language("ECT", SWEDEN, feed=feed) == expected


def test_a_feed_is_more_exact_than_the_words() -> None:
    assert language("Mental health strategy for all", ["en"], feed="en-AU") == "en-AU"
    assert language("Prévention du suicide", CANADA, feed="fr-CA") == "fr-CA"
    assert language("Youth mental health survey", CANADA, feed="fr-CA") == "en"


def test_a_source_is_believed_about_short_texts() -> None:
    assert language("Mental health strategy", SWEDEN, says="sv") == "sv"
    assert language("ECT", SWEDEN, says="sv-SE", feed="en-US") == "sv-SE"


def test_a_source_is_overruled_by_a_longer_text_that_is_plainly_in_another_language() -> None:
    assert language(PLAIN, SWEDEN, says="sv") == "en"
    assert language("Statistics", SWEDEN, says="sv", text=PLAIN) == "en"
    french = "Le ministre annonce un investissement pour améliorer les services en santé mentale"
    assert language(french, CANADA, says="en") == "fr"
    assert language(french, ["en"], says="en") == "en"


def test_a_language_that_nothing_can_detect_stays() -> None:
    assert language(PLAIN, SCOTLAND, says="gd") == "gd"
    assert language("Youth mental health survey for all", ["nzs"]) == "nzs"
    assert detected(PLAIN, ["en", "xx"]) == ("", 0.0)


def test_norwegian_has_two_names() -> None:
    title = "Ny rapport om psykisk helse blant unge"
    assert language(title, ["no"]) == "no"
    assert language("Report on the mental health of young people", ["no"]) == "en"
    assert detected(title, ["nb", "en"])[0] == "nb"


def test_the_detector_is_loaded_only_when_there_is_a_choice() -> None:
    code = (
        "import sys\n"
        "from newsletter.model.sorting import Sorting\n"
        "from newsletter.model.items import Entry\n"
        "from newsletter.model.sources import read_sources\n"
        "book = read_sources('{sections: [News], places: [{code: AU, name: A}], sources: ['\n"
        "    '{id: a, name: A, place: AU, section: News, feed: \"https://a.example/\"}]}')\n"
        "found = Sorting(book).suggest(book.sources[0], Entry('', '', 'A strategy'))\n"
        "print(found.language, 'lingua' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["en", "False"]
