"""Draft, check, render and publish an issue: from the picked items to the outbox."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from newsletter import store
from newsletter.adapters import files
from newsletter.app import VAR, App
from newsletter.errors import Conflict, NewsletterError, NotFound, UsageError
from newsletter.flows import mails
from newsletter.model import issue_file, issues
from newsletter.model.issues import Issue
from newsletter.model.items import Item, ItemState
from newsletter.model.mail import Edition, Mail, Variant
from newsletter.stages import check as checks
from newsletter.stages import compose as composing
from newsletter.stages import draft as drafting
from newsletter.stages import publish as publishing
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
    picked = [] if settings.template == issues.LETTER and not (add or auto) else _picked(app, auto)
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
        text = issues.write(begun)
        if file.exists():
            files.whole(_free_backup(file), file.read_bytes())
    files.whole(file, text.encode())
    return Drafted(file, tuple(picked))


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


def _picked(app: App, auto: int) -> list[Item]:
    """Return the picked items; with ``auto`` pick up to so many of the new ones first."""
    with app.db.begin() as tx:
        picked = store.items.find(tx, store.items.Filter(states=(ItemState.PICKED,)))
        if auto > len(picked):
            new = store.items.find(tx, store.items.Filter(states=(ItemState.NEW,)))
            chosen = drafting.choose(new, auto - len(picked), app.book, picked)
            for item in chosen:
                store.items.decide(tx, item.id, ItemState.PICKED, "draft --auto", app.now())
            picked += chosen
    return picked


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
class Checked:
    """An issue that could be read, the press that makes its mails, and what was found."""

    file: Path
    issue: Issue
    press: composing.Press
    findings: tuple[Finding, ...]

    @property
    def mail(self) -> Mail:
        """The standard mail, for no place in particular."""
        return self.press.mail(Variant())


def check(app: App, name: str) -> Checked:
    """Read, render and examine an issue. Raises `MistakesError` when it cannot be read."""
    file = issue_path(app, name)
    issue = issue_file.read(files.text_of(file, "issue"), str(file))
    press = mails.press_of(app, issue)
    settings = app.settings.publications.get(issue.publication)
    examined = Examined(
        issue, app.book, tuple(app.settings.publications),
        tuple(mails.proof_of(app, press, Variant(edition)) for edition in Edition),
        settings.template if settings else "update",
    )  # fmt: skip
    findings = checks.check(examined)
    return Checked(file, issue, press, tuple(findings))


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
    parts = {"mail.html": mail.html, "mail.txt": mail.text, "web.html": mail.web}
    written = {
        name: mails.filled(part, letter, markup=name == "mail.html").encode()
        for name, part in parts.items()
        if part
    }
    web_url = checked.press.views(variant)[0].web_url
    written["mail.eml"] = mails.made_out(app, mail, letter, web_url)
    for name, data in written.items():
        files.whole(folder / name, data)
    return Rendered(mail, tuple(folder / name for name in written))


def _named(variant: Variant) -> str:
    return "" if variant == Variant() else "-".join(filter(None, (variant.edition, variant.first)))


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did, or with ``dry_run`` would do: then ``receipt`` is None."""

    checked: Checked
    selected: int
    receipt: publishing.Receipt | None


def publish(
    app: App,
    name: str,
    *,
    lists: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
    via: str = "",
    actor: str = "",
    dry_run: bool = False,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> Published:
    """Check an issue, freeze it with its readers, and send what is waiting of it.

    Raises `NewsletterError` while there are errors nobody waived.
    """
    checked = check(app, name)
    _refuse(checked)
    settings = app.settings.publications[checked.issue.publication]
    slugs = tuple(lists) or tuple(settings.lists)
    known = {slug: app.mailing_list(slug) for slug in slugs}
    channel = app.channel(via or app.settings.delivery.channel)
    where = dict(where or {})
    if dry_run:
        with app.db.read() as tx:
            readers = store.people.subscribed(tx, slugs, where)
        return Published(checked, len(readers), None)
    campaign = publishing.freeze(
        app.db, checked.issue.slug, checked.issue.publication, checked.press,
        lists=slugs, where=where, channel=channel.name, actor=actor, now=app.now(),
        kept=channel.kept,
    )  # fmt: skip
    site = app.settings.site
    postmark = publishing.Postmark(app.sender, app.tokens, site.base, site.domain, known)
    receipt = publishing.deliver(app.db, campaign, channel, postmark, now=app.now(), told=told)
    return Published(checked, receipt.selected, receipt)


def _refuse(checked: Checked) -> None:
    blocking = checks.blocking(checked.findings)
    if blocking:
        lines = (f"{checked.file}:{one.line}: {one.message} ({one.check})" for one in blocking)
        hint = "Mend it, or waive it in front of the item: <!-- waive: NAME reason -->"
        raise NewsletterError("\n".join(lines), hint)


def outbox_of(app: App, published: Published) -> Path:
    """Return the folder in which a published campaign lies."""
    campaign = published.receipt.campaign if published.receipt else published.checked.issue.slug
    return app.workspace / VAR / "outbox" / campaign
