"""Exchange the keys of business dates between machines, and know first PINs and when a PIN was set."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table and the columns. On PostgreSQL the table is unlogged, so no key stands in the server's WAL."""
    connection = op.get_bind()
    is_postgres = connection.dialect.name == "postgresql"
    op.create_table(
        "day_key",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_key")),
        prefixes=["UNLOGGED"] if is_postgres else [],
    )
    op.add_column("staff", sa.Column("is_first_secret", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("staff", sa.Column("secret_us", sa.BigInteger(), nullable=False, server_default="0"))
