"""Run the central service with two processes on PostgreSQL, and lose one of them."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import update

from kiosk.cli.main import run
from kiosk.clock import ManualClock
from kiosk.store.engine import Store
from kiosk.store.tables import installation
from sync.central.inbox import Inbox
from sync.relay import Relay, RelaySettings
from sync.transport import TransportSettings
from tests.patience import PATIENCE_S
from tests.sync.sync_world import HERE, START, admit, branch_store, journal_of, manual_clock, sqlite_url, write
from tests.sync.test_delivery_over_a_socket import until

OTHER = "0193f0a0-0000-7000-8000-000000000002"
BRANCHES = (HERE, OTHER)
CLOCK = ManualClock(START)


class Service:
    """Run `kiosk central serve --workers 2` as its user would."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "kiosk", "central", "serve", "--folder", str(folder)]
        options = ["--database", database, "--workers", "2", "--port", "0"]
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.settimeout(PATIENCE_S)
        self.manager.bind(str(folder.with_name("notify")))
        # What the processes tell each other in an hour helps no test.
        environment = {
            **os.environ,
            "NOTIFY_SOCKET": str(folder.with_name("notify")),
            "WATCHDOG_USEC": str(3 * 3_600 * 10**6),
        }
        command += options
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout
        found = re.search(r"http://\S+:\d+", self.process.stdout.readline())
        assert found
        self.url = found[0]

    def workers(self) -> set[int]:
        """Return the processes that serve. multiprocessing has one more, which tracks its resources."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()}

    def stop(self) -> int:
        """End the service as systemd does; return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.stdout
        self.process.stdout.close()
        self.manager.close()
        return self.process.wait(PATIENCE_S)


@pytest.fixture
def service(tmp_path: Path, postgres_url: str) -> Iterator[Service]:
    for branch in BRANCHES:
        admit(postgres_url, f"token of {branch}", branch)
    found = Service(tmp_path / "centre", postgres_url)
    yield found
    if found.process.poll() is None:
        found.process.kill()
        found.stop()


def deliver(store: Store, url: str, branch: str) -> None:
    """Send everything, as a relay that does not give up."""
    relay = Relay(store, RelaySettings(TransportSettings(url), f"token of {branch}", first_pause=0.1), CLOCK)
    done, pause = relay.once(), Event()
    for _ in range(int(PATIENCE_S * 10)):
        if done.failure is None and done.backlog == 0:
            break
        pause.wait(0.1)
        done = relay.once()
    relay.stop()
    assert (done.failure, done.backlog) == (None, 0)


@pytest.mark.postgres
def test_two_processes_take_two_branches_and_one_of_them_may_die(
    service: Service, tmp_path: Path, postgres_url: str
) -> None:
    assert "READY=1" in service.manager.recv(1_000).decode().splitlines(), "systemd hears that both processes work"
    stores = [branch_store(sqlite_url(tmp_path / f"{branch}.db")) for branch in BRANCHES]
    with stores[1].write(journal=False) as connection:
        connection.execute(update(installation).values(id=OTHER))
    for _ in range(2):
        for store in stores:
            write(store, CLOCK, *(f"visit {number}" for number in range(200)))
        with ThreadPoolExecutor(len(BRANCHES)) as pool:
            jobs = [
                pool.submit(deliver, store, service.url, branch) for store, branch in zip(stores, BRANCHES, strict=True)
            ]
            for job in jobs:
                job.result()
        os.kill(min(service.workers()), signal.SIGKILL)
    with closing(Inbox(postgres_url, manual_clock())) as inbox:
        for store, branch in zip(stores, BRANCHES, strict=True):
            assert [record for _, record in inbox.records(branch, limit=10_000)] == journal_of(store)
            assert [state.contiguous_through for state in inbox.state(branch)] == [400]
            store.close()
    workers = service.workers()
    assert service.stop() == 0
    assert [one for one in workers if Path(f"/proc/{one}").exists()] == []
    assert {file.name for file in service.folder.glob("*.log")} >= {"central-1.log", "central-2.log"}


@pytest.mark.postgres
def test_the_port_is_free_when_the_first_process_was_killed(service: Service) -> None:
    """The others noticed it only when they told that they work, up to 10 s later, and the next start failed."""
    assert service.manager.recv(1_000), "both work"
    service.process.kill()
    assert service.stop() == -signal.SIGKILL
    until(lambda: not is_open(service.url))


def is_open(url: str) -> bool:
    """Return whether somebody listens at an address."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.socket() as caller:
        return caller.connect_ex((host, int(port))) == 0


def test_several_processes_on_one_file_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["central", "serve", "--folder", str(tmp_path / "centre"), "--workers", "2"]) == 1
    assert "PostgreSQL" in capsys.readouterr().err
