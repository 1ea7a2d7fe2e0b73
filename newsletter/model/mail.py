"""The Mail: an issue rendered for one Variant, with slots for what is personal, and its bytes.

A message is built once per variant, cut at its slots, and joined for each reader as bytes:
what depends on the reader is encoded alone, so no value can break a line, a header or the markup.
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from enum import StrEnum
from urllib.parse import quote

from newsletter.model.text import ascii_domain, one_line


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


# A wire line that starts with a dot is one careless relay away from ending the message, one with
# "From " from being changed to ">From ", which no signature survives.
_RISKY = re.compile(rb"^(?:\.*F(?=rom )|\.+)", re.MULTILINE)


def quoted_printable(text: str) -> bytes:
    """Return ``text`` in UTF-8 as quoted-printable with CRLF (RFC 2045, section 6.7).

    No line is longer than 76 characters. The end of the text is not made a line end.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # b2a_qp breaks long lines with a bare LF; a signature over the message would not survive it.
    encoded = (
        binascii.b2a_qp(line.encode(errors="replace")).replace(b"=\n", b"=\r\n") for line in lines
    )
    return _RISKY.sub(_escaped, b"\r\n".join(encoded))


def _escaped(match: re.Match[bytes]) -> bytes:
    # On a line of its own, because its line may be as long as it may be.
    return b"".join(b"=%02X=\r\n" % byte for byte in match[0])


def _unended(text: str) -> bytes:
    """Return ``text`` as `quoted_printable` does, ending in a soft line break."""
    # One more character shows where the last line breaks if "=" needs room at its end.
    return quoted_printable(f"{text}x")[:-1] + b"=\r\n"


class Part:
    """A body part cut at its slots: the pieces between them are encoded once."""

    def __init__(self, text: str, *, markup: bool) -> None:
        *before, last = _SLOT.split(text)
        self.markup = markup
        self._fixed = [_unended(piece) for piece in before[::2]]
        self._slots = [Slot(piece) for piece in before[1::2]]
        self._last = quoted_printable(last)

    @property
    def slots(self) -> frozenset[Slot]:
        """The slots this part has."""
        return frozenset(self._slots)

    def filled(self, values: Mapping[Slot, str]) -> bytes:
        """Return the part for one reader, quoted-printable.

        Each value stands between soft line breaks: whatever its length, no encoded line grows
        past 76 characters, and decoding gives the text as if it had been written there.
        """
        encoded = {slot: _unended(self._safe(values[slot])) for slot in self.slots}
        pairs = zip(self._fixed, self._slots, strict=True)
        return b"".join([*(fixed + encoded[slot] for fixed, slot in pairs), self._last])

    def _safe(self, value: str) -> str:
        value = one_line(value)
        return html.escape(value) if self.markup else value


class Message:
    """A mail of one variant from one sender, ready to be made out to each reader."""

    def __init__(self, mail: Mail, sender: Sender, boundary: str, archived_at: str = "") -> None:
        self._sender = sender
        self._text = Part(mail.text, markup=False)
        self._html = Part(mail.html, markup=True)
        self._boundary = boundary.encode("ascii")
        mailbox = _mailbox(sender.address)
        self._fixed = _headers(
            [
                ("From", f"{_phrase(sender.name)} <{mailbox}>" if sender.name else mailbox),
                *([("Reply-To", _mailbox(sender.reply_to))] if sender.reply_to else []),
                ("Subject", _words(mail.subject)),
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
                ("To", _mailbox(letter.to)),
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
            subject = quote(f"unsubscribe {letter.token}")
            ways.append(f"<{_mailto(self._sender.unsubscribe_address)}?subject={subject}>")
        headers = [
            # RFC 2919: stable for ever, whatever the list's title becomes.
            ("List-Id", f"{_phrase(one.title)} <{one.slug}.lists.{one.domain}>"),
            ("List-Unsubscribe", ", ".join(ways)),
        ]
        if self._sender.one_click:
            # RFC 8058, section 4: only with a DKIM signature over both headers.
            headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        headers.append(("List-Post", "NO"))
        headers += [("List-Help", f"<{one.help_url}>")] if one.help_url else []
        headers.append(
            ("List-Owner", f"<{_mailto(self._sender.reply_to or self._sender.address)}>")
        )
        headers += [("List-Archive", f"<{one.archive_url}>")] if one.archive_url else []
        headers += [("Feedback-ID", one.feedback_id)] if one.feedback_id else []
        return headers


# --- headers --------------------------------------------------------------------------------

_LINE = 78  # RFC 5322, section 2.1.1
_WORD = 66  # behind "Subject: " still a line of at most 76 (RFC 2047, section 2)


def _words(text: str) -> str:
    """Return text for a header: as it is where it can be, else in encoded words (RFC 2047)."""
    text = one_line(text)
    # What looks like an encoded word would be read as one, and may hide the end of a line.
    if text.isascii() and "=?" not in text and all(len(word) < _WORD for word in text.split()):
        return text
    return Header(text, "utf-8", maxlinelen=_WORD).encode(linesep="")


def _phrase(text: str) -> str:
    """Return the name in front of an address, quoted where it must be (RFC 5322, section 3.2.5)."""
    words = _words(text)
    if words != one_line(text) or re.fullmatch(r"[A-Za-z0-9 _-]+", words):
        return words
    return '"' + re.sub(r'(["\\])', r"\\\1", words) + '"'


def _mailbox(address: str) -> str:
    """Return an address for a header: the domain in ASCII, the rest as it is (RFC 6532)."""
    local, _, domain = one_line(address).rpartition("@")
    return f"{local}@{ascii_domain(domain)}"


def _mailto(address: str) -> str:
    """Return the address as a URI (RFC 6068, section 2)."""
    return "mailto:" + quote(_mailbox(address), safe="@!$'*+")


def _headers(pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return header lines, folded at blanks; no value can start another header.

    An address is never broken: it has no blank.
    """
    return "".join(_folded(name, one_line(value).split(" ")) for name, value in pairs).encode()


def _folded(name: str, words: Sequence[str]) -> str:
    lines = [f"{name}: {words[0]}"]
    for word in words[1:]:
        if len(lines[-1]) + len(word) < _LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\r\n".join(lines) + "\r\n"
