"""Measure the close of a large day: leftovers expire, the statement is written, the summary is kept."""

import time
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Figure, at_most, processor_time, taken_since
from benchmarks.reception.branch import COUNTERS, Clerks, citizens, found_branch, issue
from kiosk.branch.day import end_days
from kiosk.branch.statements import statements_on, verify_day
from kiosk.clock import ManualClock, SystemClock

_VISITS, _WAITING = 2_500, 60
_A_DAY = timedelta(days=1)


def measure() -> list[Figure]:
    """Play a day on a clock of its own, then close it and make its statement again."""
    with TemporaryDirectory() as name:
        clock = ManualClock(SystemClock().now().replace(hour=2) + _A_DAY)
        office = replace(found_branch(Path(name)), clock=clock)
        day, clerks = office.today(), Clerks(office, COUNTERS)
        for count, wish in enumerate(islice(citizens(office, 0), _VISITS)):
            issue(office, wish)
            clock.advance(timedelta(seconds=5))
            if count >= _WAITING:
                clerks.serve_one()
        clerks.finish_all()
        clock.advance(_A_DAY)
        before, begin = processor_time(), time.perf_counter()
        expired = end_days(office)
        seconds = time.perf_counter() - begin
        note = f"{_VISITS} visits, {expired} of them left over; {taken_since(before)}"
        figures = [at_most("a day closed", seconds, "s", 2.0, note=note)]
        begin = time.perf_counter()
        if len(statements_on(office, day)) != 1 or verify_day(office, day):
            raise RuntimeError("the day was not closed")
        figures.append(at_most("a statement verified", time.perf_counter() - begin, "s", 2.0))
        office.store.close()
    return figures
