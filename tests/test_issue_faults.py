"""The whole issue has no fault, and every fault put into it is found where it is."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM
from issue_faults import FAULTS, ISSUE, SOURCES, IssueFault, exchanged, with_fault
from rendered import renderer
from seeds import SEEDS, Seed
from server import Handler, answers, serving
from whole_issue import WHOLE, Desk, made

from newsletter.adapters.templates import template_folders
from newsletter.app import App
from newsletter.flows import mails
from newsletter.flows.issues import Checked
from newsletter.model.issue_file import read
from newsletter.model.mail import Edition, Variant
from newsletter.stages.check import CHECKS, RULES, Examined, Finding, check
from newsletter.stages.check.proofreading import name_of_rule
from newsletter.stages.compose import Press

TEMPLATES = Path(template_folders(None)[-1])
HAS_BROWSER = CHROMIUM is not None and find_spec("playwright") is not None


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A workspace for the faults of the issue itself: they leave a trace in its file alone."""
    one = made(tmp_path_factory.mktemp("whole") / "desk")
    yield one
    one.close()


# --- the whole issue ------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.skipif(not HAS_BROWSER, reason="no Chromium on this machine")
def test_the_whole_issue_has_no_fault(tmp_path: Path) -> None:
    desk = made(tmp_path / "desk", browser=True)
    desk.answered(WHOLE)
    checked = desk.check()
    desk.close()

    assert checked.missing == ()
    assert [one for one in checked.findings if not one.waived] == []
    assert [(one.check, one.waived) for one in checked.findings] == [
        ("stale", "people can still answer until February")
    ]


async def test_every_link_of_the_whole_issue_is_asked_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def counted(status: int = 200) -> Handler:
        words = "Yearly figures on how adults rate their mental health, by age and region. " * 12

        async def handler(request: Any) -> Any:
            asked.append(request.path)
            html = f"<title>{request.path}</title><h1>{request.path}</h1><p>{words}</p>"
            return await answers(html, status=status, headers={"Content-Type": "text/html"})(
                request
            )

        return handler

    paths = {url.partition(".org")[2] for url in _addresses()}
    handlers = dict.fromkeys(paths, counted()) | {"/carers-plan": counted(410)}
    async with serving(handlers) as base:
        desk = made(tmp_path / "desk", trusted=base.partition("://")[2])
        text = WHOLE
        for host in ("https://www.example.org", "https://events.example.org"):
            text = text.replace(host, base)
        desk.write(text)
        found = (await asyncio.to_thread(desk.check)).findings
        desk.close()

    # What is gone is asked twice, before it is told.
    assert sorted(asked) == sorted([*paths, "/carers-plan"])
    told = [(one.level, one.line) for one in found if one.check == "links"]
    assert told == [("error", text[: text.index("carers-plan")].count("\n") + 1)]


def _addresses() -> list[str]:
    from newsletter.stages.check import addresses_of

    return list(addresses_of(read(WHOLE)))


# --- what is wrong with an issue ------------------------------------------------------------


def checked(desk: Desk, fault: IssueFault) -> Checked:
    """Check the whole issue with this fault in it."""
    text = with_fault(fault, WHOLE)
    desk.write(text)
    desk.answered(text, fault.link)
    with desk.corrected(fault.correction):
        return desk.check(sending=fault.sending)


def lines_of(fault: IssueFault, text: str) -> set[int]:
    """Return the lines of the file on which a fault may be told."""
    lines = text.splitlines()
    if fault.at:
        return {number for number, words in enumerate(lines, 1) if fault.at in words}
    steps = SequenceMatcher(None, WHOLE.splitlines(), lines, autojunk=False).get_opcodes()
    put_in = (range(start, end) for tag, _, _, start, end in steps if tag != "equal")
    return {number + 1 for some in put_in for number in some}


def assert_found(fault: IssueFault, found: Checked) -> None:
    told = [one for one in found.findings if not one.waived]
    mine = [one for one in told if one.check == fault.check]
    assert mine, told
    assert any(one.level is fault.level and fault.says in one.message for one in mine), mine
    assert {one.line for one in mine} <= lines_of(fault, found.text), mine
    assert all(one.reason for one in told)
    assert [one for one in told if one.check not in (fault.check, *fault.beside)] == []


