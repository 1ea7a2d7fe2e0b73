"""Publish an issue: check it, ask for its approvals, send it, and keep the record of what left."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from newsletter import __version__, store
from newsletter.adapters import files
from newsletter.app import VAR, App
from newsletter.errors import Conflict
from newsletter.flows import approvals, evidence, issues, past_issues
from newsletter.flows.approvals import Standing
from newsletter.flows.issues import Checked
from newsletter.model.appearances import Origin
from newsletter.model.campaigns import Campaign, content_hash
from newsletter.model.dates import in_words
from newsletter.model.mail import Mail
from newsletter.stages import publish as publishing
from newsletter.stages.check import counted


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did, or with ``dry_run`` would do: then ``receipt`` and ``lock`` are None.

    ``lock`` is the file that records it.
    """

    checked: Checked
    selected: int
    standing: Standing
    receipt: publishing.Receipt | None = None
    lock: Path | None = None


def publish(
    app: App,
    name: str,
    *,
    lists: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
    via: str = "",
    actor: str = "",
    dry_run: bool = False,
    thorough: bool = False,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> Published:
    """Check an issue, freeze it with its readers, and send what is waiting of it.

    With ``thorough`` its links are asked and its mail is looked at in a browser. Raises
    `NewsletterError` while there are errors nobody waived, or approvals are missing.
    """
    checked = issues.check(app, name, thorough=thorough)
    issues.refuse(checked)
    slugs = approvals.audience_of(app, checked, lists)
    channel = app.channel(via or app.settings.delivery.channel)
    where = dict(where or {})
    if dry_run:
        with app.db.read() as tx:
            readers = store.people.subscribed(tx, slugs, where)
        standing = approvals.standing_of(app, checked, lists, where)
        return Published(checked, len(readers), standing)
    counts = channel.name != "outbox" or app.settings.delivery.outbox_counts
    standing = approvals.demand(app, checked, lists, where)
    _not_again(app, checked)
    campaign = publishing.freeze(
        app.db, checked.issue.slug, checked.issue.publication, checked.press,
        lists=slugs, where=where, channel=channel.name, actor=actor, now=app.now(),
        kept=channel.kept,
    )  # fmt: skip
    known = {slug: app.mailing_list(slug) for slug in slugs}
    site = app.settings.site
    postmark = publishing.Postmark(app.sender, app.tokens, site.base, site.domain, known)
    receipt = publishing.deliver(app.db, campaign, channel, postmark, now=app.now(), told=told)
    if counts:
        day = campaign.started_at.astimezone(ZoneInfo(app.settings.organisation.time_zone)).date()
        past_issues.close(
            app, checked.issue, Origin.PUBLISHED, actor, file=checked.file.name, day=day
        )
    lock = _record(app, checked, campaign, receipt, standing, rehearsal=not counts)
    return Published(checked, receipt.selected, standing, receipt, lock)


def _not_again(app: App, checked: Checked) -> None:
    """Raise `Conflict` where readers have had this issue with other words: they stay as sent."""
    slug = checked.issue.slug
    with app.db.read() as tx:
        sent = store.appearances.past_issue(tx, slug)
        same = [one for one in store.campaigns.of_issue(tx, slug)
                if one.content == checked.press.content]  # fmt: skip
    if sent and not same:
        raise Conflict(
            f"{slug} was sent on {in_words(sent.day)}, and has changed since: nothing was sent",
            f'Tell readers with: newsletter correct {slug} "What was wrong, and what is right"',
        )


def _record(
    app: App,
    checked: Checked,
    campaign: Campaign,
    receipt: publishing.Receipt,
    standing: Standing,
    *,
    rehearsal: bool,
) -> Path:
    """Write beside the issue's file what was sent, and what was found when it was checked."""
    with app.db.read() as tx:
        mails = store.campaigns.mails_of(tx, campaign.id).values()
    data = {
        "issue": campaign.issue,
        "publication": campaign.publication,
        "subject": campaign.subject,
        "rehearsal": rehearsal,
        "campaign": campaign.id,
        "channel": campaign.channel,
        "started": campaign.started_at.isoformat(),
        "by": campaign.actor,
        "release": __version__,
        "bound_to": standing.binding.as_data(),
        "approved": [{"by": one.actor, "at": one.at.isoformat()} for one in standing.approvals],
        "mails": {_name(mail): _hashes(mail) for mail in sorted(mails, key=_name)},
        "selected": receipt.selected,
        "states": {str(state): number for state, number in receipt.states.items()},
        "findings": counted(checked.findings),
    }
    lock = checked.file.with_suffix(".lock")
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    files.whole(lock, f"{text}\n".encode())
    page = evidence.findings_page(app, checked)
    files.whole(checked.file.with_suffix(".check.html"), page.encode())
    return lock


def _name(mail: Mail) -> str:
    return " ".join(filter(None, (str(mail.variant.edition), mail.variant.first)))


def _hashes(mail: Mail) -> dict[str, str]:
    parts = {"subject": mail.subject, "html": mail.html, "text": mail.text, "web": mail.web}
    return {name: content_hash(part) for name, part in parts.items() if part}


def outbox_of(app: App, published: Published) -> Path:
    """Return the folder in which a published campaign lies."""
    campaign = published.receipt.campaign if published.receipt else published.checked.issue.slug
    return app.workspace / VAR / "outbox" / campaign
