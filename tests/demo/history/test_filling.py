"""Check the process that fills past days: whole days, also when it is ended in the middle; it ends with its parent."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.clock import ManualClock
from kiosk.demo.branch import DEMO_PIN, demo_document
from kiosk.demo.history.filling import Filling
from kiosk.demo.history.past_plan import Hours, open_days
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.sample import sample_document, sample_setup
from kiosk.store.engine import Store
from kiosk.store.tables import ticket
from tests.books import check_books
from tests.demo.history.past_branch import FOUNDED, MONDAY, SHORT_DAY, WEEK
from tests.patience import PATIENCE_S

DAYS: dict[date, Hours] = dict.fromkeys(list(open_days(sample_setup(), MONDAY, MONDAY + 2 * WEEK))[:8], SHORT_DAY)


@dataclass(frozen=True)
class Branch:
    """Hold a branch as the demo makes it, and a copy of its database."""

    config: Path
    copy: Path
    store: Store

    def filling(self, days: int) -> Filling:
        """Return what fills the first past days."""
        return Filling(self.config, self.copy, dict(list(DAYS.items())[:days]))

    def days(self) -> list[str]:
        """Return the business dates of which the branch has tickets."""
        with self.store.read() as connection:
            found = select(ticket.c.business_date).distinct().order_by(ticket.c.business_date)
            return list(connection.execute(found).scalars())


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    plan = BranchPlan(pin=DEMO_PIN, document=demo_document(sample_document()))
    config = create_branch(tmp_path / "branch", plan, ManualClock(FOUNDED)).config
    file, copy = config.parent / "branch.db", tmp_path / "copy.db"
    copy.write_bytes(file.read_bytes())
    store = Store(f"sqlite:///{file}")
    yield Branch(config, copy, store)
    store.close()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for another process."""
    deadline = time.monotonic() + 6 * PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
def test_the_past_days_are_filled_whole_and_in_the_order_of_time(branch: Branch) -> None:
    filling = branch.filling(2)
    assert not filling.is_over()
    with closing(filling):
        filling.start()
        until(filling.is_over)
        assert filling.is_filled()
    assert branch.days() == [day.isoformat() for day in DAYS][:2]
    moments = [one.at_us for one in check_books(branch.store)]
    assert moments == sorted(moments)


@pytest.mark.slow
def test_a_filling_that_is_ended_leaves_whole_days(branch: Branch) -> None:
    filling = branch.filling(len(DAYS))
    with closing(filling):
        filling.start()
        until(lambda: bool(branch.days()))
    assert filling.is_over()
    assert not filling.is_filled()
    days = branch.days()
    assert days == [day.isoformat() for day in DAYS][: len(days)]
    check_books(branch.store)


@pytest.mark.slow
def test_a_filling_ends_when_its_parent_does(branch: Branch) -> None:
    """The pipe of the parent closes, whatever ended the parent."""
    command = [sys.executable, "-m", "kiosk.demo.history.filling"]
    running = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert running.stdin is not None
    running.stdin.write(branch.filling(len(DAYS)).order + b"\n")
    running.stdin.close()
    assert running.wait(6 * PATIENCE_S) == 0
    assert len(branch.days()) < len(DAYS)
