"""Crash the PostgreSQL server at every point of a handover: the branch has each number once, the kiosk goes on."""

import itertools
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from kiosk.branch import hand_over
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.domain.language.text import CounterError
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.own_ledger import OwnLedger, is_away
from tests.books import check_books, labels
from tests.players import take
from tests.postgres_server import PostgresServer, postgres_server

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_a_crash_of_the_server_at_any_point_of_a_handover_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with postgres_server() as server:  # a crash takes back what no commit waited for
        plan = BranchPlan(pin="804913", scanner="", database=server.url(server.create()), always_open=True)
        opening = Opening(load_site(create_branch(tmp_path / "branch", plan, SystemClock()).config))
        ledger = OwnLedger(opening, tmp_path / "own-ledger.db")
        ledger.reconnect(opening.office())
        given: list[str] = []
        for point in itertools.count(1):
            ledger.cut_off("store.away")
            given.append(ledger.ask(take).label)
            with crash_at(server, point) as has_crashed, suppress_away():
                ledger.reconnect(opening.office())
            if not has_crashed():
                break
            given.append(ledger.ask(take).label)  # while the server is away
            server.start()
            ledger.reconnect(opening.office())
            assert sorted(labels(opening.office().store)) == sorted(given), f"a crash at point {point}"
        assert point > 12, "it crashed at every point of a number"
        assert hand_over.pending(ledger.own()) == 0
        assert not ledger.is_away
        check_books(opening.office().store)
        check_books(ledger.own().store)
        ledger.close()
        opening.close()


@contextmanager
def suppress_away() -> Iterator[None]:
    try:
        yield
    except CounterError as problem:
        if not is_away(problem):
            raise


@contextmanager
def crash_at(server: PostgresServer, point: int) -> Iterator[Callable[[], bool]]:
    """Crash the server in the body: before its `point`-th statement, or before or after a commit."""
    steps, crashes = itertools.count(1), []

    def step() -> None:
        if next(steps) == point:
            server.halt(signal.SIGQUIT)
            crashes.append(point)

    execute, commit = psycopg.Cursor.execute, psycopg.Connection.commit

    def crashing_execute(cursor: psycopg.Cursor[Any], *args: Any, **kwargs: Any) -> psycopg.Cursor[Any]:
        step()
        return execute(cursor, *args, **kwargs)

    def crashing_commit(connection: psycopg.Connection[Any]) -> None:
        step()
        commit(connection)
        step()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", crashing_execute)
        patch.setattr(psycopg.Connection, "commit", crashing_commit)
        yield lambda: bool(crashes)
