"""Declare the tables of numbers and visits."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from kiosk.domain.queue.ticket import AT_COUNTER_STATES, OPEN_STATES, TicketState
from kiosk.store.tables.base import branch_id, metadata, partial_index, states

number_counter = Table(
    "number_counter",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("business_date", String(10), primary_key=True),
    Column("series", String(1), primary_key=True),
    Column("last", Integer, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", String(36), primary_key=True),
    branch_id(),
    Column("business_date", String(10), nullable=False),
    Column("series", String(1), nullable=False),
    Column("number", Integer, nullable=False),
    Column("code", String(20), nullable=False),
    Column("service_id", Integer, ForeignKey("service.id"), nullable=False),
    Column("state", String(10), nullable=False),
    Column("language", String(5), nullable=False),
    Column("priority_group", String(20)),
    Column("priority_check", String(10)),
    Column("person", String(64)),
    Column("issued_us", BigInteger, nullable=False),
    Column("queued_us", BigInteger, nullable=False),
    Column("appointed_us", BigInteger),
    Column("calls", Integer, nullable=False),
    Column("counter_id", Integer, ForeignKey("counter.id")),
    Column("staff_id", Integer, ForeignKey("staff.id")),
    Column("called_us", BigInteger),
    Column("last_call_us", BigInteger),
    Column("started_us", BigInteger),
    Column("finished_us", BigInteger),
    # A parked ticket waits again from this moment on: nobody has to bring it back.
    Column("parked_until_us", BigInteger),
    Column("park_reason", String(20)),
    Column("put_first_us", BigInteger),
    Column("to_counter_id", Integer, ForeignKey("counter.id")),
    Column("to_staff_id", Integer, ForeignKey("staff.id")),
    Column("back_staff_id", Integer, ForeignKey("staff.id")),
    Column("back_service_id", Integer, ForeignKey("service.id")),
    # How the calls stood at its counter before it was called, for a call that is taken back.
    Column("streak_was", Integer),
    Column("appointments_was", Integer),
    # The last line of defence: no number twice on one day, whatever the program does.
    UniqueConstraint("branch_id", "business_date", "series", "number"),
    CheckConstraint(states(frozenset(TicketState)).join(("state IN (", ")")), name="state"),
)

# The predicates of the partial indexes. A query repeats one word for word: a planner does not see that ``state = ?``
# stays inside such an index, and would walk through every ticket the branch ever issued.
#: Tickets that are not over.
LIVE = text(f"state IN ({states(OPEN_STATES | {TicketState.NO_SHOW})})")

#: Tickets in the queue, or parked until their time comes.
IN_QUEUE = text(f"state IN ({states(frozenset({TicketState.WAITING, TicketState.PARKED}))})")

#: Tickets whose place follows from service, lane and arrival alone: of each line of these only the first can be next.
#: One opaque word for a planner: with ``state = 'waiting'`` to be seen, PostgreSQL took `ix_ticket_live` and read the
#: whole queue once for each service (46 ms of 1,200 people, measured).
PLAIN = text(
    "(state = 'waiting' AND put_first_us IS NULL AND appointed_us IS NULL AND to_counter_id IS NULL"
    " AND to_staff_id IS NULL AND (priority_check IS NULL OR priority_check = 'declared')) IS TRUE"
)

#: All the others in the queue, or parked.
SPECIAL = text(
    "(state = 'parked' OR (state = 'waiting' AND (put_first_us IS NOT NULL OR appointed_us IS NOT NULL"
    " OR to_counter_id IS NOT NULL OR to_staff_id IS NOT NULL OR priority_check IN ('confirmed', 'refused'))))"
)

#: Tickets that occupy a counter.
AT_COUNTER = text(f"state IN ({states(AT_COUNTER_STATES)})")

#: Tickets whose visit ended well.
DONE = text(f"state = '{TicketState.DONE.value}'")

_HELD = text(f"person IS NOT NULL AND state IN ({states(OPEN_STATES)})")

#: Tickets and appointments that are a known person's, by keyed hash.
HAS_PERSON = text("person IS NOT NULL")

#: Tickets whose citizen declared a priority group, until the day is over.
HAS_GROUP = text("priority_group IS NOT NULL")

_c = ticket.c

partial_index("ix_ticket_live", _c.branch_id, _c.business_date, _c.state, where=LIVE)

partial_index(
    "ix_ticket_line",
    *(_c.branch_id, _c.business_date, _c.service_id, _c.priority_check, _c.queued_us, _c.number),
    where=PLAIN,
)

partial_index("ix_ticket_special", _c.branch_id, _c.business_date, where=SPECIAL)

#: One citizen at a counter at a time.
partial_index("ux_ticket_at_counter", _c.counter_id, where=AT_COUNTER, unique=True)

#: One open number a person and service.
partial_index("ux_ticket_person_open", _c.person, _c.service_id, _c.business_date, where=_HELD, unique=True)

partial_index("ix_ticket_person_day", _c.person, _c.business_date, where=HAS_PERSON)

partial_index("ix_ticket_group", _c.business_date, where=HAS_GROUP)

partial_index("ix_ticket_done", _c.service_id, _c.finished_us, where=DONE)

partial_index("ix_ticket_done_at", _c.counter_id, _c.finished_us, where=DONE)

request = Table(
    "request",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("ticket_id", String(36)),
)

#: The services of one visit beside the one it stands for now: planned (no `quantity` yet) or done, how many and where.
visit_service = Table(
    "visit_service",
    metadata,
    Column("ticket_id", String(36), ForeignKey("ticket.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("service_id", Integer, ForeignKey("service.id"), nullable=False),
    Column("quantity", Integer),
    Column("counter_id", Integer, ForeignKey("counter.id")),
    Column("staff_id", Integer, ForeignKey("staff.id")),
    Column("done_us", BigInteger),
)

#: The last visit that left a counter for another service: its values there, while the finish can be undone.
left_visit = Table(
    "left_visit",
    metadata,
    Column("counter_id", Integer, ForeignKey("counter.id"), primary_key=True),
    Column("ticket_id", String(36), ForeignKey("ticket.id"), nullable=False),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False),
    Column("left_us", BigInteger, nullable=False),
    Column("service_id", Integer, ForeignKey("service.id"), nullable=False),
    Column("calls", Integer, nullable=False),
    Column("called_us", BigInteger),
    Column("last_call_us", BigInteger),
    Column("started_us", BigInteger),
    Column("back_staff_id", Integer, ForeignKey("staff.id")),
    Column("back_service_id", Integer, ForeignKey("service.id")),
)

rating = Table(
    "rating",
    metadata,
    Column("ticket_id", String(36), ForeignKey("ticket.id"), primary_key=True),
    Column("level", String(20), nullable=False),
    Column("reasons", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)

#: In a kiosk's own ledger (`kiosk.store.ledger_copy`): the numbers that the branch has by now.
handed_over = Table(
    "handed_over",
    metadata,
    Column("ticket_id", String(36), ForeignKey("ticket.id"), primary_key=True),
    Column("at_us", BigInteger, nullable=False),
)

#: The keys of business dates that machines of one branch exchange on PostgreSQL, encrypted with the columns' key. The
#: table is unlogged, and emptied when a day is over. An SQLite branch keeps its keys of days in files alone.
day_key = Table(
    "day_key",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
