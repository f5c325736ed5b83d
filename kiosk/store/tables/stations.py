"""Declare the tables of the machines: which programs run, how their devices are, which kiosk is out of service."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from kiosk.store.tables.base import metadata

#: The programs that work under a station's name now; two kiosks would print each other's slips.
station_presence = Table(
    "station_presence",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("station", String(40), nullable=False),
    Column("program", String(10), nullable=False),
    Column("until_us", BigInteger, nullable=False),
)

#: The last report of a machine about a device of its own that desks show. It holds until `until_us`.
device_report = Table(
    "device_report",
    metadata,
    Column("station", String(40), primary_key=True),
    Column("device", String(10), primary_key=True),
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
