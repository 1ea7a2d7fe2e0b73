"""Preview: a rendered mail as a reader would see it, for an editor who looks at it in a browser.

A page inside another cannot be told that its reader prefers dark, nor that pictures are blocked;
so the markup is changed to show it. All of it works on markup that our own templates made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from newsletter.model.views import ItemView

_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.DOTALL | re.IGNORECASE)
_PREFERS = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
_SCHEME = re.compile(r"(?<![-\w])color-scheme\s*:\s*[^;}]+", re.IGNORECASE)
_META = re.compile(r'(<meta name="(?:supported-)?color-schemes?" content=)"[^"]*"', re.IGNORECASE)
_PICTURE = re.compile(r"<(?:img|source|table|td|th|body|div)\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(
    r"""\s(?:src|srcset|background)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE
)
_OUTSIDE = re.compile(r"""<a (?=[^>]*\bhref=["']?(?:https?:|mailto:))""", re.IGNORECASE)
_ITEM = re.compile(r'<li class="item"(?![^>]*\sid=)')
_HEADING = re.compile(r"^\+ (\d+\.\d+) ")
_ALWAYS, _NEVER = "(min-width: 0)", "(max-width: 0)"
_MARKED = "<style>:target { outline: 3px solid; outline-offset: 6px; }</style></head>"


def as_seen(
    html: str, *, dark: bool = False, images: bool = True, anchors: Sequence[str] = ()
) -> str:
    """Return a rendered mail or page as it is seen in dark or in light, with pictures or without.

    Media queries for the other scheme never hold, those for this one always; where pictures are
    blocked their words are left. Links open a window of their own. ``anchors`` are given to the
    items in their order, if there are as many: mails have none, and a finding can lead there.
    """
    scheme = "dark" if dark else "light"
    html = _STYLE.sub(lambda block: f"{block[1]}{_in(block[2], scheme)}{block[3]}", html)
    html = _META.sub(rf'\1"{scheme}"', html)
    if not images:
        html = _PICTURE.sub(lambda tag: _SOURCE.sub("", tag[0]), html)
    html = _OUTSIDE.sub('<a target="_blank" rel="noreferrer" ', html)
    if len(_ITEM.findall(html)) == len(anchors) > 0:
        ids = iter(anchors)
        html = _ITEM.sub(lambda item: f'{item[0]} id="{next(ids)}"', html)
    return html.replace("</head>", _MARKED, 1)


def _in(styles: str, scheme: str) -> str:
    asked = _PREFERS.sub(lambda one: _ALWAYS if one[1].lower() == scheme else _NEVER, styles)
    return _SCHEME.sub(f"color-scheme: {scheme}", asked)


def anchored_lines(text: str, items: Sequence[ItemView]) -> Iterator[tuple[str, str]]:
    """Yield the lines of a text part, each with the anchor of the item whose title it is, or ""."""
    anchors: Mapping[str, str] = {item.number: item.anchor for item in items}
    for line in text.splitlines():
        heading = _HEADING.match(line)
        yield (anchors.get(heading[1], "") if heading else ""), line
