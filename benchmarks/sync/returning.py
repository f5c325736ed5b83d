"""Let 1,000 branches come back at the same moment, each with a backlog of one batch."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
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

_BRANCHES, _RECORDS = 1_000, 20
_WITHIN_S = 300.0


class Branch:
    """Hold one branch with its relay, its token, and how many requests it made until everything was delivered."""

    def __init__(self, file: Path, empty: bytes) -> None:
        file.write_bytes(empty)
        self.id, self.token, self.clock = str(uuid4()), uuid4().hex, SystemClock()
        self.store = Store(sqlite_url(file))
        self.requests, self.seconds, self.is_delivered = 0, 0.0, False
        with self.store.write(journal=False) as connection:
            connection.execute(
                insert(installation).values(id=self.id, epoch=1, seq=0, hash=GENESIS, last_us=0),
            )
            for number in range(_RECORDS):
                append(connection, self.clock, NewRecord(Event.TICKET_CALLED, str(uuid4()), {"counter": number}))

    def come_back(self, address: str, start: threading.Barrier) -> None:
        """Deliver from the common start on, with the pauses that a relay makes."""
        transport = CountingTransport(TransportSettings(address))
        relay = Relay(self.store, RelaySettings(token=self.token), self.clock, transport=transport)
        start.wait()
        begin = time.perf_counter()
        while time.perf_counter() - begin < _WITHIN_S:
            done = relay.once()
            if done.failure is None and done.backlog == 0:
                self.is_delivered = True
                break
            time.sleep(relay.pause_after(done))
        self.requests, self.seconds = transport.requests, time.perf_counter() - begin
        relay.stop()
        self.store.close()


def measure() -> list[Figure]:
    """Count what is missing, and the requests beside the least number of them: one a branch."""
    with TemporaryDirectory() as name, postgres_server(durable=True) as server:
        empty = _empty(Path(name) / "empty.db")
        branches = [Branch(Path(name) / f"{number}.db", empty) for number in range(_BRANCHES)]
        start = threading.Barrier(_BRANCHES)
        tokens = {one.id: one.token for one in branches}
        with central_service(server.url(server.create()), tokens) as address, ThreadPoolExecutor(_BRANCHES) as pool:
            list(pool.map(lambda one: one.come_back(address, start), branches))
    requests = sum(one.requests for one in branches)
    last = max(one.seconds for one in branches)
    note = f"all in after {last:.1f} s, half of them after {percentile([b.seconds for b in branches], 0.5):.1f} s"
    missing = sum(not one.is_delivered for one in branches)
    return [
        none_of("branches of 1,000 that came back at once and did not deliver", missing, note=note),
        at_most("their requests, beside the least", requests, "", float(_BRANCHES), times=1.5),
    ]


def _empty(file: Path) -> bytes:
    """Return a database with the tables of a branch."""
    store = Store(sqlite_url(file))
    metadata.create_all(store.engine)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return file.read_bytes()
