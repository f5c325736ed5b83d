"""Check that no role of the database stops a kiosk for more than five seconds (safety review, rows 4, D2 and D3).

A session takes every lock that its rights allow and keeps them. The kiosk works with its own role and its own ledger.
The limit is 0.5 s here instead of 4.5 s.
"""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace as replaced
from psycopg import errors, sql
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext, make_url

from kiosk.branch import reception
from kiosk.clock import SystemClock
from kiosk.config import DatabaseSection, load_site
from kiosk.domain.language.text import CounterError
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.own_ledger import OwnLedger, is_away
from kiosk.store import engine
from kiosk.store.engine import Store
from kiosk.store.roles import DatabaseRole, make_roles
from kiosk.store.tables import metadata
from tests.players import take
from tests.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres
PREFIX = "held_"
LIMIT_S = 0.5
#: What a kiosk needs beside the wait, on a busy machine.
SLACK_S = 2.0
#: The strongest first. PostgreSQL, 13.3.1.
MODES = ("ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE", "ROW EXCLUSIVE", "ACCESS SHARE")
READERS, WRITERS = (DatabaseRole.BOARD, DatabaseRole.API), (DatabaseRole.KIOSK, DatabaseRole.DESK, DatabaseRole.MANAGER)


class Held:
    """Run a kiosk at a branch on PostgreSQL, with its role and its own ledger."""

    def __init__(self, server: PostgresServer, database: str, folder: Path) -> None:
        self._server, self._database = server, database
        plan = BranchPlan(pin="804913", scanner="", database=server.url(database), always_open=True)
        site = load_site(create_branch(folder / "branch", plan, SystemClock()).config)
        with closing(Store(server.url(database))) as owner:
            make_roles(owner, PREFIX)
        url = make_url(server.url(database)).set(username=f"{PREFIX}kiosk").render_as_string(hide_password=False)
        self.opening = Opening(replace(site, config=replaced(site.config, database=DatabaseSection(url=url))))
        self.ledger = OwnLedger(self.opening, folder / "own-ledger.db")
        self.ledger.reconnect(self.opening.office())
        self.waits: list[object] = []
        event.listen(self.opening.office().store.engine, "handle_error", self._note)

    def _note(self, failed: ExceptionContext) -> None:
        if isinstance(failed.original_exception, errors.LockNotAvailable):
            self.waits.append(failed.statement)

    @contextmanager
    def by(self, role: DatabaseRole) -> Iterator[psycopg.Connection]:
        """Let a role take the strongest lock of every table, the writers' row, and advisory locks."""
        self.waits.clear()
        dsn = self._server.dsn(self._database).replace("user=postgres", f"user={PREFIX}{role}")
        with closing(psycopg.connect(dsn)) as line:
            line.execute("SET idle_in_transaction_session_timeout = 0")
            for table in metadata.tables:
                for mode in MODES:
                    with suppress(errors.InsufficientPrivilege), line.transaction():
                        line.execute(sql.SQL(f"LOCK TABLE {{}} IN {mode} MODE").format(sql.Identifier(table)))
                        break
            for row in ("branch", "installation"):
                with suppress(errors.InsufficientPrivilege), line.transaction():
                    line.execute(sql.SQL("SELECT FROM {} FOR NO KEY UPDATE").format(sql.Identifier(row)))
            line.execute("SELECT pg_advisory_lock(key) FROM generate_series(0, 100) AS key")
            yield line

    def number(self) -> tuple[str, float]:
        """Take a number and look at the services. Return the number with the seconds of the slower answer."""
        began = time.monotonic()
        label = self.ledger.ask(take).label
        taken = time.monotonic()
        self.ledger.ask(reception.services_view)
        return label, max(taken - began, time.monotonic() - taken)

    def look(self) -> bool:
        """Try to reach the branch again, as the program does all the time; return whether it is away."""
        with suppress(CounterError):
            self.ledger.reconnect(self.opening.office())
        return self.ledger.is_away

    def close(self) -> None:
        self.ledger.close()
        self.opening.close()
        for role in DatabaseRole:
            for order in ("DROP OWNED BY {}", "DROP ROLE {}"):
                self._server.run(self._database, sql.SQL(order).format(sql.Identifier(f"{PREFIX}{role}")))


@pytest.fixture(scope="module")
def held(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    limit, short = "SET lock_timeout = '4500ms'", f"SET lock_timeout = '{LIMIT_S}s'"
    assert limit in engine._SESSION
    name = postgres.create()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_SESSION", engine._SESSION.replace(limit, short))
        there = Held(postgres, name, tmp_path_factory.mktemp("held"))
        yield there
        there.close()
    postgres.drop(name)


@pytest.mark.parametrize("role", READERS)
def test_safety_4_no_role_that_only_reads_stops_the_kiosk(held: Held, role: DatabaseRole) -> None:
    with held.by(role):
        label, seconds = held.number()
    assert label.startswith("A"), "the branch's own number, though the locks are held"
    assert seconds < LIMIT_S + SLACK_S
    assert held.waits == []


@pytest.mark.parametrize("role", WRITERS)
def test_safety_4_d2_a_stuck_writer_stops_the_kiosk_for_the_limit_and_then_its_own_ledger_goes_on(
    held: Held, role: DatabaseRole
) -> None:
    with held.by(role):
        label, seconds = held.number()
        assert label.startswith("Z"), "of the own ledger"
        assert seconds < LIMIT_S + SLACK_S
        assert len(held.waits) == 1, held.waits
        assert held.look(), "it does not take the branch for reachable while nobody can write there"
        began = time.monotonic()
        assert held.ledger.ask(take).label.startswith("Z")
        assert time.monotonic() - began < SLACK_S
        assert len(held.waits) == 2, "the next citizen waits for nothing"
    assert not held.look(), "the numbers are handed over when the lock is free"
    assert held.number()[0].startswith("A")


def test_safety_4_a_kiosk_without_a_number_to_hand_over_stays_cut_off_as_well(held: Held) -> None:
    with held.by(DatabaseRole.DESK):
        with pytest.raises(CounterError) as refused, held.opening.office().store.write():
            pass
        assert is_away(refused.value)
        assert held.ledger.cut_off(refused.value.message.key)
        assert held.look()
    assert not held.look()
