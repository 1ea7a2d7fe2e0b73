"""Entries that are new all at once, and probably no news: a site that posts its past again.

A new system, a changed address or ids made anew let a source serve as new what it served for
years. It is kept, but not shown as new before somebody has looked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from newsletter.model.dates import is_before
from newsletter.model.items import Entry

_LEAST = 5  # entries; fewer do no harm
_SHARE = 0.5  # of what the source serves
_SLACK = timedelta(days=2)  # a page may be published some time after it is dated
_UNDATED = timedelta(days=3)  # after so long a page without dates may have as much news


def reposted(
    new: Mapping[str, Entry],
    titles: Collection[str],
    served: int,
    before: datetime | None,
    now: datetime,
) -> tuple[str, ...]:
    """Return the keys of the entries that are probably no news, or none.

    ``new`` are the entries never seen of a source that was read ``before``, ``served`` how many
    it serves altogether, ``titles`` those of ``new`` that it served under other addresses
    already. More than half of what it serves, and at least five, must look old: of a known title,
    dated before the last reading, or undated although it was read just now.
    """
    if before is None or before > now:  # the clock was wrong then: nobody knows
        return ()

    def old(entry: Entry) -> bool:
        if entry.title in titles:
            return True
        return is_before(entry.moment, before - _SLACK) if entry.moment else now - before < _UNDATED

    those = tuple(key for key, entry in new.items() if old(entry))
    return those if len(those) >= _LEAST and len(those) > served * _SHARE else ()
