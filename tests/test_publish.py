"""Publishing: what is frozen stays, everyone selected is accounted for, nothing is repeated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from newsletter import store
from newsletter.adapters.outbox import Outbox
from newsletter.errors import ConsentError, DiskFull, NewsletterError
from newsletter.model.campaigns import (
    Campaign,
    CampaignState,
    DeliveryState,
    content_hash,
    receipt_adds_up,
)
from newsletter.model.lists import Basis, MailingList
from newsletter.model.mail import Edition, Mail, Sender, Slot, Variant
from newsletter.model.people import Person
from newsletter.model.tokens import Purpose, Tokens
from newsletter.stages import publish, subscribe
from newsletter.stages.publish import Postmark, Receipt
from newsletter.store import Store

LISTS = {
    "update": MailingList("update", "Update", Basis.MEMBERSHIP, "You are a member."),
    "leaders": MailingList("leaders", "Leaders"),
}
TOKENS = Tokens(["a secret"])
POSTMARK = Postmark(
    Sender("The Network", "news@e.org"), TOKENS, "https://e.org", "e.org", LISTS
)  # fmt: skip
MAIL = Mail(
    Variant(), "Update", f'<a href="{Slot.UNSUBSCRIBE}">Leave</a><p>{Slot.REASON}</p>',
    f"Leave: {Slot.UNSUBSCRIBE}\nChoose: {Slot.PREFERENCES}\n{Slot.REASON}\n", "<p>web</p>",
)  # fmt: skip
READERS = 203  # more than one batch


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


@pytest.fixture
def desk(db: Store, now: datetime) -> Store:
    join(db, now, "update", *(f"reader{number}@example.org" for number in range(READERS)))
    return db


def join(db: Store, now: datetime, slug: str, *addresses: str, place: str = "") -> None:
    people = [Person(address, place=place) for address in addresses]
    subscribe.add(db, people, LISTS[slug], origin="test", route="staff", actor="Anna", now=now)


@dataclass
class Press:
    """A press that prints one mail for every variant, and counts what it is asked for."""

    standard: Mail = MAIL
    made: list[Variant] = field(default_factory=list)

    @property
    def content(self) -> str:
        return content_hash(*self.standard.parts)

    def settled(self, wanted: Variant) -> Variant:
        return wanted if wanted.first != "NO" else Variant(wanted.edition)

    def mail(self, variant: Variant) -> Mail:
        self.made.append(variant)
        html = "" if variant.edition is Edition.TEXT else self.standard.html
        text = f"{variant.edition} {variant.first}\n{self.standard.text}"
        plain = variant == Variant()
        return (
            self.standard
            if plain
            else replace(self.standard, variant=variant, html=html, text=text)
        )


def freeze(
    db: Store, now: datetime, mail: Mail = MAIL, press: Press | None = None, **values: Any
) -> Campaign:
    asked = {"lists": ["update"], "where": {}, "channel": "outbox", "actor": "Anna", **values}
    return publish.freeze(db, "update-2026-12-01", "update", press or Press(mail), now=now, **asked)


def deliver(db: Store, campaign: Campaign, outbox: Outbox, now: datetime) -> Receipt:
    return publish.deliver(db, campaign, outbox, POSTMARK, now=now)


def files_by_reader(outbox: Outbox, campaign: str) -> dict[str, bytes]:
    """Return the messages of a campaign by their reader; there is one for each."""
    found: dict[str, bytes] = {}
    for file in sorted((outbox.folder / campaign).glob("[nc][eu][wr]/*")):
        data = file.read_bytes()
        reader = data.partition(b"\r\nTo: ")[2].partition(b"\r\n")[0].decode()
        assert reader not in found
        found[reader] = data
    return found


def messages(outbox: Outbox, campaign: str) -> dict[str, EmailMessage]:
    """Return the messages of a campaign, read as mail, by their reader."""
    found: dict[str, EmailMessage] = {}
    for reader, data in files_by_reader(outbox, campaign).items():
        message = message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        assert message["To"] == reader
        found[reader] = message
    return found


def states(db: Store, campaign: str) -> Mapping[DeliveryState, int]:
    with db.read() as tx:
        return store.campaigns.states(tx, campaign)


def test_everyone_on_the_list_gets_one_message(desk: Store, outbox: Outbox, now: datetime) -> None:
    told: list[tuple[int, int]] = []
    campaign = freeze(desk, now)

    receipt = publish.deliver(
        desk, campaign, outbox, POSTMARK, now=now,
        told=lambda done, all: told.append((done, all)),
    )  # fmt: skip

    assert receipt == Receipt(
        "update-2026-12-01.1",
        READERS,
        {DeliveryState.SENT: READERS},
        READERS,
        {Edition.STANDARD: READERS},
    )
    assert told == [(200, READERS), (READERS, READERS)]
    found = files_by_reader(outbox, campaign.id)
    assert set(found) == {f"reader{number}@example.org" for number in range(READERS)}
    assert len({re.search(rb"Message-ID: (.*)", data)[1] for data in found.values()}) == READERS  # type: ignore[index]
    assert all(b"\r\nDate: Tue, 01 Dec 2026 12:00:00 +0000\r\n" in data for data in found.values())
    with desk.read() as tx:
        (stored,) = store.campaigns.of_issue(tx, "update-2026-12-01")
        assert stored == replace(campaign, state=CampaignState.FINISHED)
        act = store.audit.rows(tx)[-1]
    assert (act["actor"], act["act"], act["subject"]) == ("Anna", "publish", campaign.id)
    assert act["detail"] == {"channel": "outbox", "lists": ["update"], "selected": READERS}


def test_everyone_gets_the_variant_they_chose_and_each_is_made_once(
    db: Store, outbox: Outbox, now: datetime
) -> None:
    people = [
        Person("a@example.org", place="SE"),
        Person("b@example.org", place="SE"),
        Person("c@example.org", place="SE", place_first=False),
        Person("d@example.org", place="NO", edition=Edition.EASY),
        Person("e@example.org", edition=Edition.TEXT),
    ]
    subscribe.add(db, people, LISTS["update"], origin="test", route="staff", actor="Anna", now=now)
    press = Press()

    receipt = deliver(db, freeze(db, now, press=press), outbox, now)

    assert receipt.states == {DeliveryState.SENT: 5}
    made = [variant for variant in press.made if variant != Variant()]
    assert sorted(made, key=str) == [
        Variant(Edition.EASY), Variant(Edition.STANDARD, "SE"), Variant(Edition.TEXT),
    ]  # fmt: skip
    found = messages(outbox, receipt.campaign)
    first_lines = {
        reader: str(one.get_body(("plain",)).get_content()).splitlines()[0]  # type: ignore[union-attr]
        for reader, one in found.items()
    }
    assert first_lines == {
        "a@example.org": "standard SE",
        "b@example.org": "standard SE",
        "c@example.org": f"Leave: https://e.org/unsubscribe/{_token(found['c@example.org'])}",
        "d@example.org": "easy ",
        "e@example.org": "text ",
    }
    pages = {reader: one["Archived-At"] for reader, one in found.items()}
    assert pages["d@example.org"] == "<https://e.org/issues/update-2026-12-01/easy/>"
    assert pages["e@example.org"] == "<https://e.org/issues/update-2026-12-01/>"
    kinds = {reader: one.get_content_type() for reader, one in found.items()}
    assert kinds.pop("e@example.org") == "text/plain"
    assert set(kinds.values()) == {"multipart/alternative"}


def _token(message: EmailMessage) -> str:
    return str(message["List-Unsubscribe"]).split("/unsubscribe/")[1].split(">")[0]


def test_whoever_changes_their_choice_makes_a_new_rehearsal(
    db: Store, outbox: Outbox, now: datetime
) -> None:
    join(db, now, "update", "a@example.org", place="SE")
    deliver(db, freeze(db, now), outbox, now)
    subscribe.choose(db, "a@example.org", Edition.LARGE, None, actor="Bo", now=now)

    again = deliver(db, freeze(db, now), outbox, now)

    assert (again.campaign, again.new) == ("update-2026-12-01.2", 1)


def test_a_second_time_nothing_is_written(desk: Store, outbox: Outbox, now: datetime) -> None:
    deliver(desk, freeze(desk, now), outbox, now)
    before = files_by_reader(outbox, "update-2026-12-01.1")
    later = now + timedelta(days=1)

    again = deliver(desk, freeze(desk, later), outbox, later)

    assert (again.campaign, again.new) == ("update-2026-12-01.1", 0)
    assert again.states == {DeliveryState.SENT: READERS}
    assert list(outbox.folder.iterdir()) == [outbox.folder / "update-2026-12-01.1"]
    assert files_by_reader(outbox, again.campaign) == before


def test_what_is_frozen_does_not_change_with_the_list(
    desk: Store, outbox: Outbox, now: datetime
) -> None:
    campaign = freeze(desk, now)
    join(desk, now, "update", "late@example.org")

    receipt = deliver(desk, freeze(desk, now), outbox, now)

    assert (receipt.campaign, receipt.selected) == (campaign.id, READERS)
    assert "late@example.org" not in files_by_reader(outbox, campaign.id)


@pytest.mark.parametrize(
    "change",
    [
        {"mail": replace(MAIL, subject="Update, mended")},
        {"mail": replace(MAIL, html=MAIL.html + " ")},
        {"mail": replace(MAIL, text=MAIL.text + " ")},
        {"mail": replace(MAIL, web="<p>else</p>")},
        {"lists": ["update", "leaders"]},
        {"where": {"language": "en"}},
    ],
)
def test_another_text_or_other_readers_make_another_campaign(
    db: Store, outbox: Outbox, now: datetime, change: dict[str, Any]
) -> None:
    join(db, now, "update", "a@example.org")
    deliver(db, freeze(db, now), outbox, now)

    second = freeze(db, now, **change)
    receipt = deliver(db, second, outbox, now)

    assert second.id == "update-2026-12-01.2"
    assert receipt.new == 1
    assert freeze(db, now, **change).id == second.id
    assert freeze(db, now).id == "update-2026-12-01.1"


def test_without_readers_nothing_is_frozen(db: Store, now: datetime) -> None:
    join(db, now, "update", "a@example.org", place="SE")

    for values in ({"lists": ["leaders"]}, {"where": {"place": "WHO"}}):
        with pytest.raises(ConsentError, match="nobody to send to") as told:
            freeze(db, now, **values)
        assert "people import" in told.value.hint
    with db.read() as tx:
        assert store.campaigns.of_issue(tx, "update-2026-12-01") == []


def test_a_person_on_two_lists_gets_one_message_that_says_which(
    db: Store, outbox: Outbox, now: datetime
) -> None:
    join(db, now, "update", "both@example.org", "update@example.org")
    join(db, now, "leaders", "both@example.org", "leaders@example.org")

    deliver(db, freeze(db, now, lists=["leaders", "update"]), outbox, now)

    found = messages(outbox, "update-2026-12-01.1")
    reasons = {address: str(message.get_body(("plain",))) for address, message in found.items()}
    assert "You are a member." in reasons["update@example.org"]
    for address in ("both@example.org", "leaders@example.org"):
        assert "on the list Leaders" in reasons[address]
        assert str(found[address]["List-Id"]) == "Leaders <leaders.lists.e.org>"


def test_links_open_for_their_reader_alone_and_hold_no_address(
    db: Store, outbox: Outbox, now: datetime
) -> None:
    join(db, now, "update", "anna@example.org", "bo@example.org")
    deliver(db, freeze(db, now), outbox, now)

    people = {}
    for address, message in messages(outbox, "update-2026-12-01.1").items():
        part = message.get_body(("plain",))
        assert part is not None
        leave, choose = (line.split()[1] for line in part.get_content().splitlines()[:2])
        assert "anna" not in leave + choose
        assert "@" not in leave + choose
        person, slug = TOKENS.read(Purpose.UNSUBSCRIBE, leave.rsplit("/", 1)[1])
        assert TOKENS.read(Purpose.PREFERENCES, choose.rsplit("/", 1)[1]) == (person, slug)
        assert f"<{leave}>" in str(message["List-Unsubscribe"])
        people[person] = address
    with db.read() as tx:
        for person, address in people.items():
            known = store.people.by_address(tx, address)
            assert known is not None
            assert known.id == person


def test_the_same_campaign_makes_the_same_bytes(desk: Store, tmp_path: Path, now: datetime) -> None:
    campaign = freeze(desk, now)
    made: list[dict[str, bytes]] = []
    for folder in ("one", "two"):
        deliver(desk, campaign, Outbox(tmp_path / folder), now + timedelta(hours=len(made)))
        files = (tmp_path / folder).rglob("*")
        made.append({file.name: file.read_bytes() for file in files if file.is_file()})
        with desk.begin() as tx:
            tx.exec_driver_sql("update deliveries set state = 'queued'")
    assert made[0] == made[1]
    assert len(made[0]) == READERS


# --- what stops us --------------------------------------------------------------------------


def _name(campaign: Campaign, db: Store, nth: int) -> str:
    with db.read() as tx:
        delivery = list(store.campaigns.waiting(tx, campaign.id, nth + 1))[nth]
    letter = publish.letter_for(campaign, delivery, POSTMARK)
    return letter.message_id.strip("<>").partition("@")[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("nth", [0, 1, 199, 200, READERS - 1])
def test_a_full_disk_leaves_whole_messages_and_a_repeat_writes_the_rest(
    desk: Store, outbox: Outbox, now: datetime, nth: int
) -> None:
    campaign = freeze(desk, now)
    tmp = outbox.folder / campaign.id / "tmp"
    tmp.mkdir(parents=True)
    (tmp / _name(campaign, desk, nth)).symlink_to("/dev/full")

    with pytest.raises(DiskFull, match="no space is left"):
        deliver(desk, campaign, outbox, now)

    assert not list(tmp.iterdir())
    assert len(files_by_reader(outbox, campaign.id)) == nth
    expected = {DeliveryState.SENT: nth, DeliveryState.QUEUED: READERS - nth}
    assert states(desk, campaign.id) == {state: count for state, count in expected.items() if count}

    receipt = deliver(desk, freeze(desk, now), outbox, now)

    assert (receipt.new, receipt.states) == (READERS - nth, {DeliveryState.SENT: READERS})
    assert len(files_by_reader(outbox, campaign.id)) == READERS


def test_messages_that_were_written_but_not_noted_are_not_written_again(
    db: Store, outbox: Outbox, now: datetime
) -> None:
    """The machine may stop between the two; mail readers may take messages meanwhile."""
    join(db, now, "update", *(f"{number}@example.org" for number in range(10)))
    campaign = freeze(db, now)
    deliver(db, campaign, outbox, now)
    with db.begin() as tx:
        tx.exec_driver_sql("update deliveries set state = 'queued'")
    for file in list((outbox.folder / campaign.id / "new").iterdir())[:5]:
        file.rename(file.parents[1] / "cur" / f"{file.name}:2,S")

    moved = replace(POSTMARK, domain="news.example.org")  # a setting that was changed since
    receipt = publish.deliver(db, campaign, outbox, moved, now=now)

    assert receipt.states == {DeliveryState.SENT: 10}
    assert len(files_by_reader(outbox, campaign.id)) == 10


def test_an_obstacle_to_one_message_is_told_and_loses_none(
    db: Store, outbox: Outbox, now: datetime
) -> None:
    join(db, now, "update", *(f"{number}@example.org" for number in range(10)))
    campaign = freeze(db, now)
    obstacle = outbox.folder / campaign.id / "tmp" / _name(campaign, db, 7)
    obstacle.mkdir(parents=True)

    with pytest.raises(NewsletterError, match="cannot be written"):
        deliver(db, campaign, outbox, now)
    assert states(db, campaign.id) == {DeliveryState.SENT: 7, DeliveryState.QUEUED: 3}

    obstacle.rmdir()
    assert deliver(db, campaign, outbox, now).new == 3
    assert len(files_by_reader(outbox, campaign.id)) == 10


def test_a_receipt_that_does_not_add_up_is_seen() -> None:
    assert receipt_adds_up({DeliveryState.SENT: 3, DeliveryState.FAILED: 1}, 4)
    assert not receipt_adds_up({DeliveryState.SENT: 3}, 4)
