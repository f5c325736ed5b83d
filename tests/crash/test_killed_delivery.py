"""Kill relay, service and PostgreSQL at random behind a bad line: the centre gets every record once and in order."""

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.domain.queue.ticket import label
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.store.delivery import own_id
from kiosk.store.keys import write_text_secret
from kiosk.store.signing import public_half
from kiosk.store.tables import quarantine, ticket
from sync.central.device_keys import DeviceKeys
from sync.central.inbox import Inbox
from sync.central.tables import open_database
from tests.books import check_books
from tests.crash.fault_proxy import FaultProxy, LineFault
from tests.crash.sending_branch import relay_of
from tests.patience import PATIENCE_S
from tests.postgres_server import PostgresServer, postgres_server
from tests.sync.sync_world import TOKEN, admit

#: 100 kills, and PostgreSQL crashes five times.
KILLS, CRASHES = {"sqlite": 60, "postgres": 40}, {"sqlite": 3, "postgres": 2}


class Service:
    """Run `kiosk central serve --workers 2`, and start it again after each kill."""

    def __init__(self, folder: Path, database: str, proxy: FaultProxy) -> None:
        serve = ["central", "serve", "--folder", str(folder), "--database", database, "--workers", "2", "--port", "0"]
        self._command, self._proxy = [sys.executable, "-m", "kiosk", *serve], proxy
        self._start()

    def kill_all(self) -> None:
        """Kill every process of the service, and start it again."""
        self.stop()
        self._start()

    def kill_one(self, rng: random.Random) -> None:
        """Kill one of the processes that serve. The first process starts another one."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        workers = [int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
        if workers:
            os.kill(rng.choice(workers), signal.SIGKILL)

    def stop(self) -> None:
        """Kill every process of the service."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE_S)
        assert self._process.stdout
        self._process.stdout.close()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
        )
        assert self._process.stdout
        found = re.search(r"http://\S+:\d+", self._process.stdout.readline())
        assert found, "the service did not start"
        self._proxy.target = urlsplit(found[0]).port or 0


@contextmanager
def sending_branch(config: Path, folder: Path, seed: int) -> Iterator[subprocess.Popen[str]]:
    """Run kiosk, desk and relay of a branch. At the end all are killed."""
    command = [sys.executable, "-m", "tests.crash.sending_branch", str(config), str(folder), str(seed)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    try:
        assert process.stdout.readline() == "started\n"
        yield process
    finally:
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0
        process.stdout.close()


def kill_the_relay(branch: subprocess.Popen[str]) -> None:
    assert branch.stdin
    assert branch.stdout
    branch.stdin.write("relay\n")
    branch.stdin.flush()
    assert branch.stdout.readline() == "killed\n"


def kill_around(
    kills: int,
    crashes: int,
    rng: random.Random,
    branch: subprocess.Popen[str],
    service: Service,
    server: PostgresServer,
) -> None:
    """Kill relay and service in turns at random moments, and crash PostgreSQL now and then."""
    pause = Event()
    crash_at = set(rng.sample(range(kills), crashes))
    for number in range(kills):
        pause.wait(rng.uniform(0, 0.6))
        if number % 2:
            kill_the_relay(branch)
        elif number % 4:
            service.kill_one(rng)
        else:
            pause.wait(rng.uniform(0, 3))  # its processes take some time to start
            service.kill_all()
        if number in crash_at:
            server.halt(signal.SIGQUIT)
            server.start()


def deliver(config: Path) -> None:
    """Send what is left."""
    opening, pause = Opening(load_site(config)), Event()
    relay = relay_of(load_site(config), opening.office())
    for _ in range(int(10 * PATIENCE_S)):
        done = relay.once()
        if done.failure is None and done.backlog == 0:
            break
        pause.wait(0 if done.has_more else 0.1)
    relay.stop()
    opening.close()
    assert (done.failure, done.backlog) == (None, 0)


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_kill_nine_of_relay_and_service_behind_a_bad_line_loses_and_doubles_nothing(kind: str, tmp_path: Path) -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"kills with seed {seed}")  # noqa: T201 - shown when the test fails
    rng = random.Random(seed)
    proxy = FaultProxy(seed)
    with postgres_server() as server:
        central = server.url(server.create())
        plan = BranchPlan(pin="804913", scanner="", centre=f"http://127.0.0.1:{proxy.port}", always_open=True)
        database = plan.database if kind == "sqlite" else server.url(server.create())
        plan = replace(plan, database=database)
        config = create_branch(tmp_path / "branch", plan, SystemClock()).config
        here = enrol(config, central)
        service = Service(tmp_path / "centre", central, proxy)
        try:
            with sending_branch(config, tmp_path, seed) as branch:
                kill_around(KILLS[kind], CRASHES[kind], rng, branch, service, server)
            assert set(proxy.met) == set(LineFault)
            proxy.calm_down()
            deliver(config)
            check(config, central, here, tmp_path)
        finally:
            service.stop()
            proxy.close()


def enrol(config: Path, central: str) -> str:
    """Give token and key of the branch to the centre; return the branch's id."""
    site = load_site(config)
    write_text_secret(site.token_file, TOKEN)
    opening = Opening(site)
    office = opening.office()
    with office.store.read() as connection:
        here = own_id(connection)
    assert office.keys.signing
    admit(central, TOKEN, here)
    with closing(open_database(central)) as store:
        DeviceKeys(store, SystemClock()).add(here, public_half(office.keys.signing))
    opening.close()
    return here


def check(config: Path, central: str, here: str, folder: Path) -> None:
    """Compare branch, centre, and the numbers that citizens were told."""
    opening = Opening(load_site(config))
    store = opening.office().store
    records = check_books(store)
    with store.read() as connection:
        assert connection.execute(select(quarantine)).all() == []
        rows = {row.id: row for row in connection.execute(select(ticket))}
    told = [line.split() for line in (folder / "told").read_text().splitlines()]
    assert len(told) > 100, "the branch was hardly busy"
    for ticket_id, number, day in told:
        row = rows[ticket_id]
        assert (label(row.series, row.number), row.business_date) == (number, day), "a lost number"
    with closing(Inbox(central, SystemClock())) as inbox:
        assert [record for _, record in inbox.records(here, limit=1_000_000)] == records
        assert inbox.refusals(here) == []
    opening.close()
    assert run(["journal", "verify", "--config", str(config)]) == 0
    assert run(["central", "verify", here, "--folder", str(folder / "centre"), "--database", central]) == 0
