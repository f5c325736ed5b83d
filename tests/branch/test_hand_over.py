"""Check a kiosk's own ledger: tickets while cut off, and one handover in their order."""

import itertools
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
from sqlalchemy import Engine, event, select

from kiosk.branch import hand_over
from kiosk.branch.appointments import is_offered
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.procedures import standing
from kiosk.branch.ratings import rate
from kiosk.branch.reception import AlreadyHolds, Issued, open_tickets, services_view
from kiosk.branch.retention import enforce_terms
from kiosk.branch.setup.publishing import change
from kiosk.branch.stations import staff_exit
from kiosk.clock import ManualClock
from kiosk.domain.artwork import read_artwork
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.look import Roundel
from kiosk.domain.orders import CentralLock, Orders
from kiosk.domain.people.rating import Level, Rating
from kiosk.domain.queue.ticket import Priority, TicketState
from kiosk.domain.setup.document import Document
from kiosk.domain.status import PrintJobState
from kiosk.store import orders, tables, tickets
from kiosk.store.engine import Store
from kiosk.store.migrate import upgrade
from kiosk.store.tables import own_ledger_series, ticket
from tests.books import check_books, labels
from tests.conftest import KEYS
from tests.domain.test_artwork import png
from tests.players import Clerk, ask, board_view, find_ticket, take
from tests.sent import each_statement

PERSON = "9" * 64


@pytest.fixture
def own(office: Office, tmp_path: Path) -> Iterator[Office]:
    """Return the own ledger of this kiosk, made while the branch was there. It is audited, too."""
    store = own_store(tmp_path / "own-ledger.db")
    hand_over.keep_copy(office, store)
    yield Office(store, office.clock, KEYS, office.branch_id, office.station, is_cut_off=True)
    check_books(store)
    store.close()


def own_store(file: Path) -> Store:
    store = Store(f"sqlite:///{file}")
    upgrade(store)
    return store


def second(office: Office) -> Office:
    """Another kiosk of the same branch."""
    return replace(office, station="kiosk-2")


def test_numbers_come_in_a_series_that_nobody_else_has(office: Office, own: Office, tmp_path: Path) -> None:
    branch = {service.series for service in office.setup().services.values()}
    assert [take(own, service).label for service in (1, 8, 12)] == ["Z001", "Z002", "Z003"]
    other = own_store(tmp_path / "other.db")
    hand_over.keep_copy(second(office), other)
    theirs = replace(second(office), store=other, is_cut_off=True, cache=type(office.cache)())
    assert take(theirs, 1).label == "Y001"
    assert branch.isdisjoint({"Z", "Y"})
    other.close()


def with_roundel(roundel: Roundel, document: Document) -> Document:
    return replace(document, look=replace(document.look, roundel=roundel))


def test_the_own_ledger_has_the_roundel_in_force(office: Office, own: Office) -> None:
    for size in (8, 9):
        change(office, partial(with_roundel, Roundel.of(read_artwork(png(size, size)))))
    hand_over.keep_copy(office, own.store)
    artwork = own.setup().look.roundel.artwork
    assert artwork is not None
    assert artwork.content == png(9, 9)
    with own.store.read() as connection:
        assert len(connection.execute(select(tables.artwork)).all()) == 1, "only what is in force"


def test_a_ledger_that_is_made_anew_goes_on_behind_its_numbers(office: Office, own: Office, tmp_path: Path) -> None:
    take(own), take(own)
    hand_over.hand_over(own, office)
    anew = own_store(tmp_path / "anew.db")
    hand_over.keep_copy(office, anew)
    later = replace(own, store=anew, cache=type(office.cache)())
    assert take(later).label == "Z003"
    assert hand_over.hand_over(later, office) == 1
    anew.close()


def test_a_letter_of_a_service_or_another_kiosk_is_never_taken(office: Office, tmp_path: Path) -> None:
    taken = {service.series for service in office.setup().services.values()}
    letters = set("ABCDEFGHJKMNPQRSTVWXYZ") - taken
    stores = []
    for number in range(len(letters)):
        stores.append(own_store(tmp_path / f"{number}.db"))
        hand_over.keep_copy(replace(office, station=f"kiosk-{number}"), stores[-1])
    with office.store.read() as connection:
        given = connection.execute(select(own_ledger_series.c.series)).scalars().all()
    assert sorted(given) == sorted(letters)
    stores.append(own_store(tmp_path / "one_too_many.db"))
    with pytest.raises(CounterError, match=r"own_ledger\.no_letter"):
        hand_over.keep_copy(replace(office, station="one too many"), stores[-1])
    for store in stores:
        store.close()


