"""Keep the tallies of days that are over, for reports over months and years."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables, and let desks and managers keep summaries."""
    op.create_table(
        "day_summary",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("business_date", sa.String(10), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("total", sa.LargeBinary(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_day_summary_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", "business_date", name=op.f("pk_day_summary")),
    )
    op.create_table(
        "summary_mark",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_summary_mark_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", name=op.f("pk_summary_mark")),
    )
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        _grant(connection)


def _grant(connection: sa.Connection) -> None:
    """Let each role that knows the staff read summaries, and desks and managers write them."""
    may_read, may_write = ("staff", "SELECT"), (("counter_session", "INSERT"), ("setup_version", "INSERT"))
    for table, right, rights in ((*may_read, "SELECT"), *((*one, "INSERT, UPDATE, DELETE") for one in may_write)):
        grants = connection.execute(
            sa.text(
                "SELECT grantee FROM information_schema.role_table_grants "
                "WHERE table_name = :table AND privilege_type = :right"
            ),
            {"table": table, "right": right},
        )
        quote = connection.dialect.identifier_preparer.quote_identifier
        for role in list(grants.scalars()):
            op.execute(f"GRANT {rights} ON day_summary, summary_mark TO {quote(role)}")
