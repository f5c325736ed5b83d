"""Check the books of a branch: the journal explains every row, and every row has its records."""

import json
from collections import Counter as Tally
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from kiosk.domain.chain_check import journal_breaks
from kiosk.domain.journal import Event, JournalRecord
from kiosk.domain.queue.ticket import AT_COUNTER_STATES, Move, TicketState, after, label
from kiosk.store.engine import Store
from kiosk.store.journal import read_head, walk
from kiosk.store.tables import (
    appointment,
    counter,
    counter_session,
    help_call,
    number_counter,
    print_job,
    rating,
    service,
    ticket,
    visit_service,
)

#: The effect of each kind of record on its ticket.
MOVES = {
    Event.TICKET_CALLED: Move.CALL,
    Event.TICKET_RECALLED: Move.RECALL,
    Event.TICKET_STARTED: Move.START,
    Event.TICKET_FINISHED: Move.FINISH,
    Event.TICKET_NO_SHOW: Move.MARK_NO_SHOW,
    Event.TICKET_RETURNED: Move.RETURN,
    Event.TICKET_PARKED: Move.PARK,
    Event.TICKET_TRANSFERRED: Move.TRANSFER,
    Event.TICKET_WENT_ON: Move.TRANSFER,
    Event.TICKET_REOPENED: Move.REOPEN,
    Event.TICKET_PUT_BACK: Move.PUT_BACK,
    Event.TICKET_CALL_TAKEN_BACK: Move.TAKE_BACK,
    Event.TICKET_CANCELLED: Move.CANCEL,
    Event.TICKET_EXPIRED: Move.EXPIRE,
}


def check_books(store: Store) -> list[JournalRecord]:
    """Check that journal and tables agree, and return the journal.

    Raises:
        AssertionError: they do not agree.
    """
    with store.read() as connection:
        records = list(walk(connection))
        assert list(journal_breaks(records, read_head(connection))) == []
        assert [record.seq for record in records] == list(range(1, len(records) + 1))
        assert len({record.event_id for record in records}) == len(records)
        states = _replayed(records)
        rows = {row.id: row for row in connection.execute(select(ticket))}
        assert states.keys() == rows.keys(), "each ticket has one record of its issue, and each such record a ticket"
        assert {key: TicketState(row.state) for key, row in rows.items()} == states
        _check_numbers(connection, list(rows.values()))
        _check_counters(connection, records)
        _check_works(connection, records)
        _check_ratings(connection, records)
        _check_print_jobs(connection, records)
        _check_appointments(connection, records)
    _check_statements(records)
    return records


def body_of(record: JournalRecord) -> dict[str, Any]:
    """Return the content of a record, to be read and not changed."""
    return _parsed(record.body)


@lru_cache(maxsize=10_000)
def _parsed(body: bytes) -> dict[str, Any]:
    """Parse a body once: each check looks into every record, and the books of a test are checked again and again."""
    content: dict[str, Any] = json.loads(body)
    return content


def _replayed(records: list[JournalRecord]) -> dict[str, TicketState]:
    """Return every ticket's state by its records alone.

    A counter has one ticket of a day at a time. A past day may be written while a ticket of today is at a counter.

    Raises:
        CounterError: the table of moves does not allow a move.
    """
    states: dict[str, TicketState] = {}
    days: dict[str, str] = {}
    at_counter: dict[tuple[int | None, str], str] = {}
    for record in records:
        kind, body = Event(record.kind), body_of(record)
        if kind in (Event.TICKET_ISSUED, Event.TICKET_HANDED_OVER):
            assert record.subject not in states, "issued twice"
            states[record.subject], days[record.subject] = TicketState.WAITING, body["date"]
        elif kind in MOVES:
            before, here = states[record.subject], (body.get("counter"), days[record.subject])
            states[record.subject] = now = after(before, MOVES[kind])
            if now in AT_COUNTER_STATES:
                assert before not in AT_COUNTER_STATES or at_counter[here] == record.subject, "called twice"
                assert at_counter.setdefault(here, record.subject) == record.subject, "two at one counter"
            elif before in AT_COUNTER_STATES:
                assert at_counter.pop(here) == record.subject
    return states


def _check_numbers(connection: Connection, rows: list[Any]) -> None:
    """Check that no number is used twice or left out, and that the counter row holds the last one."""
    given: dict[tuple[int, str, str], list[int]] = {}
    for row in rows:
        given.setdefault((row.branch_id, row.business_date, row.series), []).append(row.number)
    for key, numbers in given.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), f"numbers of {key}"
    counters = {
        (row.branch_id, row.business_date, row.series): row.last for row in connection.execute(select(number_counter))
    }
    assert counters == {key: len(numbers) for key, numbers in given.items()}


def _check_counters(connection: Connection, records: list[JournalRecord]) -> None:
    opened = Tally(record.subject for record in records if record.kind == Event.COUNTER_OPENED)
    opened.subtract(record.subject for record in records if record.kind == Event.COUNTER_CLOSED)
    numbers = select(counter.c.number).join(counter_session, counter_session.c.counter_id == counter.c.id)
    sessions = {f"counter:{number}" for number in connection.execute(numbers).scalars()}
    assert {subject for subject, times in opened.items() if times} == sessions
    assert set(opened.values()) <= {0, 1}
    paused = {f"counter:{row.counter_id}" for row in connection.execute(select(counter_session)) if row.paused_us}
    assert _switched_on(records, Event.COUNTER_PAUSED, Event.COUNTER_RESUMED, Event.COUNTER_CLOSED) == paused
    helped = {f"counter:{row.counter_id}" for row in connection.execute(select(help_call))}
    assert _switched_on(records, Event.HELP_CALLED, Event.HELP_ENDED) == helped


