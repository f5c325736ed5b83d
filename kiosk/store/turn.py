"""Whose turn it is to write an SQLite file, in a fair order.

SQLite's own busy handler sleeps and retries; under load a writer can lose that lottery for two seconds (measured).
Here writers stand in a line: each takes the turnstile, waits in it for the file, and lets the next one into the
turnstile only when it holds the file. Whoever has just written must queue up behind the one already waiting. Locks are
the kernel's (flock): a process that dies gives them back at once.
"""

import errno
import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.text import CounterError


class WriteTurn:
    """The line before one database file, for all threads and processes of this machine."""

    def __init__(self, database: Path) -> None:
        self._paths = tuple(database.with_name(database.name + suffix) for suffix in (".turnstile", ".writer"))
        self._thread = threading.Lock()
        self._owner = -1
        self._files: tuple[int, int] = (-1, -1)

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Waits for the turn and holds it for the body. CounterError ``store.cannot_open``, ``store.disk_full``."""
        with self._thread:
            turnstile, writer = self._open()
            fcntl.flock(turnstile, fcntl.LOCK_EX)
            try:
                fcntl.flock(writer, fcntl.LOCK_EX)
            finally:
                fcntl.flock(turnstile, fcntl.LOCK_UN)
            try:
                yield
            finally:
                fcntl.flock(writer, fcntl.LOCK_UN)

    def close(self) -> None:
        """Gives the files back."""
        if self._owner == os.getpid():
            for descriptor in self._files:
                os.close(descriptor)
        self._owner = -1

    def _open(self) -> tuple[int, int]:
        # A lock belongs to the open file, which a forked child shares: each process opens its own.
        if self._owner != os.getpid():
            try:
                first, second = (os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for path in self._paths)
            except OSError as problem:
                full = problem.errno == errno.ENOSPC
                raise CounterError("store.disk_full" if full else "store.cannot_open") from problem
            self._files = first, second
            self._owner = os.getpid()
        return self._files
