"""Play a large centre's whole day with faults: cut connections, machines that stop, a restarted database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import Connection

from kiosk.branch.day import end_days
from kiosk.branch.office import Office
from kiosk.branch.serving import counters
from kiosk.branch.setup.founding import found
from kiosk.clock import ManualClock
from kiosk.demo.history.branch_day import Answer, BranchDay, Desk, PlayedVisit
from kiosk.domain.language.text import CounterError
from kiosk.program.sample import BRANCH_ID, sample_catalogue
from kiosk.store.engine import Store
from kiosk.store.migrate import upgrade
from tests.conftest import KEYS
from tests.simulation.day_plan import MIDNIGHT, Plan


class CableOutError(Exception):
    """Tell that the cable was out during a write. The caller does not know whether it was committed."""


class ShakyStore(Store):
    """Cut the connection during the next write: ``before`` the commit or ``after`` it."""

    pulled = ""

    @contextmanager
    def write(self, *, journal: bool = True) -> Iterator[Connection]:
        """See `Store.write`."""
        pulled, self.pulled = self.pulled, ""
        with super().write(journal=journal) as connection:
            yield connection
            if pulled == "before":
                raise CableOutError
        if pulled == "after":
            raise CableOutError


class FaultyDay(BranchDay):
    """Play the day of a plan in a new database, with faults.

    `naive` holds, by ticket, the minutes of "people before you × average service time ÷ counters".
    """

    def __init__(self, url: str, plan: Plan, seed: int) -> None:
        self.chance = Random(f"world {seed}")
        self.faults: dict[str, int] = {"pulled": 0, "restarted": 0, "moved": 0}
        self.naive: dict[str, float] = {}
        self.restart: Callable[[], None] = self._restart
        self._url = url
        self.store = ShakyStore(url)
        upgrade(self.store)
        clock = ManualClock(MIDNIGHT)
        office = Office(self.store, clock, KEYS, BRANCH_ID)
        found(office, plan.document, "1234", sample_catalogue())
        self._offices: dict[str, Office] = {}
        super().__init__(office, clock, plan.day)
        self._spans: dict[int, list[float]] = {service_id: [] for service_id in self.plan.setup.services}

    def run(self) -> None:
        """Play the day with its faults. Everybody has left at the end."""
        hours = [7.6, 9.2, 10.9, 14.1, 15.8]
        for hour in hours[: max(1, len(self.desks) // 8)]:
            self.at(MIDNIGHT + timedelta(hours=hour), self._fall_over)
        for hour in (9.5, 14.7):
            self.at(MIDNIGHT + timedelta(hours=hour), self._restart_now)
        super().run()
        assert self.inside == 0, f"{self.inside} people are still inside"

    def next_morning(self) -> int:
        """End the day at the first desk of the next morning. Return how many tickets were still open."""
        self.clock.advance(MIDNIGHT + timedelta(hours=30) - self.clock.moment)
        return sum(end_days(self.office(desk.station)) for desk in self.desks.values())

    def note_issued(self, visit: PlayedVisit) -> None:
        """Compute the wait on the back of an envelope."""
        service = visit.service_id
        able = [d for d in self.desks.values() if self.serves(d, service) and d.is_open and not d.is_paused]
        recent = self._spans[service][-20:] or [float(self.plan.setup.services[service].target_minutes)]
        self.naive[visit.ticket_id] = visit.ahead * sum(recent) / len(recent) / max(1, len(able))

    def note_span(self, service_id: int, span: timedelta) -> None:
        """Remember how long a service took."""
        self._spans[service_id].append(span / timedelta(minutes=1))

    def insist(self, act: Callable[[], Answer], *, repeatable: bool = False) -> Answer:
        """Cut the connection in some acts. The caller then repeats the same request."""
        if self.chance.random() < 0.01:
            self.store.pulled = self.chance.choice(("before", "after")) if repeatable else "before"
            self.faults["pulled"] += 1
        try:
            return act()
        except CableOutError:
            return act()

    def office(self, station: str) -> Office:
        """Return the branch as a station sees it. Each station has a memory of its own."""
        if station not in self._offices:
            self._offices[station] = Office(self.store, self.clock, KEYS, BRANCH_ID, station)
        return self._offices[station]

    def _fall_over(self) -> None:
        """Stop a desk's machine. Its clerk signs in at another one and finds the citizen there."""
        desk: Desk = self.chance.choice([d for d in self.desks.values() if d.is_open])
        old, desk.station = desk.station, f"{desk.station}-spare"
        counters.open_counter(self.office(desk.station), *desk.me)
        with pytest.raises(CounterError) as refused:
            counters.call_next(self.office(old), *desk.me, "a machine that was left")
        assert refused.value.message.key == "counter.taken_along"
        self.faults["moved"] += 1

    def _restart_now(self) -> None:
        self.faults["restarted"] += 1
        self.restart()

    def _restart(self) -> None:
        """Close and open the database. Every program has lost its memory."""
        self.store.close()
        self.store = ShakyStore(self._url)
        self._offices.clear()
