"""Mailing lists, subscriptions and consent: who is on which list, on what ground.

Lists are declared in ``newsletter.toml`` only; the database keeps their slug.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SubscriptionState(StrEnum):
    """A person's place on a list. Only `SUBSCRIBED` is ever written to."""

    PENDING = "pending"
    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    REMOVED = "removed"


class Basis(StrEnum):
    """The legal ground a subscription stands on."""

    CONSENT = "consent"
    MEMBERSHIP = "membership"
    LEGITIMATE_INTEREST = "legitimate interest"


@dataclass(frozen=True, slots=True)
class MailingList:
    """A list: its slug, what readers see, and on what ground people are on it."""

    slug: str
    title: str
    basis: Basis = Basis.CONSENT
    reason: str = ""

    @property
    def why(self) -> str:
        """The sentence that tells a reader why they get a mail of this list."""
        return self.reason or f"You get this email because you are on the list {self.title}."


@dataclass(frozen=True, slots=True)
class Consent:
    """A record of what a person agreed to; only ever added to.

    ``wording`` is what they were shown, or "" where a person was entered by staff; ``origin`` is
    where the address comes from, in the words of whoever entered it; ``route`` is the way in:
    ``staff``, ``import``. IP addresses are not kept.
    """

    list: str
    basis: Basis
    route: str
    origin: str
    actor: str
    at: datetime
    wording: str = ""
    language: str = "en"
