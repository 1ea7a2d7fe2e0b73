"""What an editor pastes, with the slips that people make."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.pasted import BOOKMARKLET, SEEN, Block, read_pasted

BLOCK = """\
URL: https://agency.example/a
Page title: Mental health in 2026
Page language: en-GB
Page publisher: The Agency
Page date: 2026-11-18
Quote: What people marked
"""


def blocks(text: str) -> list[Block]:
    found, problems = read_pasted(text)
    assert problems == []
    return found


def test_what_the_bookmarklet_copies_is_understood() -> None:
    assert blocks(BLOCK) == [
        Block(
            1,
            {"url": "https://agency.example/a"},
            {
                "title": "Mental health in 2026",
                "language": "en-GB",
                "publisher": "The Agency",
                "published": "2026-11-18",
                "excerpt": "What people marked",
            },
        )
    ]


def test_the_bookmarklet_writes_only_keys_that_are_read() -> None:
    keys = re.findall(r"\['([A-Z][a-z A-Z]*)',", BOOKMARKLET)
    assert {key.lower() for key in keys} == {"url", *SEEN}
    assert "\n" not in BOOKMARKLET


def test_addresses_line_by_line_are_an_item_each() -> None:
    text = "https://e.org/1\nhttps://e.org/2\r\n  https://e.org/3  \n"
    assert [one.written for one in blocks(text)] == [
        {"url": f"https://e.org/{number}"} for number in (1, 2, 3)
    ]
    assert [one.line for one in blocks(text)] == [1, 2, 3]


def test_other_lines_below_an_address_are_the_editors_text() -> None:
    (one,) = blocks("https://e.org/1\nSent by Anna.\nWorth a look: yes")
    assert one.written["excerpt"] == "Sent by Anna.\nWorth a look: yes"


def test_an_item_without_an_address_needs_a_title() -> None:
    (one,) = blocks("Title: News from Fred\nPlace: Scotland\nText: We met.\nAnd agreed.")
    assert one.written == {
        "title": "News from Fred",
        "place": "Scotland",
        "excerpt": "We met.\nAnd agreed.",
    }


def test_keys_before_the_address_belong_to_it() -> None:
    (one,) = blocks("TITLE: A\nurl: e.org/x")
    assert one.written == {"title": "A", "url": "https://e.org/x"}


@pytest.mark.parametrize(
    ("bad", "line", "words"),
    [
        ("Titel: A", 3, "Titel"),
        ("URL: not an address", 3, "no web address"),
        ("URL: javascript:alert(1)", 3, "no web address"),
        ("Title: A\nTitle: B", 4, "second time"),
        ("just words", 3, "belongs to no item"),
        ("Place: SE", 3, "neither an address nor a title"),
    ],
)
def test_a_bad_block_is_told_with_its_line_and_stops_nothing(
    bad: str, line: int, words: str
) -> None:
    found, problems = read_pasted(f"https://e.org/1\n\n{bad}\n\n\nhttps://e.org/2")
    assert [one.written["url"] for one in found] == ["https://e.org/1", "https://e.org/2"]
    (problem,) = problems
    assert problem.line == line
    assert words in problem.message
    assert str(problem).startswith(f"pasted line {line}: ")


@given(st.text(alphabet=st.sampled_from("URLTitle: https://e.org/\n\r\t ab:ä\x00"), max_size=80))
def test_whatever_is_pasted_is_read_or_told(text: str) -> None:
    found, _ = read_pasted(text)
    for one in found:
        assert one.written.get("url") or one.written.get("title")
