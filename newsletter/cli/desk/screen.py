"""What the keys of the desk do. Every act is stored at once, and only if nobody was quicker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from newsletter.cli.desk import keys
from newsletter.cli.desk.asking import Choose, Notice
from newsletter.cli.desk.browsing import has_browser
from newsletter.cli.desk.editing import LABELS, Form
from newsletter.cli.desk.inbox import Inbox
from newsletter.cli.desk.showing import Showing
from newsletter.errors import Conflict, NewsletterError
from newsletter.flows.items import fields_from
from newsletter.model import triage
from newsletter.model.desk import OPEN, View
from newsletter.model.items import Item, ItemState
from newsletter.model.text import one_line
from newsletter.model.triage import Change
from newsletter.stages import curate

_MARGINS = 4  # columns beside a notice: its padding and its scroll bar
_NAME = 12  # columns that the name of a place has at least
_GAP = "  "
_GRID_HINT = (
    "Picked items / waiting ones (new and held); ! marks a place without a pick.\n"
    "Why a cell is empty, and past issues: newsletter coverage\n"
)
_KEYS_HINT = (
    "\n\nThe signs in front of a title: P picked, H held, S skipped, U used, M part of another;\n"
    "! sensitive, * used in an earlier issue. At the right, the language where it is not English.\n"
    "Every act is stored at once, and exists as a command: newsletter items --help"
)


class DeskScreen(Showing):
    """The editors' desk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key.names, key.action, key.word or key.words) for key in keys.KEYS),
        Binding("escape", "back", "Back"),
    ]

    # --- moving -------------------------------------------------------------------------------

    def action_step(self, count: int) -> None:
        """Move the cursor."""
        self.desk.step(count)
        self.show()

    def action_page(self, pages: int) -> None:
        """Move the cursor by screens."""
        self.action_step(pages * max(1, self.inbox.size.height - 2))

    def action_edge(self, direction: int) -> None:
        """Move the cursor to an end of the list."""
        self.action_step(direction * len(self.desk.lines))

    @on(Inbox.Pressed)
    def _pressed(self, event: Inbox.Pressed) -> None:
        lines = self.desk.lines
        line = lines[event.line] if event.line < len(lines) else None
        if line and line.item:
            self.desk.go_to(line.item)
        elif line and not line.section:
            self.desk.fold(line.place, closed=line.place not in self.desk.closed)
        self.show()

    def action_fold(self, closed: bool) -> None:
        """Close the place under the cursor, or open it."""
        if self.desk.line:
            self.desk.fold(self.desk.line.place, closed=closed)
            self.show()

    def action_read(self) -> None:
        """Read on the whole screen, or go back to the list."""
        self.toggle_class("-reading")
        self.call_after_refresh(self.inbox.show)

    def action_scroll(self, pages: int) -> None:
        """Scroll the text; at its end begin again."""
        if self.pane.scroll_offset.y >= self.pane.max_scroll_y:
            self.pane.scroll_home(animate=False)
        else:
            self.pane.scroll_relative(y=pages * max(1, self.pane.size.height - 1), animate=False)

    def action_back(self) -> None:
        """Leave the search or the reading, whichever is there."""
        if self.has_class("-reading") and not self.has_class("-finding"):
            self.action_read()
            return
        self.remove_class("-finding")
        self.inbox.focus()
        self._narrow(replace(self.desk.view, words=""))

    # --- deciding -----------------------------------------------------------------------------

    def action_give(self, state: str) -> None:
        """Give the item under the cursor a state, and go on to the next new one."""
        item = self._at_hand()
        if item is None:
            return
        wanted = triage.change(item, state=ItemState(state))
        if not wanted.after:
            self.say(f"{state} already: {item.title}")
        elif self._made([wanted], f"{state}: {item.english or item.title}"):
            if wanted.after["state"] is not ItemState.NEW and not self.desk.go_on():
                self.say(f"{state}: {item.title}. Nothing new is listed any more.")
            self.show()

    def action_move(self) -> None:
        """Ask for a place, then for a section, and move the item there."""
        item = self._at_hand()
        if item is None:
            return
        places = self._places()
        sections = {name: name for name in self.desk.book.sections}

        def to_place(place: str | None) -> None:
            if place:
                title = f"To which section of {places[place]}?  {item.title}"
                self.app.push_screen(Choose(title, sections, item.section), to_section(place))

        def to_section(place: str) -> Any:
            return lambda section: self._moved(item, place, section) if section else None

        title = f"To which place?  {item.title}"
        self.app.push_screen(Choose(title, places, item.place), to_place)

    def _moved(self, item: Item, place: str, section: str) -> None:
        wanted = triage.change(item, place=place, section=section)
        following = self.desk.following() if "place" in wanted.after else ""
        words = f"moved to {self.desk.name_of(place)}, {section}: {item.title}"
        if not wanted.after:
            self.say("there already")
        elif self._made([wanted], words):
            self.desk.go_to(following)
            self.show()

    def action_undo(self) -> None:
        """Take back the last act of this editor, wherever it was done."""
        now = self.workspace.now()
        items = self.tried(lambda: curate.undo(self.workspace.db, actor=self.actor, now=now))
        if items is None:
            self.look()
            return
        before = self.desk.items.get(items[0].id)
        self.desk.put(items)
        first = items[0]
        self.desk.fold(first.place, closed=False)
        self.desk.go_to(first.id)
        more = f" (and {len(items) - 1} more)" if len(items) > 1 else ""
        edited = before is not None and before.state is first.state
        what = f"taken back, {'as it was' if edited else f'now {first.state}'}"
        self.say(f"{what}: {first.english or first.title}{more}")
        self.show()

    def _made(self, changes: Sequence[Change], words: str) -> bool:
        """Make changes; say so, or what stood against it. Say whether they were made."""
        try:
            self._make(changes, words)
        except Conflict as error:
            self.reload(tidy=False)
            self.say(f"not done: {error.message}")
            self.app.push_screen(Notice("Not done: somebody else was quicker", _as_told(error)))
            return False
        except NewsletterError as error:
            self.say(f"not done: {error.message}")
            return False
        return True

    def _make(self, changes: Sequence[Change], words: str) -> None:
        now = self.workspace.now()
        items = curate.change(self.workspace.db, changes, actor=self.actor, now=now)
        self.desk.put(items)
        self.say(words)

    def _at_hand(self) -> Item | None:
        item = self.desk.current
        if item is None:
            self.say("there is no item under the cursor")
        return item

    # --- writing ------------------------------------------------------------------------------

    def action_edit(self, names: str = "") -> None:
        """Open the form with these fields, a space between two, or with all."""
        item = self._at_hand()
        if item is not None:
            marking = "sensitive" in names and not item.sensitive
            form = Form(
                item,
                tuple(names.split() or LABELS),
                save=self._save,
                fresh=self._fresh,
                offered={"sensitive": "yes"} if marking else {},
            )
            self.app.push_screen(form)

    def _save(self, seen: Item, texts: Mapping[str, str]) -> None:
        fields = fields_from(self.workspace, texts)
        wanted = triage.change(seen, **fields)
        if wanted.after:
            names = ", ".join(LABELS[name].partition(",")[0].partition(":")[0] for name in fields)
            self._make([wanted], f"saved ({names}): {seen.title}")
            self.show()
        else:
            self.say(f"as it was: {seen.title}")

    def _fresh(self, id: str) -> Item | None:
        self.reload(tidy=False)
        return self.desk.items.get(id)

    # --- looking ------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Let the editor type what to look for."""
        self.add_class("-finding")
        find = self.query_one("#find", Input)
        find.value = self.desk.view.words
        find.focus()

    @on(Input.Changed, "#find")
    def _finding(self, event: Input.Changed) -> None:
        if self.has_class("-finding"):
            self._narrow(replace(self.desk.view, words=one_line(event.value)))

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self.remove_class("-finding")
        self.inbox.focus()
        self.say(
            f"{len(self.desk.listed)} listed; Esc lists all again" if self.desk.view.words else ""
        )

    def action_filter(self) -> None:
        """Ask what to list."""
        view = self.desk.view
        views = {"all": View()}
        views |= {str(one): replace(view, state=one) for one in (*OPEN, ItemState.SKIPPED)}
        views |= {code: replace(view, place=code) for code in self._places()}
        views |= {name: replace(view, section=name) for name in self.desk.book.sections}
        words = {name: name for name in views} | self._places()
        words |= {"all": "all: whatever is new, held or picked"}

        def chosen(name: str | None) -> None:
            if name:
                self._narrow(views[name])
                if views[name].state is ItemState.SKIPPED:
                    self.reload(tidy=True)

        self.app.push_screen(Choose(f"List what?  (now: {view})", words), chosen)

    def _narrow(self, view: View) -> None:
        if view != self.desk.view:
            self.desk.narrow(view)
            self.show()

    def action_go(self) -> None:
        """Ask for a place and go there."""

        def chosen(place: str | None) -> None:
            if place:
                self.desk.fold(place, closed=False)
                if not self.desk.go_to_place(place):
                    self.say(f"nothing is listed for {self.desk.name_of(place)}")
                self.show()

        here = self.desk.line.place if self.desk.line else ""
        self.app.push_screen(Choose("Go to which place?", self._places(), here), chosen)

    def _places(self) -> dict[str, str]:
        cells = self.desk.by_place()
        return {code: f"{code}  {self.desk.name_of(code)}  {cell}" for code, cell in cells.items()}

    def action_coverage(self) -> None:
        """Show the table of places and sections."""
        table = _table(self.desk.grid(), self.app.size.width - _MARGINS)
        self.app.push_screen(Notice("Coverage", f"{_GRID_HINT}\n{table}"))

    def action_browse(self) -> None:
        """Open the address in a browser; where there is none, show it and copy it."""
        item = self._at_hand()
        if item is None or not item.url:
            self.say("this item has no address" if item else "")
        elif has_browser():
            self.app.open_url(item.url)
            self.say(f"opened in your browser: {item.url}")
        else:
            self.app.copy_to_clipboard(item.url)
            words = "Copied, if your terminal allows that; else mark it with the mouse."
            self.app.push_screen(Notice("The address", f"{item.url}\n\n{words}"))

    def action_reload(self) -> None:
        """Take over what others did; what is decided, and not asked for, leaves the list."""
        if not self.reload(tidy=True):
            self.say("nothing changed elsewhere")

    def action_keys(self) -> None:
        """Show all keys in words."""
        self.app.push_screen(Notice("Keys", keys.in_words() + _KEYS_HINT))

    def action_leave(self) -> None:
        """End the review."""
        self.app.exit()


def _as_told(error: Conflict) -> str:
    return f"{error}\n\nThe desk shows the item as it is now. Press the key again to do it anyway."


def _table(rows: Sequence[Sequence[str]], width: int) -> str:
    """Return rows as columns; of the first as much as there is room for."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    room = width - sum(widths[1:]) - len(_GAP) * (len(widths) - 1)
    widths[0] = max(_NAME, min(widths[0], room))
    return "\n".join(_GAP.join(map(set_cell_size, row, widths)) for row in rows)
