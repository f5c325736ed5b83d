"""Kill a running branch with kill -9 at random points: no ticket lost or twice, no gap, the centre has all once."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.domain.journal import Event, JournalRecord
from kiosk.domain.queue.ticket import label
from kiosk.domain.status import PrintJobState
from kiosk.store.tables import installation, print_job, quarantine, ticket
from sync.central.serve import CentralServer
from tests.books import check_books
from tests.crash.busy_branch import TOKEN, office_in, relay_for
from tests.sync.sync_world import admit

SECONDS_A_KILL = 0.5


@pytest.mark.slow
@pytest.mark.kills
@pytest.mark.timeout(0)
def test_kill_nine_at_random_points_loses_nothing(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path
) -> None:
    kills = int(request.config.getoption("--kills"))
    seed = random.SystemRandom().getrandbits(32)
    print(f"kill -9 with seed {seed}")  # noqa: T201 - shown when the test fails
    shutil.copy(sqlite_template, tmp_path / "branch.db")
    office = office_in(tmp_path)
    with office.store.read() as connection:
        here = str(connection.execute(select(installation.c.id)).scalar_one())
    centre = CentralServer(admit(f"sqlite:///{tmp_path / 'central.db'}", TOKEN, here))
    centre.start()
    try:
        subprocess.run(
            [sys.executable, "-m", "tests.crash.busy_branch", str(tmp_path), centre.url, str(kills), str(seed)],
            check=True,
            timeout=60 + kills * SECONDS_A_KILL,
        )
        settle_prints(office)
        records = check_books(office.store)
        with office.store.read() as connection:
            rows = {row.id: row for row in connection.execute(select(ticket))}
            jobs = connection.execute(select(print_job)).all()
        told = [line.split() for line in (tmp_path / "told").read_text().splitlines()]
        assert len(told) > kills / 4, "the branch was hardly busy"
        for ticket_id, number, day in told:
            row = rows[ticket_id]
            assert (label(row.series, row.number), row.business_date) == (number, day), "a lost ticket"
        assert len(jobs) == len(rows), "one print job a ticket"
        assert {PrintJobState(job.state) for job in jobs}.isdisjoint({PrintJobState.QUEUED, PrintJobState.SENDING})
        kinds = {Event(record.kind) for record in records}
        assert {Event.TICKET_FINISHED, Event.RATING_GIVEN, Event.TICKET_NO_SHOW, Event.PRINT_SETTLED} <= kinds
        relay = relay_for(office, centre.url, random.Random(seed))
        while relay.once().has_more:
            pass
        with office.store.read() as connection:
            assert connection.execute(select(quarantine)).all() == []
        assert relay.status().backlog == 0
        arrived: list[tuple[int, JournalRecord]] = []
        while batch := centre.inbox.records(here, arrived[-1][0] if arrived else 0):
            arrived += batch
        assert sorted((record for _, record in arrived), key=lambda record: record.seq) == records
        relay.stop()
    finally:
        centre.stop()
        office.store.close()


def settle_prints(office: Office) -> None:
    """Restart the spool: lost jobs are settled, waiting ones printed."""
    ledger = Ledger(office)
    ledger.recover()
    while (job := ledger.claim()) is not None:
        ledger.settle(job.id, PrintJobState.PRINTED, "")
    assert ledger.recover() == 0
