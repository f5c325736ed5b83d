"""Declare the tables of what the centre has, what it refused, and what it ordered."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from kiosk.store.tables.base import metadata

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

#: One row: the centre's last order to lock kiosks (`kiosk.store.orders`).
centre_orders = Table(
    "centre_orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("locks", Text, nullable=False),
)
