"""What a template gets to print: words made ready, for mail, text part and web alike.

A template author reads this page and nothing else. Every template gets ``mail`` (`MailView`: what
surrounds the words); those of issues also ``issue`` (`IssueView`), that of a confirmation
``confirmation`` (`ConfirmationView`); those of mails also ``slot``, whose words are filled in for
each reader (`newsletter.model.mail.Slot`). Text is plain and not yet escaped (HTML templates
escape by themselves); only `Passage.html` is markup, already safe. Addresses are https or http.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from newsletter.model.languages import same
from newsletter.model.look import Look, look_of


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
class Organisation:
    """Who speaks: the network's name, and the postal address every mail must carry."""

    name: str
    controller: str
    postal_address: tuple[str, ...]
    contact: str = ""


@dataclass(frozen=True, slots=True)
class MailView:
    """What surrounds the words of a mail, made with ``mail/TEMPLATE.html`` and ``.txt``.

    ``overview`` is the first visible sentence: what is inside; "" where the editor's words say it.
    ``date`` is "" where the subject says it. ``edition`` is one of `newsletter.model.mail.Edition`.
    ``language`` is that of the editor's words and ``dir`` how it is written; the templates' own
    words are English (``lang="en"`` where they stand in another language). ``web_url`` is where
    this can be read on the web, "" for what cannot; ``twin_url`` the page of the same issue in
    Easy English, or on that page the one for all, "" where there is none. ``demonstration`` asks
    for a banner that says nobody should take this for the real thing, ``test`` for one that says
    nobody on the list got it.
    """

    subject: str
    preheader: str
    overview: str
    language: str
    dir: str
    publication: str
    date: str
    organisation: Organisation
    web_url: str = ""
    twin_url: str = ""
    template: str = "update"
    edition: str = "standard"
    look: Look = field(default_factory=look_of)
    demonstration: bool = False
    test: bool = False

    @property
    def is_english(self) -> bool:
        """Whether the editor's words are in the language of the templates' own."""
        return same(self.language, "en")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A short form that readers elsewhere may not know, and what it stands for."""

    short: str
    long: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item.

    ``number`` is "3.2": second item of the issue's third place, the same in every part and for
    every reader. ``title`` is the text of the link: the English title where there is one, else the
    original, whose language is ``language`` where it is not the issue's, else "". ``original`` is
    the original title behind an English one, with its ``original_language`` and that language's
    name in words (``in_words``, "Swedish"; also set for a foreign title without a gloss). ``dir``
    values are "ltr" or "rtl". ``summary`` is Easy English in the easy edition, where the item has
    it. ``when`` and ``access`` are lines for events. ``explained`` are the short forms of its
    title, byline and excerpt that come first in this place.
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
    explained: tuple[Explanation, ...] = ()
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
    """A place: what stands right under its heading, then its sections.

    ``number`` counts the places of the issue, whichever comes first for this reader.
    """

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
class DateView:
    """An event of the "Dates first" block, with the ``item`` it belongs to.

    ``day`` is "Tuesday 8 December 2026", or from which day to which; ``hours`` the organiser's
    time ("14:00 to 15:30 in Stockholm"), ``here`` the same for the reader's place ("13:00 to 14:30
    in London"), ``elsewhere`` the hours of the other places, the earliest day first ("08:00 in New
    York and Toronto, 13:00 in London"). All three are "" for an event of whole days, ``here`` also
    where the mail is for no place in particular or for that of the organiser's city.
    """

    item: ItemView
    day: str
    hours: str = ""
    here: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class HelpLineView:
    """Whom readers in ``place`` can call: ``text`` has the name and the number."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class IssueView:
    """The words of an issue for one variant.

    ``intro`` is the editor's welcome, a passage for each paragraph; ``dates`` are the events, the
    earliest first. ``help_lines`` are those to print below the places: none where nothing speaks
    of suicide, and none that nobody has checked lately.
    """

    intro: tuple[Passage, ...]
    places: tuple[PlaceView, ...]
    dates: tuple[DateView, ...] = ()
    help_lines: tuple[HelpLineView, ...] = ()

    def items(self) -> Iterator[ItemView]:
        """Yield all items in their order."""
        for place in self.places:
            yield from place.items()


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """What was corrected after an issue was sent, for its page on the web.

    ``day`` is when, in words; ``anchor`` and ``title`` are those of the item it is about, both ""
    for the issue as a whole.
    """

    day: str
    text: str
    anchor: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmationView:
    """What somebody is asked to confirm: to get the mails of the list ``title``.

    The address of the one button is ``slot.action``; it can be used until ``days`` days later.
    ``basis`` says in a sentence what the list sends and how often, in the network's own words.
    Nothing that the person typed stands here: anybody can enter anybody's address.
    """

    title: str
    basis: str
    days: int
