"""``newsletter coverage``: what each place and section has, and why a cell is empty."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.errors import UsageError
from newsletter.model.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.app import App
    from newsletter.model.coverage import Coverage
    from newsletter.model.sources import Place

_LAST = 6
_NAME = 22  # letters of a place's name that leave room for the sections in 80 columns


def register(root: click.Group) -> None:
    """Add the command."""

    @command(root, "coverage", "newsletter coverage --last 6 --csv coverage.csv")
    @click.argument("issue", required=False, default="")
    @click.option("--last", type=click.IntRange(0, 100), default=_LAST, show_default=True,
                  metavar="N", help="Past issues to look at beside it.")  # fmt: skip
    @click.option("--publication", metavar="NAME", default="",
                  help="Whose past issues; else the first with places for headings.")  # fmt: skip
    @click.option("--csv", "csv_file", type=click.Path(path_type=Path), metavar="FILE",
                  help="Write a line for each cell as CSV; - is the screen.")  # fmt: skip
    @pass_invocation
    def coverage(
        invocation: Invocation, issue: str, last: int, publication: str, csv_file: Path | None
    ) -> None:
        """Show what each place and section has, and why a cell is empty; past issues beside it.

        Of the picked items, or of the file of ISSUE. An empty cell has candidates waiting, or
        sources that all fail, or had something that the editors left (nothing this time), or no
        candidates.
        """
        from newsletter.flows import coverage as flows
        from newsletter.model.coverage import as_csv

        screen = csv_file is not None and str(csv_file) == "-"
        if screen and invocation.as_json:
            raise UsageError("--csv - and --json both print", "Name a file: --csv coverage.csv")
        with invocation.app() as app:
            found = flows.coverage(app, issue, last=last, publication=publication)
        if screen:
            click.echo(as_csv(found).encode(), nl=False)
            return
        if csv_file:
            flows.write_csv(found, csv_file)
        if sys.stdout.isatty():
            _draw(invocation, found)
        else:
            invocation.table([], _plain(found))
        if csv_file:
            invocation.say(f"written to {csv_file}")
        invocation.document(_data(found, issue))


def coverage_rows(app: App) -> list[list[str]]:
    """Return the grid of the picked items by places and sections, in words."""
    from newsletter.flows import coverage as flows

    found = flows.coverage(app)
    return [[place.name, *(cell.words for cell in found.of(place))] for place in found.places]


def _plain(found: Coverage) -> list[list[str]]:
    """Return a row for each place: its cells in words, then each section's past issues."""
    rows = []
    for place in found.places:
        cells = found.of(place)
        past = [str(sum(cell.past)) for cell in cells] if found.past else []
        rows.append([place.name, *(cell.words for cell in cells), *past])
    return rows


def _draw(invocation: Invocation, found: Coverage) -> None:
    from newsletter.model.coverage import LEGEND

    columns = ["Place", *found.sections, "All"]
    invocation.table(
        columns,
        [
            [_name(place), *(cell.sign for cell in found.of(place)), str(found.items(place))]
            for place in found.places
        ],
    )
    for line in (*LEGEND, ""):
        invocation.say(line)
    if found.past:
        invocation.say(_past_in_words(found))
        invocation.table(
            columns,
            [
                [
                    _name(one),
                    *(str(sum(cell.past)) for cell in found.of(one)),
                    str(found.before(one)),
                ]
                for one in found.places
            ],
        )
    for line in _told(found):
        invocation.say(line)


def _name(place: Place) -> str:
    return place.name if len(place.name) <= _NAME else place.code


def _past_in_words(found: Coverage) -> str:
    newest, oldest = found.past[0].slug, found.past[-1].slug
    if len(found.past) == 1:
        return f"What {newest} had:"
    return f"What the last {len(found.past)} issues had, {oldest} to {newest}:"


def _told(found: Coverage) -> Iterator[str]:
    for place in found.places:
        failing = [
            f"{cell.section} ({', '.join(cell.failing)})"
            for cell in found.of(place)
            if cell.failing
        ]
        if failing:
            yield f"source failing: {place.name}: {', '.join(failing)}"
    if len(found.absent) == len(found.places):
        yield "nothing is picked yet: newsletter review"
    elif found.absent:
        yield f"nothing here: {_names(found.absent)}"
    if found.forgotten:
        count = len(found.past)
        issues = f"the last {count} issues" if count > 1 else "the last issue"
        yield f"nothing in {issues}: {_names(found.forgotten)}"
    if stray := sum(found.elsewhere):
        yield f"{plural(stray, 'item')} of past issues stood under no place of sources.yaml"
    if not found.past:
        yield "no past issue is known: newsletter issues import FOLDER"


def _names(places: list[Place]) -> str:
    return ", ".join(map(_name, places))


def _data(found: Coverage, issue: str) -> dict[str, object]:
    return {
        "issue": issue or None,
        "past": [{"issue": one.slug, "day": one.day.isoformat()} for one in found.past],
        "cells": [
            {
                "place": cell.place,
                "section": cell.section,
                "items": cell.items,
                "waiting": cell.waiting,
                "state": str(cell.why),
                "words": cell.words,
                "failing": list(cell.failing),
                "past": list(cell.past),
            }
            for cell in found.cells
        ],
        "places": [
            {
                "place": place.code,
                "name": place.name,
                "items": found.items(place),
                "past": found.before(place),
            }
            for place in found.places
        ],
        "absent": [place.code for place in found.absent],
        "forgotten": [place.code for place in found.forgotten],
        "elsewhere": list(found.elsewhere),
    }
