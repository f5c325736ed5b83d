"""Signing in: a personal PIN (Argon2id) and a ladder of waits after wrong ones, which survives a restart."""

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from kiosk.branch.office import Office
from kiosk.domain.journal import Event
from kiosk.domain.office import Staff
from kiosk.domain.text import CounterError
from kiosk.store.journal import Entry, append, to_us
from kiosk.store.schema import staff
from kiosk.store.setup import staff_from

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_BY_LOGIN = select(staff).where(staff.c.branch_id == bindparam("branch"), staff.c.login == bindparam("name"))
_FREE_TRIES = 5
_FIRST_WAIT_S = 30
_LONGEST_WAIT_S = 900


def hash_pin(pin: str) -> str:
    """The stored form of a PIN or password (Argon2id, RFC 9106 second recommended option)."""
    return _hasher().hash(pin)


def staff_list(office: Office) -> tuple[Staff, ...]:
    """Everybody who may sign in, by name."""
    with office.store.read() as connection:
        rows = connection.execute(select(staff).where(staff.c.branch_id == office.branch_id).order_by(staff.c.name))
        return tuple(staff_from(row) for row in rows)


def sign_in(office: Office, login: str, pin: str) -> Staff:
    """Who this is. CounterError ``staff.wrong_pin``, or ``staff.wait`` with the seconds left after five wrong PINs.

    An unknown login is answered like a wrong PIN.
    """
    with office.store.read() as connection:
        asked = _open_to_try(office, connection, _BY_LOGIN, login)
    # Slow on purpose (a tenth of a second), so it must not hold up those who write meanwhile.
    is_right = _matches(asked.secret, pin)
    refusal: CounterError
    with office.store.write() as connection:
        # Others may have tried meanwhile: the ladder counts them all.
        row = _open_to_try(office, connection, _BY_LOGIN.with_for_update(), login)
        if is_right and row.secret == asked.secret:
            _remember(connection, row.id, failures=0, locked_until_us=0)
            append(connection, office.clock, Entry(Event.STAFF_SIGNED_IN, f"staff:{row.id}", {"login": login}))
            return staff_from(row)
        refusal = _refuse(office, connection, row.id, row.failures + 1)
    raise refusal


def _open_to_try(office: Office, connection: Connection, query: Select[Any], login: str) -> Row[Any]:
    """The row of a login that may try a PIN now."""
    row = connection.execute(query, {"branch": office.branch_id, "name": login}).one_or_none()
    if row is None:
        raise CounterError("staff.wrong_pin")
    left_us = row.locked_until_us - to_us(office.clock.now())
    if 0 < left_us <= _LONGEST_WAIT_S * 1_000_000:  # a longer wait was written by a clock that ran ahead
        raise CounterError("staff.wait", seconds=-(-left_us // 1_000_000))
    return row


def _refuse(office: Office, connection: Connection, staff_id: int, failures: int) -> CounterError:
    """Counts a failure; the count must be kept, so the error is handed back and raised after the commit."""
    steps = failures - _FREE_TRIES
    wait = min(_FIRST_WAIT_S * 2**steps, _LONGEST_WAIT_S) if steps >= 0 else 0
    until = to_us(office.clock.now()) + wait * 1_000_000 if wait else 0
    _remember(connection, staff_id, failures=failures, locked_until_us=until)
    append(connection, office.clock, Entry(Event.STAFF_REFUSED, f"staff:{staff_id}", {"failures": failures}))
    return CounterError("staff.wait", seconds=wait) if wait else CounterError("staff.wrong_pin")


def _remember(connection: Connection, staff_id: int, *, failures: int, locked_until_us: int) -> None:
    changed = update(staff).where(staff.c.id == staff_id)
    connection.execute(changed.values(failures=failures, locked_until_us=locked_until_us))


def _matches(secret: str, pin: str) -> bool:
    from argon2.exceptions import VerificationError

    try:
        return _hasher().verify(secret, pin)
    except VerificationError:
        return False


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()
