"""Check a crash of the PostgreSQL server and a frozen writer (D1 and D2 of the safety review)."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from kiosk.branch.office import Office
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.program.own_ledger import is_away
from kiosk.program.sample import BRANCH_ID
from kiosk.store import delivery
from kiosk.store.engine import Store
from tests.books import check_books
from tests.conftest import KEYS, MORNING, found_sample
from tests.players import take
from tests.postgres_server import postgres_server

pytestmark = pytest.mark.postgres

#: Each flush that a session waits for is 0.1 s late, and the server flushes nothing by itself: between a commit that
#: does not wait for its flush and a later flush there is time for a relay to read, and for a crash.
_SLOW_FLUSH = (
    "wal_writer_delay=10s",
    "wal_writer_flush_after=1GB",
    "commit_delay=100000",
    "commit_siblings=0",
)
#: Longer than the server's 10 s for a silent transaction and the 5 s for a lock, on a busy machine.
_PATIENCE_S = 60.0


def office_at(url: str) -> Office:
    return Office(Store(url), ManualClock(MORNING), KEYS, BRANCH_ID)


def sent_by_a_relay(office: Office) -> list[tuple[int, bytes]]:
    """Number and hash of every record that a relay would send now."""
    with office.store.read() as connection:
        batch = delivery.pending(connection, 10_000, 10**9)
    return [] if batch is None else [(record.seq, record.hash) for record in batch.records]


@contextmanager
def somebody_takes_a_number(url: str) -> Iterator[None]:
    """Take one number on another thread while the body runs; a crash of the server refuses it."""

    def work() -> None:
        office = office_at(url)
        with suppress(CounterError):
            take(office)
        office.store.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    thread.join()


def test_d1_a_relay_never_reads_a_record_that_a_crash_of_the_server_takes_back() -> None:
    """Stop the server as soon as the relay has read.

    With a commit before its flush the record was lost, and the branch wrote another one under its number."""
    with postgres_server(durable=True, settings=_SLOW_FLUSH) as server:
        url = server.url(server.create())
        found_sample(url)
        office = office_at(url)
        for _ in range(2):
            before = after = sent_by_a_relay(office)
            with somebody_takes_a_number(url):
                while after == before:
                    after = sent_by_a_relay(office)
                server.halt(signal.SIGQUIT)
            server.start()
            assert sent_by_a_relay(office)[: len(after)] == after
        check_books(office.store)
        office.store.close()


_FREEZE = """
import os, signal, sys
from kiosk.store.engine import Store
with Store(sys.argv[1]).write():
    print("writing", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
"""


def test_d2_a_writer_that_is_frozen_in_a_transaction_stops_the_others_for_a_limited_time(postgres_url: str) -> None:
    """Let a kiosk hang or lose its power between two messages.

    The others learn that the branch is away, so a kiosk uses its own ledger. The server ends the silent transaction."""
    found_sample(postgres_url)
    office = office_at(postgres_url)
    frozen = subprocess.Popen(
        [sys.executable, "-c", _FREEZE, postgres_url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert frozen.stdout is not None
    assert frozen.stdout.readline() == "writing\n"
    began, refusals = time.monotonic(), []
    while time.monotonic() - began < _PATIENCE_S:
        try:
            take(office)
            break
        except CounterError as refused:
            refusals.append(refused)
    else:
        pytest.fail("nobody writes any more")
    assert refusals, "the frozen writer held the lock"
    assert all(is_away(refused) for refused in refusals)
    frozen.send_signal(signal.SIGCONT)
    _, said = frozen.communicate(timeout=_PATIENCE_S)
    assert frozen.returncode != 0, "what it wrote is not committed"
    assert "store.away" in said
    check_books(office.store)
    office.store.close()
