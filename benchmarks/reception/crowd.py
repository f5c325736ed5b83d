"""Run many machines at one branch at once. Each process is a kiosk and a desk without pauses.

A process issues a ticket, then its clerk finishes the last visit, calls the next citizen and starts the visit. So the
queue of 60 people keeps its length.
"""

import multiprocessing
import os
import time
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import ParamSpec, TypeVar

from sqlalchemy import select

from benchmarks.harness import Figure, at_most, none_of, percentile
from benchmarks.reception.branch import WAITING, citizens, found_branch, issue, join_branch
from kiosk.branch.office import Office
from kiosk.branch.serving import counters, visits
from kiosk.domain.queue.ticket import label
from kiosk.store.tables import ticket
from tests.books import check_books

_WORST_MS = 500.0

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


@dataclass
class Diary:
    """Hold what one process did: the tickets it issued, the tickets it called, and the ms of each use case."""

    numbers: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def timed(self, act: Callable[Arguments, Answer], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        """Run a use case and note the milliseconds that it took."""
        began = time.perf_counter()
        answer = act(*args, **kwargs)
        self.waits.append((time.perf_counter() - began) * 1000)
        return answer


def measure_crowd(name: str, folder: Path, url: str | None, processes: int, tickets_each: int) -> list[Figure]:
    """Make a branch, let all processes work, and check the books afterwards.

    Raises:
        AssertionError: the books do not agree.
    """
    office = found_branch(folder, url=url, counters_in_all=processes)
    first = [issue(office, wish).ticket.label for wish in islice(citizens(office, 0), WAITING)]
    office.store.close()
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes)
    jobs = [(folder, url, counter, tickets_each) for counter in range(1, processes + 1)]
    began = time.monotonic()
    with context.Pool(processes, _meet_at, (barrier,)) as pool:
        diaries = pool.starmap(_work, jobs, chunksize=1)
    seconds = time.monotonic() - began
    office = join_branch(folder, url=url)
    numbers = first + [number for diary in diaries for number in diary.numbers]
    figures = _counts(name, office, numbers, [one for diary in diaries for one in diary.called])
    check_books(office.store)
    office.store.close()
    waits = [wait for diary in diaries for wait in diary.waits]
    note = f"p50 {percentile(waits, 0.5):.1f} p99 {percentile(waits, 0.99):.1f} ms of {len(waits)} in {seconds:.0f} s"
    return [*figures, at_most(f"{name}: worst single wait", max(waits), "ms", _WORST_MS, note=note)]


def _counts(name: str, office: Office, numbers: list[str], called: list[str]) -> list[Figure]:
    with office.store.read() as connection:
        rows = connection.execute(select(ticket.c.series, ticket.c.number)).all()
    assert sorted(numbers) == sorted(label(row.series, row.number) for row in rows), "an answer without its ticket"
    highest = {row.series: max(r.number for r in rows if r.series == row.series) for row in rows}
    return [
        none_of(f"{name}: numbers given twice", len(numbers) - len(set(numbers)), note=f"of {len(numbers)}"),
        none_of(f"{name}: numbers left out", sum(highest.values()) - len(set(numbers))),
        none_of(f"{name}: tickets called twice", _repeats(called), note=f"of {len(called)} calls"),
    ]


def _repeats(called: list[str]) -> int:
    return sum(times - 1 for times in Tally(called).values())


def _meet_at(barrier: Barrier) -> None:
    global _start  # noqa: PLW0603 - a pool hands a barrier to its processes only when they are made
    _start = barrier


_start: Barrier


def _work(folder: Path, url: str | None, counter: int, tickets: int) -> Diary:
    office, diary, serving = join_branch(folder, url=url, station=f"kiosk-{counter}"), Diary(), False
    wishes = citizens(office, seed=counter)
    counters.open_counter(office, counter, counter)
    # The first ticket of a process also pays for imports and for compiling statements, so it is not timed.
    diary.numbers.append(issue(office, next(wishes)).ticket.label)
    _start.wait()
    for wish in islice(wishes, tickets - 1):
        diary.numbers.append(diary.timed(issue, office, wish).ticket.label)
        if serving:
            diary.timed(visits.finish, office, counter, counter)
        called = diary.timed(counters.call_next, office, counter, counter, os.urandom(16).hex())
        serving = called is not None
        if called is not None:
            diary.called.append(called.id)
            diary.timed(visits.start, office, counter, counter)
    office.store.close()
    return diary
