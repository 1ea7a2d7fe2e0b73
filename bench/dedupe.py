"""Finding near-duplicates beside what a user would write: ``dedupe.py``.

2,000 new items are compared with an archive of 200,000; some tell a story that is there, some only
look so. README.md says what is measured and why. Prints a table and, as the last line, one JSON
object; exits with 1 when an aim does not hold.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rapidfuzz import fuzz, process, utils
from titles import EDITS, NOW, Planted, Writer

from newsletter import store
from newsletter.model.items import Item
from newsletter.stages import merge as merging

ARCHIVE, NEW, EACH = 200_000, 2_000, 50  # EACH: planted of one kind
SAMPLE = 100  # new items that the bare search is given; it takes a tenth of a second for each
CUTOFF = 90  # of 100, the score from which the bare search says "the same"
SEED = 20261122
OURS, BARE = "newsletter", "rapidfuzz over all"


@dataclass(frozen=True)
class Found:
    """What one way found: new item -> the old one it says it is; ``cpu`` seconds for ``asked``."""

    pairs: dict[str, str]
    asked: Sequence[Planted]
    cpu: float

    @property
    def right(self) -> int:
        return sum(self.pairs.get(one.item.id) == one.origin for one in self.planted)

    @property
    def planted(self) -> list[Planted]:
        return [one for one in self.asked if one.origin]

    @property
    def precision(self) -> float:
        return self.right / max(1, len(self.pairs))

    @property
    def recall(self) -> float:
        return self.right / max(1, len(self.planted))


def new_items(writer: Writer, archive: Sequence[Item]) -> list[Planted]:
    """Return what comes in today: planted ones, `EACH` of every kind, and others."""
    recent = [item for item in archive[-1_600:] if item.excerpt and len(item.title.split()) >= 4]
    numbers = iter(range(ARCHIVE, ARCHIVE + NEW))
    kinds = [kind for kind in EDITS for _ in range(EACH)]
    origins = writer.random.sample(recent, len(kinds))
    made = [
        writer.retold(origin, next(numbers), kind)
        for origin, kind in zip(origins, kinds, strict=True)
    ]
    made += [Planted(writer.item(number, NOW), "a story of its own") for number in numbers]
    writer.random.shuffle(made)
    return made


def ours(db: store.Store, new: Sequence[Planted]) -> Found:
    """Let the stage find them, as `newsletter collect` does."""
    began = time.process_time()
    merges = merging.merge(db, now=NOW)
    cpu = time.process_time() - began
    return Found({one.item: one.into for one in merges}, new, cpu)


def bare(archive: Sequence[Item], new: Sequence[Planted]) -> Found:
    """Compare each with every title: rapidfuzz as its README shows it."""
    titles = [utils.default_process(item.title) for item in archive]
    began = time.process_time()
    pairs: dict[str, str] = {}
    for one in new:
        wanted = utils.default_process(one.item.title)
        best = process.extractOne(wanted, titles, scorer=fuzz.ratio, score_cutoff=CUTOFF)
        if best:
            pairs[one.item.id] = archive[best[2]].id
    return Found(pairs, new, time.process_time() - began)


def looking_alike(db: store.Store, new: Sequence[Planted], found: Found) -> Counter[str]:
    """Return by kind how many that were not merged show their origin as one that looks alike."""
    counted: Counter[str] = Counter()
    with db.read() as tx:
        for one in new:
            if one.kind in EDITS and one.item.id not in found.pairs:
                shown = merging.alike(tx, store.items.get(tx, one.item.id))
                origins = [item.id for item in shown]
                counted[one.kind] += one.origin in origins if one.origin else bool(origins)
    return counted


def filled(folder: Path, archive: Sequence[Item]) -> tuple[store.Store, float, float]:
    """Return a database with the archive, and its MB before and after it was made comparable."""
    db = store.Store.open(f"sqlite:///{folder}/newsletter.db")
    with db.begin() as tx:
        store.items.add(tx, archive)
    before = size(db)
    merging.merge(db, now=NOW + timedelta(days=365))  # all is old then: remembered, not compared
    return db, before, size(db)


def size(db: store.Store) -> float:
    """Return the MB of a database."""
    with db.read() as tx:
        pages, bytes_each = (
            tx.exec_driver_sql(f"pragma {name}").scalar_one()
            for name in ("page_count", "page_size")
        )
    return float(pages * bytes_each / 2**20)


def by_kind(new: Sequence[Planted], found: Found, alike: Counter[str]) -> Iterator[str]:
    """Yield the lines of the first table: what became of each kind."""
    yield f"{'':32}{'new':>6}{'merged':>8}{'rightly':>9}{'looks like':>12}"
    for kind in (*EDITS, "a story of its own"):
        those = [one for one in new if one.kind == kind]
        merged = [one for one in those if one.item.id in found.pairs]
        right = sum(found.pairs[one.item.id] == one.origin for one in merged)
        yield f"{kind:32}{len(those):>6}{len(merged):>8}{right:>9}{alike[kind]:>12}"


def by_way(found: dict[str, Found]) -> Iterator[str]:
    """Yield the lines of the second table: each way with its cost."""
    yield f"{'':22}{'items':>7}{'CPU s':>8}{'ms an item':>12}{'precision':>11}{'recall':>8}"
    for name, one in found.items():
        each = one.cpu / len(one.asked) * 1_000
        yield (
            f"{name:22}{len(one.asked):>7}{one.cpu:>8.2f}{each:>12.2f}"
            f"{one.precision:>11.3f}{one.recall:>8.3f}"
        )


def aims(found: dict[str, Found], alike: Counter[str]) -> dict[str, dict[str, float | bool]]:
    """Return each aim with its figure, its limit and whether it holds."""
    us, them = found[OURS], found[BARE]
    ratio = (them.cpu / len(them.asked)) / (us.cpu / len(us.asked))
    planted = {one.kind for one in us.planted}
    shown = us.recall + sum(alike[kind] for kind in planted) / len(us.planted)
    told: dict[str, dict[str, float | bool]] = {
        "cpu_seconds": {"figure": us.cpu, "most": 10.0, "holds": us.cpu <= 10},
    }
    for name, figure, least in (
        ("bare_cpu_by_ours", ratio, 20.0),
        ("precision", us.precision, 0.995),
        ("recall", us.recall, 0.8),
        ("recall_with_looks_like", shown, 0.98),
    ):
        told[name] = {"figure": round(figure, 4), "least": least, "holds": figure >= least}
    return told


def main() -> int:
    """Measure, tell, and return the exit code."""
    writer = Writer(SEED)
    archive = list(writer.archive(ARCHIVE))
    new = new_items(writer, archive)
    with tempfile.TemporaryDirectory() as name:
        print("filling the archive ...", file=sys.stderr)
        db, before, after = filled(Path(name), archive)
        with closing(db):
            with db.begin() as tx:
                store.items.add(tx, [one.item for one in new])
            found = {OURS: ours(db, new), BARE: bare(archive, new[:SAMPLE])}
            alike = looking_alike(db, new, found[OURS])
    held = aims(found, alike)
    print(f"{NEW:,} new items against {ARCHIVE:,}\n")
    print("\n".join(by_kind(new, found[OURS], alike)), end="\n\n")
    print("\n".join(by_way(found)), end="\n\n")
    print(f"database: {before:.0f} MB, with the blocks {after:.0f} MB\n")
    for aim, its in held.items():
        limit = f"at least {its['least']}" if "least" in its else f"at most {its['most']}"
        print(f"{'holds' if its['holds'] else 'FAILS':6}{aim}: {its['figure']:.3f} ({limit})")
    figures = {
        way: {"items": len(one.asked), "cpu": round(one.cpu, 3),
              "precision": round(one.precision, 4), "recall": round(one.recall, 4)}
        for way, one in found.items()
    }  # fmt: skip
    sizes = {"mb_without_blocks": round(before, 1), "mb": round(after, 1)}
    print(json.dumps({"bench": "dedupe", "figures": {**figures, **sizes}, "aims": held}))
    return 0 if all(one["holds"] for one in held.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
