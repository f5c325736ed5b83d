"""Declare the tables of the clerks' side: open counters, calls for help, waits after wrong PINs."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from kiosk.store.tables.base import metadata

counter_session = Table(
    "counter_session",
    metadata,
    Column("counter_id", Integer, ForeignKey("counter.id"), primary_key=True),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False, unique=True),
    # The machine at which the clerk sits. Opening the counter on another machine moves it there.
    Column("station", String(40), nullable=False),
    Column("opened_us", BigInteger, nullable=False),
    Column("paused_us", BigInteger),
    Column("pause_reason", String(20)),
    Column("streak", Integer, nullable=False),
    Column("appointments", Integer, nullable=False),
)

#: Services that a manager gave to a counter for today, or took from it (no weight). The day's end removes them.
day_service = Table(
    "day_service",
    metadata,
    Column("counter_id", Integer, ForeignKey("counter.id"), primary_key=True),
    Column("service_id", Integer, ForeignKey("service.id"), primary_key=True),
    Column("weight", Integer),
    Column("since_us", BigInteger, nullable=False),
)

#: Alerts of today that somebody takes care of, until the day's end.
seen_alert = Table(
    "seen_alert",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("by", String(80), nullable=False),
    Column("since_us", BigInteger, nullable=False),
)

#: A clerk's silent call for help, until it is ended.
help_call = Table(
    "help_call",
    metadata,
    Column("counter_id", Integer, ForeignKey("counter.id"), primary_key=True),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False),
    Column("since_us", BigInteger, nullable=False),
)

#: Failures to sign in at one program of a machine, under any name.
desk_lock_out = Table(
    "desk_lock_out",
    metadata,
    Column("station", String(40), primary_key=True),
    Column("program", String(10), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("locked_until_us", BigInteger, nullable=False),
)
