"""Takes the pictures of the desk anew, on a demonstration: python docs/pictures/take_desk.py"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from playwright.async_api import async_playwright

from newsletter import store
from newsletter.app import App
from newsletter.cli.desk.review import Review
from newsletter.flows.demo import demo
from newsletter.model.desk import View
from newsletter.model.triage import change
from newsletter.stages import curate

_HERE = Path(__file__).parent
_WIDTH = 1000  # pixels
_SWEDEN = ("g", *"sweden", "enter")
_GLOSS = "Action plan for mental health"
# name, columns, lines, colours, keys
_PICTURES = (
    ("desk", 80, 24, "dark", (*_SWEDEN, "n", "j", "n", "k", "wait:300")),
    ("desk-wide", 120, 36, "light", ("g", *"nether", "enter", "p", "wait:300")),
    ("desk-coverage", 80, 24, "dark", ("c",)),
)
_WEB_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)  # nothing is fetched for a picture


async def drawn(app: App, size: tuple[int, int], colours: str, keys: Sequence[str]) -> str:
    """Return the desk as a drawing (SVG) after these keys."""
    review = Review(app, "anna", View(), colours=colours)
    async with review.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        return review.export_screenshot(title="newsletter review")


async def overtaken(app: App) -> str:
    """Return the form as it is when another editor was quicker."""
    review = Review(app, "anna", View())
    async with review.run_test(size=(80, 24)) as pilot:
        await pilot.press("g", *"nether", "enter", "t", *(_keys(_GLOSS)))
        item = review.desk.desk.current
        assert item is not None  # noqa: S101  the demonstration has Dutch items
        with app.db.read() as tx:
            now = store.items.get(tx, item.id)
        wanted = change(now, english="Mental health action programme")
        curate.change(app.db, [wanted], actor="ben", now=app.now())
        await pilot.press("ctrl+s")
        return review.export_screenshot(title="newsletter review")


def _keys(text: str) -> list[str]:
    return ["space" if one == " " else one for one in text]


async def main() -> None:
    """Take each picture on the feeds of the demonstration."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("This needs Chromium")
    drawings: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        await demo(Path(name) / "demo")
        with closing(App(Path(name) / "demo")) as app:
            for picture, width, height, colours, keys in _PICTURES:
                drawings[picture] = await drawn(app, (width, height), colours, keys)
            drawings["desk-overtaken"] = await overtaken(app)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = await browser.new_page(viewport={"width": _WIDTH, "height": _WIDTH})
        for picture, drawing in drawings.items():
            await page.set_content(f'<body style="margin:0">{_WEB_FONT.sub("", drawing)}</body>')
            await page.locator("svg").screenshot(path=_HERE / f"{picture}.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
