"""Drafting: a fair first choice, items under their headings, and additions that touch nothing."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from issue_strategies import addresses, issues, lines, some_lines

from newsletter.model.dates import PartialDate
from newsletter.model.issue_file import read
from newsletter.model.issues import (
    EXCERPT_IN_ISSUE,
    Issue,
    IssueItem,
    IssuePlace,
    IssueSection,
    write,
)
from newsletter.model.items import Item, ItemState
from newsletter.model.sources import Place, Source, SourceBook
from newsletter.stages.draft import PREHEADER_LIMIT, added, choose, draft

SEEN = datetime(2026, 11, 22, 8, tzinfo=UTC)
DAY = date(2026, 12, 1)
NAMES = {"CA": "Canada", "SE": "Sweden", "NL": "The Netherlands"}
BODIES = {"WHO": "World Health Organization", "OECD": "OECD"}
BOOK = SourceBook(
    sections=["News", "Research", "Policy", "Webinars"],
    places=[
        *(Place(code=code, name=name) for code, name in NAMES.items()),
        *(Place(code=code, name=name, body=True) for code, name in BODIES.items()),
    ],
    sources=[
        Source(id="open", name="Open", place="SE", section="News", reuse="excerpt"),
        Source(id="shut", name="Shut", place="SE", section="News"),
    ],
)


def item(id: str, place: str = "SE", section: str = "News", day: str = "", **more: object) -> Item:
    one = Item(
        id=id,
        key=f"example.org/{id}",
        url=f"https://example.org/{id}",
        title=f"Title of {id}",
        source="shut",
        publisher="The institute",
        place=place,
        section=section,
        language="en",
        published=PartialDate.parse(day) if day else None,
        excerpt="",
        topics=(),
        state=ItemState.PICKED,
        first_seen=SEEN,
    )
    return replace(one, **more)  # type: ignore[arg-type]


# --- choosing -------------------------------------------------------------------------------

pools = st.lists(
    st.builds(
        item,
        st.just("x"),
        st.sampled_from([*NAMES, "WHO", "gone"]),
        st.sampled_from([*BOOK.sections, "gone"]),
        st.sampled_from(["", "2026", "2026-10", "2026-11-20", "2026-11-21"]),
        source=st.sampled_from(["open", "shut", "other"]),
    ),
    max_size=30,
).map(lambda these: [replace(one, id=f"i{number}") for number, one in enumerate(these)])


@settings(max_examples=300, deadline=None, derandomize=True)
@given(pools, st.integers(-1, 35), st.integers(0, 5))
def test_a_choice_is_fair_to_every_place(pool: list[Item], count: int, already: int) -> None:
    picked, new = pool[:already], pool[already:]
    chosen = choose(new, count, BOOK, picked)
    known = [one for one in new if one.place != "gone" and one.section != "gone"]
    assert len(chosen) == max(0, min(count, len(known)))
    assert len({one.id for one in chosen}) == len(chosen)
    per_place = Counter(one.place for one in [*picked, *chosen])
    for place in {one.place for one in known if one not in chosen}:
        for other in {one.place for one in chosen}:
            assert per_place[other] <= per_place[place] + 1


@settings(max_examples=100, deadline=None, derandomize=True)
@given(pools, st.integers(0, 30), st.integers())
def test_a_choice_does_not_depend_on_the_order_of_the_items(
    pool: list[Item], count: int, seed: int
) -> None:
    shuffled = random.Random(seed).sample(pool, len(pool))  # noqa: S311  no secret
    assert choose(shuffled, count, BOOK) == choose(pool, count, BOOK)


def test_a_choice_takes_the_newest_and_goes_round_sections_and_sources() -> None:
    pool = [
        item("old", day="2026-11-01"),
        item("new", day="2026-11-20"),
        item("newer", day="2026-11-21"),
        item("elsewhere", day="2026-10-01", source="open"),
        item("research", section="Research", day="2026-01-01"),
    ]
    chosen = [one.id for one in choose(pool, 4, BOOK)]
    assert chosen == ["newer", "research", "elsewhere", "new"]


def test_an_item_without_a_date_is_as_new_as_the_day_it_was_seen() -> None:
    pool = [item("dated", day="2026-11-21"), item("undated")]
    assert [one.id for one in choose(pool, 1, BOOK)] == ["undated"]


# --- drafting -------------------------------------------------------------------------------


def test_a_draft_has_places_and_sections_in_the_order_of_the_book() -> None:
    items = [
        item("w", "WHO"),
        item("s1", "SE", "Webinars"),
        item("s2", "SE", "News", "2026-11-01"),
        item("s3", "SE", "News", "2026-11-20"),
        item("c", "CA", "Policy"),
    ]
    issue = draft("update", "Network Update", DAY, items, BOOK)
    outline = [
        (
            place.heading,
            [(one.heading, [entry.id for entry in _items(one)]) for one in place.sections],
        )
        for place in issue.places
    ]
    assert outline == [
        ("Canada", [("Policy", ["c"])]),
        ("Sweden", [("News", ["s3", "s2"]), ("Webinars", ["s1"])]),
        ("World Health Organization", [("News", ["w"])]),
    ]
    assert (issue.publication, issue.date) == ("update", DAY)
    assert issue.subject == "Network Update, 1 December 2026"


def _items(section: IssueSection) -> list[IssueItem]:
    return [block for block in section.blocks if isinstance(block, IssueItem)]


def test_no_item_is_left_out_because_the_book_has_changed() -> None:
    items = [item("a", "NO", "News"), item("b", "SE", "Podcasts"), item("c", "SE", "News")]
    issue = draft("update", "Update", DAY, items, BOOK)
    assert [place.heading for place in issue.places] == ["Sweden", "NO"]
    assert [one.heading for one in issue.places[0].sections] == ["News", "Podcasts"]
    assert {one.id for one in issue.items()} == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["SE"], "1 new publication from Sweden"),
        (["SE", "SE", "CA"], "3 new publications from Canada and Sweden"),
        (["SE", "OECD", "CA"], "3 new publications from Canada, Sweden and OECD"),
        (["WHO"], "1 new publication from World Health Organization"),
        (["NO"], "1 new publication from NO"),
    ],
)
def test_a_preheader_is_true(places: list[str], expected: str) -> None:
    items = [item(f"i{number}", place) for number, place in enumerate(places)]
    assert draft("update", "Update", DAY, items, BOOK).preheader == expected


def test_a_preheader_that_grows_too_long_counts_instead_of_naming() -> None:
    names = [f"A country with a long name, number {number}" for number in range(3)]
    places = [Place(code=f"A{'ABC'[number]}", name=name) for number, name in enumerate(names)]
    book = SourceBook(sections=["News"], places=[*places, Place(code="WHO", name="WHO", body=True)])
    items = [item(place.code, place.code) for place in book.places]
    preheader = draft("update", "Update", DAY, items, book).preheader
    assert preheader == "4 new publications from 3 countries and 1 international body"
    assert len(preheader) <= PREHEADER_LIMIT


def test_a_draft_of_nothing_is_an_issue_all_the_same() -> None:
    assert draft("update", "Update", DAY, [], BOOK).places == ()


def the(one: Item) -> IssueItem:
    (entry,) = draft("update", "Update", DAY, [one], BOOK).items()
    return entry


def test_only_where_a_source_allows_it_its_own_words_come_along() -> None:
    words = "The words of the source.\n\nIn two   paragraphs."
    assert the(item("a", source="open", excerpt=words)).excerpt == " ".join(words.split())
    assert the(item("a", source="shut", excerpt=words)).excerpt == ""
    assert the(item("a", source="gone", excerpt=words)).excerpt == ""


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=600))
@example("word " * 300)
@example("x" * 5000)
def test_an_excerpt_is_a_short_quotation(words: str) -> None:
    excerpt = the(item("a", source="open", excerpt=words)).excerpt
    assert len(excerpt) <= EXCERPT_IN_ISSUE
    assert len(excerpt.splitlines()) <= 1


@pytest.mark.parametrize(
    ("publisher", "day", "byline"),
    [
        ("The institute", "2026-11-18", "The institute, 18 November 2026."),
        ("The institute Inc.", "2026-11", "The institute Inc, November 2026."),
        ("The institute", "", "The institute."),
        ("", "2026", "2026."),
        ("", "", ""),
    ],
)
def test_a_byline_names_the_publisher_and_the_date(publisher: str, day: str, byline: str) -> None:
    assert the(item("a", day=day, publisher=publisher)).byline == byline


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", ""), ("en-GB", ""), ("sv", "sv"), ("SV_se", "sv-SE"), ("", ""), ("Swedish!", "")],
)
def test_a_language_is_said_where_it_is_another(language: str, expected: str) -> None:
    assert the(item("a", language=language)).language == expected


# --- what a draft says is read back ---------------------------------------------------------

collected = st.lists(
    st.builds(
        item,
        st.just("x"),
        st.sampled_from([*NAMES, *BODIES, "NO"]),
        st.sampled_from([*BOOK.sections, "Podcasts"]),
        st.sampled_from(["", "2026", "2026-11-21"]),
        url=st.one_of(st.just(""), addresses),
        title=some_lines,
        publisher=lines,
        language=st.sampled_from(["", "en", "sv", "zh_Hant", "en-GB", "Swedish!"]),
        excerpt=st.one_of(lines, st.text(max_size=50)),
        source=st.sampled_from(["open", "shut", "gone"]),
    ),
    max_size=6,
).map(lambda these: [replace(one, id=f"n{number}") for number, one in enumerate(these)])
hard = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@settings(hard, max_examples=100)
@given(collected, some_lines)
def test_a_draft_of_anything_collected_is_read_back(items: list[Item], title: str) -> None:
    issue = draft("update", title, DAY, items, BOOK)
    assert read(write(issue)) == issue
    assert {one.id for one in issue.items()} == {one.id for one in items}


# --- adding ---------------------------------------------------------------------------------

FILE = """\
---
publication: update
date: 2026-12-01
subject: Update
---
Hello.

