"""Print the first revision with every statement written out: `make freeze`, once, at release 0.1.0.

Until then `versions/v0001_first.py` creates the tables from their declaration. A released revision must never change,
so at the release the printed text replaces it, and the declaration may go on from there.
"""

import sys

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import UpgradeOps
from sqlalchemy import create_engine

from kiosk.store.tables import metadata

_REVISION = '''"""The first version of every table, as release 0.1.0 had it. Never edit it: add a revision instead."""

import sqlalchemy as sa
from alembic import op

from kiosk.store.migrations.notify import NOTIFY

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables; on PostgreSQL also the triggers that wake the listeners."""
    {statements}
    if op.get_bind().dialect.name == "postgresql":
        op.execute(NOTIFY)
'''


def frozen_revision() -> str:
    """Return the source of the revision that creates today's tables."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        made = produce_migrations(MigrationContext.configure(connection), metadata)
    engine.dispose()
    if not isinstance(made.upgrade_ops, UpgradeOps):
        raise TypeError("an empty database lacks every table")
    return _REVISION.format(statements=render_python_code(made.upgrade_ops))


if __name__ == "__main__":
    sys.stdout.write(frozen_revision())
