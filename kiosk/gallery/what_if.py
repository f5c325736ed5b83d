"""Make up a past day with long waits, for the pictures of the page Nếu …."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

from kiosk.domain.queue.clerk_times import with_clerk_times
from kiosk.domain.queue.day_replay import DayReplay, DrawnTime
from kiosk.domain.queue.recorded_day import MINUTE_US, CounterSpan, RecordedDay, RecordedVisit, Stop
from kiosk.gallery import world

#: The counters that were open; the one that was closed serves the services that most people came for.
_OPEN, _CLOSED, _VISITS = (1, 2, 4), 3, 112
_HOURS = ((time(7), time(11, 30)), (time(13, 30), time(17)))
#: Clerks serve those who are left when no numbers are given any more.
_AT_WORK = ((time(7), time(12, 30)), (time(13, 30), time(17, 40)))
#: How many people come in a half hour, in comparison, from seven o'clock on.
_SHAPE = (7, 12, 16, 15, 13, 10, 7, 4, 1, 0, 0, 0, 0, 8, 10, 9, 7, 6, 4)


def past_days() -> tuple[date, ...]:
    """Return the days that are offered."""
    first = world.MOMENT.date() - timedelta(days=1)
    return tuple(first - timedelta(days=place) for place in range(5))


def past_day(day: date) -> RecordedDay:
    """Return a day of four counters and a queue in the morning. Its calls are those of a replay."""
    setup, chance = world.setup(), Random(day.toordinal())  # noqa: S311 - a day that is the same each time
    counters = {one.number: one.services for one in setup.offered_counters}
    opened = {number: counters[number] for number in _OPEN}
    zone = setup.branch.timezone
    spans = {
        number: tuple(
            CounterSpan(_us(day, begin, zone), _us(day, end, zone), services, number, begins_session=begin.hour < 12)
            for begin, end in _AT_WORK
        )
        for number, services in opened.items()
    }
    empty = RecordedDay(
        day=day,
        zone=zone,
        policy=setup.policy,
        visits=tuple(_visits(day, [*counters[_CLOSED], *counters[_CLOSED], *counters[1], *counters[4]], zone, chance)),
        counters=spans,
        services_of=counters,
        targets={one.id: 60 * one.wait_minutes for one in setup.services.values()},
        opening=_HOURS,
        names={one.id: one.name for one in setup.services.values()},
    )
    times = {one: DrawnTime(_minutes(one) * MINUTE_US, MINUTE_US // 4) for one in empty.names}
    visits = list(empty.visits)
    for call in DayReplay(empty, {one: [drawn] for one, drawn in times.items()}).run():
        stop = visits[call.visit].stops[0]
        called = replace(stop, counter=call.counter, called_us=call.us, serve_us=times[stop.service].serve_us)
        visits[call.visit] = replace(visits[call.visit], stops=(called,))
    return with_clerk_times(replace(empty, visits=tuple(visits)))


def _visits(day: date, services: list[int], zone: tzinfo, chance: Random) -> Iterator[RecordedVisit]:
    """Yield the visits in the order of their numbers."""
    steps = chance.choices(range(len(_SHAPE)), _SHAPE, k=_VISITS)
    seconds = sorted(step * 1_800 + chance.randrange(1_800) for step in steps)
    begin = _us(day, _HOURS[0][0], zone)
    for number, second in enumerate(seconds, start=1):
        issued, service = begin + second * 1_000_000, chance.choice(services)
        yield RecordedVisit(
            id=str(number),
            label=f"A{number:03d}",
            issued_us=issued,
            half_hour=_HOURS[0][0].hour * 2 + second // 1_800,
            stops=(Stop(service, issued, walk_us=MINUTE_US // 2),),
        )


def _minutes(service: int) -> int:
    """Return how long a service takes."""
    return 5 + 3 * (service % 4)


def _us(day: date, at: time, zone: tzinfo) -> int:
    return round(datetime.combine(day, at, zone).timestamp()) * 1_000_000
