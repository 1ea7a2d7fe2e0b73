"""Collects with the library reader: ``reader_peer.py DATABASE WORKERS [prepare]``.

Runs in a virtual environment of its own. Preparing adds the feeds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cost
from reader import make_reader  # type: ignore[import-not-found]

reader = make_reader(sys.argv[1])
if "prepare" in sys.argv:
    for url in Path("addresses").read_text(encoding="utf-8").split():
        reader.add_feed(url)
else:
    with cost.told():
        reader.update_feeds(workers=int(sys.argv[2]), scheduled=False)
reader.close()
