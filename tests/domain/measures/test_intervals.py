"""Check the intervals of single visits, one test for each thing that happens to one."""

from typing import Any

import pytest

from kiosk.domain.journal import Event
from kiosk.domain.measures.intervals import Phase, VisitEnd, VisitHistory, replay
from kiosk.domain.people.rating import Level
from tests.domain.measures.records import (
    MINUTE_US,
    NINE_US,
    Told,
    called,
    finished,
    issued,
    record,
    served,
    started,
    us,
)

W, K, S, P, B, A = Phase.WAITING, Phase.WALKING, Phase.SERVING, Phase.PARKED, Phase.BETWEEN, Phase.ABSENT
_Row = tuple[Phase, float, float | None]


def history(*records: Told, now: float | None = None) -> VisitHistory:
    """Return the one visit of these records. Its intervals have no gap and are not negative."""
    (visit,) = replay(records, None if now is None else us(now))
    ends = [one.end_us for one in visit.intervals[:-1]]
    assert ends == [one.begin_us for one in visit.intervals[1:]]
    assert visit.intervals[0].begin_us == visit.issued_us
    assert all(one.seconds is None or one.seconds >= 0 for one in visit.intervals)
    return visit


def rows(visit: VisitHistory) -> list[_Row]:
    """Return the intervals as phase and minutes."""
    return [
        (one.phase, _minute(one.begin_us), None if one.end_us is None else _minute(one.end_us))
        for one in visit.intervals
    ]


def _minute(moment_us: int) -> float:
    return (moment_us - NINE_US) / MINUTE_US


def test_a_usual_visit_waits_walks_and_is_served() -> None:
    visit = history(*served())
    assert rows(visit) == [(W, 0, 10), (K, 10, 11), (S, 11, 16)]
    assert visit.end is VisitEnd.SERVED
    assert {(one.service, one.counter, one.clerk) for one in visit.intervals} == {("HT-KS", 1, 1)}


def test_a_wait_that_is_not_over_has_no_end_and_no_counter() -> None:
    visit = history(issued())
    assert rows(visit) == [(W, 0, None)]
    assert (visit.intervals[0].counter, visit.intervals[0].seconds, visit.end) == (None, None, VisitEnd.OPEN)


def test_a_recall_is_part_of_the_walk() -> None:
    visit = history(issued(), called(5), record(Event.TICKET_RECALLED, 6), started(7))
    assert rows(visit) == [(W, 0, 5), (K, 5, 7), (S, 7, None)]


def test_a_no_show_is_absent_until_it_is_brought_back() -> None:
    absent = (issued(), called(5), record(Event.TICKET_NO_SHOW, 7))
    assert history(*absent).end is VisitEnd.NO_SHOW
    visit = history(*absent, record(Event.TICKET_RETURNED, 20), called(22), started(23), finished(30))
    assert rows(visit) == [(W, 0, 5), (K, 5, 7), (A, 7, 20), (W, 20, 22), (K, 22, 23), (S, 23, 30)]
    assert visit.end is VisitEnd.SERVED


def test_a_no_show_that_expires_stays_a_no_show() -> None:
    gone = (issued(), called(5), record(Event.TICKET_NO_SHOW, 7), record(Event.TICKET_EXPIRED, 900, was="no_show"))
    visit = history(*gone)
    assert (visit.end, rows(visit)[-1]) == (VisitEnd.NO_SHOW, (A, 7, None))


def parked(minute: float, until: float) -> Told:
    return record(Event.TICKET_PARKED, minute, until_us=us(until), reason="copies")


def test_a_parked_visit_waits_again_from_its_time_on() -> None:
    before = (issued(), called(1), started(2), parked(4, until=24))
    assert rows(history(*before, now=10))[-1] == (P, 4, None)
    assert rows(history(*before, now=30))[-2:] == [(P, 4, 24), (W, 24, None)]
    visit = history(*before, called(30, counter=2), started(31, counter=2), finished(33))
    assert rows(visit)[3:] == [(P, 4, 24), (W, 24, 30), (K, 30, 31), (S, 31, 33)]
    assert visit.parks == 1


