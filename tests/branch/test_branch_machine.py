"""Play random actions at kiosk and desks against a model in memory: both agree after every order of actions."""

import shutil
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.branch import ratings, reception
from kiosk.branch.desk import desk_view
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.reception import AlreadyHolds, Issued
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.rating import Level, Rating
from kiosk.domain.queue.ticket import MOVES, OPEN_STATES, Move, Ticket, TicketState, after
from kiosk.domain.status import PrintJobState
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from tests.books import check_books
from tests.conftest import KEYS, MORNING, found_sample
from tests.players import Clerk, ask, board_view, calls_since, fresh, person_of

_S = TicketState
SERVICES = {1: "A", 8: "B", 12: "C"}
COUNTERS = {1: {1}, 2: {1, 8}, 3: {8}, 4: {12}}
PERSONS = st.sampled_from([None, "095190000017", "095190000018"])


class Place:
    """Share one file between all machines, restored for each to the founded branch. An open store halves the time."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.template, self.file = (Path(self.folder.name) / name for name in ("template.db", "branch.db"))
        found_sample(f"sqlite:///{self.template}")
        self.store = Store(f"sqlite:///{self.file}")

    def founded(self) -> Store:
        shutil.copy(self.template, self.file)
        return self.store


place = cache(Place)


class BranchMachine(RuleBasedStateMachine):
    """Model the branch: each ticket's state and holder, the citizen at each counter, and the calls that were heard."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock(MORNING)
        self.office = Office(place().founded(), self.clock, KEYS, BRANCH_ID)
        self.states: dict[str, TicketState] = {}
        self.services: dict[str, int] = {}
        self.persons: dict[str, str] = {}
        self.last = dict.fromkeys(SERVICES.values(), 0)
        self.open: set[int] = set()
        self.present: dict[int, str] = {}
        self.tickets: dict[str, Ticket] = {}
        self.requests: dict[str, str] = {}
        self.rated: set[str] = set()
        self.calls: list[tuple[str, int]] = []
        self.heard = 0

    @initialize()
    def listen(self) -> None:
        self.heard = board_view(self.office).seq

    def clerk(self, counter: int) -> Clerk:
        return Clerk(self.office, counter, counter)

    def held(self, person: str | None, service: int) -> str | None:
        return next(
            (
                one
                for one, owner in self.persons.items()
                if owner == person and self.services[one] == service and self.states[one] in OPEN_STATES
            ),
            None,
        )

    @rule(service=st.sampled_from(list(SERVICES)), person=PERSONS, priority=st.booleans())
    def take_a_number(self, service: int, person: str | None, priority: bool) -> None:
        key = None if person is None else person_of(self.office, person)
        request_id = fresh()
        answer = ask(self.office, service, request_id=request_id, person=key, group="elderly" if priority else None)
        holds = self.held(person, service)
        if holds is not None:
            assert isinstance(answer, AlreadyHolds)
            assert answer.ticket.id == holds
            return
        assert isinstance(answer, Issued)
        new, series = answer.ticket, SERVICES[service]
        self.last[series] += 1
        assert (new.series, new.number) == (series, self.last[series])
        self.states[new.id], self.services[new.id], self.tickets[new.id] = _S.WAITING, service, new
        self.requests[request_id] = new.id
        if person is not None:
            self.persons[new.id] = person

    @precondition(lambda self: self.requests)
    @rule(data=st.data())
    def touch_again(self, data: st.DataObject) -> None:
        request_id = data.draw(st.sampled_from(sorted(self.requests)))
        answer = ask(self.office, request_id=request_id)
        assert isinstance(answer, Issued)
        assert answer.repeated
        assert answer.ticket.id == self.requests[request_id]

    @rule(counter=st.sampled_from(list(COUNTERS)))
    def open_or_close(self, counter: int) -> None:
        if counter not in self.open:
            self.clerk(counter).open()
            self.open.add(counter)
        elif counter in self.present:
            assert self.refusal_of(self.clerk(counter).close) == "counter.busy"
        else:
            self.clerk(counter).close()
            self.open.remove(counter)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def call(self, data: st.DataObject) -> None:
        counter = data.draw(st.sampled_from(sorted(self.open)))
        clerk = self.clerk(counter)
        if counter in self.present:
            assert self.refusal_of(clerk.call) == "counter.busy"
            return
        first = desk_view(self.office, counter).next
        called = clerk.call()
        mine = {
            one for one, state in self.states.items() if state is _S.WAITING and self.services[one] in COUNTERS[counter]
        }
        if called is None:
            assert not mine
            return
        assert called.id in mine
        assert called.id == first[0].ticket.id, "the desk had shown another one as next"
        self.states[called.id] = _S.CALLED
        self.present[counter] = called.id
        self.calls.append((called.label, counter))

    @precondition(lambda self: self.open)
    @rule(data=st.data(), move=st.sampled_from([Move.RECALL, Move.START, Move.FINISH, Move.MARK_NO_SHOW]))
    def work(self, data: st.DataObject, move: Move) -> None:
        counter = data.draw(st.sampled_from(sorted(self.open)))
        clerk = self.clerk(counter)
        acts = {
            Move.RECALL: clerk.again,
            Move.START: clerk.start,
            Move.FINISH: clerk.finish,
            Move.MARK_NO_SHOW: clerk.no_show,
        }
        if counter not in self.present:
            assert self.refusal_of(acts[move]) == "counter.nobody"
            return
        here = self.present[counter]
        if move not in MOVES[self.states[here]]:
            assert self.refusal_of(acts[move]) in {"ticket.move_refused", "counter.recall_limit"}
            return
        if move is Move.RECALL and self.calls_of(counter, here) >= 3:
            assert self.refusal_of(clerk.again) == "counter.recall_limit"
            return
        moved = acts[move]()
        self.states[here] = after(self.states[here], move)
        assert moved.state is self.states[here]
        if move is Move.RECALL:
            self.calls.append((moved.label, counter))
        if self.states[here] in (_S.DONE, _S.NO_SHOW):
            del self.present[counter]

    def calls_of(self, counter: int, ticket_id: str) -> int:
        view = desk_view(self.office, counter).current
        assert view is not None
        assert view.id == ticket_id
        return view.calls

    @precondition(lambda self: self.open and _S.NO_SHOW in self.states.values())
    @rule(data=st.data())
    def bring_back(self, data: st.DataObject) -> None:
        absent = data.draw(st.sampled_from(sorted(one for one, s in self.states.items() if s is _S.NO_SHOW)))
        clerk = self.clerk(min(self.open))
        if self.held(self.persons.get(absent, "nobody"), self.services[absent]) is not None:
            assert self.refusal_of(lambda: clerk.bring_back(self.tickets[absent])) == "ticket.person_has_another"
            return
        clerk.bring_back(self.tickets[absent])
        self.states[absent] = _S.WAITING

    @precondition(lambda self: self.states)
    @rule(data=st.data())
    def rate(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(sorted(self.states)))
        verdict = self.refusal_of(lambda: ratings.rate(self.office, fresh(), one, Rating(Level.SATISFIED)))
        if self.states[one] is not _S.DONE:
            assert verdict == "rating.not_finished"
        else:
            assert verdict == ("rating.already" if one in self.rated else "")
            self.rated.add(one)

    @rule(end=st.sampled_from([PrintJobState.PRINTED, PrintJobState.FAILED, PrintJobState.QUEUED, None]))
    def print_one(self, end: PrintJobState | None) -> None:
        ledger = Ledger(self.office)
        job = ledger.claim()
        if job is not None and end is not None:
            ledger.settle(job.id, end, "")
        elif job is not None:
            assert ledger.recover() == 1

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @rule()
    def restart(self) -> None:
        self.office.store.close()
        self.office = Office(self.office.store, self.clock, KEYS, BRANCH_ID)

    @invariant()
    def the_board_heard_every_call_once(self) -> None:
        calls = calls_since(self.office, self.heard)
        assert [(call.label, call.counter) for call in calls] == self.calls
        self.heard, self.calls = (calls[-1].seq if calls else self.heard), []

    @invariant()
    def as_many_wait_as_should(self) -> None:
        waiting = sum(view.waiting for view in reception.services_view(self.office))
        assert waiting == list(self.states.values()).count(_S.WAITING)

    def refusal_of(self, act: object) -> str:
        assert callable(act)
        try:
            act()
        except CounterError as refused:
            return refused.message.key
        return ""

    def teardown(self) -> None:
        check_books(self.office.store)
        self.office.store.close()


BranchMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=40, deadline=None)
test_a_monkey_and_the_model_agree = BranchMachine.TestCase
