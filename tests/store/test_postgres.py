"""Check transactions on PostgreSQL: durable after commit, atomic, and limited in time."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, text

from kiosk.branch.office import Office
from kiosk.branch.serving import visits
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import ParkReason
from kiosk.program.sample import BRANCH_ID
from kiosk.store.copies import restore_postgres
from kiosk.store.engine import Store
from tests.books import check_books
from tests.conftest import KEYS, found_sample
from tests.players import Clerk, take
from tests.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres

TABLE = Table("paper", MetaData(), Column("id", Integer, primary_key=True), Column("words", String(4)))


@pytest.fixture
def store(postgres_url: str) -> Iterator[Store]:
    """Return a founded branch with one more table."""
    found_sample(postgres_url)
    store = Store(postgres_url)
    with store.write() as connection:
        TABLE.create(connection)
    yield store
    check_books(store)
    store.close()


def there(store: Store) -> list[tuple[object, ...]]:
    with store.read() as connection:
        return [tuple(row) for row in connection.execute(select(TABLE).order_by(TABLE.c.id))]


def idle_connections(store: Store, count: int) -> list[int]:
    """Return the server's processes of idle connections."""
    with ExitStack() as stack:
        opened = [stack.enter_context(store.read()) for _ in range(count)]
        return [one.execute(text("SELECT pg_backend_pid()")).scalar_one() for one in opened]


@pytest.mark.parametrize("is_writing", [True, False])
def test_an_idle_connection_that_was_cut_costs_nobody_an_error(
    store: Store, postgres: PostgresServer, *, is_writing: bool
) -> None:
    with psycopg.connect(postgres.dsn(str(store.url.database)), autocommit=True) as other:
        for pid in idle_connections(store, 3):
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    if is_writing:
        with store.write() as connection:
            connection.execute(insert(TABLE), {"id": 1, "words": "a"})
    assert there(store) == ([(1, "a")] if is_writing else [])
    assert len(set(idle_connections(store, 3))) == 3


def test_a_connection_that_is_cut_in_the_middle_of_a_write_is_a_database_that_is_away(
    store: Store, postgres: PostgresServer
) -> None:
    with (  # noqa: PT012 - noticed at the commit
        pytest.raises(CounterError) as refused,
        psycopg.connect(postgres.dsn(str(store.url.database)), autocommit=True) as other,
        store.write() as connection,
    ):
        connection.execute(insert(TABLE), {"id": 1, "words": "a"})
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    assert refused.value.message.key == "store.away"
    assert there(store) == []


def test_what_is_committed_is_on_the_disk_whatever_the_server_s_default(store: Store) -> None:
    """The server of the tests has `synchronous_commit` off; the session says otherwise."""
    with store.write() as connection:
        connection.execute(insert(TABLE), {"id": 1, "words": "a"})
        written = connection.execute(text("SELECT pg_current_wal_insert_lsn()")).scalar()
    with store.read() as connection:
        assert connection.execute(text("SELECT pg_current_wal_flush_lsn() > :at"), {"at": written}).scalar()


def test_a_clock_that_was_set_back_calls_who_is_due_by_the_journal(store: Store, clock: ManualClock) -> None:
    """The time of the parked ticket has come, and the clerk's clock stands an hour before it."""
    clerk = Clerk(Office(store, clock, KEYS, BRANCH_ID, "desk-1")).open()
    parked = take(clerk.office)
    clerk.called()
    clerk.start()
    visits.park(clerk.office, ParkReason.COPIES, 5, 1, 1)
    clock.advance(timedelta(minutes=6))
    take(clerk.office)
    clock.advance(timedelta(minutes=-60))
    assert clerk.called().id == parked.id


@pytest.mark.parametrize(
    "trick",
    [
        "\\! touch {0}\n",
        "SELECT 1 \\! touch {0}\n",
        "/*\nCOPY x (a) FROM stdin;\n*/ \\! touch {0}\n",
        "\\o |touch {0}\n",
    ],
)
def test_safety_5_a_forged_backup_runs_no_program(store: Store, tmp_path: Path, trick: str) -> None:
    """Make files as the holder of the public key can. psql ran what stands behind a backslash in one."""
    forged, run = tmp_path / "forged.sql", tmp_path / "run"
    forged.write_text(trick.format(run), encoding="utf-8")
    with pytest.raises(CounterError) as refused:
        restore_postgres(store, forged)
    assert refused.value.message.key == "upgrade.not_put_back"
    assert not run.exists()
    assert store.has_branch(), "nothing is changed"
