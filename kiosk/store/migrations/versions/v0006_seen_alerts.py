"""Keep which alerts of today somebody takes care of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table; desks and managers write it."""
    op.create_table(
        "seen_alert",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("since_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_seen_alert")),
    )
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        grants = connection.execute(
            sa.text(
                "SELECT DISTINCT grantee FROM information_schema.role_table_grants "
                "WHERE table_name = 'counter_session' AND privilege_type = 'INSERT'"
            )
        )
        quote = connection.dialect.identifier_preparer.quote_identifier
        for role in list(grants.scalars()):
            op.execute(f"GRANT SELECT, INSERT, DELETE ON seen_alert TO {quote(role)}")
