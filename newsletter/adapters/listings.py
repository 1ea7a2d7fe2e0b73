"""Finds the entries of a listing page without selectors: what is repeated, linked and named.

Every element that holds a link belongs to the elements on the same path of tags and classes. Of
these groups the best one is the list: many entries, long names, dates, in the main part of the
page. Belongs to the process that reads documents.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from newsletter.adapters.listing_entries import HEADINGS, Found, dated_in, found_in, generic
from newsletter.adapters.listing_selectors import derived
from newsletter.adapters.markup import absolute
from newsletter.adapters.page_dates import PageDates
from newsletter.adapters.pages import base_of, first_of, page_tree, text_of, text_without
from newsletter.errors import SourceError, Yieldless
from newsletter.model.items import TITLE_LIMIT
from newsletter.model.languages import tag_of
from newsletter.model.text import one_line
from newsletter.ports import Parsed

_LINKS = 4_000  # of a page; what is behind them is no list for people
_ENTRIES = 500
_SAMPLE = 30  # entries of a group that are looked at before it is chosen
_CROWD = 12  # links in an entry; with more of them it holds entries itself
_REST = 6  # elements around an entry that may belong to it
_ENOUGH = 2.5  # the score of three short names in the main part of a page, without anything else

Links = list[tuple[HtmlElement, str]]


def read_listing(body: bytes, url: str, content_type: str) -> Parsed:
    """Return the entries of the page ``body``, fetched from ``url``, and selectors that find them.

    Navigation, paging, languages, tags and the like are no entries. Raises `Yieldless` when there
    is no list on the page, `SourceError` when it cannot be read.
    """
    if not body.strip():
        raise SourceError("the page is empty")
    page = page_tree(body, content_type)
    base, language = base_of(page, url), tag_of(first_of(page, "/html/@lang"))
    title = one_line(first_of(page, "//title/text()"), TITLE_LIMIT)
    etree.strip_elements(page, "script", "style", "noscript", "template", "svg", with_tail=False)
    links = _links(page, base, url)
    groups = _groups(page, links)
    best = max(groups, key=lambda group: group.score(url, language), default=None)
    if best is None or best.score(url, language) < _ENOUGH:
        raise Yieldless("no list of entries can be told on this page: name it with select")
    dates = best.dates(language)
    found = _kept(best.entries(dates, _ENTRIES))
    entries = [one.entry(dates) for one in found]
    featured = [one.entry(dates) for one in _featured(found, links, dates)]
    return Parsed(
        (*featured, *entries),
        title,
        language,
        f"only the first {_ENTRIES} entries of this list are read" if best.is_long() else "",
        derived(page, base, found, entries, language),
    )


# --- what cannot be an entry ---

_ASIDE = frozenset(("nav", "footer", "aside", "dialog", "select", "menu"))
_ROLES = frozenset((
    "navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "tablist",
    "toolbar", "dialog",
))  # fmt: skip
_ASIDE_NAME = re.compile(
    r"(?:^|[-_])(?:nav|navbar|navigation|subnav|menu|submenu|breadcrumbs?|crumbs|pagination|pager|"
    r"paginator|paging|socials?|share|sharing|tagcloud|tags|taglist|keywords|facets?|filters|"
    r"langs|languages|lang-switch|langswitch|language-(?:switch|switcher|selector|nav|list|links)|"
    r"cookies?|consent|footer|sidebar|toolbar|skiplinks?|sitemap|masthead|topbar|related|popular|"
    r"trending|widget-area|toc|site-header|page-header|global-header)(?:$|[-_])"
)
_NOT_ASIDE = re.compile(
    r"^(?:has|no|with|without|is|js)-"
    r"|^(?:card|teaser|entry|post|item|article|news|media|result|tile|listing|node)s?[-_]+footer"
)


def _links(page: HtmlElement, base: str, url: str) -> Links:
    """Return the links that may lead to entries, with their addresses."""
    here, aside, links = url.partition("#")[0], set[HtmlElement](), Links()
    for element in list(page.iter()):
        parent = element.getparent()
        if not isinstance(element.tag, str) or parent in aside or _is_aside(element):
            aside.add(element)
        elif element.tag == "a" and len(links) < _LINKS:
            address = absolute(base, element.get("href", ""))
            if address and address.partition("#")[0] not in (here, f"{here}/"):
                links.append((element, address))
    return links


def _is_aside(element: HtmlElement) -> bool:
    """Tell whether ``element`` is beside the main part of the page."""
    tag = element.tag
    if tag in _ASIDE or element.get("role") in _ROLES or element.get("hidden") is not None:
        return True
    if tag == "header":
        return not any(
            one.tag in ("main", "article", "section", "li") for one in element.iterancestors()
        )
    if tag in ("html", "body", "main", "a", *HEADINGS):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
    named = any(_ASIDE_NAME.search(name) and not _NOT_ASIDE.search(name) for name in names)
    return named and next(element.iter("main", "h1"), None) is None


# --- groups of elements on the same path ---


@dataclass(eq=False)
class _Group:
    """Elements on one path of tags and classes, with the links in each."""

    links: dict[HtmlElement, Links] = field(default_factory=dict)
    _score: float | None = None

    def score(self, site: str, language: str) -> float:
        """Return how much this looks like the list of the page at ``site``: 0 for not at all."""
        if self._score is None:
            self._score = self._scored(site, language)
        return self._score

    def _scored(self, site: str, language: str) -> float:
        count = len(self.links)
        if count < 2 or sum(map(len, self.links.values())) > count * _CROWD:
            return 0
        found = self.entries(self.dates(language), _SAMPLE)
        different = len({one.url for one in found})
        looked_at = min(count, _SAMPLE)
        if different < 2 or different * 2 < looked_at:
            return 0
        dated = sum(one.dated is not None for one in found) / len(found)
        headed = sum(_is_heading(one.titled) for one in found) / len(found)
        if different < 3 and not (dated or headed):
            return 0
        told = sum(len(" ".join(one.element.itertext())) > len(one.title) + 40 for one in found)
        near = sum(_near(one.url, site) for one in found) / len(found)
        others = fmean(map(self._others, found))
        around = sum(bool(one.rest) for one in found) / len(found)
        score = math.log2(1 + different * count / looked_at)
        score *= fmean(min(len(one.title), 50) for one in found) / 30
        score *= (1 + 1.5 * dated**2) * (1 + 0.5 * headed) * (1 + 0.3 * told / len(found))
        score *= (different / looked_at) ** 2 * (1.5 if _is_main(found[0].element) else 1)
        # What has its date within is more of an entry than what has it beside.
        return score * (0.4 + 0.6 * near) * (1 - 0.2 * around) / (1 + 0.3 * max(0, others - 1))

    def _others(self, found: Found) -> int:
        """Return how many other addresses, with names, an entry leads to."""
        named = {url for link, url in self.links[found.element] if not generic(text_of(link))}
        return len(named - {found.url})

    def parts(self) -> Iterator[_Group]:
        """Yield the elements of each parent as a group, where there are several such parents."""
        parts: dict[HtmlElement | None, _Group] = {}
        for element, links in self.links.items():
            parts.setdefault(element.getparent(), _Group()).links[element] = links
        if len(parts) > 1:
            yield from (part for part in parts.values() if len(part.links) > 2)

    def is_long(self) -> bool:
        """Tell whether there are more entries than will be read."""
        return len(self.links) > _ENTRIES

    def dates(self, language: str) -> PageDates:
        """Return how dates are written in these elements."""
        texts = (" ".join(one.itertext()) for one in list(self.links)[:_ENTRIES])
        return PageDates(texts, language)

    def entries(self, dates: PageDates, most: int) -> list[Found]:
        """Return the first entries of the group, at most ``most``."""
        elements = list(self.links)[:most]
        counts = Counter(url for one in elements for url in {url for _, url in self.links[one]})
        common = {url for url, number in counts.items() if number > 1 and len(elements) > 2}
        read = (found_in(element, self.links[element], common, dates) for element in elements)
        found = [one for one in read if one]
        for one in found:
            one.dated = dated_in([one.element], one.titled, dates)
            if one.titled is not None and one.dated is not None:
                one.title = text_without(one.titled, [one.dated])
        if sum(one.dated is not None for one in found) * 2 < len(found):
            self._look_around(found, dates)
        return found

    def _look_around(self, found: list[Found], dates: PageDates) -> None:
        """Take in what stands beside entries that no element holds together: ``dt`` and ``dd``."""
        sides = [[_beside(one.element, self.links, step) for one in found] for step in (1, -1)]
        dated = [[dated_in(rest, None, dates) for rest in side] for side in sides]
        numbers = [sum(one is not None for one in side) for side in dated]
        side = 0 if numbers[0] >= numbers[1] else 1
        for one, rest, date in zip(found, sides[side], dated[side], strict=True):
            one.rest = rest
            one.dated = one.dated if one.dated is not None else date


def _groups(page: HtmlElement, links: Links) -> list[_Group]:
    """Return the groups of elements that hold ``links``, the outermost first."""
    labels = _Labels(page)
    groups: dict[str, _Group] = {}
    for link in links:
        for element in (link[0], *link[0].iterancestors()):
            if element.tag in ("body", "html", "main"):
                break
            group = groups.setdefault(labels.path(element), _Group())
            group.links.setdefault(element, []).append(link)
    whole = sorted(groups.values(), key=lambda group: _depth(next(iter(group.links))))
    # Where no class tells lists apart, they share their path: each is looked at by itself, too.
    return [one for group in whole for one in (group, *group.parts())]


class _Labels:
    """Names for the elements of a page that are alike where people would say so."""

    _STATE = re.compile(r"odd|even|first|last|active|current|open|collapsed|expanded|selected|new")

    def __init__(self, page: HtmlElement) -> None:
        self._paths: dict[HtmlElement, str] = {}
        counted = ((one.tag, name) for one in page.iter() for name in self._names(one))
        self._counts = Counter(counted)

    def path(self, element: HtmlElement) -> str:
        """Return the labels from the body down to ``element``."""
        if element not in self._paths:
            parent = element.getparent()
            above = "" if parent is None else self.path(parent)
            self._paths[element] = f"{above}>{self._label(element)}"
        return self._paths[element]

    def _label(self, element: HtmlElement) -> str:
        """Return the tag with its most frequent class: "card" of "card card--wide"."""
        if element.tag in ("td", "th"):  # columns differ in what they hold
            return f"{element.tag}:{len(list(element.itersiblings(preceding=True)))}"
        names = sorted(self._names(element))
        name = max(names, key=lambda name: self._counts[element.tag, name], default="")
        return f"{element.tag}.{name}"

    def _names(self, element: HtmlElement) -> Iterator[str]:
        if isinstance(element.tag, str):
            for name in element.get("class", "").split():
                if not self._STATE.fullmatch(name):
                    yield re.sub(r"\d+", "", name)


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def _is_heading(element: HtmlElement | None) -> bool:
    return element is not None and element.tag in HEADINGS


def _is_main(element: HtmlElement) -> bool:
    above = element.iterancestors()
    return any(
        one.tag == "main" or one.get("role") == "main" or one.get("id") in ("main", "content")
        for one in above
    )


def _near(url: str, site: str) -> bool:
    """Tell whether two addresses belong together: their hosts end alike."""
    ends = [(urlsplit(one).hostname or "").rsplit(".", 2)[-2:] for one in (url, site)]
    return ends[0] == ends[1]


def _beside(element: HtmlElement, others: dict[HtmlElement, Links], step: int) -> list[HtmlElement]:
    """Return the elements behind ``element`` (``step`` 1) or before it, up to the next entry."""
    beside: list[HtmlElement] = []
    for one in element.itersiblings(preceding=step < 0):
        if one in others or len(beside) == _REST:
            break
        beside.append(one)
    return beside


def _kept(found: Sequence[Found]) -> list[Found]:
    """Return the entries without what only stands among them: "All news", and repeats."""
    dated = sum(one.dated is not None for one in found)
    kept: dict[str, Found] = {}
    for one in found:
        stray = one.dated is None and dated * 5 >= len(found) * 4 and len(one.title.split()) < 4
        if not stray and not generic(one.title):
            kept.setdefault(one.url, one)
    return list(kept.values())


def _featured(found: Sequence[Found], links: Links, dates: PageDates) -> list[Found]:
    """Return entries that stand before the list, larger than the others: with heading and date."""
    elements, known = {one.element for one in found}, {one.url for one in found}
    around = {above for element in elements for above in element.iterancestors()}
    before: dict[HtmlElement, Links] = {}
    for link in links:
        path = [link[0], *link[0].iterancestors()]
        if elements & set(path):
            break
        top = next(one for one in path if one.getparent() in around)
        before.setdefault(top, []).append(link)
    featured = []
    for element, own in before.items():
        one = found_in(element, own, known, dates) if len(own) <= _CROWD else None
        if one and one.url not in known and _is_heading(one.titled):
            one.dated = dated_in([element], one.titled, dates)
            featured += [one] if one.dated is not None else []
    return featured
