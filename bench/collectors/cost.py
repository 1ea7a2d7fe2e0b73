"""What a collection cost the process that it ran in, and the processes that this started."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PER_MB = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes, others KB


def _usages() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _cpu() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in _usages())


@contextmanager
def told() -> Iterator[None]:
    """Measure what happens inside, and tell it as one line of JSON.

    ``cpu`` and ``wall`` in seconds; ``together``, the peaks in MB of this process and of the
    largest that it started. Processes count once they have ended.
    """
    cpu, wall = _cpu(), time.perf_counter()
    yield
    cost = {"cpu": _cpu() - cpu, "wall": time.perf_counter() - wall}
    print(json.dumps({**cost, "together": sum(one.ru_maxrss for one in _usages()) / _PER_MB}))
