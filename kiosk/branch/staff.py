"""Sign staff in by a personal PIN or password (Argon2id), with a PIN lock-out that survives a restart.

At desks, wrong PINs are counted twice: for the person at any desk, and for the desk with any name. After 100 in a row
the person needs a new PIN (NIST SP 800-63B, 5.2.2). A kiosk stands in public: its wrong PINs count for that kiosk
alone, so nobody can lock a person out of the desk. A kiosk's count ends an hour after its last wrong PIN. A right PIN
does not clear it, or a lead could try the PINs of others between own sign-ins.
"""

import secrets
from base64 import b64decode
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerificationError
from argon2.low_level import hash_secret
from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from kiosk.branch.office import Office
from kiosk.branch.serving.sessions import refuse_expired
from kiosk.domain.branch_setup import Staff
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.secret import secret_problem, secret_refusal
from kiosk.domain.status import ProgramKind
from kiosk.store.functions import STAFF_CHOSEN, STAFF_CLEARED, STAFF_FAILED, STAFF_PROVEN, STAFF_SALT
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.setup import staff_from
from kiosk.store.tables import STAFF, desk_lock_out, staff

_BY_LOGIN = select(*STAFF).where(staff.c.branch_id == bindparam("branch"), staff.c.login == bindparam("name"))
_HERE = (desk_lock_out.c.station == bindparam("here"), desk_lock_out.c.program == bindparam("kind"))
_LOCK_OUT = select(desk_lock_out).where(*_HERE)
_FREE_TRIES = 5
_FIRST_WAIT_S = 30
_LONGEST_WAIT_S = 900
#: The most wrong PINs of a person in a row.
MOST_FAILURES = 100
_PUBLIC_COUNT_ENDS = timedelta(hours=1)
_DESKS = frozenset({ProgramKind.DESK, ProgramKind.MANAGER})
#: How long a PIN that somebody else chose can be used (OWASP ASVS 5, 6.4.1).
_FIRST_SECRET_ENDS = timedelta(days=30)
_STILL_NAMED = timedelta(days=30)
#: Stands for the 32 bytes of a hash where an Argon2 text has to be whole.
_ANY_HASH = "A" * 43


def hash_pin(pin: str) -> str:
    """Return the stored form of a PIN or password (Argon2id, RFC 9106 second recommended option)."""
    return _hasher().hash(pin)


def new_pin(login: str) -> str:
    """Return a random PIN of 6 digits that may be used."""
    while True:
        pin = f"{secrets.randbelow(10**6):06d}"
        if secret_problem(pin, login) is None:
            return pin


def staff_list(office: Office) -> tuple[Staff, ...]:
    """Return the staff who may sign in, by name.

    For a month the list keeps those whose last day is over, so that they get the reason when they try.
    """
    with office.store.read() as connection:
        today = office.setup_in(connection).branch.business_date(office.clock.now())
        rows = connection.execute(select(*STAFF).where(staff.c.branch_id == office.branch_id).order_by(staff.c.name))
        everybody = [staff_from(row) for row in rows]
        return tuple(one for one in everybody if one.until is None or today - one.until <= _STILL_NAMED)


def sign_in(office: Office, login: str, pin: str) -> Staff:
    """Check a PIN and return the member of staff.

    An unknown login is answered like a wrong PIN, and takes as long.

    Raises:
        CounterError: The reason.

            ``staff.wrong_pin``.
            ``staff.wait``: the seconds left after five wrong PINs of this person at desks.
            ``staff.desk_wait``: the same after five wrong ones at this machine.
            ``staff.blocked``: 100 wrong PINs in a row; only a new PIN or `unlock` helps.
            ``staff.role_expired``: the last day is over.
            ``staff.first_pin_over``: the PIN that somebody else chose was not replaced in time.
    """
    with office.store.read() as connection:
        asked = _open_to_try(office, connection, _BY_LOGIN, login)
        salt = _nobodys_salt() if asked is None else str(STAFF_SALT(connection, who=asked.id))
    # Slow on purpose (0.1 s), so it stays outside the transaction.
    proof = proof_of(salt, pin)
    refusal: CounterError
    with office.store.write() as connection:
        # Others may have tried meanwhile, so the lock-out is checked again.
        row = _open_to_try(office, connection, _BY_LOGIN, login)
        if row is not None and STAFF_PROVEN(connection, who=row.id, proof=proof):
            _refuse_ended(office, connection, row)
            if _is_desk(office):
                STAFF_CLEARED(connection, who=row.id, proof=proof)
                connection.execute(delete(desk_lock_out).where(*_HERE), _here(office))
            body = {"login": login, **_where(office)}
            append(connection, office.clock, NewRecord(Event.STAFF_SIGNED_IN, f"staff:{row.id}", body))
            return staff_from(row)
        refusal = _refuse(office, connection, row)
    raise refusal


