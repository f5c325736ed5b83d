"""Check several processes at once: no label twice, no gap, no double call, one ticket a request and a person."""

import itertools
from collections import Counter as Tally
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import func, select

from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.reception import Issued
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import PrintJobState
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from kiosk.store.journal import walk
from kiosk.store.tables import ticket
from tests.books import check_books
from tests.conftest import KEYS, MORNING
from tests.forks import at_once, in_processes
from tests.players import Clerk, ask, person_of, set_limits, take


def office_on(url: str) -> Office:
    return Office(Store(url), ManualClock(MORNING), KEYS, BRANCH_ID)


def take_many(url: str, name: int, times: int) -> None:
    """Take numbers. Where the database is at a limit, ask again under the same id, as a kiosk does."""
    office = office_on(url)
    for number in range(times):
        once = partial(take, office, 1 if number % 2 else 8, request_id=f"{name}-{number}")
        while key := quietly(once):
            assert key == "store.away"


def call_all(url: str, counter: int) -> None:
    clerk = Clerk(office_on(url), counter, counter).open()
    for press in itertools.count():
        if clerk.call(f"{counter}-{press}") is None:
            return
        clerk.start()
        clerk.finish()


def test_processes_that_take_numbers_at_once_get_each_once(branch_url: str) -> None:
    processes, times = (4, 100) if branch_url.startswith("sqlite") else (8, 50)
    in_processes(*((take_many, branch_url, name, times) for name in range(processes)))
    store = Store(branch_url)
    check_books(store)
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(ticket)).scalar_one() == processes * times
    store.close()


def test_counters_that_call_at_once_never_call_the_same(branch_url: str) -> None:
    office = office_on(branch_url)
    for number in range(60):
        take(office, 1 if number % 2 else 8)
    office.store.close()
    in_processes(*((call_all, branch_url, counter) for counter in (1, 2, 3)))
    records = check_books(office.store)
    called = Tally(record.subject for record in records if record.kind == Event.TICKET_CALLED)
    assert len(called) == 60
    assert set(called.values()) == {1}
    office.store.close()


@pytest.mark.parametrize("round_", range(5))
def test_one_touch_that_arrives_twice_at_once_is_one_ticket(office: Office, round_: int) -> None:
    answers = at_once(*(lambda: ask(office, request_id="touch") for _ in range(4)))
    assert {answer.ticket.id for answer in answers} == {answers[0].ticket.id}
    assert [isinstance(answer, Issued) and answer.repeated for answer in answers].count(False) == 1


@pytest.mark.parametrize("round_", range(5))
def test_one_person_at_two_kiosks_at_once_gets_one_ticket(office: Office, round_: int) -> None:
    person = person_of(office, "095190000017")
    answers = at_once(*(lambda: ask(office, person=person) for _ in range(4)))
    assert {answer.ticket.id for answer in answers} == {answers[0].ticket.id}
    assert [type(answer) for answer in answers].count(Issued) == 1


@pytest.mark.parametrize("round_", range(5))
def test_one_person_who_asks_for_much_at_once_stays_within_the_cap(office: Office, round_: int) -> None:
    set_limits(office, daily_cap=2)
    person = person_of(office, "095190000017")
    answers = at_once(*(partial(quietly, partial(ask, office, service, person=person)) for service in range(1, 6)))
    assert sorted(answers) == ["", "", *["reception.daily_cap"] * 3]


def quietly(act: Callable[[], object]) -> str:
    """Return the key of the refusal, or ""."""
    try:
        act()
    except CounterError as problem:
        return problem.message.key
    return ""


def test_one_counter_opened_by_two_at_once_has_one_clerk(office: Office) -> None:
    clerks = [Clerk(office, 1, staff) for staff in (1, 2, 3)]
    answers = at_once(*(partial(quietly, clerk.open) for clerk in clerks))
    assert sorted(answers) == ["", "counter.taken", "counter.taken"]


def test_a_counter_that_closes_while_it_calls_keeps_nobody(office: Office) -> None:
    """Either the call came first and closing is refused, or the counter is closed and nobody was called to it."""
    for _ in range(10):
        take(office)
        clerk = Clerk(office).open()
        answers = at_once(partial(quietly, clerk.call), partial(quietly, clerk.close))
        assert set(answers) - {""} <= {"counter.busy", "counter.not_open"}
        with office.store.read() as connection:
            states = list(connection.execute(select(ticket.c.state)).scalars())
            last = list(walk(connection))[-1]
        assert (last.kind == Event.COUNTER_CLOSED) is ("called" not in states)
        if "called" in states:
            clerk.no_show()
            clerk.close()


@pytest.mark.parametrize("round_", range(5))
def test_a_key_pressed_twice_at_once_moves_the_ticket_once(office: Office, round_: int) -> None:
    take(office)
    clerk = Clerk(office).open()
    clerk.called()
    for act in (clerk.start, clerk.finish):
        answers = at_once(*(partial(quietly, act) for _ in range(3)))
        assert answers.count("") == 1
        assert set(answers) <= {"", "ticket.move_refused", "ticket.changed_elsewhere", "counter.nobody"}


@pytest.mark.parametrize("round_", range(5))
def test_a_job_settled_twice_at_once_is_in_the_journal_once(office: Office, round_: int) -> None:
    """The audit at the end finds one record of the settlement for each job."""
    take(office)
    ledger = Ledger(office)
    job = ledger.claim()
    assert job is not None
    ends = (PrintJobState.PRINTED, PrintJobState.FAILED, PrintJobState.UNKNOWN)
    at_once(*(partial(ledger.settle, job.id, end, "") for end in ends), ledger.recover)
