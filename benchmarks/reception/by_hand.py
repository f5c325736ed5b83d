"""The same SQL by hand: what the program sends to SQLite is written down, and sent again through ``sqlite3`` alone.

Each step (one ticket issued, one citizen called) is kept as the exact statements with their exact values, the reading
of the queue and of the set-up's version included, with the same BEGIN, BEGIN IMMEDIATE and COMMIT, and is replayed on
a copy of the same database with the same pragmas (WAL, synchronous FULL). The replay makes no identifiers, no JSON and
no hashes, and estimates no wait: it is the least that this SQL can cost on this machine from Python.
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
    """Writes down what a store sends to its database while `step` is open."""

    def __init__(self, store: Store) -> None:
        self._sent: Step = []
        self._store = store
        event.listen(store.engine, "commit", self._on_commit)

    @contextmanager
    def step(self) -> Iterator[Step]:
        """The list that the statements of the body are written to."""
        self._sent = []
        with each_statement(self._store, self._note):
            yield self._sent
        self._sent = []  # what comes between two steps is nobody's

    def _note(self, words: str, values: Any) -> None:
        self._sent.append((words, values))

    def _on_commit(self, _connection: Connection) -> None:
        self._sent.append(("COMMIT", ()))


class ByHand:
    """One plain connection, set up as the program sets up its own."""

    def __init__(self, database: Path) -> None:
        self._connection = sqlite3.connect(database, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            self._connection.execute(f"PRAGMA {pragma}")

    def play(self, step: Step) -> None:
        """Sends the statements of one step and fetches what they return."""
        for statement, values in step:
            self._connection.execute(statement, values).fetchall()

    def journal_head(self) -> tuple[int, bytes]:
        """The newest record's number and hash: equal, if the replay did the same as the program."""
        seq, digest = self._connection.execute("SELECT seq, hash FROM installation").fetchone()
        return int(seq), bytes(digest)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()
