"""A proof: one rendered mail laid out for inspection, and what a rule of it is."""

from __future__ import annotations

import dataclasses
import email
import email.policy
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from enum import Flag, auto
from functools import cached_property, reduce
from operator import or_
from urllib.parse import unquote

from newsletter.model.mail import Edition, Mail
from newsletter.model.views import IssueView, ItemView, Link, MailView
from newsletter.stages.check import styles, tree
from newsletter.stages.check.findings import Level
from newsletter.stages.check.tree import Element

# What the text part has before the words of an issue, and what behind them.
_BEFORE = re.compile(r"^(?:\+{1,3} |\[)?(?:\d+\. |\d+\.\d+ )?")
_BEHIND = re.compile(r" \((?:in [^()]+|[\d,]+ items?)\)$| ends\]$")
_PHRASE = 20  # characters; anything shorter may stand in somebody's words by chance


class Need(Flag):
    """What a rule must have to be decided: the rules of HTML say nothing of a text edition."""

    HTML = auto()
    TEXT = auto()
    WEB = auto()
    WIRE = auto()
    ISSUE = auto()


@dataclass(frozen=True, eq=False)
class Proof:
    """One rendered mail and what it was made from.

    ``issue`` is None for a mail that shows none (a confirmation). ``wire`` is the complete message
    as made out to a sample reader (`newsletter.model.mail.Message`), b"" where there is none: then
    the rules of headers and encoding are not asked.
    """

    mail: Mail
    view: MailView
    issue: IssueView | None = None
    wire: bytes = b""

    @property
    def has(self) -> Need:
        """What there is to look at; a text part there always has to be."""
        there = {
            Need.HTML: self.mail.html and self.edition is not Edition.TEXT,
            Need.WEB: self.mail.web,
            Need.WIRE: self.wire,
            Need.ISSUE: self.issue,
        }
        return reduce(or_, (need for need, thing in there.items() if thing), Need.TEXT)

    @property
    def edition(self) -> Edition:
        """The edition of the mail."""
        return Edition(self.mail.variant.edition)

    @cached_property
    def html(self) -> Element:
        """The HTML part."""
        return tree.document(self.mail.html)

    @cached_property
    def web(self) -> Element:
        """The page on the web."""
        return tree.document(self.mail.web)

    def pages(self) -> Iterator[tuple[str, Element]]:
        """Yield the name and the tree of each page there is."""
        if Need.HTML in self.has:
            yield "the mail", self.html
        if Need.WEB in self.has:
            yield "the web page", self.web

    @cached_property
    def style_blocks(self) -> list[str]:
        """The style blocks of the HTML part without their comments."""
        return styles.blocks(self.html)

    @cached_property
    def light(self) -> styles.Cascade:
        """The styles of the HTML part where no style block is read."""
        return styles.light(self.html)

    @cached_property
    def schemes(self) -> list[tuple[str, styles.Cascade]]:
        """The same with those of the clients that read some, each with how it is called."""
        return [
            ("without style blocks", self.light),
            ("in dark mode", styles.dark(self.html)),
            ("in Outlook's dark mode", styles.dark_in_outlook(self.html)),
        ]

    @cached_property
    def message(self) -> EmailMessage:
        """The message as a mail program reads it."""
        message = email.message_from_bytes(self.wire, policy=email.policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101  that policy makes no other
        return message

    def items(self) -> list[ItemView]:
        """Return the items in the order in which the mail has them."""
        return list(self.issue.items()) if self.issue else []

    def says(self, text: str) -> bool:
        """Tell whether ``text`` is the issue's or the network's own, not the template's."""
        text = " ".join(text.split())
        return text in self._said or (len(text) >= _PHRASE and text in self.all_said)

    def says_line(self, line: str) -> bool:
        """Tell the same of a line of the text part, apart from signs, number and label."""
        unsigned = line.lstrip("+").removeprefix(" ")
        dated = line.removesuffix(f", {self.view.date}")
        whole = (line, unsigned, dated, _BEFORE.sub("", line))
        bare = [_BEHIND.sub("", one) for one in whole]
        return any(map(self.says, (*whole, *bare, line.partition(": ")[2])))

    def links_to(self, url: str) -> bool:
        """Tell whether the words of the issue, or the settings, lead to ``url``."""
        return unquote(url) in self._urls

    @cached_property
    def _said(self) -> frozenset[str]:
        texts = [*_strings(self.view), *_strings(self.issue)]
        lines = [line for text in texts for line in (text, *text.splitlines())]
        lines += [line.removeprefix("- ") for line in lines]  # in HTML a list has no dashes
        return frozenset(filter(None, (" ".join(line.split()) for line in lines)))

    @cached_property
    def all_said(self) -> str:
        """All words of the issue and the network, one piece to a line."""
        return "\n".join(sorted(self._said))

    @cached_property
    def _urls(self) -> frozenset[str]:
        logo = self.view.look.logo
        urls = [self.view.web_url, *([logo.url] if logo else []), *_urls(self.issue)]
        return frozenset(map(unquote, filter(None, urls)))


def _parts(value: object) -> Iterator[object]:
    """Yield a view and all that it holds."""
    yield value
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _parts(one)


def _strings(view: object) -> Iterator[str]:
    yield from (one for one in _parts(view) if isinstance(one, str))


def _urls(view: object) -> Iterator[str]:
    yield from (one.url for one in _parts(view) if isinstance(one, Link | ItemView))


@dataclass(frozen=True, slots=True)
class Told:
    """A message about the words of one item, whose number ("3.2") is ``item``; "" for none.

    ``others`` is how many more of its kind it stands for, 0 for a message of its own.
    """

    message: str
    item: str = ""
    others: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a rendered mail.

    ``number`` is its number in the guide for template authors. ``decide`` yields a message for
    each fault: what is wrong, where, what is expected; one that the editor of an item can mend
    says which item that is (`Told`). ``check`` names the finding, where editors
    know it by a name of its own; else that is ``mail-05``.
    """

    number: int
    decide: Callable[[Proof], Iterable[str | Told]]
    needs: Need
    level: Level = Level.ERROR
    check: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found in a proof. ``check`` is the name of the finding, and for waivers.

    ``item`` is the number ("3.2") of the item whose words are at fault, "" for none; ``others`` is
    how many faults like the ones before this stands for, 0 where it is one itself; ``reason`` why
    there is such a rule.
    """

    number: int
    message: str
    level: Level = Level.ERROR
    check: str = ""
    item: str = ""
    others: int = 0
    reason: str = ""
