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
from functools import lru_cache
from urllib.parse import quote

from newsletter.model.text import ascii_domain, one_line


class Slot(StrEnum):
    """What is filled in for each reader. The values are words no parser would change."""

    UNSUBSCRIBE = "zzPHunsubscribezz"
    PREFERENCES = "zzPHpreferenceszz"
    REASON = "zzPHreasonzz"
    ACTION = "zzPHactionzz"


class Edition(StrEnum):
    """The form a reader chose. `TEXT` has no HTML part at all."""

    STANDARD = "standard"
    TEXT = "text"
    EASY = "easy"
    LARGE = "large"


EDITIONS = tuple(map(str, Edition))  # their names, as people type them


@dataclass(frozen=True, slots=True)
class Variant:
    """Which rendering a reader gets: an edition, and the place that is shown first ("": none)."""

    edition: Edition = Edition.STANDARD
    first: str = ""


def page_of(site: str, issue: str, edition: Edition = Edition.STANDARD) -> str:
    """Return where an issue can be read on the web: a page for all, and one in Easy English.

    A page can be enlarged, and read as text: the other editions need none of their own.
    """
    return f"{site}/issues/{issue}/{'easy/' if edition is Edition.EASY else ''}"


@dataclass(frozen=True, slots=True)
class Mail:
    """An issue rendered. ``html`` and ``text`` hold slots; ``web`` is the page, without any.

    ``html`` is "" in the text edition, ``web`` for a mail that has no page.
    """

    variant: Variant
    subject: str
    html: str
    text: str
    web: str

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """All that its readers get: subject, HTML, text and page."""
        return self.subject, self.html, self.text, self.web


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
    """One reader's copy: where it goes and the values of its slots.

    Without a ``list`` it is an answer to something the reader did: it carries no headers of a
    list, and says that a program wrote it (RFC 3834, section 5).
    """

    to: str
    message_id: str
    moment: datetime
    list: ListHeaders | None = None
    token: str = ""
    unsubscribe_url: str = ""
    preferences_url: str = ""
    reason: str = ""
    action_url: str = ""

    @property
    def slots(self) -> Mapping[Slot, str]:
        """The value of every slot."""
        return {
            Slot.UNSUBSCRIBE: self.unsubscribe_url,
            Slot.PREFERENCES: self.preferences_url,
            Slot.REASON: self.reason,
            Slot.ACTION: self.action_url,
        }


_SLOT = re.compile("(" + "|".join(Slot) + ")")
_ANSWER = b"Auto-Submitted: auto-generated\r\n"
_ONE_CLICK = "List-Unsubscribe=One-Click"


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


# A reader's addresses stand in both parts, and the reason in the mails of all readers.
_value = lru_cache(maxsize=64)(_unended)


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
        encoded = {slot: _value(self._safe(values[slot])) for slot in self.slots}
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
        self._html = Part(mail.html, markup=True) if mail.html else None
        self._boundary = boundary.encode("ascii")
        self._shared: dict[ListHeaders, bytes] = {}
        mailbox = _mailbox(sender.address)
        self._fixed = _headers(
            [
                ("From", f"{_phrase(sender.name)} <{mailbox}>" if sender.name else mailbox),
                *([("Reply-To", _mailbox(sender.reply_to))] if sender.reply_to else []),
                ("Subject", _words(mail.subject)),
                ("MIME-Version", "1.0"),
                *self._content_headers(),
                *([("Archived-At", f"<{archived_at}>")] if archived_at else []),  # RFC 5064
            ]
        )

    def made_out(self, letter: Letter) -> bytes:
        """Return the complete message for one reader: RFC 5322, CRLF, the HTML part last.

        A mail without HTML is one part of plain text.
        """
        personal = [
            ("To", _mailbox(letter.to)),
            ("Date", format_datetime(letter.moment)),
            ("Message-ID", letter.message_id),
        ]
        shared = _ANSWER
        if letter.list:
            personal.append(("List-Unsubscribe", self._ways_to_leave(letter)))
            shared = self._shared_by(letter.list)
        text = self._text.filled(letter.slots)
        head = self._fixed + _headers(personal) + shared + b"\r\n"
        if self._html is None:
            return head + text + (b"" if text.endswith(b"\r\n") else b"\r\n")
        return b"".join(
            [
                head,
                self._part("plain", text),
                self._part("html", self._html.filled(letter.slots)),
                b"--" + self._boundary + b"--\r\n",
            ]
        )

    def _content_headers(self) -> list[tuple[str, str]]:
        if self._html is None:
            return _content("plain")
        return [("Content-Type", f'multipart/alternative; boundary="{self._boundary.decode()}"')]

    def _part(self, kind: str, body: bytes) -> bytes:
        return b"--" + self._boundary + b"\r\n" + _PART_HEADERS[kind] + b"\r\n" + body + b"\r\n"

    def _ways_to_leave(self, letter: Letter) -> str:
        ways = [f"<{letter.unsubscribe_url}>"]
        if self._sender.unsubscribe_address:
            # Some providers give their feedback only to a mailto: address.
            subject = quote(f"unsubscribe {letter.token}")
            ways.append(f"<{_mailto(self._sender.unsubscribe_address)}?subject={subject}>")
        return ", ".join(ways)

    def _shared_by(self, one: ListHeaders) -> bytes:
        """Return the headers that all readers of a list get alike; made once."""
        if one not in self._shared:
            self._shared[one] = _headers(self._list_headers(one))
        return self._shared[one]

    def _list_headers(self, one: ListHeaders) -> list[tuple[str, str]]:
        owner = _mailto(self._sender.reply_to or self._sender.address)
        return [
            ("Precedence", "bulk"),
            # RFC 2919: stable for ever, whatever the list's title becomes.
            ("List-Id", f"{_phrase(one.title)} <{one.slug}.lists.{one.domain}>"),
            # RFC 8058, section 4: only with a DKIM signature over both headers.
            *([("List-Unsubscribe-Post", _ONE_CLICK)] if self._sender.one_click else []),
            ("List-Post", "NO"),
            *([("List-Help", f"<{one.help_url}>")] if one.help_url else []),
            ("List-Owner", f"<{owner}>"),
            *([("List-Archive", f"<{one.archive_url}>")] if one.archive_url else []),
            *([("Feedback-ID", one.feedback_id)] if one.feedback_id else []),
        ]


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


def _content(kind: str) -> list[tuple[str, str]]:
    """Return what says how a part of text is written."""
    encoding = ("Content-Transfer-Encoding", "quoted-printable")
    return [("Content-Type", f'text/{kind}; charset="utf-8"'), encoding]


_PART_HEADERS = {kind: _headers(_content(kind)) for kind in ("plain", "html")}
