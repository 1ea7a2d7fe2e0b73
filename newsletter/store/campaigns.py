"""Campaigns with their frozen mails, and the ledger of deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy import update as sql_update

from newsletter.model.campaigns import (
    Campaign,
    CampaignState,
    Delivery,
    DeliveryState,
    Reader,
)
from newsletter.model.mail import Edition, Mail, Variant
from newsletter.store.engine import Transaction
from newsletter.store.tables import campaigns, deliveries, mails


def of_issue(tx: Transaction, issue: str) -> list[Campaign]:
    """Return the campaigns of an issue, the first first."""
    asked = select(campaigns).where(campaigns.c.issue == issue)
    rows = tx.execute(asked.order_by(campaigns.c.started_at, campaigns.c.id)).mappings()
    return [_campaign(row) for row in rows]


def freeze(
    tx: Transaction, campaign: Campaign, frozen: Iterable[Mail], queued: Sequence[Delivery]
) -> None:
    """Store a campaign, its mails and its recipients: from now on nothing of them changes."""
    row = {**asdict(campaign), "lists": list(campaign.lists), "where": dict(campaign.where)}
    tx.execute(insert(campaigns).values({**row, "state": str(campaign.state)}))
    for mail in frozen:
        values = {"edition": mail.variant.edition, "first": mail.variant.first}
        parts = {"subject": mail.subject, "html": mail.html, "text": mail.text, "web": mail.web}
        tx.execute(insert(mails).values(campaign=campaign.id, **values, **parts))
    if queued:
        tx.execute(insert(deliveries), [_delivery_row(one) for one in queued])


def _delivery_row(one: Delivery) -> dict[str, object]:
    return {
        "campaign": one.campaign, "person": one.person, "address": one.address, "list": one.list,
        "edition": str(one.variant.edition), "first": one.variant.first, "state": str(one.state),
    }  # fmt: skip


def mails_of(tx: Transaction, campaign: str) -> dict[Variant, Mail]:
    """Return the frozen mails of a campaign."""
    rows = tx.execute(select(mails).where(mails.c.campaign == campaign)).mappings()
    variants = ((_variant(row), row) for row in rows)
    return {
        variant: Mail(variant, row["subject"], row["html"], row["text"], row["web"])
        for variant, row in variants
    }


def readers_of(tx: Transaction, campaign: str) -> dict[int, Reader]:
    """Return whom a campaign was frozen with, by person."""
    rows = tx.execute(select(deliveries).where(deliveries.c.campaign == campaign)).mappings()
    return {row["person"]: Reader(row["address"], row["list"], _variant(row)) for row in rows}


def waiting(tx: Transaction, campaign: str, limit: int) -> Iterator[Delivery]:
    """Yield up to ``limit`` deliveries that are still queued, in the order of the persons."""
    where = (deliveries.c.campaign == campaign, deliveries.c.state == str(DeliveryState.QUEUED))
    query = select(deliveries).where(*where).order_by(deliveries.c.person).limit(limit)
    for row in tx.execute(query).mappings().all():
        values = (row["campaign"], row["person"], row["address"], row["list"], _variant(row))
        yield Delivery(*values, DeliveryState(row["state"]))


def mark_sent(tx: Transaction, campaign: str, people: Sequence[int], now: datetime) -> None:
    """Write down that these got their copy."""
    if people:
        where = (deliveries.c.campaign == campaign, deliveries.c.person.in_(people))
        values = {"state": str(DeliveryState.SENT), "sent_at": now}
        tx.execute(sql_update(deliveries).where(*where).values(**values))


def states(tx: Transaction, campaign: str) -> Mapping[DeliveryState, int]:
    """Return how many deliveries of a campaign are in which state."""
    query = select(deliveries.c.state, func.count()).where(deliveries.c.campaign == campaign)
    rows = tx.execute(query.group_by(deliveries.c.state))
    return {DeliveryState(state): number for state, number in rows}


def editions(tx: Transaction, campaign: str) -> Mapping[Edition, int]:
    """Return how many deliveries of a campaign are of which edition, the standard one first."""
    query = select(deliveries.c.edition, func.count()).where(deliveries.c.campaign == campaign)
    found = dict(tuple(row) for row in tx.execute(query.group_by(deliveries.c.edition)))
    return {edition: found[edition] for edition in Edition if edition in found}


def finish(tx: Transaction, campaign: str) -> None:
    """Close a campaign that has nothing left to do."""
    values = {"state": str(CampaignState.FINISHED)}
    tx.execute(sql_update(campaigns).where(campaigns.c.id == campaign).values(**values))


def _variant(row: RowMapping) -> Variant:
    return Variant(Edition(row["edition"]), row["first"])


def _campaign(row: RowMapping) -> Campaign:
    values = {name: row[name] for name in Campaign.__dataclass_fields__}
    values["lists"] = tuple(row["lists"])
    values["state"] = CampaignState(row["state"])
    return Campaign(**values)
