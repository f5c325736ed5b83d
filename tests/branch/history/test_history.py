"""Check what managers read of their branch: stories of visits, the audit, figures by clerk; and a clerk's own day."""

from datetime import date, timedelta

import pytest

from kiosk.branch.history.audit import audit_in
from kiosk.branch.history.clerks import clerks_in
from kiosk.branch.history.own_day import OwnDay, own_day
from kiosk.branch.history.rights import for_manager
from kiosk.branch.history.visits import stories_of
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.ratings import rate
from kiosk.branch.serving import breaks, managing, visits
from kiosk.branch.setup import people
from kiosk.branch.setup.publishing import Author
from kiosk.branch.staff import sign_in, staff_list
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.rating import Level, Rating
from kiosk.domain.queue.reasons import ParkReason, PauseReason
from kiosk.domain.status import PrintJobState
from tests.conftest import MORNING, PIN
from tests.players import Clerk, refusal, set_limits, take

TODAY = MORNING.date()


def minutes(clock: ManualClock, count: float) -> None:
    clock.advance(timedelta(minutes=count))


def of_role(office: Office, role: StaffRole) -> int:
    return next(one.id for one in staff_list(office) if one.role is role)


@pytest.mark.parametrize("role", [StaffRole.CLERK, StaffRole.LEAD])
def test_a_clerk_who_asks_is_refused(office: Office, role: StaffRole) -> None:
    for use_case, *args in ((stories_of, TODAY, "A001"), (audit_in, TODAY, TODAY), (clerks_in, TODAY, TODAY)):
        with pytest.raises(CounterError) as refused:
            for_manager(office, of_role(office, role), use_case, *args)
        assert refusal(refused)[0] == "staff.not_manager"


def test_a_manager_reads_until_the_last_day_of_the_role(office: Office, clock: ManualClock) -> None:
    manager = of_role(office, StaffRole.MANAGER)
    assert for_manager(office, manager, clerks_in, TODAY, TODAY).clerks == ()
    login = next(one.login for one in staff_list(office) if one.id == manager)
    people.set_last_day(office, login, TODAY)
    minutes(clock, 24 * 60)
    with pytest.raises(CounterError, match=r"staff\.role_expired"):
        for_manager(office, manager, clerks_in, TODAY, TODAY)


def test_the_story_of_a_visit_is_found_by_its_number(office: Office, clock: ManualClock) -> None:
    clerk, ledger = Clerk(office).open(), Ledger(office)
    take(office)
    job = ledger.claim()
    assert job is not None
    minutes(clock, 0.1)
    ledger.settle(job.id, PrintJobState.PRINTED, "")
    minutes(clock, 12)
    clerk.called()
    minutes(clock, 1)
    clerk.start()
    visits.park(office, ParkReason.COPIES, 10, 1, 1)
    minutes(clock, 11)
    clerk.called()
    clerk.start()
    minutes(clock, 5)
    done = clerk.finish()
    rate(office, "rating", done.id, Rating(Level.SATISFIED))
    for typed in ("A001", "a 1", "1", "001"):
        (story,) = stories_of(office, TODAY, typed)
        assert (story.number, story.day) == ("A001", TODAY)
    keys = [one.what.key.removeprefix("visit_story.") for one in story.steps]
    assert keys == [
        *("issued", "print.printed", "called", "started", "parked", "park_over"),
        *("called", "started", "finished", "rated"),
    ]
    assert [one.why.key for one in story.steps if one.why] == ["why.first_come", "why.first_come"]
    assert [one.seconds for one in story.steps[2:6]] == [720, 60, 0, 600]
    assert {one.clerk for one in story.steps if one.counter} == {"Nguyễn Thị An"}
    assert f"{story.steps[0].at:%H:%M}" == "09:00"
    assert stories_of(office, TODAY, "B001") == stories_of(office, TODAY - timedelta(days=1), "A001") == ()


def test_an_overdue_number_says_so_at_its_call(office: Office, clock: ManualClock) -> None:
    take(office)
    minutes(clock, 61)
    Clerk(office).open().called()
    (story,) = stories_of(office, TODAY, "A001")
    assert story.steps[-1].why is not None
    assert (story.steps[-1].why.key, story.steps[-1].why.args) == ("why.overdue", {"minutes": 60})


def test_a_complaint_sees_who_came_later_and_was_called_earlier(office: Office, clock: ManualClock) -> None:
    take(office)
    minutes(clock, 1)
    take(office, group="elderly")
    Clerk(office).open().called()
    (first,), (second,) = stories_of(office, TODAY, "A001"), stories_of(office, TODAY, "A002")
    assert [(one.number, one.counter, one.why and one.why.key) for one in first.earlier] == [("A002", 1, "why.ratio")]
    assert second.earlier == ()


