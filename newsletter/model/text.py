"""Text from outside is data: made harmless at the door, told whole where it matters."""

from __future__ import annotations

import re
import unicodedata

# Embeddings, overrides and isolates (Unicode TR9) can turn round the text that follows a title;
# the plain marks LRM and RLM stay, because Hebrew and Arabic need them.
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_CONTROL = dict.fromkeys((*range(32), *range(127, 160), 8232, 8233), " ")
_DROP = {0xFEFF: None, 0xFFF9: None, 0xFFFA: None, 0xFFFB: None}
_HARMLESS: dict[int, str | None] = {**_CONTROL, **_BIDI, **_DROP}
_SPACES = re.compile(r"\s+")


def one_line(text: str, limit: int = 0) -> str:
    """Return ``text`` as one NFC line without control or direction-changing characters.

    ``limit`` counts characters, 0 for none; what is longer is cut at a word and ends in "…".
    """
    line = unicodedata.normalize("NFC", _SPACES.sub(" ", text.translate(_HARMLESS)).strip())
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
