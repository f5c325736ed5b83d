"""Check the check-in: each answer, one ticket for repeated touches, calls by its time, no personal data kept."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.branch import appointments
from kiosk.branch.appointments import AppointmentNow, CheckIn
from kiosk.branch.desk import desk_view
from kiosk.branch.office import Office
from kiosk.branch.reception import AlreadyHolds, Issued
from kiosk.branch.recognition import recognise
from kiosk.branch.serving import visits
from kiosk.branch.setup.appointment_import import import_appointments
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.orders import CentralLock, Orders
from kiosk.domain.queue.appointment import Arrival, grouped, make_appointment_code
from kiosk.domain.queue.appointment_file import FileLine
from kiosk.domain.queue.reasons import CancelReason
from kiosk.domain.queue.ticket import Ticket, TicketState
from kiosk.store.journal import walk
from kiosk.store.orders import keep_orders
from kiosk.store.tables import appointment, ticket
from tests.books import check_books
from tests.conftest import MORNING
from tests.players import Clerk, fresh, person_of, refusal, take

NUMBER = "095190000017"
TODAY = "2026-11-24"
CODE = make_appointment_code("7K2Q94M")


def book(office: Office, begins: str = "09:30", until: str = "", *, code: str = CODE, **cells: str) -> str:
    """Import one appointment for service 1 today, 15 minutes long unless `until` says otherwise."""
    service = office.setup().services[1].code
    hour, minute = map(int, begins.split(":"))
    quarter = f"{hour + (minute + 15) // 60:02d}:{(minute + 15) % 60:02d}"
    line = {"code": code, "service": service, "date": TODAY, "from": begins, "until": until or quarter, **cells}
    report = import_appointments(office, [FileLine(1, line)])
    assert (report.added, report.bad) == (1, ())
    return code


def arrive(office: Office, code: str = CODE, **wish: Any) -> Issued | AlreadyHolds:
    return appointments.check_in(office, CheckIn(**{"request_id": fresh("check-in"), "code": code, **wish}))


def number(office: Office, code: str = CODE) -> Ticket:
    answer = arrive(office, code)
    assert isinstance(answer, Issued)
    return answer.ticket


def at(clock: ManualClock, minutes: int) -> None:
    """So many minutes after nine."""
    clock.set_wall(MORNING + timedelta(minutes=minutes))


def told(office: Office, code: str = CODE) -> tuple[str, dict[str, object]]:
    with pytest.raises(CounterError) as refused:
        arrive(office, code)
    return refusal(refused)


def test_in_time_one_gets_a_number_of_the_appointments_service(office: Office, clock: ManualClock) -> None:
    book(office)
    at(clock, 30)
    answer = arrive(office, language="en")
    assert isinstance(answer, Issued)
    assert (answer.ticket.label, answer.ticket.service_id, answer.ticket.language) == ("A001", 1, "en")
    assert answer.ticket.appointed_at == MORNING + timedelta(minutes=30)
    assert answer.slip.appointed_at is not None
    assert f"{answer.slip.appointed_at:%H:%M}" == "09:30"
    standing = appointments.find(office, CODE)
    assert (standing.arrival, standing.ticket) == (Arrival.CHECKED_IN, answer.ticket)


@pytest.mark.parametrize(
    ("minutes", "arrival", "keeps"),
    [(0, Arrival.EARLY, True), (45, Arrival.IN_TIME, True), (60, Arrival.LATE, True), (61, Arrival.MISSED, False)],
)
def test_early_in_time_late_and_missed_each_get_a_number(
    office: Office, clock: ManualClock, minutes: int, arrival: Arrival, *, keeps: bool
) -> None:
    book(office)
    at(clock, minutes)
    assert appointments.find(office, CODE).arrival is arrival
    assert (number(office).appointed_at is not None) is keeps


def test_too_early_is_told_when_to_come_back_and_gets_no_number(office: Office, clock: ManualClock) -> None:
    book(office, "10:30")
    standing = appointments.find(office, CODE)
    assert (standing.arrival, f"{standing.from_when:%H:%M}") == (Arrival.TOO_EARLY, "10:00")
    key, words = told(office)
    assert (key, words["begins"], words["from_when"]) == (
        "appointment.answer.too_early",
        standing.begins,
        standing.from_when,
    )
    at(clock, 60)
    assert number(office).label == "A001"


def test_tomorrows_and_yesterdays_appointments_get_no_number(office: Office, clock: ManualClock) -> None:
    book(office, date="2026-11-25")
    assert told(office)[0] == "appointment.answer.coming_day"
    clock.advance(timedelta(days=2))
    assert told(office)[0] == "appointment.answer.past_day"


def test_an_appointment_of_another_branch_names_the_place(office: Office) -> None:
    book(office, branch="H99.98", place="Phường Cà Mau", service="")
    key, words = told(office)
    assert key == "appointment.answer.elsewhere"
    assert words["place"] == LocalText("Phường Cà Mau")
    assert appointments.find(office, CODE).service is None


def test_a_cancelled_appointment_gets_no_number(office: Office) -> None:
    book(office, state="cancelled")
    assert told(office)[0] == "appointment.answer.cancelled"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("hello", "appointment.code.not_a_code"),
        ("HEN 7K2Q 94MK", "appointment.code.mistyped"),
        ("HEN 0000 0000", "appointment.code.unknown"),
    ],
)
def test_a_code_that_is_none_of_ours_is_told(office: Office, written: str, key: str) -> None:
    book(office)
    with pytest.raises(CounterError) as refused:
        appointments.find(office, written)
    assert refusal(refused) == (key, {})


def test_a_code_as_people_type_it_is_found(office: Office) -> None:
    book(office)
    for written in ("hen 7k2q 94mj", "HEN-7K2Q-94MJ", " 7k2q94mj"):
        assert appointments.find(office, written).code == CODE


def test_a_locked_kiosk_checks_nobody_in(office: Office) -> None:
    book(office)
    with office.store.write() as connection:
        keep_orders(connection, office.clock, Orders(1, (CentralLock("", LocalText("Mất điện"), 1),)))
    assert told(office)[0] == "reception.locked"
    assert appointments.find(office, CODE).arrival is Arrival.EARLY


def test_a_repeated_request_gets_the_first_answer(office: Office) -> None:
    book(office)
    first, again = arrive(office, request_id="touch"), arrive(office, request_id="touch")
    assert isinstance(first, Issued)
    assert isinstance(again, Issued)
    assert (again.ticket, again.print_job, again.repeated) == (first.ticket, first.print_job, True)


def test_twice_checked_in_shows_the_same_number(office: Office) -> None:
    book(office)
    first, second = number(office), arrive(office)
    assert isinstance(second, AlreadyHolds)
    assert second.ticket == first
    assert second.slip.appointed_at is not None


def test_after_the_visit_the_appointment_is_spent(office: Office) -> None:
    book(office)
    number(office)
    Clerk(office).open().serve_next()
    answer = arrive(office)
    assert isinstance(answer, AlreadyHolds)
    assert answer.ticket.state is TicketState.DONE


def test_a_number_the_person_took_before_becomes_the_appointments(office: Office) -> None:
    book(office, person=NUMBER)
    held = take(office, 1, person=person_of(office, NUMBER))
    answer = arrive(office)
    assert isinstance(answer, AlreadyHolds)
    assert (answer.ticket.id, answer.ticket.appointed_at) == (held.id, MORNING + timedelta(minutes=30))
    assert appointments.find(office, CODE).arrival is Arrival.CHECKED_IN
    again = arrive(office, request_id="later")
    assert isinstance(again, AlreadyHolds)
    assert again.ticket.id == held.id


def test_safety_15_a_card_alone_uses_up_no_appointment(office: Office) -> None:
    """Anybody who knows a number can print its card. The person with the code is checked in all the same."""
    book(office, person=NUMBER)
    claimed = arrive(office, by_card=True)
    assert isinstance(claimed, Issued)
    assert claimed.ticket.appointed_at is not None, "called by the appointment's time"
    assert appointments.find(office, CODE).arrival is Arrival.EARLY, "still open"
    again = recognise(office, NUMBER, 1990)
    assert (again.appointment, [one.id for one in again.held]) == (None, [claimed.ticket.id]), "not offered twice"
    with_code = arrive(office)
    assert isinstance(with_code, AlreadyHolds)
    assert with_code.ticket.id == claimed.ticket.id
    assert appointments.find(office, CODE).arrival is Arrival.CHECKED_IN


def test_safety_15_an_appointment_outlives_a_number_that_was_claimed_and_cancelled(office: Office) -> None:
    book(office, person=NUMBER)
    arrive(office, by_card=True)
    clerk = Clerk(office).open()
    visits.cancel(office, clerk.called().id, CancelReason.LEFT, clerk.counter, clerk.staff)
    assert isinstance(arrive(office), Issued), "the person with the code gets the appointment's number"


def test_safety_15_a_clerk_who_starts_confirms_the_claim_of_a_card(office: Office, clock: ManualClock) -> None:
    at(clock, 20)
    book(office, person=NUMBER)
    claimed = arrive(office, by_card=True)
    clerk = Clerk(office).open()
    assert clerk.called().id == claimed.ticket.id
    assert appointments.find(office, CODE).arrival is Arrival.EARLY
    at(clock, 50)
    clerk.start()
    assert appointments.find(office, CODE).arrival is Arrival.CHECKED_IN
    with office.store.read() as connection:
        (record,) = [one for one in walk(connection) if one.kind == Event.APPOINTMENT_CHECKED_IN]
    assert json.loads(record.body)["arrival"] == "early", "as the citizen came, not as the clerk started"
    check_books(office.store)


def test_a_card_finds_todays_appointment_until_it_is_used(office: Office, clock: ManualClock) -> None:
    person = person_of(office, NUMBER)
    later = make_appointment_code("0000001")
    book(office, "10:00", code=later, person=NUMBER)
    book(office, person=NUMBER)
    book(office, "09:00", code=make_appointment_code("0000002"), person="095190000018")

    def mine() -> AppointmentNow | None:
        return appointments.of_person(office, person)

    first = mine()
    assert first is not None
    assert first.code == CODE
    arrive(office)
    second = mine()
    assert second is not None
    assert second.code == later
    at(clock, 200)
    missed = mine()
    assert missed is not None
    assert missed.arrival is Arrival.MISSED
    clock.advance(timedelta(days=1))
    assert mine() is None


def test_at_its_time_it_is_called_before_who_came_first(office: Office, clock: ManualClock) -> None:
    book(office)
    first, mine = take(office), number(office)
    clerk = Clerk(office).open()
    assert [line.ticket.id for line in desk_view(office, 1).next] == [first.id, mine.id]
    assert desk_view(office, 1).next[1].reason.key == "why.appointment_to_come"
    at(clock, 30)
    shown = desk_view(office, 1).next[0]
    assert (shown.ticket.id, shown.reason.key) == (mine.id, "why.appointment")
    assert f"{shown.reason.args['at']:%H:%M}" == "09:30", "as the clock on the wall shows it"
    assert clerk.called().id == mine.id


def test_a_counter_calls_two_appointments_and_then_somebody_else(office: Office, clock: ManualClock) -> None:
    for place in range(4):
        book(office, "09:00", code=make_appointment_code(f"000000{place}"))
    ordinary = [take(office), take(office)]
    here = [number(office, make_appointment_code(f"000000{place}")) for place in range(4)]
    clerk = Clerk(office).open()
    called = [clerk.serve_next().id for _ in range(6)]
    assert called == [one.id for one in (here[0], here[1], ordinary[0], here[2], here[3], ordinary[1])]


def test_the_wait_that_is_printed_is_that_of_an_appointment(office: Office, clock: ManualClock) -> None:
    book(office)
    for _ in range(20):
        take(office)
    Clerk(office).open()
    at(clock, 30)
    answer = arrive(office)
    assert isinstance(answer, Issued)
    assert (answer.slip.ahead, answer.slip.minutes) == (0, (0, 5))


def test_the_day_is_offered_while_there_is_any(office: Office, clock: ManualClock) -> None:
    assert appointments.is_offered(office) is False
    book(office)
    assert appointments.is_offered(office) is True
    clock.advance(timedelta(days=1))
    assert appointments.is_offered(office) is False


def test_a_days_list_tells_who_has_come(office: Office) -> None:
    book(office, "10:00", code=make_appointment_code("0000001"))
    book(office)
    mine = number(office)
    found = appointments.of_day(office, date(2026, 11, 24))
    assert [(one.arrival, one.ticket) for one in found] == [(Arrival.CHECKED_IN, mine), (Arrival.TOO_EARLY, None)]


def test_nothing_personal_is_left_anywhere(office: Office) -> None:
    book(office, person=NUMBER)
    person = person_of(office, NUMBER)
    mine = number(office)
    with office.store.read() as connection:
        records = list(walk(connection))
        (row,) = connection.execute(select(appointment)).all()
        bound = connection.execute(select(ticket.c.person).where(ticket.c.id == mine.id)).scalar_one()
    assert row.person is None, "the appointment is over, its ticket knows the person until the evening"
    assert bound == person
    bodies = b"".join(record.body for record in records)
    assert NUMBER.encode() not in bodies
    assert person.encode() not in bodies


def test_the_visit_tells_that_it_came_by_appointment(office: Office) -> None:
    book(office)
    mine = number(office)
    with office.store.read() as connection:
        records = [record for record in walk(connection) if record.subject == mine.id]
    assert [record.kind for record in records] == [Event.TICKET_ISSUED, Event.APPOINTMENT_CHECKED_IN]
    body = json.loads(records[1].body)
    assert body == {"appointment": CODE, "number": "A001", "arrival": "early"}


def test_a_spaced_code_is_the_same_code(office: Office) -> None:
    book(office, code=grouped(CODE).lower())
    assert appointments.find(office, CODE).code == CODE
