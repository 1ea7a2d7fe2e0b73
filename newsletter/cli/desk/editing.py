"""The form in which an editor writes: one field of an item, or all of them.

What was typed is never lost: leaving asks first, and where somebody else was quicker the form stays
as it is, shows what stands there now, and saves over that only when asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from newsletter.cli.desk.asking import Ask
from newsletter.errors import Conflict, NewsletterError
from newsletter.model.articles import as_text
from newsletter.model.items import Item

LABELS = {  # in the order of the form
    "english": "English title",
    "excerpt": "Summary",
    "easy": "Easy English",
    "topics": "Topics, a comma between two",
    "sensitive": "Sensitive: yes or no",
    "note": "Content note, such as: This item speaks about suicide.",
    "title": "Title, as its publisher has it",
    "publisher": "Publisher",
    "published": "Date: 2026-11-18, 2026-11 or 2026",
    "language": "Language of the title: sv, en-GB",
    "url": "Address",
}
_LONG = ("excerpt", "easy")
_TWICE = "Ctrl+S saves your words in place of what is there now; Esc leaves that as it is."
_FOOT = "Ctrl+S save (or F2)  Tab next field  Shift+Tab the one before  Esc leave"

Save = Callable[[Item, Mapping[str, str]], None]


class Form(ModalScreen[None]):
    """Some fields of an item, to be written.

    ``save`` is given the item as the editor saw it and the texts they changed, or raises
    `NewsletterError`. ``fresh`` returns the item as it is now, None if it is gone.
    ``offered`` are texts to begin with in place of those of the item.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "save", "Save", priority=True),
        Binding("escape", "leave", "Leave"),
    ]

    def __init__(
        self,
        item: Item,
        names: Sequence[str],
        *,
        save: Save,
        fresh: Callable[[str], Item | None],
        offered: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(classes="-one" if [*names] in [["excerpt"], ["easy"]] else "")
        self._seen = item
        self._names = names
        self._save, self._fresh = save, fresh
        self._first = next((name for name in names if name not in (offered or {})), names[0])
        self._begun = {name: as_text(getattr(item, name)) for name in names} | {**(offered or {})}

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(Text(self._seen.title), classes="title")
        yield Static("", id="message", classes="message", markup=False)
        with VerticalScroll(classes="body", can_focus=False):
            for name in self._names:
                yield self._field(name)
                yield Static("", id=f"now-{name}", classes="now", markup=False)
        yield Static(Text(_FOOT), classes="foot")

    def _field(self, name: str) -> Widget:
        field: Input | TextArea
        if name in _LONG:
            field = TextArea(self._begun[name], id=name, highlight_cursor_line=False)
        else:
            field = Input(self._begun[name], id=name, select_on_focus=False)
        field.border_title = LABELS[name]
        field.cursor_blink = False
        return field

    def on_mount(self) -> None:
        """Begin where something is to be typed, the cursor at the end of what is there."""
        for area in self.query(TextArea):
            area.move_cursor(area.document.end)
        if (
            self._names == ("excerpt",)
            and "excerpt" not in self._seen.edited
            and self._seen.excerpt
        ):
            self._say("These are the source's words. Saved here they count as your own summary.")
        self.query_one(f"#{self._first}").focus()

    @property
    def typed(self) -> dict[str, str]:
        """The text of each field as it stands there now."""
        return {name: self._text(name) for name in self._names}

    @property
    def is_touched(self) -> bool:
        """Whether leaving now would lose words."""
        return self.typed != self._begun

    def _text(self, name: str) -> str:
        field = self.query_one(f"#{name}")
        assert isinstance(field, Input | TextArea)  # noqa: S101  made above
        return field.value if isinstance(field, Input) else field.text

    def _write(self, name: str, text: str) -> None:
        field = self.query_one(f"#{name}")
        if isinstance(field, Input):
            field.value = text
        elif isinstance(field, TextArea):
            field.text = text

    def _say(self, words: str) -> None:
        self._tell("message", words)

    def _tell(self, id: str, words: str) -> None:
        line = self.query_one(f"#{id}", Static)
        line.update(Text(words))
        line.add_class("-shown")

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        """Enter goes on; in the last field of a short form it saves."""
        if event.input.id == self._names[-1] and len(self._names) < len(LABELS):
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Save the fields that were changed, and close."""
        changed = {
            name: text
            for name, text in self.typed.items()
            if text != as_text(getattr(self._seen, name))
        }
        try:
            self._save(self._seen, changed)
        except Conflict as error:
            self._overtaken(error)
        except NewsletterError as error:
            self._say(str(error))
        else:
            self.dismiss(None)

    def _overtaken(self, error: Conflict) -> None:
        now = self._fresh(self._seen.id)
        if now is None or not self._renew(now):  # another reason than a quicker editor
            self._say(f"Not saved: {error}")
        else:
            self._say(f"Not saved: {error.message}\n{_TWICE}")

    def _renew(self, now: Item) -> bool:
        """Take over what others wrote, beside what was typed here; say whether they wrote."""
        wrote = False
        for name in self._names:
            before, there = as_text(getattr(self._seen, name)), as_text(getattr(now, name))
            if before == there:
                continue
            wrote = True
            if self._text(name) in (before, there):
                self._write(name, there)
            else:
                self._tell(f"now-{name}", f"Now there: {there or '(nothing)'}")
            self._begun[name] = there
        self._seen = now
        return wrote

    def action_leave(self) -> None:
        """Close; where words would be lost, ask first."""
        self.leave(lambda: self.dismiss(None))

    def leave(self, then: Callable[[], object]) -> None:
        """Do ``then`` if nothing typed is lost by it, or the editor says so."""
        if not self.is_touched:
            then()
            return

        def answered(yes: bool | None) -> None:
            if yes:
                then()

        question = Ask("What you typed is not saved. Leave it?", "leave without saving", "stay")
        self.app.push_screen(question, answered)
