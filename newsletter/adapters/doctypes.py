"""What an XML document declares before its first element: words that stand for other text.

Such text may be elsewhere, which is never read, or blow up when it is put in ("a billion laughs").
Belongs to the process that reads documents.
"""

from __future__ import annotations

import re

from newsletter.errors import SourceError

BLOWS_UP = "it defines words that blow up when read: refused"
OUTSIDE = "it refers to outside text, which is not read"
_LARGEST = 10 * 2**20  # bytes that words may stand for in all: as many as a document may have
_FIRST = re.compile(rb"<\w")
# A public name alone (PUBLIC) is that of a format, such as RSS 0.91: nobody misses its text.
_OUTSIDE = re.compile(
    rb"<!DOCTYPE\s++[\w.:-]++\s++SYSTEM\b"
    rb"|<!ENTITY\s++(?:%\s++)?+[\w.:-]++\s++(?:SYSTEM|PUBLIC)\b"
)
_DEFINED = re.compile(rb"<!ENTITY\s++([\w.:-]++)\s++(?:\"([^\"]*+)\"|'([^']*+)')")
_USED = re.compile(rb"&([\w.:-]++);")


def refers_outside(body: bytes) -> bool:
    """Tell whether ``body`` names text elsewhere that should be read as part of it."""
    return bool(_OUTSIDE.search(body, 0, _root_of(body)))


def refuse_bombs(body: bytes) -> None:
    """Raise `SourceError` when the words that ``body`` defines stand for more than we would read.

    Nothing is put in for them here (XML 1.0, section 4.4); their lengths are only added up.
    """
    root = _root_of(body)
    defined = {one[1]: one[2] or one[3] or b"" for one in _DEFINED.finditer(body, 0, root)}
    if not defined:
        return
    used = {word: _USED.findall(text) for word, text in defined.items()}
    sizes = {word: len(text) for word, text in defined.items()}
    # A word may stand for others defined before it or, read backwards, behind it.
    for word in (*used, *reversed(used)):
        whole = len(defined[word]) + sum(sizes.get(other, 0) for other in used[word])
        sizes[word] = min(whole, 2 * _LARGEST)
    if sum(sizes.get(word, 0) for word in _USED.findall(body, root)) > _LARGEST:
        raise SourceError(BLOWS_UP)


def _root_of(body: bytes) -> int:
    """Return where the first element of ``body`` begins."""
    root = _FIRST.search(body)
    return root.start() if root else len(body)
