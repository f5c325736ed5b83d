"""Deliver a backlog of 100,000 records, beside a bare client that posts ready-made batches to a bare endpoint."""

import gzip
import http.client
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from shutil import copyfile
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from benchmarks.harness import Figure, at_most, processor_time, taken_since
from benchmarks.sync.services import bare_endpoint, central_service, sqlite_url
from kiosk.clock import ManualClock, SystemClock
from kiosk.demo.branch import DEMO_PIN, demo_document
from kiosk.demo.history.past_plan import open_days
from kiosk.demo.history.player import Player
from kiosk.demo.history.rows import moved, write_day
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.sample import sample_document, sample_setup
from kiosk.store.delivery import own_id
from kiosk.store.engine import Store
from kiosk.store.journal import head_seq, walk
from kiosk.store.keys import load_keys
from kiosk.store.sealing import new_key
from kiosk.store.signing import public_half
from sync.protocol import MAX_RECORDS, encode_batch, to_wire
from sync.relay import Relay, RelaySettings, RoundOutcome
from sync.transport import HttpAnswer, HttpTransport, TransportSettings
from tests.postgres_server import postgres_server

_FOUNDED, _FIRST = datetime(2026, 10, 30, 11, 0, tzinfo=UTC), date(2026, 11, 2)
_RECORDS = 100_000
_TOKEN = "a-device-token"  # noqa: S105 - of a service that runs for this benchmark alone


class CountingTransport(HttpTransport):
    """Speak to the centre and count requests and the bytes that leave this machine, without TLS."""

    def __init__(self, settings: TransportSettings) -> None:
        super().__init__(settings)
        self.requests = self.sent = 0

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        """See `Transport.request`."""
        self.requests += 1
        self.sent += sum(len(name) + len(value) + 4 for name, value in headers.items()) + len(path) + len(body or b"")
        return super().request(method, path, headers, body)


def measure() -> list[Figure]:
    """Deliver the same journal three times: bare, to the service on SQLite, to the service on PostgreSQL."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = _branch(folder / "branch")
        before = _bare(store, sqlite_url(folder / "bare.db"))
        figures = [*_delivered(store, sqlite_url(folder / "central.db"), "SQLite")]
        after = _bare(store, sqlite_url(folder / "bare_again.db"))
        figures.append(_beside(figures[0], min(before, after)))
        store.close()
        with postgres_server(durable=True) as server:
            again = Store(sqlite_url(folder / "again.db"))
            figures += [*_delivered(again, server.url(server.create()), "PostgreSQL")][:1]
            again.close()
    return figures


def _branch(folder: Path) -> Store:
    """Make a branch with whole days until its journal has `_RECORDS` records, and a copy of it beside it."""
    plan = BranchPlan(pin=DEMO_PIN, document=demo_document(sample_document()))
    config = create_branch(folder, plan, ManualClock(_FOUNDED)).config
    file = folder / "branch.db"
    copyfile(file, folder.parent / "played.db")
    keys = load_keys(config.parent / "keys")
    player = Player(folder.parent / "played.db", keys, DEMO_PIN)
    day = player.play(player.plan(_FIRST, open_days(sample_setup(), _FIRST, _FIRST)[_FIRST]))
    player.close()
    store, number, count = Store(sqlite_url(file)), 0, 0
    while count < _RECORDS:
        made = moved(day, _FIRST + timedelta(days=7 * number), keys.codes, "H99.99", Random(number))
        with store.write() as connection:
            write_day(connection, made)
            count = head_seq(connection)
        number += 1
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copyfile(file, folder.parent / "again.db")
    return store


def _delivered(store: Store, url: str, kind: str) -> Iterator[Figure]:
    with store.read() as connection:
        own, count = own_id(connection), head_seq(connection)
    before, signing = processor_time(), new_key()
    with central_service(url, {own: _TOKEN}, public=public_half(signing)) as address:
        transport = CountingTransport(TransportSettings(address))
        relay = Relay(store, RelaySettings(token=_TOKEN, signing=signing), SystemClock(), transport=transport)
        begin = time.perf_counter()
        done = relay.once()
        while done.has_more:
            done = relay.once()
        seconds = (time.perf_counter() - begin) / count * _RECORDS
        relay.stop()
    if (done.outcome, done.backlog) != (RoundOutcome.DELIVERED, 0):
        raise RuntimeError(f"not delivered: {done}")
    note = f"{count} records in {transport.requests} requests; {taken_since(before)}"
    yield at_most(f"a backlog of 100,000 records delivered to {kind}", seconds, "s", 120.0, note=note)
    yield at_most("a record on the wire", transport.sent / count, "bytes", 120.0)


def _beside(ours: Figure, bare: float) -> Figure:
    """Return the figure of a delivery beside a bare one. Its goal is to be stated."""
    ratio = ours.value / bare
    return Figure("the same beside a bare client", ours.value, "s", bare, ratio, "stated", met=True)


def _bare(store: Store, url: str) -> float:
    """Return the seconds in which a client posts the same records in batches that were made before."""
    with store.read() as connection:
        own, records = own_id(connection), list(walk(connection))
    batches = [records[first : first + MAX_RECORDS] for first in range(0, len(records), MAX_RECORDS)]
    bodies = [gzip.compress(encode_batch(own, 1, map(to_wire, some)), 6) for some in batches]
    with bare_endpoint(url) as address:
        parts = urlsplit(address)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port)
        begin = time.perf_counter()
        for body in bodies:
            line.request("POST", "/", body)
            line.getresponse().read()
        seconds = time.perf_counter() - begin
        line.close()
    return seconds / len(records) * _RECORDS
