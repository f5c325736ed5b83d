"""Keep the drafts of the set-up, one for each member of staff who edits it, and the pictures that it names."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables, and let who may publish a version keep a draft and a picture."""
    op.create_table(
        "setup_draft",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("saved_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_setup_draft_branch_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_setup_draft_staff_id")),
        sa.PrimaryKeyConstraint("branch_id", "staff_id", name=op.f("pk_setup_draft")),
    )
    op.create_table(
        "artwork",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_artwork")),
    )
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        _grant_to_publishers(connection)


def _grant_to_publishers(connection: sa.Connection) -> None:
    """Let every role read the new tables as it reads the versions, and write them where it may publish one."""
    grants = connection.execute(
        sa.text(
            "SELECT grantee, privilege_type FROM information_schema.role_table_grants "
            "WHERE table_name = 'setup_version' AND privilege_type IN ('SELECT', 'INSERT')"
        )
    )
    quote = connection.dialect.identifier_preparer.quote_identifier
    rights = {"SELECT": "SELECT", "INSERT": "INSERT, UPDATE, DELETE"}
    for role, right in list(grants):
        op.execute(f"GRANT {rights[right]} ON setup_draft TO {quote(role)}")
        op.execute(f"GRANT {right} ON artwork TO {quote(role)}")
        if right == "INSERT":
            op.execute(f"GRANT INSERT, UPDATE ON desk_lock_out TO {quote(role)}")
