"""Draft, check, render and publish an issue: from the picked items to the outbox."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from newsletter import store
from newsletter.adapters import files
from newsletter.app import VAR, App
from newsletter.errors import Conflict, NewsletterError, NotFound, UsageError
from newsletter.flows import corrections, mails
from newsletter.model import issue_file, issues, triage
from newsletter.model.corrections import block_of
from newsletter.model.issues import Issue
from newsletter.model.items import Item, ItemState
from newsletter.model.mail import Edition, Mail, Variant
from newsletter.model.seen import Seen
from newsletter.stages import check as checks
from newsletter.stages import compose as composing
from newsletter.stages import curate
from newsletter.stages import draft as drafting
from newsletter.stages.check import Examined, Finding


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that was written, and with which items."""

    file: Path
    items: tuple[Item, ...]


def draft(
    app: App,
    publication: str,
    *,
    day: date | None = None,
    auto: int = 0,
    add: bool = False,
    force: bool = False,
    actor: str = "",
) -> Drafted:
    """Write the file of an issue from the picked items; ``auto`` fairly picks up to so many first.

    A letter begins without items.

    A file that is there is never overwritten: `Conflict`. ``add`` puts new picks under its
    headings instead; ``force`` writes it anew and keeps the old one as ``.bak``.
    """
    settings = app.settings.publications.get(publication)
    if settings is None:
        known = ", ".join(app.settings.publications) or "none is declared in newsletter.toml"
        raise UsageError(f"there is no publication {publication!r}", f"Publications: {known}")
    day = day or (_newest(app, publication) if add else None) or app.today()
    file = app.issues / f"{publication}-{day.isoformat()}.md"
    if file.exists() and not (add or force):
        raise Conflict(
            f"{file} is there already; it was not touched",
            "--add puts new picks into it, --force writes it anew (keeping a .bak), "
            "--date makes another.",
        )
    # A letter is words: what is picked waits for the next issue, unless it is asked for.
    wordy = settings.template == issues.LETTER and not (add or auto)
    picked = [] if wordy else _picked(app, auto, actor)
    if not picked and settings.template != issues.LETTER:
        raise NewsletterError("no item is picked", _how_to_pick(auto))
    if file.exists() and add:
        old = files.text_of(file, "issue", with_mark=True)
        issue = issue_file.read(old, str(file))
        text = drafting.added(old, issue, picked, app.book)
        present = {item.id for item in issue.items()}
        there = {item.id for item in issue_file.read(text, str(file)).items()}
        picked = [item for item in picked if item.id in there - present]
    else:
        begun = (
            drafting.draft(publication, settings.title, day, picked, app.book)
            if picked
            else drafting.letter(publication, settings.title, day)
        )
        begun = _with_corrections(app, begun)
        text = issues.write(begun)
        if file.exists():
            files.whole(_free_backup(file), file.read_bytes())
    files.whole(file, text.encode())
    return Drafted(file, tuple(picked))


def _with_corrections(app: App, issue: Issue) -> Issue:
    """Return a new issue that tells what was wrong in those that readers have had."""
    told = corrections.waiting(app, issue)
    if not told:
        return issue
    with app.db.read() as tx:
        days = {past.slug: past.day for past in store.appearances.past_issues(tx)}
        stood = [one for slug in days for one in store.appearances.of_issue(tx, slug)]
    titles = {(one.issue, one.item): one.title for one in stood}
    return replace(issue, places=(*issue.places, block_of(told, days, titles)))


def _newest(app: App, publication: str) -> date | None:
    """Return the day of the newest issue of a publication that has a file."""
    names = (file.stem.removeprefix(f"{publication}-") for file in app.issues.glob("*.md"))
    days = [date.fromisoformat(name) for name in names if re.fullmatch(r"\d{4}-\d\d-\d\d", name)]
    return max(days, default=None)


def _free_backup(file: Path) -> Path:
    """Return a name beside ``file`` that no earlier copy has: ``.bak``, ``.bak2`` ..."""
    names = itertools.chain([".bak"], (f".bak{number}" for number in itertools.count(2)))
    free = (file.with_name(f"{file.name}{name}") for name in names)
    return next(one for one in free if not one.exists())


def _how_to_pick(auto: int) -> str:
    if auto:
        return "The inbox is empty: newsletter collect    (see newsletter coverage)"
    return "Pick some with: newsletter items pick ID    or let us choose: --auto 20"


def _picked(app: App, auto: int, actor: str) -> list[Item]:
    """Return the picked items; with ``auto`` pick up to so many of the new ones first."""
    with app.db.read() as tx:
        picked = store.items.find(tx, store.items.Filter(states=(ItemState.PICKED,)))
        new = store.items.find(tx, store.items.Filter(states=(ItemState.NEW,))) if auto else []
    chosen = drafting.choose(new, auto - len(picked), app.book, picked)
    # As they were seen: what somebody decides at this moment is not overruled.
    wanted = [triage.change(item, state=ItemState.PICKED) for item in chosen]
    return picked + curate.change(app.db, wanted, actor=actor, now=app.now())


def issue_path(app: App, name: str) -> Path:
    """Return the file of an issue given by path, file name or slug (``update-2026-12-01``)."""
    _ = app.book  # outside a workspace there are no issues, and that is what is to be said
    for candidate in (Path(name), app.issues / name, app.issues / f"{name}.md"):
        if candidate.is_file():
            return candidate
    there = sorted(file.stem for file in app.issues.glob("*.md"))
    near = f"There is: {', '.join(there)}" if there else "Make one with: newsletter draft update"
    raise NotFound("issue", name, near)


