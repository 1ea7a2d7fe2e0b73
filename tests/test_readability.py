"""How hard a text is: measured where a measure fits, and never for one that is too short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.readability import ENOUGH, hardest, measure, syllables

EASY = "The report tells how people feel. Many feel well. Some do not. They get help. " * 3
HARD = (
    "Interdisciplinary implementation necessitates institutional accountability, notwithstanding "
    "administrative considerations regarding organisational sustainability. " * 4
)
SWEDISH = "Boken är bra. Den är kort. Vi läser den nu. Alla kan läsa den. Den kostar inget. " * 2
OFFICIAL = (
    "Socialstyrelsens kunskapssammanställning beskriver förutsättningarna för implementering av "
    "riktlinjerna inom primärvårdens verksamheter och rehabiliteringsinsatserna. " * 3
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("health", 1), ("help", 1), ("make", 1), ("changes", 2), ("helped", 1),
        ("wanted", 2), ("people", 2), ("people's", 2), ("table", 2), ("idea", 3), ("area", 3),
        ("being", 2), ("community", 4), ("disability", 5), ("experience", 4), ("national", 3),
        ("society", 4), ("suicide", 3), ("organisation", 5), ("services", 3), ("b", 1), ("", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_about_right(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "language", "easy"),
    [
        (EASY, "en", True), (EASY, "en-AU", True), (HARD, "en", False),
        (SWEDISH, "sv", True), (OFFICIAL, "sv", False), (OFFICIAL, "nb-NO", False),
    ],
)  # fmt: skip
def test_a_text_is_easy_or_hard_by_the_measure_of_its_language(
    text: str, language: str, easy: bool
) -> None:
    found = measure(text, language)
    assert found
    assert found.is_easy is easy
    assert found.scale == ("LIX" if language[:2] in ("sv", "nb") else "Flesch-Kincaid grade")


def test_lix_is_what_its_definition_says() -> None:
    text = "Detta är en mening med sju ord. " * 4 + "Ordet betydelse är ganska långt ändå här. "
    found = measure(text, "sv")  # 35 words, 5 sentences, 1 word of more than six letters
    assert found
    assert found.value == pytest.approx(35 / 5 + 100 * 1 / 35)


@pytest.mark.parametrize("language", ["nl", "mi", "fr", "ar", "zh", "ga", "und"])
def test_a_language_without_a_measure_of_its_own_is_not_measured(language: str) -> None:
    assert measure(HARD, language) is None


def test_a_short_text_is_not_measured() -> None:
    assert measure("word " * (ENOUGH - 1), "en") is None
    assert measure("word " * ENOUGH, "en")


def test_names_do_not_make_a_text_hard() -> None:
    named = EASY.replace("people", "Folkhälsomyndigheten")
    found = measure(named, "en")
    assert found
    assert found.is_easy


def test_the_hardest_sentence_and_its_long_words_are_named() -> None:
    sentence, words = hardest("It is short. This organisation of the community is longer.", "en")
    assert sentence == "This organisation of the community is longer."
    assert words == ["organisation", "community"]
    assert hardest("", "en") == ("", [])


@given(st.text(), st.sampled_from(["en", "sv", "xx"]))
def test_any_text_can_be_measured(text: str, language: str) -> None:
    found = measure(text * 3, language)
    assert found is None or found.value < 1e6
    hardest(text, language)
