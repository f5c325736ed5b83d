"""Play past days in a copy of a branch's database, and return the rows of each."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import event, update

from kiosk.branch.office import Office
from kiosk.branch.staff import staff_list
from kiosk.clock import ManualClock
from kiosk.demo.history.past_day import PastDay
from kiosk.demo.history.past_plan import Hours, PastPlan, draw_day
from kiosk.demo.history.rows import DayRows, read_day
from kiosk.domain.branch_setup import StaffRole
from kiosk.program.opening import BRANCH_ID
from kiosk.store.engine import Store
from kiosk.store.journal import head_seq, last_moment
from kiosk.store.keys import BranchKeys
from kiosk.store.tables import staff


class Player:
    """Play past days in a copy of a branch, one after the other, the oldest first."""

    def __init__(self, copy: Path, keys: BranchKeys, pin: str) -> None:
        """Open the copy. Nobody else uses it and it is dropped after the last day, so no commit waits for the disk."""
        self.store = Store(f"sqlite:///{copy}", must_exist=True)
        event.listen(self.store.engine, "connect", _do_not_wait)
        with self.store.read() as connection:
            self._clock = ManualClock(last_moment(connection))
        self.office = Office(self.store, self._clock, keys, BRANCH_ID)
        self._pin = pin
        # A PIN is slow to check on purpose. The copy has the same PIN in a form that is quick to check.
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(pin)
        with self.store.write(journal=False) as connection:
            connection.execute(update(staff).values(secret=quick))

    def plan(self, day: date, hours: Hours, seed: int = 0) -> PastPlan:
        """Draw the plan of a day with the set-up and the clerks of the branch."""
        known = sorted(staff_list(self.office), key=lambda one: one.id)
        clerks = [one.id for one in known if one.role is StaffRole.CLERK]
        return draw_day(self.office.setup(), clerks, day, hours, seed)

    def play(self, plan: PastPlan) -> DayRows:
        """Play one day and return its rows. A plan can be played once, and not after a later one."""
        with self.store.read() as connection:
            after = head_seq(connection)
        self._clock.advance(max(plan.day.opens - timedelta(hours=1) - self._clock.now(), timedelta()))
        PastDay(self.office, self._clock, plan, self._pin).run()
        with self.store.read() as connection:
            return read_day(connection, plan.date, plan.day.name, after)

    def close(self) -> None:
        """Close the copy."""
        self.store.close()


def _do_not_wait(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
