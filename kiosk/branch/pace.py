"""Measure the pace of the branch from its last visits, at most once a minute."""

from collections import Counter as Tally
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, union_all

from kiosk.branch.office import Office
from kiosk.domain.branch_setup import Setup
from kiosk.domain.ids import uuid7
from kiosk.domain.queue.pace import FinishedVisit, Pace, ServiceTime, between_visits, service_time
from kiosk.domain.queue.ticket import PriorityCheck
from kiosk.store.journal import to_us
from kiosk.store.tables import DONE, counter_session, ticket

_RECENT_VISITS = 20
_FRESH_NS = 60 * 10**9
_LAST_HOUR, _LAST_HALF_HOUR = timedelta(hours=1), timedelta(minutes=30)
#: The open counters' visits; the index is by counter and the moment of the finish.
_VISITS = select(ticket.c.counter_id, ticket.c.queued_us, ticket.c.started_us, ticket.c.finished_us).where(
    DONE,
    ticket.c.counter_id.in_(select(counter_session.c.counter_id)),
    ticket.c.finished_us > bindparam("since"),
    ticket.c.started_us.is_not(None),
)
#: Ids are ordered by time, so the last ones are found without an index of their own.
_WITH_PRIORITY = select(ticket.c.service_id).where(
    ticket.c.id > bindparam("since"), ticket.c.priority_check != bindparam("refused")
)
_RESTING = select(counter_session.c.counter_id, counter_session.c.paused_us).where(
    counter_session.c.paused_us.is_not(None)
)


def pace_of(office: Office, connection: Connection, setup: Setup, now: datetime) -> Pace:
    """Return how the branch works, as of at most a minute ago."""
    now_ns = office.clock.monotonic_ns()
    known = office.cache.pace
    if known is None or now_ns - office.cache.read_ns > _FRESH_NS:
        known = office.cache.pace = _read(connection, setup, now)
        office.cache.read_ns = now_ns
    return known


def _read(connection: Connection, setup: Setup, now: datetime) -> Pace:
    visits = connection.execute(_VISITS, {"since": to_us(now - _LAST_HOUR)})
    earliest = uuid7(to_us(now - _LAST_HALF_HOUR) // 1000, bytes(10))
    found = connection.execute(_WITH_PRIORITY, {"since": earliest, "refused": PriorityCheck.REFUSED.value})
    came = Tally(found.scalars())
    us = to_us(now)
    return Pace(
        times=_times(connection, setup),
        between=between_visits(FinishedVisit(*row) for row in visits),
        priority={key: count / (_LAST_HALF_HOUR / timedelta(minutes=1)) for key, count in came.items()},
        resting={counter: (us - since) / 60e6 for counter, since in connection.execute(_RESTING)},
    )


def _times(connection: Connection, setup: Setup) -> dict[int, ServiceTime]:
    durations: dict[int, list[timedelta]] = {service_id: [] for service_id in setup.services}
    for service_id, started_us, finished_us in connection.execute(_recent_visits(tuple(durations))):
        if started_us and started_us <= finished_us:  # a clock that was set back says nothing
            durations[service_id].append(timedelta(microseconds=finished_us - started_us))
    return {key: service_time(durations[key], service.target_minutes) for key, service in setup.services.items()}


@lru_cache(maxsize=4)
def _recent_visits(service_ids: tuple[int, ...]) -> Select[Any]:
    """Select the last visits of each service at once: 28 round trips to a server would be a noticeable wait."""
    columns: tuple[Any, ...] = (ticket.c.service_id, ticket.c.started_us, ticket.c.finished_us)
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
