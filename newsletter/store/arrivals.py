"""What is there already of what a source serves, asked in few questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from newsletter.model.arrivals import Known
from newsletter.model.identity import renamed
from newsletter.model.items import Entry, Sighting, item_key
from newsletter.model.tombstones import own_key
from newsletter.store import items, sightings, tombstones
from newsletter.store.engine import Transaction


def known(
    tx: Transaction,
    source: str,
    entries: Mapping[str, Entry],
    seen: Mapping[str, Sighting] | None,
    listings: Collection[str],
) -> tuple[Known, list[Sighting]]:
    """Return what is known of ``entries``, by their keys, and what the source served like them.

    ``seen`` are its sightings under these keys, None for a source that is read for the first
    time; ``listings`` are addresses that identify nothing, as `url_key`. Doubts are not its
    affair.
    """
    unknown = {key: entry for key, entry in entries.items() if key not in (seen or ())}
    identities = {
        key: item_key(source, key, entry, frozenset(listings)) for key, entry in unknown.items()
    }
    there = items.ids_of(tx, identities.values())
    by_key = {key: there[one] for key, one in identities.items() if one in there}
    likes: list[Sighting] = []
    if unknown and seen is not None:
        titles = (entry.title for entry in unknown.values())
        urls = (entry.url for entry in unknown.values() if entry.url)
        likes = sightings.like(tx, source, titles, by_key.values(), urls)
    free = [one for one in likes if one.key not in entries]
    same = renamed(unknown, by_key, free, listings)
    fresh = (one for key, one in identities.items() if key not in same and key not in by_key)
    return Known(
        {key: (one.item, one.digest) for key, one in (seen or {}).items()},
        identities,
        there,
        items.new_ids(tx, fresh),
        same,
        buried=_buried(tx, source, identities),
    ), likes


def _buried(tx: Transaction, source: str, identities: Mapping[str, str]) -> frozenset[str]:
    """Return the keys of entries whose item was removed for good."""
    if not tombstones.stand(tx):
        return frozenset()  # mostly, and a collection brings thousands of keys
    names = {key: (identity, own_key(source, key)) for key, identity in identities.items()}
    buried = tombstones.buried(tx, (name for those in names.values() for name in those))
    return frozenset(key for key, those in names.items() if not buried.isdisjoint(those))
