"""Let a branch work for seven days of 200 visits with faults: nothing grows, nothing is lost.

A visit takes about a second, so that the seven days on SQLite end within 40 minutes, beside other tests as well. Three
more days are on PostgreSQL (`tests.end_to_end.test_soak_on_postgresql`).
"""

import os
import random
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.clock import SystemClock
from kiosk.domain.queue.ticket import label
from kiosk.store.engine import Store
from kiosk.store.tables import quarantine, ticket
from sync.central.inbox import Inbox
from tests.books import check_books
from tests.end_to_end.soak_branch import Measure, Program, SoakBranch
from tests.end_to_end.soak_week import HANOI, Week
from tests.postgres_server import PostgresServer

_KIB_PER_MB, _MB = 1024, 1 << 20
#: What a process may grow in a day after its first one.
MEMORY_MB = 5.0
#: What it may have more than at the end of its first day: a pool of connections fills up, a page is kept.
MORE_FILES, MORE_THREADS, MORE_WIDGETS = 16, 6, 60
#: The log of one program in a day. It fills its six files of a megabyte (`kiosk.program.logs`) in four months then.
LOG_BYTES_A_DAY = 50_000
#: What the database of branch or centre may grow in a day, and the most that its write-ahead log may have: SQLite
#: begins it anew after 4,000 pages (`kiosk.store.engine`), as soon as nobody reads.
DATABASE_MB, WAL_MB = 3.0, 20.0


def grown(name: str, days: Sequence[Measure]) -> list[str]:
    """Return in words what grows in a process. `days` is what it used at the end of each.

    Memory is what each later day has more than the first one, a day. The smallest of these counts: a leak is there on
    every day. In some nights the manager's process held 18 MB more, which the next night had given back.
    """
    if len(days) < 2:
        return []
    first, last = days[0], days[-1]
    growth = min((one.memory - first.memory) / _KIB_PER_MB / day for day, one in enumerate(days[1:], 1))
    found = [f"{growth:.1f} MB of memory a day"] if growth > MEMORY_MB else []
    found += _more("files", last.files - first.files, MORE_FILES)
    found += _more("threads", last.threads - first.threads, MORE_THREADS)
    found += _more("widgets", last.widgets - first.widgets, MORE_WIDGETS)
    return [f"{name}: {one}" for one in found]


def swollen(name: str, size: int, days: int, limit: float) -> list[str]:
    """Return in words that what grows with the visits has grown more than `limit` bytes a day."""
    return [f"{name}: {size / days:,.0f} bytes a day"] if size > limit * days else []


def _more(what: str, value: int, limit: int) -> list[str]:
    return [f"{value} {what}"] if value > limit else []


def week_of(*, memory_mb: float = 0, files: int = 0, threads: int = 0, widgets: int = 0) -> list[Measure]:
    """Return a week in which a process grows by so much a day."""
    return [
        Measure(200_000 + int(day * memory_mb * _KIB_PER_MB), 20 + day * files, 10 + day * threads, 50 + day * widgets)
        for day in range(5)
    ]


@pytest.mark.parametrize(
    ("growth", "words"),
    [
        ({"memory_mb": 4.9, "files": 4, "threads": 1, "widgets": 15}, []),
        ({"memory_mb": 5.1}, ["kiosk: 5.1 MB of memory a day"]),
        ({"files": 200}, ["kiosk: 800 files"]),
        ({"threads": 2}, ["kiosk: 8 threads"]),
        ({"widgets": 200}, ["kiosk: 800 widgets"]),
    ],
)
def test_what_grows_with_the_days_is_named(growth: dict[str, Any], words: list[str]) -> None:
    assert grown("kiosk", week_of(**growth)) == words


def test_memory_that_comes_back_is_no_growth() -> None:
    days = week_of()
    days[-1] = replace(days[-1], memory=days[-1].memory + 25 * _KIB_PER_MB)
    assert grown("kiosk", days) == []


def test_a_process_of_one_day_has_not_grown() -> None:
    assert grown("kiosk", week_of(memory_mb=50)[:1]) == []


def start_of(days: int) -> datetime:
    """Return eight o'clock so many days ago."""
    today = datetime.now(UTC).astimezone(HANOI).date()
    return datetime.combine(today - timedelta(days=days), datetime.min.time(), HANOI) + timedelta(hours=8)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(9000)
def test_seven_days_on_sqlite(tmp_path: Path) -> None:
    play(tmp_path, 7, {0: "kiosk", 1: "desk"})


def play(folder: Path, days: int, kills: Mapping[int, str], server: PostgresServer | None = None) -> None:
    """Play the days, and check what they left."""
    days = int(os.environ.get("SOAK_DAYS", days))
    seed = random.SystemRandom().getrandbits(32)
    print(f"a week with seed {seed}")  # noqa: T201 - shown when the test fails
    database = server.url(server.create()) if server else "sqlite:///branch.db"
    branch = SoakBranch(folder, start_of(days + 1), seed, database)
    week = Week(branch, server, random.Random(seed), kills)
    try:
        week.play(days)
        problems = [line for name, found in week.days.items() for line in grown(name, found)]
        for name, program in branch.programs.items():
            problems += swollen(f"log of {name}", program.logged(), days, LOG_BYTES_A_DAY)
            problems += unexpected(program)
        for file in branch.databases():
            problems += swollen(file.name, file.stat().st_size, days, DATABASE_MB * _MB)
    finally:
        branch.close()
    assert week.write_ahead <= WAL_MB * _MB
    assert problems == []
    check_records(week)


def unexpected(program: Program) -> list[str]:
    """Return what a program wrote about errors that nobody expected."""
    lines = program.errors.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "CRITICAL" in line or "Traceback" in line]


def check_records(week: Week) -> None:
    """Check the books, the numbers that people were told, and what arrived at the centre."""
    branch = week.branch
    with closing(Store(branch.site.database_url)) as store:
        records = check_books(store)
        with store.read() as connection:
            assert connection.execute(select(quarantine)).all() == []
            given = {(label(row.series, row.number), row.business_date) for row in connection.execute(select(ticket))}
    assert len(week.told) == len(set(week.told)), "a number was told twice"
    assert set(week.told) == given
    assert week.slips > len(week.told) // 2, "the printer was hardly used"
    assert week.ratings > len(week.told) // 40, "the tablet was hardly used"
    assert week.cards > len(week.told) // 10, "the scanner was hardly used"
    with closing(Inbox(branch.central_database, SystemClock())) as inbox:
        assert [record for _, record in inbox.records(branch.installation, limit=1_000_000)] == records
        assert inbox.refusals(branch.installation) == []
