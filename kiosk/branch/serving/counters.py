"""Open counters, call, and mark no-shows. One citizen a counter, one counter a clerk, no ticket called twice."""

from datetime import timedelta

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.branch.office import Office
from kiosk.branch.serving import undo
from kiosk.branch.serving.breaks import LEADS
from kiosk.branch.serving.sessions import (
    TRANSFER_MET,
    OwnCounter,
    about_counter,
    about_ticket,
    busy_counter,
    counter_of,
    free_counter,
    moved,
    own_counter,
    refuse_expired,
    refuse_if_elsewhere,
    refuse_retired,
    session_at,
    set_tally,
    shut,
)
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.calling import CallTally, Waiting, order_queue, stored_reason
from kiosk.domain.queue.reasons import PauseReason
from kiosk.domain.queue.ticket import AT_COUNTER_STATES, Move, Ticket, TicketState
from kiosk.store import tickets
from kiosk.store.journal import append, to_us
from kiosk.store.tables import counter_session, request, staff

_KNOWN_REQUEST = select(request.c.ticket_id).where(request.c.id == bindparam("id"))


def open_counter(office: Office, counter_id: int, staff_id: int, *, take_over: bool = False) -> None:
    """Open a counter for a clerk. A clerk's own open counter only moves to the machine where this is asked.

    One that a manager opened for this clerk begins to call.

    A lead may `take_over` the counter of a clerk who left it open; a ticket that is called or served there stays there.

    Raises:
        CounterError: The reason.

            ``counter.taken``: by whom.
            ``counter.take_over``: the same, for a lead who did not ask to take over.
            ``counter.you_are_elsewhere``: at which counter.
            ``counter.unknown``, ``counter.retired``, ``staff.role_expired``.
    """
    with office.store.write() as connection:
        setup = office.setup_in(connection)
        counter = counter_of(setup, counter_id)
        me = connection.execute(select(staff.c.until, staff.c.role).where(staff.c.id == staff_id)).one()
        refuse_expired(office, setup, me.until)
        holder = session_at(connection, counter_id)
        if holder is not None and holder.staff_id == staff_id:
            mine = update(counter_session).where(counter_session.c.counter_id == counter_id)
            connection.execute(mine.values(station=office.station))
            if holder.pause is PauseReason.COMING:
                connection.execute(mine.values(paused_us=None, pause_reason=None))
                append(connection, office.clock, about_counter(Event.COUNTER_RESUMED, counter, staff_id))
            return
        refuse_retired(counter)
        is_lead = me.role in LEADS
        if holder is not None and not (is_lead and take_over):
            raise CounterError(
                "counter.take_over" if is_lead else "counter.taken", name=holder.name, counter=counter.number
            )
        refuse_if_elsewhere(office, connection, staff_id)
        records = [] if holder is None else shut(connection, counter, holder.staff_id, taken_over_by=staff_id)
        connection.execute(
            insert(counter_session).values(
                counter_id=counter_id,
                staff_id=staff_id,
                station=office.station,
                opened_us=to_us(office.clock.now()),
                streak=0,
                appointments=0,
            )
        )
        append(connection, office.clock, *records, about_counter(Event.COUNTER_OPENED, counter, staff_id))


def close_counter(office: Office, counter_id: int, staff_id: int) -> None:
    """Close a clerk's counter.

    Raises:
        CounterError: ``counter.busy`` while a citizen is called to it or served at it.
    """
    with office.store.write() as connection:
        counter = free_counter(office, connection, counter_id, staff_id).counter
        append(connection, office.clock, *shut(connection, counter, staff_id))


def call_next(office: Office, counter_id: int, staff_id: int, request_id: str) -> Ticket | None:
    """Call the next ticket at this counter; return None when nobody waits for it.

    A repeated `request_id` gets the first answer again.

    Raises:
        CounterError: ``counter.busy`` while a citizen is still there, ``counter.not_open`` when the counter is not this
            clerk's, ``counter.paused``.
    """
    try:
        with office.store.write() as connection:
            mine = own_counter(office, connection, counter_id, staff_id)
            _refuse_if_not_free(mine)
            called = _call_first(office, connection, mine, staff_id)
            connection.execute(insert(request), {"id": request_id, "ticket_id": called.id if called else None})
            return called
    except (IntegrityError, CounterError):
        # The table ensures that a request is answered once. Only after a refusal one has to ask whether it was.
        with office.store.read() as connection:
            own_counter(office, connection, counter_id, staff_id)
            known = connection.execute(_KNOWN_REQUEST, {"id": request_id}).one_or_none()
            if known is None:
                raise
            return tickets.get(connection, known.ticket_id) if known.ticket_id else None


def call_chosen(office: Office, ticket_id: str, counter_id: int, staff_id: int) -> Ticket:
    """Call a chosen ticket outside the calling order: a waiting, a parked or an absent one. The journal says so.

    Raises:
        CounterError: ``ticket.called_elsewhere`` (where), ``ticket.move_refused``, and those of `call_next`.
    """
    with office.store.write() as connection:
        mine = own_counter(office, connection, counter_id, staff_id)
        _refuse_if_not_free(mine)
        wanted = tickets.get(connection, ticket_id)
        if wanted.state in AT_COUNTER_STATES and wanted.counter_id is not None:
            where = counter_of(mine.setup, wanted.counter_id).number
            raise CounterError("ticket.called_elsewhere", number=wanted.label, counter=where)
        called = _call(office, connection, mine, staff_id, wanted)
        append(connection, office.clock, about_ticket(Event.TICKET_CALLED, called, mine.counter, staff_id, chosen=True))
        return called


