"""Collecting beside what a user would pick instead: ``collect.py READER_PYTHON``.

300 feed documents over loopback, first into empty databases (cold), then again with nothing new
(warm), by this project, by the library reader and by a bare script. README.md says what is
measured and why. Prints a table and, as the last line, one JSON object; exits with 1 when an aim
does not hold, with 2 when the documents are missing.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice, takewhile
from pathlib import Path
from statistics import median

BENCH = Path(__file__).resolve().parent
FEEDS = BENCH.parents[1] / "shared" / "data" / "feeds"
SOURCES = 300
ROUNDS = 3
WARM_RUNS = 5  # in each round, because one is so short
STALLED = 300  # seconds after which a collector is taken to hang
OURS, BARE = "newsletter", "bare script"


@dataclass(frozen=True)
class Collector:
    """One way to collect, and what its database is asked afterwards.

    ``command`` runs in the folder of a round; with ``prepare`` as its last word it makes its
    database, which is not measured.
    """

    name: str
    command: tuple[str, ...]
    database: str
    entries: str  # SQL: a source, how many entries are stored of it
    refused: str  # SQL: the sources that could not be read


@dataclass
class Runs:
    """What the runs of one collector in one phase cost: seconds of CPU and wall, peaks in MB.

    ``cpu`` and ``wall`` are of collecting, without imports and opening; ``whole`` is the CPU of
    everything from start to end; ``together`` adds up the peaks of all its processes.
    """

    cpu: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    largest: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    entries: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


Measured = dict[tuple[str, str], Runs]  # by collector and phase


def collectors(reader_python: str) -> list[Collector]:
    """Return what is compared."""
    scripts = BENCH / "collectors"
    readers = (
        Collector(
            f"reader, workers={workers}",
            (reader_python, f"{scripts}/reader_peer.py", f"reader-{workers}.db", f"{workers}"),
            f"reader-{workers}.db",
            "select feed, count(*) from entries group by feed",
            "select url from feeds where last_exception is not null",
        )
        for workers in (1, 10)
    )
    return [
        Collector(
            OURS,
            (sys.executable, f"{scripts}/ours.py", "workspace"),
            "workspace/var/newsletter.db",
            "select source, count(*) from sightings group by source",
            "select source from source_health where problem != ''",
        ),
        Collector(
            BARE,
            (sys.executable, f"{scripts}/bare.py", "bare.db"),
            "bare.db",
            "select feed, count(*) from entries group by feed",
            "select url from feeds where problem != ''",
        ),
        *readers,
    ]


# --- what is served ---


@contextmanager
def served() -> Iterator[list[str]]:
    """Yield the addresses of the sources, in the order of their documents."""
    command = (sys.executable, f"{BENCH}/loopback.py", str(FEEDS), str(SOURCES))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:  # ends when its input is closed
        assert server.stdout is not None
        addresses = [line.strip() for line in takewhile(str.strip, server.stdout)]
        if len(addresses) != SOURCES:
            raise SystemExit("the server of the feed documents did not start")
        yield addresses


def wanted() -> list[int]:
    """Return how many entries each source has: what feedparser finds, or more where it is blind."""
    with (FEEDS / "index.tsv").open(encoding="utf-8", newline="") as index:
        rows = sorted(
            (row["file"], max(int(row["entries_expected"]), int(row["entries_feedparser"])))
            for row in csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE)
        )
    return [entries for _, entries in islice(cycle(rows), SOURCES)]


def lay_out(folder: Path, addresses: Sequence[str]) -> None:
    """Write what the collectors start from: a list of addresses, and a workspace with them."""
    (folder / "addresses").write_text("\n".join(addresses), encoding="utf-8")
    workspace = folder / "workspace"
    workspace.mkdir()
    text = "sections: [News]\nplaces:\n  - code: XX\n    name: Nowhere\nsources:\n"
    for number, address in enumerate(addresses):
        text += f"  - id: s{number}\n    name: Source {number}\n    place: XX\n"
        text += f"    section: News\n    language: en\n    feed: {address}\n"
    (workspace / "sources.yaml").write_text(text, encoding="utf-8")
    hosts = sorted({address.split("/")[2] for address in addresses})
    settings = f"[collect]\ntrusted = {json.dumps(hosts)}\n"
    if len(hosts) == 1:  # the pause that is due to a host would only be waited
        settings += "gap = 0\n"
    (workspace / "newsletter.toml").write_text(settings, encoding="utf-8")


# --- measuring ---


def run(collector: Collector, folder: Path, *words: str) -> tuple[dict[str, float], float, float]:
    """Run it once; return what it told, and CPU seconds and peak MB of all that it was."""
    with (folder / "errors").open("w+b") as errors:
        process = subprocess.Popen(
            (*collector.command, *words), cwd=folder, stdout=subprocess.PIPE, stderr=errors
        )
        stalled = threading.Timer(STALLED, process.kill)
        stalled.start()
        assert process.stdout is not None
        with process.stdout:
            told = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        stalled.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            print(errors.read().decode(errors="replace"), file=sys.stderr)
            raise SystemExit(f"{collector.name} ended with {process.returncode}")
    peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return json.loads(told or "{}"), usage.ru_utime + usage.ru_stime, peak


def measure(collector: Collector, folder: Path, runs: Runs) -> None:
    """Run ``collector`` once more and add what that cost."""
    told, whole, largest = run(collector, folder)
    runs.cpu.append(told["cpu"])
    runs.wall.append(told["wall"])
    runs.together.append(told["together"])
    runs.whole.append(whole)
    runs.largest.append(largest)
    with closing(sqlite3.connect(folder / collector.database)) as db:
        runs.entries = dict(db.execute(collector.entries))
        runs.refused = [source for (source,) in db.execute(collector.refused)]


def one_round(compared: Sequence[Collector], addresses: Sequence[str], measured: Measured) -> None:
    """Let each collect once cold and then warm, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder, addresses)
        for collector in compared:
            cold = measured.setdefault((collector.name, "cold"), Runs())
            _, _, largest = run(collector, folder, "prepare")
            measure(collector, folder, cold)
            cold.largest[-1] = max(cold.largest[-1], largest)
        for _ in range(WARM_RUNS):
            for collector in compared:
                warm = measured.setdefault((collector.name, "warm"), Runs())
                measure(collector, folder, warm)


