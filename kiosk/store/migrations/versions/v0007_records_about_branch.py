"""Find the records about staff, counters and machines by their time, without those about visits."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ABOUT_BRANCH = sa.text("substr(kind, 1, 7) NOT IN ('appoint', 'print.s', 'priorit', 'rating.', 'ticket.')")


def upgrade() -> None:
    """Make the index: a journal of five years has some hundred thousand such records among ten million."""
    op.create_index(
        "ix_journal_about_branch",
        "journal",
        ["at_us"],
        sqlite_where=_ABOUT_BRANCH,
        postgresql_where=_ABOUT_BRANCH,
    )
