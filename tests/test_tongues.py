"""A title in a language of its place that nobody marked is told; what is unsure is not."""

from __future__ import annotations

import pytest
from test_check import GOOD, examined

from newsletter.stages.check import Finding, check


def found(title: str, place: str = "Sweden", mark: str = "", more: str = "") -> list[Finding]:
    item = f"- [{title}](https://example.org/x){mark}\n  One, 3 May 2026.\n\n  Words.\n{more}\n"
    text = GOOD.replace("## Canada", f"{item}\n## Canada") if place == "Sweden" else GOOD + item
    return [one for one in check(examined(text)) if one.check == "unmarked"]


def test_a_swedish_title_without_a_mark_is_told_with_what_to_write() -> None:
    (one,) = found("Nya riktlinjer för vård vid missbruk och beroende")
    assert "the title seems to be in Swedish" in one.message
    assert "{lang=sv} behind its address" in one.message


def test_a_swedish_quotation_without_a_mark_is_told_on_its_line() -> None:
    quotation = "\n  Excerpt: Rapporten beskriver hur människor i hela landet mår i dag.\n"
    (one,) = found("A report on Sweden", more=quotation)
    (item,) = [item for item in examined(GOOD).issue.items() if item.id == "r"]
    assert "the quotation seems to be in Swedish" in one.message
    assert one.line > item.line


def test_a_marked_title_is_not_told() -> None:
    assert found("Nya riktlinjer för vård vid missbruk och beroende", mark="{lang=sv}") == []


def test_a_place_is_asked_only_for_its_own_languages() -> None:
    assert found("Nya riktlinjer för vård vid missbruk och beroende", place="Canada") == []


@pytest.mark.parametrize(
    "title",
    [
        "New guidelines for care in Sweden",
        "Socialstyrelsen publishes its yearly report",
        "Folkhälsomyndigheten: mental health in numbers",
        "Psykisk hälsa",
        "Vision Zero",
        "A report from Stockholm and Göteborg",
    ],
)
def test_english_with_swedish_names_and_two_words_alone_are_not_told(title: str) -> None:
    assert found(title) == []
