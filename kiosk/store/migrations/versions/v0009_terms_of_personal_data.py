"""Find the rows whose personal data must go, and remove the hashes that one key for all days made."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the indexes, and forget the persons of release 0.2.0 and before.

    Their hashes fit no key of a date. The person of a coming appointment checks in by its code.
    """
    op.execute("UPDATE ticket SET person = NULL WHERE person IS NOT NULL")
    op.execute("UPDATE appointment SET person = NULL WHERE person IS NOT NULL")
    for name, table, column, where in (
        ("ix_ticket_group", "ticket", "business_date", "priority_group IS NOT NULL"),
        ("ix_print_job_slip", "print_job", "created_us", "slip <> ''"),
    ):
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
