"""What an issue owes to readers whom it may hurt: a word before, and somebody to call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from newsletter.model.dates import in_words
from newsletter.model.help_lines import LASTS, HelpLines, help_lines, mentions
from newsletter.model.issues import IssueItem
from newsletter.model.sources import Place
from newsletter.model.text import plural
from newsletter.stages.check.examined import Examined, asks
from newsletter.stages.check.findings import Finding, advice, error, warning

_SHOWN = 4  # places that are named


@asks("WHO: Preventing suicide, a resource for media professionals; Mindframe")
def harm(examined: Examined) -> Iterable[Finding]:
    """Who is in a crisis must be able to stop reading in time, and find somebody to talk to.

    Where an item speaks of suicide or self-harm, in any of the network's languages, it needs a
    content note, and the issue a help line that somebody has rung in the last half year. The help
    lines of sources.yaml are printed below such an issue, but never one that nobody has checked.
    """
    found = list(mentions(examined.issue))
    for line, item in found:
        if item and not item.note and not item.sensitive:  # the check `notes` tells of those
            yield warning(line, _no_note(item))
    if found:
        yield from _numbers(examined, *found[0])


def _no_note(item: IssueItem) -> str:
    note = '"Note: This item speaks about suicide."'
    return f"{item.named}: speaks of suicide or self-harm, without a content note; write {note}"


def _numbers(examined: Examined, line: int, item: IssueItem | None) -> Iterator[Finding]:
    """Yield what is wrong with the numbers to call: that there are none, or not all can be used."""
    printed = help_lines(examined.book, examined.issue.date)
    lines = help_lines(examined.book, examined.day)
    late = [place for place, _ in printed.usable if place in lines.stale]
    if late:
        day = in_words(examined.day)
        names, it = _named(late), "it" if len(late) == 1 else "them"
        message = f"the help line of {names} was checked too long before {day}: ring {it} again"
        yield error(line, f"{message}, and write the day and who did it in sources.yaml")
    elif not lines.usable:
        what = f"{item.named}: speaks of suicide" if item else "speaks of suicide"
        yield warning(line, f"{what}, and no help line can be printed: {_how(lines)}")
    elif lines.unchecked or lines.stale:
        missing = [*lines.unchecked, *lines.stale]
        count = plural(len(missing), "help line")
        yield advice(line, f"{count} will not be printed ({_named(missing)}): {_how(lines)}")


def _how(lines: HelpLines) -> str:
    """Return what to do, that a help line can be printed."""
    waiting = [*lines.unchecked, *lines.stale]
    if not waiting:
        return (
            "write one under a place in sources.yaml, as in "
            'help_line: {text: "Lifeline 13 11 14", checked: "2026-11-01, duty editor"}'
        )
    place = waiting[0]
    why = "nobody has checked it" if place in lines.unchecked else f"checked over {LASTS} days ago"
    number = place.help_line.text if place.help_line else ""
    return (
        f'ring "{number}" ({place.name}; {why}), and in sources.yaml write the day and who did it '
        'behind checked: "2026-11-01, duty editor"'
    )


def _named(places: Sequence[Place]) -> str:
    names = [place.name for place in places[:_SHOWN]]
    rest = len(places) - len(names)
    return ", ".join(names) + (f" and {rest} more" if rest else "")
