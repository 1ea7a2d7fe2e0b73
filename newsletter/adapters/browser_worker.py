"""Looks at pages in Chromium, in a process of its own: see `newsletter.adapters.browser`.

It reads one JSON object from its input, name to HTML, and writes one to its output: ``{"seen":
[...]}`` or ``{"missing": "why"}``. The process that asked may end it at any moment: the driver of
the browser ends the browser when nobody is left who speaks to it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.model.seen import Seen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

INSTALL = "pip install 'newsletter[browser]'"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_QUIET = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_SCHEMES, _WIDTHS = ("light", "dark"), (375, 800)
# WCAG 2.2 to level AA, and what axe-core calls best practice.
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What can differ between two showings of one page; all else is asked of the first alone.
_SHOWN = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
# A mail is shown as a part of its program's page, which has the landmarks.
_OF_PAGES = ("landmark-one-main", "page-has-heading-one", "region")
_FEW = 20  # elements of one rule; a fault of a template is in every item
_AXE = """async ({only, without, few}) => {
    const rules = Object.fromEntries(without.map((name) => [name, {enabled: false}]));
    const found = await axe.run(document, {runOnly: only, rules, resultTypes: ["violations"]});
    return found.violations.flatMap((one) => one.nodes.slice(0, few).map((node) => ({
        rule: one.id,
        impact: node.impact || one.impact || "minor",
        help: one.help,
        reason: [...node.any, ...node.all, ...node.none].map((check) => check.message)[0] || "",
        help_url: one.helpUrl,
        target: node.target.flat().join(" "),
    })));
}"""


def main() -> None:
    """Answer one question; end after so many seconds, whatever happens."""
    ending = threading.Timer(float(sys.argv[1]), os._exit, [1])
    ending.daemon = True
    ending.start()
    pages: Mapping[str, str] = json.load(sys.stdin)
    json.dump(_answer(pages), sys.stdout)
    sys.stdout.flush()


def _answer(pages: Mapping[str, str]) -> dict[str, Any]:
    try:
        from playwright.sync_api import Error, sync_playwright

        axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    except ImportError:
        return {"missing": f"what drives a browser is not installed ({INSTALL})"}
    with sync_playwright() as playwright:
        try:
            browser = _started(playwright)
        except Error as error:
            return {"missing": f"Chromium does not start: {_first(error.message)}"}
        if browser is None:
            return {"missing": "there is no Chromium on this machine"}
        try:
            return {"seen": [asdict(one) for one in _seen(browser, pages, axe)]}
        except Error as error:
            return {"missing": f"Chromium failed: {_first(error.message)}"}
        finally:
            browser.close()


def _first(message: str) -> str:
    return message.strip().partition("\n")[0].rstrip(".")


def _started(playwright: Playwright) -> Browser | None:
    """Return a browser, None where there is none: that of the system, or Playwright's own."""
    own = playwright.chromium.executable_path
    found = next(filter(None, map(shutil.which, _NAMES)), own if Path(own).exists() else None)
    # Chromium refuses its sandbox to root, on whom it would be lost.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if found is None and sys.platform not in ("darwin", "win32"):
        return None
    # There Chrome is in no search path; Playwright knows where it is put.
    where: dict[str, Any] = {"executable_path": found} if found else {"channel": "chrome"}
    return playwright.chromium.launch(**where, args=list(_QUIET), chromium_sandbox=not root)


def _seen(browser: Browser, pages: Mapping[str, str], axe: str) -> Iterator[Seen]:
    """Yield what axe-core finds: each rule and element once, in whichever showing comes first."""
    context = browser.new_context(service_workers="block", accept_downloads=False)
    context.route("**/*", lambda route: route.abort())  # nothing is fetched, as nothing need be
    page = context.new_page()
    for name, html in pages.items():
        page.set_content(html, wait_until="domcontentloaded")
        page.evaluate(axe)
        told: set[tuple[str, str]] = set()
        for number, (width, scheme) in enumerate(product(_WIDTHS, _SCHEMES)):
            _show(page, width, scheme)
            without = () if "<main" in html else _OF_PAGES
            only = {"type": "rule", "values": _SHOWN} if number else list(_RULES)
            asked = {"only": only, "without": () if number else without, "few": _FEW}
            for one in page.evaluate(_AXE, asked):
                if (one["rule"], one["target"]) not in told:
                    told.add((one["rule"], one["target"]))
                    yield _told(name, f"in {scheme}, {width} pixels wide", one)


def _show(page: Page, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)


def _told(page: str, where: str, one: Mapping[str, str]) -> Seen:
    reason = " ".join(one["reason"].split())
    message = f"{one['help']}: {reason}" if reason else one["help"]
    return Seen(page, one["rule"], one["impact"], message, one["help_url"], one["target"], where)


if __name__ == "__main__":
    main()
