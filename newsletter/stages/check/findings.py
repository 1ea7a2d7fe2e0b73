"""What a check tells: how grave it is, where it is, what is wrong and what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error blocks publishing; a warning should be looked at; advice may be taken."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``line`` counts from 1; ``waived`` is the reason an editor gave, or ""."""

    check: str
    level: Level
    line: int
    message: str
    waived: str = ""
