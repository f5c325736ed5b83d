"""Return the opening hours of the week, for a citizen who comes again."""

from datetime import date, time, timedelta

from kiosk.branch.office import Office
from kiosk.domain.calendar.hours import spans_on

_DAYS = 7
Week = tuple[tuple[date, tuple[tuple[time, time], ...]], ...]


def opening_week(office: Office) -> Week:
    """Return the opening hours of today and of the six days after it; a day off has none."""
    with office.store.read() as connection:
        setup = office.setup_in(connection)
    today = setup.branch.business_date(office.clock.now())
    days = [today + timedelta(days=ahead) for ahead in range(_DAYS)]
    return tuple((day, spans_on(setup, day)) for day in days)
