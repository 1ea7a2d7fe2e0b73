"""Publish an issue: check it, ask for its approvals, send it, and keep the record of what left."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from newsletter import __version__, store
from newsletter.adapters import files
from newsletter.app import VAR, App
from newsletter.errors import Conflict, NewsletterError
from newsletter.flows import approvals, evidence, issues, past_issues
from newsletter.flows.approvals import Standing
from newsletter.flows.issues import Checked
from newsletter.model.appearances import Origin
from newsletter.model.campaigns import Campaign, DeliveryState, content_hash
from newsletter.model.dates import in_words
from newsletter.model.mail import Mail
from newsletter.model.text import plural
from newsletter.stages import publish as publishing
from newsletter.stages.check import counted


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did, or with ``dry_run`` would do: then ``receipt`` and ``lock`` are None.

    ``lock`` is the file that records it. After a ``rehearsal`` nobody has received anything.
    """

    checked: Checked
    selected: int
    standing: Standing
    rehearsal: bool
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

    With ``thorough`` its links are asked and its mail is looked at in a browser. What was really
    sent goes only to readers who have not had it. Raises `NewsletterError` while there are errors
    nobody waived, or approvals are missing; `Conflict` for an issue that has changed since it was
    sent, or that somebody says something else has sent.
    """
    checked = issues.check(app, name)
    issues.refuse(checked)
    slugs = approvals.audience_of(app, checked, lists)
    channel = app.channel(via or app.settings.delivery.channel)
    where = dict(where or {})
    rehearsal = channel.name == "outbox" and not app.settings.delivery.outbox_counts
    _not_again(app, checked, rehearsal=rehearsal)
    if dry_run:
        with app.db.read() as tx:
            readers = {*store.people.subscribed(tx, slugs, where)}
            if not rehearsal:
                readers -= publishing.who_had(tx, checked.issue.slug)
        standing = approvals.standing_of(app, checked, lists, where)
        return Published(checked, len(readers), standing, rehearsal)
    standing = approvals.demand(app, checked, lists, where)
    if thorough:  # what takes long is asked last, and of the file as it is then
        checked = issues.check(app, name, thorough=True)
        issues.refuse(checked)
        standing = approvals.demand(app, checked, lists, where)
    campaign = publishing.freeze(
        app.db, checked.issue.slug, checked.issue.publication, checked.press,
        lists=slugs, where=where, channel=channel.name, actor=actor, now=app.now(),
        kept=channel.kept, rehearsal=rehearsal,
    )  # fmt: skip
    known = {slug: app.mailing_list(slug) for slug in slugs}
    site = app.settings.site
    postmark = publishing.Postmark(app.sender, app.tokens, site.base, site.domain, known)
    receipt = publishing.deliver(app.db, campaign, channel, postmark, now=app.now(), told=told)
    if not rehearsal:
        day = campaign.started_at.astimezone(ZoneInfo(app.settings.organisation.time_zone)).date()
        past_issues.close(
            app, checked.issue, Origin.PUBLISHED, actor, file=checked.file.name, day=day
        )
    lock = _record(app, checked, campaign, receipt, standing, rehearsal=rehearsal)
    return Published(checked, receipt.selected, standing, rehearsal, receipt, lock)


def _not_again(app: App, checked: Checked, *, rehearsal: bool) -> None:
    """Raise `Conflict` where readers have had an issue with other words, which stay as sent.

    Also, unless it is for a ``rehearsal``, where they have had it by another way.
    """
    slug, content = checked.issue.slug, checked.press.content
    with app.db.read() as tx:
        sent = store.appearances.past_issue(tx, slug)
        campaigns = store.campaigns.of_issue(tx, slug)
        others = [one.id for one in campaigns if not one.rehearsal and one.content != content]
        had = sum(store.campaigns.states(tx, id).get(DeliveryState.SENT, 0) for id in others)
    if had and not rehearsal and sent is None:
        readers = f"{plural(had, 'reader')} {'has' if had == 1 else 'have'} had it already"
        raise Conflict(
            f"{slug} has changed, and {readers}: nothing was sent",
            "Put its words back as they were, publish it to the others, and then: "
            f'newsletter correct {slug} "What was wrong, and what is right"',
        )
    if sent is None:
        return
    if campaigns and content not in {one.content for one in campaigns}:
        raise Conflict(
            f"{slug} was sent on {in_words(sent.day)}, and has changed since: nothing was sent",
            f'Tell readers with: newsletter correct {slug} "What was wrong, and what is right"',
        )
    if not rehearsal and sent.origin is not Origin.PUBLISHED:
        raise Conflict(
            f"somebody says that {slug} was sent on {in_words(sent.day)}: nothing was sent again",
            f"If it was not: newsletter issues reopen {slug}",
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
    data["earlier"] = _earlier(lock, campaign.id)
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    files.whole(lock, f"{text}\n".encode())
    page = evidence.findings_page(app, checked)
    files.whole(checked.file.with_suffix(".check.html"), page.encode())
    return lock


def _earlier(lock: Path, campaign: str) -> list[dict[str, Any]]:
    """Return what a record tells of other campaigns that were really sent, the first first."""
    try:
        known = json.loads(files.text_of(lock, "record"))
    except (NewsletterError, ValueError):
        return []
    if not isinstance(known, dict):
        return []
    before = known.pop("earlier", [])
    told = [*before, known] if isinstance(before, list) else [known]
    return [
        one for one in told
        if isinstance(one, dict) and one.get("rehearsal") is False and one["campaign"] != campaign
    ]  # fmt: skip


def _name(mail: Mail) -> str:
    return " ".join(filter(None, (str(mail.variant.edition), mail.variant.first)))


def _hashes(mail: Mail) -> dict[str, str]:
    parts = {"subject": mail.subject, "html": mail.html, "text": mail.text, "web": mail.web}
    return {name: content_hash(part) for name, part in parts.items() if part}


def outbox_of(app: App, published: Published) -> Path:
    """Return the folder in which a published campaign lies."""
    campaign = published.receipt.campaign if published.receipt else published.checked.issue.slug
    return app.workspace / VAR / "outbox" / campaign