@pytest.mark.parametrize("typed", ["", "A", "xin chào", "A0-41"])
def test_a_text_that_is_no_number_is_refused(office: Office, typed: str) -> None:
    with pytest.raises(CounterError, match=r"visit_story\.no_number"):
        stories_of(office, TODAY, typed)


def test_the_audit_has_versions_sign_ins_orders_and_pins(office: Office, clock: ManualClock) -> None:
    with pytest.raises(CounterError):
        sign_in(office, "an", "0000")
    sign_in(office, "an", PIN)
    set_limits(office, wait_minutes=25)
    managing.open_for(office, Author("binh"), 1, 1)
    Clerk(office).open()
    people.set_secret(office, "an", "493817", Author("binh", "quên mã"))
    found = audit_in(office, TODAY, TODAY)
    kinds = [one.kind for one in found]
    assert kinds[:5] == [
        Event.STAFF_PIN_SET,
        Event.COUNTER_OPENED,
        Event.SETUP_PUBLISHED,
        Event.STAFF_SIGNED_IN,
        Event.STAFF_REFUSED,
    ], "the clerk's own resuming is no order"
    assert [(one.key, one.new) for one in found[2].changes] == [("wait_minutes", "25")]
    assert found[4].station == office.station
    mine = audit_in(office, TODAY, TODAY, "Nguyễn Thị An")
    assert [one.kind for one in mine] == [Event.STAFF_SIGNED_IN, Event.STAFF_REFUSED]
    minutes(clock, 24 * 60)
    assert audit_in(office, office.today(), office.today()) == ()


def test_a_clerk_at_two_counters_in_a_day_is_one_line(office: Office, clock: ManualClock) -> None:
    for service in (1, 1, 8):
        take(office, service)
    minutes(clock, 5)
    first = Clerk(office).open()
    for _ in range(2):
        first.called()
        first.start()
        minutes(clock, 10)
        rated = first.finish()
    rate(office, "rating", rated.id, Rating(Level.SATISFIED))
    breaks.pause(office, PauseReason.BREAK, 1, 1)
    minutes(clock, 15)
    first.close()
    second = Clerk(office, 3).open()
    second.called()
    second.start()
    minutes(clock, 4)
    second.finish()
    view = clerks_in(office, TODAY, TODAY)
    (mine,) = view.clerks
    assert (mine.name, mine.figures.served, mine.serving_s, mine.figures.ratings) == ("Nguyễn Thị An", 3, 24 * 60, 1)
    assert (mine.figures.service_median_s, mine.pauses.count, mine.pauses.seconds) == (600, 1, 900)
    assert view.days == 1


def test_clerks_stand_in_the_order_of_their_names(office: Office) -> None:
    """More visits move nobody: it is no ranking."""
    for counter, clerk in ((2, 2), (1, 1)):
        Clerk(office, counter, clerk).open()
    for _ in range(3):
        take(office)
    for clerk in (2, 2, 1):
        Clerk(office, clerk, clerk).serve_next()
    found = clerks_in(office, TODAY, TODAY).clerks
    assert sorted(one.figures.served or 0 for one in found) == [1, 2]
    assert [one.name for one in found] == sorted(one.name for one in found)


def test_a_day_without_data_has_no_clerks(office: Office) -> None:
    view = clerks_in(office, date(2026, 11, 1), date(2026, 11, 2))
    assert (view.days, view.clerks) == (0, ())


def test_a_period_in_the_future_is_refused(office: Office) -> None:
    tomorrow = TODAY + timedelta(days=1)
    for use_case in (clerks_in, audit_in):
        with pytest.raises(CounterError, match=r"report\.future"):
            use_case(office, tomorrow, tomorrow)


def test_a_clerk_sees_the_own_day_and_nobody_elses(office: Office, clock: ManualClock) -> None:
    an, other = Clerk(office).open(), Clerk(office, 2, 2).open()
    assert own_day(office, 1, 1) == OwnDay()
    for _ in range(3):
        take(office)
    for clerk, length in ((an, 4), (an, 8), (other, 30)):
        clerk.called()
        clerk.start()
        minutes(clock, length)
        done = clerk.finish()
    assert own_day(office, 1, 1) == OwnDay(2, 6 * 60, 0)
    rate(office, "rating", done.id, Rating(Level.NOT_SATISFIED))
    assert own_day(office, 2, 2) == OwnDay(1, 30 * 60, 1)
    assert own_day(office, 1, 1).ratings == 0
    with pytest.raises(CounterError, match=r"counter\.not_open"):
        own_day(office, 2, 1)
