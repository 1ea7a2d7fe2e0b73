"""``newsletter preview``: an issue in the browser while it is being written."""

from __future__ import annotations

import os
import sys
import threading

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation

_PORT = 8025


def register(root: click.Group) -> None:
    """Add the command."""

    @command(root, "preview", "newsletter preview update-2026-12-01")
    @click.argument("issue")
    @click.option("--port", type=click.IntRange(0, 65535), metavar="N",
                  help=f"Else {_PORT}, or one that is free.")  # fmt: skip
    @click.option("--open/--no-open", "opened", default=None,
                  help="Open the browser (else where there is a display).")  # fmt: skip
    @pass_invocation
    def preview(invocation: Invocation, issue: str, port: int | None, opened: bool | None) -> None:
        """Show an issue in the browser: each edition, on a phone, in dark, and what is wrong.

        Whatever is saved is shown at once, also a change of templates and settings. Only this
        machine can see it. Ctrl-C ends it.
        """
        _preview(invocation, issue, port, _has_display() if opened is None else opened)


def _preview(invocation: Invocation, issue: str, port: int | None, opened: bool) -> None:
    from newsletter.app import App
    from newsletter.flows.preview import Preview
    from newsletter.web.preview import serving

    def app() -> App:
        return App(invocation.workspace, database=invocation.database)

    one = Preview(app, issue)
    try:
        with serving(one, *((_PORT, 0) if port is None else (port,))) as address:
            invocation.say(f"{one.file}: {address}")
            invocation.say("It is shown anew whenever you save it. Ctrl-C ends the preview.")
            invocation.document({"url": address})
            if opened and not invocation.as_json:
                _open(address)
            for_ever = threading.Event()
            while not for_ever.wait(1):  # one without an end is not interrupted on Windows
                pass
    except KeyboardInterrupt:
        invocation.say("\nThe preview has ended.")


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)


def _has_display() -> bool:
    """Tell whether somebody sits here who would see a browser."""
    display = any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    return sys.stdout.isatty() and (display or sys.platform in ("darwin", "win32"))
