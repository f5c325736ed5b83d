"""Statements without an answer, compiled once: what a number is written with should cost little more than its SQL.

SQLAlchemy looks up, binds and converts anew at every execution (measured: 9 µs of 16); a number needs five of these.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, Insert, Update


class Write:
    """An insert or update that returns nothing, with its values by name: the same names every time."""

    def __init__(self, statement: Insert | Update) -> None:
        self._statement = statement
        self._known: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    def __call__(self, connection: Connection, values: Mapping[str, object]) -> None:
        """Sends it. Errors are those of `Connection.execute`."""
        sql, order = self._known.get(connection.dialect.name) or self._compile(connection, values)
        sent = dict(values) if order is None else tuple([values[name] for name in order])
        connection.exec_driver_sql(sql, sent)

    def _compile(self, connection: Connection, values: Mapping[str, object]) -> tuple[str, tuple[str, ...] | None]:
        """The driver's words, and the names in their order where the driver counts its values."""
        compiled = self._statement.compile(dialect=connection.dialect, column_keys=list(values))
        order = compiled.positiontup
        known = str(compiled), None if order is None else tuple(order)
        self._known[connection.dialect.name] = known
        return known
