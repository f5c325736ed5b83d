"""Whose turn it is to write an SQLite file, first come first served.

SQLite's own busy handler sleeps and retries; under load a writer can lose that lottery for two seconds (measured). A
plain lock is not much better: whoever has just written takes it again before the one it woke is on the processor. Here
writers draw numbers, as citizens do. Number n is a locked byte of its own in the queue file, and its holder waits for
the byte of number n - 1 to be free. Whoever comes to the front then takes the writer lock, which alone says that
nobody else writes: after the death of somebody in the middle of the queue two may come to the front at once. All locks
are the kernel's and belong to an open file: a process that dies gives them back at once.
"""

import errno
import fcntl
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.text import CounterError

_NUMBER = struct.Struct("=q")
#: The kernel's ``struct flock``: type, whence, start, length, process.
_FLOCK = struct.Struct("@hhqqi4x")


class WriteTurn:
    """The line before one database file, for all threads and processes of this machine."""

    def __init__(self, database: Path) -> None:
        self._paths = tuple(database.with_name(database.name + suffix) for suffix in (".queue", ".writer"))
        self._thread = threading.Lock()
        self._owner = -1
        self._files: tuple[int, int] = (-1, -1)

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Waits for the turn and holds it for the body. CounterError ``store.cannot_open``, ``store.disk_full``."""
        with self._thread:
            queue, writer = self._open()
            with _in_plain_words():
                mine = _draw_number(queue)
            try:
                _byte_lock(queue, fcntl.F_WRLCK, mine - 1)
                _byte_lock(queue, fcntl.F_UNLCK, mine - 1)
                fcntl.flock(writer, fcntl.LOCK_EX)
                try:
                    yield
                finally:
                    fcntl.flock(writer, fcntl.LOCK_UN)
            finally:
                _byte_lock(queue, fcntl.F_UNLCK, mine)

    def close(self) -> None:
        """Gives the files back."""
        if self._owner == os.getpid():
            for descriptor in self._files:
                os.close(descriptor)
        self._owner = -1

    def _open(self) -> tuple[int, int]:
        # A lock belongs to the open file, which a forked child shares: each process opens its own.
        if self._owner != os.getpid():
            with _in_plain_words():
                first, second = (os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for path in self._paths)
            self._files = first, second
            self._owner = os.getpid()
        return self._files


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        full = problem.errno == errno.ENOSPC
        raise CounterError("store.disk_full" if full else "store.cannot_open") from problem


def _draw_number(queue: int) -> int:
    """The next number, its byte locked before anybody can draw the one after it. The file's start holds the last."""
    fcntl.flock(queue, fcntl.LOCK_EX)
    try:
        stored = os.pread(queue, _NUMBER.size, 0)
        mine = (_NUMBER.unpack(stored)[0] if len(stored) == _NUMBER.size else _NUMBER.size) + 1
        os.pwrite(queue, _NUMBER.pack(mine), 0)
        _byte_lock(queue, fcntl.F_WRLCK, mine)
        return mine
    finally:
        fcntl.flock(queue, fcntl.LOCK_UN)


def _byte_lock(file: int, kind: int, number: int) -> None:
    """Takes (and waits for) the lock of one byte, or gives it back; the byte need not exist."""
    fcntl.fcntl(file, fcntl.F_OFD_SETLKW, _FLOCK.pack(kind, os.SEEK_SET, number, 1, 0))
