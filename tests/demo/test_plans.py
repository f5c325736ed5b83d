"""Check that the plans of scripted citizens use every service and way in, on every panel at every hour."""

from dataclasses import replace
from datetime import date

import pytest

from devices.simulators.cards import sample_cards
from kiosk.demo.expected import AppointmentPaper, Expected
from kiosk.demo.main import DemoOptions
from kiosk.demo.plans import EVERY_COMBINATION, Entry, Plan, plans, ways_in
from kiosk.program.sample import sample_setup

SETUP = sample_setup(always_open=True)
PEOPLE = sample_cards(2026, 60, date(2026, 11, 24))
SERVICE = next(one for one in SETUP.services.values() if one.code == "HT-HN")
PAPERS = tuple(AppointmentPaper(case, f"HEN{case}") for case in ("with_card", "in_time", "to_type"))
EXPECTED = Expected(SERVICE, PEOPLE[4], PAPERS)


def sixty(*, expected: Expected | None = EXPECTED, can_be_low: bool = True) -> list[Plan]:
    return list(plans(SETUP, PEOPLE, 60, expected=expected, can_be_low=can_be_low))


@pytest.mark.parametrize("can_be_low", [True, False])
@pytest.mark.parametrize("expected", [EXPECTED, None], ids=["appointments", "none"])
def test_sixty_visits_use_every_service_and_every_way_in(expected: Expected | None, *, can_be_low: bool) -> None:
    found = sixty(expected=expected, can_be_low=can_be_low)
    every = plans(SETUP, PEOPLE, EVERY_COMBINATION, expected=expected, can_be_low=can_be_low)
    assert {plan.service for plan in found} == set(SETUP.services.values())
    assert ways_in(found) == ways_in(every)
    assert ("low_reach" in ways_in(found)) is can_be_low
    assert ({entry.value for entry in Entry} <= ways_in(found)) is (expected is not None)


def test_the_visits_of_the_first_command_use_every_field_and_every_way_in() -> None:
    found = sixty()[: DemoOptions().visits]
    assert {plan.service.field_code for plan in found} == {field.code for field in SETUP.fields}
    assert ways_in(found) == ways_in(plans(SETUP, PEOPLE, EVERY_COMBINATION, expected=EXPECTED))


def test_every_language_size_and_reach_meets_every_entry() -> None:
    every = list(plans(SETUP, PEOPLE, EVERY_COMBINATION))
    looks = {plan.look for plan in every}
    assert len(looks) == 12
    for entry in (Entry.TOUCH, Entry.CARD, Entry.SEARCH, Entry.LOOK_UP):
        assert {plan.look for plan in every if plan.entry is entry} == looks


def test_appointments_that_the_day_has_no_room_for_are_left_out() -> None:
    late = replace(EXPECTED, papers=PAPERS[1:2])
    assert [plan.entry for plan in sixty(expected=late) if plan.code.startswith("HEN")] == [Entry.APPOINTMENT_QR]


def test_who_has_an_appointment_comes_with_that_card_only_for_it() -> None:
    entries = {plan.entry for plan in sixty() if plan.card == EXPECTED.card}
    assert entries == {Entry.APPOINTMENT_CARD}


def test_the_same_plans_come_each_time() -> None:
    assert sixty() == sixty()


def test_a_card_declares_no_group_that_asks_for_an_age_or_a_sex() -> None:
    declared = {plan.group for plan in plans(SETUP, PEOPLE, EVERY_COMBINATION) if plan.entry is Entry.CARD}
    assert declared == {None, "disabled", "merit", "child"}
