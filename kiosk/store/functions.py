"""Declare the statements that need the rights of the database's owner.

On PostgreSQL each is a function with definer's rights. A machine's role may call it, and has no right to the columns
behind it: it can do this one thing, in this one form. An SQLite file has no roles, and runs the same statement.
"""

import itertools
from collections.abc import Callable
from functools import cached_property
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Executable,
    Integer,
    Text,
    and_,
    bindparam,
    false,
    func,
    insert,
    literal,
    literal_column,
    not_,
    null,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeEngine

from kiosk.domain.journal import Event
from kiosk.domain.queue.appointment import AppointmentState
from kiosk.domain.queue.ticket import AT_COUNTER_STATES, Move, TicketState, after
from kiosk.store import guards
from kiosk.store.tables import (
    HAS_GROUP,
    HAS_PERSON,
    HAS_SLIP,
    appointment,
    installation,
    journal,
    number_counter,
    print_job,
    rating,
    request,
    service,
    staff,
    ticket,
)

#: The end of an Argon2 text: ``$`` and the 32 bytes of the hash in base64. Before it stand parameters and salt.
_HASH_CHARACTERS = 44
_POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
_Type = type[TypeEngine[Any]]
Argument = ColumnElement[Any]


class OwnerFunction:
    """Run one statement with the rights of the database's owner."""

    def __init__(self, make: Callable[..., Executable], result: _Type, **arguments: _Type) -> None:
        """Declare the function by the name of `make`, which makes the statement of its arguments."""
        self.name = make.__name__.strip("_")
        self._make, self._result, self._arguments = make, result, arguments

    def __call__(self, connection: Connection, **values: object) -> Any:
        """Run the statement in this transaction. Return the one value of its first row; None where there is none."""
        call = self._statement if connection.dialect.name == "sqlite" else self._call
        return connection.execute(call, {f"p_{name}": value for name, value in values.items()}).scalar()

    @cached_property
    def _statement(self) -> Executable:
        return self._make(**self._parameters())

    @cached_property
    def _call(self) -> Executable:
        return select(getattr(func, self.name)(*self._parameters().values(), type_=self._result))

    def _parameters(self) -> dict[str, Argument]:
        return {name: bindparam(f"p_{name}", type_=kind()) for name, kind in self._arguments.items()}

    @property
    def signature(self) -> str:
        """Return name and types, as GRANT wants them."""
        return f"{self.name}({', '.join(_sql_type(kind) for kind in self._arguments.values())})"

    def definition(self) -> tuple[str, ...]:
        """Return the statements that make the function on PostgreSQL. Nobody but the owner may call it yet."""
        # In the body a column's name comes before an argument's: hence the `p_`.
        names = {name: literal_column(f"p_{name}", kind()) for name, kind in self._arguments.items()}
        arguments = ", ".join(f"p_{name} {_sql_type(kind)}" for name, kind in self._arguments.items())
        statement: Any = self._make(**names)
        body = statement.compile(dialect=_POSTGRES, compile_kwargs={"literal_binds": True})
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}({arguments}) RETURNS {_sql_type(self._result)} "
            f"LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $body$ {body} $body$",
            f"REVOKE ALL ON FUNCTION {self.signature} FROM PUBLIC",
        )


def _sql_type(kind: _Type) -> str:
    return str(kind().compile(dialect=_POSTGRES))


# -- sign-in: no machine reads a PIN's hash, and only the right PIN ends the waits of its owner -----------------------


class PinCompared(GenericFunction[bool]):
    """Compare the stored text of a PIN with a proof. PostgreSQL counts wrong ones (`kiosk.store.guards`)."""

    type = Boolean()
    name = "pin_compared"
    inherit_cache = True


@compiles(PinCompared, "sqlite")
def _compare_here(element: PinCompared, compiler: SQLCompiler, **how: Any) -> str:
    return " = ".join(compiler.process(one, **how) for one in element.clauses)


def _staff_salt(who: Argument) -> Executable:
    return select(func.substr(staff.c.secret, 1, func.length(staff.c.secret) - _HASH_CHARACTERS)).where(
        staff.c.id == who
    )


def _staff_proven(who: Argument, proof: Argument) -> Executable:
    return select(PinCompared(staff.c.secret, proof)).where(staff.c.id == who)


def _staff_failed(who: Argument, until: Argument) -> Executable:
    counted = update(staff).where(staff.c.id == who)
    return counted.values(failures=staff.c.failures + 1, locked_until_us=until).returning(staff.c.failures)


def _staff_cleared(who: Argument, proof: Argument) -> Executable:
    mine = update(staff).where(staff.c.id == who, PinCompared(staff.c.secret, proof))
    return mine.values(failures=0, locked_until_us=0).returning(staff.c.failures)


