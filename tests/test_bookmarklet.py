"""The bookmark that copies what a browser sees, in a real browser."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsletter.model.pasted import BOOKMARKLET, Block, read_pasted

pytestmark = pytest.mark.browser
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Nyheter | M</title>
<meta property="og:title" content="Psykisk
  hälsa: 2026"><meta property="og:site_name" content="Myndigheten">
<meta property="article:published_time" content="2026-11-18T09:00:00+01:00"></head>
<body><p id="marked">Vad någon <b>markerade</b>.</p><p>Mer.</p></body></html>"""
MARK = "() => getSelection().selectAllChildren(document.getElementById('marked'))"


def copied(page_file: Path, mark: str = "") -> tuple[str, str]:
    """Return the address of the page, and what is in the clipboard after a click."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(page_file.as_uri())
        if mark:
            page.evaluate(mark)
        # What execCommand copies is seen where it is copied: no permission is needed for that.
        page.evaluate(
            "() => addEventListener('copy',"
            " () => { window.copied = document.activeElement.value; }, true)"
        )
        page.evaluate(BOOKMARKLET.removeprefix("javascript:"))
        text = page.evaluate("() => window.copied")
        left = page.evaluate("() => document.querySelectorAll('textarea').length")
        browser.close()
    assert left == 0
    return page_file.as_uri(), str(text)


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_click_copies_what_add_understands(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    with ThreadPoolExecutor(1) as thread:  # Playwright's loop must not meet those of other tests
        url, text = thread.submit(copied, file, MARK).result()

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
