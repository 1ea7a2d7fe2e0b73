"""What is collected gets its section, place, topics and language, and the rule is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from server import answers, port_of, serving
from shell import run

from newsletter.adapters.feeds import FeedParser
from newsletter.adapters.http import HttpFetcher
from newsletter.app import App
from newsletter.model.items import Entry
from newsletter.model.sorting import Sorting, Suggestion, tried
from newsletter.model.sources import Source, read_sources
from newsletter.stages.collect import collect
from newsletter.store.items import find

BOOK = """\
sections: [News, Research, Policy, Webinars]
places:
  - {{code: SE, name: Sweden, languages: [sv]}}
  - {{code: GB-SCT, name: Scotland}}
  - {{code: WHO, name: World Health Organization, body: true}}
word_lists: {{online: ["webinar*", webbinari*]}}
rules:
{rules}
sources:
  - {{id: se-one, name: One, place: SE, section: News, topics: [care], feed: {feed}}}
  - {{id: se-two, name: Two, place: SE, section: Policy, feed: "https://b.example/rss"}}
  - {{id: who, name: WHO, place: WHO, section: News, feed: "https://who.example/rss"}}
"""
FEED = "https://a.example/rss"


def sorting(*rules: str) -> Sorting:
    text = "".join(f"  - {{name: rule {number}, {rule}}}\n" for number, rule in enumerate(rules, 1))
    return Sorting(read_sources(BOOK.format(rules=text, feed=FEED)))


def source(id: str = "se-one") -> Source:
    found = read_sources(BOOK.format(rules="", feed=FEED)).source(id)
    assert found
    return found


def entry(title: str = "Webinar om vård", excerpt: str = "", path: str = "/nyheter/1") -> Entry:
    return Entry("1", f"https://a.example{path}", title, excerpt)


def test_without_a_rule_an_entry_is_where_its_source_is() -> None:
    assert sorting().suggest(source(), entry()) == Suggestion("News", "SE", ("care",), "sv")


def test_a_rule_gives_section_place_and_topics_and_says_what_it_changed() -> None:
    rule = "if: {title: webinar*}, then: {section: Webinars, place: WHO, topics: [online, care]}"

    assert sorting(rule).suggest(source(), entry()) == Suggestion(
        "Webinars", "WHO", ("care", "online"), "sv",
        "rule 1: section News -> Webinars, place SE -> WHO, topics +online",
    )  # fmt: skip


MATCHING: dict[str, tuple[str, dict[str, Any]]] = {
    "a word of the title": ("title: vård", {}),
    "one of several words": ("title: [skola, vård]", {}),
    "a word list": ('title: "@online"', {}),
    "whatever the case": ("title: WEBINAR", {}),
    "a word in the title": ("words: vård", {}),
    "a word in the text": ("words: skola", {"excerpt": "Om en skola."}),
    "a path": ("url: /nyheter/*", {}),
    "one of several paths": ("url: [/x, '*/1']", {}),
    "a source": ("source: se-one", {}),
    "sources": ("source: [who, se-*]", {}),
    "a section": ("section: [Policy, News]", {}),
    "a place": ("place: SE", {}),
    "all at once": ("title: webinar, words: vård, url: /*, place: SE, section: News", {}),
}
OTHERS: dict[str, tuple[str, dict[str, Any]]] = {
    "a part of a word": ("title: web", {}),
    "a title's word in the text": ("title: skola", {"excerpt": "Om en skola."}),
    "the beginning of a path": ("url: /nyheter", {}),
    "words of the address": ("words: nyheter", {}),
    "another source": ("source: who", {}),
    "another section": ("section: Policy", {}),
    "another place": ("place: [WHO, GB-SCT]", {}),
    "one condition of two": ("title: webinar, section: Policy", {}),
    "a path without an address": ("url: /nyheter*", {"path": ""}),
}


@pytest.mark.parametrize(("condition", "parts"), MATCHING.values(), ids=MATCHING)
def test_a_rule_acts_where_all_its_conditions_hold(condition: str, parts: dict[str, Any]) -> None:
    sorted_ = sorting(f"if: {{{condition}}}, then: {{section: Research}}")
    assert sorted_.suggest(source(), entry(**parts)).section == "Research"


@pytest.mark.parametrize(("condition", "parts"), OTHERS.values(), ids=OTHERS)
def test_a_rule_leaves_alone_what_it_does_not_mean(condition: str, parts: dict[str, Any]) -> None:
    sorted_ = sorting(f"if: {{{condition}}}, then: {{section: Research}}")
    found = sorted_.suggest(source(), entry(**parts))
    assert (found.section, found.rule) == ("News", "")


def test_the_first_rule_gives_the_section_and_the_place_and_topics_add_up() -> None:
    found = sorting(
        "if: {title: webinar}, then: {section: Webinars, topics: online}",
        "if: {title: webinar}, then: {section: Research, place: WHO, topics: [online, vård]}",
        "if: {title: webinar}, then: {place: GB-SCT}",
    ).suggest(source(), entry())

    assert (found.section, found.place) == ("Webinars", "WHO")
    assert found.topics == ("care", "online", "vård")
    assert found.rule == (
        "rule 1: section News -> Webinars, topics +online; rule 2: place SE -> WHO, topics +vård"
    )


def test_a_rule_that_says_what_the_source_says_keeps_later_ones_away_and_is_not_shown() -> None:
    found = sorting(
        "if: {title: webinar}, then: {section: News, topics: care}",
        "if: {title: webinar}, then: {section: Research}",
    ).suggest(source(), entry())
    assert (found.section, found.rule) == ("News", "")


def test_conditions_look_at_the_source_and_never_at_another_rule() -> None:
    found = sorting(
        "if: {title: webinar}, then: {section: Research}",
        "if: {section: Research}, then: {topics: study}",
    ).suggest(source(), entry())
    assert found.topics == ("care",)


def test_one_sorting_serves_many_sources() -> None:
    one = sorting("if: {source: se-*, section: News}, then: {section: Research}")
    sections = [one.suggest(source(id), entry()).section for id in ("se-one", "se-two", "who")]
    assert sections * 2 == ["Research", "Policy", "News"] * 2


def test_of_a_book_without_rules_nothing_is_tried() -> None:
    assert tried(read_sources(BOOK.format(rules="", feed=FEED)), []) == []


# --- from the network to the inbox ----------------------------------------------------------

_RULES = """\
  - name: webinars
    if: {title: "@online"}
    then: {section: Webinars, topics: [online]}
