"""Coverage of the draft, or of an issue, beside the last issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from newsletter import store
from newsletter.adapters import files
from newsletter.app import App
from newsletter.errors import Conflict, UsageError
from newsletter.flows import health
from newsletter.flows.issues import issue_path
from newsletter.model import issue_file
from newsletter.model.appearances import PastIssue, appearances_of
from newsletter.model.coverage import Coverage, Facts, as_csv, coverage_of
from newsletter.model.issues import BRIEF, LETTER, Issue
from newsletter.model.items import ItemState

_MONTH = timedelta(days=30)  # what counts as new where no past issue is known
_LONG_AGO = timedelta(days=60)  # and where the last one is older than that


def coverage(app: App, name: str = "", *, last: int = 0, publication: str = "") -> Coverage:
    """Return the grid of the picked items, or of the issue ``name``; beside the ``last`` issues.

    These are of the issue's publication, else of ``publication``, else of the first that has
    places for headings. Raises `NotFound`, `MistakesError`, `UsageError`.
    """
    issue = _issue(app, name) if name else None
    of = issue.publication if issue else _publication(app, publication)
    before = issue.date if issue else app.today()
    # What can be said of a source is said once, for `newsletter status` as well.
    states = {one.source.id: one.state for one in health.status(app).sources}
    with app.db.read() as tx:
        inbox = store.items.counts(tx)
        past = [
            one for one in store.appearances.past_issues(tx, of) if _earlier(one, issue, before)
        ]
        since = _since(past[0].day if past else None, app.today())
        facts = Facts(
            here=_of_issue(app, issue) if issue else _picked(inbox),
            inbox=inbox,
            held_back=store.doubts.counts(tx),
            states=states,
            came=store.coverage.came(tx, since),
            passed=store.coverage.passed(tx, since),
            past=tuple(past[:last]),
            counts=store.appearances.counts(tx, [one.slug for one in past[:last]]),
        )
    return coverage_of(app.book, facts)


def _issue(app: App, name: str) -> Issue:
    file = issue_path(app, name)
    return issue_file.read(files.text_of(file, "issue"), str(file))


def _earlier(past: PastIssue, issue: Issue | None, before: date) -> bool:
    known = issue is None or past.day < before  # one that was closed early counts at once
    return known and (issue is None or past.slug != issue.slug)


def _publication(app: App, wanted: str) -> str:
    declared = app.settings.publications
    if wanted and wanted not in declared:
        known = ", ".join(declared) or "none is declared in newsletter.toml"
        raise UsageError(f"there is no publication {wanted!r}", f"Publications: {known}")
    placed = (slug for slug, one in declared.items() if one.template not in (BRIEF, LETTER))
    return wanted or next(placed, "")


def _since(last: date | None, today: date) -> datetime:
    """Return from when on things are new: since the last issue, if that is known and recent."""
    day = max(last, today - _LONG_AGO) if last else today - _MONTH
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _picked(inbox: Mapping[tuple[str, str, ItemState], int]) -> dict[tuple[str, str], int]:
    picked = ItemState.PICKED
    return {(place, section): n for (place, section, state), n in inbox.items() if state is picked}


def _of_issue(app: App, issue: Issue) -> dict[tuple[str, str], int]:
    return Counter((one.place, one.section) for one in appearances_of(issue, app.book))


def write_csv(found: Coverage, file: Path) -> None:
    """Write the grid as CSV. Raises `Conflict` for a file that is there and is no such grid."""
    text = as_csv(found)
    start = text.partition(",failing sources")[0].encode()
    if file.exists() and not files.bytes_of(file, "file").startswith(start):
        raise Conflict(f"{file} is there already, and is no coverage", "Name another file, please.")
    files.whole(file, text.encode())
