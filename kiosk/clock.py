"""Tell the time. The program asks nowhere else, so that tests can pass in a clock that they move."""

import ctypes
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

#: What `adjtimex` returns while no time server keeps the clock right (TIME_ERROR, man 2 adjtimex), and a size in bytes
#: that is enough for its structure. The kernel says so again as soon as somebody sets the clock.
_NOT_SYNCHRONISED, _TIMEX_BYTES = 5, 512


class Clock(Protocol):
    """Describe a clock: wall time (aware, UTC) and a monotonic count of nanoseconds."""

    def now(self) -> datetime:
        """Return the wall time, aware and in UTC."""
        ...

    def monotonic_ns(self) -> int:
        """Return the nanoseconds of a clock that nobody can set. It also counts while the machine sleeps."""
        ...

    def steady(self) -> datetime:
        """Return the wall time of the program's start plus what has passed since: nobody can set it."""
        ...

    def is_synchronised(self) -> bool:
        """Return whether a time server keeps the wall clock right."""
        ...


class SystemClock:
    """Use the machine's clocks."""

    def __init__(self) -> None:
        self._start, self._start_ns = self.now(), self.monotonic_ns()

    def now(self) -> datetime:
        """See `Clock.now`."""
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        """See `Clock.monotonic_ns`."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)

    def steady(self) -> datetime:
        """See `Clock.steady`."""
        return self._start + timedelta(microseconds=(self.monotonic_ns() - self._start_ns) // 1000)

    def is_synchronised(self) -> bool:
        """See `Clock.is_synchronised`."""
        return 0 <= int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))) < _NOT_SYNCHRONISED


@dataclass
class ManualClock:
    """Stand still until a test moves the clock."""

    moment: datetime
    elapsed_ns: int = 0
    synchronised: bool = False
    _start: datetime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._start = self.moment - timedelta(microseconds=self.elapsed_ns // 1000)

    def now(self) -> datetime:
        """Return the time to which the clock was moved last."""
        return self.moment

    def monotonic_ns(self) -> int:
        """Return the nanoseconds by which the clock was moved forward in all."""
        return self.elapsed_ns

    def steady(self) -> datetime:
        """Return the first time plus what has passed."""
        return self._start + timedelta(microseconds=self.elapsed_ns // 1000)

    def is_synchronised(self) -> bool:
        """Return what a test says."""
        return self.synchronised

    def advance(self, span: timedelta) -> None:
        """Let time pass on both clocks."""
        self.moment += span
        self.elapsed_ns += int(span.total_seconds() * 1e9)

    def set_wall(self, moment: datetime) -> None:
        """Set the wall clock. The monotonic clock does not change."""
        self.moment = moment
