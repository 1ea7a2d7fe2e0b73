"""The findings page: whoever reads it later knows what was found, what was not, and what of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import workspace_issue
from browser import Browser, violations
from rendered import document, words

from newsletter import __version__
from newsletter.app import App
from newsletter.flows import issues
from newsletter.flows.evidence import findings_page
from newsletter.flows.issues import Checked
from newsletter.model.dates import in_words
from newsletter.stages.check import CHECKS, RULES
from newsletter.stages.check.proofreading import name_of_rule

NAME, TEXT = workspace_issue.NAME, workspace_issue.TEXT
# An error, a warning, and a warning that is waived.
FAULTY = (
    TEXT.replace("publication: update", "publication: updaet")
    .replace("  The Peer Network, 3 November 2026.\n", "")
    .replace("  Myndigheten, 18 November 2026. Report, 40 pages, PDF.\n", "")
    .replace("- [Psykisk", "<!-- waive: bylines it is <ours> & stays -->\n\n- [Psykisk")
)


@pytest.fixture
def app(workspace: Path) -> Iterator[App]:
    one = App(workspace, environment={})
    yield one
    one.close()


@pytest.fixture
def page_of(app: App) -> Callable[..., tuple[str, Checked]]:
    def made(text: str = FAULTY, **changes: Any) -> tuple[str, Checked]:
        workspace_issue.write(app.workspace, text)
        checked = replace(issues.check(app, NAME), **changes)
        return findings_page(app, checked), checked

    return made


def sections(page: str) -> dict[str, str]:
    """Return the words of each section by its heading."""
    return {words(one.find("h2")): words(one) for one in document(page).xpath("//section[h2]")}


def test_findings_stand_by_level_the_errors_first_the_waived_last(
    page_of: Callable[..., tuple[str, Checked]],
) -> None:
    page, checked = page_of()
    found = sections(page)
    headings = [one for one in found if not one.startswith("Asked")]

    assert [one.partition(" (")[0] for one in headings][:2] == ["Result", "Errors"]
    assert headings[-1].startswith("Waived (1)")
    counts = [int(number) for number in re.findall(r"\((\d+)\)", " ".join(headings))]
    assert sum(counts) == len(checked.findings)


def test_a_finding_has_its_line_its_reason_and_its_name(
    page_of: Callable[..., tuple[str, Checked]],
) -> None:
    page, checked = page_of()
    lines = FAULTY.splitlines()
    talk = next(number for number, line in enumerate(lines, 1) if "[A talk" in line)
    warned = next(words for name, words in sections(page).items() if name.startswith("Warnings"))

    assert re.search(rf"{NAME}\.md:{talk} [^:]*:? ?no byline", warned)
    assert "Readers need to know who published it and when." in warned
    assert "Check: bylines." in warned
    text = words(document(page).find("body"))
    for one in checked.findings:
        assert " ".join(one.message.split()) in text
        assert one.source in text


def test_a_waived_finding_has_the_reason_of_the_editor(
    page_of: Callable[..., tuple[str, Checked]],
) -> None:
    page, _ = page_of()

    waived = sections(page)["Waived (1)"]
    assert re.search(r"Warning\. .*no byline", waived)
    assert "Waived: it is <ours> & stays" in waived
    assert "it is <ours>" not in page


def test_it_says_what_was_checked_when_and_by_which_release(
    app: App, page_of: Callable[..., tuple[str, Checked]]
) -> None:
    page, checked = page_of(TEXT)
    result = sections(page)["Result"]

    for told in (f"{NAME}.md", in_words(app.today()), f"newsletter {__version__}"):
        assert told in result
    assert checked.press.content in result
    assert "0 errors" in result
    assert "Update, 1 December 2026" in page
    again, other = page_of(TEXT.replace("Welcome", "Hello"))
    assert other.press.content in again
    assert checked.press.content not in again


def quiet(page: str) -> set[str]:
    return set(document(page).xpath("//ul[@class='quiet']/li/span[1]/text()"))


def test_what_was_asked_and_found_nothing_is_named_once(
    page_of: Callable[..., tuple[str, Checked]],
) -> None:
    page, checked = page_of(thorough=True)
    all_names = {one.name for one in CHECKS} | set(map(name_of_rule, RULES))

    assert quiet(page) == all_names - {one.check for one in checked.findings}
    assert "bylines" not in quiet(page)


@pytest.mark.parametrize(
    ("changes", "told", "unasked"),
    [
        ({}, "this was a quick check", {"links", "accessibility"}),
        ({"thorough": True}, "Every link was asked", set()),
        (
            {"thorough": True, "missing": ("Links were not asked: no reason.",)},
            "Links were not asked: no reason.",
            {"links"},
        ),
        (
            {"thorough": True, "missing": ("It was not looked at in a browser: none here.",)},
            "in a browser: none here.",
            {"accessibility"},
        ),
    ],
)
def test_what_nobody_asked_is_no_evidence(
    page_of: Callable[..., tuple[str, Checked]],
    changes: dict[str, Any],
    told: str,
    unasked: set[str],
) -> None:
    page, _ = page_of(TEXT, **changes)

    assert told in sections(page)["Result"]
    assert {"links", "accessibility"} - quiet(page) == unasked


def test_it_needs_nothing_but_itself(page_of: Callable[..., tuple[str, Checked]]) -> None:
    page, _ = page_of()

    tree = document(page)
    assert tree.xpath("//script | //link | //img | //iframe | //form") == []
    assert "url(" not in page
    assert "@import" not in page


def test_words_of_an_issue_never_become_markup(
    page_of: Callable[..., tuple[str, Checked]],
) -> None:
    page, _ = page_of(FAULTY.replace("## Scotland", r"## Scotlandd \<b>"))

    assert "<b>" not in page
    assert "Scotlandd <b>" in unescape(page)


@pytest.mark.browser
@pytest.mark.parametrize("text", [TEXT, FAULTY])
def test_it_breaks_no_rule_of_accessibility_and_needs_no_sideways_scrolling(
    page_of: Callable[..., tuple[str, Checked]], browser: Browser, text: str
) -> None:
    page, _ = page_of(text)

    def see(shown: Any) -> Any:
        return shown.evaluate("() => document.documentElement.scrollWidth"), violations(shown)

    for width in (320, 1200):
        for scheme in ("light", "dark"):
            wide, wrong = browser.look(page, see, width=width, scheme=scheme)
            assert (wide <= width, wrong) == (True, [])
