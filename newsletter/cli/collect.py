"""``newsletter collect``."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.errors import NotFound, UsageError
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.model.outcomes import Outcome, Report
    from newsletter.model.sources import Source, SourceBook

_NAMED = 5  # failed sources named in the summary


def register(root: click.Group) -> None:
    """Add the command."""

    @command(root, "collect", "newsletter collect se-fohm who")
    @click.argument("sources", nargs=-1, metavar="[SOURCE]...")
    @click.option("--all", "every", is_flag=True, help="Also sources that are not due yet.")
    @click.option("--only-new", is_flag=True, help="Skip all that a source has at first.")
    @click.option(
        "--history",
        is_flag=True,
        help="Skip nothing of what a source has; for sources read for the first time.",
    )
    @click.option("--strict", is_flag=True, help="Exit with 1 if a source fails.")
    @pass_invocation
    def collect(
        invocation: Invocation,
        sources: tuple[str, ...],
        every: bool,
        only_new: bool,
        history: bool,
        strict: bool,
    ) -> None:
        """Fetch sources and store what is new: all that are due, or those named.

        One bad source never stops the others; what it said stays with it (sources list). What is
        older than 60 days when a source is first read goes into the archive, not the inbox.
        """
        from newsletter.flows import sources as flows

        if only_new and history:
            raise UsageError("--only-new and --history are two wishes", "Give one of them.")
        with invocation.app(lock="collect") as app:
            chosen = named(app.book, sources) if sources else switched_on(app.book)
            due_only = not sources and not every
            with invocation.progress("Collecting", len(chosen)) as advance:

                def told(outcome: Outcome) -> None:
                    advance(1)
                    invocation.say(_line(outcome))

                report = asyncio.run(
                    flows.collect(
                        app, chosen, due_only=due_only, only_new=only_new, history=history,
                        told=told,
                    )
                )  # fmt: skip
        invocation.say(summary(report))
        invocation.document(
            {"sources": [asdict(outcome) for outcome in report.outcomes], **totals(report)}
        )
        if strict and report.failed:
            raise SystemExit(1)


def named(book: SourceBook, ids: tuple[str, ...]) -> list[Source]:
    """Return the sources with these ids, also switched-off ones that have an address."""
    from newsletter.model.located import nearest

    chosen = []
    for id in ids:
        source = book.source(id)
        if source is None:
            near = nearest(id, [one.id for one in book.sources])
            hint = f"Is {near!r} meant?" if near else "See them with: newsletter sources list"
            raise NotFound("source", id, hint)
        if not source.address:
            raise UsageError(
                f"source {id!r} has no address to fetch yet",
                "Give it one in sources.yaml, or say enabled: true where it has a page."
                f" Look at it with: newsletter sources try {source.page or 'URL'}",
            )
        chosen.append(source)
    return chosen


def switched_on(book: SourceBook) -> list[Source]:
    """Return the sources that are fetched without being named."""
    chosen = [source for source in book.sources if source.enabled and source.address]
    if not chosen:
        raise UsageError("no source is switched on", "Add one with: newsletter sources add URL")
    return chosen


def _line(outcome: Outcome) -> str:
    if outcome.problem:
        return f"{outcome.source:<20} failed: {outcome.problem}"
    if outcome.waiting:
        return f"{outcome.source:<20} not asked: {outcome.waiting}"
    if outcome.unchanged:
        return f"{outcome.source:<20} nothing new: unchanged"
    words = [plural(outcome.entries, "entry", "entries"), f"{outcome.new} new"]
    words += [f"{outcome.elsewhere} there from elsewhere"] if outcome.elsewhere else []
    words += [f"{outcome.skipped} remembered as its history"] if outcome.skipped else []
    words += [f"{outcome.blank} without address and text"] if outcome.blank else []
    words += [f"{outcome.renamed} under new ids"] if outcome.renamed else []
    words += [f"{outcome.doubtful} held back as probably old"] if outcome.doubtful else []
    words += [f"moved: read at {outcome.address} from now on"] if outcome.address else []
    words += [f"{outcome.filtered} left out by keywords"] if outcome.filtered else []
    words += [outcome.warning] if outcome.warning else []
    return f"{outcome.source:<20} {', '.join(words)}"


def totals(report: Report) -> dict[str, int]:
    """Return the numbers of a collection."""
    counts = {"merged": report.merged, "failed": len(report.failed), "waiting": len(report.waiting)}
    return {"new": report.total("new"), "doubtful": report.total("doubtful"), **counts}


def summary(report: Report) -> str:
    """Return a collection in one sentence; it names what failed, up to five sources."""
    new = plural(report.total("new"), "new item")
    asked = len(report.outcomes) - len(report.waiting)
    words = f"{new} from {plural(asked - len(report.failed), 'source')}"
    words += f", {report.merged} merged with what was there" if report.merged else ""
    if past := report.total("skipped"):
        words += f"; {past:,} older ones went into the archive (newsletter items search)"
    if held := report.total("doubtful"):
        words += f"; {held} held back as probably old (newsletter status)"
    busy = sum(1 for outcome in report.waiting if outcome.busy)
    if later := len(report.waiting) - busy:
        words += f"; {plural(later, 'source')} not due yet (--all asks them too)"
    if busy:
        words += f"; {plural(busy, 'source')} not asked: their hosts want to be left alone"
    if not asked:
        return words
    if not report.failed:
        return f"{words}; none failed"
    named = ", ".join(outcome.source for outcome in report.failed[:_NAMED])
    more = f" and {len(report.failed) - _NAMED} more" if len(report.failed) > _NAMED else ""
    return f"{words}; failed: {named}{more} (newsletter sources list --failing says why)"
