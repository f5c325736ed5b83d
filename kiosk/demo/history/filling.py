"""Fill the past days of a demo's branch in a process of its own, while its windows work.

The process plays each day in a copy of the branch that was taken before the first window opened. Then it writes the
rows of the day into the branch in one transaction, the oldest day first. So no use case meets a clock that went back,
and a citizen who takes a number meanwhile waits for one bulk write at most.
"""

import json
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.demo.branch import DEMO_PIN
from kiosk.demo.history.past_plan import Hours, open_days
from kiosk.demo.history.player import Player
from kiosk.demo.history.rows import write_day
from kiosk.domain.branch_setup import Setup
from kiosk.store.engine import Store
from kiosk.store.keys import load_keys

#: The branch is founded so long before midnight of its first past day.
_FOUNDED_BEFORE = timedelta(hours=7)
_CLOSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class PastDays:
    """Hold the past days of a branch: how many before today, and the hours of those on which it was open."""

    count: int
    open_days: Mapping[date, Hours]
    founded: datetime

    @classmethod
    def of(cls, setup: Setup, count: int, now: datetime) -> "PastDays":
        """Return the `count` days before `now`, with the opening hours of a set-up."""
        today = setup.branch.business_date(now)
        first = today - timedelta(days=count)
        midnight = datetime.combine(first, time(), setup.branch.timezone).astimezone(UTC)
        return cls(count, open_days(setup, first, today - timedelta(days=1)), midnight - _FOUNDED_BEFORE)


class Filling:
    """Run the process that fills the past days. The process ends when this one does.

    Attributes:
        order: what the process is told: configuration, copy and days.
    """

    def __init__(self, config: Path, copy: Path, days: Mapping[date, Hours]) -> None:
        """Fill `days` into the branch of a configuration; `copy` is the copy of its database."""
        self.order = json.dumps({"config": str(config), "copy": str(copy), "days": _written(days)}).encode()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process."""
        command = [sys.executable, "-m", __name__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE)
        if self._process.stdin is not None:
            self._process.stdin.write(self.order + b"\n")
            self._process.stdin.flush()

    def is_over(self) -> bool:
        """Return whether the process has ended."""
        return self._process is not None and self._process.poll() is not None

    def is_filled(self) -> bool:
        """Return whether every day is in the branch."""
        return self._process is not None and self._process.poll() == 0

    def close(self) -> None:
        """End the process. A day that is not written yet stays out as a whole."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()


def fill(config: Path, copy: Path, days: Mapping[date, Hours], is_wanted: Callable[[], bool]) -> None:
    """Play `days` in the copy of a branch's database and write their rows into the branch, while `is_wanted`."""
    site = load_site(config)
    player, store = Player(copy, load_keys(site.keys), DEMO_PIN), Store(site.database_url, must_exist=True)
    try:
        for day, hours in sorted(days.items()):
            if not is_wanted():
                return
            rows = player.play(player.plan(day, hours))
            with store.write() as connection:
                write_day(connection, rows.written_at(SystemClock().now()))
    finally:
        store.close()
        player.close()


def _written(days: Mapping[date, Hours]) -> dict[str, list[list[str]]]:
    return {day.isoformat(): [[str(one) for one in span] for span in hours] for day, hours in days.items()}


def _read(days: Mapping[str, Sequence[Sequence[str]]]) -> dict[date, Hours]:
    at = time.fromisoformat
    return {date.fromisoformat(day): tuple((at(one), at(other)) for one, other in days[day]) for day in days}


def _is_parent_there() -> bool:
    """Return whether the pipe of the parent is open."""
    return not select.select([sys.stdin], [], [], 0)[0]


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then ends this process
    order = json.loads(sys.stdin.readline())
    fill(Path(order["config"]), Path(order["copy"]), _read(order["days"]), _is_parent_there)


if __name__ == "__main__":
    _main()
