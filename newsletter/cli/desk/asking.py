"""What the desk asks and tells on a page of its own: a notice, a choice, yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from newsletter.model.desk import narrowed


class Notice(ModalScreen[None]):
    """A page of text, which stays until somebody has read it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,space", "dismiss", "Close", priority=True)
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(Text(self._title), classes="title")
        with VerticalScroll(classes="body"):
            yield Static(Text(self._text))
        yield Static("Esc back  ↑↓ PgUp PgDn scroll", classes="foot", markup=False)

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one(VerticalScroll).focus()


class Ask(ModalScreen[bool]):
    """A question with yes or no; leaving it means no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Yes"),
        Binding("n,escape", "dismiss(False)", "No"),
    ]

    def __init__(self, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._question, self._foot = question, f"y {yes}  n {no}"

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(Text(self._question), classes="title")
        yield Static("", classes="body")
        yield Static(Text(self._foot), classes="foot")


class Choose(ModalScreen[str]):
    """A list to choose from by typing a part of a word; gives the key, or None when left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Next"),
        Binding("up", "step(-1)", "Previous"),
        Binding("escape", "leave", "Leave"),
    ]

    def __init__(self, title: str, choices: Mapping[str, str], chosen: str = "") -> None:
        super().__init__()
        self._title, self._choices = title, choices
        self._found = [*choices]
        self._at = self._found.index(chosen) if chosen in choices else 0

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(Text(self._title), classes="title")
        typed = Input()
        typed.cursor_blink = False
        typed.border_title = "Type a part of it"
        yield typed
        yield Static("", classes="body")
        yield Static("↑↓ choose  Enter take it  Esc back", classes="foot", markup=False)

    def on_mount(self) -> None:
        """Wait for typing."""
        self.query_one(Input).focus()

    def on_resize(self) -> None:
        """Show as many as there is room for."""
        self.call_after_refresh(self._show)

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what matches."""
        if event.value or len(self._found) != len(self._choices):
            self._found = narrowed(self._choices, event.value)
            self._at = 0
            self._show()

    def on_input_submitted(self) -> None:
        """Take the one under the cursor."""
        if self._found:
            self.dismiss(self._found[self._at])

    def action_step(self, count: int) -> None:
        """Move the cursor."""
        self._at = max(0, min(len(self._found) - 1, self._at + count))
        self._show()

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    def _show(self) -> None:
        body = self.query_one(".body", Static)
        height = max(1, body.size.height)
        first = max(0, min(self._at - height // 2, len(self._found) - height))
        text = Text("" if self._found else "nothing matches", no_wrap=True, overflow="ellipsis")
        for number, key in enumerate(self._found[first : first + height], first):
            here = number == self._at
            line = f"{'>' if here else ' '} {self._choices[key]}\n"
            text.append(line, style="bold reverse" if here else "")
        body.update(text)
