"""Measure issue and call over 1.5 million old tickets, beside the same in a branch that opened today."""

import random
import sqlite3
import time
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.harness import Figure, at_most, spread
from benchmarks.reception.branch import COUNTERS, Clerks, busy_morning, citizens, copy_branch, issue
from kiosk.branch.office import Office
from kiosk.domain.ids import uuid7
from kiosk.store.journal import to_us

_OLD, _A_DAY = 1_500_000, 1_500
_BLOCKS, _IN_BLOCK, _SEED = 60, 25, 2
_LETTERS = "ABCDEGHT"
#: Each old visit leaves the rows that its use cases leave (``tests/test_benchmark_rows.py``), and one journal record.
#: A real visit leaves five; the depth of the journal's tree, which determines the cost of an insert, is the same.
_FILL = (
    "INSERT INTO ticket (id, branch_id, business_date, series, number, code, service_id, state, language, person,"
    " issued_us, queued_us, calls, counter_id, staff_id, called_us, last_call_us, started_us, finished_us,"
    " streak_was, appointments_was)"
    " VALUES (:id, 1, :day, :letter, :number, :code, :service, 'done', 'vi', :person,"
    " :us, :us, 1, :counter, :counter, :us + 600000000, :us + 600000000, :us + 630000000, :us + 1200000000, 0, 0)",
    "INSERT INTO visit_service (ticket_id, position, service_id, quantity, counter_id, staff_id, done_us)"
    " VALUES (:id, 1, :service, 1, :counter, :counter, :us + 1200000000)",
    "INSERT INTO request (id, ticket_id) VALUES (:request, :id), ('call-' || substr(:request, 6), :id)",
    "INSERT INTO print_job (station, ticket_id, state, slip, attempts, created_us, settled_us, detail)"
    " VALUES ('kiosk-1', :id, 'printed', :slip, 1, :us, :us, '')",
    "INSERT INTO journal (epoch, seq, event_id, kind, subject, at_us, mono_ns, body, prev, hash)"
    " VALUES (0, :seq, :id, 'ticket.issued@1', :id, :us, :us, :body, zeroblob(32), zeroblob(32))",
)
# As long as real ones.
_SLIP, _BODY = "x" * 900, b"x" * 170


def measure() -> list[Figure]:
    """Measure the two branches in turn, block by block, one issued ticket and one call at a time."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        busy_morning(folder / "new")
        old = copy_branch(folder / "new", folder / "old")
        day = old.clock.now()
        old.store.close()
        grow_old(folder / "old" / "branch.db", [day - timedelta(days=ago) for ago in range(_OLD // _A_DAY, 0, -1)])
        size = (folder / "old" / "branch.db").stat().st_size / 1e9
        offices = [copy_branch(folder / "new", folder / "today"), copy_branch(folder / "old", folder / "years")]
        (issue_today, call_today), (issue_years, call_years) = _take_turns(offices)
        for office in offices:
            office.store.close()
    return [
        _beside("issue: over 1.5 million old tickets", issue_years, issue_today, f"{size:.1f} GB"),
        _beside("call, start, finish: over 1.5 million old tickets", call_years, call_today, f"{size:.1f} GB"),
    ]


def _beside(name: str, old: list[float], new: list[float], size: str) -> Figure:
    ratios = [one / other for one, other in zip(old, new, strict=True)]
    note = f"ratio {spread(ratios)} over {_BLOCKS} blocks of {_IN_BLOCK}; {size}"
    return at_most(name, median(old), "ms", median(new), times=1.2, note=note)


def _take_turns(offices: list[Office]) -> list[tuple[list[float], list[float]]]:
    """Return for each office the ms of an issue and of a visit at the counter, as means of each block."""
    people = [citizens(office, _SEED) for office in offices]
    clerks = [Clerks(office, COUNTERS) for office in offices]
    times: list[tuple[list[float], list[float]]] = [([], []) for _ in offices]
    for _ in range(_BLOCKS):
        for office, wishes, clerk, (issues, calls) in zip(offices, people, clerks, times, strict=True):
            issues.append(0.0)
            calls.append(0.0)
            for wish in islice(wishes, _IN_BLOCK):
                began = time.perf_counter()
                issue(office, wish)
                between = time.perf_counter()
                clerk.serve_one()
                issues[-1] += (between - began) * 1000 / _IN_BLOCK
                calls[-1] += (time.perf_counter() - between) * 1000 / _IN_BLOCK
    return times


def grow_old(database: Path, days: list[datetime], a_day: int = _A_DAY) -> None:
    """Insert the visits of past days in their order of time, `a_day` on each."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    for number, day in enumerate(days):
        visits = _visits(day, number * a_day, a_day)
        connection.execute("BEGIN")
        for statement in _FILL:
            connection.executemany(statement, visits)
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _visits(day: datetime, first: int, a_day: int) -> list[dict[str, object]]:
    """Return one day's visits, 15 seconds apart. Every second one has a card."""
    opens = to_us(day.replace(hour=0, minute=30))
    chance = random.Random(first)
    rows: list[dict[str, object]] = []
    for count in range(a_day):
        us = opens + count * 15_000_000
        letter, number = _LETTERS[count % len(_LETTERS)], count // len(_LETTERS) + 1
        rows.append(
            {
                "id": uuid7(us // 1000, chance.randbytes(10)),
                "seq": first + count + 1,
                "day": day.date().isoformat(),
                "letter": letter,
                "number": number,
                "code": f"{letter}{number:03d}{day:%y%m%d}XXXXX",
                "service": count % 28 + 1,
                "counter": count % 6 + 1,
                "person": chance.randbytes(32).hex() if count % 2 else None,
                "request": chance.randbytes(16).hex(),
                "us": us,
                "slip": _SLIP,
                "body": _BODY,
            }
        )
    return rows
