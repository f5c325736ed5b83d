"""Opening hours: open or not, and when the centre opens again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain.office import Setup

_LOOK_AHEAD_DAYS = 30


@dataclass(frozen=True, slots=True)
class Hours:
    """Whether the centre is open, when it closes, and when it opens next (local time; None beyond a month)."""

    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None


def hours_at(setup: Setup, moment: datetime) -> Hours:
    """The state of the door at an aware `moment`. A branch without any opening hours is always open."""
    if not setup.openings:
        return Hours(is_open=True, closes_at=None, opens_at=None)
    local = setup.branch.local(moment)
    spans = list(_spans(setup, local))
    for start, end in spans:
        if start <= local < end:
            return Hours(is_open=True, closes_at=end, opens_at=None)
    return Hours(is_open=False, closes_at=None, opens_at=min((s for s, _ in spans if s > local), default=None))


def _spans(setup: Setup, local: datetime) -> list[tuple[datetime, datetime]]:
    days = (local + timedelta(days=ahead) for ahead in range(_LOOK_AHEAD_DAYS))
    return [
        (
            datetime.combine(day.date(), opening.opens, local.tzinfo),
            datetime.combine(day.date(), opening.closes, local.tzinfo),
        )
        for day in days
        if day.date() not in setup.closed_days
        for opening in setup.openings
        if opening.weekday == day.weekday()
    ]
