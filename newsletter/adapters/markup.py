"""What markup from outside says, and where it points: text and addresses, never markup."""

from __future__ import annotations

import codecs
import html
import re
from urllib.parse import urljoin, urlsplit

import nh3

# Of one field; what a person reads of it is far shorter. The sanitiser's time grows with the
# square of the nesting: 64 KB of nested <div> take a third of a second, 256 KB five.
_FIELD_LIMIT = 65_536

_BLOCKS = (
    "address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|"
    "footer|form|h[1-6]|header|hr|li|main|nav|ol|option|p|pre|section|summary|table|tbody|td|th|"
    "thead|tr|ul"
)
_INLINE = (
    "a|abbr|acronym|audio|b|bdi|bdo|big|body|button|center|cite|code|del|dfn|em|embed|font|head|"
    "html|i|iframe|img|input|ins|kbd|label|link|map|mark|math|meta|noscript|object|param|picture|"
    "q|rp|rt|ruby|s|samp|script|select|small|source|span|strike|strong|style|sub|sup|svg|template|"
    "textarea|time|title|tt|u|var|video|wbr"
)
_BEFORE_BLOCK = re.compile(rf"<(?=/?(?:{_BLOCKS})[\s/>])", re.IGNORECASE)
# Titles are plain text or HTML, whatever they are declared: "a < b" and "<3" are no markup.
_MARKUP = re.compile(
    rf"<!--|&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]+);|</?(?:{_BLOCKS}|{_INLINE})(?=[\s/>])",
    re.IGNORECASE,
)
_CLEANER = nh3.Cleaner(
    tags=set(),
    clean_content_tags={
        *("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "select"),
        *("head", "title", "textarea", "audio", "video"),
    },
)
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# The WHATWG Encoding Standard: documents that say the first mean the second.
_MEANT = {"iso8859-1": "windows-1252", "ascii": "windows-1252"}
_NO_CHARSETS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7")  # Python's own
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def to_text(markup: str) -> str:
    """Return the words of ``markup``; plain text, which has neither tags nor entities, as it is.

    What is returned is text: a "<" in it is that character, and must be escaped wherever text
    becomes markup again.
    """
    markup = markup[:_FIELD_LIMIT]
    return strip_tags(markup) if _MARKUP.search(markup) else markup


def strip_tags(markup: str) -> str:
    """Return the words of ``markup``, a line for each block, nothing of scripts and styles."""
    blocks = _BEFORE_BLOCK.sub("\n<", " ".join(markup.split()))
    lines = html.unescape(_CLEANER.clean(blocks)).split("\n")
    return "\n".join(line for line in map(str.strip, lines) if line)


def absolute(base: str, reference: str) -> str:
    """Return the http(s) address that ``reference`` means on ``base``, or ""."""
    reference = _CONTROL.sub("", reference).strip().replace(" ", "%20")
    try:
        # One that is whole already needs no joining, which takes longer than all the rest.
        whole = not reference or reference.startswith(("http://", "https://"))
        url = reference if whole else urljoin(base, reference)
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def marked_encoding(body: bytes) -> str:
    """Return the encoding whose byte order mark ``body`` begins with, or ""."""
    return next((name for mark, name in _MARKS.items() if body.startswith(mark)), "")


def codec_of(label: str) -> str:
    """Return the codec that is meant by a declared charset, or "" for none that there is."""
    try:
        b" ".decode(label, "ignore")  # raises for "hex" and the like, which are no charsets
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    return "" if name in _NO_CHARSETS else _MEANT.get(name, name)
