"""Whether an address can be opened where the editor sits."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


def has_browser(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> bool:
    """Tell whether a browser would open before the editor's eyes.

    Over SSH it would open on the other machine, and without a window system in this terminal.
    """
    known = os.environ if environment is None else environment
    if known.get("SSH_CONNECTION") or known.get("SSH_TTY"):
        return False
    windows = platform in ("win32", "darwin")
    return windows or bool(known.get("DISPLAY") or known.get("WAYLAND_DISPLAY"))