@dataclass(frozen=True, slots=True)
class Opened:
    """An issue that could be read, and the press that makes its mails.

    ``text`` is its file as it was read.
    """

    file: Path
    text: str
    issue: Issue
    press: composing.Press

    @property
    def mail(self) -> Mail:
        """The standard mail, for no place in particular."""
        return self.press.mail(Variant())


@dataclass(frozen=True, slots=True)
class Checked(Opened):
    """An issue, and what was found in it.

    ``missing`` says in words what nobody looked at, and why: nothing for a quick check, which
    leaves that out on purpose.
    """

    findings: tuple[Finding, ...]
    thorough: bool = False
    missing: tuple[str, ...] = ()


def opened(app: App, name: str) -> Opened:
    """Read an issue. Raises `NotFound`, `MistakesError` when it cannot be read."""
    file = issue_path(app, name)
    text = files.text_of(file, "issue")
    issue = issue_file.read(text, str(file))
    return Opened(file, text, issue, mails.press_of(app, issue))


def check(
    app: App,
    name: str,
    *,
    thorough: bool = False,
    fresh: bool = False,
    sending: date | None = None,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> Checked:
    """Read, render and examine an issue. Raises `MistakesError` when it cannot be read.

    ``thorough`` also asks its links, with ``fresh`` even those that were asked lately, and looks
    at its mail in a browser, as far as settings and machine allow. ``sending`` is the planned day,
    else its date, or today where that is later.
    """
    found = opened(app, name)
    file, text, issue, press = found.file, found.text, found.issue, found.press
    settings = app.settings.publications.get(issue.publication)
    with app.db.read() as tx:
        known = store.appearances.known(tx, issue)
        earlier = store.appearances.like(tx, issue)
    examined = Examined(
        issue, app.book, tuple(app.settings.publications),
        tuple(mails.proof_of(app, press, Variant(edition)) for edition in Edition),
        settings.template if settings else "update",
        file=file.stem,
        sending=sending or max(issue.date, app.today()),
        known=known,
        earlier=earlier,
        terms=app.terms,
        corrections=tuple(corrections.waiting(app, issue)),
    )  # fmt: skip
    examined, missing = _looked_at(app, examined, fresh, told) if thorough else (examined, ())
    findings = checks.check(examined)
    return Checked(file, text, issue, press, tuple(findings), thorough, missing)


def _looked_at(
    app: App, examined: Examined, fresh: bool, told: Callable[[int, int], None]
) -> tuple[Examined, tuple[str, ...]]:
    """Return what is examined with what the web and a browser tell, and what was not looked at."""
    from newsletter.adapters import browser
    from newsletter.flows import links

    missing = []
    asked = links.ask(app, checks.addresses_of(examined.issue), fresh=fresh, told=told)
    if app.settings.demonstration:
        missing.append("Links were not asked: this is a demonstration.")
    elif not app.settings.check.links:
        missing.append("Links were not asked: the settings say [check] links = false.")
    pages = {
        f"the {proof.edition} mail": proof.mail.html for proof in examined.proofs if proof.mail.html
    }
    pages["the web page"] = examined.proofs[0].mail.web
    seen: tuple[Seen, ...] = ()
    if app.settings.check.browser:
        inspection = browser.inspect(pages)
        seen = inspection.seen
        if inspection.missing:
            missing.append(f"The mail was not looked at in a browser: {inspection.missing}.")
    else:
        missing.append(
            "The mail was not looked at in a browser: the settings say [check] browser = false."
        )
    return replace(examined, links=asked, seen=seen), tuple(missing)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One variant of an issue as files; ``mail`` is what they were written from."""

    mail: Mail
    files: tuple[Path, ...]


def render(
    app: App,
    checked: Checked,
    variant: Variant = Variant(),  # noqa: B008
    out: Path | None = None,
) -> Rendered:
    """Write ``mail.html mail.txt mail.eml web.html`` of a variant, made out to nobody real.

    The text edition has no ``mail.html``. Without ``out`` they go to the workspace's
    ``var/rendered/ISSUE``, those of another variant than the standard into a folder in there.
    """
    mail = checked.press.mail(variant)
    folder = out or app.workspace / VAR / "rendered" / checked.file.stem / _named(variant)
    letter = mails.sample_letter(app, checked.issue)
    around, words = checked.press.views(variant)
    note = corrections.shown(app, checked.issue.slug, words)
    web = composing.corrected(mail.web, note)
    parts = {"mail.html": mail.html, "mail.txt": mail.text, "web.html": web}
    written = {
        name: mails.filled(part, letter, markup=name == "mail.html").encode()
        for name, part in parts.items()
        if part
    }
    written["mail.eml"] = mails.made_out(app, mail, letter, around.web_url)
    for name, data in written.items():
        files.whole(folder / name, data)
    return Rendered(mail, tuple(folder / name for name in written))


def _named(variant: Variant) -> str:
    return "" if variant == Variant() else "-".join(filter(None, (variant.edition, variant.first)))


def refuse(checked: Checked) -> None:
    """Raise `NewsletterError` with the errors that nobody waived, if there are any."""
    blocking = checks.blocking(checked.findings)
    if blocking:
        lines = (f"{checked.file}:{one.line}: {one.message} ({one.check})" for one in blocking)
        hint = "Mend it, or waive it in front of the item: <!-- waive: NAME reason -->"
        raise NewsletterError("\n".join(lines), hint)
