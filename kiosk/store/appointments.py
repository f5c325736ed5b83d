"""Read appointments from rows and write them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, insert, select, update

from kiosk.domain.language.text import LocalText
from kiosk.domain.queue.appointment import Appointment, AppointmentState
from kiosk.store.journal import from_us, to_us
from kiosk.store.tables import HAS_PERSON, appointment

_c = appointment.c
_ONE = select(appointment).where(_c.branch_id == bindparam("branch"), _c.code == bindparam("wanted"))
_OF_DAY = (
    select(appointment)
    .where(_c.branch_id == bindparam("branch"), _c.day == bindparam("wanted"))
    .order_by(_c.begins_us, _c.code)
)
_OF_PERSON = (
    select(appointment)
    .where(HAS_PERSON, _c.person == bindparam("holder"), _c.day == bindparam("wanted"))
    .where(_c.branch_id == bindparam("branch"), _c.state == AppointmentState.BOOKED.value)
    .order_by(_c.begins_us, _c.code)
)
_ANY_LEFT = select(exists().where(_c.branch_id == bindparam("branch"), _c.day >= bindparam("wanted")))
_TO_COME = (
    select(appointment)
    .where(_c.branch_id == bindparam("branch"), _c.day >= bindparam("wanted"))
    .where(_c.state == AppointmentState.BOOKED.value)
    .order_by(_c.begins_us, _c.code)
)
_FORGET = (
    update(appointment)
    .where(HAS_PERSON, _c.branch_id == bindparam("branch"), _c.day < bindparam("wanted"))
    .values(person=None)
)
_CHANGE = update(appointment).where(_c.branch_id == bindparam("branch"), _c.code == bindparam("wanted"))


def find(connection: Connection, branch_id: int, code: str) -> Appointment | None:
    """Return the appointment of a code in its stored form."""
    row = connection.execute(_ONE, {"branch": branch_id, "wanted": code}).one_or_none()
    return None if row is None else _from_row(row)


def of_day(connection: Connection, branch_id: int, day: date) -> list[Appointment]:
    """Return a day's appointments, the earliest first."""
    return _values(connection.execute(_OF_DAY, {"branch": branch_id, "wanted": day.isoformat()}))


def of_person(connection: Connection, branch_id: int, person: str, day: date) -> list[Appointment]:
    """Return the booked appointments of a person on a day, the earliest first."""
    what = {"branch": branch_id, "wanted": day.isoformat(), "holder": person}
    return _values(connection.execute(_OF_PERSON, what))


def to_come(connection: Connection, branch_id: int, today: date) -> list[Appointment]:
    """Return the booked appointments from today on, the earliest first."""
    return _values(connection.execute(_TO_COME, {"branch": branch_id, "wanted": today.isoformat()}))


def any_left(connection: Connection, branch_id: int, today: date) -> bool:
    """Return whether anybody has an appointment today or later."""
    return bool(connection.execute(_ANY_LEFT, {"branch": branch_id, "wanted": today.isoformat()}).scalar_one())


def add(connection: Connection, branch_id: int, new: Appointment) -> None:
    """Insert a row.

    Raises:
        IntegrityError: the code is taken.
    """
    connection.execute(insert(appointment), {"branch_id": branch_id, "code": new.code, **_cells(new)})


def put(connection: Connection, branch_id: int, changed: Appointment) -> None:
    """Replace the row of `changed.code`."""
    connection.execute(_CHANGE.values(**_cells(changed)), {"branch": branch_id, "wanted": changed.code})


def forget_persons(connection: Connection, branch_id: int, today: date) -> None:
    """Delete the keyed hashes of the persons whose appointments are on days that are over."""
    connection.execute(_FORGET, {"branch": branch_id, "wanted": today.isoformat()})


def _values(rows: Iterable[Row[Any]]) -> list[Appointment]:
    return [_from_row(row) for row in rows]


def _cells(value: Appointment) -> dict[str, object]:
    return {
        "service_id": value.service_id,
        "elsewhere": None if value.elsewhere is None else value.elsewhere.vi,
        "day": value.day.isoformat(),
        "begins_us": to_us(value.begins),
        "ends_us": to_us(value.ends),
        "state": value.state.value,
        "person": value.person,
        "ticket_id": value.ticket_id,
    }


def _from_row(row: Row[Any]) -> Appointment:
    return Appointment(
        code=row.code,
        service_id=row.service_id,
        day=date.fromisoformat(row.day),
        begins=from_us(row.begins_us),
        ends=from_us(row.ends_us),
        state=AppointmentState(row.state),
        elsewhere=None if row.elsewhere is None else LocalText(row.elsewhere),
        person=row.person,
        ticket_id=row.ticket_id,
    )