# --- telling ---


def best_reader(measured: Measured, phase: str) -> Runs:
    """Return the runs with the number of workers that suits reader best."""
    runs = [one for (name, its), one in measured.items() if its == phase and "reader" in name]
    return min(runs, key=lambda one: median(one.cpu))


def table(measured: Measured) -> Iterator[str]:
    """Yield the lines of the table: medians over the runs, the range of the CPU, largest peaks."""
    yield (
        f"{'':24}{'CPU s, collecting':>22}{'x reader':>9}{'CPU s, all':>12}{'x reader':>9}"
        f"{'wall s':>8}{'MB':>5}{'MB sum':>8}{'entries':>9}{'refused':>9}"
    )
    for phase in ("cold", "warm"):
        peer = best_reader(measured, phase)
        for (name, its), runs in measured.items():
            if its != phase:
                continue
            cpu, whole = median(runs.cpu), median(runs.whole)
            span = f"{cpu:.3f} ({min(runs.cpu):.2f}-{max(runs.cpu):.2f})"
            yield (
                f"{phase + ' ' + name:24}{span:>22}{median(peer.cpu) / cpu:>9.1f}"
                f"{whole:>12.2f}{median(peer.whole) / whole:>9.1f}{median(runs.wall):>8.2f}"
                f"{max(runs.largest):>5.0f}{max(runs.together):>8.0f}"
                f"{sum(runs.entries.values()):>9}{len(runs.refused):>9}"
            )


def aims(measured: Measured) -> dict[str, dict[str, float | bool]]:
    """Return each aim with its figure, its limit and whether it holds."""
    ours = {phase: measured[OURS, phase] for phase in ("cold", "warm")}
    cpu = {phase: median(runs.cpu) for phase, runs in ours.items()}
    told: dict[str, dict[str, float | bool]] = {}

    def aim(name: str, figure: float, *, least: float = 0, most: float = float("inf")) -> None:
        limit = {"least": least} if least else {"most": most}
        told[name] = {"figure": round(figure, 3), **limit, "holds": least <= figure <= most}

    for phase, least in (("cold", 2.5), ("warm", 5.0)):
        reader, bare = best_reader(measured, phase), measured[BARE, phase]
        aim(f"{phase}_reader_cpu_by_ours", median(reader.cpu) / cpu[phase], least=least)
        aim(f"{phase}_ours_cpu_by_bare", cpu[phase] / median(bare.cpu), most=1.3)
    largest = max(peak for runs in ours.values() for peak in runs.largest)
    aim("largest_process_mb", largest, most=130)
    missing = sum(
        max(0, count - ours["cold"].entries.get(f"s{number}", 0))
        for number, count in enumerate(wanted())
    )
    aim("entries_missing", missing, most=0)
    aim("sources_refused", max(len(runs.refused) for runs in ours.values()), most=0)
    return told


def figures(measured: Measured) -> dict[str, dict[str, float]]:
    """Return the medians of the table by collector and phase."""
    return {
        f"{phase} {name}": {
            "cpu": round(median(runs.cpu), 3),
            "cpu_whole_process": round(median(runs.whole), 3),
            "wall": round(median(runs.wall), 3),
            "largest_process_mb": round(max(runs.largest), 1),
            "all_processes_mb": round(max(runs.together), 1),
            "entries": sum(runs.entries.values()),
            "refused": len(runs.refused),
        }
        for (name, phase), runs in measured.items()
    }


def main() -> int:
    """Measure, tell, and return the exit code."""
    if len(sys.argv) != 2:
        print("Usage: collect.py PYTHON, one that has reader installed", file=sys.stderr)
        return 2
    if not (FEEDS / "index.tsv").exists():
        print(f"The feed documents are missing: there is no {FEEDS}/index.tsv", file=sys.stderr)
        return 2
    compared, measured = collectors(os.path.abspath(sys.argv[1])), Measured()
    with served() as addresses:
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS} ...", file=sys.stderr)
            turn = number % len(compared)
            one_round([*compared[turn:], *compared[:turn]], addresses, measured)
    held = aims(measured)
    entries = sum(wanted())
    print(f"{SOURCES} feed documents with {entries:,} entries; medians of {ROUNDS} rounds\n")
    print("\n".join(table(measured)), end="\n\n")
    for name, aim in held.items():
        limit = f"at least {aim['least']}" if "least" in aim else f"at most {aim['most']}"
        print(f"{'holds' if aim['holds'] else 'FAILS':6}{name}: {aim['figure']} ({limit})")
    print(json.dumps({"bench": "collect", "figures": figures(measured), "aims": held}))
    return 0 if all(aim["holds"] for aim in held.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
