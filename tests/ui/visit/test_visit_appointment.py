"""Check the check-in in the visit's table: by code, paper and card, each answer with its next step."""

from dataclasses import replace
from datetime import datetime

import pytest

from kiosk.branch import appointments, reception
from kiosk.branch.appointments import AppointmentNow, CheckIn
from kiosk.domain.calendar.hours import Hours
from kiosk.domain.language.text import Message
from kiosk.domain.people.scan import AppointmentScan
from kiosk.domain.queue.appointment import Arrival
from kiosk.domain.queue.ticket import TicketState
from kiosk.domain.status import PrintJobState
from tests.ui import kiosk_world as world
from tests.ui.visits import NOW, asked, at_appointment, at_ticket, on, recognised, started, walk
from ui.visit.appointment import AppointmentAtHand, AppointmentFound, ChooseAppointment
from ui.visit.common import BranchLoaded, Confirm, Failed, GoBack, Refused, Retry, Tick
from ui.visit.keypad import CodeState, DeleteCode, TypeCode
from ui.visit.number import TakeNumber, TicketHeld, TicketIssued
from ui.visit.print_job import PrintMoved
from ui.visit.scans import Scanned
from ui.visit.screen import Screen
from ui.visit.table import step
from ui.visit.visit import Busy, Visit, begin

CODE = "HEN7K2Q94MJ"
CLOSED = Hours(is_open=False, closes_at=None, opens_at=datetime(2026, 11, 20, 13, 30))  # noqa: DTZ001 - local
IN_TIME = world.appointment()


def typed(text: str) -> Visit:
    return walk(on(Screen.CHECK_IN), *(TypeCode(character) for character in text))


def carded(appointment: AppointmentNow | None) -> Visit:
    visit = step(started(), Scanned(world.card())).visit
    return step(visit, recognised(visit, group="elder", appointment=appointment)).visit


def notice(visit: Visit) -> str | None:
    return visit.notice.message.key if visit.notice else None


@pytest.mark.parametrize("text", [CODE, "hen7k2q94mj", "7K2Q94MJ", "HEN 7K2Q-94MJ"])
def test_a_code_as_people_type_it_is_asked_about(text: str) -> None:
    looked = step(typed(text), Confirm())
    assert asked(looked) == [(0, appointments.find, CODE)]
    assert looked.visit.busy is Busy.CODE


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "appointment.code.not_a_code"),
        ("HEN7K2Q94M", "appointment.code.not_a_code"),
        ("HEN7K2Q94MK", "appointment.code.mistyped"),
    ],
)
def test_a_slip_of_the_finger_is_told_without_asking(text: str, key: str) -> None:
    looked = step(typed(text), Confirm())
    assert (looked.questions, notice(looked.visit)) == ((), key)


def test_the_code_of_a_number_slip_is_told_apart() -> None:
    looked = step(on(Screen.CHECK_IN).put(CodeState(world.ticket().code)), Confirm())
    assert (looked.questions, notice(looked.visit)) == ((), "appointment.code.is_ticket")


def test_no_more_characters_than_a_code_has_and_they_can_be_taken_back() -> None:
    assert typed(CODE + "XYZ").of(CodeState).code == CODE
    assert walk(typed("HEN7"), DeleteCode()).of(CodeState).code == "HEN"


def test_an_unknown_code_is_told_where_it_was_typed() -> None:
    looked = step(typed(CODE), Confirm())
    told = step(looked.visit, Refused(looked.questions[0], Message("appointment.code.unknown"))).visit
    assert (told.screen, told.of(CodeState).code, told.busy, notice(told)) == (
        Screen.CHECK_IN,
        CODE,
        None,
        "appointment.code.unknown",
    )


