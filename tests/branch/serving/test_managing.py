"""Check what a manager does at counters: open for a clerk, pause, close, and give services for today."""

from datetime import timedelta

import pytest

from kiosk.branch.day import end_days
from kiosk.branch.office import Office
from kiosk.branch.queue import picture
from kiosk.branch.serving import managing
from kiosk.branch.serving.sessions import session_at
from kiosk.branch.setup.publishing import Author
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import PauseReason
from tests.branch.stations.test_staff_exit import journalled
from tests.players import Clerk, refusal, take

CHIEF = Author("binh")


def pause_of(office: Office, counter: int) -> PauseReason | None:
    with office.store.read() as connection:
        session = session_at(connection, counter)
    assert session is not None
    return session.pause


def is_open(office: Office, counter: int) -> bool:
    with office.store.read() as connection:
        return session_at(connection, counter) is not None


def test_a_counter_opened_by_the_manager_waits_for_its_clerk(office: Office) -> None:
    take(office)
    for _ in range(2):
        managing.open_for(office, CHIEF, 1, 1)
    assert pause_of(office, 1) is PauseReason.COMING
    clerk = Clerk(office).open()
    assert pause_of(office, 1) is None
    assert clerk.called().label == "A001"


def test_who_sits_elsewhere_or_where_somebody_sits_is_refused(office: Office) -> None:
    Clerk(office, 1, 1).open()
    with pytest.raises(CounterError) as refused:
        managing.open_for(office, CHIEF, 1, 2)
    assert refusal(refused)[0] == "counter.taken"
    with pytest.raises(CounterError) as refused:
        managing.open_for(office, CHIEF, 2, 1)
    assert refusal(refused) == ("counter.clerk_is_elsewhere", {"counter": 1})


def test_two_managers_acting_on_one_counter(office: Office) -> None:
    Clerk(office).open()
    for _ in range(2):
        managing.pause_at(office, CHIEF, 1, PauseReason.MEETING)
    assert pause_of(office, 1) is PauseReason.MEETING
    managing.close_at(office, CHIEF, 1)
    for act in (managing.close_at, managing.resume_at):
        with pytest.raises(CounterError) as refused:
            act(office, Author("lan"), 1)
        assert refusal(refused) == ("counter.is_closed", {"counter": 1})
    assert [body for _subject, body in journalled(office, Event.COUNTER_CLOSED)] == [
        {"counter": 1, "staff": 1, "by": "binh"}
    ]


def test_a_counter_with_a_citizen_is_neither_paused_nor_closed(office: Office) -> None:
    take(office)
    Clerk(office).open().called()
    with pytest.raises(CounterError) as refused:
        managing.pause_at(office, CHIEF, 1, PauseReason.MEETING)
    assert refusal(refused) == ("counter.busy", {"number": "A001"})
    with pytest.raises(CounterError) as refused:
        managing.close_at(office, CHIEF, 1)
    assert refusal(refused) == ("counter.busy", {"number": "A001"})


def test_a_paused_counter_goes_on_by_the_managers_order(office: Office) -> None:
    take(office)
    clerk = Clerk(office).open()
    managing.pause_at(office, CHIEF, 1, PauseReason.MEETING)
    for _ in range(2):
        managing.resume_at(office, CHIEF, 1)
    assert clerk.called().label == "A001"


def test_a_service_moves_to_another_counter_for_today_alone(office: Office, clock: ManualClock) -> None:
    setup = office.setup()
    mine, other = setup.counters[1], next(one for one in setup.offered_counters if 1 not in one.services)
    version = setup.published
    for _ in range(2):
        managing.give_service(office, CHIEF, other.id, 1, given=True)
    for kept in [one for one in mine.services if one != 1]:
        managing.give_service(office, CHIEF, mine.id, kept, given=True)
    take(office)
    Clerk(office, other.id, other.id).open()
    assert office.setup().published == version
    with office.store.read() as connection:
        assert 1 in picture(office, connection, office.setup_in(connection)).counters[other.id].weights
    assert Clerk(office, other.id, other.id).called().label == "A001"
    code = setup.services[1].code
    subject = f"counter:{other.number}"
    given = (subject, {"counter": other.number, "by": "binh", "service": code, "given": True})
    assert journalled(office, Event.COUNTER_SERVICE_TODAY) == [given]
    clock.advance(timedelta(days=1))
    end_days(office)
    assert office.setup().counters == setup.counters


def test_a_service_taken_and_given_back_leaves_the_set_up_as_it_was(office: Office) -> None:
    before = office.setup().counters[1]
    first, *others = before.services
    for one in others:
        managing.give_service(office, CHIEF, 1, one, given=False)
    with pytest.raises(CounterError, match=r"counter\.last_service"):
        managing.give_service(office, CHIEF, 1, first, given=False)
    assert list(office.setup().counters[1].services) == [first]
    for one in others:
        managing.give_service(office, CHIEF, 1, one, given=True)
    assert office.setup().counters[1].services == before.services
