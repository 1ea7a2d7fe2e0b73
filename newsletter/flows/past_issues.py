"""Past issues: import them, close those that were sent, take that back, list them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from newsletter import store
from newsletter.adapters import files
from newsletter.adapters.past_issues import ENDINGS, MOST_BYTES, read_past
from newsletter.app import App
from newsletter.errors import MistakesError, NewsletterError, UsageError
from newsletter.flows.issues import issue_path
from newsletter.model import issue_file
from newsletter.model.appearances import (
    Appearance,
    Origin,
    PastIssue,
    appearances_of,
)
from newsletter.model.approvals import lacking
from newsletter.model.dates import PartialDate, in_words
from newsletter.model.issues import Issue
from newsletter.model.items import Item
from newsletter.model.past_readers import MOST_LINKS, PastFile, Told, told
from newsletter.model.text import plural
from newsletter.stages import close as closing
from newsletter.stages.close import Closed

IMPORTED = "issue imported"
Wanted = Mapping[str, tuple[int, Sequence[str]]]  # approvals of each publication, and by whom


# --- closing --------------------------------------------------------------------------------


def close(
    app: App,
    issue: Issue,
    origin: Origin,
    actor: str,
    *,
    file: str = "",
    day: date | None = None,
) -> Closed:
    """Make an issue that was sent on ``day`` (else on its own) a past one; its items are used.

    A repeat does no harm. Raises `Conflict` where we sent it, and ``origin`` is another.
    """
    sent = day or issue.date
    past = PastIssue(
        issue.slug, issue.publication, sent, issue.subject, origin, file, actor, app.now()
    )
    return closing.close(app.db, past, appearances_of(issue, app.book, sent), issue)


def close_by_hand(app: App, name: str, actor: str, day: date | None = None) -> Closed:
    """Close the issue ``name`` (path, file name or slug), which somebody says was sent.

    Raises `UsageError` for a day to come, `MistakesError` when the issue cannot be read.
    """
    file = issue_path(app, name)
    issue = issue_file.read(files.text_of(file, "issue"), str(file))
    if day and day > app.today():
        raise UsageError(f"{in_words(day)} is to come: nothing was sent then")
    return close(app, issue, Origin.CLOSED, actor, file=file.name, day=day)


def reopen(app: App, name: str, actor: str) -> tuple[str, list[Item]]:
    """Take back that an issue was closed; return its slug and items. Its file may be gone."""
    slug = slug_of(app, name)
    return slug, closing.reopen(app.db, slug, actor=actor, now=app.now())


def forget(app: App, name: str, actor: str) -> PastIssue:
    """Forget an issue that was imported."""
    return closing.forget(app.db, slug_of(app, name), actor=actor, now=app.now())


def slug_of(app: App, name: str) -> str:
    """Return the slug of an issue given by path, file name or slug; its file may be gone."""
    slug = Path(name).name.removesuffix(".md")
    with app.db.read() as tx:
        if store.appearances.past_issue(tx, slug):
            return slug
    try:
        file = issue_path(app, name)
        return issue_file.read(files.text_of(file, "issue"), str(file)).slug
    except (UsageError, MistakesError):
        return slug


# --- listing --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """One issue: its file, or what is known of it since it was sent, or both.

    ``state`` is draft, rehearsed (it lies in the outbox), approved (by as many as must, these
    very words), unreadable, or the `Origin` of a past issue. ``items`` is None where its file
    cannot be read.
    """

    slug: str
    day: str
    title: str
    items: int | None
    state: str
    file: str = ""


def listed(app: App) -> list[Listed]:
    """Return all issues, the newest first."""
    publications = app.settings.publications.items()
    wanted = {slug: (one.approvals, one.approvers) for slug, one in publications}
    with app.db.read() as tx:
        past = {one.slug: one for one in store.appearances.past_issues(tx)}
        counts: dict[str, int] = {}
        for (slug, _, _), number in store.appearances.counts(tx, past).items():
            counts[slug] = counts.get(slug, 0) + number
        found = [_of_file(tx, file, past, wanted) for file in sorted(app.issues.glob("*.md"))]
    there = {one.slug for one in found}
    found += [
        Listed(slug, one.day.isoformat(), one.title, counts.get(slug, 0), str(one.origin), one.file)
        for slug, one in past.items()
        if slug not in there
    ]
    return sorted(found, key=lambda one: (one.day, one.slug), reverse=True)


def _of_file(
    tx: store.Transaction, file: Path, past: dict[str, PastIssue], wanted: Wanted
) -> Listed:
    try:
        text = files.text_of(file, "issue")
        issue = issue_file.read(text, str(file))
    except NewsletterError as error:
        count = len(error.mistakes) if isinstance(error, MistakesError) else 1
        words = f"({plural(count, 'mistake')}: newsletter check {file.stem})"
        return Listed(file.stem, file.stem[-10:], words, None, "unreadable", file.name)
    known = past.get(issue.slug)
    state = str(known.origin) if known else ""
    if not state:
        given = [one for one in store.approvals.of_issue(tx, issue.slug) if one.text == text]
        approved = given and not lacking(given, *wanted.get(issue.publication, (0, ())))
        rehearsed = "rehearsed" if store.campaigns.of_issue(tx, issue.slug) else "draft"
        state = "approved" if approved else rehearsed
    day = (known.day if known else issue.date).isoformat()
    items = sum(1 for _ in issue.items())
    return Listed(issue.slug, day, issue.subject, items, state, file.name)


# --- importing ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one file: ``imported``, ``replaced``, ``unchanged``, ``kept`` or ``refused``.

    ``kept``: the issue is known from elsewhere, and that stays. ``remarks`` say what may surprise.
    """

    file: str
    result: str
    slug: str = ""
    day: date | None = None
    title: str = ""
    links: int = 0
    placed: int = 0
    hidden: int = 0
    remarks: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    past: PastIssue
    stood: Sequence[Appearance]


