"""sources.yaml: every mistake is told at once, with its line, in words a layman understands."""

from __future__ import annotations

import pytest

from newsletter.errors import ConfigError, Mistake
from newsletter.model.sources import (
    Place,
    read_sources,
)

GOOD = """\
sections: [News, Research]
places:
  - {code: SE, name: Sweden, languages: [sv, se], time_zone: Europe/Stockholm}
  - {code: WHO, name: World Health Organization, body: true}
word_lists:
  health: [hälsa, psyk*]
sources:
  - id: se-fohm
    name: Folkhälsomyndigheten
    place: SE
    section: News
    feed: https://www.folkhalsomyndigheten.se/rss
    language: sv
    keywords: {include: ["@health", vård], exclude: [jobb]}
    topics: [prevention]
    reuse: excerpt
    checked: 2026-11-22
  - id: who-page
    name: WHO
    place: WHO
    section: Research
    page: https://www.who.int/news
    select: {entry: article, title: h2, date: time}
    checked: 2026-11
  - id: waits
    name: Waits for an address
    place: SE
    section: News
    enabled: false
"""


def mistakes_in(text: str) -> list[Mistake]:
    with pytest.raises(ConfigError) as told:
        read_sources(text)
    return list(told.value.mistakes)


def told(text: str) -> list[str]:
    return [str(mistake) for mistake in mistakes_in(text)]


def test_a_good_file_says_what_it_says() -> None:
    book = read_sources(GOOD)

    assert [place.code for place in book.places] == ["SE", "WHO"]
    assert book.place("WHO") == Place(code="WHO", name="World Health Organization", body=True)
    assert book.place("NO") is None
    fohm, page, waits = book.sources
    assert book.source("se-fohm") == fohm
    assert book.source("nobody") is None
    assert book.words(fohm) == (["hälsa", "psyk*", "vård"], ["jobb"])
    assert (fohm.address, page.address, waits.address) == (fohm.feed, page.page, "")
    assert fohm.checked == "2026-11-22"


def test_the_short_forms_of_a_place_win_over_those_of_all() -> None:
    book = read_sources(
        GOOD.replace("name: Sweden,", "name: Sweden, glossary: {HSE: Health, SoS: Board},")
        + "glossary: {HSE: Safety, NGO: organisation}\n"
    )

    assert book.terms(book.place("SE")) == {"HSE": "Health", "NGO": "organisation", "SoS": "Board"}
    assert book.terms(book.place("WHO")) == book.glossary
    assert book.terms(None) == {**book.glossary, "SoS": "Board"}
    assert book.glossary == {"HSE": "Safety", "NGO": "organisation"}


TEN = """\
sections: [News, Research, News]
places:
  - {code: sweden, name: Sweden}
  - {code: SE, name: Sverige, time_zone: Europe/Stokholm}
sources:
  - id: se-fohm
    name: Folkhälsomyndigheten
    place: SV
    section: Reserch
    fead: https://example.org/rss
    enabled: yes
  - id: se-fohm
    place: SE
    section: News
    feed: www.example.org/rss
    checked: last week
    keywords: {include: ["@helth"]}
word_lists: {health: [hälsa]}
"""


def test_ten_different_mistakes_are_told_at_once_each_with_its_line() -> None:
    assert told(TEN) == [
        'sources.yaml:1: sections[3]: found "News"; expected another one: line 1 has it already',
        'sources.yaml:3: places[1].code: found "sweden"; '
        "expected an ISO 3166 code such as SE or GB-SCT, or a body's WHO",
        'sources.yaml:4: places[2].time_zone: found "Europe/Stokholm"; '
        "expected an IANA time zone such as Europe/Stockholm",
        'sources.yaml:8: sources[1].place: found "SV"; expected one of: sweden, SE',
        "sources.yaml:9: sources[1].section: found \"Reserch\"; expected 'Research'?",
        "sources.yaml:10: sources[1].fead: found an unknown key; expected 'feed'?",
        'sources.yaml:11: sources[1].enabled: found "yes"; expected true or false',
        "sources.yaml:12: sources[2].name: found nothing; expected a value: this key is needed",
        'sources.yaml:12: sources[2].id: found "se-fohm"; '
        "expected another one: line 6 has it already",
        'sources.yaml:15: sources[2].feed: found "www.example.org/rss"; '
        "expected a web address that starts with https:// or http://",
        'sources.yaml:16: sources[2].checked: found "last week"; '
        "expected never, or a date like 2026-11-22",
        "sources.yaml:17: sources[2].keywords.include[1]: found \"@helth\"; expected '@health'?",
    ]


