"""Takes the pictures of preview and findings page anew: python docs/pictures/preview.py

It makes its own demonstration, and needs Chromium.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from newsletter.app import App
from newsletter.flows import issues
from newsletter.flows.demo import demo
from newsletter.flows.evidence import findings_page
from newsletter.flows.preview import Preview
from newsletter.web.preview import serving

_HERE = Path(__file__).parent
# name, what is asked of the preview, colour scheme
_PICTURES = (
    ("preview", "", "light"),
    ("preview-phone-dark", "?edition=easy&width=phone&scheme=dark", "dark"),
)


def main() -> None:
    """Take each picture of the issue of the demonstration."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("This needs Chromium")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(demo(Path(folder) / "demo"))
        _pictures(chromium, Path(folder))


def _pictures(chromium: str, folder: Path) -> None:
    workspace, page = folder / "demo", folder / "findings.html"
    issue = str(next((workspace / "issues").glob("*.md")))
    with closing(App(workspace)) as app:
        checked = issues.check(app, issue)
        page.write_text(findings_page(app, checked), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        _take(browser, page.as_uri(), "findings", (1000, 1000), "light")
        with serving(Preview(lambda: App(workspace), issue), 0) as address:
            for name, asked, scheme in _PICTURES:
                _take(browser, f"{address}{asked}", name, (1400, 900), scheme)
        browser.close()


def _take(browser: Browser, address: str, name: str, size: tuple[int, int], scheme: str) -> None:
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(address, wait_until="load")
    page.screenshot(path=_HERE / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main()
