"""Declare the tables of figures: a cache of the journal, which may be dropped and made again to the same bytes."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table

from kiosk.store.tables.base import metadata

#: The tallies of a day that is over, as canonical JSON: `total` by service alone, `cells` by cell. `form` says which
#: program made them. The cells stand last, so that SQLite reads a total without them.
day_summary = Table(
    "day_summary",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("business_date", String(10), primary_key=True),
    Column("form", Integer, nullable=False),
    Column("total", LargeBinary, nullable=False),
    Column("cells", LargeBinary, nullable=False),
)

#: One row: every summary includes the records of the journal until here.
summary_mark = Table(
    "summary_mark",
    metadata,
    Column("branch_id", Integer, ForeignKey("branch.id"), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
)
