"""Declare the tables of a branch's set-up, which changes by configuration, not by a visit.

`setup_version` holds each published version whole. Service, counter, counter_service and staff are derived from the
newest: tickets and records refer to their ids. Nothing of these is ever deleted.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    update,
)

from kiosk.store.tables.base import branch_id, metadata

#: `setup_changes` counts every change of what programs keep of the set-up: versions, locks, stations taken out.
branch = Table(
    "branch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("setup_changes", Integer, nullable=False),
)
#: Lets every process of the branch read the set-up again before its next act.
SETUP_CHANGED = update(branch).values(setup_changes=branch.c.setup_changes + 1)

#: `document` is JSON in canonical form, without the names of staff; `names` holds these, encrypted for this branch.
setup_version = Table(
    "setup_version",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("names", LargeBinary),
    Column("published_us", BigInteger, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

#: The draft of a member of staff: a document that is not in force, encrypted, and the version that it was made from.
setup_draft = Table(
    "setup_draft",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("staff_id", Integer, ForeignKey("staff.id"), primary_key=True),
    Column("based_on", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("saved_us", BigInteger, nullable=False),
)

#: Pictures that versions of the set-up name by the SHA-256 of their bytes. None is deleted: old versions may return.
artwork = Table(
    "artwork",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

#: A service that the newest version does not offer any more is `retired`: the tickets that wait for it are served.
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
    Column("retired", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("branch_id", "code"),
)

counter = Table(
    "counter",
    metadata,
    Column("id", Integer, primary_key=True),
    branch_id(),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("retired", Boolean, nullable=False, server_default=false()),
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
    # Somebody else chose the PIN or password: it is replaced at the first sign-in.
    Column("is_first_secret", Boolean, nullable=False, server_default=false()),
    # When the PIN or password was set. Whoever signed in earlier signs in again.
    Column("secret_us", BigInteger, nullable=False, server_default="0"),
    # The last day of the role, ISO; none: it does not end.
    Column("until", String(10)),
    UniqueConstraint("branch_id", "login"),
)

#: What programs read of staff: all but the secret, which no machine's role may read on PostgreSQL.
STAFF = tuple(column for column in staff.c if column is not staff.c.secret)

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
