"""Statements compiled once: what a number is written with should cost little more than its SQL.

SQLAlchemy looks up, binds and converts anew at every execution (measured: 9 µs of 16 for a write, more for a question).
A number needs a dozen of them. Rows come as the driver gives them: numbers, texts, bytes.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, CursorResult, Insert, Select, Update


class _Sent:
    """A statement with its values by name: the same names every time. Values of its own go along."""

    def __init__(self, statement: Insert | Update | Select[Any]) -> None:
        self._statement = statement
        self._known: dict[str, tuple[str, tuple[str, ...] | None, dict[str, object]]] = {}

    def _send(self, connection: Connection, values: Mapping[str, object]) -> CursorResult[Any]:
        sql, order, own = self._known.get(connection.dialect.name) or self._compile(connection, values)
        named = {**own, **values}
        return connection.exec_driver_sql(sql, named if order is None else tuple([named[name] for name in order]))

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
        """Sends it. Errors are those of `Connection.execute`."""
        self._send(connection, values)


class Ask(_Sent):
    """A question, or a write that returns something. No `in_`: SQLAlchemy spells its values out at each execution."""

    def rows(self, connection: Connection, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Every row, its columns in the statement's order. Errors are those of `Connection.execute`."""
        result = self._send(connection, values)
        found = list(result.cursor.fetchall())
        result.close()
        return found

    def one(self, connection: Connection, values: Mapping[str, object]) -> tuple[Any, ...]:
        """The one row there is; ValueError for none or several."""
        (row,) = self.rows(connection, values)
        return row
