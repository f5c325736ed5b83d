"""Keep the branch's staff, for an administrator: who is there, with which role, until when, with which PIN.

Nobody is deleted: the records of visits name them. A person whose last day is over does not sign in any more.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from kiosk.branch.office import Office
from kiosk.branch.setup.drafts import editor_of
from kiosk.branch.setup.publishing import NOBODY, Author, change
from kiosk.branch.staff import MOST_FAILURES, hash_pin, new_pin, note_staff, seconds_left
from kiosk.domain.branch_setup import Staff, StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.secret import secret_refusal
from kiosk.domain.setup.document import Document, StaffPart
from kiosk.store.journal import to_us
from kiosk.store.setup import staff_from
from kiosk.store.tables import STAFF, desk_lock_out, staff


@dataclass(frozen=True, slots=True)
class Person:
    """Describe a member of staff.

    `waits`: seconds for which no PIN of theirs is tried; `is_over`: the last day has passed; `is_blocked`: too many
    wrong PINs in a row.
    """

    staff: Staff
    waits: int
    is_over: bool
    is_blocked: bool


def people(office: Office) -> tuple[Person, ...]:
    """Return the whole staff, ordered by login."""
    with office.store.read() as connection:
        today = office.setup_in(connection).branch.business_date(office.clock.now())
        rows = connection.execute(select(*STAFF).where(staff.c.branch_id == office.branch_id).order_by(staff.c.login))
        found = []
        for row in rows:
            one = staff_from(row)
            is_over = one.until is not None and today > one.until
            is_blocked = row.failures >= MOST_FAILURES
            found.append(Person(one, seconds_left(office, row.locked_until_us), is_over, is_blocked))
        return tuple(found)


def add_person(
    office: Office,
    login: str,
    name: str,
    role: StaffRole,
    secret: str,
    until: date | None = None,
    author: Author = NOBODY,
) -> Staff:
    """Publish a version with one more member of staff, who signs in with `login` and `secret`.

    Raises:
        CounterError: ``people.login_taken``, ``people.secret.*``, ``setup.problem.*``.
    """
    _refuse_easy(secret, login)
    new = StaffPart(login, " ".join(name.split()), role, until)

    def edit(document: Document) -> Document:
        if any(one.login == login for one in document.staff):
            raise CounterError("people.login_taken", login=login)
        return replace(document, staff=(*document.staff, new))

    change(office, edit, author, pins={login: secret})
    return _one(office, login)


def change_role(office: Office, login: str, role: StaffRole, author: Author = NOBODY) -> Staff:
    """Publish a version with another role of a person; it counts from the next act on.

    Raises:
        CounterError: ``people.unknown``, ``setup.problem.no_manager``.
    """
    return _change(office, login, lambda one: replace(one, role=role), author)


def set_last_day(office: Office, login: str, until: date | None, author: Author = NOBODY) -> Staff:
    """Publish a version with another last day of a person's role (None: it does not end).

    Raises:
        CounterError: ``people.unknown``.
    """
    return _change(office, login, lambda one: replace(one, until=until), author)


def set_secret(office: Office, login: str, secret: str, author: Author = NOBODY) -> Staff:
    """Set a new PIN or password for a person, who replaces it at the next sign-in. A wait after wrong ones is over too.

    Raises:
        CounterError: ``people.unknown``, ``people.secret.short``, ``people.secret.long``, ``people.secret.easy``.
    """
    _refuse_easy(secret, login)
    stored = hash_pin(secret)  # before the transaction, because it is slow on purpose
    with office.store.write() as connection:
        one = _known(office, connection, login)
        changed = update(staff).where(staff.c.id == one.id)
        values = {"secret": stored, "secret_us": to_us(office.clock.now()), "is_first_secret": True}
        connection.execute(changed.values(failures=0, locked_until_us=0, **values))
        note_staff(office, connection, Event.STAFF_PIN_SET, one, author.who, author.why)
        return one


def give_new_pin(office: Office, staff_id: int, login: str) -> str:
    """Let an editor give a person a new first PIN, and return it. Nobody does so for a role above their own.

    Raises:
        CounterError: ``people.unknown``, ``people.role_above``, ``setup.not_editor``, ``staff.role_expired``.
    """
    with office.store.read() as connection:
        editor, one = editor_of(office, connection, staff_id), _known(office, connection, login)
    order = list(StaffRole)
    if order.index(one.role) > order.index(editor.role):
        raise CounterError("people.role_above", name=one.name)
    pin = new_pin(login)
    set_secret(office, login, pin, Author(editor.login))
    return pin


def unlock(office: Office, login: str, author: Author = NOBODY) -> Staff:
    """End a wait after wrong PINs, of this person and of every desk.

    Raises:
        CounterError: ``people.unknown``.
    """
    with office.store.write() as connection:
        one = _known(office, connection, login)
        connection.execute(update(staff).where(staff.c.id == one.id).values(failures=0, locked_until_us=0))
        connection.execute(delete(desk_lock_out))
        note_staff(office, connection, Event.STAFF_UNLOCKED, one, author.who, author.why)
        return one


def _change(office: Office, login: str, edit: Callable[[StaffPart], StaffPart], author: Author) -> Staff:
    def edited(document: Document) -> Document:
        if all(one.login != login for one in document.staff):
            raise CounterError("people.unknown", login=login)
        return replace(document, staff=tuple(edit(one) if one.login == login else one for one in document.staff))

    change(office, edited, author)
    return _one(office, login)


def _one(office: Office, login: str) -> Staff:
    with office.store.read() as connection:
        return _known(office, connection, login)


def _refuse_easy(secret: str, login: str) -> None:
    refused = secret_refusal(secret, login)
    if refused is not None:
        raise CounterError(refused.key, **refused.args)


def _row(office: Office, connection: Connection, login: str) -> Row[Any] | None:
    mine = select(*STAFF).where(staff.c.branch_id == office.branch_id, staff.c.login == login)
    return connection.execute(mine).one_or_none()


def _known(office: Office, connection: Connection, login: str) -> Staff:
    row = _row(office, connection, login)
    if row is None:
        raise CounterError("people.unknown", login=login)
    return staff_from(row)
