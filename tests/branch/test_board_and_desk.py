"""Check what board and desk show: every call, every waiting ticket, and every fault."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.branch import board
from kiosk.branch.desk import desk_view
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.serving import visits
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import ParkReason
from kiosk.domain.queue.ticket import TicketState
from kiosk.domain.status import PrintJobState
from tests.players import Clerk, board_view, calls_since, refusal, take


def test_board_and_desk_know_when_the_next_parked_number_waits_again(office: Office, clock: ManualClock) -> None:
    clerk = Clerk(office, 1, 1).open()
    assert (board_view(office).returns_in, desk_view(office, 1).returns_in) == (None, None)
    for minutes in (20, 5):
        take(office)
        clerk.called()
        clerk.start()
        visits.park(office, ParkReason.COPIES, minutes, 1, 1)
        clock.advance(timedelta(minutes=1))
    four, fourteen = timedelta(minutes=4), timedelta(minutes=14)
    assert (board_view(office).returns_in, desk_view(office, 1).returns_in) == (four, four)
    clock.advance(four)
    assert (board_view(office).returns_in, desk_view(office, 1).returns_in) == (fourteen, fourteen)
    assert desk_view(office, 1).waiting == 1
    assert desk_view(office, 3).returns_in is None, "this counter does not serve it"


def test_a_board_that_was_away_misses_no_call(office: Office) -> None:
    start = board_view(office).seq
    clerks = [Clerk(office, 1, 1).open(), Clerk(office, 2, 2).open()]
    expected = []
    for _ in range(6):
        take(office)
    for turn in range(6):
        clerk = clerks[turn % 2]
        called = clerk.called()
        expected.append((called.label, clerk.counter, False))
        if turn % 3 == 0:
            clerk.again()
            expected.append((called.label, clerk.counter, True))
        clerk.start()
        clerk.finish()
    calls = calls_since(office, start)
    assert [(call.label, call.counter, call.again) for call in calls] == expected
    assert [call.seq for call in calls] == sorted({call.seq for call in calls})
    for place, call in enumerate(calls):
        assert calls_since(office, call.seq) == calls[place + 1 :]
    assert calls_since(office, board_view(office).seq) == ()


def test_the_board_shows_who_is_called_where_and_who_was(office: Office, clock: ManualClock) -> None:
    for _ in range(3):
        take(office)
        clock.advance(timedelta(seconds=1))
    take(office, 8, group="elderly")
    one, three = Clerk(office, 1, 1).open(), Clerk(office, 3, 3).open()
    one.serve_next()
    one.called()
    three.called()
    view = board_view(office)
    assert [(call.label, call.counter, call.has_priority) for call in view.current] == [
        ("B001", 3, True),
        ("A002", 1, False),
    ]
    assert [call.label for call in view.recent] == ["A001"]
    waiting = {field.code: number for field, number in view.waiting}
    assert (waiting["HT"], waiting["CT"]) == (1, 0)
    assert [field.code for field, _ in view.waiting] == [field.code for field in office.setup().fields]


def test_the_board_tells_whose_turn_comes_next_in_each_field(office: Office, clock: ManualClock) -> None:
    made = []
    for group in (None, None, "elderly", None):
        made.append(take(office, group=group).label)
        clock.advance(timedelta(seconds=1))
    copy = take(office, 8).label
    following = {field.code: labels for field, labels in board_view(office).following}
    assert following == {"HT": (made[2], made[0], made[1], made[3]), "CT": (copy,)}, "in calling order"
    assert [line.ticket.label for line in desk_view(office, 1).next][:4] == list(following["HT"])
    made += [take(office).label for _ in range(4)]
    assert [len(labels) for _, labels in board_view(office).following] == [6, 1], "six at most"


def test_a_long_visit_stays_on_the_board_though_its_call_lies_far_back(
    office: Office, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "_TAIL", 4)
    monkeypatch.setattr(board, "_RECENT_CALLS", 0)  # nothing of the day is looked for
    for group in ("elderly", None, None):
        take(office, group=group)
        clock.advance(timedelta(seconds=1))
    one, two = Clerk(office, 1, 1).open(), Clerk(office, 2, 2).open()
    one.called()
    one.start()
    two.called()
    two.again()
    seen = [replace(call, seq=0) for call in board_view(office).current]
    for _ in range(6):
        take(office)  # each is a record, and pushes the calls back
    assert list(board_view(office).current) == seen
    assert [(call.label, call.again, call.has_priority, call.is_served) for call in seen] == [
        ("A002", True, False, False),
        ("A001", False, True, True),
    ]


def test_no_call_of_today_is_lost_behind_many_records(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The past days of a demo put thousands of records behind a call within a minute."""
    start = board_view(office).seq
    clerk = Clerk(office).open()
    served = [take(office).label for _ in range(3)]
    for _ in served:
        clerk.serve_next()
    for _ in range(6):
        take(office, 8)
    before = board_view(office)
    assert [call.label for call in before.recent] == served[::-1]
    monkeypatch.setattr(board, "_TAIL", 2)
    assert (board_view(office).recent, board_view(office).current) == (before.recent, before.current)
    assert [call.label for call in calls_since(office, start)] == served


