"""What was removed for good, and must not come back by a later collection."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsletter.errors import Conflict
from newsletter.model.items import Entry, Item, Sighting, item_key, url_key

REMOVED = "item removed"  # the act of removing something for good
_TITLED = re.compile(r"#[0-9a-f]{32}")  # behind the address of a listing; see `item_key`


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That what had an identity was removed, why, by whom and when.

    ``key`` is the `hidden` identity: a tombstone tells nothing of what lies there.
    """

    key: str
    reason: str
    actor: str
    at: datetime


def hidden(identity: str) -> str:
    """Return an identity key as a tombstone has it: 64 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(identity.encode()).hexdigest()


def own_key(source: str, key: str) -> str:
    """Return the identity of the entry that ``source`` serves under ``key``, whatever its address.

    It is that of `item_key` for an entry without an address.
    """
    return item_key(source, key, Entry("", "", ""))


def identities(item: Item, seen: Iterable[Sighting]) -> set[str]:
    """Return all that ``item``, with these sightings, may come back as.

    Its identity, those of the addresses it was seen under, and those of the sources' own keys.
    The address of a listing counts with the title only: others may come under it.
    """
    found = {item.key}
    for one in seen:
        address = url_key(one.url)
        listed = "/" not in address or _TITLED.fullmatch(item.key.removeprefix(address))
        listings = frozenset((address,)) if listed else frozenset[str]()
        found.add(item_key(one.source, one.key, Entry("", one.url, one.title), listings))
        found.add(own_key(one.source, one.key))
    return found


def refusal(acts: Iterable[Mapping[str, Any]], key: str) -> Conflict:
    """Return why what has the identity ``key`` may not come back, from the acts of removing."""
    one = next((one for one in acts if hidden(key) in one["detail"]["keys"]), None)
    if one is None:
        return Conflict("this was removed for good")
    return Conflict(
        f"this was removed for good by {one['actor']} on {one['at']:%Y-%m-%d}, "
        f"because: {one['detail']['because']}",
        f"To take that back: newsletter items readmit {one['subject']}",
    )
