"""Tell the time. The program asks nowhere else, so that tests can pass in a clock that they move."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Describe a clock: wall time (aware, UTC) and a monotonic count of nanoseconds."""

    def now(self) -> datetime:
        """Return the wall time, aware and in UTC."""
        ...

    def monotonic_ns(self) -> int:
        """Return the nanoseconds of a clock that nobody can set."""
        ...


class SystemClock:
    """Use the machine's clocks."""

    def now(self) -> datetime:
        """See `Clock.now`."""
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        """See `Clock.monotonic_ns`."""
        return time.monotonic_ns()


@dataclass
class ManualClock:
    """Stand still until a test moves the clock."""

    moment: datetime
    elapsed_ns: int = 0

    def now(self) -> datetime:
        """Return the time to which the clock was moved last."""
        return self.moment

    def monotonic_ns(self) -> int:
        """Return the nanoseconds by which the clock was moved forward in all."""
        return self.elapsed_ns

    def advance(self, span: timedelta) -> None:
        """Let time pass on both clocks."""
        self.moment += span
        self.elapsed_ns += int(span.total_seconds() * 1e9)

    def set_wall(self, moment: datetime) -> None:
        """Set the wall clock. The monotonic clock does not change."""
        self.moment = moment
