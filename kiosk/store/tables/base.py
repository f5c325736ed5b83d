"""Share the metadata, and the columns and conditions that are written the same in every file of tables.

Moments are whole microseconds since 1970 in UTC (`_us`), business dates ISO text, names in several languages JSON text.
SQLAlchemy Core only: importing its ORM would cost a kiosk two thirds of a second before it can store a number.
"""

from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
#: A row that numbers itself: BIGINT on PostgreSQL; on SQLite only INTEGER PRIMARY KEY does that.
ROW_ID = BigInteger().with_variant(Integer, "sqlite")


def branch_id() -> Column[int]:
    """Return the column that says which branch a row belongs to."""
    return Column("branch_id", Integer, ForeignKey("branch.id"), nullable=False)


def partial_index(name: str, *columns: Column[object], where: object, unique: bool = False) -> Index:
    """Declare an index over the rows that fulfil a condition."""
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def states(values: Iterable[str]) -> str:
    """Return a condition's list of states, in a fixed order."""
    return ", ".join(f"'{value}'" for value in sorted(values))
