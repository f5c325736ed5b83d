"""Let a manager order the machines and the counters of today, and keep since when and how often a device failed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

#: What each role of a branch may do with the new tables, by a table whose rights it has already.
_GRANTS = (
    ("device_report", "device_change", "SELECT, INSERT, DELETE"),
    ("setup_draft", "station_restart", "SELECT, INSERT, UPDATE"),
    ("setup_draft", "day_notice", "SELECT, INSERT, DELETE"),
    ("setup_draft", "day_service", "SELECT, INSERT, UPDATE, DELETE"),
    ("setup_draft", "out_of_service", "INSERT, DELETE"),
    ("setup_draft", "print_job", "INSERT"),
    ("setup_draft", "counter_session", "INSERT, UPDATE, DELETE"),
    ("setup_draft", "help_call", "DELETE"),
    ("counter_session", "day_notice", "DELETE"),
    ("counter_session", "day_service", "DELETE"),
)
_NEW = ("device_change", "station_restart", "day_notice", "day_service")


def upgrade() -> None:
    """Make the tables and columns. What is running now began at an unknown moment: 0."""
    for table in ("station_presence", "device_report"):
        op.add_column(table, sa.Column("since_us", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("station_presence", sa.Column("version", sa.String(20), nullable=True))
    with op.batch_alter_table("out_of_service") as out_of_service:
        out_of_service.add_column(sa.Column("text", sa.Text(), nullable=True))
        out_of_service.alter_column("staff_id", existing_type=sa.Integer(), nullable=True)
    op.create_table(
        "device_change",
        sa.Column("station", sa.String(40), nullable=False),
        sa.Column("device", sa.String(10), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("station", "device", "at_us", name=op.f("pk_device_change")),
    )
    op.create_table(
        "station_restart",
        sa.Column("station", sa.String(40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("station", name=op.f("pk_station_restart")),
    )
    op.create_table(
        "day_notice",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("station", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_notice")),
    )
    op.create_table(
        "day_service",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("since_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_day_service_counter_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_day_service_service_id")),
        sa.PrimaryKeyConstraint("counter_id", "service_id", name=op.f("pk_day_service")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _grant_to_roles(op.get_bind())


def _grant_to_roles(connection: sa.Connection) -> None:
    """Give each role the rights that `kiosk.store.roles` names for it."""
    rows = connection.execute(
        sa.text("SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants")
    ).all()
    quote = connection.dialect.identifier_preparer.quote_identifier
    readers = {role for table, role, right in rows if (table, right) == ("out_of_service", "SELECT")}
    writers = {table: {role for name, role, right in rows if (name, right) == (table, "INSERT")} for table, *_ in rows}
    for role in readers:
        for table in _NEW:
            op.execute(f"GRANT SELECT ON {table} TO {quote(role)}")
    for known, table, rights in _GRANTS:
        for role in writers.get(known, ()):
            op.execute(f"GRANT {rights} ON {table} TO {quote(role)}")
    for role in writers.get("setup_draft", ()):
        op.execute(f"GRANT USAGE ON SEQUENCE print_job_id_seq TO {quote(role)}")
    for role in writers.get("device_report", ()):
        op.execute(f"GRANT INSERT, UPDATE, DELETE ON station_presence TO {quote(role)}")
