"""The command line keeps its promises: every command has help, an example and JSON."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from shell import run

from newsletter.cli.root import root


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name)


def _command(path: tuple[str, ...]) -> click.Command:
    command: click.Command = root
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


@pytest.mark.parametrize("path", list(_commands(root)), ids=" ".join)
class TestEveryCommand:
    def test_has_help_that_ends_with_an_example_of_itself(self, path: tuple[str, ...]) -> None:
        command = _command(path)

        assert command.help
        assert command.epilog is not None
        assert command.epilog.startswith(f"Example: newsletter {' '.join(path)}")

    def test_its_example_parses(self, path: tuple[str, ...]) -> None:
        command = _command(path)
        assert command.epilog is not None
        words = shlex.split(command.epilog.removeprefix("Example: newsletter "))[len(path) :]

        command.make_context(path[-1], words, resilient_parsing=False)

    def test_takes_the_global_options(self, path: tuple[str, ...]) -> None:
        names = {name for option in _command(path).params for name in option.opts}

        assert {"--json", "-C", "--database", "--as", "-v"} <= names


def test_commands_come_in_the_order_of_the_pipeline() -> None:
    help_text = run("--help").stdout
    order = [help_text.index(f"  {verb} ") for verb in ("collect", "items", "draft", "publish")]

    assert order == sorted(order)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from newsletter.cli.root import root\n"
        "try: root(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'aiohttp', 'pydantic', 'rich', 'jinja2', 'yaml', 'feedparser'}\n"
        "sys.exit(str(sorted(heavy & set(sys.modules))) if heavy & set(sys.modules) else 0)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_outside_a_workspace_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = run("items", "list", cwd=tmp_path)

    assert done.returncode == 2
    assert "is no workspace" in done.stderr
    assert "newsletter init" in done.stderr
    assert not list(tmp_path.iterdir())


def test_an_error_is_one_json_document_when_json_is_asked_for(tmp_path: Path) -> None:
    done = run("--json", "items", "list", cwd=tmp_path)

    assert "is no workspace" in json.loads(done.stdout)["error"]


def test_an_error_shows_no_traceback_without_v(tmp_path: Path) -> None:
    assert "Traceback" not in run("items", "list", cwd=tmp_path).stderr
    assert "Traceback" in run("-v", "items", "list", cwd=tmp_path).stderr


def test_wrong_usage_exits_with_two() -> None:
    assert run("draft").returncode == 2
    assert run("no-such-verb").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (("--json", "draft"), "Missing argument", "See: newsletter draft --help"),
        (("draft", "--nonsense", "--json"), "No such option", "See: newsletter draft --help"),
        (("--json", "no-such-verb"), "No such command", "See: newsletter --help"),
        (("--json",), "Missing command", "See: newsletter --help"),
        (("--json", "sources"), "Missing command", "See: newsletter sources --help"),
    ],
)
def test_wrong_usage_is_one_json_document_when_json_is_asked_for(
    arguments: tuple[str, ...], error: str, hint: str
) -> None:
    done = run(*arguments)
    told = json.loads(done.stdout)

    assert done.returncode == 2
    assert error in told["error"]
    assert told["hint"] == hint


@pytest.mark.parametrize("arguments", [("--json", "--version"), ("--version", "--json")])
def test_the_version_is_one_json_document_when_json_is_asked_for(
    arguments: tuple[str, ...],
) -> None:
    from newsletter import __version__

    assert json.loads(run(*arguments).stdout) == {"version": __version__}


def test_an_interruption_is_one_json_document_when_json_is_asked_for() -> None:
    code = (
        "import sys; from newsletter.cli import main, root\n"
        "def interrupted(): raise KeyboardInterrupt\n"
        "root.run = interrupted; sys.argv[1:] = sys.argv[2:]; main()"
    )
    command = [sys.executable, "-c", code, "--"]
    plain = subprocess.run([*command, "status"], capture_output=True, check=False)
    done = subprocess.run([*command, "status", "--json"], capture_output=True, check=False)

    assert (plain.returncode, plain.stdout, done.returncode) == (130, b"", 130)
    assert b"interrupted" in plain.stderr
    assert json.loads(done.stdout)["error"] == "interrupted"


def test_version_is_that_of_the_package() -> None:
    from newsletter import __version__

    assert run("--version").stdout.strip() == f"newsletter, version {__version__}"


def test_init_changes_nothing_the_second_time(tmp_path: Path) -> None:
    run("init", str(tmp_path / "desk"))
    before = {file: file.read_bytes() for file in (tmp_path / "desk").rglob("*") if file.is_file()}

    done = run("init", str(tmp_path / "desk"))

    assert "nothing was changed" in done.stdout
    assert before == {file: file.read_bytes() for file in before}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    run("init", str(tmp_path / "desk"))

    assert (tmp_path / "desk/.newsletter/secret").stat().st_mode & 0o777 == 0o600


def test_two_at_once_is_told_and_harmless(tmp_path: Path) -> None:
    from filelock import FileLock

    run("init", str(tmp_path))
    (tmp_path / "var/locks").mkdir()
    with FileLock(tmp_path / "var/locks/collect.lock"):
        done = run("-C", str(tmp_path), "collect")

    assert done.returncode == 1
    assert "another newsletter collect is at work" in done.stderr
