"""Takes the pictures of the guide for editors anew: python docs/pictures/take_guide.py

It walks the guide to its first check, and needs Chromium.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from newsletter.app import App
from newsletter.flows.preview import Preview
from newsletter.web.preview import serving

_HERE = Path(__file__).parent
_PAGE = "findings.html"


def main() -> None:
    """Take each picture of the issue as it is when it is checked first."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("This needs Chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        desk = _checked(Path(name))
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        _take(browser, (desk / _PAGE).as_uri(), "guide-findings", (1000, 1100))
        issue = str(next((desk / "issues").glob("*.md")))
        with serving(Preview(lambda: App(desk), issue), 0) as address:
            _take(browser, address, "guide-preview", (1400, 900))
        browser.close()


def _checked(folder: Path) -> Path:
    """Walk the guide in ``folder`` until there is a page of findings; return the workspace."""
    sys.path.append(str(_HERE.parent))
    import guide

    for one in guide.walked(folder, guide.run):
        if _PAGE in one.words:
            break
    return next(folder.glob(f"*/{_PAGE}")).parent


def _take(browser: Browser, address: str, name: str, size: tuple[int, int]) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address, wait_until="load")
    page.screenshot(path=_HERE / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main()
