"""The reading pane: one item with all that is known of it, as text without any markup."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from newsletter.flows.desk import About
from newsletter.model.desk import Desk
from newsletter.model.items import Item
from newsletter.model.languages import name_of, same

NOTHING_LISTED = (
    "Nothing is listed.\n\n/ searches other words, f lists other states and places, r reloads."
)
EMPTY = (
    "The inbox is empty.\n\n"
    "newsletter collect fetches what is new; newsletter add adds a page by hand."
)


def heading(desk: Desk, item: Item) -> str:
    """Return where an item belongs and how it stands: the title of the pane."""
    return f"{desk.short_name_of(item.place)} · {item.section} · {item.state} · {item.id}"


def text_of(item: Item, about: About | None) -> Text:
    """Return an item as it is read; without ``about`` what was not looked up yet is left out.

    What is said of it stands before its words, the address to be copied below them.
    """
    text = Text(item.english or item.title, style="bold")
    for line in _facts(item, about):
        text.append(f"\n{line}", style="not bold")
    for label, words in _parts(item):
        text.append(f"\n{label}: ", style="bold")
        text.append(words, style="not bold")
    text.append(f"\n\n{item.url or '(no address)'}", style="not bold")
    return text


def _facts(item: Item, about: About | None) -> Iterator[str]:
    if item.english:
        yield item.title
    day = item.published.in_words() if item.published else "no date"
    language = "" if same(item.language, "en") else f"in {name_of(item.language)}"
    yield ", ".join(filter(None, (item.publisher, day, language)))
    if item.sensitive and not item.note:
        yield "! Sensitive, without a content note: x writes one"
    if item.merged_into:
        yield f"M Part of {item.merged_into}: that one stands for the story"
    if about is not None:
        yield from _around(about)


def _around(about: About) -> Iterator[str]:
    for past in about.earlier:
        where = f" under {past.place}" if past.place else ""
        yield f"* Used in an earlier issue, {past.issue}{where}: {past.title}"
    for one in about.alike:
        yield f"= Looks like {one.id} ({one.state}, {one.place}): {one.title}"
    if about.also:
        yield f"Also noted by {', '.join(place.name for place in about.also)}"


def _parts(item: Item) -> Iterator[tuple[str, str]]:
    if item.note:
        yield ("! Content note" if item.sensitive else "Content note"), item.note
    if item.excerpt:
        yield ("Summary" if "excerpt" in item.edited else "The source's words"), item.excerpt
    if item.easy:
        yield "Easy English", item.easy
    if item.topics:
        yield "Topics", ", ".join(item.topics)
