"""The tables. State tables answer "now"; the journal answers "what happened".

Moments are whole microseconds since 1970 in UTC (`_us`), business dates ISO text, names in several languages JSON text.
SQLAlchemy Core only: importing its ORM would cost a kiosk two thirds of a second before it can store a number.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from kiosk.domain.appointment import AppointmentState
from kiosk.domain.ticket import AT_COUNTER_STATES, OPEN_STATES, TicketState
from kiosk.store.setup_schema import (
    branch,
    branch_id,
    calendar_day,
    counter,
    counter_service,
    field,
    metadata,
    opening,
    priority_group,
    reserve_series,
    service,
    staff,
)

#: The set-up's tables, for everybody who reads rows of both kinds.
__all__ = [
    "branch",
    "calendar_day",
    "counter",
    "counter_service",
    "field",
    "metadata",
    "opening",
    "priority_group",
    "reserve_series",
    "service",
    "staff",
]

#: The Alembic revision this program works with.
REVISION = "0001"

# BIGINT on PostgreSQL; on SQLite only INTEGER PRIMARY KEY numbers its rows by itself.
_Id = BigInteger().with_variant(Integer, "sqlite")


def _states(states: frozenset[TicketState]) -> str:
    return ", ".join(f"'{state.value}'" for state in sorted(states))


installation = Table(
    "installation",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("last_us", BigInteger, nullable=False),
)

#: The catalogue of procedures, whole: compressed JSON as it came. One row a branch; `version` counts replacements.
catalogue = Table(
    "catalogue",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("loaded_us", BigInteger, nullable=False),
)

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
    CheckConstraint(_states(frozenset(TicketState)).join(("state IN (", ")")), name="state"),
)

# The predicates of the partial indexes. A query repeats one word for word: a planner does not see that ``state = ?``
# stays inside such an index, and would walk through every ticket the branch ever issued.
#: Tickets that are not over.
LIVE = text(f"state IN ({_states(OPEN_STATES | {TicketState.NO_SHOW})})")
#: Tickets in the queue, or parked until their time comes.
IN_QUEUE = text(f"state IN ({_states(frozenset({TicketState.WAITING, TicketState.PARKED}))})")
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
AT_COUNTER = text(f"state IN ({_states(AT_COUNTER_STATES)})")
#: Tickets whose visit ended well.
DONE = text(f"state = '{TicketState.DONE.value}'")
_HELD = text(f"person IS NOT NULL AND state IN ({_states(OPEN_STATES)})")
#: Tickets and appointments that are a known person's, by keyed hash.
HAS_PERSON = text("person IS NOT NULL")


def _partial(name: str, *columns: Column[object], where: object, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


_c = ticket.c
_partial("ix_ticket_live", _c.branch_id, _c.business_date, _c.state, where=LIVE)
_partial(
    "ix_ticket_line",
    *(_c.branch_id, _c.business_date, _c.service_id, _c.priority_check, _c.queued_us, _c.number),
    where=PLAIN,
)
_partial("ix_ticket_special", _c.branch_id, _c.business_date, where=SPECIAL)
#: One citizen at a counter at a time.
_partial("ux_ticket_at_counter", _c.counter_id, where=AT_COUNTER, unique=True)
#: One open number a person and service.
_partial("ux_ticket_person_open", _c.person, _c.service_id, _c.business_date, where=_HELD, unique=True)
_partial("ix_ticket_person_day", _c.person, _c.business_date, where=HAS_PERSON)
_partial("ix_ticket_done", _c.service_id, _c.finished_us, where=DONE)
_partial("ix_ticket_done_at", _c.counter_id, _c.finished_us, where=DONE)

counter_session = Table(
    "counter_session",
    metadata,
    Column("counter_id", Integer, ForeignKey("counter.id"), primary_key=True),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False, unique=True),
    # The machine at which the clerk sits: whoever opens the counter on another one takes it along.
    Column("station", String(40), nullable=False),
    Column("opened_us", BigInteger, nullable=False),
    Column("paused_us", BigInteger),
    Column("pause_reason", String(20)),
    Column("streak", Integer, nullable=False),
    Column("appointments", Integer, nullable=False),
)

#: A clerk's silent call for help, until somebody has come.
help_call = Table(
    "help_call",
    metadata,
    Column("counter_id", Integer, ForeignKey("counter.id"), primary_key=True),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False),
    Column("since_us", BigInteger, nullable=False),
)

#: Failures to sign in at one program of a machine, whoever's name was tried.
desk_ladder = Table(
    "desk_ladder",
    metadata,
    Column("station", String(40), primary_key=True),
    Column("program", String(10), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("locked_until_us", BigInteger, nullable=False),
)

#: The services of one visit beside the one it stands for now: planned (no `quantity` yet) or done, how many and where.
visit_work = Table(
    "visit_work",
    metadata,
    Column("ticket_id", String(36), ForeignKey("ticket.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("service_id", Integer, ForeignKey("service.id"), nullable=False),
    Column("quantity", Integer),
    Column("counter_id", Integer, ForeignKey("counter.id")),
    Column("staff_id", Integer, ForeignKey("staff.id")),
    Column("done_us", BigInteger),
)

request = Table(
    "request",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("ticket_id", String(36)),
)

print_job = Table(
    "print_job",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("station", String(40), nullable=False),
    # None: a slip that belongs to no ticket. Then `request_id` makes it once, however often its key was touched.
    Column("ticket_id", String(36), ForeignKey("ticket.id")),
    Column("request_id", String(64), unique=True),
    Column("state", String(10), nullable=False),
    Column("slip", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("settled_us", BigInteger),
    Column("detail", Text, nullable=False),
)
#: Print jobs that wait or are under way.
UNSETTLED = text("state IN ('queued', 'sending')")
#: Print jobs whose slip did not come out, or perhaps not.
LOST = text("state IN ('failed', 'unknown')")
_partial("ix_print_job_unsettled", print_job.c.station, print_job.c.id, where=UNSETTLED)
Index("ix_print_job_ticket_id", print_job.c.ticket_id)
_partial("ix_print_job_lost", print_job.c.settled_us, where=LOST)

appointment = Table(
    "appointment",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("code", String(16), primary_key=True),
    Column("service_id", Integer, ForeignKey("service.id")),
    Column("elsewhere", Text),
    Column("day", String(10), nullable=False),
    Column("begins_us", BigInteger, nullable=False),
    Column("ends_us", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("person", String(64)),
    Column("ticket_id", String(36), ForeignKey("ticket.id")),
    CheckConstraint(", ".join(f"'{state}'" for state in AppointmentState).join(("state IN (", ")")), name="state"),
)
Index("ix_appointment_day", appointment.c.branch_id, appointment.c.day)
_partial("ix_appointment_person", appointment.c.person, appointment.c.day, where=HAS_PERSON)

#: The last finish at a counter after which a visit went on: how it stood there, while that can be put right.
went_on = Table(
    "went_on",
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

journal = Table(
    "journal",
    metadata,
    Column("epoch", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("event_id", String(36), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", String(64), nullable=False, index=True),
    Column("at_us", BigInteger, nullable=False),
    Column("mono_ns", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

delivery = Table(
    "delivery",
    metadata,
    Column("installation", String(36), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("through_seq", BigInteger, nullable=False),
    Column("last_success_us", BigInteger),
    Column("last_error", Text),
    Column("link", Text),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("installation", String(36), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("subject", String(64), nullable=False),
    Column("event_id", String(36), nullable=False),
    Column("reason", Text, nullable=False),
    Column("held", Integer, nullable=False),
    Column("since_us", BigInteger, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(64)),
    Column("until_us", BigInteger),
)

#: One row: the centre's last word about the doors (`kiosk.store.orders`).
centre_orders = Table(
    "centre_orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("locks", Text, nullable=False),
)

#: The programs that work under a station's name now; two kiosks would print each other's slips.
station_presence = Table(
    "station_presence",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("station", String(40), nullable=False),
    Column("program", String(10), nullable=False),
    Column("until_us", BigInteger, nullable=False),
)

#: What a machine says of a part of its own that desks have to know of; it holds until `until_us` unless said again.
part_report = Table(
    "part_report",
    metadata,
    Column("station", String(40), primary_key=True),
    Column("part", String(10), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("until_us", BigInteger, nullable=False),
)

#: Kiosks that a member of staff took out of service, until somebody brings them back.
out_of_service = Table(
    "out_of_service",
    metadata,
    Column("station", String(40), primary_key=True),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False),
    Column("since_us", BigInteger, nullable=False),
)

#: In a kiosk's own ledger (`kiosk.store.reserve`): the numbers that the branch has by now.
handed_over = Table(
    "handed_over",
    metadata,
    Column("ticket_id", String(36), ForeignKey("ticket.id"), primary_key=True),
    Column("at_us", BigInteger, nullable=False),
)
