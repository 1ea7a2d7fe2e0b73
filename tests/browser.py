"""Chromium, and the mail programs it stands in for.

What each simulation does to a mail is what programs are known to do (caniemail.com): drop style
blocks, prefix class names, drop roles and labels, ignore ``display: none``, show no pictures.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Browser:
    """Chromium on a thread of its own: Playwright's loop must not meet those of other tests."""

    def __init__(self, executable: str, folder: Path) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._folder = folder
        self._thread.submit(self._start, executable).result()

    def _start(self, executable: str) -> None:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=executable, args=list(QUIET)
        )
        self._page = self._browser.new_page()
        self._page.route("https://**", lambda route: route.abort())  # pictures, as if blocked

    def look(
        self, markup: str, see: Callable[[Any], T], *, width: int = 800, scheme: str = "light"
    ) -> T:
        """Return what ``see`` makes of the page, of this width, in this colour scheme."""
        return self._thread.submit(self._look, markup, see, width, scheme).result()

    def _look(self, markup: str, see: Callable[[Any], T], width: int, scheme: Any) -> T:
        path = self._folder / "page.html"
        path.write_text(markup, encoding="utf-8")
        self._page.set_viewport_size({"width": width, "height": 900})
        self._page.emulate_media(color_scheme=scheme)
        self._page.goto(path.as_uri())
        return see(self._page)

    def close(self) -> None:
        """End it."""
        self._thread.submit(self._browser.close).result()
        self._thread.submit(self._playwright.stop).result()
        self._thread.shutdown()


# --- what mail programs do to a mail --------------------------------------------------------


def in_a_mail_program(markup: str) -> str:
    """Return a page that shows the mail as webmail does: as a part of its own main landmark.

    A mail has no main landmark itself, because the program around it has one.
    """
    head, _, rest = markup.partition("</head>")
    body = re.sub(r"<body[^>]*>", '<body><main class="body">', rest).replace("</body>", "</main>")
    return f"{head}</head>{body}"


def without_styles(markup: str) -> str:
    """Drop the style blocks, as Gmail does for accounts of others."""
    return re.sub(r"<style.*?</style>", "", markup, flags=re.DOTALL)


def prefixed(markup: str) -> str:
    """Give every class another name in the body, and the same in the style blocks."""
    names = {name for group in re.findall(r'class="([^"]+)"', markup) for name in group.split()}
    markup = re.sub(
        r'class="([^"]+)"',
        lambda match: f'class="{" ".join(f"x_{one}" for one in match[1].split())}"',
        markup,
    )

    def in_block(match: re.Match[str]) -> str:
        return re.sub(rf"\.({'|'.join(map(re.escape, names))})\b", r".x_\1", match[0])

    return re.sub(r"<style.*?</style>", in_block, markup, flags=re.DOTALL)


def without_classes(markup: str) -> str:
    """Drop every class and id: no selector of a style block finds anything any more."""
    return re.sub(r' (?:class|id)="[^"]*"', "", markup)


def without_roles(markup: str) -> str:
    """Drop roles and labels, as Yahoo and AOL do."""
    return re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", markup)


def all_shown(markup: str) -> str:
    """Show what is hidden, as Gmail's mobile page does."""
    return re.sub(r"display:\s*none;?", "", markup)


PROGRAMS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda markup: markup,
    "no style blocks": without_styles,
    "other class names": prefixed,
    "no classes": without_classes,
    "no roles": without_roles,
    "nothing hidden": all_shown,
}


# Of what is right only the number comes back: a page of 120 items has thousands of such nodes.
_AXE = """async (rules) => {
    const options = {runOnly: rules, resultTypes: ["violations"]};
    const found = await axe.run(document, options);
    return {
        passes: found.passes.length,
        wrong: found.violations.flatMap((one) =>
            one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 120)}`)),
    };
}"""


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any) -> list[str]:
    """Return what axe-core finds wrong, its rules of best practice included."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_axe())
    found = page.evaluate(_AXE, RULES)
    assert found["passes"] > 10, "axe found next to nothing to look at"
    return list(found["wrong"])
