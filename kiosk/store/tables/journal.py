"""Declare the journal and the end of its chain."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, text

from kiosk.store.tables.base import metadata, partial_index

installation = Table(
    "installation",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("last_us", BigInteger, nullable=False),
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

#: Records about the branch, its staff, counters and machines: one in fifty. All others are about a visit. A query
#: repeats this condition word for word, so that a planner uses the index.
ABOUT_BRANCH = text("substr(kind, 1, 7) NOT IN ('appoint', 'print.s', 'priorit', 'rating.', 'ticket.')")

partial_index("ix_journal_about_branch", journal.c.at_us, where=ABOUT_BRANCH)
