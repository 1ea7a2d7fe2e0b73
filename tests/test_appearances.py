"""What stood in past issues: kept, found again by id, address and title, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from newsletter import store
from newsletter.model.appearances import (
    Appearance,
    Likeness,
    Origin,
    Past,
    PastIssue,
    appearances_of,
    near_ids,
    shared_keys,
    words_hash,
)
from newsletter.model.issues import Issue, IssueItem, IssuePlace, IssueSection, Prose
from newsletter.model.items import Item, ItemState, url_key
from newsletter.model.sources import Place, SourceBook
from newsletter.store import Store

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TODAY = date(2026, 12, 1)
BOOK = SourceBook(sections=["News", "Research"], places=[Place(code="SE", name="Sweden")])
LONG = "What helps young people to stay in work after a first psychosis"


def stood(
    title: str = "A strategy against loneliness",
    url: str = "https://example.org/a",
    *,
    item: str = "",
    issue: str = "update-2026-11-01",
    number: int = 1,
    language: str = "en",
) -> Appearance:
    day = date.fromisoformat(issue[-10:])
    key, words = url_key(url), words_hash(title)
    return Appearance(issue, number, item, url, key, words, title, "SE", "News", language, day)


def past(slug: str = "update-2026-11-01", origin: Origin = Origin.IMPORTED) -> PastIssue:
    day = date.fromisoformat(slug[-10:])
    return PastIssue(slug, slug[:-11], day, "Update", origin, "a.html", "anna", NOW)


def item(id: str, url: str = "https://example.org/a", title: str = "A strategy") -> Item:
    return Item(
        id=id, key=url_key(url), url=url, title=title, source="se-agency", publisher="",
        place="SE", section="News", language="en", published=None, excerpt="", topics=(),
        state=ItemState.NEW, first_seen=NOW,
    )  # fmt: skip


def likenesses(story: IssueItem, *those: Appearance) -> list[tuple[str, Likeness]]:
    found = Past(those, shared_keys((story,), those)).again(story, about=TODAY, before=TODAY)
    return [(one.where.issue, one.likeness) for one in found]


# --- again ----------------------------------------------------------------------------------


def test_what_stands_in_an_issue_is_taken_down_with_its_place_and_section() -> None:
    inside = (Prose("Words."), IssueItem("A", "https://example.org/a#top", id="k1", language="sv"))
    issue = Issue(
        "update", TODAY, "Update",
        places=(
            IssuePlace("Sweden", (IssueItem("B"),), (IssueSection("research", inside),)),
            IssuePlace("Norway", (IssueItem("C"),)),
        ),
    )  # fmt: skip
    found = appearances_of(issue, BOOK)
    assert [(one.number, one.title, one.place, one.section, one.language) for one in found] == [
        (1, "B", "SE", "", "en"),
        (2, "A", "SE", "Research", "sv"),
        (3, "C", "", "", "en"),
    ]
    assert (found[1].key, found[1].item) == ("example.org/a", "k1")
    assert (found[1].publication, found[1].day) == ("update", TODAY)


def test_an_id_is_surer_than_an_address_and_that_than_a_title() -> None:
    story = IssueItem(LONG, "https://example.org/a?utm_source=x", id="k1")
    by_title = stood(LONG, "https://example.org/b", issue="update-2026-11-15")
    by_address = stood("Other words", "http://example.org/a/", issue="update-2026-11-01")
    by_id = stood("Other words", "", item="k1", issue="update-2026-10-01")
    assert likenesses(story, by_title, by_address, by_id) == [
        ("update-2026-10-01", Likeness.ITEM),
        ("update-2026-11-01", Likeness.ADDRESS),
        ("update-2026-11-15", Likeness.TITLE),
    ]


@pytest.mark.parametrize(
    ("here", "there", "likeness"),
    [
        (LONG, LONG.upper() + "!", Likeness.TITLE),
        (
            "A national strategy against loneliness",
            "A National Strategy Against Loneliness",
            Likeness.ALIKE,
        ),
        (
            "A national strategy against the loneliness of men",
            "National strategies against loneliness of men",
            Likeness.ALIKE,
        ),
        ("A strategy against loneliness", "A Strategy against Loneliness", None),
        ("Annual report 2026", "Annual report 2026", None),
        ("A plan for housing and work 2025", "A plan for housing and work 2026", None),
        ("A strategy against loneliness", "A strategy for peer support", None),
    ],
)
def test_titles_are_alike_only_where_they_say_the_same(
    here: str, there: str, likeness: Likeness | None
) -> None:
    found = likenesses(IssueItem(here, "https://example.org/x"), stood(there))
    assert [one for _, one in found] == ([likeness] if likeness else [])


def test_without_an_address_the_title_is_all_there_is() -> None:
    title = "A national strategy against loneliness"
    assert likenesses(IssueItem(title), stood(title, "")) == [("update-2026-11-01", Likeness.TITLE)]


def test_the_same_title_a_year_later_is_another_report() -> None:
    found = likenesses(
        IssueItem(LONG, "https://example.org/x"), stood(LONG, issue="update-2025-12-01")
    )
    assert found == []


def test_only_earlier_issues_count() -> None:
    story = IssueItem("A", "https://example.org/a")
    assert (
        likenesses(story, stood(issue="update-2026-12-01"), stood(issue="update-2027-01-01")) == []
    )


def test_titles_in_other_languages_are_only_the_same_word_for_word() -> None:
    here = IssueItem("Samen sterk in de wijken nu", "https://example.org/x", language="nl")
    assert likenesses(here, stood("Samen sterk in de wijk nu", language="sv")) == []


@pytest.mark.parametrize("url", ["https://example.org/", "https://example.org"])
def test_a_home_page_tells_nothing(url: str) -> None:
    assert likenesses(IssueItem("A talk", url), stood("Another talk", url)) == []


def test_an_address_that_things_share_tells_nothing() -> None:
    url = "https://example.org/publications"
    one = IssueItem("First", url)
    in_one = [stood("Second", url), stood("Third", url, number=2)]
    in_all = [stood(f"N{month}", url, issue=f"update-2026-0{month}-01") for month in (1, 2, 3)]
    for those in (in_one, in_all):
        assert likenesses(one, *those) == []
    assert shared_keys([one, IssueItem("Other", url)], []) == {"example.org/publications"}
    assert likenesses(one, stood("Second", url)) == [("update-2026-11-01", Likeness.ADDRESS)]


def test_near_ids_are_those_of_the_address_or_one_slip_away() -> None:
    items = [item("k3f9aa", "https://example.org/x"), item("m7qa22", "https://example.org/y")]
    assert near_ids("zzzzzz", "https://example.org/y", items) == ["m7qa22"]
    assert near_ids("k3f9ab", "", items) == ["k3f9aa"]
    assert near_ids("3kf9aa", "", items) == ["k3f9aa"]
    assert near_ids("qqqqqq", "", items) == []


# --- stored ---------------------------------------------------------------------------------


def test_a_past_issue_comes_back_as_it_was_stored(db: Store) -> None:
    those = [stood(), stood("B", "", number=2, item="k2")]
    with db.begin() as tx:
        store.appearances.add(tx, past(), those)
        store.appearances.add(tx, past("letters-2026-10-01", Origin.CLOSED), [])
    with db.read() as tx:
        assert store.appearances.past_issues(tx) == [
            past(),
            past("letters-2026-10-01", Origin.CLOSED),
        ]
        assert store.appearances.past_issues(tx, "update") == [past()]
        assert store.appearances.past_issue(tx, "update-2026-10-01") is None
        assert store.appearances.of_issue(tx, "update-2026-11-01") == those
        assert store.appearances.counts(tx, ["update-2026-11-01", "x"]) == {
            ("update-2026-11-01", "SE", "News"): 2
        }


def test_storing_it_again_replaces_it_and_removing_it_leaves_nothing(db: Store) -> None:
    with db.begin() as tx:
        store.appearances.add(tx, past(), [stood(), stood(number=2)])
        store.appearances.add(tx, past(), [stood("B")])
        assert store.appearances.of_issue(tx, past().slug) == [stood("B")]
        store.appearances.remove(tx, past().slug)
        assert store.appearances.past_issues(tx) == []
        assert store.appearances.counts(tx, [past().slug]) == {}


def of_items(db: Store, *items: Item) -> dict[str, list[str]]:
    with db.read() as tx:
        found = store.appearances.of_items(tx, items)
    return {id: [one.issue for one in where] for id, where in found.items()}


def test_of_items_tells_where_each_stood_the_latest_first(db: Store) -> None:
    items = [
        item("a"), item("b", "https://example.org/b", LONG), item("c", "https://example.org/c"),
    ]  # fmt: skip
    with db.begin() as tx:
        store.items.add(tx, items)
    assert of_items(db, *items) == {}
    with db.begin() as tx:
        first = [stood(), stood(LONG, "https://example.org/elsewhere", number=2)]
        store.appearances.add(tx, past(), first)
        again = stood("Another title", "https://example.org/a", issue="update-2026-11-15")
        store.appearances.add(tx, past("update-2026-11-15"), [again])
    assert of_items(db, *items) == {
        "a": ["update-2026-11-15", "update-2026-11-01"],
        "b": ["update-2026-11-01"],
    }
    assert of_items(db) == {}


def test_what_a_part_of_an_item_stood_in_the_item_stood_in(db: Store) -> None:
    whole, part = item("a", "https://example.org/a"), item("b", "https://example.org/b")
    with db.begin() as tx:
        store.items.add(tx, [whole, part])
        store.duplicates.merge(tx, "b", "a")
        store.appearances.add(tx, past(), [stood("X", "https://example.org/b", item="b")])
    assert of_items(db, whole) == {"a": ["update-2026-11-01"]}
    with db.read() as tx:
        issue = Issue(
            "update", TODAY, "U", places=(IssuePlace("Sweden", (IssueItem("A", id="a"),)),)
        )
        assert [one.item for one in store.appearances.like(tx, issue)] == ["a"]


def test_an_item_of_a_list_is_not_known_by_its_address(db: Store) -> None:
    one = replace(item("a"), key=f"{url_key('https://example.org/a')}#0123")
    with db.begin() as tx:
        store.items.add(tx, [one])
        store.appearances.add(tx, past(), [stood("Another thing")])
    assert of_items(db, one) == {}


def test_like_brings_the_last_months_and_of_older_issues_what_is_shared(db: Store) -> None:
    old = "update-2020-01-01"
    with db.begin() as tx:
        store.appearances.add(tx, past(), [stood("X", "https://example.org/x")])
        store.appearances.add(
            tx,
            past(old),
            [stood(issue=old), stood("Y", "https://example.org/y", issue=old, number=2)],
        )
        store.appearances.add(tx, past("update-2026-12-01"), [stood(issue="update-2026-12-01")])
    story = IssueItem("A", "https://example.org/a")
    issue = Issue("update", TODAY, "Update", places=(IssuePlace("Sweden", (story,)),))
    with db.read() as tx:
        found = store.appearances.like(tx, issue)
    assert {(one.issue, one.url) for one in found} == {
        ("update-2026-11-01", "https://example.org/x"),
        (old, "https://example.org/a"),
    }


def test_known_has_the_items_of_an_issue_and_what_may_be_meant(db: Store) -> None:
    with db.begin() as tx:
        ids = ("k3f9aa", "k3f9zz", "mmmmmm")
        store.items.add(tx, [item(id, f"https://example.org/{id}") for id in ids])
    inside = (
        IssueItem("A", id="k3f9aa"),
        IssueItem("B", "https://example.org/mmmmmm", id="k3f9z0"),
    )
    issue = Issue("update", TODAY, "Update", places=(IssuePlace("Sweden", inside),))
    with db.read() as tx:
        assert set(store.appearances.known(tx, issue)) == {"k3f9aa", "k3f9zz", "mmmmmm"}


def test_thousands_of_items_are_asked_for_at_once(db: Store) -> None:
    items = [item(f"a{number}", f"https://example.org/{number}") for number in range(1_200)]
    slug = f"update-{NOW.date() - timedelta(days=9)}"
    those = [
        stood(f"T{number}", f"https://example.org/{number}", issue=slug, number=number)
        for number in range(0, 1_200, 100)
    ]
    with db.begin() as tx:
        store.items.add(tx, items)
        store.appearances.add(tx, past(slug), those)
    assert len(of_items(db, *items)) == 12
