"""The command line: one module per noun or stage; parse, call stages or a flow, print."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from newsletter.cli import interrupts

_INTERRUPTED = 130  # what a shell says of a command ended by Ctrl-C
_SELDOM = (20_000, 50)  # what is loaded is no garbage, however often Python looks


def main() -> NoReturn:
    """Run the command line and end the process with its exit code.

    Ctrl-C may come at any moment: it is told in one line, and never shows a traceback.
    """
    gc.set_threshold(*_SELDOM)
    try:
        interrupts.listen()
        from newsletter.cli.root import run  # it takes a moment to load

        code = run()
    except KeyboardInterrupt:
        told = "\nnewsletter: interrupted; nothing is half-done, repeat it to go on\n"
        sys.stderr.write(told)
        if "--json" in sys.argv[1:]:
            _document()
        code = _INTERRUPTED
    interrupts.ignore()
    gc.freeze()  # nor is it searched a last time: together a fifth of a short command's time
    sys.exit(code)


def _document() -> None:
    document = b'{"error": "interrupted", "hint": "Nothing is half-done; repeat it to go on."}\n'
    with suppress(OSError):  # whoever read our output was interrupted as well
        sys.stdout.flush()
        os.write(sys.stdout.fileno(), document)


__all__ = ["main"]
