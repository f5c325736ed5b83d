"""Declare the tables of the machines: which programs run, how their devices are, which kiosk is out of service."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from kiosk.store.tables.base import metadata

#: The programs that work under a station's name now; two kiosks would print each other's slips.
station_presence = Table(
    "station_presence",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("station", String(40), nullable=False),
    Column("program", String(10), nullable=False),
    Column("until_us", BigInteger, nullable=False),
    Column("version", String(20)),
    Column("since_us", BigInteger, nullable=False, server_default="0"),
)

#: The last report of a machine about a device of its own. It holds until `until_us`; the status began at `since_us`.
device_report = Table(
    "device_report",
    metadata,
    Column("station", String(40), primary_key=True),
    Column("device", String(10), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("until_us", BigInteger, nullable=False),
    Column("since_us", BigInteger, nullable=False, server_default="0"),
)

#: When the status of a device changed, for some weeks: what the managers ask about a device that failed now and then.
#: Under the kind of a program stands when it was heard again after it had been lost.
device_change = Table(
    "device_change",
    metadata,
    Column("station", String(40), primary_key=True),
    Column("device", String(10), primary_key=True),
    Column("at_us", BigInteger, primary_key=True),
    Column("status", String(20), nullable=False),
)

#: Kiosks that are out of service until somebody brings them back: by a member of staff at the kiosk, or by a manager's
#: order (no `staff_id`). `text` is what citizens read there.
out_of_service = Table(
    "out_of_service",
    metadata,
    Column("station", String(40), primary_key=True),
    Column("staff_id", Integer, ForeignKey("staff.id")),
    Column("since_us", BigInteger, nullable=False),
    Column("text", Text),
)

#: How often a manager had the program of a station started again. A program that started at another count starts anew.
station_restart = Table(
    "station_restart",
    metadata,
    Column("station", String(40), primary_key=True),
    Column("count", Integer, nullable=False),
)

#: What a manager shows today at a kiosk (``station``), or on every kiosk and board (empty). The day's end removes it.
day_notice = Table(
    "day_notice",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("station", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("since_us", BigInteger, nullable=False),
)
