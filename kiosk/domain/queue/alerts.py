"""Find the services whose citizens wait too long, why, and what shortens the wait most.

A remedy is tried in the simulation of the wait estimate. It has the same queue, with one counter more or with a counter
that also serves the service.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import inf

from kiosk.domain.branch_setup import Counter, Setup
from kiosk.domain.queue.calling import Waiting
from kiosk.domain.queue.estimate import OpenCounter, longest_waits
from kiosk.domain.queue.pace import Pace

#: A remedy that saves fewer minutes is not worth moving a person for.
_WORTH_MINUTES = 5.0
#: A remedy may not push the longest wait of another service over its own limit by more than this.
_NO_HARM_MINUTES = 1.0


class AlertCause(StrEnum):
    """List why citizens of a service wait too long."""

    NO_COUNTER = "no_counter"
    PAUSED = "paused"
    BUSY = "busy"


class RemedyKind(StrEnum):
    """List what a manager can do about it."""

    RESUME = "resume"
    OPEN = "open"
    GIVE = "give"


@dataclass(frozen=True, slots=True)
class Remedy:
    """Hold one act with a counter, and the longest wait of the service after it, in minutes."""

    kind: RemedyKind
    counter_id: int
    longest: float


@dataclass(frozen=True, slots=True)
class Alert:
    """Hold a service with too long a wait, in minutes.

    `waited` is how long somebody waits already. `longest` is the longest wait from the number to the call, as it is
    expected now. It is None where no counter serves the service. `limit` is the branch's.
    """

    service_id: int
    waited: float
    longest: float | None
    limit: int
    cause: AlertCause
    remedy: Remedy | None

    @property
    def key(self) -> str:
        """Return what an acknowledgement refers to."""
        return f"wait:{self.service_id}:{self.cause.value}"


@dataclass(frozen=True, slots=True)
class LiveQueue:
    """Hold what alerts are computed from. `open` and `paused` are the counters by id, with their services."""

    setup: Setup
    now: datetime
    waiting: Sequence[Waiting]
    open: Mapping[int, OpenCounter]
    paused: frozenset[int]
    pace: Pace

    def longest(self, counters: Mapping[int, OpenCounter] | None = None) -> dict[int, float]:
        """Return the longest wait by service id, also with other counters."""
        there = list((self.open if counters is None else counters).values())
        return longest_waits(self.waiting, there, self.pace, self.setup.policy, self.now)


def alerts(queue: LiveQueue) -> tuple[Alert, ...]:
    """Return the alerts, the longest wait first."""
    expected, found = queue.longest(), []
    waited = _waited(queue)
    for service_id, longest in expected.items():
        limit = queue.setup.services[service_id].wait_minutes
        if longest >= limit:
            remedy = _best(queue, service_id, expected)
            known = None if longest == inf else longest
            found.append(Alert(service_id, waited[service_id], known, limit, _cause(queue, service_id), remedy))
    return tuple(sorted(found, key=lambda one: inf if one.longest is None else one.longest, reverse=True))


def _waited(queue: LiveQueue) -> dict[int, float]:
    found: dict[int, float] = {}
    for one in queue.waiting:
        if not one.is_coming(queue.now):
            minutes = (queue.now - one.queued_at).total_seconds() / 60
            found[one.service_id] = max(found.get(one.service_id, 0.0), minutes)
    return found


def _cause(queue: LiveQueue, service_id: int) -> AlertCause:
    able = [counter.id for counter in queue.setup.counters_for(service_id)]
    if any(one in queue.paused for one in able):
        return AlertCause.PAUSED
    return AlertCause.BUSY if any(one in queue.open for one in able) else AlertCause.NO_COUNTER


def _best(queue: LiveQueue, service_id: int, before: Mapping[int, float]) -> Remedy | None:
    """Return the act that shortens the wait most; of equal ones the one that asks least of people."""
    best: Remedy | None = None
    for kind, counter in _acts(queue, service_id):
        after = queue.longest({**queue.open, counter.id: _with(queue, counter, service_id)})
        known = before[service_id] if best is None else best.longest
        if after[service_id] <= known - _WORTH_MINUTES and not _harms(queue, service_id, before, after):
            best = Remedy(kind, counter.id, after[service_id])
    return best


def _acts(queue: LiveQueue, service_id: int) -> Iterator[tuple[RemedyKind, Counter]]:
    """Yield what could be done. A paused counter goes on, a closed one opens, an open one gets the service too."""
    for counter in queue.setup.counters_for(service_id):
        if counter.id in queue.paused:
            yield RemedyKind.RESUME, counter
    for counter in queue.setup.counters_for(service_id):
        if counter.id not in queue.open and counter.id not in queue.paused:
            yield RemedyKind.OPEN, counter
    for counter in queue.setup.offered_counters:
        if counter.id in queue.open and service_id not in counter.services:
            yield RemedyKind.GIVE, counter


def _with(queue: LiveQueue, counter: Counter, service_id: int) -> OpenCounter:
    here = queue.open.get(counter.id, OpenCounter(counter.services))
    return replace(here, weights={**here.weights, service_id: here.weights.get(service_id, 0)})


def _harms(queue: LiveQueue, service_id: int, before: Mapping[int, float], after: Mapping[int, float]) -> bool:
    """Return whether another service would wait over its limit, and longer than now."""
    return any(
        after[other] > max(before[other] + _NO_HARM_MINUTES, queue.setup.services[other].wait_minutes)
        for other in before
        if other != service_id
    )
