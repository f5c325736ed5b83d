"""Keep the set-up as versions of one document: version 1 is what release 0.1.0 had in its tables."""

import json
import time
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GONE = ("field", "priority_group", "opening", "calendar_day")
_GONE_COLUMNS = ("name", "place", "slogan", "zone", "policy")
_GONE_LIMITS = ("daily_cap", "recall_limit", "recall_gap_s", "lock_minutes")


def upgrade() -> None:
    """Write the tables of the set-up into a document, and drop those that nothing refers to."""
    op.create_table(
        "setup_version",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("names", sa.LargeBinary(), nullable=True),
        sa.Column("published_us", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_setup_version_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", "version", name=op.f("pk_setup_version")),
    )
    for table in ("service", "counter"):
        op.add_column(table, sa.Column("retired", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    for branch in _rows("branch"):
        values = {"id": branch.id, "document": _canonical(_document(branch)), "now": time.time_ns() // 1000}
        connection.execute(
            sa.text("INSERT INTO setup_version VALUES (:id, 1, :document, NULL, :now, 'kiosk db upgrade', '0.1.0')"),
            values,
        )
    if connection.dialect.name == "postgresql":
        _grant_as_before(connection)
    for table in _GONE:
        op.drop_table(table)
    for column in (*_GONE_COLUMNS, *_GONE_LIMITS):
        op.drop_column("branch", column)
    op.execute("ALTER TABLE branch RENAME COLUMN setup_version TO setup_changes")


def _grant_as_before(connection: sa.Connection) -> None:
    """Let the roles of the branch read and write the new table as they did the calendar, which is part of it now."""
    grants = connection.execute(
        sa.text(
            "SELECT grantee, privilege_type FROM information_schema.role_table_grants WHERE table_name = 'calendar_day'"
        )
    )
    quote = connection.dialect.identifier_preparer.quote_identifier
    for role, right in grants:
        if right in {"SELECT", "INSERT"}:
            op.execute(f"GRANT {right} ON setup_version TO {quote(role)}")
        if right == "INSERT":
            op.execute(f"GRANT INSERT, UPDATE ON service, counter TO {quote(role)}")


def _rows(table: str, order: str = "1", **where: object) -> list[Any]:
    """Return the rows of a table in an order, those with the values of `where`."""
    condition = " AND ".join(f"{name} = :{name}" for name in where) or "1 = 1"
    statement = f"SELECT * FROM {table} WHERE {condition} ORDER BY {order}"  # noqa: S608 - names of this file only
    return list(op.get_bind().execute(sa.text(statement), where))


def _document(branch: Any) -> dict[str, Any]:
    """Return the document of a branch of 0.1.0, as `kiosk.domain.setup.form.plain` writes it."""
    mine = {"branch_id": branch.id}
    fields = _rows("field", "position", **mine)
    services = _rows("service", "id", **mine)
    series = {one.code: next((s.series for s in services if s.field_code == one.code), "") for one in fields}
    codes = {one.id: one.code for one in services}
    return {
        "format": 1,
        "branch": {
            "code": branch.code,
            **{key: _name(getattr(branch, key)) for key in ("name", "place", "slogan")},
            "zone": branch.zone,
        },
        "fields": [
            {"code": one.code, "name": _name(one.name), "icon": one.icon, "series": series[one.code]} for one in fields
        ],
        "services": [
            {
                "code": one.code,
                "field": one.field_code,
                "name": _name(one.name),
                "target_minutes": one.target_minutes,
                "series": "" if series.get(one.field_code) == one.series else one.series,
                "procedures": json.loads(one.procedures),
            }
            for one in services
        ],
        "counters": [
            {"number": one.number, "name": _name(one.name), "services": _counter_services(one.id, codes)}
            for one in _rows("counter", "number", **mine)
        ],
        "staff": [
            {"login": one.login, "name": "", "role": one.role, **({"until": one.until} if one.until else {})}
            for one in _rows("staff", "id", **mine)
        ],
        "hours": _hours(mine),
        "calendar": [
            {"day": one.day, "hours": one.hours, "name": _name(one.name), "source": one.source}
            for one in _rows("calendar_day", "day", **mine)
        ],
        "groups": [
            {
                "code": one.code,
                "name": _name(one.name),
                **{key: value for key in ("from_age", "to_age", "sex") if (value := getattr(one, key)) is not None},
            }
            for one in _rows("priority_group", "position", **mine)
        ],
        "calling": {key: 0 if value is None else value for key, value in json.loads(branch.policy).items()},
        "limits": {
            **({"daily_cap": branch.daily_cap} if branch.daily_cap is not None else {}),
            "recall_limit": branch.recall_limit,
            "recall_gap_seconds": branch.recall_gap_s,
            "lock_minutes": branch.lock_minutes,
        },
    }


def _counter_services(counter: int, codes: dict[int, str]) -> list[str]:
    links = _rows("counter_service", "service_id", counter_id=counter)
    return [f"{codes[one.service_id]}={one.weight}" if one.weight else codes[one.service_id] for one in links]


def _hours(mine: dict[str, object]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in _WEEKDAYS}
    for one in _rows("opening", "weekday, opens", **mine):
        found[_WEEKDAYS[one.weekday]].append(f"{one.opens}-{one.closes}")
    return found


def _name(stored: str) -> Any:
    """Return a stored name: a text, or a text for each language where there are several."""
    texts = json.loads(stored)
    return texts if len(texts) > 1 else texts["vi"]


def _canonical(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
