"""The list of the desk: only the lines that are seen are drawn, however long the inbox is."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from newsletter.model.desk import SIGNS, Desk, Line
from newsletter.model.items import Item, ItemState
from newsletter.model.languages import same

_DATED = 72  # columns; a narrower list leaves the dates to the pane
_DATE = 10  # 2026-11-18
_AROUND = 2  # lines in sight above and below the cursor; above it are often its headings


class Inbox(ScrollView, can_focus=True, inherit_bindings=False):
    """The lines of a `Desk`. ``earlier`` are the ids of items that stood in an issue before."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "inbox--place", "inbox--section", "inbox--cursor", "inbox--decided",
    }  # fmt: skip

    class Pressed(Message):
        """Somebody pressed the mouse on a line."""

        def __init__(self, line: int) -> None:
            super().__init__()
            self.line = line

    def __init__(self, desk: Desk, *, id: str) -> None:
        super().__init__(id=id)
        self.desk = desk
        self.earlier: set[str] = set()

    def show(self, *, row: int | None = None) -> None:
        """Draw the desk as it is now, the cursor in sight; in this ``row``, if that can be."""
        self.virtual_size = Size(0, len(self.desk.lines))
        if self.size.height:  # hidden, it keeps its place
            self._scroll(row)
        self.refresh()

    def _scroll(self, row: int | None) -> None:
        if row is not None:
            self.scroll_to(y=self.desk.cursor - row, animate=False, immediate=True)
        height, top, cursor = self.size.height, self.scroll_offset.y, self.desk.cursor
        around = min(_AROUND, height // 3)
        lowest, highest = cursor - around, cursor + around - height + 1
        if top > lowest or top < highest:
            there = lowest if top > lowest else highest
            self.scroll_to(y=max(0, there), animate=False, immediate=True)

    @property
    def row(self) -> int:
        """In which row of the widget the cursor is."""
        return self.desk.cursor - self.scroll_offset.y

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.show()

    def on_click(self, event: events.Click) -> None:
        """Tell which line the mouse is on."""
        self.post_message(self.Pressed(event.y + self.scroll_offset.y))

    def render_line(self, y: int) -> Strip:
        """Return one line as it is seen."""
        number, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if number >= len(self.desk.lines):
            return Strip.blank(width, self.rich_style)
        line = self.desk.lines[number]
        at_cursor = number == self.desk.cursor
        text = set_cell_size(f"{'>' if at_cursor else ' '}{self._text(line, width - 1)}", width)
        style = self.rich_style + self._style(line)
        if at_cursor:
            style += Style(bold=True, reverse=True)
        return Strip([Segment(text, style)], width)

    def _style(self, line: Line) -> Style:
        item = self.desk.items.get(line.item)
        if item is None:
            kind = "section" if line.section else "place"
        else:
            kind = "" if item.state is ItemState.NEW else "decided"
        return self.get_component_rich_style(f"inbox--{kind}", partial=True) if kind else Style()

    def _text(self, line: Line, width: int) -> str:
        item = self.desk.items.get(line.item)
        if item is not None:
            return self._of_item(item, width)
        if line.section:
            return f" {line.section}"
        cell = self.desk.by_place()[line.place]
        counts = f"{cell.picked} picked, {cell.waiting} waiting"
        folded = " (closed; → opens)" if line.place in self.desk.closed else ""
        name = self.desk.short_name_of(line.place)
        code = f" ({line.place})" if name != line.place else ""
        return f"{name}{code}: {counts}{folded}"

    def _of_item(self, item: Item, width: int) -> str:
        sign = "M" if item.merged_into else SIGNS[item.state]
        marks = f"{sign}{'!' if item.sensitive else ' '}{'*' if item.id in self.earlier else ' '}"
        title = item.english or item.title
        if item.english:
            title = f"{title} [{item.title}]"
        foreign = "" if same(item.language, "en") or item.english else item.language
        right = f" {foreign}" if foreign else ""
        if width >= _DATED:
            right = f" {foreign[:5]:>5} {item.published or ''!s:<{_DATE}}"
        room = width - cell_len(right) - len(marks) - 1
        if cell_len(title) > room:
            title = set_cell_size(title, room - 1).rstrip() + "…"
        return f"{marks} {set_cell_size(title, room)}{right}"
