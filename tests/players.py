"""Play the people of a branch in a test: citizens who take tickets, and a clerk at a counter."""

import itertools
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from kiosk.branch.board import BoardView, Call, hall_view
from kiosk.branch.office import Office
from kiosk.branch.reception import AlreadyHolds, Issued, TicketRequest, issue_ticket, person_key
from kiosk.branch.serving import counters, visits
from kiosk.branch.serving.finding import find_in
from kiosk.branch.setup.publishing import change
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket import Ticket
from kiosk.domain.queue.ticket_code import CodeProblem

_numbers = itertools.count(1)


def fresh(prefix: str = "request") -> str:
    """Return an unused request id."""
    return f"{prefix}-{next(_numbers)}"


def ask(office: Office, service: int = 1, **wish: Any) -> Issued | AlreadyHolds:
    """Ask for a ticket, with a new request id unless one is given."""
    return issue_ticket(office, TicketRequest(**{"request_id": fresh(), "service_id": service, **wish}))


def take(office: Office, service: int = 1, **wish: Any) -> Ticket:
    """Take a new ticket."""
    answer = ask(office, service, **wish)
    assert isinstance(answer, Issued)
    return answer.ticket


def person_of(office: Office, number: str) -> str:
    """Return the keyed hash of a person today."""
    person = person_key(office, number)
    assert person is not None
    return person


def find_ticket(office: Office, code: str) -> Ticket | CodeProblem:
    """Return the ticket of a scanned or typed code."""
    with office.store.read() as connection:
        return find_in(office, connection, code)


def board_view(office: Office) -> BoardView:
    """Return what a board shows now."""
    return hall_view(office, None).view


def calls_since(office: Office, seq: int) -> tuple[Call, ...]:
    """Return the calls that a board announces when it has followed the journal until `seq`."""
    return hall_view(office, seq).calls


def refusal(refused: pytest.ExceptionInfo[CounterError]) -> tuple[str, dict[str, object]]:
    """Return the key of a refusal, and the values for its sentence."""
    return refused.value.message.key, dict(refused.value.message.args)


@dataclass(frozen=True)
class Clerk:
    """Play a clerk at one counter of the sample branch. 1 and 2 serve service 1, 2 and 3 service 8."""

    office: Office
    counter: int = 1
    staff: int = 1

    def open(self) -> "Clerk":
        counters.open_counter(self.office, self.counter, self.staff)
        return self

    def close(self) -> None:
        counters.close_counter(self.office, self.counter, self.staff)

    def call(self, request_id: str = "") -> Ticket | None:
        return counters.call_next(self.office, self.counter, self.staff, request_id or fresh("call"))

    def called(self) -> Ticket:
        found = self.call()
        assert found is not None
        return found

    def again(self) -> Ticket:
        """Recall the ticket after the branch's minimum gap."""
        if isinstance(self.office.clock, ManualClock):
            self.office.clock.advance(timedelta(seconds=self.office.setup().recall_gap_seconds))
        return counters.recall(self.office, self.counter, self.staff)

    def start(self) -> Ticket:
        return visits.start(self.office, self.counter, self.staff)

    def finish(self) -> Ticket:
        return visits.finish(self.office, self.counter, self.staff)

    def no_show(self) -> Ticket:
        return counters.mark_no_show(self.office, self.counter, self.staff)

    def bring_back(self, absent: Ticket) -> Ticket:
        return counters.bring_back(self.office, absent.id, self.counter, self.staff)

    def check(self, *, confirmed: bool) -> Ticket:
        return visits.check_priority(self.office, self.counter, self.staff, confirmed=confirmed)

    def serve_next(self) -> Ticket:
        self.called()
        self.start()
        return self.finish()


def set_limits(office: Office, **limits: int) -> None:
    """Publish a version of the set-up with other limits."""
    change(office, lambda document: replace(document, limits=replace(document.limits, **limits)))
