"""Check the rows with which benchmarks make a branch old: they are those that the use cases leave."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from benchmarks.reception.branch import COUNTERS, Clerks, citizens, found_branch, issue
from benchmarks.reception.history import grow_old
from kiosk.branch.day import end_days
from kiosk.clock import ManualClock, SystemClock

#: Nine o'clock at the branch, on the days after its founding.
FIRST = SystemClock().now().replace(hour=2, minute=0) + timedelta(days=1)
DAYS = [FIRST + timedelta(days=n) for n in range(3)]
A_DAY = 12
#: Each table of a visit, and the column with the visit's id.
TABLES = {"ticket": "id", "visit_service": "ticket_id", "request": "ticket_id", "print_job": "ticket_id"}
#: Nothing is printed while the three days are played.
UNKNOWN = {"settled_us"}


def shape(file: Path) -> Mapping[str, tuple[float, Mapping[str, str]]]:
    """Return for each table its rows a visit, and the type of each column that every one of them fills."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        order = "SELECT id FROM ticket WHERE state = 'done' AND priority_group IS NULL"
        visits = {row["id"] for row in connection.execute(order)}
        found = {}
        for table, key in TABLES.items():
            rows = [row for row in connection.execute(f"SELECT * FROM {table}") if row[key] in visits]  # noqa: S608 - ours
            filled = {
                name: type(rows[0][name]).__name__
                for name in rows[0].keys()  # noqa: SIM118 - a row iterates over its values
                if name not in UNKNOWN and all(row[name] is not None for row in rows)
            }
            found[table] = (len(rows) / len(visits), filled)
    return found


def test_old_visits_of_three_days_have_the_rows_of_the_use_cases(tmp_path: Path) -> None:
    found_branch(tmp_path / "old").store.close()
    grow_old(tmp_path / "old" / "branch.db", DAYS, A_DAY)
    clock = ManualClock(FIRST)
    office = replace(found_branch(tmp_path / "played"), clock=clock)
    for day in DAYS:
        clock.advance(day - clock.now())
        clerks = Clerks(office, list(COUNTERS))
        for wish in islice(citizens(office, day.day), A_DAY):
            issue(office, wish)
        while clerks.serve_one() is not None:
            clock.advance(timedelta(minutes=1))
        clerks.finish_all()
        clock.advance(timedelta(hours=20))
        end_days(office)
    office.store.close()
    assert shape(tmp_path / "old" / "branch.db") == shape(tmp_path / "played" / "branch.db")
