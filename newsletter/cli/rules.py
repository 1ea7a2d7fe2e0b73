"""``newsletter sources rules``: what the rules that sort say, and what each would do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.app import App
    from newsletter.model.sorting import Tally

_DAYS = 90  # of the past that rules are tried on


def register(sources: click.Group) -> None:
    """Add the command to ``sources``."""

    @command(sources, "rules", "newsletter sources rules --test")
    @click.option("--test", is_flag=True, help=f"Try them on the items of the last {_DAYS} days.")
    @pass_invocation
    def rules(invocation: Invocation, test: bool) -> None:
        """List the rules that sort items, in the order in which they are asked.

        With --test each with the number of items it would have sorted, and the titles of three.
        Changes nothing: a rule sorts what is collected from now on.
        """
        with invocation.app() as app:
            rules = list(app.book.rules)
            tallies = _tried(app) if test else []
        if not rules:
            invocation.say("there are no rules: docs/sources.md tells how to write one")
        for number, rule in enumerate(rules):
            invocation.say(f"{rule.name}: {rule.in_words()}")
            if tallies:
                _say_tally(invocation, tallies[number])
        data = [rule.model_dump(exclude_unset=True, by_alias=True) for rule in rules]
        if test:
            data = [
                said | {"items": tally.items, "titles": list(tally.titles)}
                for said, tally in zip(data, tallies, strict=True)
            ]
        invocation.document(data)


def _tried(app: App) -> list[Tally]:
    from newsletter import store
    from newsletter.model.sorting import tried
    from newsletter.store.items import Filter

    since = (app.today() - timedelta(days=_DAYS)).isoformat()
    with app.db.read() as tx:
        return tried(app.book, store.items.find(tx, Filter(since=since)))


def _say_tally(invocation: Invocation, tally: Tally) -> None:
    invocation.say(f"  {plural(tally.items, 'item')} of the last {_DAYS} days")
    for title in tally.titles:
        invocation.say(f"    {title}")
