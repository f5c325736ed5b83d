"""Declare the tables of a branch's set-up, which changes by configuration, not by a visit."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from kiosk.store.tables.base import branch_id, metadata

branch = Table(
    "branch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("slogan", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("policy", Text, nullable=False),
    Column("daily_cap", Integer),
    Column("recall_limit", Integer, nullable=False),
    Column("recall_gap_s", Integer, nullable=False),
    Column("lock_minutes", Integer, nullable=False),
    Column("setup_version", Integer, nullable=False),
)

field = Table(
    "field",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("code", String(20), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("icon", String(40), nullable=False),
)

service = Table(
    "service",
    metadata,
    Column("id", Integer, primary_key=True),
    branch_id(),
    Column("code", String(40), nullable=False),
    Column("field_code", String(20), nullable=False),
    Column("series", String(1), nullable=False),
    Column("name", Text, nullable=False),
    Column("target_minutes", Integer, nullable=False),
    Column("procedures", Text, nullable=False),
    UniqueConstraint("branch_id", "code"),
)

counter = Table(
    "counter",
    metadata,
    Column("id", Integer, primary_key=True),
    branch_id(),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("branch_id", "number"),
)

counter_service = Table(
    "counter_service",
    metadata,
    Column("counter_id", Integer, ForeignKey("counter.id"), primary_key=True),
    Column("service_id", Integer, ForeignKey("service.id"), primary_key=True),
    Column("weight", Integer, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    branch_id(),
    Column("login", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("secret", Text, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("locked_until_us", BigInteger, nullable=False, server_default="0"),
    # The last day of the role, ISO; none: it does not end.
    Column("until", String(10)),
    UniqueConstraint("branch_id", "login"),
)

priority_group = Table(
    "priority_group",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("code", String(20), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("from_age", Integer),
    Column("to_age", Integer),
    Column("sex", String(10)),
)

opening = Table(
    "opening",
    metadata,
    Column("id", Integer, primary_key=True),
    branch_id(),
    Column("weekday", Integer, nullable=False),
    Column("opens", String(5), nullable=False),
    Column("closes", String(5), nullable=False),
)

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("hours", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
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

#: Which kiosk gives out which letter while the branch's database is away; a kiosk keeps its letter for good.
own_ledger_series = Table(
    "own_ledger_series",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("station", String(40), primary_key=True),
    Column("series", String(1), nullable=False),
    UniqueConstraint("branch_id", "series"),
)
