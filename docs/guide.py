"""Walks the guide for editors as it is written: runs its commands, edits the files as it says.

python docs/guide.py    walks it in a temporary folder, and prints how long each command took

In ``console`` blocks each line after ``$`` is run, in order; ``# ends with N`` is its exit code,
and the lines below are found in what it prints, but for ``...``. A ``markdown`` block stands in the
issue afterwards, a ``toml`` block in newsletter.toml. Commands in ``sh`` blocks wait for somebody
or need files of one's own: they are not run.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

GUIDE = Path(__file__).parent / "guide-editors.md"
_ISSUE = Path("issues/update-2026-12-01.md")
_BLOCK = re.compile(r"^```(console|sh|markdown|toml)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"# ends with (\d+)")
_HEAD = re.compile(r"\A.*?(?=^## )", re.DOTALL | re.MULTILINE)
_BEFORE_WELCOME = re.compile(r"(?<=^---\n\n)(?=\S)", re.MULTILINE)
# An item with the waivers in front of it, to the next item or heading.
_ITEM = r"(?:<!-- waive: [^\n]*-->\n\n)*- \[[^\n]*\{{#{id}\b.*?(?=^- \[|^#|^<!--|\Z)"
_LEFT_OUT = "..."

Run = Callable[[Sequence[str], Path], tuple[int, str]]  # exit code, and all that was printed


@dataclass(frozen=True, slots=True)
class Done:
    """A command of the guide that was run: ``missing`` are lines it should have printed."""

    words: tuple[str, ...]
    expected: int
    code: int
    printed: str
    missing: tuple[str, ...]
    seconds: float


def blocks(*languages: str) -> list[tuple[str, str]]:
    """Return language and text of the blocks of the guide in these languages, in its order."""
    found = _BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    return [(language, text) for language, text in found if language in languages]


def walked(folder: Path, runner: Run) -> Iterator[Done]:
    """Walk the guide in an empty ``folder``; yield each command when it is done."""
    for language, text in blocks("console", "markdown", "toml"):
        if language == "toml":
            _declare(folder / "newsletter.toml", text)
        elif language == "markdown":
            _edit(folder / _ISSUE, text)
        else:
            for command, shown in _commands(text):
                words = shlex.split(command, comments=True)
                if words[0] == "cd":
                    folder /= words[1]
                    continue
                began = time.monotonic()
                code, printed = runner(words[1:], folder)
                expected = int(found[1]) if (found := _CODE.search(command)) else 0
                took = time.monotonic() - began
                missing = tuple(line for line in shown if not _is_in(line, printed))
                yield Done(tuple(words), expected, code, printed, missing, took)


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a block with the lines that it is shown to print."""
    for part in text.replace("\\\n", "").split("$ ")[1:]:
        command, *shown = part.splitlines()
        yield command, [line for line in shown if line.strip() != _LEFT_OUT]


def _is_in(line: str, printed: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in line.split(_LEFT_OUT))
    return re.search(pattern, printed) is not None


def _edit(file: Path, text: str) -> None:
    """Put a block into the issue: for its head, for an item, or waivers in front of the welcome."""
    issue = file.read_text(encoding="utf-8")
    if text.startswith("---\n"):
        place = _HEAD
    elif item := re.search(r"\{#(\w+)", text):
        place = re.compile(_ITEM.format(id=item[1]), re.DOTALL | re.MULTILINE)
    else:
        place = _BEFORE_WELCOME
    edited, count = place.subn(lambda _: f"{text}\n", issue, count=1)
    if not count:
        raise ValueError(f"there is no place in {file} for:\n{text}")
    file.write_text(edited, encoding="utf-8")


def _declare(file: Path, text: str) -> None:
    """Put a table of settings into newsletter.toml, in place of its heading."""
    heading = text.splitlines()[0]
    settings = file.read_text(encoding="utf-8")
    if heading not in settings:
        raise ValueError(f"{file} has no {heading}")
    file.write_text(settings.replace(heading, text.rstrip(), 1), encoding="utf-8")


def run(arguments: Sequence[str], folder: Path) -> tuple[int, str]:
    """Run the command as a shell in ``folder`` would, with nobody to answer."""
    command = [sys.executable, "-m", "newsletter", *arguments]
    done = subprocess.run(  # noqa: S603  our own program
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def main() -> None:
    """Walk, and tell how long each command took; exit with 1 if one did not do as it should."""
    wrong = False
    with tempfile.TemporaryDirectory() as name:
        for one in walked(Path(name), run):
            print(f"{one.seconds:5.1f} s  {shlex.join(one.words)[:85]}")
            if one.code != one.expected or one.missing:
                wrong = True
                print(f"exit code {one.code}, missing {one.missing}\n{one.printed}")
    sys.exit(wrong)


if __name__ == "__main__":
    main()
