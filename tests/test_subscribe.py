"""Nobody enters a list without the record of why; everyone gets the form they chose."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from newsletter import store
from newsletter.errors import MistakesError, NotFound
from newsletter.model.lists import Basis, Consent, MailingList, SubscriptionState
from newsletter.model.mail import Edition, Variant
from newsletter.model.people import Person, read_people
from newsletter.stages import subscribe
from newsletter.stages.subscribe import Imported
from newsletter.store import Store

PLACES = {"SE": "Sweden", "GB-SCT": "Scotland"}
UPDATE = MailingList("update", "Update", Basis.MEMBERSHIP)
LEADERS = MailingList("leaders", "Leaders")


def imported(
    db: Store, text: str, now: datetime, to: MailingList = UPDATE, **more: Any
) -> Imported:
    values = {"origin": "records of 2026", "route": "import", "actor": "Anna", **more}
    return subscribe.add(db, read_people(text.encode(), "r.csv", PLACES), to, now=now, **values)


def subscribers(db: Store, *lists: str, **where: str) -> set[str]:
    with db.read() as tx:
        return {one.address for one in store.people.subscribed(tx, lists, where).values()}


def rows_of(db: Store, table: str) -> int:
    with db.read() as tx:
        return int(tx.exec_driver_sql(f"select count(*) from {table}").scalar() or 0)  # noqa: S608


def test_each_subscription_has_a_record_of_why(db: Store, now: datetime) -> None:
    imported(db, "email\na@example.org\n", now)
    imported(db, "email\nA@Example.org\n", now, LEADERS, origin="asked by phone", route="staff")

    with db.read() as tx:
        person = store.people.by_address(tx, "a@EXAMPLE.org")
        assert person is not None
        first, second = store.people.consents_of(tx, person.id)
    assert rows_of(db, "people") == rows_of(db, "addresses") == 1
    assert {key: first[key] for key in ("list", "basis", "route", "origin", "actor", "at")} == {
        "list": "update", "basis": "membership", "route": "import", "origin": "records of 2026",
        "actor": "Anna", "at": now,
    }  # fmt: skip
    assert (second["list"], second["basis"]) == ("leaders", "consent")
    assert (second["route"], second["origin"]) == ("staff", "asked by phone")


def test_rows_are_counted_and_an_address_that_comes_twice_is_one_person(
    db: Store, now: datetime
) -> None:
    done = imported(db, "email\na@example.org\nA@example.org\nnobody\nb@example.org\n", now)

    assert (done.added, done.already, done.gone) == (2, 1, 0)
    assert [mistake.line for mistake in done.mistakes] == [4]
    assert rows_of(db, "people") == rows_of(db, "consents") == rows_of(db, "subscriptions") == 2


def test_a_repeat_adds_nothing_and_changes_nothing(db: Store, now: datetime) -> None:
    imported(db, "email,name\na@example.org,Anna\n", now)
    done = imported(db, "email,name\na@example.org,Another\n", now + timedelta(days=1))

    assert (done.added, done.already) == (0, 1)
    with db.read() as tx:
        person = store.people.by_address(tx, "a@example.org")
    assert person is not None
    assert person.name == "Anna"
    assert rows_of(db, "consents") == 1


@pytest.mark.parametrize(
    "state", [one for one in SubscriptionState if one is not SubscriptionState.SUBSCRIBED]
)
def test_nobody_who_left_is_brought_back(
    db: Store, now: datetime, state: SubscriptionState
) -> None:
    imported(db, "email\na@example.org\nb@example.org\n", now)
    with db.begin() as tx:
        tx.exec_driver_sql("update subscriptions set state = ? where person = 1", (str(state),))

    for route in ("import", "staff"):
        done = imported(db, "email\nA@example.org\nb@example.org\n", now, route=route)

        assert (done.added, done.already, done.gone) == (0, 1, 1)
    assert subscribers(db, "update") == {"b@example.org"}
    with db.read() as tx:
        assert store.people.state_on(tx, 1, "update") is state
        assert store.people.count_by_list(tx) == {"update": 1}
        assert len(list(store.people.consents_of(tx, 1))) == 1

    # Having left one list says nothing of another.
    assert imported(db, "email\na@example.org\n", now, LEADERS).added == 1


def test_a_dry_run_keeps_nothing(db: Store, now: datetime) -> None:
    done = imported(db, "email\na@example.org\nx\n", now, dry_run=True)

    assert (done.added, len(done.mistakes)) == (1, 1)
    for table in ("people", "addresses", "subscriptions", "consents", "audit"):
        assert rows_of(db, table) == 0


def test_what_fails_half_way_leaves_nothing_behind(db: Store, now: datetime) -> None:
    def broken() -> Any:
        yield Person("a@example.org")
        raise MistakesError(())

    with pytest.raises(MistakesError):
        subscribe.add(
            db, broken(), UPDATE, origin="o", route="import", actor="Anna", now=now,
        )  # fmt: skip

    assert rows_of(db, "people") == rows_of(db, "consents") == rows_of(db, "audit") == 0


def test_an_import_is_audited_without_addresses(db: Store, now: datetime) -> None:
    imported(db, "email\na@example.org\nnobody\n", now)

    with db.read() as tx:
        (row,) = store.audit.rows(tx)
    assert (row["at"], row["actor"], row["act"]) == (now, "Anna", "people import")
    assert row["subject"] == "update"
    assert row["detail"] == {
        "added": 1, "already": 0, "gone": 0, "origin": "records of 2026", "refused": 1,
    }  # fmt: skip
    assert "@" not in str(row)


def test_who_is_on_several_lists_gets_one_mail_through_the_first_of_them(
    db: Store, now: datetime
) -> None:
    imported(db, "email,country\na@example.org,SE\nb@example.org,GB-SCT\n", now)
    imported(db, "email,country\nb@example.org,\nc@example.org,SE\n", now, LEADERS)

    with db.read() as tx:
        both = store.people.subscribed(tx, ["leaders", "update"], {})
    assert sorted((one.address, one.list) for one in both.values()) == [
        ("a@example.org", "update"), ("b@example.org", "leaders"), ("c@example.org", "leaders"),
    ]  # fmt: skip
    assert subscribers(db, "update", "leaders", place="SE") == {"a@example.org", "c@example.org"}
    assert subscribers(db, "update", place="SE", language="sv") == set()
    assert subscribers(db, "no-such-list") == set()


def test_a_moment_without_a_zone_never_enters_the_database(db: Store, now: datetime) -> None:
    naive = Consent("update", Basis.CONSENT, "staff", "o", "Anna", now.replace(tzinfo=None))

    with pytest.raises(Exception, match="time zone"), db.begin() as tx:
        store.people.subscribe(tx, store.people.add(tx, Person("a@example.org"), now), naive)
    assert rows_of(db, "people") == 0


# --- the form of mail -----------------------------------------------------------------------


def variants(db: Store) -> dict[str, Variant]:
    with db.read() as tx:
        found = store.people.subscribed(tx, ["update"], {})
    return {reader.address: reader.variant for reader in found.values()}


def test_everyone_gets_the_edition_and_the_order_they_chose(db: Store, now: datetime) -> None:
    imported(db, "email,place,edition\na@example.org,SE,\nb@example.org,,text\n", now)
    assert variants(db) == {
        "a@example.org": Variant(Edition.STANDARD, "SE"),
        "b@example.org": Variant(Edition.TEXT),
    }

    chosen = subscribe.choose(db, " A@example.org", Edition.LARGE, False, actor="Bo", now=now)
    subscribe.choose(db, "b@example.org", None, True, actor="Bo", now=now)

    assert (chosen.edition, chosen.place_first) == (Edition.LARGE, False)
    assert variants(db) == {
        "a@example.org": Variant(Edition.LARGE),
        "b@example.org": Variant(Edition.TEXT),
    }
    with db.read() as tx:
        rows = [row for row in store.audit.rows(tx) if row["act"] == "people choose"]
    assert [(row["actor"], row["detail"]) for row in rows] == [
        ("Bo", {"edition": "large", "place_first": False}),
        ("Bo", {"edition": "text", "place_first": True}),
    ]
    assert "@" not in str(rows)


def test_an_import_changes_nobodys_choice(db: Store, now: datetime) -> None:
    imported(db, "email,edition\na@example.org,easy\n", now)
    imported(db, "email,edition\na@example.org,standard\n", now)
    assert variants(db)["a@example.org"].edition is Edition.EASY


def test_nobody_unknown_can_choose(db: Store, now: datetime) -> None:
    with pytest.raises(NotFound, match=r"no person 'a@example\.org'"):
        subscribe.choose(db, "a@example.org", Edition.EASY, None, actor="Bo", now=now)
