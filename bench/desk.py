"""Opening the desk on a full inbox beside what a user would write: ``desk.py``.

5,000 items are shown on a terminal of 80x24, each time in a new process, the ways taking turns.
README.md says what is measured and why. Prints a table and, as the last line, one JSON object;
exits with 1 when an aim does not hold.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

ITEMS, ROUNDS, STEPS = 5_000, 5, 20
SIZE = (80, 24)
ISSUES = 48  # past issues of 40 items, as of two years
DESK, PLAIN, LISTED = "newsletter review", "Textual DataTable", "rich Table, printed"


# --- one process ----------------------------------------------------------------------------


def desk(folder: Path) -> dict[str, float]:
    """Open the desk as the command does; then move its cursor, and pick."""
    from newsletter.app import App
    from newsletter.cli.desk.review import Review
    from newsletter.model.desk import View

    gc.set_threshold(20_000, 50)  # as every command does

    async def opened() -> dict[str, float]:
        app = App(folder)
        review = Review(app, "bench", View())
        async with review.run_test(size=SIZE) as pilot:
            await pilot.pause()
            painted = time.process_time()
            while len(review.desk.looked_up) < ITEMS:
                await pilot.pause(0.1)
            marked = time.process_time()
            for _ in range(STEPS):
                await pilot.press("j")
            stepped = time.process_time()
            review.desk.desk.go_on()  # what an earlier round picked is picked
            before = time.process_time()
            for _ in range(STEPS):
                await pilot.press("p")
            picked = time.process_time()
            listed = len(review.desk.desk.listed)
        app.close()
        ms = 1_000 / STEPS
        return {
            "seconds": painted,
            "marks_seconds": marked - painted,
            "step_ms": (stepped - marked) * ms,
            "pick_ms": (picked - before) * ms,
            "items": listed,
        }

    return asyncio.run(opened())


def rows(folder: Path) -> list[tuple[str, ...]]:
    """Return what stands in a list, from the same database, in the same order."""
    asked = (
        "select state, place, section, title, published from items"
        " where state in ('new', 'held', 'picked') and merged_into is null and doubt = ''"
        " order by place, section, published desc"
    )
    with sqlite3.connect(folder / "var/newsletter.db") as connection:
        return connection.execute(asked).fetchall()


def plain(folder: Path) -> dict[str, float]:
    """Show the rows in the table that Textual has for it."""
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    class Table(App[None]):
        def compose(self) -> ComposeResult:
            yield DataTable(cursor_type="row")

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            table.add_columns("State", "Place", "Section", "Title", "Published")
            table.add_rows(rows(folder))

    async def opened() -> dict[str, float]:
        app = Table()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            painted = time.process_time()
            for _ in range(STEPS):
                await pilot.press("down")
            stepped = time.process_time()
            count = app.query_one(DataTable).row_count
        return {
            "seconds": painted,
            "step_ms": (stepped - painted) * 1_000 / STEPS,
            "items": count,
        }

    return asyncio.run(opened())


def listed(folder: Path) -> dict[str, float]:
    """Print the rows as a table, to be paged."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("State", "Place", "Section", "Title", "Published")
    found = rows(folder)
    for row in found:
        table.add_row(*map(Text, row))
    Console(file=StringIO(), width=SIZE[0]).print(table)
    return {"seconds": time.process_time(), "items": len(found)}


_WAYS: dict[str, Callable[[Path], dict[str, float]]] = {DESK: desk, PLAIN: plain, LISTED: listed}


# --- all of them ----------------------------------------------------------------------------


def workspace(folder: Path) -> None:
    """Fill a workspace with items in every place and section, and with past issues."""
    from titles import NOW, Writer

    from newsletter import store
    from newsletter.app import App, make_workspace
    from newsletter.model.appearances import Appearance, Origin, PastIssue, words_hash

    make_workspace(folder)
    app = App(folder)
    writer = Writer(5)
    places, sections = [one.code for one in app.book.places], app.book.sections
    items = [
        replace(
            writer.item(number, NOW),
            place=places[number % len(places)],
            section=sections[number // len(places) % len(sections)],
        )
        for number in range(ITEMS)
    ]
    with app.db.begin() as tx:
        store.items.add(tx, items)
        for issue in range(ISSUES):
            day = date(2024 + issue // 24, issue % 24 // 2 + 1, 1 + 14 * (issue % 2))
            slug = f"update-{day}"
            past = PastIssue(slug, "update", day, "Update", Origin.IMPORTED, "", "bench", NOW)
            there = [
                Appearance(
                    slug, number, "", one.url, one.key, words_hash(one.title), one.title,
                    one.place, one.section, one.language, day,
                )
                for number, one in enumerate(items[issue * 40 : issue * 40 + 40], 1)
            ]  # fmt: skip
            store.appearances.add(tx, past, there)
    app.close()


def measured(folder: Path) -> dict[str, list[dict[str, float]]]:
    """Return what every way said of itself in every round."""
    found: dict[str, list[dict[str, float]]] = {way: [] for way in _WAYS}
    for number in range(ROUNDS):
        order = [*_WAYS] if number % 2 else [*reversed(_WAYS)]
        for way in order:
            command = [sys.executable, __file__, way, str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found[way].append(json.loads(done.stdout))
        print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
    return found


def main() -> int:
    """Measure, tell, and return the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace(folder)
        found = measured(folder)
    middle = {
        way: {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
        for way, rounds in found.items()
    }
    print(
        f"{ITEMS:,} items on {SIZE[0]}x{SIZE[1]}, CPU of the whole process to the first full paint"
    )
    print(f"{'':26}{'CPU s':>8}{'to ours':>9}{'ms a step':>11}{'ms a pick':>11}{'items':>8}")
    for way, one in middle.items():
        times = one["seconds"] / middle[DESK]["seconds"]
        step, pick = (f"{one[key]:.1f}" if key in one else "" for key in ("step_ms", "pick_ms"))
        print(
            f"{way:26}{one['seconds']:>8.2f}{times:>9.2f}{step:>11}{pick:>11}{one['items']:>8,.0f}"
        )
    aims: dict[str, dict[str, float]] = {
        "open_seconds": {"figure": middle[DESK]["seconds"], "most": 1.0},
        "step_ms": {"figure": middle[DESK]["step_ms"], "most": 50.0},
        "pick_ms": {"figure": middle[DESK]["pick_ms"], "most": 100.0},
        "items": {"figure": middle[DESK]["items"], "least": ITEMS},
    }
    print()
    for name, aim in aims.items():
        above, below = aim.get("least", 0.0), aim.get("most", float("inf"))
        aim["holds"] = above <= aim["figure"] <= below
        limit = f"at least {above:,}" if "least" in aim else f"at most {below:,}"
        print(f"{'holds' if aim['holds'] else 'FAILS':6}{name}: {aim['figure']:,.3f} ({limit})")
    print(json.dumps({"bench": "desk", "median": middle, "aims": aims}))
    return 0 if all(aim["holds"] for aim in aims.values()) else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_WAYS[sys.argv[1]](Path(sys.argv[2]))))
        raise SystemExit
    raise SystemExit(main())
