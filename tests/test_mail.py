"""A message is complete, well-formed and the reader's own, whatever words it is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.model.campaigns import (
    boundary,
    campaign_id,
    content_hash,
    message_id,
)
from newsletter.model.mail import (
    Letter,
    ListHeaders,
    Mail,
    Message,
    Part,
    Sender,
    Slot,
    Variant,
    quoted_printable,
)
from newsletter.model.text import one_line

SENDER = Sender("IIMHL Update", "update@news.example.org")
LIST = ListHeaders("update", "Update", "news.example.org")
LETTER = Letter(
    to="reader@example.org",
    message_id="<0123456789abcdef@news.example.org>",
    moment=datetime(2026, 12, 1, 12, 0, tzinfo=UTC),
    list=LIST,
    token="WzEsInVwZGF0ZSJd.c2lnbmF0dXJl",
    unsubscribe_url="https://news.example.org/unsubscribe/WzEsInVwZGF0ZSJd.c2lnbmF0dXJl",
    preferences_url="https://news.example.org/preferences/WzEsInVwZGF0ZSJd.c2lnbmF0dXJl",
    reason="You get this email because you are on the list Update.",
)
HTML = f'<p>Hälsa</p><a href="{Slot.UNSUBSCRIBE}">Leave</a> {Slot.REASON}'
TEXT = f"Hälsa\n\nLeave: {Slot.UNSUBSCRIBE}\n{Slot.REASON}\n"


def mail(subject: str = "Update, 1 December 2026", html: str = HTML, text: str = TEXT) -> Mail:
    return Mail(Variant(), subject, html, text, "<p>web</p>")


def written(made: Mail, letter: Letter = LETTER, sender: Sender = SENDER) -> bytes:
    mark = boundary(content_hash(made.subject, made.html, made.text))
    return Message(made, sender, mark, "https://news.example.org/issues/a/").made_out(letter)


def parsed(data: bytes) -> EmailMessage:
    """Return the message; assert that no parser could complain of any part of it."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == []
        for value in part.values():
            assert getattr(value, "defects", ()) == ()
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def sender_name(data: bytes) -> str:
    # Python's newer parser leaves blanks between the encoded words of a long name.
    name, _ = parseaddr(message_from_bytes(data)["From"])
    return str(make_header(decode_header(name)))


def wire_lines(data: bytes) -> list[bytes]:
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    return data.removesuffix(b"\r\n").split(b"\r\n")


def plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# Text as it may come from an editor's file or a template, with what is special on the way.
_BITS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["=", "==20", ".", "..", "\n.", "\r", "\n", " \n", "\t", "From ", "\nFrom x",
                     "--", "=?utf-8?q?a=0D=0ABcc:_x?=", "ö", "\x00", "\x85", "\u2028", "x" * 80,
                     " " * 90, "." * 100, "å" * 60, "x" * 1_200]),
)  # fmt: skip
_WORDS = st.lists(_BITS, max_size=12).map("".join)
_BODIES = st.lists(st.one_of(_BITS, st.sampled_from(list(Slot))), max_size=14).map("".join)


# --- quoted-printable -----------------------------------------------------------------------


@given(_WORDS)
@example(".From x")
@example("x" * 74 + ".")
@example("x" * 75 + " .")
@example("\n".join(["x" * length for length in range(70, 80)]))
def test_quoted_printable_comes_back_and_no_line_is_too_long(text: str) -> None:
    import quopri

    encoded = quoted_printable(text)

    assert quopri.decodestring(encoded).replace(b"\r\n", b"\n").decode() == plain_newlines(text)
    for line in encoded.split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith((b".", b"From "))
        assert b"\n" not in line
        assert b"\r" not in line
        assert not line.endswith((b" ", b"\t"))


