"""Decide the opening hours of a day, whether the branch is open, and when it opens again.

The first source that says something wins:

- the branch's calendar: a decision, a swapped working day, a local day off;
- the public holidays;
- the weekly hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from kiosk.domain.branch_setup import Service, Setup
from kiosk.domain.calendar.holidays import holiday_on
from kiosk.domain.language.text import Message

_LOOK_AHEAD_DAYS = 40
_NOON = time(12)


class ClosedTime(Enum):
    """Name the part of a day in which the branch is closed."""

    BEFORE_OPENING = "before"
    LUNCH = "lunch"
    BREAK = "break"
    AFTER_HOURS = "after"
    DAY_OFF = "day_off"


@dataclass(frozen=True, slots=True)
class Hours:
    """Hold whether the branch is open at a moment, in local time.

    `closes_at` is the end of the present span, None while closed. `opens_at` is the next opening, None when there is
    none within forty days. `minutes_left` is the time until `closes_at`. `reason` says why today is a day off, None on
    ordinary days. `closed` says in which part of the day the branch is closed, None while open. `spans` are the opening
    hours on the day of the next opening.
    """

    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None
    minutes_left: int | None = None
    reason: Message | None = None
    closed: ClosedTime | None = None
    spans: tuple[tuple[time, time], ...] = ()

    @property
    def is_last_span(self) -> bool:
        """Return whether no further span follows today: a ticket that is not called by then expires."""
        if self.closes_at is None:
            return False
        return self.opens_at is None or self.opens_at.date() != self.closes_at.date()


def hours_at(setup: Setup, moment: datetime) -> Hours:
    """Return the opening hours at an aware `moment`. A branch without any opening hours is always open."""
    if not setup.openings:
        return Hours(is_open=True, closes_at=None, opens_at=None)
    local = setup.branch.local(moment)
    closes: datetime | None = None
    for start, end in _spans_from(setup, local):
        if start <= local < end:
            closes = end
        elif start > local:
            return _hours(setup, local, closes, start)
    return _hours(setup, local, closes, None)


def spans_on(setup: Setup, day: date) -> tuple[tuple[time, time], ...]:
    """Return the opening hours of a day, earliest first; empty on a day off."""
    special = setup.calendar.get(day)
    if special is None:
        return () if holiday_on(day) else _weekly(setup, day.weekday())
    return special.spans if special.like is None else _weekly(setup, special.like)


def service_spans_on(setup: Setup, service: Service, day: date) -> tuple[tuple[time, time], ...]:
    """Return when numbers of a service are given on a day: its own hours inside those of the branch."""
    spans = spans_on(setup, day)
    if not service.openings:
        return spans
    special = setup.calendar.get(day)
    weekday = day.weekday() if special is None or special.like is None else special.like
    own = [(one.opens, one.closes) for one in service.openings if one.weekday == weekday]
    inside = [(max(opens, begin), min(closes, end)) for opens, closes in spans for begin, end in own]
    return tuple(sorted((opens, closes) for opens, closes in inside if opens < closes))


def service_opens_at(setup: Setup, service: Service, moment: datetime) -> datetime | None:
    """Return when a service with hours of its own gives numbers; `moment` itself where it does now.

    None where it does not within forty days.
    """
    if not service.openings or not setup.openings:
        return moment
    local = setup.branch.local(moment)
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        for opens, closes in service_spans_on(setup, service, day):
            if local < datetime.combine(day, closes, local.tzinfo):
                return max(moment, datetime.combine(day, opens, local.tzinfo))
    return None


def reason_on(setup: Setup, day: date) -> Message | None:
    """Return why a day is an exceptional day off; None otherwise."""
    if spans_on(setup, day):
        return None
    special = setup.calendar.get(day)
    if special is not None:
        return Message("holiday.named", {"name": special.name})
    holiday = holiday_on(day)
    return Message(f"holiday.{holiday.value}") if holiday else None


def _hours(setup: Setup, local: datetime, closes: datetime | None, opens: datetime | None) -> Hours:
    if closes is None:
        return Hours(
            is_open=False,
            closes_at=None,
            opens_at=opens,
            reason=reason_on(setup, local.date()),
            closed=_closed(spans_on(setup, local.date()), local.time()),
            spans=spans_on(setup, opens.date()) if opens is not None else (),
        )
    left = int((closes - local).total_seconds() // 60)
    return Hours(is_open=True, closes_at=closes, opens_at=opens, minutes_left=left)


def _closed(spans: tuple[tuple[time, time], ...], now: time) -> ClosedTime:
    """Return the part of a closed day, from the opening hours of the day."""
    before = [closes for _, closes in spans if closes <= now]
    after = [opens for opens, _ in spans if opens > now]
    if before and after:
        return ClosedTime.LUNCH if before[-1] <= _NOON < after[0] else ClosedTime.BREAK
    if after:
        return ClosedTime.BEFORE_OPENING
    return ClosedTime.AFTER_HOURS if before else ClosedTime.DAY_OFF


def _weekly(setup: Setup, weekday: int) -> tuple[tuple[time, time], ...]:
    return tuple(sorted((one.opens, one.closes) for one in setup.openings if one.weekday == weekday))


def _spans_from(setup: Setup, local: datetime) -> Iterator[tuple[datetime, datetime]]:
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        for opens, closes in spans_on(setup, day):
            yield datetime.combine(day, opens, local.tzinfo), datetime.combine(day, closes, local.tzinfo)
