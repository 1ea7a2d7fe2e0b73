"""What every command shares: which workspace, who acts, how to print, which errors end it."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from newsletter.app import App

F = TypeVar("F", bound=Callable[..., Any])


class Invocation:
    """One run of the command: what was asked of it on the command line."""

    def __init__(self) -> None:
        self.workspace = Path()
        self.database = ""
        self.as_json = False
        self.verbose = False
        self._actor = ""
        self._above: Callable[[str], None] | None = None

    @property
    def actor(self) -> str:
        """Who acts: ``--as``, NEWSLETTER_ACTOR, or the name this machine knows them by."""
        named = self._actor or os.environ.get("NEWSLETTER_ACTOR", "")
        try:
            return named or getpass.getuser()
        except (KeyError, OSError):
            return "unknown"

    @actor.setter
    def actor(self, name: str) -> None:
        self._actor = name

    @property
    def can_ask(self) -> bool:
        """Whether somebody is there to answer a question."""
        return sys.stdin.isatty() and not self.as_json

    @contextmanager
    def app(self, lock: str = "") -> Iterator[App]:
        """Yield the workspace, open; with ``lock``, while no other process does the same."""
        from newsletter.app import App

        app = App(self.workspace, database=self.database)
        try:
            if lock:
                _ = app.book
                with app.lock(lock):
                    yield app
            else:
                yield app
        finally:
            app.close()

    def say(self, line: str = "") -> None:
        """Print a line for a person; nothing when JSON is asked for."""
        if self.as_json:
            return
        if self._above is not None:
            self._above(line)
        else:
            click.echo(line)

    def document(self, data: object) -> None:
        """Print the one JSON document, when JSON is asked for."""
        if self.as_json:
            click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table: drawn on a terminal, tab-separated lines elsewhere."""
        if self.as_json:
            return
        if not sys.stdout.isatty():
            for row in rows:
                click.echo("\t".join(row))
            return
        from rich import box
        from rich.console import Console
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(_plain(cell) for cell in row))
        Console(highlight=False).print(table)

    @contextmanager
    def progress(self, label: str, total: int) -> Iterator[Callable[[int], None]]:
        """Yield a function that moves a progress bar on; drawn on stderr, only on a terminal."""
        if not sys.stderr.isatty() or self.as_json:
            yield lambda _steps: None
            return
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True, highlight=False, markup=False, emoji=False)
        with Progress(console=console, transient=True, redirect_stdout=False) as progress:
            task = progress.add_task(label, total=total)
            # Lines printed meanwhile go above the bar; into a pipe they go as they are.
            self._above = console.print if sys.stdout.isatty() else None
            try:
                yield lambda steps: progress.advance(task, steps)
            finally:
                self._above = None

    @contextmanager
    def counted(self, label: str) -> Iterator[Callable[[int, int], None]]:
        """Yield a function that is told how many of how many are done; drawn as `progress` is."""
        with self.progress(label, 100) as advance:
            shown = 0

            def told(done: int, all: int) -> None:
                nonlocal shown
                share = round(100 * done / all)
                advance(share - shown)
                shown = share

            yield told


def _plain(cell: str) -> Any:
    from rich.text import Text

    return Text(cell)  # square brackets in a title are no markup


def _set(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.ensure_object(Invocation), name, value)

    return callback


def global_options(function: F) -> F:
    """Add the options that every command takes, also behind its own name."""
    option = click.option
    for decorate in (
        option("-v", "--verbose", is_flag=True, expose_value=False, callback=_set("verbose"),
               help="Show the traceback of an error."),
        option("--json", is_flag=True, expose_value=False, callback=_set("as_json"),
               help="Print one JSON document."),
        option("--as", metavar="NAME", expose_value=False, callback=_set("actor"),
               help="Who acts (else NEWSLETTER_ACTOR, else your login)."),
        option("--database", metavar="URL", expose_value=False, callback=_set("database"),
               help="Another database than var/newsletter.db (else NEWSLETTER_DATABASE)."),
        option("-C", "--workspace", metavar="DIR", type=click.Path(path_type=Path),
               expose_value=False, callback=_set("workspace"),
               help="The workspace (else this folder)."),
    ):  # fmt: skip
        function = decorate(function)
    return function


def command(group: click.Group, name: str, example: str) -> Callable[[F], click.Command]:
    """Make ``function`` the command ``name`` of ``group``; its help ends with an example."""

    def decorate(function: F) -> click.Command:
        made = click.command(name, epilog=f"Example: {example}")(global_options(function))
        group.add_command(made)
        return made

    return decorate


pass_invocation = click.make_pass_decorator(Invocation, ensure=True)
