"""Campaigns and deliveries: one issue to the union of some lists, through one channel.

A Campaign freezes its Mail and its recipients; a Delivery is one campaign to one person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from newsletter.model.mail import Variant


class Reader(NamedTuple):
    """Who gets a mail: at which address, through which list, in which variant."""

    address: str
    list: str
    variant: Variant


class DeliveryState(StrEnum):
    """Where one person's copy stands."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    IN_DOUBT = "in_doubt"


class CampaignState(StrEnum):
    """Whether a campaign has still something to do."""

    OPEN = "open"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Campaign:
    """One issue to the union of ``lists``. ``content`` is the hash of the frozen mail.

    ``where`` holds the filters (``{"place": "SE"}``); ``started_at`` is the Date of its mails. In
    a ``rehearsal`` nobody receives anything.
    """

    id: str
    publication: str
    issue: str
    subject: str
    content: str
    channel: str
    lists: tuple[str, ...]
    where: Mapping[str, str]
    state: CampaignState
    started_at: datetime
    actor: str
    rehearsal: bool = True


@dataclass(frozen=True, slots=True)
class Delivery:
    """One campaign to one person, at the address and in the variant of when it was frozen."""

    campaign: str
    person: int
    address: str
    list: str
    variant: Variant = Variant()  # noqa: RUF009
    state: DeliveryState = DeliveryState.QUEUED


def content_hash(*parts: str) -> str:
    """Return the hash that binds a campaign to exactly these parts of a mail."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def campaign_id(issue: str, number: int) -> str:
    """Return the name of the ``number``-th campaign of an issue: ``update-2026-12-01.1``."""
    return f"{issue}.{number}"


def message_id(campaign: str, person: int, domain: str) -> str:
    """Return the Message-ID of one delivery: the same over retries, another for each reader.

    It is a hash, so that it tells nobody how many readers there are.
    """
    digest = hashlib.sha256(f"{campaign}/{person}".encode()).hexdigest()[:32]
    return f"<{digest}@{domain}>"


def boundary(content: str) -> str:
    """Return the MIME boundary of a mail from its hash: same data, same bytes.

    ``=_`` can stand in no quoted-printable line (RFC 2045, section 6.7).
    """
    return f"=_{content[:32]}"


def receipt_adds_up(states: Mapping[DeliveryState, int], selected: int) -> bool:
    """Tell whether every person selected is accounted for."""
    return sum(states.values()) == selected
