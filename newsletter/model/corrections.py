"""Corrections of what readers have had already: a note on the web, and words for the next issue.

What was sent stays as it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from newsletter.model.dates import in_words
from newsletter.model.issues import Issue, IssuePlace, Prose, escaped

HEADING = "Corrections"  # of the block in the next issue; no place of sources.yaml


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong in a past issue, and what is right, in the editor's words.

    ``item`` is the id of the item it is about, "" for the issue as a whole; ``carried_in`` the
    issue that told readers, "" as long as none has.
    """

    id: int
    issue: str
    item: str
    text: str
    actor: str
    at: datetime
    carried_in: str = ""


def block_of(
    corrections: Sequence[Correction],
    days: Mapping[str, date],
    titles: Mapping[tuple[str, str], str],
) -> IssuePlace:
    """Return the block that tells readers of the next issue.

    ``days`` are those of past issues, ``titles`` those of their items, by issue and id.
    """
    told = []
    for one in corrections:
        title = titles.get((one.issue, one.item), "")
        about = f', "{escaped(title)}"' if one.item and title else ""
        told.append(f"In our issue of {in_words(days[one.issue])}{about}: {escaped(one.text)}")
    return IssuePlace(HEADING, (Prose("\n\n".join(told)),))


def carried(issue: Issue, corrections: Sequence[Correction]) -> list[Correction]:
    """Return those of ``corrections`` that ``issue`` tells its readers."""
    places = (place for place in issue.places if place.heading == HEADING)
    told = " ".join(
        block.text for place in places for block in place.blocks if isinstance(block, Prose)
    )
    words = " ".join(told.split())
    return [one for one in corrections if escaped(one.text) in words]
