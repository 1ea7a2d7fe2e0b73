"""Writes the list of checks into checks.md, from the checks themselves.

python docs/checks.py           writes it
python docs/checks.py --check   exits with 1 if it is not what it would write
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from newsletter.stages.check import CHECKS, RULES
from newsletter.stages.check.proofreading import name_of_rule, reason_of

PAGE = Path(__file__).parent / "checks.md"
_TABLE = re.compile(r"(<!-- checks: [^>]* -->\n).*(<!-- end of checks -->)", re.DOTALL)


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield the name of each check, why it is made, and who says so."""
    for check in CHECKS:
        yield f"`{check.name}`", check.reason, check.source
    known = {check.name for check in CHECKS}
    for rule in RULES:
        name = name_of_rule(rule)
        if name not in known and not name.startswith("mail-"):
            known.add(name)  # of several rules of one name the first is the gravest
            yield f"`{name}`", reason_of(rule), f"[templates.md](templates.md), rule {rule.number}"


def with_table(page: str) -> str:
    """Return ``page`` with the table as it should be."""
    lines = "".join(f"| {name} | {reason} | {source} |\n" for name, reason, source in rows())
    return _TABLE.sub(rf"\1| check | why | who says so |\n| --- | --- | --- |\n{lines}\2", page)


if __name__ == "__main__":
    before = PAGE.read_text(encoding="utf-8")
    after = with_table(before)
    if "--check" in sys.argv:
        raise SystemExit(before != after)
    PAGE.write_text(after, encoding="utf-8")
