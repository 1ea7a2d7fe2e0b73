"""Subscribe: people come onto lists, each with the record of why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from newsletter import store
from newsletter.errors import Mistake, NotFound
from newsletter.model.lists import Consent, MailingList, SubscriptionState
from newsletter.model.mail import Edition
from newsletter.model.people import Person, Row


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import went, in numbers of rows; ``mistakes`` names the rows that were refused.

    ``gone`` are people who left the list once: an import never brings anyone back.
    """

    added: int
    already: int
    gone: int
    mistakes: tuple[Mistake, ...]


def add(
    db: store.Store,
    people: Iterable[Person | Row],
    to: MailingList,
    *,
    origin: str,
    route: str,
    actor: str,
    now: datetime,
    dry_run: bool = False,
) -> Imported:
    """Put people on a list with one consent record each: all rows that can be used, or none.

    Someone known already keeps their record and gets the list. With ``dry_run`` nothing is kept.
    """
    consent = Consent(to.slug, to.basis, route, origin, actor, now)
    counts = {"added": 0, "already": 0, "gone": 0}
    mistakes: list[Mistake] = []
    with db.begin() as tx:
        for one in people:
            person = one.person if isinstance(one, Row) else one
            if person is None:
                mistakes += [one.mistake] if isinstance(one, Row) and one.mistake else []
                continue
            counts[_add(tx, person, consent, now)] += 1
        detail = {**counts, "origin": origin, "refused": len(mistakes)}
        store.audit.record(tx, now, actor, f"people {route}", to.slug, detail)
        if dry_run:
            tx.rollback()
    return Imported(**counts, mistakes=tuple(mistakes))


def choose(
    db: store.Store,
    address: str,
    edition: Edition | None,
    place_first: bool | None,
    *,
    actor: str,
    now: datetime,
) -> Person:
    """Change the form of mail that somebody gets; None leaves it. Return them as they are then.

    Mails of a campaign that is frozen already do not change. Raises `NotFound`.
    """
    with db.begin() as tx:
        person = store.people.by_address(tx, address.strip())
        if person is None:
            raise NotFound("person", address, "Put them on a list with: newsletter people add")
        chosen = replace(
            person,
            edition=edition or person.edition,
            place_first=person.place_first if place_first is None else place_first,
        )
        store.people.choose(tx, person.id, chosen.edition, place_first=chosen.place_first)
        detail = {"edition": chosen.edition, "place_first": chosen.place_first}
        store.audit.record(tx, now, actor, "people choose", str(person.id), detail)
    return chosen


def _add(tx: store.Transaction, person: Person, consent: Consent, now: datetime) -> str:
    known = store.people.by_address(tx, person.address)
    id = known.id if known else store.people.add(tx, person, now)
    state = store.people.state_on(tx, id, consent.list)
    if state is None:
        store.people.subscribe(tx, id, consent)
        return "added"
    return "already" if state is SubscriptionState.SUBSCRIBED else "gone"