def test_the_slip_says_since_when_and_promises_no_wait(office: Office, own: Office) -> None:
    take(office), take(office)
    answer = ask(own)
    assert isinstance(answer, Issued)
    assert answer.slip.is_cut_off
    assert not any(view.is_known for view in services_view(own))
    assert all(view.wait.minutes is None for view in services_view(own)), "nobody is asked about a wait that is unknown"
    job = Ledger(own).claim()
    assert job is not None
    assert job.slip == answer.slip, "it is printed from the kiosk's own ledger"
    Ledger(own).settle(job.id, PrintJobState.PRINTED, "")


def test_handed_over_numbers_are_called_in_their_order_of_arrival(
    office: Office, own: Office, clock: ManualClock
) -> None:
    def later(at: Office) -> str:
        clock.advance(timedelta(minutes=1))
        return take(at).label

    arrived = [later(office), later(own), later(second(office)), later(own), later(office)]
    assert arrived == ["A001", "Z001", "A002", "Z002", "A003"]
    assert hand_over.hand_over(own, office) == 2
    clerk = Clerk(office).open()
    assert [clerk.serve_next().label for _ in arrived] == arrived


def test_a_handed_over_number_is_one_as_any_other(office: Office, own: Office) -> None:
    given = take(own, group="elderly", language="km")
    hand_over.hand_over(own, office)
    assert find_ticket(office, given.code) == given
    assert [count for _, count in board_view(office).waiting if count] == [1]
    done = Clerk(office).open().serve_next()
    assert (done.id, done.state, done.language) == (given.id, TicketState.DONE, "km")
    assert done.priority is not None
    rate(office, "rating", done.id, Rating(Level.SATISFIED))


def test_handing_over_twice_is_once(office: Office, own: Office) -> None:
    given = [take(own).label for _ in range(3)]
    assert hand_over.hand_over(own, office) == 3
    assert hand_over.hand_over(own, office) == 0
    assert sorted(labels(office.store)) == given
    kinds = [record.kind for record in check_books(office.store)]
    assert kinds.count(Event.TICKET_HANDED_OVER) == 3


def test_a_request_that_the_branch_is_asked_again_gets_the_number_handed_over(office: Office, own: Office) -> None:
    first = ask(own, request_id="touch")
    hand_over.hand_over(own, office)
    again = ask(office, request_id="touch")
    assert isinstance(again, AlreadyHolds), "its slip came out of the kiosk's own ledger"
    assert again.ticket == first.ticket


def test_a_number_whose_answer_was_lost_gives_way_to_the_one_the_citizen_holds(office: Office, own: Office) -> None:
    """The branch committed, the line broke before the answer, and the kiosk issued a number of its own."""
    lost, held = ask(office, request_id="touch"), ask(own, request_id="touch")
    hand_over.hand_over(own, office)
    assert (lost.ticket.label, held.ticket.label) == ("A001", "Z001")
    assert Clerk(office).open().serve_next().label == "Z001"
    assert Ledger(office).claim() is None, "its slip is nobody's"
    again = ask(office, request_id="touch")
    assert again.ticket.id == held.ticket.id


def test_a_lost_answer_that_was_called_already_stays(office: Office, own: Office) -> None:
    ask(office, request_id="touch")
    clerk = Clerk(office).open()
    assert clerk.called().label == "A001"
    ask(own, request_id="touch")
    hand_over.hand_over(own, office)
    clerk.start(), clerk.finish()
    assert clerk.serve_next().label == "Z001"


def test_a_person_has_one_number_here_and_keeps_both_when_the_branch_gave_one_too(office: Office, own: Office) -> None:
    elsewhere = take(second(office), person=PERSON)
    here = take(own, person=PERSON)
    again = ask(own, person=PERSON)
    assert isinstance(again, AlreadyHolds)
    assert again.ticket == here
    hand_over.hand_over(own, office)
    assert open_tickets(office, PERSON) == (elsewhere,)
    clerk = Clerk(office).open()
    assert [clerk.serve_next().label for _ in range(2)] == [elsewhere.label, here.label]


def test_nothing_that_leads_to_a_person_stays_in_the_kiosk(office: Office, own: Office) -> None:
    take(own, person=PERSON)
    hand_over.hand_over(own, office)
    assert len(open_tickets(office, PERSON)) == 1
    with own.store.read() as connection:
        assert connection.execute(select(ticket.c.person)).scalars().all() == [None]


def test_safety_1_a_kiosk_that_is_cut_off_over_midnight_forgets_the_person_and_keeps_the_number(
    office: Office, own: Office, clock: ManualClock
) -> None:
    held = take(own, person=PERSON, group="elderly")
    clock.advance(timedelta(hours=22))
    found = enforce_terms(own, own.today())
    assert (found["persons"], found["groups"]) == (1, 1)
    with own.store.read() as connection:
        assert connection.execute(select(ticket.c.person, ticket.c.priority_group)).all() == [(None, None)]
    assert hand_over.hand_over(own, office) == 1
    with office.store.read() as connection:
        assert tickets.get(connection, held.id).priority == Priority("")