_WRONG = {
    "nothing at all": ("", 1, "", "nothing", "keys with values"),
    "a list": ("- a\n", 1, "", "a list", "keys with values"),
    "a word": ("sources\n", 1, "", '"sources"', "keys with values"),
    "a key given twice": (GOOD + "sections: [News]\n", 30, "sections", "this key again",
                          "it only once: line 1 has it"),
    "an unknown key": (GOOD + "sauces: []\n", 30, "sauces", "an unknown key", "'sources'?"),
    "an unknown key like none": (GOOD + "xyz: 1\n", 30, "xyz", "an unknown key",
                                 "one of: sections, places, glossary, word_lists, rules, sources"),
    "a number for text": (GOOD.replace("name: WHO", "name: 7"), 19, "sources[2].name", "7", "text"),
    "text for a list": (GOOD.replace("[prevention]", "prevention"), 15, "sources[1].topics",
                        '"prevention"', "a list"),
    "no text": (GOOD.replace("name: WHO", 'name: ""'), 19, "sources[2].name", "nothing",
                "some text"),
    "a value that is missing": (GOOD.replace("name: WHO", "name:"), 19, "sources[2].name",
                                "nothing", "text"),
    "an id in capitals": (GOOD.replace("id: waits", "id: Waits"), 25, "sources[3].id", '"Waits"',
                          "small letters, digits and hyphens, such as se-fohm"),
    "a language in words": (GOOD.replace("language: sv", "language: Swedish"), 13,
                            "sources[1].language", '"Swedish"', "a language tag such as en or sv"),
    "no language": (GOOD.replace("[sv, se]", "[]"), 3, "places[1].languages", "a list",
                    "at least one entry"),
    "a place twice under another code": (
        GOOD.replace("name: World Health Organization", "name: sweden"), 4, "places[2].name",
        '"sweden"', "another one: line 3 has it already"),
    "a wrong choice": (GOOD.replace("reuse: excerpt", "reuse: all"), 16, "sources[1].reuse",
                       '"all"', "'none' or 'excerpt'"),
    "no address": (GOOD.replace("    enabled: false\n", ""), 25, "sources[3]",
                   "no address to fetch",
                   "a feed, page, sitemap, json, crossref or oai, or enabled: false"),
    "an empty keyword": (GOOD.replace("[jobb]", '[""]'), 14, "sources[1].keywords.exclude[1]",
                         "nothing", "some text"),
    "an empty word list": (GOOD.replace("[hälsa, psyk*]", "[]"), 6, "word_lists.health", "a list",
                           "at least one entry"),
    "an ordinary word for a short form": (
        GOOD.replace("body: true", "body: true, glossary: {NHS: x, who: World}"), 4,
        "places[2].glossary.who", '"who"', "a short form such as NDIS, GPs or ggz"),
    "a short form of all that is none": (
        GOOD + "glossary:\n  NGO: x\n  The: y\n", 32, "glossary.The", '"The"',
        "a short form such as NDIS, GPs or ggz"),
    "a short form that is not explained": (
        GOOD + 'glossary: {NGO: ""}\n', 30, "glossary.NGO", "nothing",
        "the words in full, without brackets"),
    "an explanation with brackets": (
        GOOD + "glossary: {NGO: body (free)}\n", 30, "glossary.NGO", '"body (free)"',
        "the words in full, without brackets"),
    "a number for an explanation": (
        GOOD + "glossary: {NGO: 5}\n", 30, "glossary.NGO", "5", "text"),
    "no sections": (GOOD.replace("[News, Research]", "5"), 1, "sections", "5", "a list"),
    "a section without an end": (GOOD.replace("[News,", f"[{'x' * 81}, News,"), 1, "sections[1]",
                                 f'"{"x" * 79}…"', "at most 80 characters"),
    "an address without a host": (GOOD.replace("https://www.who.int/news", "https:///news"), 22,
                                  "sources[2].page", '"https:///news"',
                                  "a web address that starts with https:// or http://"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "key", "found", "expected"), _WRONG.values(), ids=_WRONG)
def test_a_mistake_has_file_line_key_found_and_expected(
    text: str, line: int, key: str, found: str, expected: str
) -> None:
    assert Mistake("sources.yaml", line, key, found, expected) in mistakes_in(text)


_BROKEN = {
    "a colon in a text": ("a: 1\nb: Report: the year\n", 2, "a colon inside a text"),
    "a tab": ("a:\n\tb: 1\n", 2, "a tab"),
    "a text that begins with a sign": ("a: @health\n", 1, "begins with @"),
    "a star": ("a: 1\nb: *important*\n", 2, "begins with *"),
    "a quote that is not closed": ("a: 1\nb: 'x\nc: 2\nd: 3\n", 2, "a quote that is not closed"),
    "a bracket that is not closed": ("a: 1\nb: [1, 2\nc: 2\n", 2, "a bracket that is not closed"),
    "a wrong indent": ("a:\n  - b: 1\n   c: 2\n", 3, "a line that does not stand right"),
    "a line without a colon": ("a: 1\nb\nc: 2\n", 3, "a line without a colon"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "--- in the middle"),
    "a key that is a list": ("? [a]\n: b\n", 1, "YAML that cannot be read (found unhashable key)"),
    "a tag of Python": ("a: !!python/name:os.system x\n", 1, "YAML that cannot be read"),
    "a control character": ("a: å\nb: \x07\n", 2, "a character that YAML does not allow"),
    "a list within itself": ("a: &a [*a]\n", 1, "a list within a list without end"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "found"), _BROKEN.values(), ids=_BROKEN)
def test_broken_yaml_is_told_in_words_with_its_line(text: str, line: int, found: str) -> None:
    (mistake,) = mistakes_in(text)

    assert mistake.line == line
    assert found in mistake.found
    assert mistake.expected


def test_norway_a_date_and_a_number_with_a_zero_are_text() -> None:
    text = GOOD.replace("code: SE", "code: NO").replace("place: SE", "place: NO")
    text = text.replace("topics: [prevention]", "topics: [no, 08, 1e5, 2026-11-22, 12:30, 0x1]")
    text = text.replace("[jobb]", f"[{'9' * 5_000}]")

    book = read_sources(text)

    assert book.places[0].code == "NO"
    assert book.sources[0].topics == ["no", "08", "1e5", "2026-11-22", "12:30", "0x1"]
    assert book.sources[0].keywords.exclude == ["9" * 5_000]


def test_windows_line_ends_and_a_merge_change_no_line() -> None:
    text = "x: 1\r\n" + GOOD.replace("\n", "\r\n")
    assert mistakes_in(text)[0].line == 1
    defaults = "    <<: {language: sv, tongue: 1}\n    name: WHO"

    (mistake,) = mistakes_in(GOOD.replace("    name: WHO", defaults))

    assert (mistake.line, mistake.key) == (19, "sources[2].tongue")