"""
_DOCUMENT = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>One</title><dc:language>en-us</dc:language></channel>
<item rdf:about="1"><title>Webbinarium om psykisk ohälsa bland unga</title>
<link>https://a.example/1</link><dc:date>2026-03</dc:date></item>
<item rdf:about="2"><title>New guidelines for the treatment of depression</title>
<link>https://a.example/2</link><dc:date>2026</dc:date></item>
<item rdf:about="3"><title>Så mår unga</title>
<link>https://a.example/3</link><dc:date>2026-11-20</dc:date></item></rdf:RDF>"""


async def test_what_is_collected_is_sorted_and_keeps_its_partial_date(workspace: Path) -> None:
    async with serving({"/rss": answers(_DOCUMENT)}) as base:
        text = BOOK.format(rules=_RULES, feed=f"{base}/rss")
        (workspace / "sources.yaml").write_text(text, encoding="utf-8")
        allowed = frozenset({f"127.0.0.1:{port_of(base)}"})
        app = App(workspace)
        async with (
            HttpFetcher(agent="newsletter/test", allowed=allowed, gap=0) as fetcher,
            FeedParser() as parser,
        ):
            await collect(
                app.book, app.book.sources[:1], db=app.db, fetcher=fetcher, parser=parser,
                now=app.now(), history=True,
            )  # fmt: skip
        with app.db.read() as tx:
            items = {item.title.split()[0]: item for item in find(tx)}
        app.close()

    webinar, guidelines, plain = items["Webbinarium"], items["New"], items["Så"]
    assert (webinar.section, webinar.topics) == ("Webinars", ("care", "online"))
    assert webinar.rule == "webinars: section News -> Webinars, topics +online"
    assert (plain.section, plain.topics, plain.rule) == ("News", ("care",), "")
    assert [str(one.published) for one in (webinar, guidelines, plain)] == [
        "2026-03", "2026", "2026-11-20",
    ]  # fmt: skip
    assert [one.language for one in (webinar, guidelines, plain)] == ["sv", "en-US", "sv"]
    shown = run("-C", str(workspace), "items", "show", webinar.id).stdout
    assert "sorted by rule webinars: section News -> Webinars, topics +online" in shown
    assert "March 2026" in shown
