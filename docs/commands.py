"""Writes the table of commands into README.md, from the commands' own help.

python docs/commands.py           writes it
python docs/commands.py --check   exits with 1 if it is not what it would write
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from newsletter.cli.root import root

README = Path(__file__).parents[1] / "README.md"
_TABLE = re.compile(r"(<!-- commands: [^>]* -->\n).*(<!-- end of commands -->)", re.DOTALL)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield each command with its arguments, and the first paragraph of its help."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
            continue
        context = click.Context(command)
        pieces = [piece for one in command.params if isinstance(one, click.Argument)
                  for piece in one.get_usage_pieces(context)]  # fmt: skip
        words = " ".join((command.help or "").split("\n\n")[0].split())
        yield " ".join(["newsletter", *path, name, *pieces]), words


def with_table(readme: str) -> str:
    """Return ``readme`` with the table as it should be."""
    rows = "".join(f"| `{usage}` | {words} |\n" for usage, words in commands(root))
    return _TABLE.sub(rf"\1| command | does |\n| --- | --- |\n{rows}\2", readme)


def main() -> None:
    """Write or check."""
    before = README.read_text(encoding="utf-8")
    after = with_table(before)
    if "--check" in sys.argv:
        sys.exit(before != after)
    README.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
