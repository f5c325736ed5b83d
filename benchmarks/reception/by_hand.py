"""Replay the same SQL by hand: record what the program sends to SQLite, and send it again through ``sqlite3`` alone.

Each step (one ticket issued, one citizen called) is recorded as its exact statements and values. That includes the
reads of the queue and of the set-up's version, BEGIN, BEGIN IMMEDIATE and COMMIT. It is replayed on a copy of the same
database with the same pragmas (WAL, synchronous FULL).

The replay makes no identifiers, no JSON and no hashes, and estimates no wait. So it is the least time that this SQL
takes on this machine from Python.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from kiosk.store.engine import Store
from tests.sent import each_statement

#: The statements of one step, in order.
Step = list[tuple[str, Any]]


class Recorder:
    """Record what a store sends to its database while `step` is open."""

    def __init__(self, store: Store) -> None:
        self._sent: Step = []
        self._store = store
        event.listen(store.engine, "commit", self._on_commit)

    @contextmanager
    def step(self) -> Iterator[Step]:
        """Yield the list to which the statements of the body are written."""
        self._sent = []
        with each_statement(self._store, self._note):
            yield self._sent
        self._sent = []  # statements between two steps are not recorded

    def _note(self, words: str, values: Any) -> None:
        self._sent.append((words, values))

    def _on_commit(self, _connection: Connection) -> None:
        self._sent.append(("COMMIT", ()))


class ByHand:
    """Hold one plain connection with the same pragmas as the program's."""

    def __init__(self, database: Path) -> None:
        self._connection = sqlite3.connect(database, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            self._connection.execute(f"PRAGMA {pragma}")

    def play(self, step: Step) -> None:
        """Send the statements of one step and fetch their rows."""
        for statement, values in step:
            self._connection.execute(statement, values).fetchall()

    def journal_head(self) -> tuple[int, bytes]:
        """Return number and hash of the newest record. They show whether the replay did the same as the program."""
        seq, digest = self._connection.execute("SELECT seq, hash FROM installation").fetchone()
        return int(seq), bytes(digest)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
