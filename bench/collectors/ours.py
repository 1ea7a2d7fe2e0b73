"""Collects as ``newsletter collect`` does: ``ours.py WORKSPACE [prepare]``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import cost

# Imported here because they would be when first needed, and imports are measured by themselves.
import newsletter.adapters.feeds
import newsletter.adapters.http  # noqa: F401
from newsletter.app import App
from newsletter.flows import sources as flows

app = App(Path(sys.argv[1]))
book, _ = app.book, (app.settings, app.db)  # read and opened when first asked for
if "prepare" not in sys.argv:
    with cost.told():
        asyncio.run(flows.collect(app, book.sources))
app.close()
