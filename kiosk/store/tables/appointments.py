"""Declare the table of appointments."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from kiosk.domain.queue.appointment import AppointmentState
from kiosk.store.tables.base import metadata, partial_index
from kiosk.store.tables.tickets import HAS_PERSON

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

partial_index("ix_appointment_person", appointment.c.person, appointment.c.day, where=HAS_PERSON)
