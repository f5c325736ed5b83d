"""Let the faults of a day happen to the branch of the soak test, each for as long as a context lasts."""

import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import psycopg

from tests.end_to_end.soak_branch import SoakBranch
from tests.postgres_server import PostgresServer

Fault = Callable[[], AbstractContextManager[None]]
#: How long another program holds the database, in seconds. A window gives up after 4.5.
_LOCKED_S = 6
#: What a wall clock jumps, in seconds; less than what the branch takes for a clock that was set back.
_JUMP_S = 50


class Faults:
    """Let faults happen to a branch, on PostgreSQL with its server."""

    def __init__(self, branch: SoakBranch, server: PostgresServer | None) -> None:
        self._branch, self._server = branch, server

    def of_a_day(self, rng: random.Random) -> list[Fault]:
        """Return every fault once, in any order."""
        found: list[Fault] = [
            self._no_scanner,
            self._no_paper,
            self._open_cover,
            self._no_printer,
            self._no_centre,
            self._torn_replies,
            self._locked,
            self._clock_ahead,
            self._clock_behind,
        ]
        if self._server:
            found.append(self._server_restart)
        rng.shuffle(found)
        return found

    @contextmanager
    def _no_scanner(self) -> Iterator[None]:
        self._branch.scanner.unplug()
        yield
        self._branch.scanner.plug()

    @contextmanager
    def _no_paper(self) -> Iterator[None]:
        self._branch.printer.paper_out()
        yield
        self._branch.printer.paper_out(out=False)

    @contextmanager
    def _open_cover(self) -> Iterator[None]:
        self._branch.printer.cover(open=True)
        yield
        self._branch.printer.cover(open=False)

    @contextmanager
    def _no_printer(self) -> Iterator[None]:
        self._branch.printer.unplug()
        yield
        self._branch.printer.plug()

    @contextmanager
    def _no_centre(self) -> Iterator[None]:
        target, self._branch.proxy.target = self._branch.proxy.target, 0
        yield
        self._branch.proxy.target = target

    @contextmanager
    def _torn_replies(self) -> Iterator[None]:
        self._branch.proxy.disturb()
        yield
        self._branch.proxy.calm_down()

    @contextmanager
    def _clock_ahead(self) -> Iterator[None]:
        self._branch.clock.set_wall(timedelta(seconds=_JUMP_S))
        yield

    @contextmanager
    def _clock_behind(self) -> Iterator[None]:
        self._branch.clock.set_wall(timedelta(seconds=-_JUMP_S))
        yield

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let another program hold the database for some seconds."""
        release = self._lock_postgres() if self._server else self._lock_sqlite()
        timer = threading.Timer(_LOCKED_S, release)
        timer.start()
        yield
        timer.join()

    def _lock_sqlite(self) -> Callable[[], None]:
        other = sqlite3.connect(self._branch.store.url.database or "", isolation_level=None, check_same_thread=False)
        other.execute("PRAGMA busy_timeout = 5000")
        other.execute("BEGIN IMMEDIATE")
        return other.close

    def _lock_postgres(self) -> Callable[[], None]:
        assert self._server
        other = psycopg.connect(self._server.dsn(self._branch.store.url.database or ""))
        other.execute("SELECT id FROM branch FOR UPDATE")
        return other.close

    @contextmanager
    def _server_restart(self) -> Iterator[None]:
        """Stop the server; the kiosk issues numbers of its own ledger meanwhile."""
        assert self._server
        self._branch.windows["desk"].answer()
        self._server.halt()
        yield
        self._server.start()
