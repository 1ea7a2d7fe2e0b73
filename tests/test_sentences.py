"""Easy English is counted as a reader would count it."""

from __future__ import annotations

import pytest

from newsletter.model.sentences import (
    LONGEST,
    length,
    numeric_dates,
    sentences,
    too_long,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("A line\nends one.\n\nSo it does.", ["A line", "ends one.", "So it does."]),
        ("Dr. Berg asks. We answer.", ["Dr. Berg asks.", "We answer."]),
        ("Ask J. Berg, e.g. by post.", ["Ask J. Berg, e.g. by post."]),
        ("It costs 3.50 euro. It is new.", ["It costs 3.50 euro.", "It is new."]),
        ("Come at 3 p.m. on Monday.", ["Come at 3 p.m. on Monday."]),
        ('"Do you?" she asks. "Yes." He nods.', ['"Do you?" she asks.', '"Yes.', "He nods."]),
        ("Och sedan … började det. Åh!", ["Och sedan … började det.", "Åh!"]),
    ],
)
def test_a_sentence_ends_where_a_reader_stops(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("", 0),
        ("- to be well", 3),
        ("Well-being isn't 1,200 people at 14:00.", 6),
        ("Ngā Hua o te Tau: hälsa & hopp", 7),
        ("See https://example.org/a_b?c=1.", 2),
    ],
)
def test_what_belongs_together_is_one_word(sentence: str, words: int) -> None:
    assert length(sentence) == words


def test_fifteen_words_are_not_too_many() -> None:
    words = " ".join(["Word"] * LONGEST)
    assert list(too_long(f"{words}. {words}.")) == []
    assert list(too_long(f"{words}. And {words}.")) == [(f"And {words}.", LONGEST + 1)]


@pytest.mark.parametrize("date", ["3/11/2026", "03.11.26", "2026-11-03", "3-11-2026"])
def test_a_date_in_figures_is_found(date: str) -> None:
    assert list(numeric_dates(f"It is on {date}, at 14:00.")) == [date]


@pytest.mark.parametrize(
    "text", ["3 November 2026", "version 1.2.3", "chapter 3.2", "14:00", "0800 111 757", "24/7"]
)
def test_other_figures_are_no_dates(text: str) -> None:
    assert list(numeric_dates(text)) == []
