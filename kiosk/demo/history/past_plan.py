"""Draw a past day of a branch from its set-up: how many people come, when, for what, and in which language.

The shape is that of a ward's counters. Most people come in the second hour and after lunch, and more on a Monday. The
counters are busy to about the same degree. Half of the waits end within about 10 minutes, one in ten lasts over 35.
"""

from bisect import bisect
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from kiosk.demo.history.plan import QUARTER, Citizen, DayHabits, DayPlan, draw_citizens
from kiosk.domain.branch_setup import OpeningSpan, Service, Setup
from kiosk.domain.calendar.hours import spans_on
from kiosk.domain.language.text import LANGUAGES, VIETNAMESE
from kiosk.domain.queue.appointment import BODY_LENGTH, make_appointment_code
from kiosk.domain.queue.ticket_code import ALPHABET

#: The share of the counters' time that an ordinary day needs.
_LOAD = 0.7
#: How many more or fewer people come than on an ordinary day, from Monday on.
_BUSY = (1.16, 1.02, 0.94, 0.98, 0.86, 0.8, 0.8)
#: The work of a counter whose services nobody else serves, beside that of another one.
_ALONE = 0.75
#: The minutes of a visit beside its service (walking up, clearing away), and the services a citizen.
_AROUND, _SERVICES = 0.9, 1.07
#: How busy a quarter of an hour is, by the minutes since the opening: the first span of a day, and a later one.
_FIRST = ((30, 6.0), (60, 8.5), (150, 10.0), (195, 8.0), (240, 5.5), (10_000, 3.0))
_LATER = ((60, 9.0), (105, 7.5), (165, 5.0), (10_000, 3.0))
#: The last minutes of a span, in which nobody comes any more.
_TOO_LATE = timedelta(minutes=15)
#: The share of the languages other than Vietnamese, each.
_OTHER_LANGUAGE = 0.035
_HABITS = DayHabits(
    card=0.62,
    scans_again=0.03,
    priority=0.12,
    comes_at=(90, 5, 1.5, 3.5),
    endings=(86, 4, 3, 4, 1.5, 1.5),
    comes_back=0.45,
    late=0.015,
    spread=0.35,
)
#: The share of the days on which two clerks sit at each other's counter.
_SWAPPED = 0.2
#: The most appointments of a day, the shares that are cancelled and missed, and how early people come for one.
_APPOINTMENTS, _CANCELLED, _MISSED, _EARLY_MINUTES = 6, 0.1, 0.12, 18
#: The opening hours of a day.
Hours = tuple[tuple[time, time], ...]
_OFFICE_HOURS = tuple(
    OpeningSpan(weekday, opens, closes)
    for weekday in range(5)
    for opens, closes in ((time(7), time(11, 30)), (time(13, 30), time(17)))
)


@dataclass(frozen=True, slots=True)
class BookedTime:
    """Hold an appointment of a day: its code, the id of its service, its local time, and whether it was cancelled."""

    code: str
    service_id: int
    begins: datetime
    ends: datetime
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class PastPlan:
    """Hold the plan of a past day and its appointments."""

    date: date
    day: DayPlan
    booked: tuple[BookedTime, ...]


def open_days(setup: Setup, first: date, last: date) -> dict[date, Hours]:
    """Return the opening hours of the days from `first` to `last` on which a branch is open.

    A set-up without opening hours gets office hours: nobody comes at night.
    """
    if not setup.openings:
        setup = replace(setup, openings=_OFFICE_HOURS)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day: spans for day in days if (spans := spans_on(setup, day))}


def draw_day(setup: Setup, clerks: Sequence[int], day: date, hours: Hours, seed: int = 0) -> PastPlan:
    """Draw the plan of a day. The same set-up, staff, day, hours and seed give the same plan.

    `clerks` are ids of staff; a counter without a clerk stays closed.
    """
    name = f"{day}.{seed}"
    chance = Random(f"past day {name}")
    spans = tuple((_moment(setup, day, opens), _moment(setup, day, closes)) for opens, closes in hours)
    seats = _seats(setup, clerks, chance)
    minutes = {one.id: _mean_minutes(one) for one in setup.offered_services}
    share = _shares(setup, seats, minutes)
    count = round(_count(day, spans, len(seats), share, minutes) * chance.uniform(0.93, 1.07))
    citizens = _in_shares(draw_citizens(name, chance, _quarters(spans), share, count), share, chance)
    citizens = _within_quotas(setup, citizens)
    booked = _booked(setup, share, spans, chance)
    guests = _guests(booked, count + 1, name, chance)
    people = (*_with_languages(setup, citizens, chance), *guests)
    plan = DayPlan(name, setup, spans, minutes, seats, people, tuple(setup.groups), habits=_HABITS)
    return PastPlan(day, plan, booked)


def _moment(setup: Setup, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, setup.branch.timezone).astimezone(UTC)


def _seats(setup: Setup, clerks: Sequence[int], chance: Random) -> dict[int, int]:
    """Return who sits where: everybody at the usual counter, and on some days two clerks at each other's."""
    counters = [one.id for one in setup.offered_counters if one.services]
    sitting = list(clerks[: len(counters)])
    if len(sitting) > 1 and chance.random() < _SWAPPED:
        one, other = chance.sample(range(len(sitting)), 2)
        sitting[one], sitting[other] = sitting[other], sitting[one]
    return dict(zip(counters, sitting, strict=False))


