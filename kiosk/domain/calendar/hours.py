"""Decide the opening hours of a day, whether the branch is open, and when it opens again.

The first source that says something wins:

- the branch's calendar: a decision, a swapped working day, a local day off;
- the public holidays;
- the weekly hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.domain.branch_setup import Setup
from kiosk.domain.calendar.holidays import holiday_on
from kiosk.domain.language.text import Message

_LOOK_AHEAD_DAYS = 40


@dataclass(frozen=True, slots=True)
class Hours:
    """Hold whether the branch is open at a moment, in local time.

    `closes_at` is the end of the present span, None while closed. `opens_at` is the next opening, None when there is
    none within forty days. `minutes_left` is the time until `closes_at`. `reason` says why today is a day off, None on
    ordinary days.
    """

    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None
    minutes_left: int | None = None
    reason: Message | None = None

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
        return Hours(is_open=False, closes_at=None, opens_at=opens, reason=reason_on(setup, local.date()))
    left = int((closes - local).total_seconds() // 60)
    return Hours(is_open=True, closes_at=closes, opens_at=opens, minutes_left=left)


def _weekly(setup: Setup, weekday: int) -> tuple[tuple[time, time], ...]:
    return tuple(sorted((one.opens, one.closes) for one in setup.openings if one.weekday == weekday))


def _spans_from(setup: Setup, local: datetime) -> Iterator[tuple[datetime, datetime]]:
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        for opens, closes in spans_on(setup, day):
            yield datetime.combine(day, opens, local.tzinfo), datetime.combine(day, closes, local.tzinfo)
