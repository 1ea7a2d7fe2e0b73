"""``newsletter db``: looking after the database."""

from __future__ import annotations

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation


def register(root: click.Group) -> None:
    """Add the group and its command."""

    @root.group("db")
    def db() -> None:
        """The database."""

    @command(db, "upgrade", "newsletter db upgrade")
    @pass_invocation
    def upgrade(invocation: Invocation) -> None:
        """Bring the tables of an older database to this release. Make a copy of it first."""
        with invocation.app() as app:
            before, after = app.upgrade()
        done = "is up to date" if before == after else f"upgraded from version {before or 'none'}"
        invocation.say(f"the database {done} (version {after})")
        invocation.document({"before": before, "after": after})