@pytest.mark.parametrize("arrival", [one for one in Arrival if one.is_welcome])
def test_who_is_welcome_gets_the_number_by_one_touch(arrival: Arrival) -> None:
    looked = step(at_appointment(arrival), Confirm())
    assert looked.visit.screen is Screen.ISSUING
    assert asked(looked) == [(0, appointments.check_in, CheckIn(request_id="b-0-1", code=CODE))]
    again = step(looked.visit, Confirm())
    assert again.questions == (), "a double tap"
    one = world.ticket()
    after = step(looked.visit, TicketIssued(0, one, world.slip(one), 7)).visit
    assert (after.screen, after.of(AppointmentAtHand).standing, after.promised) == (Screen.TICKET, None, None)


@pytest.mark.parametrize("arrival", [one for one in Arrival if not one.is_welcome])
def test_who_is_not_can_take_an_ordinary_number(arrival: Arrival) -> None:
    looked = step(at_appointment(arrival), Confirm())
    assert looked.visit.screen is Screen.CHOOSE
    assert appointments.check_in not in [one.use_case for one in looked.questions]


def test_who_has_checked_in_sees_the_number_again() -> None:
    one = world.ticket()
    visit = at_appointment(Arrival.CHECKED_IN, ticket=one)
    looked = step(visit, Confirm())
    assert asked(looked) == [(0, reception.slip_of, one)]
    shown = step(looked.visit, TicketHeld(0, one, world.slip(one))).visit
    assert shown.screen is Screen.TICKET
    assert shown.shown is not None
    assert shown.shown.print_job is None


def test_an_appointment_whose_visit_is_over_leads_to_a_new_number() -> None:
    visit = at_appointment(Arrival.CHECKED_IN, ticket=world.ticket(state=TicketState.DONE))
    assert step(visit, Confirm()).visit.screen is Screen.CHOOSE


def test_something_else_is_one_touch_away() -> None:
    assert step(at_appointment(), TakeNumber()).visit.screen is Screen.CHOOSE


def test_back_leads_to_the_code_or_to_the_start() -> None:
    assert step(at_appointment(), GoBack()).visit.screen is Screen.CHECK_IN
    scanned = step(started(), AppointmentFound(0, IN_TIME)).visit
    assert step(scanned, GoBack()).visit.screen is Screen.START


@pytest.mark.parametrize(
    "screen",
    [Screen.START, Screen.CHOOSE, Screen.CARD, Screen.PRIORITY, Screen.CHECK_IN, Screen.APPOINTMENT, Screen.RATE_CODE],
)
def test_the_appointments_paper_leads_straight_there(screen: Screen) -> None:
    looked = step(on(screen), Scanned(AppointmentScan(CODE)))
    flow = looked.visit.flow
    assert asked(looked) == [(flow, appointments.find, CODE)]
    assert step(looked.visit, AppointmentFound(flow, IN_TIME)).visit.screen is Screen.APPOINTMENT


@pytest.mark.parametrize(
    ("screen", "key"),
    [
        (Screen.LONG_WAIT, "kiosk.scan.answer_first"),
        (Screen.ISSUING, "kiosk.scan.issuing"),
        (Screen.TICKET, "kiosk.scan.note_number_first"),
        (Screen.RATING, "kiosk.scan.rate_first"),
        (Screen.CLOSED, "kiosk.scan.closed"),
        (Screen.TROUBLE, "kiosk.scan.trouble"),
    ],
)
def test_elsewhere_the_paper_is_told_why_not(screen: Screen, key: str) -> None:
    looked = step(on(screen), Scanned(AppointmentScan(CODE)))
    assert (looked.questions, notice(looked.visit), looked.visit.screen) == ((), key, screen)


def test_on_a_printed_ticket_the_paper_begins_the_next_visit() -> None:
    printed = step(at_ticket(), PrintMoved(0, 7, PrintJobState.PRINTED)).visit
    looked = step(printed, Scanned(AppointmentScan(CODE)))
    assert asked(looked) == [(1, appointments.find, CODE)]
    assert looked.visit.shown is None