def found_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files to import: those named, and in folders all that may be issues.

    Raises `UsageError` when that is none.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        hidden = (
            any(part.startswith(".") for part in one.relative_to(path).parts) for one in inside
        )
        found += [
            one
            for one, unseen in zip(inside, hidden, strict=True)
            if one == path or (not unseen and one.suffix.lower() in ENDINGS and one.is_file())
        ]
    if not found:
        raise UsageError("there is no file to import", f"Issues are {', '.join(ENDINGS)}.")
    return list(dict.fromkeys(found))


def import_files(
    app: App,
    paths: Sequence[Path],
    *,
    publication: str = "",
    day: date | None = None,
    actor: str,
    dry_run: bool = False,
    told_one: Callable[[Row], None] = lambda _row: None,
) -> list[Row]:
    """Import each of the files ``paths`` as a past issue, whole or not at all; return what became.

    ``publication`` and ``day`` are for files that do not say theirs. A file that cannot be
    imported stops no other. Raises `UsageError` for a publication that is not declared.
    """
    declared = app.settings.publications
    if publication and publication not in declared:
        known = ", ".join(declared) or "none is declared in newsletter.toml"
        raise UsageError(f"there is no publication {publication!r}", f"Publications: {known}")
    importing = _Import(app, publication, day, actor, dry_run=dry_run)
    rows = []
    for path in paths:
        row = importing.row(path)
        told_one(row)
        rows.append(row)
    return rows


