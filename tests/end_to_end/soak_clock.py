"""Give the programs of the soak test one clock in a file: simulated days pass in minutes.

It runs as fast as the real one, in the past: a database server, which has a real clock, is never behind it.
"""

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.clock import SystemClock

_SHIFTS = struct.Struct("=qq")
_MICROSECOND = timedelta(microseconds=1)


class SoakClock:
    """Set the clock of all programs: let hours pass, or set the wall clock alone."""

    def __init__(self, file: Path, start: datetime) -> None:
        self._file = file
        self._wall_us, self._elapsed_us = (start - datetime.now(UTC)) // _MICROSECOND, 0
        self._write()

    def now(self) -> datetime:
        """Return the simulated wall time."""
        return datetime.now(UTC) + timedelta(microseconds=self._wall_us)

    def pass_until(self, moment: datetime) -> None:
        """Let time pass on both clocks."""
        passed = (moment - self.now()) // _MICROSECOND
        self._wall_us += passed
        self._elapsed_us += passed
        self._write()

    def set_wall(self, by: timedelta) -> None:
        """Set the wall clock alone, as a person or a time server does."""
        self._wall_us += by // _MICROSECOND
        self._write()

    def _write(self) -> None:
        self._file.touch()
        with self._file.open("r+b") as file:
            file.write(_SHIFTS.pack(self._wall_us, self._elapsed_us))


def follow_clock(file: Path) -> None:
    """Let every `SystemClock` of this process tell the time of a `SoakClock`."""
    with file.open("rb") as shared:
        shifts = mmap.mmap(shared.fileno(), _SHIFTS.size, access=mmap.ACCESS_READ)

    def now(_clock: SystemClock) -> datetime:
        return datetime.now(UTC) + timedelta(microseconds=_SHIFTS.unpack_from(shifts)[0])

    def monotonic_ns(_clock: SystemClock) -> int:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) + 1000 * int(_SHIFTS.unpack_from(shifts)[1])

    for method in (now, monotonic_ns):
        setattr(SystemClock, method.__name__, method)  # in this process alone
