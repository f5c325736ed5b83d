"""Declare the centre's tables. A record is stored byte for byte as it came; everything else can be derived from it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.store.engine import Store

metadata = MetaData()
#: PostgreSQL's advisory lock for creating the tables. The number has no other meaning.
_CREATING = 20261129

# BIGINT on PostgreSQL. On SQLite only INTEGER PRIMARY KEY numbers its rows by itself.
_Id = BigInteger().with_variant(Integer, "sqlite")

#: Every record once; `id` is the order of arrival.
record = Table(
    "record",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("installation", String(36), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("mono_ns", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("received_us", BigInteger, nullable=False),
    UniqueConstraint("installation", "epoch", "seq"),
)
Index("ix_record_subject", record.c.subject)

#: What has arrived of an epoch. Its row is also the lock for batches of one epoch.
progress = Table(
    "progress",
    metadata,
    Column("installation", String(36), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("highest", BigInteger, nullable=False),
    Column("gaps", Text, nullable=False),
    Column("last_us", BigInteger, nullable=False),
)

#: Refused records as evidence, without their bodies, once for each different content.
refusal = Table(
    "refusal",
    metadata,
    Column("installation", String(36), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
    Column("verdict", String(10), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("event_id", String(36), nullable=False),
    Column("first_us", BigInteger, nullable=False),
)

#: The version of an installation's orders: the centre's clock in microseconds, always higher than before.
orders = Table(
    "orders",
    metadata,
    Column("installation", String(36), primary_key=True),
    Column("version", BigInteger, nullable=False),
)

#: The locks: a station of an installation, "" for all of them, and the reason by language as JSON.
central_lock = Table(
    "central_lock",
    metadata,
    Column("installation", String(36), primary_key=True),
    Column("station", String(40), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("since_us", BigInteger, nullable=False),
)

#: Every order that was given, and who gave it. Rows are only added.
order_history = Table(
    "order_history",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("at_us", BigInteger, nullable=False),
    Column("by", String(64), nullable=False),
    Column("act", String(10), nullable=False),
    Column("installation", String(36), nullable=False),
    Column("station", String(40), nullable=False),
    Column("reason", Text, nullable=False),
)
Index("ix_order_history_installation", order_history.c.installation, order_history.c.id)

#: The tokens of installations, as SHA-256 in hexadecimal. A token without `expires_us` is valid until it is revoked.
device_token = Table(
    "device_token",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("installation", String(36), nullable=False, index=True),
    Column("made_us", BigInteger, nullable=False),
    Column("expires_us", BigInteger),
    Column("revoked_us", BigInteger),
    Column("used_us", BigInteger),
)

#: The one-time codes, as SHA-256 in hexadecimal. Without an id a code is for one installation that is not known yet.
#: `key` and `token` are the id and the hash of what was enrolled with it.
invite = Table(
    "invite",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("installation", String(36), nullable=False),
    Column("branch", String(100), nullable=False),
    Column("made_us", BigInteger, nullable=False),
    Column("expires_us", BigInteger, nullable=False),
    Column("used_us", BigInteger),
    Column("key", String(16)),
    Column("token", String(64)),
)

#: The public keys that installations sign with; `id` is `kiosk.store.signing.key_id`.
device_key = Table(
    "device_key",
    metadata,
    Column("installation", String(36), primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("made_us", BigInteger, nullable=False),
    Column("revoked_us", BigInteger),
)

#: The signature of every batch of which a record was stored: the proof of its range (`sync.protocol.SignedRange`).
batch_signature = Table(
    "batch_signature",
    metadata,
    Column("signature", LargeBinary, primary_key=True),
    Column("installation", String(36), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    Column("key", String(16), nullable=False),
    Column("received_us", BigInteger, nullable=False),
)
Index("ix_batch_signature_range", batch_signature.c.installation, batch_signature.c.epoch, batch_signature.c.first)


def open_database(url: str) -> Store:
    """Open a centre's database, and create the tables that are missing. Workers that start at once do it in turn.

    Raises:
        CounterError: ``store.*``.
    """
    store = Store(url)
    try:
        with store.write(journal=False) as connection:
            if not store.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(_CREATING)))
            metadata.create_all(connection)
    except BaseException:
        store.close()
        raise
    return store


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose keys are missing."""
    if rows:
        module = sqlite if connection.dialect.name == "sqlite" else postgresql
        connection.execute(module.insert(table).on_conflict_do_nothing(), rows)
