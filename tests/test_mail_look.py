"""How a mail and its web page look and behave in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from browser import Browser, without_classes, without_styles
from rendered import TEMPLATES, mail

pytestmark = pytest.mark.browser

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


KINDS = [
    *((template, "standard") for template in TEMPLATES),
    ("update", "easy"),
    ("update", "large"),
]


@pytest.mark.parametrize(("template", "edition"), KINDS)
@pytest.mark.parametrize("width", [320, 800])
def test_19_no_sideways_scroll(browser: Browser, width: int, template: str, edition: str) -> None:
    def overflows(page: Any) -> list[int]:
        found = [page.evaluate(OVERFLOW)]
        style = page.add_style_tag(content=SPACED)
        found.append(page.evaluate(OVERFLOW))
        style.evaluate("one => one.remove()")
        page.evaluate(DOUBLED)
        return [*found, page.evaluate(OVERFLOW)]

    one = mail(24, template, edition)
    for markup in filter(None, (one.html, one.web)):
        plain, spaced, doubled = browser.look(markup, overflows, width=width)
        assert (max(plain, 0), max(spaced, 0), max(doubled, 0)) == (0, 0, 0)
    for markup in (without_styles(one.html), without_classes(one.html)):
        plain, spaced, _ = browser.look(markup, overflows, width=width)
        assert (max(plain, 0), max(spaced, 0)) == (0, 0)


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