@given(_BODIES, st.booleans(), st.fixed_dictionaries(dict.fromkeys(Slot, _WORDS)))
def test_a_part_is_filled_as_if_the_values_had_been_written_there(
    text: str, markup: bool, values: dict[Slot, str]
) -> None:
    import quopri

    filled = Part(text, markup=markup).filled(values)

    expected = plain_newlines(text)
    parts = re.split("(" + "|".join(Slot) + ")", expected)
    for number in range(1, len(parts), 2):
        value = one_line(values[Slot(parts[number])])
        parts[number] = escape(value) if markup else value
    assert quopri.decodestring(filled).replace(b"\r\n", b"\n").decode() == "".join(parts)
    for line in filled.split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith((b".", b"From "))


def test_a_part_knows_its_slots() -> None:
    assert Part(HTML, markup=True).slots == {Slot.UNSUBSCRIBE, Slot.REASON}
    assert Part("none", markup=False).slots == frozenset()


def test_a_value_in_markup_is_escaped() -> None:
    values = dict.fromkeys(Slot, '"><script>&')

    assert b"<script>" not in Part(HTML, markup=True).filled(values)
    assert b"<script>" in Part(TEXT, markup=False).filled(values)


# --- whole messages -------------------------------------------------------------------------


@given(
    subject=_WORDS, html=_BODIES.filter(bool), text=_BODIES, reason=_WORDS, url=_WORDS,
    name=_WORDS, title=_WORDS,
)  # fmt: skip
def test_any_message_is_well_formed_and_says_what_was_written(
    subject: str, html: str, text: str, reason: str, url: str, name: str, title: str
) -> None:
    made = mail(subject or "x", html, text)
    sender = replace(SENDER, name=name, unsubscribe_address="leave@example.org", one_click=True)
    listed = replace(LIST, title=title)
    letter = replace(LETTER, reason=reason, preferences_url=url, list=listed)

    data = written(made, letter, sender)

    _is_clean(data)
    message = parsed(data)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    values = {slot: one_line(value) for slot, value in letter.slots.items()}
    escaped = {slot: escape(value) for slot, value in values.items()}
    assert body(message, "plain") == _filled(text, values)
    assert body(message, "html") == _filled(html, escaped)
    assert message["Subject"] == one_line(made.subject)
    assert message["From"].addresses[0].addr_spec == SENDER.address
    assert sender_name(data) == one_line(name)
    assert message["To"] == LETTER.to
    assert _names(message) == _EXPECTED_NAMES


@given(subject=_WORDS, text=_BODIES, reason=_WORDS)
def test_a_mail_without_html_is_one_part_of_plain_text(
    subject: str, text: str, reason: str
) -> None:
    letter = replace(LETTER, reason=reason)

    data = written(mail(subject or "x", "", text), letter)

    _is_clean(data)
    message = parsed(data)
    assert [part.get_content_type() for part in message.walk()] == ["text/plain"]
    values = {slot: one_line(value) for slot, value in letter.slots.items()}
    assert body(message, "plain").removesuffix("\n") == _filled(text, values).removesuffix("\n")
    assert _names(message)[:5] == [
        "From", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ]  # fmt: skip


def test_an_answer_carries_no_headers_of_a_list() -> None:
    letter = Letter(LETTER.to, LETTER.message_id, LETTER.moment, action_url="https://example.org/c")
    made = mail("Please confirm", f"<a href='{Slot.ACTION}'>Yes</a>", f"{Slot.ACTION}\n")

    message = parsed(written(made, letter))

    assert not [name for name in _names(message) if name.startswith("List-")]
    assert "Precedence" not in message
    assert message["Auto-Submitted"] == "auto-generated"
    assert "https://example.org/c" in body(message, "html")
    assert body(message, "plain") == "https://example.org/c\n"


def _is_clean(data: bytes) -> None:
    head, _, _ = data.partition(b"\r\n\r\n")
    for line in wire_lines(data):
        assert len(line) <= 998
    for line in head.split(b"\r\n"):
        assert line.strip()
        assert len(line) <= 78 or b" <" in line or line.startswith((b"List-", b"Message-ID", b" <"))
    for line in data[len(head) + 4 :].split(b"\r\n"):
        assert len(line) <= 76
    assert data.isascii()


