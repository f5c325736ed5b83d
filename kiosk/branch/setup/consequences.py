"""Read who waits and who has an appointment, to say what a draft means for them."""

from collections import Counter as Count
from collections.abc import Mapping

from kiosk.branch.clock_check import queue_moment
from kiosk.branch.office import Office
from kiosk.domain.setup.consequences import Consequence, PeopleNow, consequences_of
from kiosk.domain.setup.draft import SetupDraft
from kiosk.store import appointments, tickets


def consequences(office: Office, draft: SetupDraft) -> Mapping[int, Consequence]:
    """Return what the differences of a draft mean for people, by their place in `SetupDraft.changes`."""
    return consequences_of(draft, people_now(office))


def people_now(office: Office) -> PeopleNow:
    """Return who waits now, and who has an appointment from today on."""
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        now = queue_moment(office, connection)
        today = setup.branch.business_date(now)
        waiting = tickets.waiting(connection, office.branch_id, today, now)
        booked = appointments.to_come(connection, office.branch_id, today)
    codes = {one.id: one.code for one in setup.services.values()}
    return PeopleNow(
        waiting=Count(codes[one.service_id] for one in waiting),
        booked=tuple(
            (codes[one.service_id], setup.branch.local(one.begins)) for one in booked if one.service_id in codes
        ),
    )
