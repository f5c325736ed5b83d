"""Derive the times of clerks between two visits, which nobody records.

- A clerk is away as long as the counter is free, somebody waits for it, and another counter calls that person. After
  five minutes a counter without a call was only slower than the others.
- The gap is the time from the moment when the clerk is there and somebody waits until the call.
- A wait does not count against a counter when another counter took it at once. That one called at the end of the wait.
  It was free when the wait began, had nobody else to call then, and called nobody else until then.
"""

from bisect import bisect_right
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kiosk.domain.queue.recorded_day import MINUTE_US, ClerkTimes, CounterSpan, RecordedDay, RecordedVisit

_LONGEST_AWAY_US = 5 * MINUTE_US


class _Call(NamedTuple):
    """Hold one call of a counter: until when it is busy, and the place of the stop in the day."""

    called_us: int
    end_us: int
    visit: int
    stop: int


class _Wait(NamedTuple):
    """Hold one wait. `only_for`: no other counter may call it. `at_once_by`: see the last rule of the module."""

    begin_us: int
    end_us: int
    service: int
    only_for: int | None
    at_once_by: int | None


def with_clerk_times(day: RecordedDay) -> RecordedDay:
    """Return the day with the times of its clerks. A counter that called outside its spans gets one more."""
    calls = _calls(day)
    day = replace(day, counters=_covered(day, calls))
    waits = _waits(day, calls)
    after: dict[tuple[int, int], ClerkTimes] = {}
    spans = {
        number: tuple(_told(span, calls.get(number, ()), _merged(number, mine, waits), after) for span in mine)
        for number, mine in day.counters.items()
    }
    visits = tuple(_with_times(visit, index, after) for index, visit in enumerate(day.visits))
    return replace(day, visits=visits, counters=spans)


def _calls(day: RecordedDay) -> dict[int, list[_Call]]:
    """Return the calls by counter, in the order of their moments."""
    found: dict[int, list[_Call]] = {}
    for index, visit in enumerate(day.visits):
        for place, stop in enumerate(visit.stops):
            if stop.counter is not None and stop.called_us is not None:
                found.setdefault(stop.counter, []).append(_Call(stop.called_us, stop.end_us, index, place))
    return {number: sorted(calls) for number, calls in found.items()}


def _covered(day: RecordedDay, calls: Mapping[int, Sequence[_Call]]) -> dict[int, tuple[CounterSpan, ...]]:
    """Return the spans, with one from the first to the last call of a counter that has none."""
    found = dict(day.counters)
    for number, mine in calls.items():
        if number not in found:
            services = {day.visits[one.visit].stops[one.stop].service: 0 for one in mine}
            held = {**services, **day.services_of.get(number, {})}
            found[number] = (CounterSpan(mine[0].called_us, max(one.end_us for one in mine) + 1, held),)
    return dict(sorted(found.items()))


def _waits(day: RecordedDay, calls: Mapping[int, Sequence[_Call]]) -> list[_Wait]:
    """Return every wait of the day, the first one first."""
    end_us = max((one.end_us for mine in day.counters.values() for one in mine), default=0)
    found = []
    for visit in day.visits:
        for stop in visit.stops:
            last = stop.called_us if stop.called_us is not None else visit.leaves_us or end_us
            only_for = stop.counter if stop.place.aim is not None else None
            found.append(_Wait(stop.entered_us, last, stop.service, only_for, stop.counter))
    found.sort(key=_span)
    return [one._replace(at_once_by=_at_once_by(day, calls, found[:place], one)) for place, one in enumerate(found)]


def _at_once_by(
    day: RecordedDay, calls: Mapping[int, Sequence[_Call]], before: Sequence[_Wait], wait: _Wait
) -> int | None:
    """Return the counter that called at the end of a wait, if it was at once.

    The counter was free when the wait began, nobody else waited for it before, and it called nobody else until then.
    """
    by, us = wait.at_once_by, wait.begin_us
    if by is None or not _is_free(day.counters[by], calls[by], us) or _next_us(calls[by], us) != wait.end_us:
        return None
    services = _services(day.counters[by])
    return None if any(us < one.end_us and _is_for(one, by, services) for one in before) else by


def _span(wait: _Wait) -> tuple[int, int]:
    return wait.begin_us, wait.end_us


def _services(spans: Sequence[CounterSpan]) -> set[int]:
    return {service for span in spans for service in span.services}


def _is_for(wait: _Wait, number: int, services: Container[int]) -> bool:
    return wait.service in services if wait.only_for is None else wait.only_for == number


def _is_free(spans: Sequence[CounterSpan], calls: Sequence[_Call], us: int) -> bool:
    if not any(one.begin_us <= us < one.end_us for one in spans):
        return False
    last = bisect_right(calls, us, key=_called_us)
    return last == 0 or calls[last - 1].end_us <= us


def _next_us(calls: Sequence[_Call], us: int) -> int | None:
    """Return the moment of the first call after a moment."""
    after = bisect_right(calls, us, key=_called_us)
    return calls[after].called_us if after < len(calls) else None


def _called_us(call: _Call) -> int:
    return call.called_us


def _merged(number: int, spans: Sequence[CounterSpan], waits: Sequence[_Wait]) -> list[tuple[int, int]]:
    """Return the spans in which somebody waited whom this counter could call, the first one first."""
    services = _services(spans)
    found: list[tuple[int, int]] = []
    mine = (
        (one.begin_us, one.end_us)
        for one in waits
        if one.at_once_by in (None, number) and _is_for(one, number, services)
    )
    for begin, end in sorted(mine):
        if found and begin < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((begin, end))
    return found


def _told(
    span: CounterSpan,
    calls: Sequence[_Call],
    waits: Sequence[tuple[int, int]],
    after: dict[tuple[int, int], ClerkTimes],
) -> CounterSpan:
    """Return a span with the time before its first call, and put into `after` the times after its calls."""
    before: _Call | None = None
    free_us = span.begin_us
    for call in (*(one for one in calls if span.begin_us <= one.called_us <= span.end_us), None):
        times = _times(waits, free_us, span.end_us if call is None else call.called_us)
        if before is None:
            span = replace(span, before=times)
        else:
            after[before.visit, before.stop] = times
        if call is not None:
            before, free_us = call, max(free_us, call.end_us)
    return span


def _times(waits: Sequence[tuple[int, int]], free_us: int, until_us: int) -> ClerkTimes:
    """Return what a clerk did from the moment when the counter was free until the call."""
    away = 0
    for begin, end in waits:
        if begin > until_us:
            break
        if end >= until_us:
            return ClerkTimes(away, max(0, until_us - max(free_us + away, begin)))
        if begin < end and end > free_us and max(begin, free_us) - free_us <= _LONGEST_AWAY_US:
            away = end - free_us
    return ClerkTimes(away)


def _with_times(visit: RecordedVisit, index: int, after: Mapping[tuple[int, int], ClerkTimes]) -> RecordedVisit:
    stops = tuple(replace(stop, after=after.get((index, place), stop.after)) for place, stop in enumerate(visit.stops))
    return replace(visit, stops=stops)
