"""Read the branch as its manager sees it now: who waits how long, the counters, today's figures, alerts, machines."""

from collections import Counter as Tallied
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from kiosk.branch.alerts import AlertNow, alerts_of
from kiosk.branch.clock_check import is_behind, queue_moment
from kiosk.branch.measures import LiveDay, visits_of
from kiosk.branch.office import Office
from kiosk.branch.queue import QueuePicture, picture
from kiosk.branch.stations.overview import StationOverview, stations_overview
from kiosk.domain.branch_setup import Counter, Service, Setup
from kiosk.domain.measures.figures import UNKNOWN, Figures, figures_of
from kiosk.domain.measures.intervals import VisitHistory
from kiosk.domain.measures.tally import sum_of
from kiosk.domain.queue.reasons import PauseReason
from kiosk.domain.queue.ticket import label
from kiosk.domain.status import SyncStatus
from kiosk.store.delivery import read_status
from kiosk.store.journal import from_us, head_seq, to_us
from kiosk.store.tables import AT_COUNTER, counter_session, day_service, staff, ticket

_A_WEEK = timedelta(days=7)
#: Arrivals are counted by half hours.
STEP_MINUTES = 30
_SESSIONS = (
    select(
        *(counter_session.c[name] for name in ("counter_id", "opened_us", "paused_us", "pause_reason")),
        staff.c.name,
        *(ticket.c[name] for name in ("series", "number", "service_id", "called_us", "started_us", "finished_us")),
    )
    .select_from(
        counter_session.join(staff, staff.c.id == counter_session.c.staff_id).outerjoin(
            ticket, (ticket.c.counter_id == counter_session.c.counter_id) & AT_COUNTER
        )
    )
    .order_by(counter_session.c.counter_id)
)


class CounterState(StrEnum):
    """List how a counter stands."""

    CLOSED = "closed"
    FREE = "free"
    CALLED = "called"
    SERVING = "serving"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class ServiceNow:
    """Hold the queue of one service.

    `waited` is how many minutes the first of them has waited already, `counters` are the open ones, by number.
    """

    service: Service
    waiting: int
    waited: int | None
    counters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CounterNow:
    """Hold one counter: its clerk, the number there, and since when it stands so (None while it is closed or free).

    `is_changed`: a manager gave it a service for today, or took one.
    """

    counter: Counter
    state: CounterState
    clerk: str = ""
    number: str = ""
    service: Service | None = None
    since: datetime | None = None
    pause: PauseReason | None = None
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class LiveView:
    """Describe the branch at one moment.

    Attributes:
        today: the figures of today; every one is None before the first number.
        before: those of the same weekday a week before, None where nobody came.
        arrivals: numbers issued by half hour of the local day, from 0; `arrivals_before` a week before.
        clock_is_behind: no numbers are issued until somebody sets the clock right.
    """

    setup: Setup
    now: datetime
    seq: int
    services: tuple[ServiceNow, ...]
    counters: tuple[CounterNow, ...]
    alerts: tuple[AlertNow, ...]
    today: Figures
    before: Figures
    arrivals: Mapping[int, int]
    arrivals_before: Mapping[int, int]
    stations: tuple[StationOverview, ...]
    sync: SyncStatus
    clock_is_behind: bool = False

    @property
    def waiting(self) -> int:
        """Return how many people wait."""
        return sum(one.waiting for one in self.services)

    @property
    def waited(self) -> int | None:
        """Return the minutes that the first of all has waited; None while nobody waits."""
        return max((one.waited for one in self.services if one.waited is not None), default=None)


@dataclass
class LiveMemory:
    """Keep what is the same from one look to the next: the records of today, and the day a week before."""

    day: LiveDay
    before: tuple[Figures, Mapping[int, int]]


