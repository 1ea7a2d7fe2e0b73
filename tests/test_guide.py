"""The guide for editors is walked as it is written, on the feeds of the demonstration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import guide
import pytest
from shell import run


def printed(arguments: Sequence[str], folder: Path) -> tuple[int, str]:
    done = run(*arguments, cwd=folder)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.long
def test_every_command_of_the_guide_ends_and_prints_as_it_says(tmp_path: Path) -> None:
    walked = list(guide.walked(tmp_path, printed))

    for one in walked:
        assert one.code == one.expected, (one.words, one.printed)
        assert one.missing == (), (one.words, one.printed)
    assert {"demo", "draft", "check", "approve", "publish", "issues"} <= {
        one.words[1] for one in walked
    }


def test_what_waits_for_somebody_is_a_command_with_these_options() -> None:
    for _, block in guide.blocks("sh"):
        for line in block.splitlines():
            program, *words = line.split()
            assert program == "newsletter"
            path = [word for word in words if re.fullmatch(r"[a-z]+", word)][:2]
            helps = [run(*path[:deep], "--help") for deep in range(len(path), 0, -1)]
            told = next(one.stdout for one in helps if one.returncode == 0)
            for option in re.findall(r"--[a-z-]+", line):
                assert option in told, line


def test_the_walk_notices_what_the_guide_says_wrongly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong.md"
    wrong.write_text(
        "```console\n$ newsletter init desk\nmade ...sources.yaml\nmade tea\n"
        "$ newsletter status   # ends with 3\n```\n"
    )
    monkeypatch.setattr(guide, "GUIDE", wrong)
    made, refused = guide.walked(tmp_path, printed)

    assert (made.code, made.missing) == (0, ("made tea",))
    assert (refused.code, refused.expected) == (2, 3)


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", guide.GUIDE.read_text("utf-8")))
def test_a_link_of_the_guide_leads_somewhere(target: str) -> None:
    assert target.startswith("http") or (guide.GUIDE.parent / target).exists()
