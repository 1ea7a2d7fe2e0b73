"""Kinds of sources: what each needs in sources.yaml, what it fetches, and what excludes what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from newsletter.errors import ConfigError
from newsletter.model.recipes import Paths, crossref_address, issn, oai_address
from newsletter.model.sources import Source, read_sources

_HEAD = """\
sections: [News]
places: [{code: SE, name: Sweden}]
sources:
  - id: x
    name: X
    place: SE
    section: News
"""
SITE = "https://agency.example"


def source(*lines: str) -> Source:
    return read_sources(_HEAD + "".join(f"    {line}\n" for line in lines)).sources[0]


def told(*lines: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        source(*lines)
    return [str(mistake) for mistake in error.value.mistakes]


_PATHS = "paths: {entries: data.items, title: title, link: 'https://x.example/{slug}'}"


@pytest.mark.parametrize(
    ("lines", "kind", "address", "robots"),
    [
        ([f"feed: {SITE}/rss", f"page: {SITE}"], "feed", f"{SITE}/rss", False),
        ([f"page: {SITE}/news"], "page", f"{SITE}/news", True),
        ([f"page: {SITE}/news", "select: {entry: li}"], "page", f"{SITE}/news", True),
        ([f"page: {SITE}/news", "select: {entry: li}", "enabled: false"], "page", f"{SITE}/news",
         True),
        ([f"page: {SITE}/news", "enabled: false"], "", "", False),
        (["enabled: false"], "", "", False),
        ([f"sitemap: {SITE}/sitemap.xml", "match: /news/*", f"page: {SITE}"], "sitemap",
         f"{SITE}/sitemap.xml", True),
        ([f"json: {SITE}/api", _PATHS], "json", f"{SITE}/api", False),
        (["crossref: 2755-9734"], "crossref",
         "https://api.crossref.org/journals/2755-9734/works?sort=published&order=desc&rows=60&select="
         "DOI,URL,title,abstract,published,published-online,published-print", False),
        ([f"oai: {SITE}/oai"], "oai", f"{SITE}/oai?verb=ListRecords&metadataPrefix=oai_dc", False),
        ([f"oai: {SITE}/oai", "set: 'publication:health'"], "oai",
         f"{SITE}/oai?verb=ListRecords&metadataPrefix=oai_dc&set=publication:health", False),
    ],
)  # fmt: skip
def test_a_source_has_a_kind_and_what_it_fetches(
    lines: list[str], kind: str, address: str, robots: bool
) -> None:
    one = source(*lines)
    assert (one.kind, one.address, one.obeys_robots) == (kind, address, robots)


def test_of_a_repository_only_what_changed_lately_is_asked_for() -> None:
    day = date(2026, 12, 1)
    one = source(f"oai: {SITE}/oai")
    assert one.address_on(day) == f"{one.address}&from=2026-10-02"
    assert source(f"feed: {SITE}/rss").address_on(day) == f"{SITE}/rss"


@pytest.mark.parametrize(
    ("lines", "mistake"),
    [
        ([f"feed: {SITE}/rss", f"sitemap: {SITE}/s.xml"],
         "9: sources[1].sitemap: found sitemap beside feed; expected one address to fetch"),
        ([f"feed: {SITE}/rss", f"page: {SITE}", "select: {entry: li}"],
         "10: sources[1].select: found select beside feed; expected it with page only"),
        ([f"page: {SITE}", "match: /news/*"],
         "9: sources[1].match: found match; expected it with sitemap only"),
        ([f"json: {SITE}/api"], "8: sources[1].json: found no paths; "
         "expected paths: {entries: data.items, title: ..., link: ...}"),
        ([f"page: {SITE}", "set: x"],
         "9: sources[1].set: found set; expected it with oai only"),
        ([f"sitemap: {SITE}/s.xml", "match: news"], "9: sources[1].match: found \"news\"; "
         "expected a path such as /news/*, in which * stands for anything"),
        (["sitemap: /sitemap.xml"], "8: sources[1].sitemap: found \"/sitemap.xml\"; "
         "expected a web address that starts with https:// or http://"),
        ([f"json: {SITE}/api", "paths: {title: 'a b'}"], "9: sources[1].paths.title: "
         "found \"a b\"; expected a path such as data.items, its steps separated by dots"),
        ([f"json: {SITE}/api", "paths: {entries: a}"],
         "9: sources[1].paths.title: found nothing; expected a value: this key is needed"),
        ([f"json: {SITE}/api", "paths: {title: a, links: b}"],
         "9: sources[1].paths.links: found an unknown key; expected 'link'?"),
        (["crossref: 27559734"],
         "8: sources[1].crossref: found 27559734; expected an ISSN such as 2755-9734"),
        (["crossref: 2755-9735"], "8: sources[1].crossref: found \"2755-9735\"; expected an ISSN; "
         "this one has a slip in it, for its last digit does not fit"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(lines: list[str], mistake: str) -> None:
    assert f"sources.yaml:{mistake}" in told(*lines)


@pytest.mark.parametrize("value", ["2755-9734", "0028-0836", "2049-3630", "1050-124X"])
def test_the_last_digit_of_an_issn_proves_the_others(value: str) -> None:
    assert issn(value) == value
    with pytest.raises(ValueError, match="slip"):
        issn(value[:6] + str((int(value[6]) + 1) % 10) + value[7:])


@pytest.mark.parametrize(
    "link", ["url", "a.0.url", "https://x.example/{a.b}/{c}?d=1", "http://x.example/"]
)
def test_a_link_is_a_path_or_an_address_with_paths(link: str) -> None:
    assert Paths(title="t", link=link).link == link


@pytest.mark.parametrize(
    "link", ["a b", "a..b", ".a", "{slug}", "https://x.example/{}", "https://{a}/b", "ftp://x/{a}"]
)
def test_another_link_is_refused(link: str) -> None:
    with pytest.raises(ValidationError):
        Paths(title="t", link=link)


def test_addresses_are_made_of_what_was_given_and_nothing_else() -> None:
    assert "journals/1050-124X/works?" in crossref_address("1050-124X")
    assert oai_address("https://r.example/oai", "a&b=c").endswith("&set=a%26b%3Dc")


def test_a_source_of_every_kind_can_be_written_down_again() -> None:
    fields: dict[str, Any] = {"json": f"{SITE}/api", "paths": Paths(title="t")}
    one = Source(id="x", name="X", place="SE", section="News", **fields)
    assert Source.model_validate(one.model_dump(by_alias=True)) == one
