"""What one entry of a listing page is: its link, title, date and text, found without selectors."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newsletter.adapters.page_dates import PageDates
from newsletter.adapters.pages import moment_of, text_of
from newsletter.model.dates import PartialDate
from newsletter.model.items import EXCERPT_LIMIT, TITLE_LIMIT, Entry
from newsletter.model.text import shorten

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_DATED = re.compile(
    r"(?:^|[-_])(?:date|datum|dato|dates|datetime|published|publish|pubdate|posted|time|fecha|"
    r"data|paivamaara|pvm)(?:$|[-_])"
)
_TITLED = re.compile(
    r"(?:^|[-_])(?:title|titel|titre|titulo|titolo|heading|headline|rubrik|overskrift|otsikko|kop)"
    r"(?:$|[-_])"
)
_PIECES = 50  # of text in an excerpt
_PARTS = 200  # elements of an entry among which its date is looked for
_DATE_LENGTH = 60  # characters of a line that is a date, and not a sentence that names one
_STAMP = 30  # characters of the longest date
_SCANNED = 1_000  # characters of a text in which a date is looked for
_NAME_LENGTH = 120  # characters; what is longer says something
_YEAR = re.compile(r"(?:19|20)\d\d")
# Words that lead to the rest of an entry, never its name.
_GENERIC = re.compile(
    r"(?:(?:read|learn|find out|see|show|view|load)\s+(?:more|all|full|details|on)\b.*"
    r"|(?:read|see|view|open|download|more|here|link|details|continue reading|full (?:text|story))"
    r"(?:\s+(?:the\s+)?(?:article|report|news|story|document|page|pdf|file))?"
    r"|(?:download|pdf|docx?|word|excel|xlsx?|html|csv|epub)\b[\s(\[,.:\d]*(?:pdf|[kmg]i?b|pages?"
    r"|[\s)\],.\d])*"
    r"|läs (?:mer|hela).*|lees (?:meer|verder).*|meer (?:lezen|informatie).*|lire (?:la|plus).*"
    r"|en savoir plus.*|weiterlesen.*|mehr(?: erfahren| lesen| dazu)?|leer más.*|ver más.*"
    r"|l[eæ]s (?:mere?|videre).*|lue (?:lisää|koko).*|leia mais.*|ler mais.*"
    r"|leggi (?:tutto|di più).*"
    r"|next|previous|newer|older|[\W\d_]*)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """One entry, and the elements its parts were found in; ``rest`` follows or precedes it."""

    element: HtmlElement
    link: HtmlElement
    url: str
    title: str
    titled: HtmlElement | None
    dated: HtmlElement | None
    rest: Sequence[HtmlElement] = ()

    def entry(self, dates: PageDates) -> Entry:
        """Return what a person would see of it."""
        date = text_of(self.dated) if self.dated is not None else ""
        return Entry(
            id="",
            url=self.url,
            title=shorten(self.title, TITLE_LIMIT),
            excerpt=shorten(self._excerpt(date), EXCERPT_LIMIT),
            moment=moment_of([self.dated], dates) if self.dated is not None else None,
        )

    def _excerpt(self, date: str) -> str:
        texts = (text for part in (self.element, *self.rest) for text in _texts(part))
        known = {self.title, date}
        told = (text for text in texts if text not in known and not generic(text))
        return " ".join(islice(told, _PIECES))


def generic(text: str) -> bool:
    """Tell whether ``text`` could name any entry: "Read more", "PDF, 2 MB", "3", nothing."""
    return len(text) <= _NAME_LENGTH and bool(_GENERIC.fullmatch(text.strip(" >»›→….:")))


def found_in(
    element: HtmlElement,
    links: Sequence[tuple[HtmlElement, str]],
    common: Container[str],
    dates: PageDates,
) -> Found | None:
    """Return the entry that ``element`` is; None when none of its ``links`` has a name to it.

    ``links`` are those with their addresses that stand in it, in order; ``common`` are addresses
    that other entries have as well, such as those of topics.
    """
    own = [one for one in links if one[1] not in common] or list(links)
    heading = next((one for one in element.iter(*HEADINGS) if not generic(text_of(one))), None)
    link, url = _main_link(own, heading)
    titled = heading if heading is not None else _titled(element, link, dates)
    title = text_of(titled)
    if generic(title):
        title = next((text for text in _texts(element) if _names(text, dates)), "")
        titled = None
    return Found(element, link, url, title, titled, None) if title else None


def _main_link(
    links: Sequence[tuple[HtmlElement, str]], heading: HtmlElement | None
) -> tuple[HtmlElement, str]:
    """Return the link of the heading, else the first with a name of some length, else the longest.

    An entry may begin with a picture or a topic, and end in "Read more".
    """
    if heading is not None:
        around = {heading, *heading.iterancestors(), *heading.iterdescendants("a")}
        for link in links:
            if link[0] in around:
                return link
    texts = {link: text_of(link[0]) for link in links}
    named = [link for link in links if not generic(texts[link])]
    longest = max((len(texts[link]) for link in named), default=0)
    return next((link for link in named if len(texts[link]) * 2 > longest), links[0])


def _titled(element: HtmlElement, link: HtmlElement, dates: PageDates) -> HtmlElement:
    """Return where the title stands in an entry without a heading."""
    wholes = (link, element) if generic(text_of(link)) or _is_titled(element) else (link,)
    for whole in wholes:
        named = (one for one in whole.iterdescendants() if _is_titled(one))
        if (titled := next((one for one in named if not generic(text_of(one))), None)) is not None:
            return titled
    blocks = [one for one in link if isinstance(one.tag, str) and text_of(one)]
    if len(blocks) > 1 and not (link.text or "").strip():  # a link round a whole card
        return next((one for one in blocks if _names(text_of(one), dates)), link)
    return link


def _is_titled(element: HtmlElement) -> bool:
    return any(_TITLED.search(word) for word in element.get("class", "").lower().split())


def _names(text: str, dates: PageDates) -> bool:
    return not generic(text) and not (len(text) <= _DATE_LENGTH and dates.read(text))


def _texts(element: HtmlElement) -> Iterator[str]:
    """Yield the pieces of text in ``element``, each as one line: what no tag divides."""
    inline = {"a", "b", "i", "em", "strong", "span", "sub", "sup", "small", "abbr", "mark", "cite"}
    children = [one for one in element if isinstance(one.tag, str)]
    mixed = (element.text or "").strip() or any((one.tail or "").strip() for one in children)
    if not children or (mixed and all(one.tag in inline for one in children)):
        if text := text_of(element):
            yield text
        return
    if before := " ".join((element.text or "").split()):
        yield before
    for one in children:
        yield from _texts(one)
        if behind := " ".join((one.tail or "").split()):
            yield behind


# --- dates ---


def dated_in(
    elements: Iterable[HtmlElement], titled: HtmlElement | None, dates: PageDates
) -> HtmlElement | None:
    """Return the element in ``elements`` that holds the date of their entry, not its title.

    One with a day is better than one with a month or a year.
    """
    every = (part for element in elements for part in element.iter() if isinstance(part.tag, str))
    parts = dict.fromkeys(islice(every, _PARTS))
    named = [part for part in parts if part.tag == "time" or _says_date(part)]
    inside = set(titled.iter()) if titled is not None else set()
    short = [part for part in parts if part not in inside and _is_date(part, dates)]
    # A leaf of a calendar has the day in another element than the year.
    above = dict.fromkeys(part.getparent() for part in short)
    boxes = [box for box in above if box in parts and _fits(box)]
    # The shortest of what is named so: a block of the class "date" may hold the whole entry.
    named.sort(key=lambda part: len(text_of(part)))
    ends = [titled] if titled is not None and _begins_with_date(titled, dates) else []
    partial = None
    for part in (*named, *short, *boxes, *ends):
        moment = moment_of([part], dates)
        if moment and not isinstance(moment, PartialDate):
            return part
        partial = part if moment and partial is None else partial
    return partial


def _says_date(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('itemprop', '')}"
    return any(_DATED.search(name) for name in names.lower().split())


def _is_date(element: HtmlElement, dates: PageDates) -> bool:
    """Tell whether a text right in ``element`` is little but a date, or begins with one."""
    own = (element.text or "", *(child.tail or "" for child in element))
    texts = (text.strip() for text in own if _YEAR.search(text[:_SCANNED]))
    return any(len(text) <= _DATE_LENGTH or dates.read(text[:_STAMP]) for text in texts)


def _fits(element: HtmlElement) -> bool:
    return len(text_of(element)) <= _DATE_LENGTH


def _begins_with_date(titled: HtmlElement, dates: PageDates) -> bool:
    start = text_of(titled)[:_STAMP]
    moment = dates.read(start) if re.match(r"\W*\d", start) else None
    return moment is not None and not isinstance(moment, PartialDate)
