"""Check how the pauses of clerks add up."""

from kiosk.domain.history.pauses import Pauses, pauses_by_clerk
from kiosk.domain.journal import Event
from tests.domain.measures.records import Told, record


def at(kind: Event, minute: float, counter: int = 1, staff: int = 1, **body: object) -> Told:
    return record(kind, minute, f"counter:{counter}", counter=counter, staff=staff, **body)


def paused(minute: float, counter: int = 1, staff: int = 1, reason: str = "break") -> Told:
    return at(Event.COUNTER_PAUSED, minute, counter, staff, reason=reason)


def test_a_pause_lasts_until_the_counter_goes_on_or_closes() -> None:
    records = [paused(0), at(Event.COUNTER_RESUMED, 10), paused(30), at(Event.COUNTER_CLOSED, 35)]
    assert pauses_by_clerk(records) == {1: Pauses(2, 15 * 60)}


def test_a_clerk_at_two_counters_in_a_day_is_one_line() -> None:
    first = [paused(0), at(Event.COUNTER_CLOSED, 10)]
    second = [at(Event.COUNTER_OPENED, 20, counter=2), paused(30, 2), at(Event.COUNTER_RESUMED, 31, 2)]
    assert pauses_by_clerk([*first, *second]) == {1: Pauses(2, 11 * 60)}


def test_a_pause_that_nobody_ended_has_no_length() -> None:
    assert pauses_by_clerk([paused(0)]) == {1: Pauses(1, 0)}
    assert pauses_by_clerk([paused(0), at(Event.COUNTER_CLOSED, 900, left_open=True)]) == {1: Pauses(1, 0)}


def test_a_second_press_of_the_key_is_the_same_pause() -> None:
    assert pauses_by_clerk([paused(0), paused(4), at(Event.COUNTER_RESUMED, 10)]) == {1: Pauses(1, 600)}


def test_waiting_for_a_clerk_whom_a_manager_sends_is_no_pause() -> None:
    sent = [at(Event.COUNTER_OPENED, 0, by="hai"), paused(0, reason="coming"), at(Event.COUNTER_RESUMED, 10)]
    assert pauses_by_clerk(sent) == {}
