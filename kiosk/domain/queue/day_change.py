"""DayChange a recorded day in one way: one counter more, other services of a counter, or other hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import pairwise

from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.recorded_day import MINUTE_US, ClerkTimes, CounterSpan, RecordedDay

#: Other hours may begin so long before the opening hours of the day, and end so long after them.
_EARLIER, _LATER = timedelta(hours=2), timedelta(hours=3)
#: A pause that is at least so long is the lunch of a clerk; other hours replace it.
_LUNCH_US = 40 * MINUTE_US
_LAST_HOUR, _END_OF_DAY = 23, time(23, 59)


@dataclass(frozen=True, slots=True)
class MoreCounter:
    """Open a counter that was closed, for some services."""

    counter: int
    begin: time
    end: time
    services: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OtherServices:
    """Let a counter that was open take services, or drop some, the whole day."""

    counter: int
    takes: tuple[int, ...] = ()
    drops: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherHours:
    """Let one counter, or every one that was open, work at these hours. Short pauses stay as they were."""

    hours: tuple[tuple[time, time], ...]
    counter: int | None = None


DayChange = MoreCounter | OtherServices | OtherHours


def changed_day(day: RecordedDay, change: DayChange) -> RecordedDay:
    """Return the day with a change.

    Raises:
        CounterError: The reason.

            ``what_if.no_data``: nobody came that day.
            ``counter.unknown``, ``counter.last_service``.
            ``what_if.backwards``: a span ends before it begins, or spans overlap.
            ``what_if.outside``: with the first and the last moment that can be tried.
            ``what_if.already_open``: with the hours of the counter.
            ``what_if.not_open``: the counter was closed all day.
            ``what_if.no_service``: no service is given; ``what_if.service_unused``: no visit of the day needed it.
            ``what_if.same``: the change changes nothing.
    """
    if not day.visits:
        raise CounterError("what_if.no_data", day=day.day)
    if isinstance(change, MoreCounter):
        return _with_counter(day, change)
    return _with_services(day, change) if isinstance(change, OtherServices) else _with_hours(day, change)


def _with_counter(day: RecordedDay, change: MoreCounter) -> RecordedDay:
    if change.counter not in day.services_of:
        raise CounterError("counter.unknown")
    if not change.services:
        raise CounterError("what_if.no_service")
    _refuse_unused(day, change.services)
    _refuse_hours([(change.begin, change.end)])
    first, last = day_limits(day)
    _refuse_outside(change.begin, change.end, first, last)
    begin, end = day.us(change.begin), day.us(change.end)
    mine = day.counters.get(change.counter, ())
    clash = next((one for one in _sessions(mine) if one[0] < end and begin < one[1]), None)
    if clash is not None:
        opened, closed = (f"{day.local(us):%H:%M}" for us in clash)
        raise CounterError("what_if.already_open", counter=change.counter, begin=opened, end=closed)
    weights = day.services_of[change.counter]
    services = {one: weights.get(one, 0) for one in change.services}
    new = CounterSpan(begin, end, services, before=ClerkTimes(0, day.usual_gap_us()))
    return _with_spans(day, {change.counter: sorted((*mine, new), key=_begin_us)})


def _with_services(day: RecordedDay, change: OtherServices) -> RecordedDay:
    mine = _open_spans(day, change.counter)
    _refuse_unused(day, (*change.takes, *change.drops))
    spans = []
    for span in mine:
        services = {key: weight for key, weight in span.services.items() if key not in change.drops}
        spans.append(replace(span, services={**dict.fromkeys(change.takes, 0), **services}))
    if any(not one.services for one in spans):
        raise CounterError("counter.last_service", counter=change.counter)
    if all(dict(new.services) == dict(old.services) for new, old in zip(spans, mine, strict=True)):
        raise CounterError("what_if.same")
    return _with_spans(day, {change.counter: spans})


def _with_hours(day: RecordedDay, change: OtherHours) -> RecordedDay:
    _refuse_hours(change.hours)
    first, last = hours_limits(day)
    _refuse_outside(change.hours[0][0], change.hours[-1][1], first, last)
    hours = [(day.us(begin), day.us(end)) for begin, end in change.hours]
    numbers = list(day.counters) if change.counter is None else [change.counter]
    return _with_spans(day, {one: _at_hours(_open_spans(day, one), hours) for one in numbers})


def _at_hours(spans: Sequence[CounterSpan], hours: Sequence[tuple[int, int]]) -> list[CounterSpan]:
    """Return the spans of a counter that works at other hours, with its short pauses."""
    pauses = [(one.end_us, after.begin_us) for one, after in pairwise(spans)]
    short = [one for one in pauses if one[1] - one[0] < _LUNCH_US]
    found: list[CounterSpan] = []
    for begin, end in hours:
        free = begin
        for stops, goes_on in [*(one for one in short if begin < one[0] and one[1] < end), (end, end)]:
            like = next((one for one in spans if one.end_us > free), spans[-1])
            found.append(replace(like, begin_us=free, end_us=stops, begins_session=not found))
            free = goes_on
    return found


def day_limits(day: RecordedDay) -> tuple[time, time]:
    """Return the span in which one counter more can help, in whole hours.

    It is from the opening, or the first number, to the closing, or the last call.
    """
    issued = [day.local(one.issued_us) for one in day.visits]
    calls = [day.local(stop.called_us) for one in day.visits for stop in one.stops if stop.called_us is not None]
    opens, closes = _opening(day)
    first = min([one.time() for one in issued] + ([opens] if opens else []))
    last = max([one.time() for one in (*issued, *calls)] + ([closes] if closes else []))
    return time(first.hour), time(last.hour + 1) if last.hour < _LAST_HOUR else _END_OF_DAY


def hours_limits(day: RecordedDay) -> tuple[time, time]:
    """Return the span in which other hours can be tried."""
    first, last = (datetime.combine(day.day, one) for one in day_limits(day))
    begin, end = max(first - _EARLIER, datetime.combine(day.day, time())), last + _LATER
    return begin.time(), end.time() if end.date() == day.day else _END_OF_DAY


def _opening(day: RecordedDay) -> tuple[time | None, time | None]:
    return (day.opening[0][0], day.opening[-1][1]) if day.opening else (None, None)


def _refuse_outside(begin: time, end: time, first: time, last: time) -> None:
    if begin < first or end > last:
        raise CounterError("what_if.outside", begin=f"{first:%H:%M}", end=f"{last:%H:%M}")


def _refuse_hours(hours: Sequence[tuple[time, time]]) -> None:
    moments = [moment for span in hours for moment in span]
    if not moments or any(later <= earlier for earlier, later in pairwise(moments)):
        raise CounterError("what_if.backwards")


def _refuse_unused(day: RecordedDay, services: Iterable[int]) -> None:
    unused = next((one for one in services if one not in day.services), None)
    if unused is not None:
        raise CounterError("what_if.service_unused", service=day.names.get(unused, "–"))


def _open_spans(day: RecordedDay, counter: int) -> Sequence[CounterSpan]:
    if counter not in day.counters:
        raise CounterError("what_if.not_open", counter=counter)
    return day.counters[counter]


def _sessions(spans: Sequence[CounterSpan]) -> list[tuple[int, int]]:
    """Return from when to when somebody sat at a counter, pauses included."""
    found: list[tuple[int, int]] = []
    for span in spans:
        if span.begins_session or not found:
            found.append((span.begin_us, span.end_us))
        else:
            found[-1] = found[-1][0], span.end_us
    return found


def _with_spans(day: RecordedDay, spans: Mapping[int, Sequence[CounterSpan]]) -> RecordedDay:
    changed = {**day.counters, **{number: tuple(mine) for number, mine in spans.items()}}
    return replace(day, counters=dict(sorted(changed.items())))


def _begin_us(span: CounterSpan) -> int:
    return span.begin_us