def recall(office: Office, counter_id: int, staff_id: int) -> Ticket:
    """Call the same citizen once more.

    Raises:
        CounterError: ``counter.recall_limit`` after the branch's limit (default 3), ``counter.recall_too_soon`` with
            the seconds left of its minimum gap.
    """
    with office.store.write() as connection:
        mine, here = busy_counter(office, connection, counter_id, staff_id)
        limit, now = mine.setup.recall_limit, office.clock.now()
        if here.state is TicketState.CALLED and here.calls >= limit:
            raise CounterError("counter.recall_limit", number=here.label, count=limit)
        gap = timedelta(seconds=mine.setup.recall_gap_seconds)
        if here.state is TicketState.CALLED and here.last_call_at is not None:
            left = here.last_call_at + gap - now
            if timedelta() < left <= gap:  # a longer wait was written by a clock that ran ahead
                raise CounterError(
                    "counter.recall_too_soon", number=here.label, seconds=-(-left // timedelta(seconds=1))
                )
        called = tickets.move(connection, here, Move.RECALL, calls=here.calls + 1, last_call_us=to_us(now))
        append(connection, office.clock, about_ticket(Event.TICKET_RECALLED, called, mine.counter, staff_id))
        return called


def mark_no_show(office: Office, counter_id: int, staff_id: int) -> Ticket:
    """Mark that the called citizen did not come. The number stays on the list of absent ones."""
    with office.store.write() as connection:
        mine, here = busy_counter(office, connection, counter_id, staff_id)
        gone = tickets.move(connection, here, Move.MARK_NO_SHOW, **TRANSFER_MET)
        append(connection, office.clock, about_ticket(Event.TICKET_NO_SHOW, gone, mine.counter, staff_id))
        return gone


def bring_back(office: Office, ticket_id: str, counter_id: int, staff_id: int) -> Ticket:
    """Put an absent citizen, or a parked one before the time, into the queue with the old place."""
    with office.store.write() as connection:
        counter = own_counter(office, connection, counter_id, staff_id).counter
        away = tickets.get(connection, ticket_id)
        if away.state not in (TicketState.NO_SHOW, TicketState.PARKED):
            raise CounterError("ticket.changed_elsewhere", number=away.label)
        fresh = {"calls": 0, "counter_id": None, "called_us": None, "started_us": None}
        back = moved(connection, away, Move.RETURN, **fresh, parked_until_us=None, park_reason=None)
        undo.forget(connection, back.id)
        append(connection, office.clock, about_ticket(Event.TICKET_RETURNED, back, counter, staff_id))
        return back


def _call_first(office: Office, connection: Connection, mine: OwnCounter, staff_id: int) -> Ticket | None:
    now = max(office.clock.now(), mine.newest)  # a clock that was set back calls by the journal's moment
    day = mine.setup.branch.business_date(now)
    found = tickets.candidates(connection, office.branch_id, day, now, mine.counter.services)
    places = order_queue(
        found,
        mine.setup.policy,
        now,
        weights=mine.counter.services,
        streak=mine.streak,
        appointments=mine.appointments,
        asking=tickets.asking_counter(connection, mine.counter.id, staff_id) if any(one.aim for one in found) else None,
        first=1,
    )
    if not places:
        return None
    first = places[0].waiting
    wanted = tickets.get(connection, first.ticket_id)
    called = tickets.move(connection, wanted, Move.CALL, **_called(office, mine, staff_id))
    _keep_tally(connection, mine, first, is_due=first.is_due(now))
    why = stored_reason(places[0].reason)
    append(connection, office.clock, about_ticket(Event.TICKET_CALLED, called, mine.counter, staff_id, why=why))
    return called


def _keep_tally(connection: Connection, mine: OwnCounter, called: Waiting, *, is_due: bool) -> None:
    """Store how the calls stand at this counter, where that changed."""
    before = CallTally(mine.streak, mine.appointments)
    after = before.after(called, mine.setup.policy, is_due=is_due)
    if after != before:
        set_tally(connection, mine.counter.id, *after)


def _call(office: Office, connection: Connection, mine: OwnCounter, staff_id: int, wanted: Ticket) -> Ticket:
    """Claim a chosen ticket for this counter."""
    return moved(connection, wanted, Move.CALL, **_called(office, mine, staff_id))


def _called(office: Office, mine: OwnCounter, staff_id: int) -> dict[str, object]:
    """Return the columns of a ticket from its call on; those of an earlier visit to a counter are cleared."""
    us = to_us(max(office.clock.now(), mine.newest))
    over = ("started_us", "parked_until_us", "park_reason")
    now = {"calls": 1, "counter_id": mine.counter.id, "staff_id": staff_id, "called_us": us, "last_call_us": us}
    return {**now, "streak_was": mine.streak, "appointments_was": mine.appointments, **dict.fromkeys(over)}


def _refuse_if_not_free(mine: OwnCounter) -> None:
    if mine.pause is not None:
        raise CounterError("counter.paused", counter=mine.counter.number)
    if mine.here is not None:
        raise CounterError("counter.busy", number=mine.here.label)
    refuse_retired(mine.counter)
