"""Publish: freeze a mail and its recipients as a campaign; deliver: send what is waiting.

A campaign is frozen in one transaction; from then on neither its text nor its readers change. A
second publish of the same content goes on where the first stopped, and repeats nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from newsletter import store
from newsletter.errors import Conflict, ConsentError
from newsletter.model.campaigns import (
    Campaign,
    CampaignState,
    Delivery,
    DeliveryState,
    boundary,
    campaign_id,
    content_hash,
    message_id,
    receipt_adds_up,
)
from newsletter.model.lists import MailingList
from newsletter.model.mail import (
    Edition,
    Letter,
    ListHeaders,
    Mail,
    Message,
    Sender,
    Variant,
    page_of,
)
from newsletter.model.tokens import Purpose, Tokens
from newsletter.ports import Channel

_BATCH = 200  # deliveries between two marks in the ledger


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a campaign: everyone selected, by state and by the edition they chose.

    ``new`` were sent just now.
    """

    campaign: str
    selected: int
    states: Mapping[DeliveryState, int]
    new: int
    editions: Mapping[Edition, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Postmark:
    """What every message of this network carries: sender, signed links, where its pages are."""

    sender: Sender
    tokens: Tokens
    site: str
    domain: str
    lists: Mapping[str, MailingList]


class Press(Protocol):
    """Makes the mails of one issue."""

    @property
    def content(self) -> str:
        """The hash of all that its readers can get."""
        ...

    def settled(self, wanted: Variant) -> Variant:
        """Return the variant that a reader gets who wants this one."""
        ...

    def mail(self, variant: Variant) -> Mail:
        """Return the mail of a variant. Raises `newsletter.errors.RenderError`."""
        ...


def freeze(
    db: store.Store,
    issue: str,
    publication: str,
    press: Press,
    *,
    lists: Sequence[str],
    where: Mapping[str, str],
    channel: str,
    actor: str,
    now: datetime,
    kept: Callable[[str], bool] = lambda _: True,
    rehearsal: bool = True,
) -> Campaign:
    """Return the campaign of exactly this content to exactly these readers, making it if need be.

    One that was not finished is gone on with. A rehearsal (the outbox) does not block another:
    a changed text, another reader, or an outbox that somebody cleared away (``kept`` tells) makes
    a new campaign. What is really sent goes to each person once, over all campaigns of the issue:
    whoever is in one already is left out, and where that is everybody, the last one is returned.
    Raises `ConsentError` when the lists hold nobody.
    """
    with db.begin() as tx:
        earlier = [one for one in store.campaigns.of_issue(tx, issue) if one.rehearsal is rehearsal]
        count = len(store.campaigns.of_issue(tx, issue))
        readers = {
            person: reader._replace(variant=press.settled(reader.variant))
            for person, reader in store.people.subscribed(tx, lists, where).items()
        }
        same = (press.content, channel, tuple(lists), dict(where))
        for one in reversed(earlier):
            if (one.content, one.channel, one.lists, dict(one.where)) != same:
                continue
            frozen = store.campaigns.readers_of(tx, one.id)
            if one.state is CampaignState.OPEN or (frozen == readers and kept(one.id)):
                return one
        if readers and not rehearsal and earlier:
            had = who_had(tx, issue)
            readers = {person: one for person, one in readers.items() if person not in had}
            if not readers:
                return earlier[-1]
        if not readers:
            names = ", ".join(lists)
            raise ConsentError(
                f"nobody to send to: no subscriber of {names} matches",
                "Add some with: newsletter people import FILE.csv --list LIST --origin WHERE-FROM",
            )
        id = campaign_id(issue, count + 1)
        campaign = Campaign(
            id, publication, issue, press.mail(Variant()).subject, press.content, channel,
            tuple(lists), dict(where), CampaignState.OPEN, now, actor, rehearsal,
        )  # fmt: skip
        queued = [Delivery(id, person, *reader) for person, reader in readers.items()]
        variants = sorted({reader.variant for reader in readers.values()}, key=str)
        store.campaigns.freeze(tx, campaign, [press.mail(variant) for variant in variants], queued)
        detail = {"channel": channel, "lists": list(lists), "selected": len(queued)}
        store.audit.record(tx, now, actor, "publish", id, detail)
    return campaign


def who_had(tx: store.Transaction, issue: str) -> set[int]:
    """Return who is in a campaign by which an issue was, or is being, really sent, by person."""
    real = (one for one in store.campaigns.of_issue(tx, issue) if not one.rehearsal)
    return {person for one in real for person in store.campaigns.readers_of(tx, one.id)}


def deliver(
    db: store.Store,
    campaign: Campaign,
    channel: Channel,
    postmark: Postmark,
    *,
    now: datetime,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> Receipt:
    """Send what is waiting of a campaign; return what became of everyone.

    What was written before a failure stays, and is marked; the error says how to go on. Raises
    `Conflict` when the counts do not add up to those who were selected.
    """
    with db.read() as tx:
        mails = store.campaigns.mails_of(tx, campaign.id)
        before = store.campaigns.states(tx, campaign.id)
    selected, done = sum(before.values()), before.get(DeliveryState.SENT, 0)
    mark = boundary(campaign.content)
    messages = {
        variant: Message(
            mail, postmark.sender, mark, page_of(postmark.site, campaign.issue, variant.edition)
        )
        for variant, mail in mails.items()
    }
    new = 0
    while batch := _waiting(db, campaign.id):
        new += _send(db, campaign, batch, messages, channel, postmark, now)
        told(done + new, selected)
    with db.begin() as tx:
        states = store.campaigns.states(tx, campaign.id)
        editions = store.campaigns.editions(tx, campaign.id)
        if not receipt_adds_up(states, selected):
            raise Conflict(f"campaign {campaign.id}: {states} do not add up to {selected}")
        store.campaigns.finish(tx, campaign.id)
    return Receipt(campaign.id, selected, states, new, editions)


def _waiting(db: store.Store, campaign: str) -> list[Delivery]:
    with db.read() as tx:
        return list(store.campaigns.waiting(tx, campaign, _BATCH))


def _send(
    db: store.Store,
    campaign: Campaign,
    batch: Sequence[Delivery],
    messages: Mapping[Variant, Message],
    channel: Channel,
    postmark: Postmark,
    now: datetime,
) -> int:
    sent: list[int] = []
    try:
        for delivery in batch:
            letter = letter_for(campaign, delivery, postmark)
            message = messages[delivery.variant].made_out(letter)
            # Without the domain: that is a setting, and may be another when this is repeated.
            name = letter.message_id.strip("<>").partition("@")[0]
            channel.deliver(campaign.id, name, message)
            sent.append(delivery.person)
    finally:
        with db.begin() as tx:
            store.campaigns.mark_sent(tx, campaign.id, sent, now)
    return len(sent)


def letter_for(campaign: Campaign, delivery: Delivery, postmark: Postmark) -> Letter:
    """Return what is personal in one reader's copy; it depends on nothing but its arguments."""
    list = postmark.lists[delivery.list]
    leave = postmark.tokens.make(Purpose.UNSUBSCRIBE, delivery.person, delivery.list)
    choose = postmark.tokens.make(Purpose.PREFERENCES, delivery.person, delivery.list)
    return Letter(
        to=delivery.address,
        message_id=message_id(campaign.id, delivery.person, postmark.domain),
        moment=campaign.started_at,
        list=_headers(list, campaign.issue, campaign.publication, postmark),
        token=leave,
        unsubscribe_url=f"{postmark.site}/unsubscribe/{leave}",
        preferences_url=f"{postmark.site}/preferences/{choose}",
        reason=list.why,
    )


def _headers(list: MailingList, issue: str, publication: str, postmark: Postmark) -> ListHeaders:
    return ListHeaders(
        list.slug, list.title, postmark.domain, f"{postmark.site}/issues/",
        f"{postmark.site}/about/", f"{issue}:{list.slug}:{publication}:{postmark.domain}",
    )  # fmt: skip


# --- tests ----------------------------------------------------------------------------------

NOBODY = "test"  # stands where a token would, and opens nothing


@dataclass(frozen=True, slots=True)
class Trial:
    """A test of an issue: what goes to one address, and to nobody on the list.

    ``mail`` says so itself (`newsletter.stages.compose.Frame`). ``nonce`` makes it a message of its
    own, whatever was sent before.
    """

    issue: str
    publication: str
    mail: Mail
    list: MailingList
    address: str
    nonce: str


def send_test(
    db: store.Store,
    trial: Trial,
    channel: Channel,
    postmark: Postmark,
    *,
    actor: str,
    now: datetime,
    suppressed: Callable[[str], bool] = lambda _: False,
) -> Path | None:
    """Send a test; return the file it was put into, None where a channel writes none.

    It is no campaign: nobody counts as written to, nothing as used or published. The audit row has
    no address. Raises `Conflict` for an address that is not to be mailed (``suppressed`` tells).
    """
    if suppressed(trial.address):
        raise Conflict(
            "this address is not to be mailed: whoever has it asked for that",
            "Send the test to another one.",
        )
    name = f"{trial.issue}.test"
    mail, site = trial.mail, postmark.site
    content = content_hash(*mail.parts)
    page = page_of(site, trial.issue, mail.variant.edition)
    letter = Letter(
        to=trial.address,
        message_id=message_id(f"{name}.{trial.nonce}", 0, postmark.domain),
        moment=now,
        list=_headers(trial.list, trial.issue, trial.publication, postmark),
        token=NOBODY,
        unsubscribe_url=f"{site}/unsubscribe/{NOBODY}",
        preferences_url=f"{site}/preferences/{NOBODY}",
        reason=trial.list.why,
    )
    message = Message(mail, postmark.sender, boundary(content), page).made_out(letter)
    file = channel.deliver(name, letter.message_id.strip("<>").partition("@")[0], message)
    detail = {
        "channel": channel.name, "edition": mail.variant.edition, "first": mail.variant.first,
        "content": content,
    }  # fmt: skip
    with db.begin() as tx:
        store.audit.record(tx, now, actor, "publish test", trial.issue, detail)
    return file
