"""Declare the statements that need the rights of the database's owner.

On PostgreSQL each is a function with definer's rights. A machine's role may call it, and has no right to the columns
behind it: it can do this one thing, in this one form. An SQLite file has no roles, and runs the same statement.
"""

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
    bindparam,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from kiosk.store.tables import staff

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


def _staff_salt(who: Argument) -> Executable:
    return select(func.substr(staff.c.secret, 1, func.length(staff.c.secret) - _HASH_CHARACTERS)).where(
        staff.c.id == who
    )


def _staff_proven(who: Argument, proof: Argument) -> Executable:
    return select(staff.c.secret == proof).where(staff.c.id == who)


def _staff_failed(who: Argument, until: Argument) -> Executable:
    counted = update(staff).where(staff.c.id == who)
    return counted.values(failures=staff.c.failures + 1, locked_until_us=until).returning(staff.c.failures)


def _staff_cleared(who: Argument, proof: Argument) -> Executable:
    mine = update(staff).where(staff.c.id == who, staff.c.secret == proof)
    return mine.values(failures=0, locked_until_us=0).returning(staff.c.failures)


#: Return the parameters and the salt of a person's Argon2 text.
STAFF_SALT = OwnerFunction(_staff_salt, Text, who=Integer)
#: Return whether `proof` is the person's Argon2 text.
STAFF_PROVEN = OwnerFunction(_staff_proven, Boolean, who=Integer, proof=Text)
#: Count one wrong PIN of a person, who waits until a moment; return how many there are in a row.
STAFF_FAILED = OwnerFunction(_staff_failed, Integer, who=Integer, until=BigInteger)
#: End a person's count of wrong PINs by the right one.
STAFF_CLEARED = OwnerFunction(_staff_cleared, Integer, who=Integer, proof=Text)

FUNCTIONS: tuple[OwnerFunction, ...] = (STAFF_SALT, STAFF_PROVEN, STAFF_FAILED, STAFF_CLEARED)


def install(connection: Connection) -> None:
    """Make every function on PostgreSQL, or set it to the form of this program. Rights to call it stay as they are."""
    for one in FUNCTIONS:
        for order in one.definition():
            connection.exec_driver_sql(order)
