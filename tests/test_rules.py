"""Rules in ``sources.yaml``: read, told when they are wrong, listed and tried."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from newsletter import store
from newsletter.cli.rules import register
from newsletter.errors import ConfigError
from newsletter.model.dates import PartialDate
from newsletter.model.items import Item, ItemState
from newsletter.model.sources import read_sources
from newsletter.store import Store

BOOK = """\
sections: [News, Policy, Webinars]
places:
  - {code: SE, name: Sweden, languages: [sv]}
  - {code: WHO, name: World Health Organization, body: true}
word_lists: {online: ["webinar*", webbinari*]}
rules:
  - name: webinars
    if: {title: ["@online", live stream], section: [News, Policy]}
    then: {section: Webinars, topics: [online]}
  - name: Sweden at the WHO
    if:
      words: sverige
      source: who*
    then: {place: SE}
sources:
  - {id: se-agency, name: Agency, place: SE, section: News, feed: "https://agency.example/rss"}
  - {id: who-news, name: WHO, place: WHO, section: News, feed: "https://who.example/rss"}
"""


def told(text: str) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        read_sources(text)
    return [str(mistake) for mistake in raised.value.mistakes]


def test_a_rule_is_read_and_one_text_stands_for_a_list() -> None:
    first, second = read_sources(BOOK).rules

    assert (first.name, first.conditions.title) == ("webinars", ["@online", "live stream"])
    assert (first.effects.section, first.effects.topics) == ("Webinars", ["online"])
    assert (second.conditions.words, second.conditions.source) == (["sverige"], ["who*"])
    assert (second.effects.place, second.effects.section) == ("SE", "")


def test_a_rule_is_told_in_the_words_of_the_file() -> None:
    assert [rule.in_words() for rule in read_sources(BOOK).rules] == [
        "if title @online, live stream and section News, Policy then section Webinars and "
        "topics online",
        "if words sverige and source who* then place SE",
    ]


def test_a_file_needs_no_rules() -> None:
    start, rest = BOOK.split("rules:\n")
    without = start + rest[rest.index("sources:") :]

    assert read_sources(without).rules == []
    assert read_sources(without.replace("sources:", "rules:\nsources:")).rules == []


_WRONG = {
    "an unknown section": ("section: Webinars", "section: Webinar", 9, "rules[1].then.section",
                           '"Webinar"', "'Webinars'?"),
    "an unknown section in if": ("[News, Policy]}", "[News, Polecy]}", 8,
                                 "rules[1].if.section[2]", '"Polecy"', "'Policy'?"),
    "an unknown place": ("place: SE}\nsources", "place: NO}\nsources", 14, "rules[2].then.place",
                         '"NO"', "one of: SE, WHO"),
    "an unknown word list": ('"@online"', '"@onlin"', 8, "rules[1].if.title[1]", '"@onlin"',
                             "'@online'?"),
    "an unknown source": ("source: who*", "source: who-new", 13, "rules[2].if.source",
                          '"who-new"', "'who-news'?"),
    "a pattern that no source has": ("source: who*", "source: oecd-*", 13, "rules[2].if.source",
                                     '"oecd-*"', "one of: se-agency, who-news"),
    "no path": ("words: sverige", "url: events", 12, "rules[2].if.url", '"events"',
                "a path such as /events/*, in which * stands for anything"),
    "an unknown condition": ("words: sverige", "word: sverige", 12, "rules[2].if.word",
                             "an unknown key", "'words'?"),
    "an unknown effect": ("place: SE}\nsources", "plase: SE}\nsources", 14,
                          "rules[2].then.plase", "an unknown key", "'place'?"),
    "a number for words": ("words: sverige", "words: 3", 12, "rules[2].if.words", "3", "a list"),
    "no words": ("words: sverige", "words: []", 12, "rules[2].if.words", "a list",
                 "at least one entry"),
    "a blank word": ("words: sverige", 'words: " "', 12, "rules[2].if.words[1]", '" "',
                     "some text"),
    "a name given twice": ("Sweden at the WHO", "webinars", 10, "rules[2].name", '"webinars"',
                           "another one: line 7 has it already"),
    "no name": ("- name: webinars\n    if", "- if", 7, "rules[1].name", "nothing",
                "a value: this key is needed"),
    "no effect": ("{place: SE}", "{}", 14, "rules[2].then", "nothing",
                  "at least one of: section, place, topics"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("good", "bad", "line", "key", "found", "expected"), _WRONG.values(), ids=_WRONG
)
def test_a_mistake_in_a_rule_has_line_key_found_and_expected(
    good: str, bad: str, line: int, key: str, found: str, expected: str
) -> None:
    assert BOOK.count(good) == 1
    where = f"sources.yaml:{line}: {key}: found {found}; expected {expected}"
    assert told(BOOK.replace(good, bad)) == [where]


def test_a_rule_without_conditions_would_sort_everything_and_is_told() -> None:
    text = BOOK.replace("      words: sverige\n      source: who*\n", "").replace(
        "    if:\n", "    if: {}\n"
    )
    assert told(text) == [
        "sources.yaml:11: rules[2].if: found nothing; "
        "expected at least one of: words, title, url, source, section, place"
    ]


@pytest.mark.parametrize("rules", ["x", "[x]", "{a: b}", "[{name: a, if: x, then: [y]}]"])
def test_whatever_shape_rules_have_the_mistake_is_told(rules: str) -> None:
    start, rest = BOOK.split("rules:\n")
    text = f"{start}rules: {rules}\n{rest[rest.index('sources:') :]}"
    assert all(line.startswith("sources.yaml:6: rules") for line in told(text))


# --- the command ----------------------------------------------------------------------------


def item(number: int, source: str, title: str) -> Item:
    return Item(
        id=f"k{number}", key=f"{source}/{number}", url=f"https://a.example/{number}", title=title,
        source=source, publisher="P", place="SE", section="News", language="sv",
        published=PartialDate(2020, 1, 1), excerpt="", topics=(), state=ItemState.NEW,
        first_seen=datetime.now(UTC),
    )  # fmt: skip


def rules(folder: Path, *arguments: str) -> str:
    group = click.Group("sources")
    register(group)
    done = CliRunner().invoke(group, ["rules", "-C", str(folder), *arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def desk(workspace: Path) -> Path:
    """A workspace with rules, and items from the last 90 days and from before."""
    (workspace / "sources.yaml").write_text(BOOK, encoding="utf-8")
    today = PartialDate.of(datetime.now(UTC).date())
    titles = ["Webinar 1", "Webbinarium 2", "A live stream", "Webinars, again", "News"]
    fresh = [item(number, "se-agency", title) for number, title in enumerate(titles)]
    fresh += [item(7, "who-news", "Hälsan i Sverige"), item(8, "gone", "Webinar")]
    db = Store.open(f"sqlite:///{workspace}/var/newsletter.db")
    with db.begin() as tx:
        dated = [Item(**{**_fields(one), "published": today}) for one in fresh]
        store.items.add(tx, [*dated, item(9, "se-agency", "Webinar of old")])
    db.close()
    return workspace


def _fields(one: Item) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Item.__dataclass_fields__}


def test_rules_are_listed_in_their_order(desk: Path) -> None:
    lines = rules(desk).splitlines()

    assert [line.partition(":")[0] for line in lines] == ["webinars", "Sweden at the WHO"]
    assert json.loads(rules(desk, "--json"))[1] == {
        "name": "Sweden at the WHO",
        "if": {"words": ["sverige"], "source": ["who*"]},
        "then": {"place": "SE"},
    }


def test_rules_are_tried_on_the_items_of_the_last_days_with_three_examples(desk: Path) -> None:
    webinars, sweden = json.loads(rules(desk, "--test", "--json"))

    assert webinars["items"] == 4
    assert len(webinars["titles"]) == 3
    assert set(webinars["titles"]) <= {
        "Webinar 1", "Webbinarium 2", "A live stream", "Webinars, again",
    }  # fmt: skip
    assert (sweden["items"], sweden["titles"]) == (1, ["Hälsan i Sverige"])
    assert rules(desk, "--test").splitlines()[1] == "  4 items of the last 90 days"


def test_without_rules_where_to_read_about_them_is_told(workspace: Path) -> None:
    assert rules(workspace, "--test") == (
        "there are no rules: docs/sources.md tells how to write one\n"
    )
    assert json.loads(rules(workspace, "--json")) == []
