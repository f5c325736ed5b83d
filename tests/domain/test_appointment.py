"""Check the answers to a check-in by its moment, and codes typed with small mistakes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.domain.language.text import LocalText
from kiosk.domain.queue.appointment import (
    BODY_LENGTH,
    PREFIX,
    Appointment,
    AppointmentState,
    Arrival,
    CodeFault,
    arrival,
    earliest,
    grouped,
    make_appointment_code,
    parse_appointment_code,
)
from kiosk.domain.queue.calling import CallingPolicy
from kiosk.domain.queue.ticket_code import ALPHABET, CodeProblem, make_code, parse_code

DAY = date(2026, 11, 24)
HALF_PAST = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
POLICY = CallingPolicy(appointment_early_minutes=30, appointment_late_minutes=15)
ONE = Appointment(code="HEN7K2Q94MJ", service_id=1, day=DAY, begins=HALF_PAST, ends=HALF_PAST + timedelta(minutes=15))
CODES = st.text(ALPHABET, min_size=BODY_LENGTH, max_size=BODY_LENGTH).map(make_appointment_code)


def at(minutes: float) -> Arrival:
    """Check in so many minutes after half past nine."""
    return arrival(ONE, POLICY, HALF_PAST + timedelta(minutes=minutes), DAY)


@pytest.mark.parametrize(
    ("minutes", "answer"),
    [
        (-31, Arrival.TOO_EARLY),
        (-30, Arrival.EARLY),
        (-0.1, Arrival.EARLY),
        (0, Arrival.IN_TIME),
        (15, Arrival.IN_TIME),
        (15.1, Arrival.LATE),
        (30, Arrival.LATE),
        (30.1, Arrival.MISSED),
        (400, Arrival.MISSED),
    ],
)
def test_the_minute_decides(minutes: float, answer: Arrival) -> None:
    assert at(minutes) is answer


def test_who_is_too_early_is_told_when_to_come() -> None:
    assert earliest(ONE, POLICY) == HALF_PAST - timedelta(minutes=30)


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"day": DAY - timedelta(days=1)}, Arrival.PAST_DAY),
        ({"day": DAY + timedelta(days=1)}, Arrival.COMING_DAY),
        ({"elsewhere": LocalText("Phường Cà Mau")}, Arrival.ELSEWHERE),
        ({"state": AppointmentState.CANCELLED}, Arrival.CANCELLED),
        ({"state": AppointmentState.CHECKED_IN}, Arrival.CHECKED_IN),
        ({"state": AppointmentState.CANCELLED, "day": DAY - timedelta(days=1)}, Arrival.CANCELLED),
        ({"elsewhere": LocalText("Phường Cà Mau"), "day": DAY + timedelta(days=1)}, Arrival.ELSEWHERE),
    ],
)
def test_place_and_state_and_day_come_before_the_minute(changed: dict[str, Any], answer: Arrival) -> None:
    assert arrival(replace(ONE, **changed), POLICY, HALF_PAST, DAY) is answer


def test_who_is_let_in_and_who_keeps_the_time() -> None:
    welcome = {one for one in Arrival if one.is_welcome}
    assert welcome == {Arrival.EARLY, Arrival.IN_TIME, Arrival.LATE, Arrival.MISSED}
    assert welcome - {one for one in Arrival if one.keeps_the_time} == {Arrival.MISSED}


def test_nobody_is_named_by_a_repr() -> None:
    assert "secret" not in repr(replace(ONE, person="secret"))


@example(make_appointment_code("HEN0000"))
@given(CODES)
def test_a_code_is_read_as_it_is_printed_and_as_people_type_it(code: str) -> None:
    spaced = grouped(code)
    assert len(spaced) == 13
    sloppy = spaced.lower().replace("0", "o").replace("1", "l")
    for written in (code, spaced, sloppy, spaced.replace(" ", "-"), f"  {code} ", code.removeprefix(PREFIX)):
        assert parse_appointment_code(written) == code


@given(CODES, st.integers(len(PREFIX), len(PREFIX) + BODY_LENGTH), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    if {code[place], other} not in ({"0", "Z"}, {other}):
        assert parse_appointment_code(wrong) is CodeFault.MISTYPED


@pytest.mark.parametrize(
    "written", ["", "HEN", "HEN7K2Q94M", "HEN7K2Q94MJJ", "A046 2611 207K 2Q9", "HẸN7K2Q94MJ", "🙂"]
)
def test_other_texts_are_no_codes(written: str) -> None:
    assert parse_appointment_code(written) is CodeFault.NOT_A_CODE


@given(CODES, st.sampled_from("ABCD"), st.integers(1, 12_000))
def test_tickets_and_appointments_are_never_mixed_up(code: str, series: str, number: int) -> None:
    assert parse_code(code) is CodeProblem.NOT_A_CODE
    ticket = make_code(b"k" * 32, "H99.99", series, number, DAY).compact
    assert parse_appointment_code(ticket) is CodeFault.NOT_A_CODE
