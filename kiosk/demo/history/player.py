"""Play past days in a copy of a branch's database, and return the rows of each."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import Connection, update

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


class CopyStore(Store):
    """Open a copy that no other process opens: on one connection, without a lock, and without a wait for the disk.

    A day has a thousand transactions. With all of these it takes a tenth longer.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(f"sqlite:///{file}", must_exist=True)
        self._connection = self.engine.connect()
        self._connection.exec_driver_sql("PRAGMA synchronous=OFF")
        self._connection.rollback()

    @contextmanager
    def write(self, *, journal: bool = True) -> Iterator[Connection]:  # noqa: ARG002 - nobody else writes
        """See `Store.write`."""
        with self._connection.begin():
            self._connection.exec_driver_sql("BEGIN")
            yield self._connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """See `Store.read`."""
        with self.write() as connection:
            yield connection

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
        super().close()


class Player:
    """Play past days in a copy of a branch, one after the other, the oldest first."""

    def __init__(self, copy: Path, keys: BranchKeys, pin: str) -> None:
        """Open the copy."""
        self.store = CopyStore(copy)
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
