"""Check that each window reads everything it shows by one use case."""

from dataclasses import replace
from datetime import date

import pytest

from kiosk.branch.board import hall_view
from kiosk.branch.desk import act, desk_view, finish_and_call, sign_in_view
from kiosk.branch.kiosk_view import kiosk_view
from kiosk.branch.office import Office
from kiosk.branch.reception import hours, services_view
from kiosk.branch.recognition import Recognised, recognise
from kiosk.branch.serving import breaks, counters, visits
from kiosk.branch.staff import staff_list
from kiosk.branch.stations.staff_exit import station_state, take_out
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.scan import Sex
from tests.branch.test_appointments import book
from tests.conftest import MORNING
from tests.players import Clerk, board_view, calls_since, person_of, take

NUMBER = "095190000017"


def test_a_kiosk_asks_once_for_all_that_its_start_screen_shows(office: Office) -> None:
    take(office)
    take_out(office, 1)
    office = replace(office, dossier_portal="https://dvc.example")
    seen = kiosk_view(office)
    assert seen.setup == office.setup()
    assert seen.services == services_view(office)
    assert seen.waiting == 1
    assert seen.hours == hours(office)
    assert seen.station == station_state(office)
    assert seen.station.is_out
    assert not seen.has_appointments
    assert seen.catalogue is not None
    assert seen.catalogue.as_of < date(2026, 11, 24)
    assert seen.dossier_portal == "https://dvc.example"
    book(office)
    assert kiosk_view(office).has_appointments


def test_an_own_ledger_says_that_it_is_one(office: Office) -> None:
    assert kiosk_view(replace(office, is_cut_off=True)).station.is_cut_off


def test_a_card_leads_to_numbers_group_and_appointment_at_once(office: Office) -> None:
    person = person_of(office, NUMBER)
    young = recognise(office, NUMBER, 1990, Sex.MALE)
    assert young == Recognised(person, (), ("disabled", "merit", "child"))
    held = take(office, person=person)
    book(office, person=NUMBER)
    found = recognise(office, NUMBER, 1940, Sex.FEMALE)
    assert found.person == person
    assert [one.id for one in found.held] == [held.id]
    assert found.group == "elderly"
    assert found.appointment is not None
    assert recognise(office, NUMBER, None, None).group is None


def test_a_desk_acts_and_sees_what_follows_in_one_question(office: Office) -> None:
    clerk = Clerk(office).open()
    Clerk(office, 2, 2).open()
    take(office)
    clerk.called()
    view = act(office, 1, visits.start, 1, 1)
    assert view == desk_view(office, 1)
    assert view.current is not None
    with pytest.raises(CounterError, match=r"counter\.nobody"):
        act(office, 1, visits.start, 2, 2)


def test_finish_and_call_repeated_after_a_lost_answer_finishes_and_calls_once(office: Office) -> None:
    clerk = Clerk(office).open()
    first, second = take(office), take(office)
    take(office)
    clerk.called()
    clerk.start()
    for _ in range(2):
        is_called, view = finish_and_call(office, 1, 1, "press", first.id, {first.service_id: 1})
        assert is_called
        assert view.current is not None
        assert view.current.id == second.id
        assert view.waiting == 1


def test_finish_and_call_with_an_empty_queue_calls_nobody(office: Office) -> None:
    Clerk(office).open()
    is_called, view = finish_and_call(office, 1, 1, "press", "", {})
    assert (is_called, view.current) == (False, None)


def test_a_desk_before_signing_in_has_the_set_up_and_the_staff(office: Office) -> None:
    seen = sign_in_view(office)
    assert (seen.setup, seen.staff) == (office.setup(), staff_list(office))


def test_a_lead_at_no_counter_ends_a_call_for_help_and_hears_of_the_others(office: Office) -> None:
    lead = next(one for one in staff_list(office) if one.role is StaffRole.LEAD)
    for counter in (1, 2):
        counters.open_counter(office, counter, counter)
        breaks.call_for_help(office, counter, counter)
    left = breaks.end_help_of(office, 1, lead.id)
    assert [call.counter_id for call in left] == [2]
    assert left == breaks.help_for(office, lead.id)


def test_a_board_hears_every_call_since_its_last_answer(office: Office) -> None:
    clerk = Clerk(office).open()
    take(office)
    first = hall_view(office, None)
    assert first.calls == ()
    assert replace(first.view, moment=MORNING) == replace(board_view(office), moment=MORNING)
    clerk.called()
    then = hall_view(office, first.view.seq)
    assert then.calls == calls_since(office, first.view.seq)
    assert [call.label for call in then.calls] == [call.label for call in then.view.current]
    assert hall_view(office, then.view.seq).calls == ()


def test_a_board_whose_last_call_lies_beyond_the_journal_starts_anew(office: Office) -> None:
    """The database was restored from a backup."""
    Clerk(office).open()
    take(office)
    seen = hall_view(office, 10_000)
    assert (seen.calls, seen.view.seq) == ((), board_view(office).seq)
