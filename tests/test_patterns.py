"""Regular expressions from a file: what could run away is refused, and what is left is bounded."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.patterns import compiled, phrase


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", "1 to 1,500 characters"),
        ("x" * 1501, "1 to 1,500 characters"),
        ("(", "missing )"),
        ("a)", "unbalanced"),
        ("a**", "multiple repeat"),
        ("[z-a]", "bad character range"),
        ("x?", "does not match nothing at all"),
        (r"\b", "does not match nothing at all"),
        ("(a+)+", "no repeat behind a group"),
        ("(a|aa){5}", "no repeat behind a group"),
        (r"(a)\1", "what was found before"),
        (r"\w+\w+", "something between"),
        (r"(?:\w+|x)?\w+x", "something between"),
        (r".*\s+.", "something between"),
        (r"\w+x\w+x\w+", "at most 2 repeats"),
        ("x{41}", "a repeat of at most 40"),
        ("x{1,4000}", "a repeat of at most 40"),
        ("(?i)x", "no (?"),
        ("(?P<name>x)", "no (?"),
        ("(?#x)y", "no (?"),
    ],
)
def test_what_could_run_away_is_refused_with_the_reason(pattern: str, expected: str) -> None:
    with pytest.raises(ValueError, match=r".") as told:
        compiled(pattern)
    assert expected in str(told.value)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bcommit(?:s|ted|ting)?\s+suicide\b", "He COMMITTED  suicide"),
        (r"(?<!were )\bblind\s+to\b(?!\s+x)", "blind to"),
        (r"[^\]a-c]+|[]x]", "]"),
        (r"a{2,}b{1}c{,3}", "aab"),
        (r"a+?b", "aab"),
        (r"\w+\s+\w+", "two words"),
        ("zelfmoord", "Zelfmoord"),
    ],
)
def test_what_people_need_is_allowed(pattern: str, text: str) -> None:
    assert compiled(pattern).search(text)


def test_a_repeat_has_a_bound() -> None:
    assert compiled("xa+y").search("x" + "a" * 40 + "y")
    assert not compiled("xa+y").search("x" + "a" * 41 + "y")


@pytest.mark.parametrize(
    ("words", "found", "not_found"),
    [
        ("deaf-mute", "a deaf mute person, deaf-mute", "deafmute"),
        ("drug addict*", "Drug  addicts", "drug-addict"),
        ("suicide & crisis", "Suicide & Crisis", "suicide crisis"),
        ("Te Pou (2019)", "te pou (2019)", "te pou 2019"),
        ("ångest", "Ångest", "ångesten"),
    ],
)
def test_plain_words_are_found_whole(words: str, found: str, not_found: str) -> None:
    pattern = compiled(phrase(words))
    assert pattern.search(found)
    assert not pattern.search(not_found)


@given(st.text(alphabet=r"ab \w.*+?{}(|)[]^$,123sd", max_size=30))
def test_any_pattern_is_refused_or_comes_to_an_end(pattern: str) -> None:
    with suppress(ValueError):
        made = compiled(pattern)
        for text in ("a" * 400, "ab " * 150, "a b" * 150):
            list(made.finditer(text))
