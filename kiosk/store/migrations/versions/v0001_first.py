"""Create every table as release 0.1.0 had it. Never edit this file: add a revision instead."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

#: The triggers that wake the listeners of a branch on PostgreSQL (`kiosk.store.feed`).
NOTIFY = """
CREATE FUNCTION journal_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('journal', '');
    RETURN NULL;
END $$;
CREATE TRIGGER journal_notify AFTER INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_notify();
CREATE TRIGGER device_report_notify AFTER INSERT OR UPDATE OF status ON device_report
    FOR EACH STATEMENT EXECUTE FUNCTION journal_notify();
"""


def _where(condition: str) -> dict[str, Any]:
    """Return the condition of a partial index for both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Create the tables; on PostgreSQL also the triggers that wake the listeners."""
    op.create_table(
        "branch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("slogan", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("daily_cap", sa.Integer(), nullable=True),
        sa.Column("recall_limit", sa.Integer(), nullable=False),
        sa.Column("recall_gap_s", sa.Integer(), nullable=False),
        sa.Column("lock_minutes", sa.Integer(), nullable=False),
        sa.Column("setup_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
        sa.UniqueConstraint("code", name=op.f("uq_branch_code")),
    )
    op.create_table(
        "centre_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("locks", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_orders")),
    )
    op.create_table(
        "delivery",
        sa.Column("installation", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("through_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_success_us", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("installation", "epoch", name=op.f("pk_delivery")),
    )
    op.create_table(
        "desk_lock_out",
        sa.Column("station", sa.String(length=40), nullable=False),
        sa.Column("program", sa.String(length=10), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station", "program", name=op.f("pk_desk_lock_out")),
    )
    op.create_table(
        "device_report",
        sa.Column("station", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("until_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station", "device", name=op.f("pk_device_report")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "journal",
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("mono_ns", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", "seq", name=op.f("pk_journal")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_journal_subject"), "journal", ["subject"], unique=False)
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("until_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "quarantine",
        sa.Column("installation", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("since_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("installation", "epoch", "seq", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "request",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    op.create_table(
        "station_presence",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("station", sa.String(length=40), nullable=False),
        sa.Column("program", sa.String(length=10), nullable=False),
        sa.Column("until_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_station_presence")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_calendar_day_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", "day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "catalogue",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("loaded_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_catalogue_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", name=op.f("pk_catalogue")),
    )
    op.create_table(
        "counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_counter_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter")),
        sa.UniqueConstraint("branch_id", "number", name=op.f("uq_counter_branch_id_number")),
    )
    op.create_table(
        "field",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_field_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", "code", name=op.f("pk_field")),
    )
    op.create_table(
        "number_counter",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("series", sa.String(length=1), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_number_counter_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", "business_date", "series", name=op.f("pk_number_counter")),
    )
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.String(length=5), nullable=False),
        sa.Column("closes", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_opening_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    op.create_table(
        "own_ledger_series",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=40), nullable=False),
        sa.Column("series", sa.String(length=1), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_own_ledger_series_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", "station", name=op.f("pk_own_ledger_series")),
        sa.UniqueConstraint("branch_id", "series", name=op.f("uq_own_ledger_series_branch_id_series")),
    )
    op.create_table(
        "priority_group",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_age", sa.Integer(), nullable=True),
        sa.Column("to_age", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_priority_group_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", "code", name=op.f("pk_priority_group")),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("field_code", sa.String(length=20), nullable=False),
        sa.Column("series", sa.String(length=1), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("target_minutes", sa.Integer(), nullable=False),
        sa.Column("procedures", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_service_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("branch_id", "code", name=op.f("uq_service_branch_id_code")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until_us", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_staff_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("branch_id", "login", name=op.f("uq_staff_branch_id_login")),
    )
    op.create_table(
        "counter_service",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_counter_service_counter_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_counter_service_service_id")),
        sa.PrimaryKeyConstraint("counter_id", "service_id", name=op.f("pk_counter_service")),
    )
    op.create_table(
        "counter_session",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=40), nullable=False),
        sa.Column("opened_us", sa.BigInteger(), nullable=False),
        sa.Column("paused_us", sa.BigInteger(), nullable=True),
        sa.Column("pause_reason", sa.String(length=20), nullable=True),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.Column("appointments", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_counter_session_counter_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_counter_session_staff_id")),
        sa.PrimaryKeyConstraint("counter_id", name=op.f("pk_counter_session")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_counter_session_staff_id")),
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
        "out_of_service",
        sa.Column("station", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("since_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_out_of_service_staff_id")),
        sa.PrimaryKeyConstraint("station", name=op.f("pk_out_of_service")),
    )
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
    op.create_index("ix_ticket_done", "ticket", ["service_id", "finished_us"], unique=False, **_where("state = 'done'"))
    op.create_index(
        "ix_ticket_done_at", "ticket", ["counter_id", "finished_us"], unique=False, **_where("state = 'done'")
    )
    op.create_index(
        "ix_ticket_line",
        "ticket",
        ["branch_id", "business_date", "service_id", "priority_check", "queued_us", "number"],
        unique=False,
        **_where(
            "(state = 'waiting' AND put_first_us IS NULL AND appointed_us IS NULL "
            "AND to_counter_id IS NULL AND to_staff_id IS NULL "
            "AND (priority_check IS NULL OR priority_check = 'declared')) IS TRUE"
        ),
    )
    op.create_index(
        "ix_ticket_live",
        "ticket",
        ["branch_id", "business_date", "state"],
        unique=False,
        **_where("state IN ('called', 'no_show', 'parked', 'serving', 'waiting')"),
    )
    op.create_index(
        "ix_ticket_person_day", "ticket", ["person", "business_date"], unique=False, **_where("person IS NOT NULL")
    )
    op.create_index(
        "ix_ticket_special",
        "ticket",
        ["branch_id", "business_date"],
        unique=False,
        **_where(
            "(state = 'parked' OR (state = 'waiting' AND (put_first_us IS NOT NULL OR appointed_us IS NOT NULL "
            "OR to_counter_id IS NOT NULL OR to_staff_id IS NOT NULL "
            "OR priority_check IN ('confirmed', 'refused'))))"
        ),
    )
    op.create_index(
        "ux_ticket_at_counter", "ticket", ["counter_id"], unique=True, **_where("state IN ('called', 'serving')")
    )
    op.create_index(
        "ux_ticket_person_open",
        "ticket",
        ["person", "service_id", "business_date"],
        unique=True,
        **_where("person IS NOT NULL AND state IN ('called', 'parked', 'serving', 'waiting')"),
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
        "ix_appointment_person", "appointment", ["person", "day"], unique=False, **_where("person IS NOT NULL")
    )
    op.create_table(
        "handed_over",
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_handed_over_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_handed_over")),
    )
    op.create_table(
        "left_visit",
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
        sa.ForeignKeyConstraint(["back_service_id"], ["service.id"], name=op.f("fk_left_visit_back_service_id")),
        sa.ForeignKeyConstraint(["back_staff_id"], ["staff.id"], name=op.f("fk_left_visit_back_staff_id")),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_left_visit_counter_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_left_visit_service_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_left_visit_staff_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_left_visit_ticket_id")),
        sa.PrimaryKeyConstraint("counter_id", name=op.f("pk_left_visit")),
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
        "ix_print_job_lost", "print_job", ["settled_us"], unique=False, **_where("state IN ('failed', 'unknown')")
    )
    op.create_index("ix_print_job_ticket_id", "print_job", ["ticket_id"], unique=False)
    op.create_index(
        "ix_print_job_unsettled",
        "print_job",
        ["station", "id"],
        unique=False,
        **_where("state IN ('queued', 'sending')"),
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
        "visit_service",
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("counter_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("done_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_visit_service_counter_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_visit_service_service_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_visit_service_staff_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_visit_service_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "position", name=op.f("pk_visit_service")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(NOTIFY)
