"""People, their addresses, their subscriptions and what they consented to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, insert, select, update

from newsletter.model.campaigns import Reader
from newsletter.model.lists import Consent, SubscriptionState
from newsletter.model.mail import Edition
from newsletter.model.people import Person, address_key, variant_of
from newsletter.store.engine import Transaction
from newsletter.store.tables import addresses, consents, people, subscriptions


def by_address(tx: Transaction, address: str) -> Person | None:
    """Return who has this address, whatever its spelling."""
    joined = people.join(addresses, addresses.c.person == people.c.id)
    columns = (people, addresses.c.address)
    found = select(*columns).select_from(joined).where(addresses.c.key == address_key(address))
    row = tx.execute(found).mappings().first()
    if row is None:
        return None
    names = ("address", "name", "place", "language", "place_first", "id")
    return Person(**{name: row[name] for name in names}, edition=Edition(row["edition"]))


def add(tx: Transaction, person: Person, now: datetime) -> int:
    """Add a person with one address; return the new id."""
    values = {
        "name": person.name, "place": person.place, "language": person.language,
        "edition": str(person.edition), "place_first": person.place_first,
    }  # fmt: skip
    result = tx.execute(insert(people).values(**values, created_at=now))
    id = int(result.inserted_primary_key[0])  # type: ignore[index]
    key = address_key(person.address)
    tx.execute(insert(addresses).values(key=key, address=person.address, person=id))
    return id


def choose(tx: Transaction, person: int, edition: Edition, *, place_first: bool) -> None:
    """Change the form of mail that a person gets."""
    values = {"edition": str(edition), "place_first": place_first}
    tx.execute(update(people).where(people.c.id == person).values(**values))


def state_on(tx: Transaction, person: int, list: str) -> SubscriptionState | None:
    """Return where a person stands with a list; None if they never did."""
    where = (subscriptions.c.person == person, subscriptions.c.list == list)
    state = tx.execute(select(subscriptions.c.state).where(*where)).scalar()
    return SubscriptionState(state) if state else None


def subscribe(tx: Transaction, person: int, consent: Consent) -> None:
    """Put a person on a list they were never on, together with the record of why."""
    row = {"person": person, "list": consent.list, "state": str(SubscriptionState.SUBSCRIBED)}
    tx.execute(insert(subscriptions).values(**row, since=consent.at))
    values = {**asdict(consent), "basis": str(consent.basis)}
    tx.execute(insert(consents).values(person=person, **values))


def subscribed(
    tx: Transaction, lists: Sequence[str], where: Mapping[str, str]
) -> dict[int, Reader]:
    """Return who is to get a mail, by person: through the first of ``lists`` they are on.

    ``where`` may ask for a ``place`` or a ``language``.
    """
    joined = subscriptions.join(people, subscriptions.c.person == people.c.id).join(
        addresses, addresses.c.person == people.c.id
    )
    query = (
        select(
            subscriptions.c.person,
            addresses.c.address,
            subscriptions.c.list,
            people.c.place,
            people.c.edition,
            people.c.place_first,
        )
        .select_from(joined)
        .where(subscriptions.c.list.in_(lists))
        .where(subscriptions.c.state == str(SubscriptionState.SUBSCRIBED))
        .where(*(people.c[name] == value for name, value in where.items()))
        .order_by(subscriptions.c.person, addresses.c.key)
    )
    ranks = {slug: rank for rank, slug in enumerate(lists)}
    found: dict[int, Reader] = {}
    for person, address, slug, place, edition, place_first in tx.execute(query):
        if person not in found or ranks[slug] < ranks[found[person].list]:
            variant = variant_of(edition, place, place_first=place_first)
            found[person] = Reader(address, slug, variant)
    return found


def count_by_list(tx: Transaction) -> dict[str, int]:
    """Return how many are subscribed to each list."""
    where = subscriptions.c.state == str(SubscriptionState.SUBSCRIBED)
    columns = (subscriptions.c.list, func.count())
    rows = tx.execute(select(*columns).where(where).group_by(subscriptions.c.list))
    return {slug: int(number) for slug, number in rows}


def consents_of(tx: Transaction, person: int) -> Iterable[Mapping[str, object]]:
    """Return what a person agreed to, the first first."""
    rows = tx.execute(select(consents).where(consents.c.person == person).order_by(consents.c.id))
    return [dict(row) for row in rows.mappings()]
