"""What a template gets to print: the issue made ready, for mail, text part and web alike.

A template author reads this page and nothing else. Text is plain and not yet escaped (HTML
templates escape by themselves); only `Passage.html` is markup, already safe. Addresses are
https or http. The words a mail fills in for each reader are `newsletter.model.mail.Slot`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a passage."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Some paragraphs or lists of Markdown: as safe HTML, as plain lines, and its links."""

    html: str
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item.

    ``number`` is "3.2": second item of the third place, the same in every part. ``title`` is the
    text of the link: the English title where there is one, else the original, whose language is
    ``language`` where it is not the issue's, else "". ``original`` is the original title behind an
    English one, with its ``original_language`` and that language's name in words (``in_words``,
    "Swedish"; also set for a foreign title without a gloss). ``dir`` values are "ltr" or "rtl".
    ``when`` and ``access`` are lines for events.
    """

    number: str
    anchor: str
    title: str
    url: str
    language: str = ""
    dir: str = "ltr"
    original: str = ""
    original_language: str = ""
    original_dir: str = "ltr"
    in_words: str = ""
    byline: str = ""
    note: Passage | None = None
    summary: tuple[Passage, ...] = ()
    excerpt: str = ""
    excerpt_language: str = ""
    when: str = ""
    access: str = ""
    is_item: bool = True


@dataclass(frozen=True, slots=True)
class ProseView:
    """The editor's own words between items."""

    passage: Passage
    is_item: bool = False


BlockView = ItemView | ProseView


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a place."""

    heading: str
    anchor: str
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place: what stands right under its heading, then its sections."""

    number: int
    heading: str
    anchor: str
    blocks: tuple[BlockView, ...]
    sections: tuple[SectionView, ...]

    def items(self) -> Iterator[ItemView]:
        """Yield the items of this place in their order."""
        for blocks in (self.blocks, *(section.blocks for section in self.sections)):
            yield from (block for block in blocks if isinstance(block, ItemView))


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who speaks: the network's name, and the postal address every mail must carry."""

    name: str
    controller: str
    postal_address: tuple[str, ...]
    contact: str = ""


@dataclass(frozen=True, slots=True)
class IssueView:
    """A whole issue for one variant.

    ``overview`` is the first visible sentence: what is inside. ``web_url`` is where the issue can
    be read on the web; an item's place there is ``web_url#anchor``. ``demonstration`` asks for a
    banner that says nobody should take this for the real thing. The mail's templates also get
    ``slot.unsubscribe``, ``slot.preferences`` and ``slot.reason`` to print; the web page does not.
    """

    subject: str
    preheader: str
    overview: str
    language: str
    dir: str
    publication: str
    date: str
    organisation: Organisation
    web_url: str
    intro: Passage | None
    places: tuple[PlaceView, ...]
    demonstration: bool = False
