"""Read the live queue as one picture: who waits, which counters are open, how long visits take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from kiosk.branch.office import Office
from kiosk.branch.pace import pace_of
from kiosk.domain.branch_setup import Setup
from kiosk.domain.queue.calling import Waiting
from kiosk.domain.queue.estimate import OpenCounter, WaitRange, estimate_wait, newcomer
from kiosk.domain.queue.pace import Pace, back_in
from kiosk.store.journal import to_us
from kiosk.store.tickets import CounterRow, counter_rows, waiting


@dataclass(frozen=True, slots=True)
class QueuePicture:
    """Describe the queue at one moment. `is_cut_off`: only what a kiosk's own ledger knows, so it answers no waits."""

    setup: Setup
    now: datetime
    waiting: tuple[Waiting, ...]
    counters: Mapping[int, OpenCounter]
    pace: Pace
    is_cut_off: bool = False

    def wait_of(self, you: Waiting) -> WaitRange:
        """Estimate the wait of a ticket in the queue, or of a newcomer."""
        counters = [*self.counters.values(), *self._resting()]
        return estimate_wait(self.waiting, counters, self.pace, self.setup.policy, you, self.now)

    def newcomer_wait(
        self, service_id: int, *, has_priority: bool = False, appointed_at: datetime | None = None
    ) -> WaitRange:
        """Estimate the wait of a person who asks for this service now."""
        return self.wait_of(newcomer(service_id, self.now, has_priority=has_priority, appointed_at=appointed_at))

    def _resting(self) -> list[OpenCounter]:
        """Return the counters that pause and are likely to be back before a long queue is over."""
        known = self.setup.counters
        away = {one: back_in(minutes) for one, minutes in self.pace.resting.items() if one not in self.counters}
        return [
            OpenCounter(known[one].services, back_in=minutes)
            for one, minutes in away.items()
            if minutes is not None and one in known
        ]

    def counter_numbers(self, service_id: int) -> tuple[int, ...]:
        """Return the open counters for a service, or, when none is open, all that may serve it."""
        able = self.setup.counters_for(service_id)
        return tuple(c.number for c in able if c.id in self.counters) or tuple(c.number for c in able)


def picture(office: Office, connection: Connection, setup: Setup, now: datetime | None = None) -> QueuePicture:
    """Read the queue inside a transaction that is already open; `now` where the wall clock does not count."""
    now = now or office.clock.now()
    open_ones = [row for row in counter_rows(connection) if row.counter_id in setup.counters]
    return QueuePicture(
        setup=setup,
        now=now,
        waiting=waiting(connection, office.branch_id, setup.branch.business_date(now), now),
        counters={row.counter_id: _open_counter(setup, row, now) for row in open_ones},
        pace=pace_of(office, connection, setup, now),
        is_cut_off=office.is_cut_off,
    )


def _open_counter(setup: Setup, row: CounterRow, now: datetime) -> OpenCounter:
    weights = setup.counters[row.counter_id].services
    since = row.started_us or row.called_us
    if since is None:
        return OpenCounter(weights)
    return OpenCounter(weights, row.service_id, (to_us(now) - since) / 60e6)