def live_view(office: Office) -> LiveView:
    """Return the branch as it stands."""
    with office.store.read() as connection:
        setup, now = office.setup_in(connection), queue_moment(office, connection)
        queue = picture(office, connection, setup, now)
        sessions = connection.execute(_SESSIONS).all()
        changed = set(connection.execute(select(day_service.c.counter_id)).scalars())
        sync, seq = read_status(connection, to_us(office.clock.now())), head_seq(connection)
        found = alerts_of(office, connection, queue, sync)
        behind = is_behind(office, connection)
    memory = _memory(office, setup.branch.business_date(now))
    tallies, visits = memory.day.tallies(office), memory.day.visits(office)
    return LiveView(
        setup=setup,
        now=now,
        seq=seq,
        services=tuple(_services(queue)),
        counters=tuple(_counters(setup, sessions, changed)),
        alerts=found,
        today=UNKNOWN if tallies is None else figures_of(sum_of(tallies.cells.values())),
        before=memory.before[0],
        arrivals=_arrivals(setup, visits),
        arrivals_before=memory.before[1],
        stations=stations_overview(office),
        sync=sync,
        clock_is_behind=behind,
    )


def _services(queue: QueuePicture) -> list[ServiceNow]:
    """Return every offered service, and those that somebody still waits for, in the order of the set-up."""
    found = []
    for service in queue.setup.services.values():
        line = [one for one in queue.waiting if one.service_id == service.id]
        if service.is_retired and not line:
            continue
        there = [one.queued_at for one in line if not one.is_coming(queue.now)]
        waited = int((queue.now - min(there)).total_seconds() // 60) if there else None
        able = [one.number for one in queue.setup.counters_for(service.id) if one.id in queue.counters]
        found.append(ServiceNow(service, len(line), waited, tuple(able)))
    return found


def _counters(setup: Setup, sessions: Sequence[Any], changed: set[int]) -> list[CounterNow]:
    rows = {row.counter_id: row for row in sessions}
    offered = {one.id: one for one in setup.offered_counters}
    known = {**offered, **{one: setup.counters[one] for one in rows if one in setup.counters}}
    return [_counter(setup, one, rows.get(one.id), is_changed=one.id in changed) for one in known.values()]


def _counter(setup: Setup, counter: Counter, row: Any, *, is_changed: bool) -> CounterNow:
    if row is None:
        return CounterNow(counter, CounterState.CLOSED, is_changed=is_changed)
    if row.paused_us is not None:
        reason, since = PauseReason(row.pause_reason), from_us(row.paused_us)
        return CounterNow(counter, CounterState.PAUSED, row.name, since=since, pause=reason, is_changed=is_changed)
    if row.number is None:
        return CounterNow(counter, CounterState.FREE, row.name, is_changed=is_changed)
    is_there = row.started_us is not None and row.finished_us is None
    return CounterNow(
        counter,
        CounterState.SERVING if is_there else CounterState.CALLED,
        row.name,
        label(row.series, row.number),
        setup.services[row.service_id],
        from_us(row.started_us if is_there else row.called_us),
        is_changed=is_changed,
    )


def _memory(office: Office, today: date) -> LiveMemory:
    """Return what is known of today. The first look of a day reads its records, and those of a week before."""
    known = office.cache.live
    if not isinstance(known, LiveMemory) or known.day.day != today:
        before = LiveDay(today - _A_WEEK).tallies(office)
        figures = UNKNOWN if before is None else figures_of(sum_of(before.cells.values()))
        arrivals = _arrivals(office.setup(), visits_of(office, today - _A_WEEK))
        known = office.cache.live = LiveMemory(LiveDay(today), (figures, arrivals))
    return known


def _arrivals(setup: Setup, visits: Sequence[VisitHistory]) -> dict[int, int]:
    """Count the numbers by half hour in which they were issued."""
    moments = (setup.branch.local(from_us(one.issued_us)) for one in visits)
    return dict(sorted(Tallied((at.hour * 60 + at.minute) // STEP_MINUTES for at in moments).items()))
