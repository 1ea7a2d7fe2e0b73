"""What a browser's axe-core found on the rendered mails: see `newsletter.model.seen`."""

from __future__ import annotations

from collections.abc import Iterable

from newsletter.model.seen import Seen
from newsletter.model.text import plural
from newsletter.stages.check.examined import Examined, asks
from newsletter.stages.check.findings import Finding, error, warning

_GRAVE = ("serious", "critical")


@asks("axe-core; WCAG 2.2, level AA")
def accessibility(examined: Examined) -> Iterable[Finding]:
    """What a rule of accessibility says is wrong, some readers cannot read, find or use.

    Says nothing where no browser looked.
    """
    found: dict[tuple[str, str], list[Seen]] = {}
    for one in examined.seen:
        found.setdefault((one.page, one.rule), []).append(one)
    for alike in found.values():
        first = next((one for one in alike if one.impact in _GRAVE), alike[0])
        rest = f", and {plural(len(alike) - 1, 'more place')}" if len(alike) > 1 else ""
        message = (
            f"{first.page}, {first.where}: {first.message} ({first.rule}) at {first.target}{rest}; "
            f"see {first.help_url.partition('?')[0]}"
        )
        yield (error if first.impact in _GRAVE else warning)(1, message)
