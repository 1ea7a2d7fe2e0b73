"""Checking an issue beside what a user would run instead: ``check.py PYTHON-WITH-PROSELINT``.

An issue of 60 items is checked by ``newsletter check --quick``, and its Markdown by proselint, each
as a new process. README.md says what is measured and why. Prints a table and, as the last line, one
JSON object; exits with 1 when an aim does not hold.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from render import book, issue

from newsletter.app import make_workspace
from newsletter.model.issues import write

ITEMS, ROUNDS, AIM = 60, 5, 1.0
OURS, PROSELINT = "newsletter check --quick", "proselint check"
INSIDE = "of which checking"


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


def inside(desk: str, slug: str) -> int:
    """Check an issue in this process, and print for how many seconds of CPU."""
    from newsletter.app import App
    from newsletter.flows import issues

    app = App(Path(desk))
    before = time.process_time()
    issues.check(app, slug)
    print(time.process_time() - before)
    app.close()
    return 0


def measured(peer: str, file: Path) -> tuple[dict[str, list[float]], int]:
    """Return what each way took in each round, and how many findings we have."""
    desk = file.parents[1]
    newsletter = [sys.executable, "-m", "newsletter", "check", "--quick", "--json", file.stem]
    proselint = [peer, "-m", "proselint", "check", str(file)]
    again = [sys.executable, __file__, "--inside", str(desk), file.stem]
    cpu(newsletter, desk)  # makes the database
    took: dict[str, list[float]] = {OURS: [], INSIDE: [], PROSELINT: []}
    findings = 0
    for _ in range(ROUNDS):
        seconds, out = cpu(newsletter, desk)
        findings = len(json.loads(out))
        took[OURS].append(seconds)
        took[PROSELINT].append(cpu(proselint, desk, may_fail=True)[0])
        took[INSIDE].append(float(cpu(again, desk)[1]))
    return took, findings


def main(python: str) -> int:
    peer = os.path.abspath(python)  # not resolved: a link of its environment
    with tempfile.TemporaryDirectory() as folder:
        took, findings = measured(peer, workspace(Path(folder) / "desk"))
    medians = {name: statistics.median(each) for name, each in took.items()}
    print(f"an issue of {ITEMS} items, {findings} findings; CPU seconds")
    for name, seconds in medians.items():
        print(f"{name:<28}{seconds:7.2f}  x {seconds / medians[OURS]:.2f}")
    holds = medians[INSIDE] < AIM
    print(json.dumps({"cpu_s": medians, "aim_s": AIM, "holds": holds}))
    return 0 if holds else 1


if __name__ == "__main__":
    if sys.argv[1] == "--inside":
        raise SystemExit(inside(*sys.argv[2:]))
    raise SystemExit(main(sys.argv[1]))
