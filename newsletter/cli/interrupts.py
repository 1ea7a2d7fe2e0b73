"""Ctrl-C: heard at any moment, also where Python itself would lose it."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_AGAIN = 0.01  # seconds


def listen() -> None:
    """From now on Ctrl-C is heard a moment later where nothing can be raised.

    Such a place is where Python clears an object away, or lets go of the lock of a module: there
    it prints what was raised, and goes on as if nothing had been.
    """
    sys.unraisablehook = _unraisable


def ignore() -> None:
    """From now on Ctrl-C does nothing: done is done, and Python only clears up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _unraisable(found: UnraisableHookArgs) -> None:
    if found.exc_type is KeyboardInterrupt:
        threading.Timer(_AGAIN, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(found)
