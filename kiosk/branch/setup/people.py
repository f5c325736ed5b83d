"""Keep the branch's staff, for an administrator: who is there, with which role, until when, with which PIN.

Nobody is deleted: the records of visits name them. A person whose last day is over does not sign in any more.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from kiosk.branch.office import Office
from kiosk.branch.staff import hash_pin, seconds_left
from kiosk.domain.branch_setup import Staff, StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.secret import LONGEST, SHORTEST_PASSWORD, SHORTEST_PIN, secret_problem
from kiosk.store.journal import NewRecord, append
from kiosk.store.setup import staff_from
from kiosk.store.tables import desk_lock_out, staff

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{0,39}")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Person:
    """Describe a member of staff.

    `waits`: seconds for which no PIN of theirs is tried; `is_over`: the last day has passed.
    """

    staff: Staff
    waits: int
    is_over: bool


def people(office: Office) -> tuple[Person, ...]:
    """Return the whole staff, ordered by login."""
    with office.store.read() as connection:
        today = office.setup_in(connection).branch.business_date(office.clock.now())
        rows = connection.execute(select(staff).where(staff.c.branch_id == office.branch_id).order_by(staff.c.login))
        found = []
        for row in rows:
            one = staff_from(row)
            is_over = one.until is not None and today > one.until
            found.append(Person(one, seconds_left(office, row.locked_until_us), is_over))
        return tuple(found)


def add_person(office: Office, login: str, name: str, role: StaffRole, secret: str, until: date | None = None) -> Staff:
    """Add a member of staff, who signs in with `login` and `secret`.

    Raises:
        CounterError: ``people.bad_login``, ``people.bad_name``, ``people.login_taken``, ``people.secret.*``.
    """
    name = " ".join(name.split())
    if not _LOGIN.fullmatch(login):
        raise CounterError("people.bad_login", login=login)
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise CounterError("people.bad_name", most=_LONGEST_NAME)
    stored = _hashed(secret, login)
    with office.store.write() as connection:
        if _row(office, connection, login) is not None:
            raise CounterError("people.login_taken", login=login)
        last = connection.execute(select(func.max(staff.c.id))).scalar_one()
        new = Staff((last or 0) + 1, login, name, role, until)
        connection.execute(
            insert(staff).values(
                id=new.id,
                branch_id=office.branch_id,
                login=login,
                name=name,
                role=role.value,
                until=until.isoformat() if until else None,
                secret=stored,
            )
        )
        _note(office, connection, Event.STAFF_ADDED, new)
        return new


def change_role(office: Office, login: str, role: StaffRole) -> Staff:
    """Change the role; it counts from the next act on.

    Raises:
        CounterError: ``people.unknown``.
    """
    return _change(office, login, role=role.value)


def set_last_day(office: Office, login: str, until: date | None) -> Staff:
    """Set the last day of the role (None: it does not end).

    Raises:
        CounterError: ``people.unknown``.
    """
    return _change(office, login, until=until.isoformat() if until else None)


def set_secret(office: Office, login: str, secret: str) -> Staff:
    """Set a new PIN or password; a wait after wrong ones is over too.

    Raises:
        CounterError: ``people.unknown``, ``people.secret.short``, ``people.secret.long``, ``people.secret.easy``.
    """
    stored = _hashed(secret, login)
    with office.store.write() as connection:
        one = _known(office, connection, login)
        changed = update(staff).where(staff.c.id == one.id)
        connection.execute(changed.values(secret=stored, failures=0, locked_until_us=0))
        _note(office, connection, Event.STAFF_PIN_SET, one)
        return one


def unlock(office: Office, login: str) -> Staff:
    """End a wait after wrong PINs, of this person and of every desk.

    Raises:
        CounterError: ``people.unknown``.
    """
    with office.store.write() as connection:
        one = _known(office, connection, login)
        connection.execute(update(staff).where(staff.c.id == one.id).values(failures=0, locked_until_us=0))
        connection.execute(delete(desk_lock_out))
        _note(office, connection, Event.STAFF_UNLOCKED, one)
        return one


def _change(office: Office, login: str, **values: str | None) -> Staff:
    with office.store.write() as connection:
        before = _known(office, connection, login)
        connection.execute(update(staff).where(staff.c.id == before.id).values(**values))
        one = _known(office, connection, login)
        if one != before:
            _note(office, connection, Event.STAFF_CHANGED, one)
        return one


def _hashed(secret: str, login: str) -> str:
    """Return the hash of a PIN or password. Call it before the transaction, because it is slow on purpose."""
    problem = secret_problem(secret, login)
    if problem is not None:
        limits = {"pin": SHORTEST_PIN, "password": SHORTEST_PASSWORD, "most": LONGEST}
        raise CounterError(f"people.secret.{problem.value}", **limits)
    return hash_pin(secret)


def _row(office: Office, connection: Connection, login: str) -> Row[Any] | None:
    mine = select(staff).where(staff.c.branch_id == office.branch_id, staff.c.login == login)
    return connection.execute(mine).one_or_none()


def _known(office: Office, connection: Connection, login: str) -> Staff:
    row = _row(office, connection, login)
    if row is None:
        raise CounterError("people.unknown", login=login)
    return staff_from(row)


def _note(office: Office, connection: Connection, kind: Event, one: Staff) -> None:
    """Write the record of a change, with the person's id and without the name."""
    until = one.until.isoformat() if one.until else None
    body = {"login": one.login, "role": one.role.value, "until": until}
    append(connection, office.clock, NewRecord(kind, f"staff:{one.id}", body))