def _filled(text: str, values: Mapping[Slot, str]) -> str:
    text = plain_newlines(text)
    return re.sub("|".join(Slot), lambda match: values[Slot(match[0])], text)


def _names(message: EmailMessage) -> list[str]:
    return list(message.keys())


_EXPECTED_NAMES = [
    "From", "Subject", "MIME-Version", "Content-Type", "Archived-At", "To", "Date",
    "Message-ID", "List-Unsubscribe", "Precedence", "List-Id", "List-Unsubscribe-Post", "List-Post",
    "List-Owner",
]  # fmt: skip


@pytest.mark.parametrize(
    "subject",
    [
        "Update, 1 December 2026",
        "Psykisk hälsa i Sverige",
        "a" * 2_000,
        "å" * 2_000,
        "many words " * 100,
        "Bcc: everyone@example.org",
        "=?utf-8?q?one=0D=0ABcc:_everyone@example.org?=",
        "=?utf-8?b?b25lDQpCY2M6IGV2ZXJ5b25lQGV4YW1wbGUub3Jn?=",
        "a =?broken b",
        'quotes " and \\ and (brackets), and <these>; and: this',
        "mental health 🧠 שלום 日本語",
        "one\r\nBcc: everyone@example.org",
        "one\u2028Bcc: everyone@example.org",
    ],
)
def test_a_subject_arrives_as_it_was_and_starts_no_other_header(subject: str) -> None:
    data = written(mail(subject))

    _is_clean(data)
    message = parsed(data)
    assert message["Subject"] == one_line(subject)
    assert "Bcc" not in message
    assert len(message.get_all("Subject", [])) == 1


@pytest.mark.parametrize(
    "name",
    [
        "IIMHL Update",
        "Öberg, Åsa",
        'The "Network", Inc.',
        "a\\b",
        "x" * 300,
        "a, b; c <d@e.org>",
        "line\r\nBcc: everyone@example.org",
        "=?utf-8?q?one=0D=0ABcc:_everyone@example.org?=",
        "",
    ],
)
def test_names_of_senders_and_lists_are_names_whatever_is_in_them(name: str) -> None:
    sender = replace(SENDER, name=name)
    data = written(mail(), replace(LETTER, list=replace(LIST, title=name)), sender)

    _is_clean(data)
    message = parsed(data)
    assert [address.addr_spec for address in message["From"].addresses] == [SENDER.address]
    assert sender_name(data) == one_line(name)
    assert str(message["List-Id"]).endswith(" <update.lists.news.example.org>")
    assert "Bcc" not in message


def test_a_title_keeps_its_letters_in_the_headers() -> None:
    data = written(mail(), replace(LETTER, list=replace(LIST, title="Återhämtning")))

    assert str(parsed(data)["List-Id"]) == "Återhämtning <update.lists.news.example.org>"


def test_an_address_of_an_international_domain_is_ascii_on_the_wire() -> None:
    sender = replace(SENDER, address="news@hälsa.se", reply_to="red@hälsa.se")
    message = parsed(written(mail(), replace(LETTER, to="anna@exämple.org"), sender))

    assert message["To"] == "anna@xn--exmple-cua.org"
    assert message["From"].addresses[0].addr_spec == "news@xn--hlsa-loa.se"
    assert message["Reply-To"] == "red@xn--hlsa-loa.se"
    assert message["List-Owner"] == "<mailto:red@xn--hlsa-loa.se>"


def test_an_address_with_letters_of_its_own_is_kept_whole() -> None:
    """Such a mailbox exists only where UTF-8 in headers is understood (RFC 6532)."""
    data = written(mail(), replace(LETTER, to="åsa@exämple.org"))

    assert "To: åsa@xn--exmple-cua.org\r\n".encode() in data
    assert message_from_bytes(data, policy=default)["Date"] == "Tue, 01 Dec 2026 12:00:00 +0000"


