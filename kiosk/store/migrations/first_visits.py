"""The part of the first version that grows with every visit; see `versions/v0001_first.py`."""

import sqlalchemy as sa
from alembic import op


def create_visit_tables() -> None:
    """Tickets and what hangs on them."""
    op.create_table(
        "ticket",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("series", sa.String(length=1), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("priority_group", sa.String(length=20), nullable=True),
        sa.Column("priority_check", sa.String(length=10), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("issued_us", sa.BigInteger(), nullable=False),
        sa.Column("queued_us", sa.BigInteger(), nullable=False),
        sa.Column("appointed_us", sa.BigInteger(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("called_us", sa.BigInteger(), nullable=True),
        sa.Column("last_call_us", sa.BigInteger(), nullable=True),
        sa.Column("started_us", sa.BigInteger(), nullable=True),
        sa.Column("finished_us", sa.BigInteger(), nullable=True),
        sa.Column("parked_until_us", sa.BigInteger(), nullable=True),
        sa.Column("park_reason", sa.String(length=20), nullable=True),
        sa.Column("put_first_us", sa.BigInteger(), nullable=True),
        sa.Column("to_counter_id", sa.Integer(), nullable=True),
        sa.Column("to_staff_id", sa.Integer(), nullable=True),
        sa.Column("back_staff_id", sa.Integer(), nullable=True),
        sa.Column("back_service_id", sa.Integer(), nullable=True),
        sa.Column("streak_was", sa.Integer(), nullable=True),
        sa.Column("appointments_was", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('called', 'cancelled', 'done', 'expired', 'no_show', 'parked', 'serving', 'waiting')",
            name=op.f("ck_ticket_state"),
        ),
        sa.ForeignKeyConstraint(["back_service_id"], ["service.id"], name=op.f("fk_ticket_back_service_id")),
        sa.ForeignKeyConstraint(["back_staff_id"], ["staff.id"], name=op.f("fk_ticket_back_staff_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_ticket_branch_id")),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_ticket_counter_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_ticket_service_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_ticket_staff_id")),
        sa.ForeignKeyConstraint(["to_counter_id"], ["counter.id"], name=op.f("fk_ticket_to_counter_id")),
        sa.ForeignKeyConstraint(["to_staff_id"], ["staff.id"], name=op.f("fk_ticket_to_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint(
            "branch_id",
            "business_date",
            "series",
            "number",
            name=op.f("uq_ticket_branch_id_business_date_series_number"),
        ),
    )
    op.create_index(
        "ix_ticket_done",
        "ticket",
        ["service_id", "finished_us"],
        unique=False,
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )
    op.create_index(
        "ix_ticket_done_at",
        "ticket",
        ["counter_id", "finished_us"],
        unique=False,
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )
    op.create_index(
        "ix_ticket_live",
        "ticket",
        ["branch_id", "business_date", "state"],
        unique=False,
        sqlite_where=sa.text("state IN ('called', 'no_show', 'parked', 'serving', 'waiting')"),
        postgresql_where=sa.text("state IN ('called', 'no_show', 'parked', 'serving', 'waiting')"),
    )
    plain = sa.text(
        "(state = 'waiting' AND put_first_us IS NULL AND appointed_us IS NULL AND to_counter_id IS NULL"
        " AND to_staff_id IS NULL AND (priority_check IS NULL OR priority_check = 'declared')) IS TRUE"
    )
    op.create_index(
        "ix_ticket_line",
        "ticket",
        ["branch_id", "business_date", "service_id", "priority_check", "queued_us", "number"],
        unique=False,
        sqlite_where=plain,
        postgresql_where=plain,
    )
    special = sa.text(
        "(state = 'parked' OR (state = 'waiting' AND (put_first_us IS NOT NULL OR appointed_us IS NOT NULL"
        " OR to_counter_id IS NOT NULL OR to_staff_id IS NOT NULL OR priority_check IN ('confirmed', 'refused'))))"
    )
    op.create_index(
        "ix_ticket_special",
        "ticket",
        ["branch_id", "business_date"],
        unique=False,
        sqlite_where=special,
        postgresql_where=special,
    )
    op.create_index(
        "ix_ticket_person_day",
        "ticket",
        ["person", "business_date"],
        unique=False,
        sqlite_where=sa.text("person IS NOT NULL"),
        postgresql_where=sa.text("person IS NOT NULL"),
    )
    op.create_index(
        "ux_ticket_at_counter",
        "ticket",
        ["counter_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('called', 'serving')"),
        postgresql_where=sa.text("state IN ('called', 'serving')"),
    )
    op.create_index(
        "ux_ticket_person_open",
        "ticket",
        ["person", "service_id", "business_date"],
        unique=True,
        sqlite_where=sa.text("person IS NOT NULL AND state IN ('called', 'parked', 'serving', 'waiting')"),
        postgresql_where=sa.text("person IS NOT NULL AND state IN ('called', 'parked', 'serving', 'waiting')"),
    )
    op.create_table(
        "appointment",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("elsewhere", sa.Text(), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("begins_us", sa.BigInteger(), nullable=False),
        sa.Column("ends_us", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("ticket_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("state IN ('booked', 'cancelled', 'checked_in')", name=op.f("ck_appointment_state")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_appointment_branch_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_appointment_service_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_appointment_ticket_id")),
        sa.PrimaryKeyConstraint("branch_id", "code", name=op.f("pk_appointment")),
    )
    op.create_index("ix_appointment_day", "appointment", ["branch_id", "day"], unique=False)
    op.create_index(
        "ix_appointment_person",
        "appointment",
        ["person", "day"],
        unique=False,
        sqlite_where=sa.text("person IS NOT NULL"),
        postgresql_where=sa.text("person IS NOT NULL"),
    )
    op.create_table(
        "print_job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=40), nullable=False),
        sa.Column("ticket_id", sa.String(length=36), nullable=True),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("slip", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("settled_us", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_print_job_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
        sa.UniqueConstraint("request_id", name=op.f("uq_print_job_request_id")),
    )
    op.create_index(
        "ix_print_job_lost",
        "print_job",
        ["settled_us"],
        unique=False,
        sqlite_where=sa.text("state IN ('failed', 'unknown')"),
        postgresql_where=sa.text("state IN ('failed', 'unknown')"),
    )
    op.create_index("ix_print_job_ticket_id", "print_job", ["ticket_id"], unique=False)
    op.create_index(
        "ix_print_job_unsettled",
        "print_job",
        ["station", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_table(
        "desk_ladder",
        sa.Column("station", sa.String(length=40), nullable=False),
        sa.Column("program", sa.String(length=10), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station", "program", name=op.f("pk_desk_ladder")),
    )
    op.create_table(
        "help_call",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("since_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_help_call_counter_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_help_call_staff_id")),
        sa.PrimaryKeyConstraint("counter_id", name=op.f("pk_help_call")),
    )
    op.create_table(
        "visit_work",
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("counter_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("done_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_visit_work_counter_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_visit_work_service_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_visit_work_staff_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_visit_work_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "position", name=op.f("pk_visit_work")),
    )
    op.create_table(
        "went_on",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("left_us", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("called_us", sa.BigInteger(), nullable=True),
        sa.Column("last_call_us", sa.BigInteger(), nullable=True),
        sa.Column("started_us", sa.BigInteger(), nullable=True),
        sa.Column("back_staff_id", sa.Integer(), nullable=True),
        sa.Column("back_service_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["back_service_id"], ["service.id"], name=op.f("fk_went_on_back_service_id")),
        sa.ForeignKeyConstraint(["back_staff_id"], ["staff.id"], name=op.f("fk_went_on_back_staff_id")),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_went_on_counter_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_went_on_service_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_went_on_staff_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_went_on_ticket_id")),
        sa.PrimaryKeyConstraint("counter_id", name=op.f("pk_went_on")),
    )
    op.create_table(
        "rating",
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_rating_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_rating")),
    )
    op.create_table(
        "handed_over",
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_handed_over_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_handed_over")),
    )
