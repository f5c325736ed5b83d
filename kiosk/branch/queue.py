"""The live queue as one picture: who waits, which counters are open, how long visits take. Read once, asked often."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, select, union_all

from kiosk.branch.office import Office
from kiosk.domain.calling import Waiting
from kiosk.domain.estimate import OpenCounter, ServiceTime, WaitRange, estimate_wait, newcomer, service_time
from kiosk.domain.office import Setup
from kiosk.store.journal import to_us
from kiosk.store.schema import DONE, ticket
from kiosk.store.tickets import CounterRow, counter_rows, waiting

_RECENT_VISITS = 20
_FRESH_NS = 60 * 10**9


@dataclass(frozen=True, slots=True)
class QueuePicture:
    """The queue at one moment. `is_reserve`: only what a kiosk's own ledger knows of it, so it answers no waits."""

    setup: Setup
    now: datetime
    waiting: tuple[Waiting, ...]
    counters: Mapping[int, OpenCounter]
    times: Mapping[int, ServiceTime]
    is_reserve: bool = False

    def wait_of(self, you: Waiting) -> WaitRange:
        """The wait of a ticket in the queue, or of a newcomer."""
        counters = list(self.counters.values())
        return estimate_wait(self.waiting, counters, self.times, self.setup.policy, you, self.now)

    def newcomer_wait(
        self, service_id: int, *, has_priority: bool = False, appointed_at: datetime | None = None
    ) -> WaitRange:
        """What a person who asks for this service now would have to expect."""
        return self.wait_of(newcomer(service_id, self.now, has_priority=has_priority, appointed_at=appointed_at))

    def counter_numbers(self, service_id: int) -> tuple[int, ...]:
        """The open counters for a service, or, when none is open, all that may serve it."""
        able = self.setup.counters_for(service_id)
        return tuple(c.number for c in able if c.id in self.counters) or tuple(c.number for c in able)


def picture(office: Office, connection: Connection, setup: Setup, now: datetime | None = None) -> QueuePicture:
    """Reads the queue inside a transaction that is already open; `now` where the wall clock does not count."""
    now = now or office.clock.now()
    open_ones = [row for row in counter_rows(connection) if row.counter_id in setup.counters]
    return QueuePicture(
        setup=setup,
        now=now,
        waiting=waiting(connection, office.branch_id, setup.branch.business_date(now), now),
        counters={row.counter_id: _open_counter(setup, row, now) for row in open_ones},
        times=_service_times(office, connection, setup),
        is_reserve=office.is_reserve,
    )


def _open_counter(setup: Setup, row: CounterRow, now: datetime) -> OpenCounter:
    weights = setup.counters[row.counter_id].services
    since = row.started_us or row.called_us
    if since is None:
        return OpenCounter(weights)
    return OpenCounter(weights, row.service_id, (to_us(now) - since) / 60e6)


def _service_times(office: Office, connection: Connection, setup: Setup) -> Mapping[int, ServiceTime]:
    """Statistics of finished visits change slowly: they are read again once a minute."""
    now_ns = office.clock.monotonic_ns()
    if office.recent.times is None or now_ns - office.recent.read_ns > _FRESH_NS:
        office.recent.times = _read_times(connection, setup)
        office.recent.read_ns = now_ns
    return office.recent.times


def _read_times(connection: Connection, setup: Setup) -> Mapping[int, ServiceTime]:
    durations: dict[int, list[timedelta]] = {service_id: [] for service_id in setup.services}
    for service_id, started_us, finished_us in connection.execute(_recent_visits(tuple(durations))):
        if started_us:
            durations[service_id].append(timedelta(microseconds=finished_us - started_us))
    return {key: service_time(durations[key], service.target_minutes) for key, service in setup.services.items()}


@lru_cache(maxsize=4)
def _recent_visits(service_ids: tuple[int, ...]) -> Select[Any]:
    """The last visits of each service, asked for at once: 28 answers of a server are a wait that somebody notices."""
    columns = (ticket.c.service_id, ticket.c.started_us, ticket.c.finished_us)
    of_each = [
        select(
            select(*columns)
            .where(ticket.c.service_id == service_id, DONE)
            .order_by(ticket.c.finished_us.desc())
            .limit(_RECENT_VISITS)
            .subquery()
        )
        for service_id in service_ids
    ]
    return select(union_all(*of_each).subquery())