def _staff_chosen(who: Argument, proof: Argument, chosen: Argument, at: Argument) -> Executable:
    mine = update(staff).where(staff.c.id == who, PinCompared(staff.c.secret, proof))
    return mine.values(secret=chosen, secret_us=at, is_first_secret=false()).returning(staff.c.id)


#: Return the parameters and the salt of a person's Argon2 text.
STAFF_SALT = OwnerFunction(_staff_salt, Text, who=Integer)
#: Return whether `proof` is the person's Argon2 text.
STAFF_PROVEN = OwnerFunction(_staff_proven, Boolean, who=Integer, proof=Text)
#: Count one wrong PIN of a person, who waits until a moment; return how many there are in a row.
STAFF_FAILED = OwnerFunction(_staff_failed, Integer, who=Integer, until=BigInteger)
#: End a person's count of wrong PINs by the right one.
STAFF_CLEARED = OwnerFunction(_staff_cleared, Integer, who=Integer, proof=Text)
#: Let a person replace the own PIN by another one; return the person's id, or nothing for a wrong PIN.
STAFF_CHOSEN = OwnerFunction(_staff_chosen, Integer, who=Integer, proof=Text, chosen=Text, at=BigInteger)

# -- numbers: a counter moves forward, one by one; the letters of own ledgers to the number that was given ------------


def _counter(branch: Argument, day: Argument, letter: Argument) -> ColumnElement[bool]:
    table = number_counter.c
    return and_(table.branch_id == branch, table.business_date == day, table.series == letter)


def _numbers_begun(branch: Argument, day: Argument, letter: Argument) -> Executable:
    is_there = select(number_counter.c.last).where(_counter(branch, day, letter)).exists()
    row = select(branch, day, letter, literal(0)).where(not_(is_there))
    return insert(number_counter).from_select(number_counter.c.keys(), row).returning(number_counter.c.last)


def _number_counted(branch: Argument, day: Argument, letter: Argument) -> Executable:
    up = update(number_counter).where(_counter(branch, day, letter))
    return up.values(last=number_counter.c.last + 1).returning(number_counter.c.last)


def _number_raised(branch: Argument, day: Argument, letter: Argument, number: Argument) -> Executable:
    own = not_(select(service.c.id).where(service.c.series == letter).exists())
    up = update(number_counter).where(_counter(branch, day, letter), number_counter.c.last < number, own)
    return up.values(last=number).returning(number_counter.c.last)


_COUNTER: dict[str, _Type] = {"branch": Integer, "day": Text, "letter": Text}
#: Begin to count the numbers of a letter on a day, unless that was done.
NUMBERS_BEGUN = OwnerFunction(_numbers_begun, Integer, **_COUNTER)
#: Count one more number of a letter on a day, and return it; None where counting has not begun.
NUMBER_COUNTED = OwnerFunction(_number_counted, Integer, **_COUNTER)
#: Move the counter of an own ledger's letter up to a number that was given there.
NUMBER_RAISED = OwnerFunction(_number_raised, Integer, **_COUNTER, number=Integer)


# -- tickets and appointments: what a kiosk may change of them ---------------------------------------------------------


def _request_moved(asked: Argument, which: Argument) -> Executable:
    of_service = select(service.c.id).where(service.c.series == ticket.c.series).exists()
    handed_over = select(ticket.c.id).where(ticket.c.id == which, not_(of_service)).exists()
    mine = update(request).where(request.c.id == asked, handed_over)
    return mine.values(ticket_id=which).returning(request.c.id)


def _ticket_called_off(which: Argument) -> Executable:
    settled = select(journal.c.seq).where(journal.c.subject == ticket.c.id, journal.c.kind == Event.PRINT_SETTLED.value)
    waits = (ticket.c.id == which, ticket.c.state == TicketState.WAITING.value, ticket.c.calls == 0)
    off = update(ticket).where(*waits, not_(settled.exists()))
    return off.values(state=after(TicketState.WAITING, Move.CANCEL).value).returning(ticket.c.id)


def _ticket_appointed(which: Argument, begins: Argument) -> Executable:
    table = appointment.c
    booked = select(table.code).where(table.person == ticket.c.person, table.begins_us == begins).exists()
    mine = update(ticket).where(ticket.c.id == which, ticket.c.state == TicketState.WAITING.value, booked)
    return mine.values(appointed_us=begins).returning(ticket.c.id)


def _appointment_kept(branch: Argument, booked: Argument, which: Argument) -> Executable:
    table = appointment.c
    mine = (table.branch_id == branch, table.code == booked, table.state == AppointmentState.BOOKED.value)
    values = {"state": AppointmentState.CHECKED_IN.value, "person": null(), "ticket_id": which}
    return update(appointment).where(*mine).values(values).returning(table.code)


