"""No accessibility rule is broken: axe-core on every mail, as mail programs show it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from browser import PROGRAMS, Browser, in_a_mail_program, violations
from rendered import mail, mail_of, views
from sample_issue import LANGUAGES, LOGO, issue_view, mail_view

from newsletter.model.languages import direction
from newsletter.model.look import look_of

pytestmark = pytest.mark.browser

SCHEMES, WIDTHS, COUNTS = ("light", "dark"), (320, 800), (0, 1, 40, 120)


def everywhere(page: Any) -> dict[str, list[str]]:
    """Return what is wrong with a page in both schemes at both widths."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            if wrong := violations(page):
                found[f"{scheme}, {width} pixels"] = wrong
    return found


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_an_update_breaks_no_rule(browser: Browser, program: str, count: int) -> None:
    shown = in_a_mail_program(PROGRAMS[program](mail(count).html))
    assert browser.look(shown, everywhere) == {}


def test_the_samples_have_every_language_of_the_network() -> None:
    seen = {
        tag
        for one in issue_view(40).items()
        for tag in (one.language or one.original_language or "en",)
    }
    assert seen == LANGUAGES


@pytest.mark.parametrize("edition", ["easy", "large"])
@pytest.mark.parametrize("program", ["as it is", "no style blocks"])
def test_an_edition_breaks_no_rule(browser: Browser, edition: str, program: str) -> None:
    shown = in_a_mail_program(PROGRAMS[program](mail(40, "update", edition).html))
    assert browser.look(shown, everywhere) == {}


@pytest.mark.parametrize("template", ["brief", "letter", "confirm"])
@pytest.mark.parametrize("program", ["as it is", "no style blocks"])
def test_another_kind_of_mail_breaks_no_rule(browser: Browser, template: str, program: str) -> None:
    shown = in_a_mail_program(PROGRAMS[program](mail(24, template).html))
    assert browser.look(shown, everywhere) == {}


@pytest.mark.parametrize("language", ["sv", "mi", "ar"])
def test_an_issue_in_another_language_breaks_no_rule(browser: Browser, language: str) -> None:
    one = mail_of(mail_view(language=language, dir=direction(language)), issue_view(24))
    assert browser.look(in_a_mail_program(one.html), everywhere) == {}
    assert browser.look(one.web, everywhere) == {}


@pytest.mark.parametrize("colour", ["#0a4f5e", "#c8102e", "#ffd500", "#808080"])
def test_a_network_of_any_colour_breaks_no_rule(browser: Browser, colour: str) -> None:
    view, issue = views(24)
    one = mail_of(replace(view, look=look_of(colour, LOGO)), issue)
    assert browser.look(in_a_mail_program(one.html), everywhere) == {}
    assert browser.look(one.web, everywhere) == {}


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("edition", ["standard", "easy"])
def test_a_page_breaks_no_rule(browser: Browser, count: int, edition: str) -> None:
    assert browser.look(mail(count, "update", edition).web, everywhere) == {}


def test_alone_a_mail_lacks_only_the_landmarks_of_its_program(browser: Browser) -> None:
    found = {one.partition(":")[0] for one in browser.look(mail().html, violations)}
    assert found <= {"landmark-one-main", "region"}