# --- headers --------------------------------------------------------------------------------


def test_the_headers_of_a_list_say_how_to_leave() -> None:
    full = replace(
        LIST, archive_url="https://e.org/issues/", help_url="https://e.org/about/",
        feedback_id="a:update:update:e.org",
    )  # fmt: skip
    sender = replace(SENDER, unsubscribe_address="leave+x%y@example.org", reply_to="us@example.org")

    message = parsed(written(mail(), replace(LETTER, list=full), sender))

    assert dict(message.items()) == {
        "From": "IIMHL Update <update@news.example.org>",
        "Reply-To": "us@example.org",
        "Subject": "Update, 1 December 2026",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
        "Precedence": "bulk",
        "Archived-At": "<https://news.example.org/issues/a/>",
        "To": "reader@example.org",
        "Date": "Tue, 01 Dec 2026 12:00:00 +0000",
        "Message-ID": "<0123456789abcdef@news.example.org>",
        "List-Id": "Update <update.lists.news.example.org>",
        "List-Unsubscribe": f"<{LETTER.unsubscribe_url}>, "
        f"<mailto:leave+x%25y@example.org?subject=unsubscribe%20{LETTER.token}>",
        "List-Post": "NO",
        "List-Help": "<https://e.org/about/>",
        "List-Owner": "<mailto:us@example.org>",
        "List-Archive": "<https://e.org/issues/>",
        "Feedback-ID": "a:update:update:e.org",
    }


@pytest.mark.parametrize("one_click", [True, False])
def test_one_click_is_offered_only_when_somebody_signs(one_click: bool) -> None:
    message = parsed(written(mail(), sender=replace(SENDER, one_click=one_click)))

    found = message.get_all("List-Unsubscribe-Post", [])
    assert found == (["List-Unsubscribe=One-Click"] if one_click else [])
    assert str(message["List-Unsubscribe"]).startswith("<https://")


def test_an_address_in_a_header_is_never_broken() -> None:
    long = f"https://news.example.org/{'x' * 200}"
    data = written(mail(), replace(LETTER, unsubscribe_url=long))

    assert f"<{long}>".encode() in data
    assert parsed(data)["List-Unsubscribe"] == f"<{long}>"


def test_the_same_data_makes_the_same_bytes() -> None:
    assert len({written(mail()) for _ in range(3)}) == 1
    message = Message(mail(), SENDER, boundary("0" * 64))
    assert message.made_out(LETTER) == message.made_out(LETTER)


def test_two_readers_copies_differ_in_what_is_theirs_only() -> None:
    other = replace(LETTER, to="other@example.org", message_id="<other@news.example.org>")
    one, two = wire_lines(written(mail())), wire_lines(written(mail(), other))

    differing = [left for left, right in zip(one, two, strict=True) if left != right]
    assert [line.split(b":")[0] for line in differing] == [b"To", b"Message-ID"]


# --- what names a mail ----------------------------------------------------------------------


@given(st.lists(st.text(max_size=8), max_size=4), st.lists(st.text(max_size=8), max_size=4))
def test_other_parts_have_another_hash(one: list[str], other: list[str]) -> None:
    assert (content_hash(*one) == content_hash(*other)) is (one == other)


def test_a_boundary_can_stand_in_no_quoted_printable_line() -> None:
    mark = boundary(content_hash("a"))

    assert mark.startswith("=_")
    assert len(mark) <= 70  # RFC 2046, section 5.1.1
    assert mark.encode() not in quoted_printable(mark)


def test_a_message_id_is_the_same_over_retries_and_another_for_each_reader() -> None:
    ids = {message_id("update-2026-12-01.1", person, "e.org") for person in range(100)}

    assert len(ids) == 100
    assert message_id("c", 1, "e.org") == message_id("c", 1, "e.org")
    assert all(re.fullmatch(r"<[0-9a-f]{32}@e\.org>", id) for id in ids)
    assert campaign_id("update-2026-12-01", 2) == "update-2026-12-01.2"
