"""Kill the kiosk's window, and the process that draws its slips, with kill -9: no ticket lost, no slip twice."""

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import zxingcpp
from sqlalchemy import select as query

from kiosk.branch.print_jobs import Ledger
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.domain.queue.ticket import label
from kiosk.domain.status import PrintJobState
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.store.tables import print_job, ticket
from printing.simulators.printer import SimulatedPrinter
from tests.books import check_books

ROOT = Path(__file__).resolve().parent.parent.parent
#: One start takes some hundred times as long as a process of the busy branch lives.
KILLS_OF_A_BRANCH = 10
PATIENCE_S = 60.0


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(0)
def test_a_killed_window_and_a_killed_renderer_lose_nothing(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    kills = max(4, int(request.config.getoption("--kills")) // KILLS_OF_A_BRANCH)
    seed = random.SystemRandom().getrandbits(32)
    print(f"kill -9 with seed {seed}")  # noqa: T201 - shown when the test fails
    with closing(SimulatedPrinter()) as printer:
        plan = BranchPlan(pin="4711", scanner="", printer=printer.url, centre="", always_open=True)
        config = create_branch(tmp_path / "branch", plan, SystemClock()).config
        config.write_text(config.read_text(encoding="utf-8").replace("full_screen = true", "full_screen = false"))
        told = tmp_path / "told"
        play(config, told, kills, random.Random(seed))
        opening = Opening(load_site(config))
        office = opening.office()
        Ledger(office).recover()
        check_books(office.store)
        with office.store.read() as connection:
            rows = {row.id: row for row in connection.execute(query(ticket))}
            jobs = connection.execute(query(print_job)).all()
        opening.close()
        lines = [line.split() for line in told.read_text().splitlines()]
        assert len(lines) >= kills, "nobody took a number between two kills"
        for ticket_id, number, day in lines:
            row = rows[ticket_id]
            assert (label(row.series, row.number), row.business_date) == (number, day), "a lost ticket"
        assert len(jobs) == len(rows), "one print job a ticket"
        assert {PrintJobState(job.state) for job in jobs}.isdisjoint({PrintJobState.SENDING})
        # A slip says its code twice, as QR and as bars; one that was cut off may say nothing.
        slips = [{found.text for found in zxingcpp.read_barcodes(slip)} for slip in printer.slips]
        codes = [code for slip in slips for code in slip]
        assert len(codes) == len(set(codes)), "a slip came out twice"
        printed = {rows[job.ticket_id].code for job in jobs if job.state == PrintJobState.PRINTED}
        assert printed <= set(codes), "a slip that was never printed counts as printed"


def play(config: Path, told: Path, kills: int, rng: random.Random) -> None:
    """Kill the window or its renderer so many times, each time when somebody has taken a number since the last."""
    window = started(config, told)
    try:
        for _ in range(kills):
            seen = told.stat().st_size if told.exists() else 0
            until_longer(told, seen, window)
            select.select([], [], [], rng.uniform(0, 0.5))
            renderers = list(children(window.pid))
            if renderers and rng.random() < 0.5:
                os.kill(rng.choice(renderers), signal.SIGKILL)
                continue
            window.kill()
            window.wait()
            window = started(config, told)
    finally:
        window.kill()
        window.wait()


def started(config: Path, told: Path) -> subprocess.Popen[bytes]:
    """Start the kiosk, with citizens in front of it."""
    command = [sys.executable, "-m", "tests.crash.busy_window", str(config), str(told)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def until_longer(told: Path, size: int, window: subprocess.Popen[bytes]) -> None:
    """Wait until one more number was told."""
    deadline = time.monotonic() + PATIENCE_S
    while not told.exists() or told.stat().st_size <= size:
        assert window.poll() is None, "the window ended by itself"
        assert time.monotonic() < deadline, "nobody got a number"
        select.select([], [], [], 0.02)


def children(parent: int) -> Iterator[int]:
    """Yield the child processes of a process."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == parent and fields[0] != "Z":
            yield int(file.parent.name)