## Sweden

### Research

- [Old](https://example.org/old){#old}
  WHO

Prose behind it.

## OECD
- [Other](https://example.org/other){#other}
"""


def add(text: str, *items: Item) -> str:
    return added(text, read(text), items, BOOK)


def where(text: str) -> dict[str, tuple[str, str]]:
    """Return the place and section of every item of an issue."""
    found: dict[str, tuple[str, str]] = {}
    for place in read(text).places:
        for heading, blocks in [
            ("", place.blocks),
            *((one.heading, one.blocks) for one in place.sections),
        ]:
            found |= {
                one.id: (place.heading, heading) for one in blocks if isinstance(one, IssueItem)
            }
    return found


def test_new_items_go_under_their_headings() -> None:
    text = add(
        FILE,
        item("r", "SE", "Research"),
        item("n", "SE", "News"),
        item("w", "SE", "Webinars"),
        item("c", "CA", "Policy"),
        item("x", "WHO", "News"),
        item("o", "OECD", "Policy"),
        item("g", "NO", "Podcasts"),
    )
    assert (
        text
        == """\
---
publication: update
date: 2026-12-01
subject: Update
---
Hello.

## Canada

### Policy

- [Title of c](https://example.org/c){#c}
  The institute.

## Sweden

### News

- [Title of n](https://example.org/n){#n}
  The institute.

### Research

- [Old](https://example.org/old){#old}
  WHO

Prose behind it.

- [Title of r](https://example.org/r){#r}
  The institute.

### Webinars

- [Title of w](https://example.org/w){#w}
  The institute.

## World Health Organization

### News

- [Title of x](https://example.org/x){#x}
  The institute.

## OECD
- [Other](https://example.org/other){#other}

### Policy

- [Title of o](https://example.org/o){#o}
  The institute.

## NO

### Podcasts

- [Title of g](https://example.org/g){#g}
  The institute.
"""
    )


def test_items_that_are_there_already_are_left_out() -> None:
    file = FILE.replace("{#other}", "")
    same_id = item("old")
    same_address = item("another", url="http://example.org/other/?utm_source=feed")
    assert add(file, same_id, same_address) == file
    assert set(where(add(file, same_id, item("new"), same_address))) == {"new", "old", ""}


def test_two_items_may_share_the_address_of_a_listing() -> None:
    assert "second" in where(add(FILE, item("second", url="https://example.org/other")))


def test_a_heading_in_other_letters_is_that_heading() -> None:
    text = add(
        FILE.replace("## Sweden", "## SWEDEN").replace("### Res", "### res"),
        item("a", "SE", "Research"),
    )
    assert where(text)["a"] == ("SWEDEN", "research")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\n   ", "\n\n\n"])
def test_line_ends_stay_as_they_are(newline: str, end: str) -> None:
    text = (FILE.rstrip() + end).replace("\n", newline)
    more = add(text, item("a", "SE", "Research"), item("z", "NO"), item("o", "OECD"))
    assert without(more, text)
    ends = set(_ends(more))
    assert ends == {newline}
    assert where(more) == {
        "old": ("Sweden", "Research"), "a": ("Sweden", "Research"), "other": ("OECD", ""),
        "o": ("OECD", "News"), "z": ("NO", "News"),
    }  # fmt: skip


def _ends(text: str) -> list[str]:
    return [line[len(line.rstrip("\r\n")) :] for line in text.splitlines(keepends=True)]


def test_a_byte_order_mark_stays() -> None:
    more = add("\ufeff" + FILE, item("a"))
    assert more.startswith("\ufeff---\n")
    assert without(more, "\ufeff" + FILE)


def test_a_file_of_front_matter_alone_gets_its_first_heading() -> None:
    text = "---\npublication: update\ndate: 2026-12-01\nsubject: Update\n---"
    more = add(text, item("a"))
    assert more.startswith(f"{text}\n\n## Sweden\n\n### News\n\n- [Title of a]")


def without(more: str, text: str) -> bool:
    """Tell whether ``more`` is ``text`` with lines put in between, and nothing else changed."""
    rest = iter(more.splitlines(keepends=True))
    *lines, last = text.splitlines(keepends=True)
    return all(line in rest for line in lines) and any(line.startswith(last) for line in rest)


@settings(hard, max_examples=100)
@given(issues, collected, st.sampled_from(["\n", "\r\n"]))
@example(
    Issue("update", DAY, "S", places=(IssuePlace("sweden"), IssuePlace("CANADA"))),
    [item("n0")],
    "\n",
)
def test_adding_puts_items_in_their_place_and_changes_nothing_else(
    issue: Issue, items: list[Item], newline: str
) -> None:
    text = write(issue).replace("\n", newline)
    more = added(text, issue_of(text), items, BOOK)
    assert without(more, text)
    put = {one.id for one in issue_of(more).items()} - {one.id for one in issue.items()}
    known = where(more)
    names = NAMES | BODIES
    for one in items:
        if one.id in put:
            place, section = known[one.id]
            assert place.casefold() == names.get(one.place, one.place).casefold()
            assert section.casefold() == one.section.casefold()
    kept = [one for one in issue_of(more).items() if one.id not in put]
    assert kept == list(issue.items())


def issue_of(text: str) -> Issue:
    return read(text)