def _mean_minutes(service: Service) -> float:
    """Return how long a service takes on average while nobody waits: the same on every day, about its target."""
    return max(1.0, service.target_minutes * Random(f"minutes of {service.code}").uniform(0.7, 1.05))


def _shares(setup: Setup, seats: Mapping[int, int], minutes: Mapping[int, float]) -> dict[int, float]:
    """Return the weight of each service, so that each open counter has about the same work.

    A counter whose services nobody else serves has less: nobody helps out when a visit takes long. Some services of a
    counter are asked for more than others.
    """
    work = dict.fromkeys(minutes, 0.0)
    served = Tally(one for counter_id in seats for one in setup.counters[counter_id].services)
    for counter_id in seats:
        counter = setup.counters[counter_id]
        mine = {one: _liking(setup.services[one].code, 0.4, 1.6) for one in counter.services if one in minutes}
        is_helped = sum(1 for one in mine if served[one] > 1) / max(1, len(mine))
        busy = _liking(f"counter {counter.number}", 0.9, 1.1) * (_ALONE + (1 - _ALONE) * is_helped)
        for service_id, wish in mine.items():
            work[service_id] += busy * wish / sum(mine.values())
    return {one: amount / (minutes[one] + _AROUND) for one, amount in work.items() if amount}


def _liking(name: str, least: float, most: float) -> float:
    return Random(f"liking of {name}").uniform(least, most)


def _count(
    day: date,
    spans: Sequence[tuple[datetime, datetime]],
    counters: int,
    share: Mapping[int, float],
    minutes: Mapping[int, float],
) -> float:
    """Return how many people come on a day like this."""
    a_visit = sum(share[one] * (minutes[one] + _AROUND) for one in share) / sum(share.values())
    open_minutes = sum((closes - opens for opens, closes in spans), timedelta()) / timedelta(minutes=1)
    return open_minutes * counters * _LOAD * _BUSY[day.weekday()] / a_visit / _SERVICES


def _quarters(spans: Sequence[tuple[datetime, datetime]]) -> dict[datetime, float]:
    """Return how busy each quarter of an hour is."""
    busy = {}
    for place, (opens, closes) in enumerate(spans):
        for n in range((closes - opens - _TOO_LATE) // QUARTER):
            busy[opens + n * QUARTER] = next(
                weight for until, weight in (_LATER if place else _FIRST) if n * QUARTER < timedelta(minutes=until)
            )
    return busy


def _in_shares(citizens: Sequence[Citizen], share: Mapping[int, float], chance: Random) -> list[Citizen]:
    """Give each service its share of the day's citizens. By luck alone one counter has double the work of another."""
    edges = list(accumulate(share.values()))
    first = chance.random()
    places = [(n + first) / len(citizens) * edges[-1] for n in range(len(citizens))]
    services, wanted = list(share), [bisect(edges, place) for place in places]
    chance.shuffle(wanted)
    return [replace(one, service_id=services[place]) for one, place in zip(citizens, wanted, strict=True)]


def _within_quotas(setup: Setup, citizens: Sequence[Citizen]) -> list[Citizen]:
    """Leave out who comes for a service after its numbers of the day are given."""
    came: Tally[int] = Tally()
    found = []
    for one in citizens:
        came[one.service_id] += 1
        quota = setup.services[one.service_id].quota
        if quota is None or came[one.service_id] <= quota:
            found.append(one)
    return found


def _with_languages(setup: Setup, citizens: Sequence[Citizen], chance: Random) -> list[Citizen]:
    offered = [one for one in setup.kiosk.languages or LANGUAGES if one != VIETNAMESE]
    weights = [1 - _OTHER_LANGUAGE * len(offered), *(_OTHER_LANGUAGE for _ in offered)]
    spoken = chance.choices([VIETNAMESE, *offered], weights, k=len(citizens))
    return [replace(one, language=language) for one, language in zip(citizens, spoken, strict=True)]


def _booked(
    setup: Setup, share: Mapping[int, float], spans: Sequence[tuple[datetime, datetime]], chance: Random
) -> tuple[BookedTime, ...]:
    """Draw the appointments of a day: on full quarters of an hour, none for a service with a quota."""
    services = [one for one in share if setup.services[one].quota is None]
    times = [one for one in _quarters(spans) if spans[0][0] < one]
    chosen = chance.sample(times, min(len(times), chance.randrange(_APPOINTMENTS + 1))) if services else []
    return tuple(
        BookedTime(
            code=make_appointment_code("".join(chance.choices(ALPHABET, k=BODY_LENGTH))),
            service_id=chance.choice(services),
            begins=setup.branch.local(begins),
            ends=setup.branch.local(begins + QUARTER),
            is_cancelled=chance.random() < _CANCELLED,
        )
        for begins in sorted(chosen)
    )


def _guests(booked: Sequence[BookedTime], first: int, name: str, chance: Random) -> list[Citizen]:
    """Return the citizens who come for their appointments."""
    found = []
    for number, one in enumerate(booked, start=first):
        early = timedelta(minutes=chance.uniform(-4, _EARLY_MINUTES))
        if not one.is_cancelled and chance.random() >= _MISSED:
            own = Random(f"citizen {number} of {name}")
            begins = one.begins.astimezone(UTC)
            found.append(Citizen(number, begins - early, one.service_id, "", own, appointment=one.code))
    return found
