"""Checking an issue beside what a user would run instead: ``check.py PYTHON-WITH-PROSELINT``.

An issue of 60 items is checked by the whole command, ``newsletter check --quick``, as a new
process, and its Markdown by proselint, also as a new process. README.md says what is measured and
why. Prints a table and, as the last line, one JSON object; exits with 1 when an aim does not hold.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from render import book, issue

from newsletter.app import make_workspace
from newsletter.model.issues import write

ITEMS, ROUNDS, AIM = 60, 5, 1.0
OURS, PROSELINT, NOTHING = "newsletter check --quick", "proselint check", "newsletter --version"


def workspace(folder: Path) -> Path:
    """Make a workspace with the issue in it; return the issue's file."""
    make_workspace(folder)
    data = book().model_dump(mode="json", exclude_defaults=True)
    (folder / "sources.yaml").write_text(json.dumps(data), encoding="utf-8")  # JSON is YAML
    one = issue(ITEMS)
    file = folder / "issues" / f"{one.slug}.md"
    file.write_text(write(one), encoding="utf-8")
    return file


def cpu(command: Sequence[str], cwd: Path, *, may_fail: bool = False) -> tuple[float, str]:
    """Return the user and system time of a command in seconds, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0 or may_fail, done.stderr
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def main(python: str) -> int:
    peer = os.path.abspath(python)  # not resolved: a link of its environment
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder) / "desk"
        file = workspace(desk)
        newsletter = [sys.executable, "-m", "newsletter"]
        ways = {
            OURS: [*newsletter, "check", "--quick", "--json", file.stem],
            PROSELINT: [peer, "-m", "proselint", "check", str(file)],
            NOTHING: [*newsletter, "--version"],
        }
        cpu(ways[OURS], desk)  # makes the database
        took: dict[str, list[float]] = {name: [] for name in ways}
        printed = ""
        for _ in range(ROUNDS):
            for name, command in ways.items():
                seconds, out = cpu(command, desk, may_fail=name == PROSELINT)
                took[name].append(seconds)
                printed = out if name == OURS else printed
    findings = json.loads(printed)
    medians = {name: statistics.median(each) for name, each in took.items()}
    print(f"an issue of {ITEMS} items, {len(findings)} findings; CPU seconds of a whole process")
    for name, seconds in medians.items():
        print(f"{name:<28}{seconds:7.2f}  x {seconds / medians[OURS]:.2f}")
    holds = medians[OURS] < AIM
    figures = {"cpu_s": medians, "aim_s": AIM, "holds": holds}
    print(json.dumps(figures))
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
