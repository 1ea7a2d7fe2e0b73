"""How a mail and its web page look and behave in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from rendered import mail

pytestmark = pytest.mark.browser

T = TypeVar("T")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
# Text as wide apart as WCAG 2.2, 1.4.12 asks a page to bear.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""
DOUBLED = """() => {
    const sizes = [...document.querySelectorAll("body, body *")].map(
        (one) => [one, parseFloat(getComputedStyle(one).fontSize)]);
    sizes.forEach(([one, size]) =>
        one.style.setProperty("font-size", 2 * size + "px", "important"));
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"
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

    def look(
        self, markup: str, see: Callable[[Any], T], *, width: int = 800, scheme: str = "light"
    ) -> T:
        """Return what ``see`` makes of the page, of this width, in this colour scheme."""
        return self._thread.submit(self._look, markup, see, width, scheme).result()

    def _look(self, markup: str, see: Callable[[Any], T], width: int, scheme: Any) -> T:
        path = self._folder / "page.html"
        path.write_text(markup, encoding="utf-8")
        page = self._browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        try:
            page.goto(path.as_uri())
            return see(page)
        finally:
            page.close()

    def close(self) -> None:
        self._thread.submit(self._browser.close).result()
        self._thread.submit(self._playwright.stop).result()
        self._thread.shutdown()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: how mails look is not tested")
    one = Browser(CHROMIUM, tmp_path_factory.mktemp("pages"))
    yield one
    one.close()


def without_styles(markup: str) -> str:
    return re.sub(r"<style>.*?</style>", "", markup, flags=re.DOTALL)


def in_a_mail_program(markup: str) -> str:
    """Return a page that shows the mail as webmail does: as a part of its own main landmark.

    A mail has no main landmark itself, because the program around it has one.
    """
    head, _, rest = markup.partition("</head>")
    body = re.sub(r"<body[^>]*>", '<body><main class="body">', rest).replace("</body>", "</main>")
    return f"{head}</head>{body}"


def violations(page: Any) -> list[str]:
    """Return what axe-core finds wrong, its rules of best practice included."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": RULES}).response
    assert len(found["passes"]) > 10
    return [
        f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 800])
def test_no_accessibility_rule_is_broken(browser: Browser, width: int, scheme: str) -> None:
    inbox = in_a_mail_program(mail().html)
    assert browser.look(inbox, violations, width=width, scheme=scheme) == []
    assert browser.look(mail().web, violations, width=width, scheme=scheme) == []


def test_alone_a_mail_lacks_only_the_landmarks_of_its_program(browser: Browser) -> None:
    found = {one.partition(":")[0] for one in browser.look(mail().html, violations)}
    assert found <= {"landmark-one-main", "region"}


@pytest.mark.parametrize("width", [320, 800])
def test_19_no_sideways_scroll(browser: Browser, width: int) -> None:
    def overflow(page: Any) -> int:
        return int(page.evaluate(OVERFLOW))

    def spaced(page: Any) -> int:
        page.add_style_tag(content=SPACED)
        return overflow(page)

    def doubled(page: Any) -> int:
        page.evaluate(DOUBLED)
        return overflow(page)

    for markup in (mail().html, mail().web):
        for see in (overflow, spaced, doubled):
            assert browser.look(markup, see, width=width) <= 0, see.__name__
    for see in (overflow, spaced):
        assert browser.look(without_styles(mail().html), see, width=width) <= 0, see.__name__


def test_dark_mode_really_is_dark(browser: Browser) -> None:
    def backgrounds(page: Any) -> list[str]:
        script = """(names) => names.map((name) =>
            getComputedStyle(document.querySelector(name)).backgroundColor)"""
        return list(page.evaluate(script, ["body", ".outer", ".masthead", ".card", ".contents"]))

    light = browser.look(mail().html, backgrounds)
    dark = browser.look(mail().html, backgrounds, scheme="dark")
    assert set(light).isdisjoint(dark)
    assert light[3] == "rgb(255, 255, 255)"
    assert browser.look(without_styles(mail().html), backgrounds, scheme="dark") == light


def test_links_are_underlined(browser: Browser) -> None:
    def lines(page: Any) -> set[str]:
        script = """() => [...document.querySelectorAll("a")].map(
            (one) => getComputedStyle(one).textDecorationLine)"""
        return set(page.evaluate(script))

    for markup in (mail().html, without_styles(mail().html), mail().web):
        assert browser.look(markup, lines) == {"underline"}


def test_nothing_is_fetched(browser: Browser) -> None:
    def requested(page: Any) -> list[str]:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.reload(wait_until="networkidle")
        return [url for url in asked if not url.startswith("file:")]

    for markup in (mail().html, mail().web):
        assert browser.look(markup, requested) == []


def test_the_banner_comes_first_and_body_text_is_large(browser: Browser) -> None:
    def seen(page: Any) -> list[Any]:
        script = """() => [
            document.querySelector(".demonstration").getBoundingClientRect().top,
            document.querySelector(".preheader").getBoundingClientRect().height,
            parseFloat(getComputedStyle(document.querySelector(".item p")).fontSize)]"""
        return list(page.evaluate(script))

    assert browser.look(mail().html, seen) == [0, 0, 19]