def test_the_copy_follows_the_branch(office: Office, own: Office, clock: ManualClock) -> None:
    take(own)
    assert standing(own) == standing(office)
    assert not is_offered(own)
    with office.store.write() as connection:
        lock = CentralLock(office.station, LocalText("Đang sửa máy"), 1)
        assert orders.keep_orders(connection, clock, Orders(1, (lock,)))
    staff_exit.take_out(office, 1)
    assert staff_exit.station_state(own).lock is None
    hand_over.keep_copy(office, own.store)
    now = staff_exit.station_state(own)
    assert (now.lock, now.is_out, now.is_cut_off) == (lock, True, True)
    with pytest.raises(CounterError, match=r"reception\.locked"):
        take(own)
    staff_exit.bring_back(office, 1)
    hand_over.keep_copy(office, own.store)
    assert not staff_exit.station_state(own).is_out


def test_a_number_that_the_branch_cannot_take_holds_nobody_up(office: Office, own: Office) -> None:
    first, second_one = take(own), take(own)
    with office.store.write() as connection:  # somebody wrote into the branch by hand
        row = {"id": "x", "branch_id": 1, "business_date": str(first.business_date), "series": "Z", "number": 1}
        more = {"code": "x", "service_id": 1, "state": "done", "language": "vi", "issued_us": 0, "queued_us": 0}
        connection.execute(ticket.insert().values(**row, **more, calls=0))
    assert hand_over.hand_over(own, office) == 1
    assert hand_over.pending(own) == 1
    with office.store.write() as connection:
        connection.execute(ticket.delete().where(ticket.c.id == "x"))
    assert hand_over.hand_over(own, office) == 1
    clerk = Clerk(office).open()
    assert [clerk.serve_next().label for _ in range(2)] == [first.label, second_one.label]


@pytest.mark.parametrize("lost", ["", "A001"])
def test_kill_nine_at_every_point_of_the_hand_over_loses_and_doubles_nothing(
    office: Office, own: Office, clock: ManualClock, lost: str
) -> None:
    """A process dies before its first statement of the handover, its second, and so on, until one survives.

    `lost` is the number that the branch issued to the first of these citizens, without an answer to the kiosk.
    """
    given = []
    if lost:
        assert ask(office, request_id="touch-0").ticket.label == lost
    for number in range(4):
        given.append(ask(own, request_id=f"touch-{number}", person=f"{number:064}").ticket.label)
        clock.advance(timedelta(seconds=1))
    office.store.close()
    own.store.close()
    for point in itertools.count(1):
        was_killed = _die_while_handing_over(own, office, point)
        there = [one for one in labels(office.store) if one != lost]
        assert there == given[: len(there)], "in their order, each once"
        assert hand_over.pending(own) in (len(given) - len(there), len(given) - len(there) + 1)
        check_books(own.store)
        check_books(office.store)
        office.store.close()
        own.store.close()
        if not was_killed:
            break
    assert point > 12, "it died at every point of one number, and of the next ones here and there"
    assert there == given
    assert hand_over.pending(own) == 0
    kinds = [record.kind for record in check_books(office.store)]
    assert kinds.count(Event.TICKET_HANDED_OVER) == len(given)


def _die_while_handing_over(own: Office, office: Office, point: int) -> bool:
    """Hand over in a child process that is killed at its `point`-th statement or commit. Return whether it was."""
    pid = os.fork()
    if not pid:
        _hand_over_and_die(own, office, point)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or status == 0, "the process failed by itself: see above"
    return os.WIFSIGNALED(status)


def _hand_over_and_die(own: Office, office: Office, point: int) -> NoReturn:
    status = 1
    try:
        steps = itertools.count(1)

        def step(*_about: object) -> None:
            if next(steps) == point:
                os.kill(os.getpid(), signal.SIGKILL)

        execute = psycopg.Cursor.execute

        def stepping(cursor: psycopg.Cursor[Any], *args: Any, **kwargs: Any) -> psycopg.Cursor[Any]:
            step()
            return execute(cursor, *args, **kwargs)

        # Below SQLAlchemy on PostgreSQL: most writes are posted there without its knowledge.
        setattr(psycopg.Cursor, "execute", stepping)  # noqa: B010 - what it stands for is overloaded
        event.listen(Engine, "commit", step)
        with ExitStack() as stack:
            for store in {own.store, office.store}:
                if store.is_sqlite:
                    stack.enter_context(each_statement(store, step))
            hand_over.hand_over(own, office)
        status = 0
    finally:
        os._exit(status)
