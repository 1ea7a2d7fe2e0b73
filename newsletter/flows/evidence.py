"""The findings page: what a check found, and what it asked and did not find, kept as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newsletter import __version__
from newsletter.app import App
from newsletter.flows.issues import Checked
from newsletter.model.dates import in_words
from newsletter.model.text import plural
from newsletter.stages.check import CHECKS, RULES, Finding, Level, counted
from newsletter.stages.check.proofreading import name_of_rule, reason_of

_TITLES = {Level.ERROR: "Errors", Level.WARNING: "Warnings", Level.ADVICE: "Advice"}
_MEANINGS = {
    Level.ERROR: "Nothing is published as long as there is one.",
    Level.WARNING: "Look at each: mend it, or be sure that it is right.",
    Level.ADVICE: "Take it where it helps.",
}
# What these checks look at is outside the file, and a word of what says that nobody looked.
_OUTSIDE = {"links": "Links", "accessibility": "browser"}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that belong together, in the order of their lines."""

    name: str
    title: str
    meaning: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """What was asked and found nothing: the name in findings, why it is asked, who says so."""

    name: str
    reason: str
    source: str


def findings_page(app: App, checked: Checked) -> str:
    """Return a page of HTML that tells what a check found, to be read, kept and printed.

    It needs nothing but itself. Raises `RenderError`.
    """
    context = {
        "name": checked.file.stem,
        "file": checked.file.name,
        "subject": checked.issue.subject,
        "organisation": app.organisation.name,
        "day": in_words(app.today()),
        "release": __version__,
        "content": checked.press.content,
        "result": _result(checked),
        "groups": tuple(_groups(checked)),
        "quiet": tuple(_quiet(checked)),
        "thorough": checked.thorough,
        "missing": checked.missing,
        "look": app.look,
    }
    return app.renderer.render("web/findings.html", context)


def _result(checked: Checked) -> str:
    """Return in a sentence what came of it."""
    counts = counted(checked.findings)
    words = {
        Level.ERROR: plural(counts[Level.ERROR], "error"),
        Level.WARNING: plural(counts[Level.WARNING], "warning"),
        Level.ADVICE: plural(counts[Level.ADVICE], "piece of advice", "pieces of advice"),
    }
    told = [words[level] for level in Level if counts[level] or level is Level.ERROR]
    told += [f"{counts['waived']} waived"] if counts["waived"] else []
    return ", ".join(told)


def _groups(checked: Checked) -> Iterator[Group]:
    for level, title in _TITLES.items():
        found = tuple(one for one in checked.findings if one.level is level and not one.waived)
        if found:
            yield Group(str(level), title, _MEANINGS[level], found)
    if waived := tuple(one for one in checked.findings if one.waived):
        meaning = "An editor has answered these in the file, each with a reason."
        yield Group("waived", "Waived", meaning, waived)


def _quiet(checked: Checked) -> Iterator[Quiet]:
    """Yield what was asked and found nothing; what could not be asked proves nothing."""
    found = {one.check for one in checked.findings}
    unasked = {name for name, word in _OUTSIDE.items() if not _looked(checked, word)}
    for check in CHECKS:
        if check.name not in found | unasked:
            yield Quiet(check.name, check.reason, check.source)
    rules: dict[str, list[str]] = {}
    for rule in RULES:
        rules.setdefault(name_of_rule(rule), []).append(reason_of(rule))
    for name, reasons in rules.items():
        if name not in found:
            yield Quiet(name, " ".join(dict.fromkeys(reasons)), "docs/templates.md")


def _looked(checked: Checked, word: str) -> bool:
    return checked.thorough and not any(word in one for one in checked.missing)
