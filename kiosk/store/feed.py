"""Follow the commits of other connections. The feed only wakes; its caller reads from the journal what changed.

Only the thread that follows the branch imports this module, after the first paint: psycopg takes 0.1 s to import.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg

from kiosk.domain.language.text import CounterError
from kiosk.store.engine import LINE, Store

#: The pause between two looks at the file. An idle desk spends 3 % of a core on them at 5 ms, 1 % at 20 ms (measured).
_POLL_SECONDS = 0.02
_LOOK_SECONDS = 0.25


class ChangeFeed(Protocol):
    """Tell that the database changed; several commits may come as one."""

    @property
    def is_cut(self) -> bool:
        """Return whether the database could not be reached at the last look. A commit may be heard of later then."""
        ...

    def wait(self, timeout_s: float) -> bool:
        """Return True as soon as another connection has committed since the last call, False after `timeout_s`."""
        ...

    def close(self) -> None:
        """End the listening; a waiting thread returns at its next look."""
        ...


def follow(store: Store) -> ChangeFeed:
    """Return a new feed of other connections' commits. It belongs to the thread that waits on it."""
    if store.is_sqlite:
        return SqliteFeed(Path(store.url.database or ""))
    # The dialect knows how to pass on a URL that names several servers.
    _, line = store.engine.dialect.create_connect_args(store.url)
    return PostgresFeed({**line, **LINE})


class SqliteFeed:
    """Poll ``PRAGMA data_version``, 3 µs a look. No commit is missed: a WAL file changes before it is visible."""

    def __init__(self, database: Path) -> None:
        """Open the file.

        Raises:
            CounterError: ``store.cannot_open`` when there is no such file.
        """
        place = f"{database.absolute().as_uri()}?mode=ro"
        self._database = database
        with _in_plain_words():
            self._file = _which(database)
            self._connection = sqlite3.connect(place, uri=True, check_same_thread=False, isolation_level=None)
        self._using = threading.Lock()  # a connection closed under a thread that uses it takes the process down
        self._closed = False
        self._seen = 0
        self._seen = self._version()

    @property
    def is_cut(self) -> bool:
        """Return False: a file is there, or `wait` raises."""
        return False

    def wait(self, timeout_s: float) -> bool:
        """See `ChangeFeed.wait`; return within 20 ms of the commit.

        Raises:
            CounterError: ``store.cannot_open`` when another file is in its place, or none: nobody commits to this one.
        """
        with _in_plain_words():
            if _which(self._database) != self._file:
                raise CounterError("store.cannot_open")
        end = time.monotonic() + timeout_s
        while not self._closed:
            version = self._version()
            if version != self._seen:
                self._seen = version
                return True
            if time.monotonic() >= end:
                break
            time.sleep(_POLL_SECONDS)
        return False

    def close(self) -> None:
        """Close the connection of this feed."""
        with self._using:
            self._closed = True
            self._connection.close()

    def _version(self) -> int:
        with self._using:
            if self._closed:
                return self._seen
            with _in_plain_words():
                return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def _which(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_dev, found.st_ino


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as problem:
        raise CounterError("store.cannot_open") from problem


class PostgresFeed:
    """Listen to the channel that a trigger on the journal notifies; reconnect after a cut, and report a change then."""

    def __init__(self, line: Mapping[str, Any]) -> None:
        """Connect with the settings in `line`.

        Raises:
            CounterError: ``store.away`` when the server cannot be reached.
        """
        self._line = line
        self._using = threading.Lock()
        self._closed = False
        self._connection: psycopg.Connection[object] | None = None
        self._is_cut = False
        try:
            self._listen()
        except psycopg.OperationalError as problem:
            self._drop()
            raise CounterError("store.away") from problem

    @property
    def is_cut(self) -> bool:
        """Return whether the server did not answer when this feed tried to listen again."""
        return self._is_cut

    def wait(self, timeout_s: float) -> bool:
        """See `ChangeFeed.wait`. A server that is away is a wait; its return counts as a change."""
        end = time.monotonic() + timeout_s
        while not self._closed:
            with self._using:
                if self._look(min(_LOOK_SECONDS, max(end - time.monotonic(), 0.0))):
                    return True
            if time.monotonic() >= end:
                break
        return False

    def close(self) -> None:
        """Close the connection of this feed. It takes as long as one look."""
        self._closed = True
        with self._using:
            self._drop()

    def _look(self, timeout_s: float) -> bool:
        if self._closed:
            return False
        try:
            if self._connection is None or self._connection.closed:
                self._is_cut = True
                self._drop()
                self._listen()
                self._is_cut = False
                return True
            return any(True for _ in self._connection.notifies(timeout=timeout_s, stop_after=1))
        except psycopg.OperationalError:
            self._drop()
            time.sleep(timeout_s)
            return False

    def _listen(self) -> None:
        self._connection = psycopg.connect(autocommit=True, **self._line)
        self._connection.execute("LISTEN journal")

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
