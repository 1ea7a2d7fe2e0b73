"""What editors add, change and remove, and that no source undoes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from newsletter import store
from newsletter.errors import Conflict, NotFound, UsageError
from newsletter.model.articles import Fields, undo_words
from newsletter.model.dates import PartialDate
from newsletter.model.issues import write_item
from newsletter.model.items import Entry, Item, ItemState, Sighting, item_key
from newsletter.model.sources import SourceBook
from newsletter.model.tombstones import hidden, identities, own_key
from newsletter.stages import by_hand, curate, merge
from newsletter.stages.draft import issue_item
from newsletter.store import Store

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
BOOK = SourceBook.model_validate(
    {
        "sections": ["News"],
        "places": [{"code": "SE", "name": "Sweden"}],
        "sources": [
            {"id": "se-one", "name": "One", "place": "SE", "section": "News", "reuse": "excerpt",
             "feed": "https://e.org/rss"}
        ],
    }
)  # fmt: skip


def collected(db: Store, number: int, source: str = "se-one", **changes: object) -> Item:
    """Put an item into the store as a collection does."""
    url = str(changes.pop("url", f"https://e.org/{number}"))
    entry = Entry(f"id-{number}", url, f"Title {number}", f"Words {number}")
    values: dict[str, object] = {
        "id": f"k{number}", "key": item_key(source, entry.id, entry), "url": entry.url,
        "title": entry.title, "source": source, "publisher": "One", "place": "SE",
        "section": "News", "language": "en", "published": None, "excerpt": entry.excerpt,
        "topics": (), "state": ItemState.NEW, "first_seen": NOW,
    }  # fmt: skip
    item = Item(**{**values, **changes})  # type: ignore[arg-type]
    with db.begin() as tx:
        store.items.add(tx, [item])
        store.items.add_sightings(tx, [sighting(item, entry)])
    return item


def sighting(item: Item, entry: Entry, now: datetime = NOW) -> Sighting:
    source = item.source
    return Sighting(
        source, entry.id, item.id, entry.url, entry.title, entry.digest, now, now, entry.text
    )


def revise(db: Store, item: Item, title: str, excerpt: str) -> Item:
    """Let the source of ``item`` change it."""
    entry = Entry(f"id-{item.id[1:]}", item.url, title, excerpt)
    with db.begin() as tx:
        store.items.revise(tx, sighting(item, entry, NOW + timedelta(days=1)), excerpt)
        return store.items.get(tx, item.id)


def edit(db: Store, id: str, **fields: object) -> tuple[Item, Item]:
    changes: Fields = fields  # type: ignore[assignment]
    return curate.edit(db, id, changes, actor="anna", now=NOW)


def add(db: Store, *written: str, **fields: object) -> tuple[Item, bool]:
    whole: Fields = {"title": "T", "place": "SE", "section": "News", **fields}  # type: ignore[typeddict-item]
    return by_hand.add(db, whole, written, actor="anna", now=NOW)


def acts(db: Store, subject: str) -> list[tuple[object, object]]:
    with db.read() as tx:
        return [(one["act"], one["actor"]) for one in store.audit.acts(tx, subject=subject)]


def get(db: Store, id: str) -> Item:
    with db.read() as tx:
        return store.items.get(tx, id)


# --- adding ---


def test_an_item_added_twice_is_one(db: Store) -> None:
    first, new = add(db, "title", url="https://e.org/a")
    again, newer = add(db, url="http://e.org/a/?utm_source=x", title="Other")
    assert (new, newer) == (True, False)
    assert again == first
    assert (first.source, first.edited) == ("hand", ("title",))
    assert acts(db, first.id) == [("item added", "anna")]


def test_news_without_an_address_is_one_by_title_date_and_place(db: Store) -> None:
    first, _ = add(db, published=PartialDate(2026, 11))
    assert add(db, published=PartialDate(2026, 11), title="t") == (first, False)
    assert add(db, published=PartialDate(2026, 10))[1]


def test_an_item_that_a_source_brought_is_found_by_its_address(db: Store) -> None:
    item = collected(db, 1)
    assert add(db, url=item.url) == (item, False)


def test_of_a_story_the_item_that_speaks_for_it_is_found(db: Store) -> None:
    one, other = collected(db, 1), collected(db, 2)
    with db.begin() as tx:
        store.duplicates.merge(tx, other.id, one.id)
    assert add(db, url=other.url) == (one, False)


def test_an_item_without_title_place_or_section_is_none(db: Store) -> None:
    with pytest.raises(UsageError, match="place, section"):
        by_hand.add(db, {"title": "T"}, (), actor="anna", now=NOW)


# --- changing ---


def test_an_edit_is_remembered_and_no_source_undoes_it(db: Store) -> None:
    item = collected(db, 1)
    before, after = edit(db, item.id, title="Better", place="WHO")
    assert before == item
    assert (after.title, after.place, after.edited) == ("Better", "WHO", ("place", "title"))
    assert get(db, item.id) == after

    revised = revise(db, item, "The source's", "New words")
    assert (revised.title, revised.excerpt) == ("Better", "New words")
    edit(db, item.id, excerpt="")
    assert revise(db, item, "The source's", "Newer words").excerpt == ""
    assert acts(db, item.id) == [("item edited", "anna")] * 2


def test_what_nobody_touched_follows_its_source(db: Store) -> None:
    item = collected(db, 1)
    revised = revise(db, item, "Changed", "New words")
    assert (revised.title, revised.excerpt) == ("Changed", "New words")
    with db.read() as tx:
        (seen,) = store.items.sightings_of(tx, item.id)
    assert (seen.title, seen.changed_at) == ("Changed", NOW + timedelta(days=1))


@pytest.mark.parametrize("state", [ItemState.PICKED, ItemState.SKIPPED, ItemState.USED])
def test_what_an_editor_decided_about_no_source_changes(db: Store, state: ItemState) -> None:
    item = collected(db, 1, state=state)
    assert revise(db, item, "Changed", "New words") == item


def test_an_edit_is_taken_back_by_the_command_that_is_told(db: Store) -> None:
    item = collected(db, 1)
    before, after = edit(db, item.id, title="It's better", published=PartialDate(2026, 3))
    assert undo_words(before, after) == [
        *("newsletter", "items", "edit", "k1", "--title", "Title 1", "--date", ""),
    ]


def test_an_edit_that_changes_nothing_leaves_no_trace(db: Store) -> None:
    item = collected(db, 1)
    assert edit(db, item.id, title=item.title) == (item, item)
    assert undo_words(item, item) == []
    assert acts(db, item.id) == []


def test_an_item_that_was_sent_is_neither_edited_nor_removed(db: Store) -> None:
    item = collected(db, 1, state=ItemState.USED)
    with pytest.raises(Conflict, match="in an issue already"):
        edit(db, item.id, title="Better")
    with pytest.raises(Conflict, match="in an issue already"):
        by_hand.remove(db, [item.id], "spam", actor="anna", now=NOW)
    assert get(db, item.id) == item


def test_a_part_of_a_story_is_not_edited(db: Store) -> None:
    one, other = collected(db, 1), collected(db, 2)
    with db.begin() as tx:
        store.duplicates.merge(tx, other.id, one.id)
    with pytest.raises(Conflict, match="part of k1"):
        edit(db, other.id, title="Better")


def test_an_item_that_gets_an_address_is_known_by_it(db: Store) -> None:
    item, _ = add(db)
    _, after = edit(db, item.id, url="https://e.org/found")
    assert after.key == "e.org/found"
    assert add(db, url="https://e.org/found") == (after, False)
    again, new = add(db)  # what it was called before it had an address
    assert new
    assert again.id != item.id


def test_two_items_never_get_one_address(db: Store) -> None:
    one, other = collected(db, 1), collected(db, 2)
    with pytest.raises(Conflict, match="item k1 has this address already"):
        edit(db, other.id, url=one.url)
    assert get(db, other.id) == other


def test_the_search_finds_what_was_edited(db: Store) -> None:
    item = collected(db, 1)
    edit(db, item.id, title="Zebra")
    with db.read() as tx:
        found = store.items.find(tx, store.items.Filter(words="zebra"))
    assert [one.id for one in found] == [item.id]


def test_what_an_editor_wrote_is_never_merged_away(db: Store) -> None:
    story = "Mental health in Sweden 2026: yearly figures from the agency"
    with db.begin() as tx:
        store.items.add(
            tx, [item_of(1, story), item_of(2, story, source="ca-one", edited=("excerpt",))]
        )
    assert merge.merge(db, now=NOW) == [merge.Merge("k1", "k2")]


def item_of(number: int, title: str, source: str = "se-one", **changes: object) -> Item:
    values: dict[str, object] = {
        "id": f"k{number}", "key": f"e.org/{number}", "url": f"https://e.org/{number}",
        "title": title, "source": source, "publisher": "", "place": "SE", "section": "News",
        "language": "en", "published": PartialDate(2026, 11, 18), "excerpt": "", "topics": (),
        "state": ItemState.NEW, "first_seen": NOW, **changes,
    }  # fmt: skip
    return Item(**values)  # type: ignore[arg-type]


# --- in the draft ---


def test_an_editors_text_is_the_summary_and_a_sources_words_are_an_excerpt() -> None:
    words = "One.\n\n*Two*\nEasy: three."
    mine = issue_item(item_of(1, "T", excerpt=words, edited=("excerpt",)), BOOK)
    theirs = issue_item(item_of(1, "T", excerpt=words), BOOK)
    by_page = issue_item(item_of(1, "T", excerpt=words, source="hand"), BOOK)

    assert mine.summary == ("One.", "\\*Two\\* Easy: three.")
    assert mine.excerpt == by_page.excerpt == ""
    assert (theirs.summary, by_page.summary) == ((), ())
    assert theirs.excerpt == "One. *Two* Easy: three."
    assert "\\*Two\\* Easy: three." in write_item(mine)


# --- removing ---


def test_what_is_removed_is_gone_with_its_parts_and_does_not_come_back(db: Store) -> None:
    one, part, other = (collected(db, number) for number in (1, 2, 3))
    merge.merge(db, now=NOW)  # makes their blocks
    with db.begin() as tx:
        store.duplicates.merge(tx, part.id, one.id)
    removed = by_hand.remove(db, ["k1", "K1"], "an advertisement", actor="anna", now=NOW)

    assert [(item.id, [one.id for one in parts]) for item, parts in removed] == [("k1", ["k2"])]
    with db.read() as tx:
        assert [item.id for item in store.items.find(tx)] == [other.id]
        assert store.items.find(tx, store.items.Filter(words="words")) == [other]
        assert store.items.sightings_of(tx, "k1", "k2") == []
        wanted = {"e.org/1", "e.org/2", "e.org/3", own_key("se-one", "id-1"), "se-one:id-2"}
        assert store.tombstones.buried(tx, wanted) == wanted - {"e.org/3"}
        assert tx.execute(text("pragma foreign_key_check")).all() == []
        check = "insert into item_search(item_search) values ('integrity-check')"
    with db.begin() as tx:
        tx.execute(text(check))
        blocks = "select count(*) from item_blocks where item not in (select number from items)"
        assert tx.execute(text(blocks)).scalar() == 0
    assert acts(db, "k1") == [("item removed", "anna")]


def test_a_tombstone_tells_nothing_of_what_lies_there(db: Store) -> None:
    item = collected(db, 1, title="A secret title", url="https://e.org/a-secret")
    by_hand.remove(db, [item.id], "asked to", actor="anna", now=NOW)
    with db.read() as tx:
        kept = str([dict(row) for row in store.audit.rows(tx)])
        kept += str(tx.execute(text("select * from tombstones")).all())
    assert "secret" not in kept
    assert hidden("e.org/a-secret") in kept


def test_all_are_removed_or_none(db: Store) -> None:
    collected(db, 1)
    collected(db, 2, state=ItemState.USED)
    for ids in (["k1", "k2"], ["k1", "zz"]):
        with pytest.raises((Conflict, NotFound)):
            by_hand.remove(db, ids, "spam", actor="anna", now=NOW)
    assert get(db, "k1").id == "k1"


def test_a_story_with_a_part_that_was_sent_stays(db: Store) -> None:
    one, part = collected(db, 1), collected(db, 2, state=ItemState.USED)
    with db.begin() as tx:
        store.duplicates.merge(tx, part.id, one.id)
    with pytest.raises(Conflict, match="k2, which is part of k1"):
        by_hand.remove(db, [one.id], "spam", actor="anna", now=NOW)


def test_what_was_readmitted_may_come_back(db: Store) -> None:
    item = collected(db, 1)
    by_hand.remove(db, [item.id], "spam", actor="anna", now=NOW)
    with pytest.raises(Conflict, match="removed for good by anna on 2026-12-01, because: spam"):
        add(db, url=item.url)
    with pytest.raises(NotFound):
        by_hand.readmit(db, [item.id, "other"], actor="bo", now=NOW)
    assert [one.id for one in by_hand.readmit(db, [item.id], actor="bo", now=NOW)] == ["k1"]
    assert add(db, url=item.url)[1]
    with db.read() as tx:
        assert by_hand.removed(tx) == []


def test_removing_the_same_again_later_is_no_error(db: Store) -> None:
    for _ in range(2):
        item, _ = add(db, url="https://e.org/a")
        by_hand.remove(db, [item.id], "spam", actor="anna", now=NOW)
        with db.read() as tx:
            assert [one.id for one in by_hand.removed(tx)] == [item.id]
        by_hand.readmit(db, [item.id], actor="anna", now=NOW)


def test_an_edit_cannot_give_the_address_of_what_was_removed(db: Store) -> None:
    one, other = collected(db, 1), collected(db, 2)
    by_hand.remove(db, [one.id], "spam", actor="anna", now=NOW)
    with pytest.raises(Conflict, match="removed for good"):
        edit(db, other.id, url=one.url)


# --- what it may come back as ---


def seen(url: str, title: str = "T", key: str = "1", source: str = "s") -> Sighting:
    return Sighting(source, key, "k1", url, title, "", NOW, NOW)


def test_an_item_may_come_back_under_every_address_it_was_seen_at() -> None:
    item = item_of(1, "T")
    found = identities(item, [seen("https://e.org/1?utm_source=x"), seen("http://m.e.org/1/")])
    assert found == {"e.org/1", "m.e.org/1", "s:1"}


def test_a_listing_is_not_buried_with_one_of_its_entries() -> None:
    url = "https://e.org/news"
    key = item_key("s", "1", Entry("1", url, "T"), frozenset(("e.org/news",)))
    item = item_of(1, "T", key=key, url=url)
    assert identities(item, [seen(url), seen(url, "Retitled")]) == {
        key,
        item_key("s", "1", Entry("1", url, "Retitled"), frozenset(("e.org/news",))),
        "s:1",
    }


def test_neither_is_a_home_page() -> None:
    assert "e.org" not in identities(item_of(1, "T"), [seen("https://e.org/")])


def test_an_entry_without_an_address_is_known_by_its_source(db: Store) -> None:
    assert identities(item_of(1, "T", key="s:1", url=""), [seen("")]) == {"s:1"}
    with db.read() as tx:
        assert store.tombstones.buried(tx, []) == set()
