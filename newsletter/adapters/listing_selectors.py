"""Selectors that find the entries of a page again, for a person to keep in ``sources.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from newsletter.adapters.listing_entries import Found
from newsletter.adapters.pages import picked
from newsletter.errors import SourceError
from newsletter.model.items import Entry
from newsletter.model.recipes import Selectors

_PLAIN = re.compile(r"-?[A-Za-z_][A-Za-z_-]*")  # a class or id that is a word; numbers change
_STATE = re.compile(r"odd|even|first|last|active|current|open|collapsed|expanded|selected|new")
_LEVELS = 4  # elements above an entry that may be named to tell it from others
_ELEMENTS = 20_000  # of a page
_TRIED = 20  # selectors for one part
_SAMPLE = 20  # entries they are tried on


def derived(
    page: HtmlElement, base: str, found: Sequence[Found], entries: Sequence[Entry], language: str
) -> dict[str, str]:
    """Return selectors by which `read_page` finds ``entries`` again, the shortest of the best.

    ``entries`` are what ``found`` says in words, ``base`` where the addresses of ``page`` start
    and ``language`` its own. Empty when no selector finds most of them and little else.
    """
    # On a page of so many elements each try would take long, and nobody reads its markup.
    small = next(islice(page.iter(), _ELEMENTS, None), None) is None
    css = _entry_selector(page, {one.element for one in found}) if small else ""
    if not css:
        return {}
    select = Selectors(entry=css)
    sample = slice(0, None, len(found) // _SAMPLE + 1)
    elements = [one.element for one in found[sample]]
    for part, meant in (
        ("link", [one.link for one in found]),
        ("title", [one.titled for one in found]),
        ("date", [one.dated for one in found]),
    ):
        tried = [select.model_copy(update={part: css}) for css in _within(found, meant, part)]
        select = max(
            (select, *tried), key=_Agreement(elements, base, language, entries[sample], part)
        )
    return {key: css for key, css in select.model_dump().items() if css}


class _Agreement:
    """How many entries come out right by selectors, up to one of their parts."""

    def __init__(
        self,
        elements: Sequence[HtmlElement],
        base: str,
        language: str,
        entries: Sequence[Entry],
        part: str,
    ) -> None:
        self._elements, self._base, self._language = elements, base, language
        self._entries, self._part = entries, part

    def __call__(self, select: Selectors) -> int:
        try:
            found = picked(self._elements, self._base, select, self._language)
        except SourceError:
            return -1
        return sum(map(self._agrees, found, self._entries))

    def _agrees(self, entry: Entry, wanted: Entry) -> bool:
        if self._part == "date":
            return entry.moment is not None and entry.moment == wanted.moment
        same_title = self._part == "link" or entry.title == wanted.title
        return entry.url == wanted.url and same_title


def _entry_selector(page: HtmlElement, wanted: set[HtmlElement]) -> str:
    """Return the shortest selector that finds ``wanted``, and as little else as any."""
    first = next(one for one in page.iter() if one in wanted)
    best, best_score = "", 0.5
    for css in _paths(first):
        matched = set(page.cssselect(css))
        score = 2 * len(matched & wanted) / (len(matched) + len(wanted))
        if score > best_score + 0.001:
            best, best_score = css, score
        if score == 1:
            break
    return best if best_score == 1 else _linked(page, wanted, best)


def _linked(page: HtmlElement, wanted: set[HtmlElement], css: str) -> str:
    """Return ``css``, narrowed to what has a link where that leaves the same of ``wanted``."""
    narrow = f"{css}:has(a)"
    matched = set(page.cssselect(css)) if css else set()
    linked = set(page.cssselect(narrow)) if css else set()
    return narrow if linked < matched and linked & wanted == matched & wanted else css


def _paths(element: HtmlElement) -> Iterator[str]:
    """Yield selectors for ``element``: its own names, then those with more and more above it."""
    ends = list(_names(element))
    yield from ends
    above = [one for one in element.iterancestors() if one.tag not in ("html", "body")][:_LEVELS]
    for length in range(1, len(above) + 1):
        for top in _names(above[length - 1]):
            for end in ends:
                between = [str(one.tag) for one in reversed(above[: length - 1])]
                yield " > ".join([top, *between, end])
                yield f"{top} {end}"


def _names(element: HtmlElement) -> Iterator[str]:
    """Yield how CSS may call ``element``, the most telling first, its tag at last."""
    tag = str(element.tag)
    if _PLAIN.fullmatch(element.get("id", "")):
        yield f"#{element.get('id')}"
    for name in element.get("class", "").split():
        if _PLAIN.fullmatch(name) and not _STATE.fullmatch(name):
            yield f"{tag}.{name}"
    place = f"{tag}:nth-child({len(list(element.itersiblings(preceding=True))) + 1})"
    if tag in ("td", "th"):
        yield place
    yield tag
    if tag == "div":
        yield place  # nothing else tells it apart


def _within(found: Sequence[Found], meant: Sequence[HtmlElement | None], part: str) -> list[str]:
    """Return selectors that may find, from each entry, the element ``meant``."""
    tried: dict[str, None] = {}
    for one, element in zip(found, meant, strict=True):
        if element is None or one.element not in (element, *element.iterancestors()):
            continue
        names = list(_names(element))
        # A heading or a class says more than "a"; for links "a" is what everybody expects.
        own = reversed(names) if part == "link" else iter(names)
        tried |= dict.fromkeys(own)
        for above in element.iterancestors():
            if above is one.element:
                break
            tried |= dict.fromkeys(f"{top} {element.tag}" for top in _names(above))
            tried |= dict.fromkeys(f"{above.tag} > {name}" for name in names[-1:])
    return list(tried)[:_TRIED]
