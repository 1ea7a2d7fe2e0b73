"""Looks at pages as people do: in Chromium, with axe-core, at phone and desktop width, light and
dark, without any network. Both come with the optional extra ``browser``.

The browser is driven by a process of its own. Ctrl-C at the terminal does not reach it, and
whoever waits for it can end it and be sure that nothing is left behind.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from subprocess import DEVNULL, PIPE
from typing import Any

from newsletter.adapters.browser_worker import INSTALL
from newsletter.model.seen import Inspection, Seen

_WORKER = "newsletter.adapters.browser_worker"
_NEEDED = ("playwright", "axe_playwright_python")
_GRACE = 10  # seconds after which the process ends by itself, should nobody be left to end it


def missing() -> str:
    """Return why pages cannot be looked at, "" where they can as far as is known at once."""
    if not all(map(find_spec, _NEEDED)):
        return f"what drives a browser is not installed ({INSTALL})"
    return ""


def inspect(pages: Mapping[str, str], *, seconds: float = 60) -> Inspection:
    """Return which rules of axe-core these pages, HTML by their names in words, break.

    One browser is started for all of them. Where there is none, or it takes longer than so many
    seconds, nothing was seen, and ``missing`` says why. Ctrl-C ends the browser as well.
    """
    if why := missing():
        return Inspection(missing=why)
    group: dict[str, Any] = {"start_new_session": True}  # which the terminal does not interrupt
    if sys.platform == "win32":
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    # -P: a file in the current folder must not pass for one of our modules.
    command = (sys.executable, "-P", "-m", _WORKER, str(seconds + _GRACE))
    process = subprocess.Popen(  # noqa: S603  it is our own
        command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True, encoding="utf-8", **group
    )
    try:
        answer, _ = process.communicate(json.dumps(dict(pages)), timeout=seconds)
    except subprocess.TimeoutExpired:
        return Inspection(missing=f"Chromium took more than {seconds:g} seconds")
    finally:
        _end(process)
    try:
        found = json.loads(answer)
    except ValueError:
        return Inspection(missing="Chromium did not answer")
    seen = tuple(Seen(**one) for one in found.get("seen", ()))
    return Inspection(seen, found.get("missing", ""))


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):  # it has ended by itself meanwhile
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