def _switched_on(records: list[JournalRecord], on: Event, *off: Event) -> set[str]:
    """Return the subjects that were switched on and not off again."""
    found: set[str] = set()
    for record in records:
        if record.kind == on:
            assert record.subject not in found, "switched on twice"
            found.add(record.subject)
        elif record.kind in off:
            found.discard(record.subject)
    return found


def _check_works(connection: Connection, records: list[JournalRecord]) -> None:
    """Check that the finished services and their counts come from the records."""
    codes = {row.id: row.code for row in connection.execute(select(service.c.id, service.c.code))}
    told: dict[tuple[str, int], dict[str, int]] = {}
    last: dict[str, int] = {}
    for record in records:
        body = body_of(record)
        if "done" in body:
            told[record.subject, record.seq] = body["done"]
            last[record.subject] = record.seq
        if record.kind in (Event.TICKET_REOPENED, Event.TICKET_PUT_BACK):
            told.pop((record.subject, last[record.subject]))
    spoken = Tally((subject, code, count) for (subject, _), done in told.items() for code, count in done.items())
    rows = [row for row in connection.execute(select(visit_service)) if row.quantity is not None]
    assert Tally((row.ticket_id, codes[row.service_id], row.quantity) for row in rows) == spoken


def _check_ratings(connection: Connection, records: list[JournalRecord]) -> None:
    """Check that each rating is as given, once, and that no rated ticket keeps a person."""
    given = [(one.subject, body_of(one)) for one in records if one.kind == Event.RATING_GIVEN]
    rows = connection.execute(select(rating)).all()
    told = sorted((subject, body["level"], body["reasons"]) for subject, body in given)
    assert told == sorted((row.ticket_id, row.level, json.loads(row.reasons)) for row in rows), "a rating was changed"
    known = select(ticket.c.id).where(ticket.c.person.is_not(None), ticket.c.id.in_(select(rating.c.ticket_id)))
    assert connection.execute(known).all() == []


def _check_print_jobs(connection: Connection, records: list[JournalRecord]) -> None:
    settled = Tally(record.subject for record in records if record.kind == Event.PRINT_SETTLED)
    jobs = connection.execute(select(print_job)).all()
    assert settled == Tally(job.ticket_id or f"slip:{job.id}" for job in jobs if job.settled_us is not None)
    for job in jobs:
        assert (job.settled_us is None) == (job.state in ("queued", "sending"))


def _check_appointments(connection: Connection, records: list[JournalRecord]) -> None:
    """Check that each appointment is as its records left it, with the ticket of its check-in."""
    states: dict[str, tuple[str, str | None]] = {}
    for record in records:
        body = body_of(record)
        if record.kind == Event.APPOINTMENT_CHECKED_IN:
            assert states[body["appointment"]] == ("booked", None), "checked in twice, or without an appointment"
            states[body["appointment"]] = ("checked_in", record.subject)
        elif record.kind == Event.APPOINTMENT_IMPORTED:
            assert body["appointment"] not in states, "imported twice"
            states[body["appointment"]] = (body["state"], None)
        elif record.kind in (Event.APPOINTMENT_CHANGED, Event.APPOINTMENT_CANCELLED):
            assert states[body["appointment"]][0] in ("booked", "cancelled"), "changed after somebody came"
            states[body["appointment"]] = (body["state"], None)
    rows = connection.execute(select(appointment)).all()
    assert {row.code: (row.state, row.ticket_id) for row in rows} == states


def _check_statements(records: list[JournalRecord]) -> None:
    """Check that a day is closed once at most, after its numbers, and that what came later corrects it."""
    days: dict[str, str] = {}
    newest: dict[str, tuple[str, dict[str, Any]]] = {}
    for record in records:
        kind, body = Event(record.kind), body_of(record)
        if kind in (Event.TICKET_ISSUED, Event.TICKET_HANDED_OVER):
            days[record.subject] = body["date"]
        if kind not in (Event.DAY_CLOSED, Event.DAY_CORRECTED):
            continue
        day, mine = body["date"], [one for one in records[: record.seq - 1] if one.subject in days]
        mine = [one for one in mine if days[one.subject] == body["date"]]
        assert record.subject == f"day:{day}"
        if kind is Event.DAY_CLOSED:
            assert day not in newest, "closed twice"
            newest[day] = record.event_id, body
        closed_by, before = newest[day]
        if kind is Event.DAY_CORRECTED:
            assert body["statement"] == closed_by
            assert body["last"] > before["last"], "nothing came later"
            newest[day] = closed_by, body
        assert (body["records"], body["first"], body["last"]) == (len(mine), mine[0].seq, mine[-1].seq)
        assert body["head"] == mine[-1].hash.hex()
        kinds = Tally(one.kind for one in mine)
        issued = kinds[Event.TICKET_ISSUED] + kinds[Event.TICKET_HANDED_OVER]
        assert body["counts"]["arrivals"] == sum(body["numbers"].values()) == issued
        assert body["counts"]["expired"] == kinds[Event.TICKET_EXPIRED]


def labels(store: Store) -> list[str]:
    """Return the labels of all tickets, in the order of their issue."""
    with store.read() as connection:
        rows = connection.execute(select(ticket.c.series, ticket.c.number).order_by(ticket.c.issued_us, ticket.c.id))
        return [label(row.series, row.number) for row in rows]
