"""How the desk is laid out and drawn: the list, the reading pane, the coverage, the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from rich.cells import set_cell_size
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.geometry import Offset
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from newsletter.app import App as Workspace
from newsletter.cli.desk import keys, reading
from newsletter.cli.desk.inbox import Inbox
from newsletter.errors import NewsletterError
from newsletter.flows import desk as flows
from newsletter.model.desk import Desk, View, wrapped

LOW = 18  # lines; with fewer there is no pane beside the list, and ? tells the keys
WIDE = 110  # columns; from there on the text stands beside the list
LOOK_EVERY = 30.0  # seconds between two looks whether others changed anything
_A_MOMENT = 0.08  # seconds the cursor rests on an item before all about it is looked up
_AT_ONCE = 250  # items
_Found = TypeVar("_Found")


class Showing(Screen[None]):
    """What is seen of a `Desk`, without what keys do."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]

    def __init__(self, workspace: Workspace, actor: str, view: View) -> None:
        super().__init__()
        self.workspace, self.actor = workspace, actor
        self._mark = flows.mark(workspace)  # before the inbox: what comes between is seen later
        self.desk = Desk(workspace.book, flows.inbox(workspace, view), view)
        self._resting: Timer | None = None
        self.looked_up: set[str] = set()
        self._filled: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static("", id="head", markup=False)
        with Container(id="middle"):
            yield Inbox(self.desk, id="inbox")
            with VerticalScroll(id="pane", can_focus=False):
                yield Static("", id="words", markup=False)
        yield Static("", id="strip", markup=False)
        yield Static("", id="said", markup=False)
        hint = "words to find; Enter keeps the list, Esc lists all"
        find = Input(placeholder=hint, id="find", compact=True)
        find.cursor_blink = False
        yield find
        yield Static("", id="legend", markup=False)

    def on_mount(self) -> None:
        """Begin in the list, and look from time to time whether others changed anything."""
        self.inbox.focus()
        self.set_interval(LOOK_EVERY, self.look)
        self.show()
        self.call_after_refresh(self._mark_used)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap what is always in sight anew."""
        self._wrap(event.size.width)

    @property
    def inbox(self) -> Inbox:
        """The list."""
        return self.query_one("#inbox", Inbox)

    @property
    def pane(self) -> VerticalScroll:
        """Where the item under the cursor is read."""
        return self.query_one("#pane", VerticalScroll)

    def show(self, *, row: int | None = None) -> None:
        """Draw all as the desk has it now; the cursor in this ``row`` of the list, if given."""
        at, of = self.desk.position()
        head = f" Review   {at} of {of}   {self.desk.view}   as {self.actor}"
        width = self.size.width or self.app.size.width
        self.query_one("#head", Static).update(_line(set_cell_size(head, width)), layout=False)
        self._wrap(width)
        self.inbox.show(row=row)
        self._read()
        self.call_after_refresh(self._point)

    def say(self, words: str) -> None:
        """Tell what was done, in one line that stays until the next."""
        self.query_one("#said", Static).update(_line(words), layout=False)

    def tried(self, ask: Callable[[], _Found]) -> _Found | None:
        """Return what the workspace answers; where it cannot, say why and return None."""
        try:
            return ask()
        except NewsletterError as error:
            self.say(error.message)
            return None

    # --- others -------------------------------------------------------------------------------

    def look(self) -> None:
        """Take over what others changed, if they did; the cursor stays where it is."""
        mark = self.tried(lambda: flows.mark(self.workspace))
        if mark not in (None, self._mark):
            self.reload(tidy=False)

    def reload(self, *, tidy: bool) -> int:
        """Take over the inbox as it is now; return how many items are not as they were here."""
        row, known, view = self.inbox.row, [*self.desk.items], self.desk.view
        mark = self.tried(lambda: flows.mark(self.workspace))
        items = self.tried(lambda: flows.inbox(self.workspace, view, known))
        if mark is None or items is None:
            return 0
        self._mark = mark
        changed = len(self.desk.renew(items, tidy=tidy))
        if changed:
            self.say(f"changed by others: {changed}")
        self._mark_used()
        self.show(row=row)
        return changed

    # --- drawing ------------------------------------------------------------------------------

    def _wrap(self, width: int) -> None:
        pieces = keys.legend() if (self.size or self.app.size).height >= LOW else keys.legend()[-2:]
        self._lines("legend", wrapped(pieces, width))
        strip = self._lines("strip", self.desk.strip(width))
        strip.border_title = f"Coverage: {self.desk.total()} picked/waiting; ! marks no pick"

    def _lines(self, id: str, lines: Sequence[str]) -> Static:
        """Fill a part with lines; laid out anew only if they are others, which is dear."""
        part, text = self.query_one(f"#{id}", Static), "\n".join(lines)
        if self._filled.get(id) != text:
            self._filled[id] = text
            part.update(Text(text))
        return part

    def _point(self) -> None:
        """Put the terminal's own cursor on the line: screen readers follow it."""
        if self.is_current and self.inbox.has_focus:
            region = self.inbox.content_region
            self.app.cursor_position = Offset(region.x, region.y + self.inbox.row)

    def _read(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        item, line = self.desk.current, self.desk.line
        if item is not None:
            self._fill(reading.heading(self.desk, item), reading.text_of(item, None))
            self.pane.scroll_home(animate=False)
            self._resting = self.set_timer(_A_MOMENT, self._read_more)
        elif line is not None:
            self._fill("", Text(f"{self.desk.name_of(line.place)} is closed; → opens it."))
        else:
            self._fill("", Text(reading.NOTHING_LISTED if self.desk.items else reading.EMPTY))

    def _read_more(self) -> None:
        if item := self.desk.current:
            about = self.tried(lambda: flows.about(self.workspace, item))
            self._fill(reading.heading(self.desk, item), reading.text_of(item, about))

    def _fill(self, title: str, text: Text) -> None:
        self.pane.border_title = Text(title) if title else None
        self.query_one("#words", Static).update(text)

    def _mark_used(self) -> None:
        """Look up which items stood in past issues: some at a time, so that no key waits."""
        ids = dict.fromkeys((*self.desk.listed, *self.desk.items))
        some = [self.desk.items[id] for id in ids if id not in self.looked_up][:_AT_ONCE]
        if some:
            self.looked_up.update(item.id for item in some)
            self.inbox.earlier |= self.tried(lambda: flows.used(self.workspace, some)) or set()
            self.inbox.refresh()
            self.set_timer(_A_MOMENT, self._mark_used)


def _line(words: str) -> Text:
    return Text(words, no_wrap=True, overflow="ellipsis")