class _Import:
    """One import: what was imported in it already counts, also in a dry run."""

    def __init__(
        self, app: App, publication: str, day: date | None, actor: str, *, dry_run: bool
    ) -> None:
        self._app, self._publication, self._day = app, publication, day
        self._actor, self._dry_run = actor, dry_run
        self._new: dict[str, _Known] = {}

    def row(self, path: Path) -> Row:
        try:
            return self._imported(path)
        except NewsletterError as error:
            return Row(path.name, "refused", problem=error.message.removeprefix(f"{path} "))

    def _imported(self, path: Path) -> Row:
        file = read_past(_bytes_of(path), path.name)
        publication = file.publication or self._publication or self._guess(path.name, file.title)
        day, remark = self._day_of(file)
        slug = f"{publication}-{day.isoformat()}"
        found = told(file, self._app.book, slug, day)
        if not found.appearances:
            raise NewsletterError("has no link to a story: is it an issue?")
        if len(found.appearances) > MOST_LINKS:
            raise NewsletterError(f"has more than {MOST_LINKS:,} links: it is more than an issue")
        past = PastIssue(
            slug, publication, day, file.title, Origin.IMPORTED, path.name, self._actor,
            self._app.now(),
        )  # fmt: skip
        known = self._known(slug)
        result, why = _decided(known, past, found.appearances)
        if result in ("imported", "replaced"):
            self._keep(past, found, result)
        remarks = tuple(filter(None, (remark, file.broken, why)))
        return Row(
            path.name, result, slug, day, file.title, len(found.appearances), found.placed,
            found.hidden, remarks,
        )  # fmt: skip

    def _guess(self, name: str, title: str) -> str:
        """Return the publication that a file's name or title tells, or the only one there is."""
        declared = self._app.settings.publications
        plain = name.casefold().replace("_", "-").replace(" ", "-")
        for slug in sorted(declared, key=len, reverse=True):
            if slug in plain:
                return slug
        titled = [
            slug for slug, one in declared.items() if one.title.casefold() in title.casefold()
        ]
        sure = titled if len(titled) == 1 else list(declared)
        if len(sure) != 1:
            names = ", ".join(declared) or "none is declared in newsletter.toml"
            raise NewsletterError(
                f"does not say of which publication it is: --publication ({names})"
            )
        return sure[0]

    def _day_of(self, file: PastFile) -> tuple[date, str]:
        """Return the day of an issue, and a remark where that is not all known."""
        today = PartialDate.of(self._app.today())
        past = [one for one in file.days if one <= today]
        if exact := next((one for one in past if one.day), None):
            return date(exact.year, exact.month, exact.day), ""
        if self._day:
            return self._day, ""
        if past:
            return date(
                past[0].year, past[0].month, 1
            ), f"of {past[0].in_words()}: the 1st is taken"
        if file.days:
            raise NewsletterError(f"is of {file.days[0].in_words()}, which is to come")
        raise NewsletterError("does not say of which day it is: --date DAY")

    def _known(self, slug: str) -> _Known | None:
        if slug in self._new:
            return self._new[slug]
        with self._app.db.read() as tx:
            past = store.appearances.past_issue(tx, slug)
            return _Known(past, store.appearances.of_issue(tx, slug)) if past else None

    def _keep(self, past: PastIssue, found: Told, result: str) -> None:
        self._new[past.slug] = _Known(past, found.appearances)
        if self._dry_run:
            return
        detail = {"file": past.file, "links": len(found.appearances), "result": result}
        with self._app.db.begin() as tx:
            store.appearances.add(tx, past, found.appearances)
            store.audit.record(tx, past.at, past.actor, IMPORTED, past.slug, detail)


def _bytes_of(path: Path) -> bytes:
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise NewsletterError(f"is larger than {MOST_BYTES // 2**20} MB")
    if not path.is_file():
        raise NewsletterError("is a folder" if path.is_dir() else "is not there")
    return files.bytes_of(path, "file")


def _decided(known: _Known | None, past: PastIssue, stood: Sequence[Appearance]) -> tuple[str, str]:
    """Return what is to become of a file whose issue may be known, and why it is not taken."""
    if known is None:
        return "imported", ""
    if known.past.origin is not Origin.IMPORTED:
        return "kept", f"it was {known.past.origin} from here, and that is what counts"
    if list(known.stood) == list(stood) and known.past.title == past.title:
        return "unchanged", ""
    if known.past.file == past.file:
        return "replaced", ""
    keys = {one.key for one in stood} & {one.key for one in known.stood}
    if len(keys) * 2 >= min(len(known.stood), len(stood)):
        return "kept", f"it was imported from {known.past.file}, and that stays"
    raise NewsletterError(
        f"is of the same day as {known.past.file}, which is {past.slug} already; "
        f"if that is wrong: newsletter issues forget {past.slug}"
    )
