"""Takes the pictures in this folder anew: python docs/pictures/take.py (after make demo)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

_HERE = Path(__file__).parent
_RENDERED = _HERE.parents[1] / "newsletter-demo" / "var" / "rendered"
# name, file, width, height, colour scheme, where the picture begins
_PICTURES = (
    ("update-desktop", "mail.html", 800, 1400, "light", "body"),
    ("dates-phone", "mail.html", 390, 844, "light", 'h2:has-text("Dates first")'),
    ("easy-phone", "easy-SE/mail.html", 390, 844, "light", 'h2:has-text("Sweden")'),
    ("large-phone-dark", "large-SE/mail.html", 390, 844, "dark", 'h2:has-text("USA")'),
)


def main() -> None:
    """Take each picture from the rendered issue of the demonstration."""
    chromium = shutil.which("chromium")
    rendered = next(_RENDERED.glob("update-*"), None)
    if chromium is None or rendered is None:
        sys.exit("This needs Chromium, and the demonstration: make demo")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        for name, file, width, height, scheme, start in _PICTURES:
            _take(browser, rendered / file, _HERE / f"{name}.png", (width, height), scheme, start)
        browser.close()


def _take(
    browser: Browser, page_file: Path, out: Path, size: tuple[int, int], scheme: str, start: str
) -> None:
    width, height = size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(page_file.as_uri())
    page.locator(start).first.evaluate("one => one.scrollIntoView({block: 'start'})")
    page.screenshot(path=out)
    page.close()


if __name__ == "__main__":
    main()