def test_a_parked_visit_is_called_or_brought_back_before_its_time() -> None:
    before = (issued(), called(1), started(2), parked(4, until=24))
    assert rows(history(*before, called(9)))[3:] == [(P, 4, 9), (K, 9, None)]
    assert rows(history(*before, record(Event.TICKET_RETURNED, 9)))[3:] == [(P, 4, 9), (W, 9, None)]


def test_a_transferred_visit_is_between_services() -> None:
    sent = record(Event.TICKET_TRANSFERRED, 4, service="CT-BS")
    visit = history(
        issued(), called(1), started(2), sent, called(9, counter=2, staff=5), started(10, counter=2, staff=5)
    )
    assert rows(visit) == [(W, 0, 1), (K, 1, 2), (S, 2, 4), (B, 4, 9), (K, 9, 10), (S, 10, None)]
    assert [one.service for one in visit.intervals] == ["HT-KS"] * 3 + ["CT-BS"] * 3
    assert [one.counter for one in visit.intervals] == [1, 1, 1, 2, 2, 2], "a wait belongs to the counter that ends it"
    assert (visit.transfers, visit.service) == (1, "HT-KS")


def test_a_visit_transferred_before_it_was_served_only_waits() -> None:
    sent = record(Event.TICKET_TRANSFERRED, 4, service="CT-BS")
    assert rows(history(issued(), called(1), sent)) == [(W, 0, 1), (K, 1, 4), (W, 4, None)]


def test_an_added_service_elsewhere_comes_after_a_wait_between() -> None:
    added, gone = (
        record(Event.TICKET_SERVICE_ADDED, 3, service="CT-BS"),
        record(Event.TICKET_WENT_ON, 4, service="CT-BS"),
    )
    visit = history(issued(), called(1), started(2), added, gone, called(9, counter=2))
    assert rows(visit)[2:] == [(S, 2, 4), (B, 4, 9), (K, 9, None)]
    assert visit.transfers == 0, "nobody was sent away"


def reopened(minute: float, service: str = "HT-KS") -> Told:
    return record(Event.TICKET_REOPENED, minute, service=service)


def test_a_mistaken_finish_has_not_happened() -> None:
    visit = history(*served(), reopened(18), finished(21))
    assert rows(visit) == [(W, 0, 10), (K, 10, 11), (S, 11, 21)]
    assert history(*served(), reopened(18)).end is VisitEnd.OPEN


def test_a_visit_that_went_on_by_mistake_was_served_all_the_time() -> None:
    gone = record(Event.TICKET_WENT_ON, 4, service="CT-BS")
    visit = history(issued(), called(1), started(2), gone, reopened(6), finished(9))
    assert rows(visit) == [(W, 0, 1), (K, 1, 2), (S, 2, 9)]
    assert visit.intervals[-1].service == "HT-KS"


def test_a_call_in_vain_elsewhere_before_a_finish_is_undone_has_not_happened() -> None:
    gone, missed = record(Event.TICKET_WENT_ON, 4, service="CT-BS"), record(Event.TICKET_NO_SHOW, 6, counter=2)
    elsewhere = (called(5, counter=2), missed, called(7, counter=2), record(Event.TICKET_CALL_TAKEN_BACK, 8))
    visit = history(issued(), called(1), started(2), gone, *elsewhere, reopened(8), finished(9))
    assert rows(visit) == [(W, 0, 1), (K, 1, 2), (S, 2, 9)]


def test_a_finish_undone_while_the_next_is_served_lets_the_citizen_wait() -> None:
    back = record(Event.TICKET_PUT_BACK, 18, service="HT-KS")
    visit = history(*served(), back, called(25), started(26))
    assert rows(visit)[2:] == [(S, 11, 16), (W, 16, 25), (K, 25, 26), (S, 26, None)]
    assert visit.end is VisitEnd.OPEN


def taken_back(minute: float) -> Told:
    return record(Event.TICKET_CALL_TAKEN_BACK, minute)


def test_a_call_that_is_taken_back_has_not_happened() -> None:
    visit = history(issued(), called(5), taken_back(6), called(9, counter=3), started(10))
    assert rows(visit) == [(W, 0, 9), (K, 9, 10), (S, 10, None)]
    assert visit.intervals[0].counter == 3
    assert history(issued(), called(5), taken_back(6)).last_stop is None