def _ticket_without_person(which: Argument) -> Executable:
    rated = select(rating.c.ticket_id).where(rating.c.ticket_id == which).exists()
    return update(ticket).where(ticket.c.id == which, rated).values(person=None).returning(ticket.c.id)


#: Let the repeated request for a number get one of an own ledger instead.
REQUEST_MOVED = OwnerFunction(_request_moved, Text, asked=Text, which=Text)
#: Cancel a number that waits and whose slip nobody has.
TICKET_CALLED_OFF = OwnerFunction(_ticket_called_off, Text, which=Text)
#: Give a waiting number the time of an appointment of its person.
TICKET_APPOINTED = OwnerFunction(_ticket_appointed, Text, which=Text, begins=BigInteger)
#: Check an appointment in by a number, and forget its person.
APPOINTMENT_KEPT = OwnerFunction(_appointment_kept, Text, branch=Integer, booked=Text, which=Text)
#: Forget the person of a rated visit.
TICKET_WITHOUT_PERSON = OwnerFunction(_ticket_without_person, Text, which=Text)


# -- the clock and the disk --------------------------------------------------------------------------------------------


def _newest_forgotten() -> Executable:
    return update(installation).values(last_us=0).returning(installation.c.seq)


def _written_in_place() -> Executable:
    return update(installation).values(seq=installation.c.seq).returning(installation.c.seq)


#: Forget the moment of the newest record, so that the next one sets it.
NEWEST_FORGOTTEN = OwnerFunction(_newest_forgotten, BigInteger)
#: Write values that are there already: the disk has to take them, and nothing is different afterwards.
WRITTEN_IN_PLACE = OwnerFunction(_written_in_place, BigInteger)

# -- the day's end: a desk clears personal data of days that are over, and writes no other value into these columns ---


def _persons_forgotten(before: Argument) -> Executable:
    over = update(ticket).where(HAS_PERSON, ticket.c.business_date < before)
    return over.values(person=null()).returning(literal_column("1"))


def _appointments_forgotten(before: Argument) -> Executable:
    over = update(appointment).where(HAS_PERSON, appointment.c.day < before)
    return over.values(person=null()).returning(literal_column("1"))


def _groups_forgotten(before: Argument) -> Executable:
    # A clerk who serves over midnight still has to check the proof of the group.
    has_left = ticket.c.state.not_in(sorted(AT_COUNTER_STATES))
    over = update(ticket).where(HAS_GROUP, ticket.c.business_date < before, has_left)
    return over.values(priority_group=null()).returning(literal_column("1"))


def _slips_forgotten(before: Argument) -> Executable:
    over = update(print_job).where(HAS_SLIP, print_job.c.created_us < before)
    return over.values(slip="").returning(literal_column("1"))


#: Remove the hashes of persons from the tickets of dates before one.
PERSONS_FORGOTTEN = OwnerFunction(_persons_forgotten, Integer, before=Text)
#: The same for appointments.
APPOINTMENTS_FORGOTTEN = OwnerFunction(_appointments_forgotten, Integer, before=Text)
#: Remove the declared priority groups of dates before one.
GROUPS_FORGOTTEN = OwnerFunction(_groups_forgotten, Integer, before=Text)
#: Empty the stored slips from before a moment.
SLIPS_FORGOTTEN = OwnerFunction(_slips_forgotten, Integer, before=BigInteger)

FUNCTIONS: tuple[OwnerFunction, ...] = (
    STAFF_SALT,
    STAFF_PROVEN,
    STAFF_FAILED,
    STAFF_CLEARED,
    STAFF_CHOSEN,
    NUMBERS_BEGUN,
    NUMBER_COUNTED,
    NUMBER_RAISED,
    REQUEST_MOVED,
    TICKET_CALLED_OFF,
    TICKET_APPOINTED,
    APPOINTMENT_KEPT,
    TICKET_WITHOUT_PERSON,
    NEWEST_FORGOTTEN,
    WRITTEN_IN_PLACE,
    PERSONS_FORGOTTEN,
    APPOINTMENTS_FORGOTTEN,
    GROUPS_FORGOTTEN,
    SLIPS_FORGOTTEN,
)
#: All functions that `install` makes.
NAMES = (*(one.name for one in FUNCTIONS), *guards.NAMES)


def install(connection: Connection) -> None:
    """Make functions and triggers on PostgreSQL, or set them to the form of this program.

    Rights to call a function stay as they are.
    """
    for order in (*guards.ORDERS, *itertools.chain.from_iterable(one.definition() for one in FUNCTIONS)):
        connection.exec_driver_sql(order)
