"""Let 1,000 branches come back at the same moment, each with a backlog of one batch.

They are shared out among processes. As 1,000 threads of one process they took 4 seconds or 4 minutes: each waiting
thread asks for the interpreter's lock every 5 ms.
"""

import multiprocessing
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import insert

from benchmarks.harness import Figure, at_most, none_of, percentile
from benchmarks.sync.backlog import CountingTransport
from benchmarks.sync.services import central_service, sqlite_url
from kiosk.clock import SystemClock
from kiosk.domain.journal import GENESIS, Event
from kiosk.store.engine import Store
from kiosk.store.journal import NewRecord, append
from kiosk.store.tables import installation, metadata
from sync.relay import Relay, RelaySettings
from sync.transport import TransportSettings
from tests.postgres_server import postgres_server

_BRANCHES, _PROCESSES, _RECORDS = 1_000, 8, 20
_WITHIN_S = 300.0


@dataclass(frozen=True)
class Return:
    """Hold what a branch needed until everything was delivered, if it was."""

    requests: int
    seconds: float
    is_delivered: bool


class Branch:
    """Hold one branch with its token and a backlog."""

    def __init__(self, installation_id: str, token: str, file: Path, empty: bytes) -> None:
        file.write_bytes(empty)
        self.token, self.clock = token, SystemClock()
        self.store = Store(sqlite_url(file))
        with self.store.write(journal=False) as connection:
            connection.execute(
                insert(installation).values(id=installation_id, epoch=1, seq=0, hash=GENESIS, last_us=0),
            )
            for number in range(_RECORDS):
                append(connection, self.clock, NewRecord(Event.TICKET_CALLED, str(uuid4()), {"counter": number}))

    def come_back(self, address: str, start: threading.Barrier) -> Return:
        """Deliver from the common start on, with the pauses that a relay makes."""
        transport = CountingTransport(TransportSettings(address))
        relay = Relay(self.store, RelaySettings(token=self.token), self.clock, transport=transport)
        start.wait()
        begin, is_delivered = time.perf_counter(), False
        while time.perf_counter() - begin < _WITHIN_S:
            done = relay.once()
            if done.failure is None and done.backlog == 0:
                is_delivered = True
                break
            time.sleep(relay.pause_after(done))
        seconds = time.perf_counter() - begin
        relay.stop()
        self.store.close()
        return Return(transport.requests, seconds, is_delivered)


def measure() -> list[Figure]:
    """Count what is missing, and the requests beside the least number of them: one a branch."""
    tokens = [(str(uuid4()), uuid4().hex) for _ in range(_BRANCHES)]
    context = multiprocessing.get_context("spawn")
    with (
        postgres_server(durable=True) as server,
        central_service(server.url(server.create()), dict(tokens)) as address,
        context.Manager() as manager,
        ProcessPoolExecutor(_PROCESSES, context) as pool,
    ):
        ready = manager.Barrier(_PROCESSES)
        shares = [pool.submit(_come_back, tokens[place::_PROCESSES], address, ready) for place in range(_PROCESSES)]
        found = [one for share in shares for one in share.result()]
    last, half = max(one.seconds for one in found), percentile([one.seconds for one in found], 0.5)
    note = f"all in after {last:.1f} s, half of them after {half:.1f} s"
    missing, requests = sum(not one.is_delivered for one in found), sum(one.requests for one in found)
    return [
        none_of("branches of 1,000 that came back at once and did not deliver", missing, note=note),
        at_most("their requests, beside the least", requests, "", float(_BRANCHES), times=1.5),
    ]


def _come_back(tokens: Sequence[tuple[str, str]], address: str, ready: threading.Barrier) -> list[Return]:
    """Make some of the branches, and let them come back when every process is `ready`."""
    with TemporaryDirectory() as name:
        empty = _empty(Path(name) / "empty.db")
        branches = [Branch(*one, Path(name) / f"{one[0]}.db", empty) for one in tokens]

        def wait_for_others() -> None:
            ready.wait()

        start = threading.Barrier(len(branches), wait_for_others)
        with ThreadPoolExecutor(len(branches)) as pool:
            return list(pool.map(lambda one: one.come_back(address, start), branches))


def _empty(file: Path) -> bytes:
    """Return a database with the tables of a branch."""
    store = Store(sqlite_url(file))
    metadata.create_all(store.engine)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return file.read_bytes()
