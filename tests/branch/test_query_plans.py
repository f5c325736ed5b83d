"""Check that each everyday query uses an index and does not scan all tickets of the branch."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.branch import appointments, board, desk, measures, ratings, reception
from kiosk.branch.day import end_days
from kiosk.branch.history.audit import audit_in
from kiosk.branch.history.clerks import clerks_in
from kiosk.branch.history.own_day import own_day
from kiosk.branch.history.visits import stories_of
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.clock import ManualClock
from kiosk.domain.people.rating import Level, Rating
from kiosk.domain.status import PrintJobState
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from tests.branch.test_appointments import arrive, book
from tests.conftest import KEYS, MORNING
from tests.players import Clerk, find_ticket, person_of, take
from tests.sent import each_statement

#: Tables that grow with every visit. The others have a handful of rows, and SQLite may well read all of them.
GROWING = ("ticket", "request", "print_job", "rating", "journal", "appointment")
#: A search by the branch or the epoch alone finds every row.
WALKS = {
    *(f"SCAN {table}" for table in GROWING),
    "SEARCH ticket USING INDEX sqlite_autoindex_ticket_2 (branch_id=?)",
    "SEARCH journal USING PRIMARY KEY (epoch=?)",
}


@pytest.fixture
def office(sqlite_branch: Path) -> Iterator[Office]:
    office = Office(Store(f"sqlite:///{sqlite_branch}"), ManualClock(MORNING), KEYS, BRANCH_ID)
    yield office
    office.store.close()


def a_day(office: Office) -> None:
    """Run every use case that happens all day."""
    person = person_of(office, "095190000017")
    ledger, clerk = Ledger(office), Clerk(office).open()
    first = take(office, person=person)
    take(office, 1, group="elderly")
    reception.open_tickets(office, person)
    reception.services_view(office)
    ledger.recover()
    job = ledger.claim()
    assert job is not None
    ledger.settle(job.id, PrintJobState.PRINTED, "")
    clerk.serve_next()
    clerk.serve_next()
    desk.desk_view(office, 1)
    board.hall_view(office, 0)
    assert ratings.just_finished(office, 1) is not None
    code = ratings.rateable(office, first.code).ticket
    ratings.rate(office, "rating", code.id, Rating(Level.SATISFIED))
    find_ticket(office, first.code)
    book(office, person="095190000018")
    appointments.is_offered(office)
    appointments.of_day(office, office.today())
    appointments.of_person(office, person_of(office, "095190000018"))
    arrive(office)
    stories_of(office, office.today(), "A001")
    audit_in(office, office.today(), office.today())
    clerks_in(office, office.today(), office.today())
    own_day(office, 1, 1)
    read_figures(office)


def read_figures(office: Office) -> None:
    """Read the figures of a day that lasts, then of one that is over, and of one that changed since."""
    live, today = measures.LiveDay(office.today()), office.today()
    live.tallies(office)
    measures.visits_of(office, today)
    assert isinstance(office.clock, ManualClock)
    office.clock.advance(timedelta(days=1))
    end_days(office)
    for _ in range(2):
        measures.day_tallies(office, today, today)
        measures.service_tallies(office, today, today)
        take(office)
        live.tallies(office)


def test_no_growing_table_is_read_from_end_to_end(office: Office) -> None:
    sent: dict[str, Any] = {}

    with each_statement(office.store, sent.setdefault):
        a_day(office)
    questions = {one: values for one, values in sent.items() if one.startswith(("SELECT", "UPDATE", "DELETE"))}
    assert len(questions) > 15
    with office.store.read() as connection:
        walks = [
            (plan[3], question)
            for question, values in questions.items()
            for plan in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", values)
            if plan[3] in WALKS
        ]
    assert walks == []
