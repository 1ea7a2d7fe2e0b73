"""What makes an entry the same one again: keys that hold although ids repeat or change.

A feed's id is the best there is, where it is one. Some feeds give all entries the same id, some
make a new one at every fetch, some change all of them when their software does, some lose the
host or the scheme of their addresses. So a source says by its entries what its ids are worth: who
cannot be trusted with them is no longer asked (`distrusted`), and an entry that comes back under
another id is recognised by its address, or by its words and its date (`renamed`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from newsletter.model.items import Entry, Sighting, digest_of, url_key

BY_ADDRESS = "address"  # what `Health.identity` says where ids are not to be trusted
_REPEATED = 0.05  # of the ids of a document
_CHANGES = 3  # fetches in which entries known already came under other ids


def keyed(entries: Iterable[Entry], identity: str = "") -> list[tuple[str, Entry]]:
    """Give each entry of one document a key that none other of it has.

    The feed's id, unless ``identity`` is `BY_ADDRESS`; where it is missing or repeated, more of
    what tells entries apart: address, title, text, at last the count. Nothing a source served is
    dropped for want of an id.
    """
    trusted = identity != BY_ADDRESS
    named = [(entry, _name(entry, trusted=trusted)) for entry in entries]
    shared = Counter(name for _, name in named)
    # Mostly the first rung holds, and the others need not be made.
    ladders = [
        (one, _ladder(one, trusted=trusted) if shared[name] > 1 else [name]) for one, name in named
    ]
    counts = Counter(rung for _, ladder in ladders for rung in ladder)
    repeats: Counter[str] = Counter()
    result: dict[str, Entry] = {}
    for entry, ladder in ladders:
        key = name = next((rung for rung in ladder if counts[rung] == 1), ladder[-1])
        while key in result:  # the same entry again, or an id that looks like a key of ours
            repeats[name] += 1
            key = f"{name}#{repeats[name] + 1}"
        result[key] = entry
    return list(result.items())


def _id(entry: Entry, *, trusted: bool) -> str:
    return (entry.id if trusted else "") or url_key(entry.url)


def _name(entry: Entry, *, trusted: bool) -> str:
    return _id(entry, trusted=trusted) or "t:" + digest_of(entry.title)


def _ladder(entry: Entry, *, trusted: bool) -> list[str]:
    name = _id(entry, trusted=trusted)
    return [
        _name(entry, trusted=trusted),
        "u:" + digest_of(name, entry.url),
        "t:" + digest_of(name, entry.url, entry.title),
        "d:" + digest_of(name, entry.digest),
    ]


def distrusted(entries: Sequence[Entry], renamed: int) -> bool:
    """Tell whether the ids of a source are worth nothing.

    They are where more than one in twenty of a document repeats another (and more than one does),
    or where known entries came under other ids in three fetches (``renamed``).
    """
    ids = [entry.id for entry in entries if entry.id]
    repeated = len(ids) - len(set(ids))
    return renamed >= _CHANGES or repeated > max(1, len(ids) * _REPEATED)


def reused(entries: Mapping[str, Entry], known: Mapping[str, Sighting]) -> bool:
    """Tell whether ids stand for other entries than before, as where they count from the top.

    ``known`` are the sightings under the keys of ``entries``. More than half of them must have
    another address, or none, and another title: a correction changes few, a new site no titles.
    """
    others = [key for key, one in known.items() if _is_another(entries[key], one)]
    return len(others) > len(known) / 2


def _is_another(entry: Entry, known: Sighting) -> bool:
    elsewhere = not entry.url or url_key(entry.url) != url_key(known.url)
    return elsewhere and entry.title != known.title


def again(new: Mapping[str, Entry], likes: Sequence[Sighting]) -> frozenset[str]:
    """Return the titles of ``new`` whose words a source served before, once.

    What comes under one title regularly, or with other words each time, is a series.
    """
    titles = Counter(entry.title for entry in new.values())
    titles.update(one.title for one in likes)
    known = {one.title: one for one in likes}
    return frozenset(
        entry.title
        for entry in new.values()
        if titles[entry.title] == 2
        and (one := known.get(entry.title))
        and one.digest == digest_of(one.url, entry.title, entry.excerpt)
    )


def renamed(
    unknown: Mapping[str, Entry],
    items: Mapping[str, str],
    known: Sequence[Sighting],
    listings: Collection[str] = (),
) -> dict[str, Sighting]:
    """Return those of ``unknown`` that are known under another key: new key -> old sighting.

    ``unknown``: the entries by the keys they have now; ``items``: their key -> the item that is
    there with their address. ``known`` are sightings of the same source that its document does
    not hold under their own keys any more. In this order they are the same when they have one
    item; the same address; the same title and address but for the host; the same title, text and
    moment; without an address, the same words. Each sighting is found once. What only shares a
    listing's address (``listings``, as `url_key`) is never the same.
    """
    if not known:
        return {}
    ways = (_one_item, _one_address, _one_path, _one_text, _one_wording)
    found: dict[str, Sighting] = {}
    for way in ways:
        marks: dict[tuple[str, ...], list[Sighting]] = {}
        taken = {sighting.key for sighting in found.values()}
        for sighting in known:
            mark = way(sighting, sighting.item, sighting.digest)
            if mark and sighting.key not in taken:
                marks.setdefault(mark, []).append(sighting)
        for key, entry in unknown.items():
            by_address = way in (_one_item, _one_address)
            if key in found or (by_address and url_key(entry.url) in listings):
                continue
            if way is _one_address and key in items:
                continue  # there is an item at its address, and it is another one
            mark = way(entry, items.get(key, ""), entry.digest)
            if mark and marks.get(mark):
                found[key] = marks[mark].pop(0)
    return found


def _one_item(_: Entry | Sighting, item: str, __: str) -> tuple[str, ...]:
    return (item,) if item else ()


def _one_address(one: Entry | Sighting, _: str, __: str) -> tuple[str, ...]:
    # A site that moved has items under its old addresses.
    return (url_key(one.url),) if one.url else ()


def _one_text(one: Entry | Sighting, _: str, __: str) -> tuple[str, ...]:
    return (one.text,) if one.text else ()


def _one_path(one: Entry | Sighting, _: str, __: str) -> tuple[str, ...]:
    parts = urlsplit(one.url)
    path = parts.path.rstrip("/")
    return (path, parts.query, one.title) if path or parts.query else ()


def _one_wording(one: Entry | Sighting, _: str, digest: str) -> tuple[str, ...]:
    return (digest,) if not one.url else ()
