"""Measure sixteen desks at one PostgreSQL server, 1 200 people waiting, about one visit a second at each desk.

Real desks call every few minutes. These call, start and finish as fast as clerks can press, and two kiosks issue a
ticket for each visit. Twice all desks call at the same moment.
"""

import multiprocessing
import os
import random
import time
from collections import Counter as Tally
from itertools import islice
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.calling.one_desk import WAITING
from benchmarks.harness import Figure, at_most, none_of, percentile, processor_time, taken_since
from benchmarks.reception.branch import citizens, found_branch, issue, join_branch
from kiosk.branch.serving import counters, visits
from tests.books import check_books
from tests.postgres_server import postgres_server

_DESKS, _CALLS, _KIOSKS = 16, 25, 2
#: Seconds between two actions at a desk; four actions are a visit. A kiosk issues as many tickets as are called.
_PAUSE_SECONDS, _A_VISIT_SECONDS = (0.1, 0.4), 1.0
_NUMBERS = _DESKS * (_CALLS + 1) // _KIOSKS
_NUMBER_SECONDS = 0.0, 2 * _A_VISIT_SECONDS * _KIOSKS / _DESKS


def measure() -> list[Figure]:
    """Measure the calls of all desks together, and check the books afterwards."""
    with TemporaryDirectory() as name, postgres_server(durable=True) as server:
        folder, url = Path(name), server.url(server.create())
        office = found_branch(folder, url=url, counters_in_all=_DESKS)
        for wish in islice(citizens(office, 0), WAITING):
            issue(office, wish)
        office.store.close()
        context = multiprocessing.get_context("spawn")
        barrier = context.Barrier(_DESKS)
        before = processor_time()
        with context.Pool(_DESKS + _KIOSKS, _meet_at, (barrier,)) as pool:
            given = pool.starmap_async(_give, [(folder, url, n) for n in range(1, _KIOSKS + 1)], chunksize=1)
            diaries = pool.starmap(_work, [(folder, url, desk) for desk in range(1, _DESKS + 1)], chunksize=1)
            given.get()
        taken = taken_since(before)
        office = join_branch(folder, url=url)
        check_books(office.store)
        office.store.close()
    calls = Tally(ticket for called, _, _ in diaries for ticket in called)
    waits = [wait for _, waits, _ in diaries for wait in waits]
    rushes = [wait for _, _, rush in diaries for wait in rush]
    note = (
        f"p50 {median(waits):.1f}, max {max(waits):.1f} ms of {len(waits)};"
        f" all at once: max {max(rushes):.0f} ms; {taken}"
    )
    return [
        at_most("call next, 1 200 waiting, 16 desks on PostgreSQL: p99", percentile(waits, 0.99), "ms", 200, note=note),
        none_of("16 desks on PostgreSQL: called twice", calls.total() - len(calls), note=f"of {calls.total()} calls"),
    ]


def _meet_at(barrier: Barrier) -> None:
    global _together  # noqa: PLW0603 - a pool hands a barrier to its processes only when they are made
    _together = barrier


_together: Barrier


def _give(folder: Path, url: str, kiosk: int) -> None:
    """Issue tickets, again and again."""
    office, chance = join_branch(folder, url=url, station=f"kiosk-{kiosk}"), random.Random(kiosk)
    for wish in islice(citizens(office, seed=kiosk), _NUMBERS):
        issue(office, wish)
        time.sleep(chance.uniform(*_NUMBER_SECONDS))
    office.store.close()


def _work(folder: Path, url: str, desk: int) -> tuple[list[str], list[float], list[float]]:
    """Return the called tickets of one desk, the ms of each call, and the ms of the simultaneous calls."""
    office, chance = join_branch(folder, url=url, station=f"desk-{desk}"), random.Random(desk)

    def pause() -> None:
        time.sleep(chance.uniform(*_PAUSE_SECONDS))

    counters.open_counter(office, desk, desk)
    called: list[str] = []
    waits: list[float] = []
    rush: list[float] = []
    for count in range(-1, _CALLS):
        at_once = count in (-1, _CALLS - 1)
        if at_once:
            _together.wait()
        else:
            pause()
        began = time.perf_counter()
        ticket = counters.call_next(office, desk, desk, os.urandom(16).hex())
        (rush if at_once else waits).append((time.perf_counter() - began) * 1000)
        assert ticket is not None, "somebody waits"
        called.append(ticket.id)
        for act in (visits.start, visits.finish):
            pause()
            act(office, desk, desk)
        pause()
        if count == -1:
            _together.wait()  # the first round of a process also compiles its statements
            time.sleep(chance.uniform(0, _A_VISIT_SECONDS))  # otherwise all desks would be at the same action
    office.store.close()
    return called, waits, rush
