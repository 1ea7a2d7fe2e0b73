"""The full-screen program around the desk: its looks, and how it ends."""

from __future__ import annotations

import os
from typing import ClassVar

from textual.app import App

from newsletter.app import App as Workspace
from newsletter.cli.desk.colours import CSS, TERMINAL, theme
from newsletter.cli.desk.editing import Form
from newsletter.cli.desk.screen import DeskScreen
from newsletter.model.desk import View


class Review(App[None]):
    """The desk of ``actor`` in ``workspace``, beginning with ``view``.

    ``colours`` is one of `newsletter.cli.desk.colours.SCHEMES`; NO_COLOR wins.
    """

    CSS: ClassVar[str] = CSS
    TITLE = "newsletter review"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, workspace: Workspace, actor: str, view: View, *, colours: str = "dark"
    ) -> None:
        name = TERMINAL if os.environ.get("NO_COLOR") is not None else colours
        super().__init__(ansi_color=name == TERMINAL)
        self.animation_level = "none"
        self.register_theme(theme(name))
        self.theme = f"desk-{name}"
        self.desk = DeskScreen(workspace, actor, view)

    def on_mount(self) -> None:
        """Show the desk."""
        self.push_screen(self.desk)

    def _fatal_error(self) -> None:
        """End without Textual's traceback, which prints all it knows; the command line tells."""
        self._close_messages_no_wait()

    @property
    def failure(self) -> Exception | None:
        """What ended it, if that should not have happened."""
        return self._exception

    def on_app_focus(self) -> None:
        """Whoever comes back to this window sees what others did meanwhile."""
        if self.desk.is_mounted:
            self.desk.look()

    async def action_quit(self) -> None:
        """End, unless words that were typed would be lost by it."""
        if isinstance(self.screen, Form):
            self.screen.leave(self.exit)
        else:
            self.exit()

    def action_help_quit(self) -> None:
        """Ctrl+C ends it as q does: nothing is half-done."""
        self.run_worker(self.action_quit())
