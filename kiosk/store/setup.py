"""Read the set-up of a branch: everything that changes by configuration and not by a visit."""

import json
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, select

from kiosk.domain.branch_setup import (
    Branch,
    Counter,
    Field,
    OpeningSpan,
    PriorityGroup,
    Service,
    Setup,
    SpecialDay,
    Staff,
    StaffRole,
)
from kiosk.domain.calendar.calendar_file import read_hours
from kiosk.domain.language.text import LocalText
from kiosk.domain.people.scan import Sex
from kiosk.domain.queue.calling import CallingPolicy, Rule
from kiosk.store import tables
from kiosk.store.orders import read_orders

_VERSION = select(tables.branch.c.setup_version).where(tables.branch.c.id == bindparam("branch"))


def dump_text(text: LocalText) -> str:
    """Return a name in several languages as it is stored."""
    return json.dumps(text.as_dict(), ensure_ascii=False)


def load_text(stored: str) -> LocalText:
    """Reverse `dump_text`."""
    return LocalText.from_dict(json.loads(stored))


def dump_policy(policy: CallingPolicy) -> str:
    """Return the calling rule as JSON."""
    return json.dumps(
        {
            "rule": policy.rule.value,
            "priority_share": policy.priority_share,
            "ordinary_share": policy.ordinary_share,
            "priority_bonus_minutes": policy.priority_bonus_minutes,
            "overdue_minutes": policy.overdue_minutes,
            "appointment_share": policy.appointment_share,
            "appointment_early_minutes": policy.appointment_early_minutes,
            "appointment_late_minutes": policy.appointment_late_minutes,
        }
    )


def load_policy(stored: str) -> CallingPolicy:
    """Reverse `dump_policy`."""
    values = json.loads(stored)
    return CallingPolicy(**{**values, "rule": Rule(values["rule"])})


def setup_version(connection: Connection, branch_id: int) -> int:
    """Return a number that is higher after each change of the set-up."""
    return int(connection.execute(_VERSION, {"branch": branch_id}).scalar_one())


def read_setup(connection: Connection, branch_id: int) -> Setup:
    """Read the whole set-up of one branch."""
    row = connection.execute(select(tables.branch).where(tables.branch.c.id == branch_id)).one()
    return Setup(
        branch=Branch(row.id, row.code, load_text(row.name), load_text(row.place), load_text(row.slogan), row.zone),
        fields=tuple(Field(f.code, load_text(f.name), f.icon) for f in _rows(connection, tables.field, branch_id)),
        services={s.id: _service(s) for s in _rows(connection, tables.service, branch_id)},
        counters=_counters(connection, branch_id),
        groups={
            g.code: PriorityGroup(g.code, load_text(g.name), g.from_age, g.to_age, Sex(g.sex) if g.sex else None)
            for g in _rows(connection, tables.priority_group, branch_id)
        },
        openings=tuple(
            OpeningSpan(o.weekday, time.fromisoformat(o.opens), time.fromisoformat(o.closes))
            for o in _rows(connection, tables.opening, branch_id)
        ),
        policy=load_policy(row.policy),
        calendar={date.fromisoformat(d.day): _special(d) for d in _rows(connection, tables.calendar_day, branch_id)},
        orders=read_orders(connection),
        out_of_service=frozenset(connection.execute(select(tables.out_of_service.c.station)).scalars()),
        daily_cap=row.daily_cap,
        recall_limit=row.recall_limit,
        recall_gap_seconds=row.recall_gap_s,
        lock_minutes=row.lock_minutes,
        version=row.setup_version,
    )


def staff_from(row: Row[Any]) -> Staff:
    """Return a member of staff from a row of the table, without the secret."""
    return Staff(row.id, row.login, row.name, StaffRole(row.role), date.fromisoformat(row.until) if row.until else None)


def _rows(connection: Connection, table: Table, branch_id: int) -> list[Row[Any]]:
    order = table.c.position if "position" in table.c else list(table.primary_key.columns)[-1]
    return list(connection.execute(select(table).where(table.c.branch_id == branch_id).order_by(order)))


def _service(row: Row[Any]) -> Service:
    return Service(
        row.id,
        row.code,
        row.field_code,
        row.series,
        load_text(row.name),
        row.target_minutes,
        tuple(json.loads(row.procedures)),
    )


def _special(row: Row[Any]) -> SpecialDay:
    spans, like = read_hours(row.hours)
    return SpecialDay(load_text(row.name), row.source, spans, like)


def _counters(connection: Connection, branch_id: int) -> dict[int, Counter]:
    weights: dict[int, dict[int, int]] = {}
    for link in connection.execute(select(tables.counter_service)):
        weights.setdefault(link.counter_id, {})[link.service_id] = link.weight
    return {
        row.id: Counter(row.id, row.number, load_text(row.name), weights.get(row.id, {}))
        for row in _rows(connection, tables.counter, branch_id)
    }
