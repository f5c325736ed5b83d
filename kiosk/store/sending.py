"""Statements compiled once: what a number is written with should cost little more than its SQL.

SQLAlchemy looks up, binds, converts and describes the columns anew at every execution (measured: a fifth of a day of
2,500 visits). A number needs a dozen of them. The driver executes them itself, and rows come as it gives them: numbers,
texts, bytes.

On PostgreSQL the writers of all machines stand in one line, and each message that goes there and back is a wait for all
of them (see `kiosk.store.post`): there a write that returns nothing is posted with the next question, or the commit.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, Select, Update

from kiosk.domain.text import CounterError
from kiosk.store.post import Letter, Reply, Row, in_sqlalchemy_s_words, post_of


class _Sent:
    """A statement with its values by name: the same names every time. Values of its own go along."""

    def __init__(self, statement: Insert | Update | Select[Any]) -> None:
        self._statement = statement
        self._known: dict[str, tuple[str, tuple[str, ...] | None, dict[str, object]]] = {}

    def letter(self, connection: Connection, values: Mapping[str, object]) -> Letter:
        """What the driver is given."""
        sql, order, own = self._known.get(connection.dialect.name) or self._compile(connection, values)
        named = {**own, **values}
        return sql, named if order is None else tuple([named[name] for name in order])

    def _compile(
        self, connection: Connection, values: Mapping[str, object]
    ) -> tuple[str, tuple[str, ...] | None, dict[str, object]]:
        """The driver's words, the names in their order where the driver counts its values, the statement's own ones."""
        names = list(values) if isinstance(self._statement, Insert | Update) else None
        compiled = self._statement.compile(dialect=connection.dialect, column_keys=names)
        order = compiled.positiontup
        own = {name: value for name, value in compiled.params.items() if name not in values}
        known = str(compiled), None if order is None else tuple(order), own
        self._known[connection.dialect.name] = known
        return known


class Write(_Sent):
    """An insert or update that returns nothing."""

    def __call__(self, connection: Connection, values: Mapping[str, object]) -> None:
        """Sends it, at the latest with the commit. Errors are those of `Connection.execute`, and come then."""
        letter, post = self.letter(connection, values), post_of(connection)
        if post is None:
            straight(connection, letter)
        else:
            post.put(letter)


class Change(_Sent):
    """An update of one row that stands as its `where` says."""

    def __call__(self, connection: Connection, values: Mapping[str, object], otherwise: CounterError) -> None:
        """Sends it, at the latest with the commit; raises `otherwise` where no such row is there, and nothing of the
        transaction is done. Other errors are those of `Connection.execute`."""
        letter, post = self.letter(connection, values), post_of(connection)
        if post is not None:
            post.put(letter, otherwise)
        elif straight(connection, letter).changed != 1:
            raise otherwise


class Ask(_Sent):
    """A question, or a write that returns something. No `in_`: SQLAlchemy spells its values out at each execution."""

    def rows(self, connection: Connection, values: Mapping[str, object]) -> list[Row]:
        """Every row, its columns in the statement's order. Errors are those of `Connection.execute`."""
        letter, post = self.letter(connection, values), post_of(connection)
        return straight(connection, letter).rows if post is None else post.ask(letter)

    def later(self, connection: Connection, values: Mapping[str, object]) -> Reply:
        """For a write that returns what is needed after the commit: it goes along as a `Write` does."""
        letter, post = self.letter(connection, values), post_of(connection)
        if post is not None:
            return post.ask_later(letter)
        reply = Reply()
        reply.rows = straight(connection, letter).rows
        return reply

    def one(self, connection: Connection, values: Mapping[str, object]) -> Row:
        """The one row there is; ValueError for none or several."""
        (row,) = self.rows(connection, values)
        return row


class Done(NamedTuple):
    """What a statement gave, and how many rows it changed."""

    rows: list[Row]
    changed: int


def straight(connection: Connection, letter: Letter) -> Done:
    """Executed by the driver itself, in the transaction of `connection`. Errors are those of `Connection.execute`."""
    driver: Any = connection.connection.driver_connection
    try:
        cursor = driver.execute(*letter)
        return Done(list(cursor.fetchall()) if cursor.description else [], cursor.rowcount)
    except connection.dialect.loaded_dbapi.Error as problem:
        raise in_sqlalchemy_s_words(connection, problem) from problem


def settle(connection: Connection) -> None:
    """What was written so far is sent, and its errors come here."""
    post = post_of(connection)
    if post is not None:
        post.send(is_writing=False)


#: What is to be asked, about what.
Question = tuple[Ask, Mapping[str, object]]
