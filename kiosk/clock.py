"""The one place where the program asks what time it is; tests hand in a clock that they move."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Wall time (aware, UTC) and a monotonic count of nanoseconds."""

    def now(self) -> datetime:
        """The moment, aware and in UTC."""
        ...

    def monotonic_ns(self) -> int:
        """Nanoseconds on a clock that is never set."""
        ...


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """The moment, aware and in UTC."""
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        """Nanoseconds on a clock that is never set."""
        return time.monotonic_ns()


@dataclass
class ManualClock:
    """A clock that stands still until it is moved."""

    moment: datetime
    elapsed_ns: int = 0

    def now(self) -> datetime:
        """The moment it was last moved to."""
        return self.moment

    def monotonic_ns(self) -> int:
        """Nanoseconds it was moved forward in all."""
        return self.elapsed_ns

    def advance(self, span: timedelta) -> None:
        """Lets time pass."""
        self.moment += span
        self.elapsed_ns += int(span.total_seconds() * 1e9)

    def set_wall(self, moment: datetime) -> None:
        """Somebody sets the wall clock; the monotonic clock does not notice."""
        self.moment = moment