def test_after_the_thanks_a_scan_outside_the_hours_shows_that_it_is_closed() -> None:
    thanks = replace(on(Screen.THANKS), now=replace(NOW, hours=CLOSED))
    looked = step(thanks, Scanned(AppointmentScan(CODE)))
    assert (looked.questions, looked.visit.screen, notice(looked.visit)) == ((), Screen.CLOSED, "kiosk.scan.closed")


def test_a_tablet_that_only_rates_checks_nobody_in() -> None:
    tablet = begin("b", home=Screen.RATE_CODE)
    looked = step(tablet, Scanned(AppointmentScan(CODE)))
    assert (looked.questions, notice(looked.visit)) == ((), "appointment.code.not_here")


def test_a_card_offers_todays_appointment_as_the_main_key() -> None:
    visit = carded(IN_TIME)
    assert (visit.screen, visit.of(AppointmentAtHand).by_appointment) == (Screen.CARD, True)
    looked = step(visit, Confirm())
    wish = CheckIn(request_id=f"b-{visit.flow}-1", code=CODE, group="elder", by_card=True)
    assert asked(looked) == [(visit.flow, appointments.check_in, wish)]


def test_a_card_may_be_for_something_else() -> None:
    visit = walk(carded(IN_TIME), ChooseAppointment(wanted=False))
    assert step(visit, Confirm()).visit.screen is Screen.CHOOSE
    back = walk(visit, ChooseAppointment(wanted=True))
    assert step(back, Confirm()).questions[0].use_case is appointments.check_in


def test_a_card_whose_appointment_is_later_leads_to_the_services() -> None:
    visit = carded(world.appointment(Arrival.TOO_EARLY))
    assert step(visit, Confirm()).visit.screen is Screen.CHOOSE


def test_a_card_without_an_appointment_is_as_ever() -> None:
    assert step(carded(None), Confirm()).visit.screen is Screen.CHOOSE


@pytest.mark.parametrize("where", [at_appointment(), carded(IN_TIME)], ids=["code", "card"])
def test_without_an_answer_the_same_request_is_sent_again(where: Visit) -> None:
    looked = step(where, Confirm())
    failed = step(looked.visit, Failed(looked.questions[0])).visit
    assert failed.screen is Screen.TROUBLE
    back = step(failed, BranchLoaded(failed.flow, NOW)).visit
    assert (back.screen, notice(back)) == (Screen.TROUBLE, "kiosk.trouble.back")
    assert step(back, Retry()).questions == looked.questions


def test_what_changed_meanwhile_is_told_over_the_appointment_as_it_stands_now() -> None:
    looked = step(carded(IN_TIME), Confirm())
    refused = step(looked.visit, Refused(looked.questions[0], Message("appointment.answer.cancelled")))
    assert refused.visit.screen is Screen.APPOINTMENT
    assert asked(refused) == [(looked.visit.flow, appointments.find, CODE)]
    now = world.appointment(Arrival.CANCELLED)
    after = step(refused.visit, AppointmentFound(looked.visit.flow, now)).visit
    assert (after.of(AppointmentAtHand).standing, notice(after)) == (now, "appointment.answer.cancelled")
    assert after.promised is None


def test_hours_that_ended_meanwhile_close_the_kiosk() -> None:
    looked = step(at_appointment(), Confirm())
    assert step(looked.visit, Refused(looked.questions[0], Message("reception.closed"))).visit.screen is Screen.CLOSED


@pytest.mark.parametrize("screen", [Screen.CHECK_IN, Screen.APPOINTMENT])
def test_nobody_left_behind_finds_the_appointment_of_another(screen: Screen) -> None:
    visit = on(screen).put(CodeState(CODE))
    for _ in range(visit.idle_limit or 0):
        visit = step(visit, Tick()).visit
    assert (visit.screen, visit.of(CodeState).code, visit.of(AppointmentAtHand).standing) == (Screen.START, "", None)
