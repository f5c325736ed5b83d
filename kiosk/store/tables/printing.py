"""Declare the print queue."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, text

from kiosk.store.tables.base import ROW_ID, metadata, partial_index

print_job = Table(
    "print_job",
    metadata,
    Column("id", ROW_ID, primary_key=True),
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

#: Print jobs whose slip is still stored. The day's end empties it.
HAS_SLIP = text("slip <> ''")

partial_index("ix_print_job_unsettled", print_job.c.station, print_job.c.id, where=UNSETTLED)

Index("ix_print_job_ticket_id", print_job.c.ticket_id)

partial_index("ix_print_job_lost", print_job.c.settled_us, where=LOST)

partial_index("ix_print_job_slip", print_job.c.created_us, where=HAS_SLIP)
