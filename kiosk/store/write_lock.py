"""Lock an SQLite file for one writer at a time, first come first served, with a limit to the wait.

SQLite's own busy handler sleeps and retries. Under load a writer lost that lottery for two seconds (measured). Here
each writer draws a number. Number n is a locked byte of the lock file, and its owner waits until byte n - 1 is free.
Then it takes the writer byte, which alone excludes the others. The numbers only make the order fair: a process that
is stopped in the queue delays the others by `_QUEUE_SECONDS` and no more.

All locks are the kernel's (open file description locks, fcntl(2)) and belong to an open file. A process that dies
gives them back at once. A process that is stopped while it writes keeps the writer byte. The others then hear which
process that is: the holder writes its pid and program into the lock file.
"""

import errno
import fcntl
import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.language.text import CounterError

#: How long a writer waits for another one before it is told ``store.busy``, and for its place in the queue.
_LIMIT_SECONDS, _QUEUE_SECONDS = 4.5, 1.0
#: A wait is polled, because the kernel's own wait for a lock has no limit.
_POLL_SECONDS = 0.0005
#: The lock file: the last number drawn, then the holder as text.
_NUMBER = struct.Struct("=q")
_HOLDER_BYTES = 120
#: Bytes that are locked. They lie beyond the content, and need not exist. Numbers begin at `_FIRST`.
_DRAWING, _WRITER, _FIRST = 1_000, 1_001, 2_000
#: The kernel's ``struct flock``: type, whence, start, length, process.
_FLOCK = struct.Struct("@hhqqi4x")


class WriteLock:
    """Lock one database file, for all threads and processes of this machine."""

    def __init__(self, database: Path, limit_s: float = _LIMIT_SECONDS) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._limit_s = limit_s
        self._thread = threading.Lock()
        self._owner = -1
        self._file = -1

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for the lock and hold it for the body.

        Raises:
            CounterError: ``store.busy`` with the program and the pid of the process that holds the lock longer than the
                limit; ``store.cannot_open``, ``store.disk_full``.
        """
        limit = time.monotonic() + self._limit_s
        if not self._thread.acquire(timeout=self._limit_s):
            raise CounterError("store.busy", program=_program(), pid=os.getpid())
        try:
            with _in_plain_words():
                file = self._open()
                number = _queue(file, min(limit, time.monotonic() + _QUEUE_SECONDS))
            try:
                if not _take(file, _WRITER, limit):
                    raise _busy(file)
                try:
                    with _in_plain_words():
                        _write_holder(file)
                    yield
                finally:
                    _release(file, _WRITER)
            finally:
                if number is not None:
                    _release(file, number)
        finally:
            self._thread.release()

    def close(self) -> None:
        """Close the lock file."""
        if self._owner == os.getpid():
            os.close(self._file)
        self._owner = -1

    def _open(self) -> int:
        # A lock belongs to the open file, which a forked child shares: each process opens its own.
        if self._owner != os.getpid():
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._owner = os.getpid()
        return self._file


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        full = problem.errno == errno.ENOSPC
        raise CounterError("store.disk_full" if full else "store.cannot_open") from problem


def _queue(file: int, limit: float) -> int | None:
    """Draw a number and wait for the one before it. Return the byte of the number, None when nobody could draw."""
    if not _take(file, _DRAWING, limit):
        return None
    try:
        stored = os.pread(file, _NUMBER.size, 0)
        number = (_NUMBER.unpack(stored)[0] if len(stored) == _NUMBER.size else _FIRST) + 1
        os.pwrite(file, _NUMBER.pack(number), 0)
        _take(file, number, limit)
    finally:
        _release(file, _DRAWING)
    if _take(file, number - 1, limit):
        _release(file, number - 1)
    return number


def _take(file: int, byte: int, limit: float) -> bool:
    """Lock a byte; return False when another process has it until `limit` (of the monotonic clock)."""
    while True:
        try:
            fcntl.fcntl(file, fcntl.F_OFD_SETLK, _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0))
        except BlockingIOError:
            if time.monotonic() >= limit:
                return False
            time.sleep(_POLL_SECONDS)
        else:
            return True


def _release(file: int, byte: int) -> None:
    fcntl.fcntl(file, fcntl.F_OFD_SETLK, _FLOCK.pack(fcntl.F_UNLCK, os.SEEK_SET, byte, 1, 0))


def _write_holder(file: int) -> None:
    holder = f"{os.getpid()} {_program()}".encode()[:_HOLDER_BYTES]
    os.pwrite(file, holder.ljust(_HOLDER_BYTES), _NUMBER.size)


def _busy(file: int) -> CounterError:
    """Return the refusal that names the process that holds the writer byte."""
    pid, _, program = os.pread(file, _HOLDER_BYTES, _NUMBER.size).decode(errors="replace").strip().partition(" ")
    return CounterError("store.busy", program=program, pid=pid)


def _program() -> str:
    """Return this program and its subcommand, such as ``kiosk run desk``, without what may be personal."""
    name, *words = sys.argv or ["python"]
    name = "kiosk" if Path(name).name == "__main__.py" else Path(name).name
    return " ".join([name, *(word for word in words if not word.startswith("-"))][:3])
