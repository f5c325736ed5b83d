"""Create the first version of every table.

Before release 0.1.0 the tables are created from their declaration in `kiosk.store.tables`, so they are declared once.
At the release `make freeze` writes the statements out into this file (`kiosk.store.migrations.freeze`). From then on
nobody edits it, and each change of a table is a revision of its own.
"""

from alembic import op

from kiosk.store.migrations.notify import NOTIFY
from kiosk.store.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables; on PostgreSQL also the triggers that wake the listeners."""
    metadata.create_all(op.get_bind())
    if op.get_bind().dialect.name == "postgresql":
        op.execute(NOTIFY)
