"""Worked example: a use case. A citizen leaves early and gives the number back.

A use case is a function of a module in `kiosk/branch/`. It gets the office and opens one transaction. Rows change by
the table in `kiosk/domain/queue/ticket.py`; the journal is appended to last. The caller gets a frozen value.
"""

import pytest

from kiosk.branch.office import Office
from kiosk.branch.reception import Issued, TicketRequest, issue_ticket
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket import Move, Ticket, TicketState
from kiosk.store import tickets
from kiosk.store.journal import NewRecord, append, head_seq, read_after
from tests import books


def give_back(office: Office, ticket_id: str) -> Ticket:
    """Cancel a number whose citizen leaves. CounterError ``ticket.move_refused`` when the visit is over already."""
    with office.store.write() as connection:
        held = tickets.get(connection, ticket_id)
        # One conditional UPDATE: whoever was faster at another desk wins, and this transaction leaves no trace.
        gone = tickets.move(connection, held, Move.CANCEL)
        entry = NewRecord(Event.TICKET_CANCELLED, gone.id, {"number": gone.label, "was": held.state.value})
        # Last, because it locks the head of the chain until the commit; nothing personal goes into a body.
        append(connection, office.clock, entry)
        return gone


@pytest.fixture
def held(office: Office, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """Return a waiting number. `office` comes twice, on SQLite and on PostgreSQL, and is audited at the end."""
    # The auditor has to know what the new record did to its ticket; in earnest a line in `tests/books.py`.
    monkeypatch.setitem(books.MOVES, Event.TICKET_CANCELLED, Move.CANCEL)
    issued = issue_ticket(office, TicketRequest(request_id="touch-1", service_id=1))
    assert isinstance(issued, Issued)
    return issued.ticket


def test_state_and_journal_change_together(office: Office, held: Ticket) -> None:
    assert give_back(office, held.id).state is TicketState.CANCELLED
    with office.store.read() as connection:
        assert tickets.get(connection, held.id).state is TicketState.CANCELLED
        (record,) = read_after(connection, head_seq(connection) - 1)
    assert (record.kind, record.subject) == (Event.TICKET_CANCELLED, held.id)


def test_a_refusal_leaves_no_trace(office: Office, held: Ticket) -> None:
    give_back(office, held.id)
    with office.store.read() as connection:
        before = head_seq(connection)
    with pytest.raises(CounterError, match=r"ticket\.move_refused"):
        give_back(office, held.id)
    with office.store.read() as connection:
        assert head_seq(connection) == before
