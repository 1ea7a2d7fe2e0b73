"""The publications of the demonstration, as ``items.yaml`` tells them."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import Annotated

from pydantic import AfterValidator, Field

from newsletter.errors import ConfigError
from newsletter.model.dates import PartialDate, in_words
from newsletter.model.located import Strict, read_yaml, validated
from newsletter.model.zones import city_of


def _dated(value: str) -> str:
    PartialDate.parse(value)
    return value


def _timed(value: str) -> str:
    if datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("a time with its offset, such as 2019-05-15T14:00:00-04:00")
    return value


Text = Annotated[str, Field(min_length=1)]
Dated = Annotated[str, AfterValidator(_dated)]
Timed = Annotated[str, AfterValidator(_timed)]


class DemoItem(Strict):
    """One publication. ``english`` is its title's gloss, "" where the title is English.

    ``easy`` is what ``summary`` says in Easy English. ``source`` is the id of the source that
    serves it, ``also`` of others that do. A webinar may have a start, an end and the time zone of
    its organiser.
    """

    id: Text
    source: Text
    also: list[str] = Field(default_factory=list)
    publisher: Text
    place: Text
    section: Text
    language: Text
    title: Text
    english: str = ""
    url: Text
    date: Dated
    starts: Timed | None = None
    ends: Timed | None = None
    zone: str = ""
    recording: bool = False
    topics: list[str]
    summary: Text
    easy: Text

    @property
    def published(self) -> PartialDate:
        """The date, as exact as it is known."""
        return PartialDate.parse(self.date)

    @property
    def moment(self) -> datetime | None:
        """The first moment of the day in UTC; None where only a month or a year is known."""
        known = self.published
        return datetime(known.year, known.month, known.day, tzinfo=UTC) if known.day else None

    @property
    def text(self) -> str:
        """What a feed says about it: our sentence and, for a webinar, when it was."""
        held = f"Held on {self.when}." if self.when else ""
        recording = "A recording is available." if self.recording else ""
        return " ".join(filter(None, [self.summary, held, recording]))

    @property
    def when(self) -> str:
        """The organiser's line of a webinar, as an issue has it; "" where no hour is known."""
        if self.starts is None:
            return ""
        starts = datetime.fromisoformat(self.starts)
        ends = f" to {datetime.fromisoformat(self.ends):%H:%M}" if self.ends else ""
        return f"{in_words(starts.date())}, {starts:%H:%M}{ends}, {city_of(self.zone)}"


class _Items(Strict):
    items: list[DemoItem]


def demo_items() -> tuple[DemoItem, ...]:
    """Return all of ``items.yaml``, in its order."""
    located = read_yaml(packaged("items.yaml"), "items.yaml")
    read, mistakes = validated(_Items, located)
    if read is None:
        raise ConfigError(mistakes)
    return tuple(read.items)


def packaged(name: str) -> str:
    """Return the text of a file of this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
