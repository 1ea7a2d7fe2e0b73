"""``newsletter publish``, ``approve`` and ``correct``: an issue leaves, and what comes after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli import rehearsal
from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.cli.issues import in_words
from newsletter.errors import UsageError
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.app import App
    from newsletter.flows.approvals import Standing
    from newsletter.flows.publishing import Published

_NOBODY = "Add readers with: newsletter people import FILE.csv --list LIST --origin WHERE-FROM"
_FILTERS = ("place", "language")


def register(root: click.Group) -> None:
    """Add the commands."""
    _approve(root)
    _publish(root)
    _correct(root)


def _audience(function: Any) -> Any:
    for option in (
        click.option("--where", multiple=True, metavar="KEY=VALUE",
                     help="Only some readers: place=SE, language=en."),
        click.option("--to", "lists", multiple=True, metavar="LIST",
                     help="Else the lists of its publication. May be given again."),
    ):  # fmt: skip
        function = option(function)
    return function


def _approve(root: click.Group) -> None:
    @command(root, "approve", "newsletter approve update-2026-12-01 --as anna")
    @click.argument("issue")
    @_audience
    @click.option("--yes", is_flag=True, help="Do not ask.")
    @click.option("--withdraw", is_flag=True, help="Take back what you approved of it.")
    @pass_invocation
    def approve(
        invocation: Invocation,
        issue: str,
        lists: tuple[str, ...],
        where: tuple[str, ...],
        yes: bool,
        withdraw: bool,
    ) -> None:
        """Attest that an issue may be sent as it is, to those it is meant for.

        The approval is bound to its words, to the templates and to who gets it: any change voids
        it, and tells what changed. How many people must approve says newsletter.toml (approvals =
        0, 1 or 2); two approvals are two people. Who acts: --as NAME.
        """
        from newsletter.flows import approvals, issues

        with invocation.app() as app:
            if withdraw:
                count = approvals.withdraw(app, issue, actor=invocation.actor)
                invocation.say(f"withdrawn: {plural(count, 'approval')} by {invocation.actor}")
                invocation.document({"withdrawn": count})
                return
            filters = filters_of(app, where)
            with invocation.counted("Asking links") as told:
                checked = issues.check(app, issue, thorough=True, told=told)
            issues.refuse(checked)
            readers = approvals.readers(app, checked, lists, filters)
            invocation.say(
                f"{checked.issue.subject}\n"
                f"{plural(sum(1 for _ in checked.issue.items()), 'item')}; "
                f"{in_words(checked.findings)}; "
                f"to {', '.join(approvals.audience_of(app, checked, lists))}: "
                f"{plural(readers, 'reader')} now"
            )
            if not readers:
                invocation.say(_NOBODY)
            _ask(invocation, yes)
            found = approvals.approve(
                app, checked, lists=lists, where=filters, actor=invocation.actor
            )
        for line in standing_words(found):
            invocation.say(line)
        invocation.document(standing_data(found))


def _ask(invocation: Invocation, yes: bool) -> None:
    """Ask whether to approve; raise `UsageError` where nobody can answer."""
    if yes:
        return
    if not invocation.can_ask:
        raise UsageError("nobody is there to be asked", "--yes approves without a question.")
    if not click.confirm(f"Approve it as {invocation.actor}?", err=True):
        raise click.Abort


def standing_words(found: Standing) -> list[str]:
    """Return what stands of the approvals of an issue, a line each."""
    lines = [
        f"{found.issue}: approved by {one.actor} on {one.at:%Y-%m-%d %H:%M} UTC"
        for one in found.approvals
    ]
    for one, what in found.void:
        lines.append(f"{found.issue}: what {one.actor} approved is void; since then changed:")
        lines += [f"  {line}" for line in what]
    lines.append(f"{found.issue}: {found.lacking or 'may be published'}")
    return lines


def standing_data(found: Standing) -> dict[str, object]:
    """Return the same for JSON."""
    given = [{"by": one.actor, "at": one.at.isoformat()} for one in found.approvals]
    void = [{"by": one.actor, "changed": list(what)} for one, what in found.void]
    data = {"issue": found.issue, "approved": given, "void": void, "lacking": found.lacking}
    return {**data, "bound_to": found.binding.as_data()}


def _publish(root: click.Group) -> None:
    @command(root, "publish", "newsletter publish update-2026-12-01 --via outbox")
    @click.argument("issue")
    @_audience
    @click.option("--via", metavar="CHANNEL", default="", help="outbox (the default): files only.")
    @click.option("--dry-run", is_flag=True, help="Check and count; write nothing.")
    @rehearsal.options
    @pass_invocation
    def publish(
        invocation: Invocation,
        issue: str,
        lists: tuple[str, ...],
        where: tuple[str, ...],
        via: str,
        dry_run: bool,
        test: str,
        edition: str | None,
        first: str,
    ) -> None:
        """Check an issue, freeze it with its readers, and make out a message to each of them.

        A second time it goes on where the first stopped and repeats nothing; a changed text or
        another reader makes a new rehearsal. What was really sent goes only to those who have not
        had it. Exit code 1 while there are errors, or approvals are missing.
        """
        from newsletter.flows import publishing as flows

        if test:
            if lists or where or dry_run:
                hint = "Leave out --to, --where and --dry-run."
                raise UsageError("--test goes to one address alone", hint)
            rehearsal.send_test(invocation, issue, test, edition=edition, first=first, via=via)
            return
        if edition or first:
            hint = "Readers get the form that they chose."
            raise UsageError("--edition and --first are for --test", hint)
        with invocation.app(lock="publish") as app:
            filters = filters_of(app, where)
            with invocation.counted("Writing") as told:
                published = flows.publish(
                    app, issue, lists=lists, where=filters, via=via, actor=invocation.actor,
                    dry_run=dry_run, thorough=True, told=told,
                )  # fmt: skip
            missing = app.settings.missing_for_real_mail()
            folder = str(flows.outbox_of(app, published))
        _receipt(invocation, published, folder, missing)


def _receipt(
    invocation: Invocation, published: Published, folder: str, missing: Sequence[str]
) -> None:
    receipt = published.receipt
    if published.checked.findings:
        found = in_words(published.checked.findings)
        invocation.say(f"{found}: newsletter check {published.checked.file.stem}")
    if receipt is None:
        invocation.say(f"would go to {plural(published.selected, 'reader')}; nothing was written")
        lacking = published.standing.lacking
        if lacking:
            invocation.say(f"it cannot be sent yet: {lacking}")
        invocation.document({"selected": published.selected, "dry_run": True, "lacking": lacking})
        if lacking:
            raise SystemExit(1)
        return
    states = ", ".join(f"{number} {state}" for state, number in receipt.states.items())
    invocation.say(f"campaign {receipt.campaign}: {receipt.selected} selected = {states}")
    forms = ", ".join(f"{number} {edition}" for edition, number in receipt.editions.items())
    invocation.say(f"editions: {forms}")
    new = plural(receipt.new, "message") if receipt.new else "nothing: all were there already"
    invocation.say(f"written just now: {new}")
    invocation.say(f"look at: {folder}")
    if published.rehearsal:
        invocation.say("This is a rehearsal: nobody has received anything.")
    else:
        invocation.say("It counts as sent, by whatever carries these files on: outbox_counts.")
    if missing:
        invocation.say(f"Before real mail can be sent, newsletter.toml needs {', '.join(missing)}.")
    states_data = {str(state): number for state, number in receipt.states.items()}
    invocation.document(
        {
            "campaign": receipt.campaign,
            "selected": receipt.selected,
            "states": states_data,
            "editions": {str(edition): number for edition, number in receipt.editions.items()},
            "written": receipt.new,
            "rehearsal": published.rehearsal,
            "folder": folder,
            "missing_for_real_mail": list(missing),
        }
    )


def filters_of(app: App, pairs: Sequence[str]) -> dict[str, str]:
    """Return the filters that ``--where`` names. Raises `UsageError` for what is none."""
    filters: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or key not in _FILTERS or not value:
            raise UsageError(f"--where {pair!r} cannot be used", "Use place=SE or language=en.")
        if key in filters:
            raise UsageError(f"--where {key}= is given twice", "Publish to one after the other.")
        filters[key] = app.place(value).code if key == "place" else value.lower()
    return filters


def _correct(root: click.Group) -> None:
    @command(
        root, "correct", 'newsletter correct update-2026-12-01 "The webinar is on 9 December."'
    )
    @click.argument("issue")
    @click.argument("text", default="")
    @click.option("--item", metavar="ID", default="", help="The item it is about.")
    @click.option("--remove", type=int, metavar="NUMBER", help="Take a correction back.")
    @pass_invocation
    def correct(
        invocation: Invocation, issue: str, text: str, item: str, remove: int | None
    ) -> None:
        """Correct an issue that readers have had; without TEXT list its corrections.

        What was sent stays as it was. The correction becomes a note on the issue's page on the
        web, and a block that the next draft of the publication begins with.
        """
        from newsletter.flows import corrections as flows
        from newsletter.flows import past_issues

        with invocation.app() as app:
            issue = past_issues.slug_of(app, issue)
            if remove is not None:
                flows.remove(app, issue, remove, actor=invocation.actor)
            elif text:
                flows.correct(app, issue, text, item=item, actor=invocation.actor)
            found = flows.of_issue(app, issue)
        for one in found:
            told = f", told in {one.carried_in}" if one.carried_in else ""
            about = f" {one.item}" if one.item else ""
            invocation.say(f"{one.id}{about}: {one.text} ({one.actor}, {one.at:%Y-%m-%d}{told})")
        if not found:
            click.echo(f"{issue} has no corrections", err=True)
        elif text:
            number = found[-1].id
            invocation.say("The next draft of the publication tells it; one that is there already")
            invocation.say(f"is told by check. To take it back: correct {issue} --remove {number}")
        names = ("id", "item", "text", "actor", "at", "carried_in")
        invocation.document([{name: getattr(one, name) for name in names} for one in found])
