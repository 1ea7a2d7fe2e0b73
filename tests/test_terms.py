"""terms.yaml: every term finds its examples and not its own advice; every mistake has its line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.adapters.templates import starter_file
from newsletter.app import App, make_workspace
from newsletter.errors import ConfigError
from newsletter.model.terms import ELSE, NO_TERMS, Terms, read_terms

SHIPPED = Path(__file__).parents[1] / "terms.yaml"
SMALL = """\
exempt: [Mad Pride]
preferred:
  disability:
    else: [disabled people, people with disabilities]
    AU: [people with disability]
    NZ: [disabled people, the handicapped folk]
guidelines:
  guide: {by: The Guide, name: Words, url: https://guide.example.org/}
  other: {by: Another, name: Words, url: https://other.example.org/, confirmed: false}
never_mixed:
  - {id: ways, one: [disabled people], other: [people with disabilit*], preferred: disability}
terms:
  - id: handicap
    patterns: ['\\bhandicapp?ed\\b']
    examples: [handicapped]
    instead: ["{disability}"]
    level: warning
    guidelines: [guide, other]
  - id: mad
    words: [mad, mad-house*]
    examples: [mad, mad houses]
    note: use another word
  - id: only-there
    words: [substitution]
    examples: [substitution]
    note: say medication
    places: [US]
  - id: zelfmoord
    words: [zelfmoord]
    examples: [zelfmoord]
    instead: [zelfdoding]
    level: hint
    language: nl
"""


@cache
def shipped() -> Terms:
    return read_terms(SHIPPED.read_text(encoding="utf-8"), str(SHIPPED))


def small(**changes: object) -> Terms:
    return read_terms(SMALL).model_copy(update=changes)


def ids(terms: Terms, text: str, place: str = "", language: str = "en") -> list[str]:
    return [match.term.id for match in terms.found(text, place, language)]


def told(text: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        read_terms(text)
    return [str(mistake) for mistake in error.value.mistakes]


# --- those that are shipped -----------------------------------------------------------------


@pytest.mark.parametrize("term", shipped().terms, ids=lambda term: term.id)
def test_each_shipped_term_is_found_in_its_examples_and_not_in_its_advice(term: object) -> None:
    one = next(each for each in shipped().terms if each is term)
    terms = shipped().model_copy(update={"hints": True, "terms": [one]})
    places = ["", *dict.fromkeys(place for forms in terms.preferred.values() for place in forms)]
    place = one.places[0] if one.places else ""

    for example in one.examples:
        assert ids(terms, f"They wrote: {example}.", place, one.language) == [one.id], example
    for place in places:
        for words in terms.instead(one, place):
            assert ids(terms, f"They wrote: {words}.", place, one.language) == []


def test_the_shipped_terms_come_with_the_wheel_and_a_workspace_replaces_them(
    workspace: Path,
) -> None:
    ours = App(workspace, environment={}).terms
    assert not (workspace / "terms.yaml").exists()
    make_workspace(workspace, with_templates=True)
    assert (workspace / "terms.yaml").read_bytes() == SHIPPED.read_bytes()
    (workspace / "terms.yaml").write_text(SMALL, encoding="utf-8")
    theirs = App(workspace, environment={}).terms

    assert starter_file("terms.yaml") == SHIPPED
    assert len(ours.terms) > 70
    assert [term.id for term in theirs.terms] == ["handicap", "mad", "only-there", "zelfmoord"]


def test_no_preferred_form_is_told_anywhere() -> None:
    terms = shipped().model_copy(update={"hints": True})
    for forms in terms.preferred.values():
        for words in (one for each in forms.values() for one in each):
            for place in ("", *forms):
                assert ids(terms, f"Rights of {words}.", place) == []


def test_only_a_guide_that_somebody_looked_at_is_named() -> None:
    terms = shipped()
    assert terms.sources(["mindframe-suicide", "samaritans", "mindframe-mh"]) == ["Mindframe"]
    assert {one.url[:8] for one in terms.guidelines.values()} <= {"https://", "http://w"}


# --- matching -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["a mad‑house", "a mad\u00a0house", "MAD", "(mad)", "mad-\nhouses", "Mad ideas. Mad ones."],
)
def test_it_is_found_however_it_is_typed(text: str) -> None:
    assert set(ids(small(), text)) == {"mad"}


@pytest.mark.parametrize(
    "text",
    [
        "nomad", "madam", "mad_house", "Mad Pride marched", "the Mad Hatter came",
        "They saw Mad Max", "the magazine Mad and others",
    ],
)  # fmt: skip
def test_names_and_exempt_phrases_are_left_alone(text: str) -> None:
    assert ids(small(), text) == []


@pytest.mark.parametrize("text", ["Mad ideas", "He left. Mad ideas came", "THE MAD", '"Mad", he'])
def test_a_capital_where_a_sentence_begins_makes_no_name(text: str) -> None:
    assert ids(small(), text) == ["mad"]


def test_a_place_is_not_told_what_it_says_itself() -> None:
    text = "A law for the handicapped folk."
    assert ids(small(), text, "NZ") == []
    assert ids(small(), text, "AU") == ids(small(), text) == ["handicap"]


def test_what_to_write_instead_is_what_the_place_says_first() -> None:
    terms = small()
    term = terms.terms[0]
    assert terms.instead(term, "AU") == ["people with disability"]
    assert terms.instead(term, "NZ") == ["disabled people"]
    assert terms.instead(term, "SE") == terms.instead(term, "") == terms.own("disability", ELSE)
    assert terms.own("nothing", "AU") == []


def test_a_term_of_some_places_or_another_language_is_told_only_there() -> None:
    hints = small(hints=True)
    assert ids(hints, "substitution", "US") == ["only-there"]
    assert ids(hints, "substitution", "SE") == ids(hints, "substitution") == []
    assert ids(hints, "zelfmoord", "NL", "nl-BE") == ["zelfmoord"]
    assert ids(hints, "zelfmoord", "NL", "en") == ids(small(), "zelfmoord", "NL", "nl") == []


def test_two_ways_of_speaking_are_told_with_the_words_of_each() -> None:
    (mixed,) = small().mixed("Disabled people, and people with disability, ask.", "en")

    assert (mixed.one, mixed.other, mixed.start) == (
        "Disabled people", "people with disability", 21,
    )  # fmt: skip
    assert list(small().mixed("Disabled people ask disabled people.", "en")) == []
    assert list(small().mixed("Disabled people and people with disability", "sv")) == []


def test_what_is_found_is_as_it_stands_in_the_text() -> None:
    text = "Ein ‘handicapped’ and a mad‑house."
    found = list(small().found(text, "", "en"))
    assert [text[one.start : one.end] for one in found] == [one.words for one in found]
    assert [one.words for one in found] == ["handicapped", "mad‑house"]


def test_of_two_terms_in_one_place_the_longer_is_told() -> None:
    terms = shipped()
    assert ids(terms, "violent mentally ill people") == ["dangerous-mentally-ill"]


@given(st.text(max_size=300), st.sampled_from(["", "AU", "GB-ENG", "US", "XX"]))
def test_any_text_can_be_asked(text: str, place: str) -> None:
    for one in shipped().found(text, place, "en"):
        assert text[one.start : one.end] == one.words
    list(shipped().mixed(text, "en"))
    assert list(NO_TERMS.found(text, place, "en")) == []


PIECES = ("a ", "the ", "suffered from ", "mentally ill ", "Mad Pride ", "-", "'", "aaaaaaaaaa")


@pytest.mark.parametrize("piece", PIECES)
def test_a_text_of_100_kilobytes_comes_to_an_end(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert len(list(shipped().found(text, "AU", "en"))) <= len(text)
    list(shipped().mixed(text, "en"))


# --- mistakes -------------------------------------------------------------------------------

TERM = "terms:\n  - id: one\n    words: [bad]\n    examples: [bad]\n    note: do not\n"
MISTAKES = {
    "a key nobody knows": (TERM + "    regions: [AU]\n", 6, "an unknown key"),
    "a level nobody knows": (TERM + "    level: error\n", 6, "'warning', 'advice' or 'hint'"),
    "an id with capitals": (TERM.replace("one", "One"), 2, "committed-suicide"),
    "an id twice": (TERM + TERM[7:], 6, "line 2 has it already"),
    "no examples": (TERM.replace("    examples: [bad]\n", ""), 2, "this key is needed"),
    "an example it does not find": (
        TERM.replace("examples: [bad]", "examples: [bad, good]"), 4, 'found "good"',
    ),
    "a term that finds nothing": (TERM.replace("    words: [bad]\n", ""), 2, "words or patterns"),
    "a term without advice": (TERM.replace("    note: do not\n", ""), 2, "instead, or a note"),
    "advice that is found again": (
        TERM + "    instead: [good, a bad one]\n", 6, "no longer have what the term finds",
    ),
    "advice under no name": (TERM + '    instead: ["{x-y}"]\n', 6, "(none is declared)"),
    "a pattern that is none": (
        TERM.replace("words: [bad]", "patterns: ['bad', '(']"), 3, "missing )",
    ),
    "a pattern that runs away": (
        TERM.replace("words: [bad]", "patterns: ['(a+)+bad']"), 3, "no repeat behind a group",
    ),
    "words that are none": (TERM.replace("words: [bad]", 'words: ["*"]'), 3, "drug addict*"),
    "a guide nobody has": (TERM + "    guidelines: [who]\n", 6, '"who"'),
    "a guide without address": (
        "guidelines:\n  who:\n    by: W\n    name: N\n    url: who.int\n", 5, "https://",
    ),
    "a mix of nothing": (
        "never_mixed:\n  - id: one\n    one: [a]\n    other: []\n", 4, "at least one entry",
    ),
    "a mix of unknown words": (
        "never_mixed:\n  - id: one\n    one: [a]\n    other: [b]\n    preferred: us\n", 5, '"us"',
    ),
    "a key twice": (TERM + "    note: again\n", 6, "line 5 has it"),
    "no YAML": ("terms: [one\n", 1, "a bracket that is not closed"),
    "a list instead of keys": ("- one\n", 1, "keys with values"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_told_with_its_line(name: str) -> None:
    text, line, words = MISTAKES[name]
    (message,) = told(text)
    assert message.startswith(f"terms.yaml:{line}:"), message
    assert words in message


def test_all_mistakes_are_told_at_once_in_their_order() -> None:
    text = TERM.replace("[bad]\n    note", "[good]\n    note") + TERM[7:] + "    guidelines: [x]\n"
    assert [one.split(":")[1] for one in told(text)] == ["4", "6", "10"]


def test_a_file_that_says_nothing_but_a_key_has_no_terms() -> None:
    assert read_terms("hints: true\n").terms == []


def test_the_terms_in_the_documentation_read_without_a_mistake() -> None:
    page = (SHIPPED.parent / "docs" / "terms.md").read_text(encoding="utf-8")
    block = page.partition("```yaml\n")[2].partition("```")[0]
    terms = read_terms(block)

    assert ids(terms, "The handicapped.", "AU") == ["handicapped"]
    assert terms.instead(terms.terms[0], "AU") == ["people with disability"]
