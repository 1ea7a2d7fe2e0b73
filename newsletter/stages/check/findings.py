"""What a check tells: how grave it is, where it is, what is wrong and what is expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error blocks publishing; a warning should be looked at; advice may be taken."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``line`` counts from 1; ``waived`` is the reason an editor gave, or "".

    ``reason`` says why it matters, ``source`` who says so: a guideline, a standard, or "" where
    it is our own experience. The check that found it fills in both, and its name.
    """

    check: str
    level: Level
    line: int
    message: str
    waived: str = ""
    reason: str = ""
    source: str = ""


def error(line: int, message: str) -> Finding:
    """Return a finding that blocks publishing; the check that yields it adds its name."""
    return Finding("", Level.ERROR, line, message)


def warning(line: int, message: str) -> Finding:
    """Return a finding that should be looked at; the check that yields it adds its name."""
    return Finding("", Level.WARNING, line, message)


def advice(line: int, message: str) -> Finding:
    """Return a finding that may be taken; the check that yields it adds its name."""
    return Finding("", Level.ADVICE, line, message)


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each level, and how many were waived."""
    names = ["waived" if one.waived else str(one.level) for one in findings]
    return {name: names.count(name) for name in (*map(str, Level), "waived")}
