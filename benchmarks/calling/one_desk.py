"""Measure call next on SQLite with 1 200 people waiting. A new citizen comes for each one called."""

import os
import time
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.harness import Figure, at_most, percentile
from benchmarks.reception.branch import citizens, found_branch, issue
from kiosk.branch.serving import counters, visits

WAITING = 1_200
_CALLS = 300


def measure() -> list[Figure]:
    """Time only the call. Start, finish and the new ticket happen between two calls."""
    with TemporaryDirectory() as name:
        office = found_branch(Path(name), counters_in_all=1)
        wishes = citizens(office, 0)
        for wish in islice(wishes, WAITING):
            issue(office, wish)
        counters.open_counter(office, 1, 1)
        waits = []
        for wish in islice(wishes, _CALLS):
            began = time.perf_counter()
            called = counters.call_next(office, 1, 1, os.urandom(16).hex())
            waits.append((time.perf_counter() - began) * 1000)
            assert called is not None, "somebody waits"
            visits.start(office, 1, 1)
            visits.finish(office, 1, 1)
            issue(office, wish)
        office.store.close()
    note = f"p50 {median(waits):.1f}, max {max(waits):.1f} ms of {_CALLS}"
    return [at_most("call next, 1 200 waiting, SQLite: p99", percentile(waits, 0.99), "ms", 10, note=note)]
