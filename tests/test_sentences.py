"""Easy English is counted as a reader would count it."""

from __future__ import annotations

from datetime import date

import pytest

from newsletter.model.sentences import (
    LONGEST,
    days_of,
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


@pytest.mark.parametrize("figures", ["3/11/2026", "03.11.26", "2026-11-03", "3-11-2026"])
def test_a_date_in_figures_is_found(figures: str) -> None:
    assert list(numeric_dates(f"It is on {figures}, at 14:00.")) == [figures]
    assert list(numeric_dates(f"({figures}). Then *{figures}*.")) == [figures] * 2


@pytest.mark.parametrize(
    "text",
    [
        "3 November 2026", "version 1.2.3", "chapter 3.2", "14:00", "0800 111 757", "24/7",
        "1/3 of people", "2025/26", "12/8", "31.31.2026", "https://a.example/2026/12/08/x.html",
        "https://a.example/a?day=2026-12-08", "2026-12-08-report.pdf", "01.02.03.04.05",
    ],
)  # fmt: skip
def test_other_figures_are_no_dates(text: str) -> None:
    assert list(numeric_dates(text)) == []


@pytest.mark.parametrize(
    ("figures", "days"),
    [
        ("03/04/2026", [date(2026, 4, 3), date(2026, 3, 4)]),
        ("08/12/26", [date(2026, 12, 8), date(2026, 8, 12)]),
        ("25.12.2026", [date(2026, 12, 25)]),
        ("12-25-2026", [date(2026, 12, 25)]),
        ("5/5/2026", [date(2026, 5, 5)]),
        ("2026-12-08", [date(2026, 12, 8)]),
        ("2026/13/08", []),
    ],
)
def test_a_date_in_figures_may_be_two_days(figures: str, days: list[date]) -> None:
    assert days_of(figures) == days
