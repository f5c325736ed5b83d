"""Check the end of a day: no ticket stays open, the journal records each state, and it happens once."""

import json
from collections import Counter as Tally
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.branch.clock_check import accept
from kiosk.branch.day import close_day, end_days, reopen_day
from kiosk.branch.desk import desk_view
from kiosk.branch.measures import visits_of
from kiosk.branch.office import Office, OfficeCache
from kiosk.branch.reception import services_view
from kiosk.branch.serving import breaks, visits
from kiosk.branch.staff import sign_in
from kiosk.clock import ManualClock
from kiosk.config import Config, Site
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.intervals import VisitEnd
from kiosk.domain.queue.reasons import ParkReason
from kiosk.domain.queue.ticket import TicketState
from kiosk.program.runtime import Program
from kiosk.program.window_kinds import spec_of
from kiosk.store import tickets
from kiosk.store.journal import walk
from tests.books import check_books
from tests.conftest import PIN
from tests.forks import at_once
from tests.players import Clerk, board_view, take
from ui.status import StatusSignal

NIGHT = timedelta(hours=22)  # from nine in the morning: seven o'clock on the next day


@pytest.fixture(autouse=True)
def the_database_goes_by_the_same_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Return an office on SQLite only: a test cannot move the clock of a server."""
    monkeypatch.setattr("kiosk.branch.clock_check.database_moment", lambda office, _connection: office.clock.now())


def evening(office: Office) -> dict[str, str]:
    """Play a day that ends with a ticket in every state. Return the states by label."""
    absent, parked, done, here = (take(office) for _ in range(4))
    clerk, other = Clerk(office).open(), Clerk(office, 2, 2).open()
    clerk.called()
    clerk.no_show()
    clerk.called()
    clerk.start()
    visits.park(office, ParkReason.COPIES, 30, 1, 1)
    clerk.serve_next()
    other.called()
    other.start()
    waiting, called = take(office, 8), take(office)
    clerk.called()
    breaks.call_for_help(office, 2, 2)
    states = {absent: "no_show", parked: "parked", here: "serving", waiting: "waiting", called: "called"}
    assert done not in states
    return {one.label: state for one, state in states.items()}


def kinds(office: Office, kind: Event) -> list[dict[str, object]]:
    with office.store.read() as connection:
        return [json.loads(record.body) for record in walk(connection) if record.kind == kind]


def test_what_is_open_in_the_evening_has_expired_in_the_morning(office: Office, clock: ManualClock) -> None:
    open_ones = evening(office)
    assert end_days(office) == 0, "the day is not over"
    clock.advance(NIGHT)
    assert end_days(office) == len(open_ones)
    told = kinds(office, Event.TICKET_EXPIRED)
    assert {body["number"]: body["was"] for body in told} == open_ones
    assert {body["date"] for body in told} == {"2026-11-24"}
    assert {body["number"]: body["counter"] for body in told if body["was"] in ("called", "serving")} == {
        "A004": 2,
        "A005": 1,
    }
    assert end_days(office) == 0, "once"


def test_no_counter_stays_open_over_the_night(office: Office, clock: ManualClock) -> None:
    evening(office)
    clock.advance(NIGHT)
    end_days(office)
    assert [(body["counter"], body["left_open"]) for body in kinds(office, Event.COUNTER_CLOSED)] == [
        (1, True),
        (2, True),
    ]
    assert len(kinds(office, Event.HELP_ENDED)) == 1
    morning = desk_view(office, 2)
    assert (morning.staff, morning.current, morning.help) == (None, None, ())
    assert board_view(office).open == frozenset()
    assert Clerk(office, 2, 1).open().call() is None, "anybody may sit there, and nobody of yesterday is called"


def test_the_new_days_first_number_is_called_as_ever(office: Office, clock: ManualClock) -> None:
    """Tickets of the new day exist before the old day is ended."""
    evening(office)
    clock.advance(NIGHT)
    new = take(office)
    assert end_days(office) == 5
    assert next(view.waiting for view in services_view(office)) == 1
    assert Clerk(office, 2, 2).open().called().id == new.id


def test_who_is_at_a_counter_around_midnight_is_served_to_the_end(office: Office, clock: ManualClock) -> None:
    clock.advance(timedelta(hours=14, minutes=50))
    clerk, idle = Clerk(office).open(), Clerk(office, 3, 3).open()
    here, late = take(office), take(office)
    clerk.called()
    clerk.start()
    clock.advance(timedelta(minutes=20))
    assert end_days(office) == 1, "who waits in vain"
    with office.store.read() as connection:
        assert tickets.get(connection, late.id).state is TicketState.EXPIRED
        assert tickets.get(connection, here.id).state is TicketState.SERVING
    assert desk_view(office, idle.counter).staff is None
    assert clerk.finish().state is TicketState.DONE
    assert end_days(office) == 0
    assert desk_view(office, clerk.counter).staff is None, "and then that counter is closed too"


def test_a_machine_whose_clock_runs_ahead_ends_nobodys_day(
    office: Office, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening(office)
    ahead = replace(office, clock=ManualClock(clock.now() + timedelta(days=1)))
    monkeypatch.setattr("kiosk.branch.clock_check.database_moment", lambda *_: clock.now())
    assert end_days(ahead) == 0
    assert end_days(replace(office, clock=ManualClock(clock.now() - timedelta(days=1)))) == 0


def test_safety_8_a_clock_that_jumps_a_day_ahead_ends_no_day(office: Office, clock: ManualClock) -> None:
    """The program saw no day pass. When the day is really over it ends, though the clock is still wrong."""
    open_ones = evening(office)
    clock.set_wall(clock.now() + timedelta(days=1))
    assert end_days(office) == 0
    clock.set_wall(clock.now() - timedelta(days=1))
    assert take(office).label == "A006", "nothing was lost"
    clock.set_wall(clock.now() + timedelta(days=1))
    clock.advance(NIGHT)
    assert end_days(office) == len(open_ones) + 1


def test_a_clock_that_a_time_server_set_ahead_is_believed(office: Office, clock: ManualClock) -> None:
    """A machine without a battery starts with the time of its last shutdown, and a moment later it is today."""
    open_ones = evening(office)
    clock.set_wall(clock.now() + NIGHT)
    clock.synchronised = True
    assert end_days(office) == len(open_ones)


def test_safety_8_a_clock_a_year_ahead_at_the_start_ends_no_day(office: Office, clock: ManualClock) -> None:
    """Records that the wrong clock itself has written do not make it right; a person does."""
    open_ones = evening(office)
    later = replace(office, clock=ManualClock(clock.now() + timedelta(days=365)), cache=OfficeCache())
    for _ in range(2):
        assert end_days(later) == 0
        assert desk_view(later, 1).clock_is_ahead
        sign_in(later, "an", PIN)
    with pytest.raises(CounterError, match=r"day\.clock_ahead"):
        close_day(later, force=True)
    assert accept(later)
    assert end_days(later) == len(open_ones)
    assert not desk_view(later, 1).clock_is_ahead
    assert not accept(later), "once a day"


@pytest.mark.parametrize("days", [1, 3, 10])
def test_a_morning_after_a_weekend_or_tet_needs_nobody(office: Office, clock: ManualClock, days: int) -> None:
    open_ones = evening(office)
    morning = replace(office, clock=ManualClock(clock.now() + timedelta(days=days)), cache=OfficeCache())
    assert end_days(morning) == len(open_ones)


def test_safety_8_a_wrong_end_of_the_day_is_undone(office: Office, clock: ManualClock) -> None:
    open_ones = evening(office)
    ahead = replace(office, clock=ManualClock(clock.now() + timedelta(days=1)), cache=OfficeCache())
    assert end_days(ahead) == len(open_ones), "nobody can tell this clock from a machine that was off for a night"
    assert reopen_day(office) == len(open_ones)
    assert reopen_day(office) == 0, "once"
    assert len(kinds(office, Event.TICKET_RETURNED)) == len(open_ones)
    clerk = Clerk(office).open()
    assert clerk.called().label == "A001", "the first who came"
    clerk.start()
    assert clerk.finish().state is TicketState.DONE
    assert take(office).label == "A006", "numbers go on"
    check_books(office.store)
    assert {one.end for one in visits_of(office, clock.now().date())} == {VisitEnd.OPEN, VisitEnd.SERVED}


def test_all_desks_of_a_branch_end_a_day_at_once(office: Office, clock: ManualClock) -> None:
    open_ones = evening(office)
    clock.advance(NIGHT)
    assert sorted(at_once(*(lambda: end_days(office) for _ in range(4)))) == [0, 0, 0, len(open_ones)]
    assert Tally(body["number"] for body in kinds(office, Event.TICKET_EXPIRED)) == Tally(open_ones.keys())


@pytest.mark.parametrize("kind", ["desk", "kiosk"])
def test_a_desk_that_looks_around_ends_the_day(office: Office, clock: ManualClock, tmp_path: Path, kind: str) -> None:
    """Nobody has to sign in. A kiosk has no right to close a counter and leaves it."""
    open_ones = evening(office)
    clock.advance(NIGHT)
    Program(Site(tmp_path, Config()), spec_of(kind).parts, StatusSignal().tell)._look_around(office)
    assert len(kinds(office, Event.TICKET_EXPIRED)) == (len(open_ones) if kind == "desk" else 0)
