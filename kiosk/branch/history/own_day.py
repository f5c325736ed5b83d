"""Count what a clerk did today, for the clerk alone. How citizens rated stays with the manager."""

from dataclasses import dataclass

from kiosk.branch.measures import LiveDay
from kiosk.branch.office import Office
from kiosk.branch.serving.sessions import own_counter
from kiosk.domain.measures.figures import Selection, figures_of, total_of


@dataclass(frozen=True, slots=True)
class OwnDay:
    """Hold the figures of a clerk's own day. `ratings` counts them and tells no level: one more would tell whose."""

    served: int = 0
    service_mean_s: int | None = None
    ratings: int = 0


def own_day(office: Office, counter_id: int, staff_id: int) -> OwnDay:
    """Return the figures of today of the clerk at an open counter. Only what is new since the last look is read.

    Raises:
        CounterError: those of `own_counter`: nobody asks for the figures of a colleague.
    """
    with office.store.read() as connection:
        day = own_counter(office, connection, counter_id, staff_id).setup.branch.business_date(office.clock.now())
    known = office.cache.own_day
    if not isinstance(known, LiveDay) or known.day != day:
        known = office.cache.own_day = LiveDay(day)
    tallies = known.tallies(office, clerk=staff_id)
    if tallies is None:
        return OwnDay()
    found = figures_of(total_of([tallies], Selection(clerks=frozenset({staff_id}))))
    return OwnDay(found.served or 0, found.service_mean_s, found.ratings or 0)