def check_pin(office: Office, login: str, pin: str) -> Staff:
    """Check a PIN without a write, for a kiosk whose disk takes none, and return the member of staff.

    The stored lock-outs hold. Wrong PINs are counted in memory, for this program with any name.

    Raises:
        CounterError: as `sign_in`.
    """
    cache = office.cache
    if left := seconds_left(office, cache.unwritten_until_us):
        raise CounterError("staff.desk_wait", seconds=left)
    with office.store.read() as connection:
        row = _open_to_try(office, connection, _BY_LOGIN, login)
        salt = _nobodys_salt() if row is None else str(STAFF_SALT(connection, who=row.id))
    proof = proof_of(salt, pin)
    with office.store.read() as connection:
        if row is not None and STAFF_PROVEN(connection, who=row.id, proof=proof):
            _refuse_ended(office, connection, row)
            cache.unwritten_failures = 0
            return staff_from(row)
    cache.unwritten_failures += 1
    wait = wait_after(cache.unwritten_failures)
    cache.unwritten_until_us = to_us(office.clock.now()) + wait * 1_000_000
    raise CounterError("staff.desk_wait", seconds=wait) if wait else CounterError("staff.wrong_pin")


def _refuse_ended(office: Office, connection: Connection, row: Row[Any]) -> None:
    """Refuse a person whose last day, or whose first PIN, is over."""
    refuse_expired(office, office.setup_in(connection), row.until)
    if row.is_first_secret and to_us(office.clock.now() - _FIRST_SECRET_ENDS) > row.secret_us:
        raise CounterError("staff.first_pin_over", days=_FIRST_SECRET_ENDS.days)


def choose_secret(office: Office, login: str, old: str, new: str) -> Staff:
    """Replace the own PIN or password. Every other window of this person asks for the new one.

    Raises:
        CounterError: ``staff.wrong_pin`` for the old one; ``people.secret.*``, ``people.secret.same`` for the new one.
    """
    refused = secret_refusal(new, login)
    if refused is not None:
        raise CounterError(refused.key, **refused.args)
    if new == old:
        raise CounterError("people.secret.same")
    with office.store.read() as connection:
        asked = _open_to_try(office, connection, _BY_LOGIN, login)
        salt = _nobodys_salt() if asked is None else str(STAFF_SALT(connection, who=asked.id))
    proof, stored = proof_of(salt, old), hash_pin(new)
    with office.store.write() as connection:
        row = _open_to_try(office, connection, _BY_LOGIN, login)
        values = {"proof": proof, "chosen": stored, "at": to_us(office.clock.now())}
        if row is None or STAFF_CHOSEN(connection, who=row.id, **values) is None:
            raise CounterError("staff.wrong_pin")
        note_staff(office, connection, Event.STAFF_PIN_SET, staff_from(row), login)
    with office.store.read() as connection:
        return staff_from(connection.execute(_BY_LOGIN, {"branch": office.branch_id, "name": login}).one())


def note_staff(office: Office, connection: Connection, kind: Event, one: Staff, by: str, reason: str = "") -> None:
    """Write the record of a change, with the person's id and without the name, and who made it and why."""
    until = one.until.isoformat() if one.until else None
    body = {"login": one.login, "role": one.role.value, "until": until, "by": by, "reason": reason}
    append(connection, office.clock, NewRecord(kind, f"staff:{one.id}", body))


def _open_to_try(office: Office, connection: Connection, query: Select[Any], login: str) -> Row[Any] | None:
    """Return the row of a login that may try a PIN now; None: there is no such login."""
    row = connection.execute(query, {"branch": office.branch_id, "name": login}).one_or_none()
    if row is not None and _is_desk(office):
        if row.failures >= MOST_FAILURES:
            raise CounterError("staff.blocked", count=row.failures)
        if left := seconds_left(office, row.locked_until_us):
            raise CounterError("staff.wait", seconds=left)
    desk = connection.execute(_LOCK_OUT, _here(office)).one_or_none()
    if desk is not None and (left := seconds_left(office, desk.locked_until_us)):
        raise CounterError("staff.desk_wait", seconds=left)
    return row


