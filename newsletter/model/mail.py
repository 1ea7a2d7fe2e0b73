"""The Mail: an issue rendered for one Variant, with slots for what is personal, and its bytes.

A message is built once per variant, cut at its slots, and joined for each reader as bytes:
what depends on the reader is encoded alone, so no value can break a line, a header or the markup.
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum

from newsletter.model.text import one_line


class Slot(StrEnum):
    """What is filled in for each reader. The values are words no parser would change."""

    UNSUBSCRIBE = "zzPHunsubscribezz"
    PREFERENCES = "zzPHpreferenceszz"
    REASON = "zzPHreasonzz"


@dataclass(frozen=True, slots=True)
class Variant:
    """Which rendering a reader gets: an edition, and the place that is shown first ("": none)."""

    edition: str = "standard"
    first: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """An issue rendered. ``html`` and ``text`` hold slots; ``web`` is the page, without any."""

    variant: Variant
    subject: str
    html: str
    text: str
    web: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail is from. ``reply_to`` and ``unsubscribe_address`` may be ""."""

    name: str
    address: str
    reply_to: str = ""
    unsubscribe_address: str = ""
    one_click: bool = False


@dataclass(frozen=True, slots=True)
class ListHeaders:
    """The list a reader gets this mail through, for the headers of RFC 2369 and RFC 2919."""

    slug: str
    title: str
    domain: str
    archive_url: str = ""
    help_url: str = ""
    feedback_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One reader's copy: where it goes and the values of its slots."""

    to: str
    message_id: str
    moment: datetime
    list: ListHeaders
    token: str
    unsubscribe_url: str
    preferences_url: str
    reason: str

    @property
    def slots(self) -> Mapping[Slot, str]:
        """The value of every slot."""
        return {
            Slot.UNSUBSCRIBE: self.unsubscribe_url,
            Slot.PREFERENCES: self.preferences_url,
            Slot.REASON: self.reason,
        }


_SLOT = re.compile("(" + "|".join(Slot) + ")")


def quoted_printable(text: str) -> bytes:
    """Return ``text`` in UTF-8 as quoted-printable with CRLF (RFC 2045, section 6.7).

    No line is longer than 76 characters. The end of the text is not made a line end.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # b2a_qp breaks long lines with a bare LF; a signature over the message would not survive it.
    encoded = (binascii.b2a_qp(line.encode()).replace(b"=\n", b"=\r\n") for line in lines)
    return b"\r\n".join(encoded)


class Part:
    """A body part cut at its slots: the pieces between them are encoded once."""

    def __init__(self, text: str, *, markup: bool) -> None:
        pieces = _SLOT.split(text)
        self.markup = markup
        self._fixed = [quoted_printable(piece) for piece in pieces[::2]]
        self._slots = [Slot(piece) for piece in pieces[1::2]]

    @property
    def slots(self) -> frozenset[Slot]:
        """The slots this part has."""
        return frozenset(self._slots)

    def filled(self, values: Mapping[Slot, str]) -> bytes:
        """Return the part for one reader, quoted-printable.

        Each value stands between soft line breaks: whatever its length, no encoded line grows
        past 76 characters, and decoding gives the text as if it had been written there.
        """
        encoded = {
            slot: b"=\r\n" + _undotted(quoted_printable(self._safe(values[slot]))) + b"=\r\n"
            for slot in self.slots
        }
        out = [self._fixed[0]]
        for slot, fixed in zip(self._slots, self._fixed[1:], strict=True):
            out += (encoded[slot], fixed)
        return b"".join(out)

    def _safe(self, value: str) -> str:
        value = one_line(value)
        return html.escape(value) if self.markup else value


def _undotted(line: bytes) -> bytes:
    # A wire line that starts with a dot is one careless relay away from ending the message.
    return b"=2E" + line[1:] if line.startswith(b".") else line


class Message:
    """A mail of one variant from one sender, ready to be made out to each reader."""

    def __init__(self, mail: Mail, sender: Sender, boundary: str, archived_at: str = "") -> None:
        self._sender = sender
        self._text = Part(mail.text, markup=False)
        self._html = Part(mail.html, markup=True)
        self._boundary = boundary.encode("ascii")
        sent_from = str(Address(sender.name, addr_spec=sender.address))
        self._fixed = _headers(
            [
                ("From", sent_from),
                *([("Reply-To", sender.reply_to)] if sender.reply_to else []),
                ("Subject", one_line(mail.subject)),
                ("MIME-Version", "1.0"),
                ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
                ("Precedence", "bulk"),
                *([("Archived-At", f"<{archived_at}>")] if archived_at else []),  # RFC 5064
            ]
        )

    def made_out(self, letter: Letter) -> bytes:
        """Return the complete message for one reader: RFC 5322, CRLF, the HTML part last."""
        personal = _headers(
            [
                ("To", letter.to),
                ("Date", format_datetime(letter.moment)),
                ("Message-ID", letter.message_id),
                *self._list_headers(letter),
            ]
        )
        return b"".join(
            [
                self._fixed,
                personal,
                b"\r\n",
                self._part(b"text/plain", self._text.filled(letter.slots)),
                self._part(b"text/html", self._html.filled(letter.slots)),
                b"--" + self._boundary + b"--\r\n",
            ]
        )

    def _part(self, kind: bytes, body: bytes) -> bytes:
        head = b"--" + self._boundary + b"\r\nContent-Type: " + kind + b'; charset="utf-8"\r\n'
        return head + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body + b"\r\n"

    def _list_headers(self, letter: Letter) -> list[tuple[str, str]]:
        one = letter.list
        ways = [f"<{letter.unsubscribe_url}>"]
        if self._sender.unsubscribe_address:
            # Some providers give their feedback only to a mailto: address.
            subject = f"unsubscribe%20{letter.token}"
            ways.append(f"<mailto:{self._sender.unsubscribe_address}?subject={subject}>")
        headers = [
            # RFC 2919: stable for ever, whatever the list's title becomes.
            ("List-Id", f'"{_phrase(one.title)}" <{one.slug}.lists.{one.domain}>'),
            ("List-Unsubscribe", ", ".join(ways)),
        ]
        if self._sender.one_click:
            # RFC 8058, section 4: only with a DKIM signature over both headers.
            headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        headers.append(("List-Post", "NO"))
        headers += [("List-Help", f"<{one.help_url}>")] if one.help_url else []
        headers.append(("List-Owner", f"<mailto:{self._sender.reply_to or self._sender.address}>"))
        headers += [("List-Archive", f"<{one.archive_url}>")] if one.archive_url else []
        headers += [("Feedback-ID", one.feedback_id)] if one.feedback_id else []
        return headers


def _phrase(text: str) -> str:
    return one_line(text).encode("ascii", "ignore").decode().replace("\\", "").replace('"', "")


_LONG = frozenset(
    {"List-Unsubscribe", "Message-ID", "List-Help", "List-Archive", "List-Owner", "Archived-At"}
)


def _headers(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return header lines, encoded (RFC 2047) and folded; no value can start another header."""
    lines = []
    for name, value in pairs:
        value = one_line(value)
        if name in _LONG:
            # Addresses must stay whole: folding would put white space inside a long one.
            folded = value.replace(", <", ",\r\n <")
            lines.append(f"{name}: {folded}\r\n".encode("ascii"))
        else:
            lines.append(SMTP.header_factory(name, value).fold(policy=SMTP).encode("ascii"))
    return b"".join(lines)