def test_a_parked_visit_whose_call_is_taken_back_waits() -> None:
    before = (issued(), called(1), started(2), parked(4, until=24))
    assert rows(history(*before, called(9), taken_back(10)))[3:] == [(P, 4, 9), (W, 9, None)]


@pytest.mark.parametrize(
    ("reason", "end"),
    [("left", VisitEnd.ABANDONED), ("wrong_service", VisitEnd.CANCELLED), ("taken_twice", VisitEnd.CANCELLED)],
)
def test_a_cancelled_visit_ends(reason: str, end: VisitEnd) -> None:
    visit = history(issued(), record(Event.TICKET_CANCELLED, 5, reason=reason))
    assert (visit.end, rows(visit)) == (end, [(W, 0, 5)])


@pytest.mark.parametrize(
    ("records", "end"),
    [
        ((), VisitEnd.ABANDONED),
        ((called(1),), VisitEnd.ABANDONED),
        ((called(1), started(2)), VisitEnd.UNFINISHED),
        ((called(1), started(2), parked(4, until=24)), VisitEnd.ABANDONED),
    ],
    ids=["waiting", "called", "serving", "parked"],
)
def test_nobody_saw_the_end_of_a_visit_that_expires(records: tuple[Told, ...], end: VisitEnd) -> None:
    was = ("waiting", "called", "serving", "parked")[len(records)]
    visit = history(issued(), *records, record(Event.TICKET_EXPIRED, 1_320, was=was))
    assert visit.end is end
    assert visit.intervals[-1].end_us is None


def test_a_number_handed_over_late_waits_since_its_issue() -> None:
    body: dict[str, Any] = {
        "number": "Q001",
        "service": "HT-KS",
        "language": "en",
        "priority": True,
        "card": True,
        "date": "2026-11-24",
    }
    late = record(Event.TICKET_HANDED_OVER, 40, **body, issued_us=us(3), ledger="kiosk")
    visit = history(late, called(45))
    assert rows(visit) == [(W, 3, 45), (K, 45, None)]
    assert (visit.label, visit.language, visit.has_card, visit.has_priority) == ("Q001", "en", True, True)


def test_a_clock_change_makes_no_interval_negative() -> None:
    visit = history(issued(), called(10), started(-50), finished(-45), reopened(12))
    assert rows(visit) == [(W, 0, 10), (K, 10, 10), (S, 10, None)]


def test_a_kiosk_whose_clock_runs_ahead_makes_no_wait_negative() -> None:
    assert rows(history(issued(8), called(5), started(9))) == [(W, 8, 8), (K, 8, 9), (S, 9, None)]


def test_a_clerk_at_two_counters_is_told_apart() -> None:
    first, second = served(0, "one"), served(20, "two")
    moved = [one._replace(body=one.body.replace(b'"counter": 1', b'"counter": 2')) for one in second]
    visits = replay([*first, *moved])
    assert [(one.last_stop.counter, one.last_stop.clerk) for one in visits if one.last_stop] == [(1, 1), (2, 1)]


def test_a_declared_group_that_is_refused_gives_no_priority() -> None:
    declared = issued(priority=True)
    assert history(declared).has_priority
    assert not history(declared, record(Event.PRIORITY_CHECKED, 5, confirmed=False)).has_priority


def test_a_rating_belongs_to_its_visit() -> None:
    given: dict[str, Any] = {
        "level": "not_satisfied",
        "reasons": ["manner"],
        "criteria": "118/2025/NĐ-CP",
        "contents": ["đ"],
    }
    rating = history(*served(), record(Event.RATING_GIVEN, 17, **given)).rating
    assert rating == (Level.NOT_SATISFIED, ("manner",), "118/2025/NĐ-CP", ("đ",))


def test_records_of_other_subjects_are_ignored() -> None:
    opened = Told(Event.COUNTER_OPENED, "counter:1", us(0), b'{"counter":1,"staff":1}')
    assert replay([opened, called(3, "unknown"), *served()]) == replay(served())
