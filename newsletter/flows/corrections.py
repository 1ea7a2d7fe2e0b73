"""Correct what readers have had: kept, shown on the web, offered to the next issue."""

from __future__ import annotations

from newsletter import store
from newsletter.app import App
from newsletter.errors import Conflict, NotFound, UsageError
from newsletter.model.corrections import Correction
from newsletter.model.dates import in_words
from newsletter.model.issues import Issue
from newsletter.model.text import one_line
from newsletter.model.views import CorrectionView, IssueView


def correct(app: App, slug: str, text: str, *, item: str = "", actor: str) -> Correction:
    """Keep a correction of an issue that readers have had.

    ``item`` is the id of one of its items, "" for the issue as a whole. Raises `Conflict` for an
    issue that nobody has yet, `NotFound` for an item that was not in it.
    """
    words = one_line(text)
    if not words:
        raise UsageError("a correction says what was wrong, and what is right")
    with app.db.begin() as tx:
        past = {one.slug: one for one in store.appearances.past_issues(tx)}
        if slug not in past:
            there = ", ".join(past) or "none"
            raise Conflict(
                f"nobody has had {slug} yet: correct its file itself",
                f"Issues that were sent: {there}. One that something else sent: "
                f"newsletter issues close {slug}",
            )
        known = {one.item for one in store.appearances.of_issue(tx, slug)}
        if item and item not in known:
            raise NotFound(f"item in {slug} with the id", item)
        made = store.corrections.add(tx, slug, item, words, actor=actor, now=app.now())
        detail = {"correction": made.id, "item": item}
        store.audit.record(tx, app.now(), actor, "corrected", slug, detail)
    return made


def of_issue(app: App, slug: str) -> list[Correction]:
    """Return the corrections of an issue, the oldest first. Raises `NotFound` for none we know."""
    with app.db.read() as tx:
        found = store.corrections.of_issue(tx, slug)
        known = found or store.appearances.past_issue(tx, slug)
    if not known and not (app.issues / f"{slug}.md").exists():
        raise NotFound("issue", slug, "See them with: newsletter issues list")
    return found


def waiting(app: App, issue: Issue) -> list[Correction]:
    """Return what was wrong in earlier issues of its publication, and no issue has told yet."""
    with app.db.read() as tx:
        those = store.corrections.waiting(tx, issue.publication)
        days = {past.slug: past.day for past in store.appearances.past_issues(tx)}
    return [one for one in those if one.issue != issue.slug and days[one.issue] < issue.date]


def remove(app: App, slug: str, id: int, *, actor: str) -> Correction:
    """Take a correction back. Raises `NotFound`, `Conflict` for what readers were told."""
    with app.db.begin() as tx:
        found = {one.id: one for one in store.corrections.of_issue(tx, slug)}.get(id)
        if found is None:
            raise NotFound(f"correction of {slug} with the number", str(id))
        if found.carried_in:
            raise Conflict(f"{found.carried_in} has told its readers of it already")
        store.corrections.remove(tx, id)
        detail = {"correction": id, "text": found.text}
        store.audit.record(tx, app.now(), actor, "correction removed", slug, detail)
    return found


def shown(app: App, slug: str, view: IssueView) -> str:
    """Return the note for the page of an issue on the web, "" where nothing was corrected."""
    with app.db.read() as tx:
        corrections = store.corrections.of_issue(tx, slug)
    if not corrections:
        return ""
    items = {one.anchor: one.title for one in view.items()}
    views = [
        CorrectionView(
            in_words(one.at.date()), one.text,
            anchor if (anchor := f"item-{one.item}") in items else "", items.get(anchor, ""),
        )
        for one in corrections
    ]  # fmt: skip
    return app.renderer.render("web/corrections.html", {"corrections": views})
