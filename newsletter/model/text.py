"""Text from outside is data: made harmless at the door, told whole where it matters."""

from __future__ import annotations

import re
import unicodedata

# Embeddings, overrides and isolates (Unicode TR9) can turn round the text that follows a title;
# the plain marks LRM and RLM stay, because Hebrew and Arabic need them.
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_CONTROL = dict.fromkeys((*range(32), *range(127, 160), 8232, 8233), " ")
# Marks that are no text, and halves of surrogate pairs, which neither UTF-8 nor a database holds.
_DROP = dict.fromkeys((0xFEFF, *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))
_HARMLESS: dict[int, str | None] = {**_CONTROL, **_BIDI, **_DROP}


def turns(text: str) -> bool:
    """Tell whether ``text`` has characters that turn round the words behind them, or after it."""
    return not text.isprintable() and any(ord(one) in _BIDI for one in text)


def one_line(text: str, limit: int = 0) -> str:
    """Return ``text`` as one NFC line without control or direction-changing characters.

    ``limit`` counts characters, 0 for none; what is longer is cut at a word and ends in "…".
    """
    if not text.isprintable():  # what is harmful is not; looking up every character is dear
        text = text.translate(_HARMLESS)
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    return shorten(line, limit) if limit else line


def paragraphs(text: str) -> str:
    """Return ``text`` with each line made harmless, and at most one empty line between two."""
    lines = [one_line(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of ``text``, cut between words where there are any."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    words = cut.rsplit(" ", 1)[0]
    return (words if len(words) > limit // 2 else cut).rstrip(" ,;:.-–—") + "…"


def plural(count: int, one: str, many: str = "") -> str:
    """Return "1 item" or "3 items": the count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def ascii_domain(name: str) -> str:
    """Return a host name as the wire has it: international letters in ASCII (RFC 5891).

    Raises `ValueError` for what cannot be one.
    """
    if name.isascii():
        return name
    import idna  # its tables are large, and few need them

    return idna.encode(name, uts46=True).decode("ascii")