def test_a_repeated_call_stands_once_on_the_board(office: Office) -> None:
    take(office)
    clerk = Clerk(office).open()
    clerk.called()
    clerk.again()
    assert [(call.label, call.again) for call in board_view(office).current] == [("A001", True)]
    clerk.no_show()
    view = board_view(office)
    assert view.current == ()
    assert [call.label for call in view.recent] == ["A001"]


def test_the_hall_goes_by_the_clock_of_the_database(office: Office, clock: ManualClock) -> None:
    """An SQLite file is on this machine; a server has its own clock, which a board with a wrong clock uses."""
    before = board_view(office).moment
    clock.advance(timedelta(minutes=10))
    passed = board_view(office).moment - before
    if office.store.engine.dialect.name == "sqlite":
        assert passed == timedelta(minutes=10)
    else:
        assert timedelta(0) < passed < timedelta(minutes=10)


def test_yesterdays_calls_are_not_on_todays_board(office: Office, clock: ManualClock) -> None:
    take(office)
    Clerk(office).open().serve_next()
    clock.advance(timedelta(days=1))
    view = board_view(office)
    assert (view.current, view.recent) == ((), ())


def test_a_desk_shows_who_is_next_and_why(office: Office, clock: ManualClock) -> None:
    take(office)
    clock.advance(timedelta(minutes=7))
    take(office, group="elderly")
    take(office, 16)
    clerk = Clerk(office).open()
    view = desk_view(office, 1)
    assert view.staff is not None
    assert (view.staff.name, view.counter.number, view.current, view.waiting) == ("Nguyễn Thị An", 1, None, 2)
    assert [(line.ticket.label, line.waited_minutes, line.reason.key) for line in view.next] == [
        ("A002", 0, "why.ratio"),
        ("A001", 7, "why.first_come"),
    ]
    called = clerk.called()
    assert called.label == view.next[0].ticket.label, "the one shown as next is the one called"
    now = desk_view(office, 1)
    assert now.current == called
    assert now.service is not None
    assert (now.service.id, now.waiting) == (1, 1)


def test_a_desk_shows_five_and_counts_all(office: Office) -> None:
    for number in range(8):
        take(office, group="elderly" if number == 3 else None)
    view = desk_view(office, 1)
    assert [line.reason.args.get("count") for line in view.next] == [None, 1, 2, 3, 4], "as the how manieth they came"
    assert (len(view.next), view.waiting, view.staff) == (5, 8, None)
    assert [line.ticket.label for line in view.next] == ["A004", "A001", "A002", "A003", "A005"]


def test_a_desk_lists_the_absent_of_its_services_today(office: Office, clock: ManualClock) -> None:
    take(office)
    take(office, 8)
    for clerk in (Clerk(office, 1, 1).open(), Clerk(office, 3, 3).open()):
        clerk.called()
        clerk.no_show()
    assert [(absent.label, absent.state) for absent in desk_view(office, 1).no_shows] == [("A001", TicketState.NO_SHOW)]
    assert {absent.label for absent in desk_view(office, 2).no_shows} == {"A001", "B001"}
    clock.advance(timedelta(days=1))
    assert desk_view(office, 2).no_shows == ()


def test_a_desk_hears_of_slips_that_did_not_come_out(office: Office, clock: ManualClock) -> None:
    ledger = Ledger(office)
    for state in (PrintJobState.FAILED, PrintJobState.UNKNOWN, PrintJobState.PRINTED):
        take(office)
        job = ledger.claim()
        assert job is not None
        ledger.settle(job.id, state, "")
    assert desk_view(office, 1).print_trouble == 2
    clock.advance(timedelta(minutes=31))
    assert desk_view(office, 1).print_trouble == 0


def test_an_unknown_counter_has_no_desk(office: Office) -> None:
    with pytest.raises(CounterError) as refused:
        desk_view(office, 99)
    assert refusal(refused)[0] == "counter.unknown"


def test_a_board_knows_which_counters_are_open(office: Office) -> None:
    assert board_view(office).open == frozenset()
    Clerk(office, 1, 1).open()
    Clerk(office, 3, 3).open()
    assert board_view(office).open == {1, 3}


def test_calls_of_another_days_tickets_are_not_called_out(office: Office, clock: ManualClock) -> None:
    """A day that is written after the fact calls nobody; a call by a desk with a wrong clock does."""
    start = board_view(office).seq
    take(office)
    Clerk(office).open().serve_next()
    clock.advance(timedelta(days=1))
    assert calls_since(office, start) == ()
    take(office)
    clock.set_wall(clock.now() - timedelta(days=400))
    called = Clerk(office).called()
    assert [call.label for call in calls_since(office, start)] == [called.label]
    clock.set_wall(clock.now() + timedelta(days=400))
    assert [call.label for call in calls_since(office, start)] == [called.label]
