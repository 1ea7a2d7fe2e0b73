"""The bookmark that copies what a browser sees, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from browser import Browser

from newsletter.model.pasted import BOOKMARKLET, Block, read_pasted

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Nyheter | M</title>
<meta property="og:title" content="Psykisk
  hälsa: 2026"><meta property="og:site_name" content="Myndigheten">
<meta property="article:published_time" content="2026-11-18T09:00:00+01:00"></head>
<body><p id="marked">Vad någon <b>markerade</b>.</p><p>Mer.</p></body></html>"""
MARK = "() => getSelection().selectAllChildren(document.getElementById('marked'))"


def clicked(page: Any) -> tuple[str, str, int]:
    """Mark some words and click: return the address, what is copied, and what is left behind."""
    page.evaluate(MARK)
    # What execCommand copies is seen where it is copied: no permission is needed for that.
    page.evaluate(
        "() => addEventListener('copy',"
        " () => { window.copied = document.activeElement.value; }, true)"
    )
    page.evaluate(BOOKMARKLET.removeprefix("javascript:"))
    left = page.evaluate("() => document.querySelectorAll('textarea').length")
    return page.url, str(page.evaluate("() => window.copied")), left


def test_a_click_copies_what_add_understands(browser: Browser) -> None:
    url, text, left = browser.look(PAGE, clicked)

    assert left == 0
    assert text.startswith(f"URL: {url}\n")
    blocks, problems = read_pasted(text.replace(url, "https://e.org/a"))
    assert problems == []
    assert blocks == [
        Block(
            1,
            {"url": "https://e.org/a"},
            {
                "title": "Psykisk hälsa: 2026",
                "language": "sv",
                "publisher": "Myndigheten",
                "published": "2026-11-18",
                "excerpt": "Vad någon markerade.",
            },
        )
    ]
