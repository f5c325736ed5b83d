"""Make a branch with five years behind it: 1.5 million visits, their summaries, and a month with every record.

The visits of most days come from the bulk writer of `benchmarks.reception.history`, which leaves one record each. The
summaries of these days are those of a played day. The last month has all its records, as the use cases write them: the
played day, moved to each of its dates. Today is the played day, too, before it is closed.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from shutil import copytree

from sqlalchemy import Connection, insert

from benchmarks.reception.branch import Clerks, citizens, found_branch, issue, join_branch
from benchmarks.reception.history import grow_old
from kiosk.branch.day import end_days
from kiosk.branch.measures import day_tallies
from kiosk.branch.office import Office
from kiosk.clock import ManualClock, SystemClock
from kiosk.demo.history.rows import DayRows, moved, read_day, write_day
from kiosk.store import summaries
from kiosk.store.delivery import own_id
from kiosk.store.journal import from_us, head_seq
from kiosk.store.tables import day_summary, delivery, number_counter, summary_mark

COUNTERS = tuple(range(1, 17))
#: Working days of the last month, with all their records.
MONTH = 20
VISITS, A_DAY = 1_500_000, 1_200
_YEARS, _WAITING, _SERIES = 5, 60, "ABCDEGHT"
_APART = timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class PlayedDay:
    """Hold a played day when it was closed, the same in its evening before, and the summary that was kept of it."""

    rows: DayRows
    evening: DayRows
    summary: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class FiveYears:
    """Hold the office of a branch, its open days, the first one first, and the day that was played."""

    office: Office
    days: list[date]
    played: PlayedDay


def found(folder: Path) -> PlayedDay:
    """Make a branch, and play a day in a copy of it."""
    found_branch(folder, counters_in_all=len(COUNTERS)).store.close()
    copytree(folder, folder / "copy")
    return _played(folder / "copy")


def grow(folder: Path, played: PlayedDay) -> FiveYears:
    """Give the branch in a folder its five years. They end yesterday."""
    office = join_branch(folder)
    days = _working_days(office.today(), VISITS // A_DAY)
    grow_old(folder / "branch.db", [datetime.combine(one, time(), UTC) for one in days[:-MONTH]], A_DAY)
    with office.store.write() as connection:
        _tell_old(connection, office, days[:-MONTH])
        for number, day in enumerate(days[-MONTH:]):
            write_day(connection, _moved(office, played.rows, day, number))
        _keep(connection, office, days, played.summary)
    return FiveYears(office, days, played)


def evening(office: Office, played: PlayedDay) -> Office:
    """Write the played day as today, and return the office on a clock in the evening. Nobody waits."""
    today = _moved(office, played.evening, office.today(), MONTH)
    with office.store.write() as connection:
        write_day(connection, today)
    return replace(office, clock=ManualClock(from_us(today.records[-1].at_us)))


def _played(folder: Path) -> PlayedDay:
    """Play tomorrow through the use cases, on a clock of its own, and close it."""
    clock = ManualClock(SystemClock().now().replace(hour=0, minute=30) + timedelta(days=1))
    office = replace(join_branch(folder), clock=clock)
    with office.store.read() as connection:
        after = head_seq(connection)
    today, clerks = office.today(), Clerks(office, list(COUNTERS))
    for count, wish in enumerate(islice(citizens(office, 0), A_DAY)):
        issue(office, replace(wish, request_id=f"day-{count}", language="en" if count % 10 == 0 else "vi"))
        clock.advance(_APART)
        if count >= _WAITING:
            clerks.serve_one()
    while clerks.serve_one() is not None:
        clock.advance(_APART)
    clerks.finish_all()
    with office.store.read() as connection:
        in_the_evening = read_day(connection, today, "day", after)
    clock.advance(timedelta(days=1))
    end_days(office)
    (tallies,) = day_tallies(office, today, today)
    with office.store.read() as connection:
        rows = read_day(connection, today, "day", after)
    office.store.close()
    return PlayedDay(rows, in_the_evening, summaries.summary_bytes(tallies.cells))


def _moved(office: Office, rows: DayRows, day: date, seed: int) -> DayRows:
    return moved(rows, day, office.keys.codes, office.setup().branch.code, random.Random(seed))


def _working_days(today: date, count: int) -> list[date]:
    """Return `count` days of the five years before today, evenly. The last one is yesterday."""
    span = 365 * _YEARS
    return [today - timedelta(days=1 + span * ago // count) for ago in range(count - 1, -1, -1)]


def _tell_old(connection: Connection, office: Office, days: list[date]) -> None:
    """Write what the bulk writer leaves out: the last number of each series, and that the centre has the records."""
    last = -(-A_DAY // len(_SERIES))
    rows = [
        {"branch_id": office.branch_id, "business_date": day.isoformat(), "series": letter, "last": last}
        for day in days
        for letter in _SERIES
    ]
    connection.execute(insert(number_counter), rows)
    sent = {"installation": own_id(connection), "epoch": 0, "through_seq": len(days) * A_DAY}
    connection.execute(insert(delivery), sent)


def _keep(connection: Connection, office: Office, days: list[date], summary: dict[str, bytes]) -> None:
    """Keep the same summary for every day. None of them changed since."""
    rows = [
        {"branch_id": office.branch_id, "business_date": day.isoformat(), "form": summaries.FORM, **summary}
        for day in days
    ]
    connection.execute(insert(day_summary), rows)
    mark = {"branch_id": office.branch_id, **summaries.newest_record(connection)._asdict()}
    connection.execute(insert(summary_mark), mark)
