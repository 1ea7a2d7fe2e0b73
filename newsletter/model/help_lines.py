"""Where an issue speaks of suicide, and whom its readers can call then.

A number that is wrong does harm to somebody in a crisis. So a help line is only printed if
somebody has rung it in the half year before the day of the issue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from newsletter.model.issues import Issue, IssueItem
from newsletter.model.sources import Place, SourceBook

LASTS = 183  # days, half a year: so long a check is good for

# Suicide and self-harm in the languages of the network and its neighbours, and what is said in
# their place. Looked for within words, for many languages write several as one.
_WORDS = re.compile(
    r"su[iïí][cz][ií]d|self[\s-]?(?:harm|injur)"
    r"|\b(?:kill(?:s|ed|ing)?|hang(?:s|ed)?|hanging)\s(?:him|her|them|my|our|your)sel(?:f|ves)\b"
    r"|\b(?:take|takes|taking|took|taken|end|ends|ending|ended)\s"
    r"(?:his|her|their|my|your|our|one's)\s(?:own\s)?li(?:fe|ves)\b"
    r"|självmord|självskad|selvmord|selvskad|sjálfsvíg|itsemurha|itsetuho"  # the Nordic countries
    r"|zelfmoord|zelfdoding|zelfbeschadig|zelfverwond|selbstmord|selbsttötung|selbstverletz"
    r"|automutilation|autolesi|whakamomori|féinmharú|féindíobháil|fèin-?mhurt|hunanladdiad"
    r"|samobój|sebevražd|samovražd|samoubojstv|öngyilkos|sinucider|enesetap|pašnāvīb|savižud"
    r"|intihar|αυτοκτον|самоуби|суицид|самогуб|انتحار|خودکشی|התאבדות|自杀|自殺|자살|आत्महत्या"
)


@dataclass(frozen=True, slots=True)
class HelpLines:
    """The help lines of a network on one day, in the order of its places.

    ``usable`` are those that may be printed, each with its place. ``unchecked`` are the places
    whose line nobody has checked, ``stale`` those where that was too long before the day.
    """

    usable: tuple[tuple[Place, str], ...] = ()
    unchecked: tuple[Place, ...] = ()
    stale: tuple[Place, ...] = ()


def help_lines(book: SourceBook, day: date) -> HelpLines:
    """Return the help lines of ``book`` as they are on ``day``.

    A check is good for half a year, also for issues whose day was shortly before it.
    """
    usable: list[tuple[Place, str]] = []
    unchecked: list[Place] = []
    stale: list[Place] = []
    for place in book.places:
        line = place.help_line
        if line is None:
            continue
        if line.day is None:
            unchecked.append(place)
        elif abs((day - line.day).days) < LASTS:
            usable.append((place, line.text))
        else:
            stale.append(place)
    return HelpLines(tuple(usable), tuple(unchecked), tuple(stale))


def speaks_of_suicide(text: str) -> bool:
    """Tell whether ``text``, in whatever language, mentions suicide or self-harm."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return bool(_WORDS.search(plain.replace("’", "'").replace("‑", "-")))


def mentions(issue: Issue) -> Iterator[tuple[int, IssueItem | None]]:
    """Yield line and item of each item that speaks of suicide; None for the editor's own words.

    Bylines and topics are left out: the name of a publisher is no mention.
    """
    for part in ("subject", "preheader", "intro"):
        if speaks_of_suicide(getattr(issue, part)):
            yield issue.line_of(part), None
    for place in issue.places:
        for blocks in (place.blocks, *(section.blocks for section in place.sections)):
            for block in blocks:
                if isinstance(block, IssueItem):
                    if speaks_of_suicide("\n".join(_texts(block))):
                        yield block.line, block
                elif speaks_of_suicide(block.text):
                    yield block.line, None


def _texts(item: IssueItem) -> Iterator[str]:
    yield from (item.title, item.english, *item.summary, item.excerpt, item.easy, item.note)