def _is_desk(office: Office) -> bool:
    """Return whether only staff reach this program."""
    return office.program in _DESKS


def _here(office: Office) -> dict[str, str]:
    """Return the key of this program's failures: wrong PINs at a kiosk do not make the desk beside it wait."""
    return {"here": office.station, "kind": office.program.value}


def seconds_left(office: Office, until_us: int) -> int:
    """Return the seconds until a stored moment; 0 when it is over."""
    return seconds_left_at(office.clock.now(), until_us)


def seconds_left_at(now: datetime, until_us: int) -> int:
    """Return the same for a moment that is stored outside the branch's database."""
    left_us = until_us - to_us(now)
    if 0 < left_us <= _LONGEST_WAIT_S * 1_000_000:  # a longer wait was written by a clock that ran ahead
        return -(-left_us // 1_000_000)
    return 0


def _refuse(office: Office, connection: Connection, row: Row[Any] | None) -> CounterError:
    """Count a failure. The count must be kept, so the error is returned and raised after the commit."""
    at_desk, desk_wait = _count_here(office, connection)
    desk_refusal = CounterError("staff.desk_wait", seconds=desk_wait) if desk_wait else CounterError("staff.wrong_pin")
    if row is None:
        return desk_refusal
    failures = row.failures + 1 if _is_desk(office) else at_desk
    body = {"failures": failures, **_where(office)}
    append(connection, office.clock, NewRecord(Event.STAFF_REFUSED, f"staff:{row.id}", body))
    if not _is_desk(office):
        return desk_refusal
    wait = wait_after(failures)
    until_us = to_us(office.clock.now()) + wait * 1_000_000 if wait else 0
    STAFF_FAILED(connection, who=row.id, until=until_us)
    return CounterError("staff.wait", seconds=wait) if wait and wait >= desk_wait else desk_refusal


def _count_here(office: Office, connection: Connection) -> tuple[int, int]:
    """Count a wrong PIN of this machine. Return how many in a row, and the seconds to wait."""
    now = to_us(office.clock.now())
    desk = connection.execute(_LOCK_OUT, _here(office)).one_or_none()
    at_desk = 1 if desk is None or _is_count_over(office, desk.locked_until_us) else desk.failures + 1
    wait = wait_after(at_desk)
    values = {"failures": at_desk, "locked_until_us": now + wait * 1_000_000}
    if desk is None:
        connection.execute(insert(desk_lock_out).values(station=office.station, program=office.program.value, **values))
    else:
        connection.execute(update(desk_lock_out).where(*_HERE).values(**values), _here(office))
    return at_desk, wait


def _is_count_over(office: Office, until_us: int) -> bool:
    """Return whether the wrong PINs of a machine in public lie back long enough."""
    return not _is_desk(office) and to_us(office.clock.now() - _PUBLIC_COUNT_ENDS) > until_us


def _where(office: Office) -> dict[str, str]:
    """Return the machine and the program at which somebody signs in, for the record."""
    return {"station": office.station, "program": office.program.value}


def wait_after(failures: int) -> int:
    """Return the seconds to wait after so many failures: none up to four, then 30, doubled each time, 900 at most."""
    steps = failures - _FREE_TRIES
    return int(min(_FIRST_WAIT_S * 2**steps, _LONGEST_WAIT_S)) if steps >= 0 else 0


def is_secret(secret: str, pin: str) -> bool:
    """Return whether a PIN or password belongs to a stored form; slow on purpose."""

    try:
        return _hasher().verify(secret, pin)
    except VerificationError:
        return False


def proof_of(salt: str, pin: str) -> str:
    """Return the Argon2 text of a PIN or password with the parameters and the salt of a stored one; slow on purpose.

    It equals the stored text for the right PIN alone. So the stored text need not leave the database.
    """
    used = extract_parameters(f"{salt}${_ANY_HASH}")
    raw = salt.rpartition("$")[2]
    return hash_secret(
        pin.encode(),
        b64decode(raw + "=" * (-len(raw) % 4)),
        time_cost=used.time_cost,
        memory_cost=used.memory_cost,
        parallelism=used.parallelism,
        hash_len=used.hash_len,
        type=used.type,
        version=used.version,
    ).decode()


@cache
def _nobodys_salt() -> str:
    """Return parameters and a salt for an unknown login, which then takes as long as a known one."""
    return hash_pin(secrets.token_hex(16)).rpartition("$")[0]


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()