@pytest.mark.parametrize(
    "fault", [one for one in FAULTS if one.where == ISSUE], ids=lambda fault: fault.id
)
def test_a_fault_is_found_on_its_line_and_nothing_else(fault: IssueFault, desk: Desk) -> None:
    assert_found(fault, checked(desk, fault))


@pytest.mark.parametrize(
    "fault", [one for one in FAULTS if one.where == SOURCES], ids=lambda fault: fault.id
)
def test_so_is_a_fault_of_the_sources(fault: IssueFault, desk: Desk) -> None:
    file = desk.folder / SOURCES
    before = file.read_text(encoding="utf-8")
    with desk.again():
        file.write_text(exchanged(fault, before), encoding="utf-8")
        assert_found(fault, checked(desk, fault))
        file.write_text(before, encoding="utf-8")


@pytest.mark.browser
@pytest.mark.skipif(not HAS_BROWSER, reason="no Chromium on this machine")
@pytest.mark.parametrize(
    "fault", [one for one in FAULTS if one.check == "accessibility"], ids=lambda fault: fault.id
)
def test_so_is_a_fault_that_only_a_browser_sees(fault: IssueFault, tmp_path: Path) -> None:
    desk = made(tmp_path / "desk", browser=True)
    own = desk.folder / fault.where
    own.parent.mkdir(parents=True)
    template = TEMPLATES / Path(fault.where).relative_to("templates")
    own.write_text(exchanged(fault, template.read_text(encoding="utf-8")), encoding="utf-8")
    assert_found(fault, checked(desk, fault))
    desk.close()


def test_every_check_has_its_fault() -> None:
    named = {name_of_rule(rule) for rule in RULES if rule.check}
    of_editors = {"mail-12", "mail-15"}  # those whose faults are in the words of an issue
    assert {one.name for one in CHECKS} | named | of_editors == {one.check for one in FAULTS}
    assert len({one.id for one in FAULTS}) == len(FAULTS) >= 90


# --- what is wrong with its mail ------------------------------------------------------------

_OF_TEMPLATES = [
    seed
    for seed in SEEDS
    if seed.kind in (("update", "standard", 12), ("update", "easy", 12))
    and (TEMPLATES / seed.where).is_file()
    and not seed.specimen
    and seed.language == "en"
]
_FIRST = list({seed.number: seed for seed in reversed(_OF_TEMPLATES)}.values())
_LEAVING = [seed for seed in _OF_TEMPLATES if seed.number == 24]


@pytest.mark.parametrize(
    "seed", dict.fromkeys([*_FIRST, *_LEAVING]), ids=lambda seed: f"{seed.number:02d} {seed.name}"
)
def test_a_fault_of_a_template_is_found_in_the_whole_issue(
    seed: Seed, desk: Desk, tmp_path: Path
) -> None:
    own = tmp_path / seed.where
    own.parent.mkdir(parents=True)
    shutil.copy(TEMPLATES / seed.where, own)
    for old, new in ((seed.old, seed.new), *seed.more):
        own.write_text(own.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    names = {name_of_rule(rule) for rule in RULES if rule.number == seed.number}

    after = _of_mail(desk.app, Edition(seed.kind[1]), tmp_path)

    assert _unbroken(desk.app, Edition(seed.kind[1])) == []
    assert seed.level in {one.level for one in after if one.check in names}, after
    assert all(one.line == 1 and one.reason and one.source for one in after)


def _of_mail(app: App, edition: Edition, *first: Path) -> list[Finding]:
    """Return what is found in one mail of the whole issue; templates in ``first`` win."""
    issue = read(WHOLE)
    press = Press(issue, app.book, mails.frame_of(app, issue.publication), renderer(*first))
    proof = mails.proof_of(app, press, Variant(edition))
    examined = Examined(issue, app.book, ("update",), (proof,), terms=app.terms)
    return [one for one in check(examined) if not one.waived]


@cache
def _unbroken(app: App, edition: Edition) -> list[Finding]:
    return _of_mail(app, edition)


def test_numbers_of_rules_are_all_seeded() -> None:
    # No button stands in an issue.
    assert {seed.number for seed in _FIRST} == {rule.number for rule in RULES} - {14}
