"""Past issues: what stood in them, and whether something stands there again.

An Appearance is one thing in one past issue, whoever sent that and with whatever program; of old
issues only address, title and heading may be known. What is the same again is told in four
degrees (`Likeness`): an item's own id, its address, its title, a title much like it. An address
that several things share tells none of them, and titles come again with next year's report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Protocol

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from newsletter.model.duplicates import wording, words_of
from newsletter.model.issues import Issue, IssueItem
from newsletter.model.items import Item, digest_of, url_key
from newsletter.model.languages import same
from newsletter.model.sources import SourceBook

TITLE_WORDS = 4  # but for articles; a title with fewer could be anybody's: "Annual report 2025"
TITLE_DAYS = timedelta(days=300)  # next year's report has the same title
_LONG_TITLE = 8  # words; two titles as long are not written alike by chance
_ALIKE = 90  # of 100; what two titles must have in common to be worth a look
_TITLES_IN_ONE, _TITLES_IN_ALL = 2, 3  # under one address, and it is that of a list


class Origin(StrEnum):
    """How we know of a past issue: we sent it, somebody says it was sent, or it was imported."""

    PUBLISHED = "published"
    CLOSED = "closed"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class PastIssue:
    """One issue that readers have had. ``file`` is the name of the file it was known from."""

    slug: str
    publication: str
    day: date
    title: str
    origin: Origin
    file: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Appearance:
    """That something stood in the past issue ``issue`` of ``day``, as its ``number``-th.

    ``item`` is its id, "" where none is known; ``key`` the `url_key` of ``url``, "" where there is
    no address or none to be read; ``words`` the hash of its title (`words_hash`). ``place`` is the
    code of a place, ``section`` a section, both "" where it stood under no heading of ours.
    """

    issue: str
    number: int
    item: str
    url: str
    key: str
    words: str
    title: str
    place: str
    section: str
    language: str
    day: date

    @property
    def publication(self) -> str:
        """The publication of its issue, whose slug ends in a day."""
        return self.issue[: -len("-2026-12-01")]


def words_hash(title: str) -> str:
    """Return what titles of the same words have in common, or "" for one without words."""
    words = words_of(title)
    return digest_of(" ".join(words)) if words else ""


def appearances_of(issue: Issue, book: SourceBook, day: date | None = None) -> list[Appearance]:
    """Return what stands in ``issue``, which was sent on ``day`` (else on its own date)."""
    sections = {section.casefold(): section for section in book.sections}
    found: list[Appearance] = []
    for heading in issue.places:
        place = book.place_called(heading.heading)
        below = [("", heading.blocks), *((one.heading, one.blocks) for one in heading.sections)]
        blocks = ((name, block) for name, some in below for block in some)
        for name, item in blocks:
            if not isinstance(item, IssueItem):
                continue
            found.append(
                Appearance(
                    issue=issue.slug,
                    number=len(found) + 1,
                    item=item.id,
                    url=item.url,
                    key=url_key(item.url),
                    words=words_hash(item.title),
                    title=item.title,
                    place=place.code if place else "",
                    section=sections.get(name.casefold(), ""),
                    language=item.language or issue.language,
                    day=day or issue.date,
                )
            )
    return found


# --- again ----------------------------------------------------------------------------------


class Likeness(IntEnum):
    """Why something seems to have stood in an issue already; the higher, the surer."""

    ALIKE = 1
    TITLE = 2
    ADDRESS = 3
    ITEM = 4


@dataclass(frozen=True, slots=True)
class Again:
    """That something stood in a past issue already: where, and why we think so."""

    where: Appearance
    likeness: Likeness


class Story(Protocol):
    """What is compared: an item of the inbox or of an issue."""

    @property
    def id(self) -> str:
        """Its id, or ""."""
        ...

    @property
    def url(self) -> str:
        """Its address, or ""."""
        ...

    @property
    def title(self) -> str:
        """Its title."""
        ...

    @property
    def language(self) -> str:
        """The language of its title, or ""."""
        ...


class Past:
    """What stood in past issues, ready to be asked for many stories.

    ``shared`` are the keys of addresses that tell nothing (`shared_keys`).
    """

    def __init__(self, those: Iterable[Appearance], shared: Collection[str] = ()) -> None:
        self._shared = shared
        self._items: dict[str, list[Appearance]] = defaultdict(list)
        self._keys: dict[str, list[Appearance]] = defaultdict(list)
        # By the numbers in them, which must be equal: the words, in order and sorted.
        self._titles: dict[tuple[str, ...], list[tuple[str, Appearance]]] = defaultdict(list)
        for one in those:
            self._items[one.item].append(one)
            self._keys[one.key].append(one)
            words = wording(one.title, "", "")
            if len(words.words) >= TITLE_WORDS:
                self._titles[words.numbers].append((words.sorted, one))

    def again(self, story: Story, *, about: date, before: date = date.max) -> list[Again]:
        """Return where ``story``, which is of about that day, stood in issues ``before`` another.

        Each place once, the surest first, of equals the latest.
        """
        key = url_key(story.url)
        by_key = self._keys.get(key, []) if "/" in key and key not in self._shared else []
        by_item = self._items.get(story.id, []) if story.id else []
        found = {one: Again(one, likeness) for likeness, one in self._alike(story, about)}
        found |= {one: Again(one, Likeness.ADDRESS) for one in by_key}
        found |= {one: Again(one, Likeness.ITEM) for one in by_item}
        earlier = [again for one, again in found.items() if one.day < before]
        return sorted(earlier, key=lambda one: (one.likeness, one.where.day), reverse=True)

    def _alike(self, story: Story, about: date) -> Iterator[tuple[Likeness, Appearance]]:
        """Yield what has the title of ``story``, or one much like it."""
        mine = wording(story.title, "", "")
        if len(mine.words) < TITLE_WORDS:
            return
        titles = self._titles.get(mine.numbers, [])
        sorted_words = [words for words, _ in titles]
        close = process.extract_iter(
            mine.sorted, sorted_words, scorer=fuzz.ratio, score_cutoff=_ALIKE
        )
        for _, _, number in close:
            one = titles[number][1]
            if abs(about - one.day) <= TITLE_DAYS and (likeness := _titles(story, one)):
                yield likeness, one


def _titles(story: Story, one: Appearance) -> Likeness | None:
    """Return how alike two titles are whose words are much the same."""
    mine, other = wording(story.title, "", ""), wording(one.title, "", "")
    if mine.joined == other.joined:
        # Where the other's address is hidden by a click counter the title is all there is.
        sure = len(mine.words) >= _LONG_TITLE or not one.key
        return Likeness.TITLE if sure else Likeness.ALIKE
    known = story.language and one.language
    return None if known and not same(story.language, one.language) else Likeness.ALIKE


def shared_keys(stories: Iterable[Story], past: Iterable[Appearance]) -> frozenset[str]:
    """Return the `url_key` of addresses that are of a list, and so of none of its entries.

    One issue has such an address under two titles, or all issues together have it under three.
    """
    here: dict[str, set[str]] = defaultdict(set)
    issues: dict[tuple[str, str], set[str]] = defaultdict(set)
    titles: dict[str, set[str]] = defaultdict(set)
    for story in stories:
        here[url_key(story.url)].add(words_hash(story.title))
    for one in past:
        issues[one.key, one.issue].add(one.words)
        titles[one.key].add(one.words)
    shared = {key for key, those in here.items() if len(those) >= _TITLES_IN_ONE}
    shared |= {key for (key, _), those in issues.items() if len(those) >= _TITLES_IN_ONE}
    shared |= {key for key, those in titles.items() if len(those) >= _TITLES_IN_ALL}
    return frozenset(shared - {""})


def used_before(
    items: Sequence[Item], past: Mapping[str, Sequence[Appearance]]
) -> dict[str, tuple[Appearance, ...]]:
    """Return of each item that stood in a past issue where that was, the latest first.

    ``past`` are the candidates by the ids of the items. What only looks alike is left out.
    """
    found: dict[str, tuple[Appearance, ...]] = {}
    for item in items:
        candidates = past.get(item.id)
        if not candidates:
            continue
        shared = shared_keys((), candidates)
        if item.key.startswith(f"{url_key(item.url)}#"):  # its source uses one address for many
            shared |= {url_key(item.url)}
        matches = Past(candidates, shared).again(item, about=item.first_seen.date())
        where = [one.where for one in matches if one.likeness > Likeness.ALIKE]
        if where:
            found[item.id] = tuple(sorted(where, key=lambda one: one.day, reverse=True))
    return found


def near_ids(id: str, url: str, known: Iterable[Item]) -> list[str]:
    """Return the ids of those items that may be meant by ``id``, which none bears.

    Those with its address; else those whose id differs by one slip of the fingers.
    """
    items = list(known)
    key = url_key(url)
    here = [item.id for item in items if key and url_key(item.url) == key]
    return here or sorted(item.id for item in items if OSA.distance(id, item.id) == 1)
