"""Play a random day step by step, and describe it as it would be recorded.

A step has four seconds. Citizens come in the first one, and each counter looks at the queue in a second of its own. So
no two things happen at once.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from kiosk.domain.queue.calling import CallingPolicy, CallTally, Rule, Waiting, order_queue
from kiosk.domain.queue.clerk_times import with_clerk_times
from kiosk.domain.queue.recorded_day import CounterSpan, RecordedDay, RecordedVisit, Stop

DAY = date(2026, 11, 24)
EIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)
_SECOND_US = 1_000_000
_STEP = 4
_STEPS = 6 * 3600 // _STEP


def us(second: float) -> int:
    """Return the moment of a second after eight o'clock."""
    return round(EIGHT.timestamp()) * 1_000_000 + round(second * _SECOND_US)


@dataclass
class Citizen:
    """Hold one citizen. Times are seconds; `serve` is None for one who does not come."""

    index: int
    service: int
    comes: int
    priority: bool
    appointed: int | None
    walk: int
    serve: int | None
    called: int | None = None
    counter: int | None = None


@dataclass
class Clerk:
    """Hold one counter; it calls again from `ready` on."""

    number: int
    services: dict[int, int]
    begin: int
    ready: int = 0
    tally: CallTally = field(default_factory=CallTally)


@dataclass(frozen=True)
class NaiveDay:
    """Hold a day that was played, and its calls: second, counter, and place of the citizen."""

    day: RecordedDay
    calls: list[tuple[int, int, int]]


def naive_day(seed: int, citizens: int = 40, *, policy: CallingPolicy | None = None) -> NaiveDay:
    """Play a day: three counters that share services, clerks with paperwork, priority groups and appointments."""
    chance = Random(seed)
    policy = policy or CallingPolicy(chance.choice(list(Rule)), overdue_minutes=chance.choice((None, 20)))
    clerks = [
        Clerk(1, {1: 0, 2: 0}, chance.randrange(0, 600)),
        Clerk(2, {2: chance.choice((0, 10)), 3: 0}, 0),
        Clerk(3, {1: 0, 3: 0}, chance.randrange(0, 2_000)),
    ]
    people = [_citizen(chance, index, comes) for index, comes in enumerate(_arrivals(chance, citizens))]
    calls = _play(chance, clerks, people, policy)
    end = max(call[0] for call in calls) + 3_600
    visits = tuple(_visit(one) for one in people)
    spans = {one.number: (CounterSpan(us(one.begin), us(end), one.services, clerk=one.number),) for one in clerks}
    services_of = {one.number: one.services for one in clerks} | {4: {1: 0, 2: 0, 3: 0}}
    day = RecordedDay(DAY, UTC, policy, visits, spans, services_of, dict.fromkeys((1, 2, 3), 900))
    return NaiveDay(with_clerk_times(day), calls)


def _arrivals(chance: Random, citizens: int) -> list[int]:
    """Return when citizens come, each in another step."""
    return sorted(chance.sample(range(0, 180 * citizens, _STEP), citizens))


def _citizen(chance: Random, index: int, comes: int) -> Citizen:
    appointed = comes + chance.randrange(0, 900) if chance.random() < 0.1 else None
    serve = None if chance.random() < 0.1 else chance.randrange(60, 900, _STEP)
    walk = chance.randrange(8, 60, _STEP)
    return Citizen(index, chance.choice((1, 2, 3)), comes, chance.random() < 0.2, appointed, walk, serve)


def _play(
    chance: Random, clerks: list[Clerk], people: list[Citizen], policy: CallingPolicy
) -> list[tuple[int, int, int]]:
    """Let every clerk who is ready call the first of the whole queue, step by step."""
    calls: list[tuple[int, int, int]] = []
    for step in range(_STEPS):
        if len(calls) == len(people):
            break
        there = [one for one in people if one.comes <= step * _STEP and one.called is None]
        for clerk in clerks if there else ():
            second = step * _STEP + clerk.number
            now = EIGHT + timedelta(seconds=second)
            if second < max(clerk.begin, clerk.ready):
                continue
            queue = [_waiting(one) for one in there if one.called is None]
            streak, appointments = clerk.tally
            places = order_queue(
                queue, policy, now, weights=clerk.services, streak=streak, appointments=appointments, first=1
            )
            if places:
                first = places[0].waiting
                clerk.tally = clerk.tally.after(first, policy, is_due=first.is_due(now))
                citizen = people[first.order]
                citizen.called, citizen.counter = second, clerk.number
                calls.append((second, clerk.number, citizen.index))
                clerk.ready = second + citizen.walk + (citizen.serve or 0) + chance.randrange(0, 90)
    return calls


def _waiting(one: Citizen) -> Waiting:
    came = EIGHT + timedelta(seconds=one.comes)
    appointed = None if one.appointed is None else EIGHT + timedelta(seconds=one.appointed)
    return Waiting(str(one.index), str(one.index), one.service, came, one.index, one.priority, appointed)


def _visit(one: Citizen) -> RecordedVisit:
    stop = Stop(
        service=one.service,
        entered_us=us(one.comes),
        counter=one.counter,
        called_us=None if one.called is None else us(one.called),
        walk_us=one.walk * _SECOND_US,
        serve_us=None if one.serve is None else one.serve * _SECOND_US,
    )
    return RecordedVisit(
        id=str(one.index),
        label=str(one.index),
        issued_us=us(one.comes),
        half_hour=(8 * 3600 + one.comes) // 1800,
        stops=(stop,),
        was_declared=one.priority,
        has_priority=one.priority,
        appointed_us=None if one.appointed is None else us(one.appointed),
    )
