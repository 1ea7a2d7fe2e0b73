"""Text from outside becomes harmless at the door, and stays the words it was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.model.text import ascii_domain, one_line, paragraphs, plural, shorten

ANY = st.text(st.characters(exclude_categories=()), max_size=200)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  two \t words\n\n", "two words"),
        ("one\r\nBcc: evil@example.org", "one Bcc: evil@example.org"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf", "a b c d e f"),
        ("a\x00b\x1b[31mc\x7fd\x9be", "a b [31mc d e"),
        ("x\u202egnp.exe", "xgnp.exe"),
        ("\u2066isolated\u2069 \u202aembedded\u202c", "isolated embedded"),
        ("שלום\u200f, עולם", "שלום\u200f, עולם"),
        ("\ufeffmarked", "marked"),
        ("half \ud83d pair", "half pair"),
        ("no\ufffe\uffffcharacters", "nocharacters"),
        ("ha\u0308lsa", "hälsa"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("**bold** [link](x)", "**bold** [link](x)"),
    ],
)
def test_a_line_keeps_its_words_and_nothing_that_acts(text: str, line: str) -> None:
    assert one_line(text) == line


@given(ANY)
@example("\ufeff \ufeff")
def test_a_line_is_one_line_that_any_file_can_hold(text: str) -> None:
    line = one_line(text)

    assert line.splitlines() in ([], [line])
    assert line == line.strip()
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in line)
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert line.encode().decode() == line
    assert one_line(line) == line


@given(ANY, st.integers(1, 50))
def test_a_limit_is_kept(text: str, limit: int) -> None:
    assert len(one_line(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short", 5, "short"),
        ("a few words too many", 12, "a few words…"),
        ("a few, words", 8, "a few…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("x" * 2_000, 300, "x" * 299 + "…"),
        ("anything", 1, "…"),
    ],
)
def test_what_is_too_long_is_cut_at_a_word_where_there_is_one(
    text: str, limit: int, short: str
) -> None:
    assert shorten(text, limit) == short


@given(st.text(max_size=300), st.integers(1, 300))
def test_shortened_text_is_the_beginning_of_the_text(text: str, limit: int) -> None:
    short = shorten(text, limit)

    assert len(short) <= limit
    assert text.startswith(short.removesuffix("…")) or short == text


def test_paragraphs_keep_their_lines_and_at_most_one_empty_line_between() -> None:
    assert paragraphs("\n\none \r\ntwo\n\n\n\n three\x00\n") == "one\ntwo\n\nthree"


@given(ANY)
def test_paragraphs_are_made_of_harmless_lines(text: str) -> None:
    whole = paragraphs(text)

    assert whole.split("\n") == [one_line(line) for line in whole.split("\n")]
    assert "\n\n\n" not in whole
    assert paragraphs(whole) == whole


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 entries"), (1, "1 entry"), (2, "2 entries"), (1_234, "1,234 entries")],
)
def test_a_count_agrees_with_its_noun(count: int, words: str) -> None:
    assert plural(count, "entry", "entries") == words
    assert plural(3, "item") == "3 items"


@pytest.mark.parametrize(
    ("name", "ascii_name"),
    [
        ("example.org", "example.org"),
        ("hälsa.se", "xn--hlsa-loa.se"),
        ("HÄLSA.se", "xn--hlsa-loa.se"),
        ("straße.de", "xn--strae-oqa.de"),  # IDNA 2003 would lead to another site: strasse.de
    ],
)
def test_a_domain_goes_over_the_wire_in_ascii(name: str, ascii_name: str) -> None:
    assert ascii_domain(name) == ascii_name


@pytest.mark.parametrize("name", ["hälsa..se", "-å.se", "å" * 70 + ".se", "ä b.se"])
def test_what_can_be_no_domain_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        ascii_domain(name)
