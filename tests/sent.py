"""Record every statement that a store sends to its database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from kiosk.store.engine import Store


@contextmanager
def each_statement(store: Store, note: Callable[[str, Any], None]) -> Iterator[None]:
    """Call `note` with the SQL and the values of each statement before it is executed, while the body runs."""

    def noted(_connection: Connection, _cursor: object, sql: str, values: Any, _context: object, many: bool) -> None:
        for row in values if many else [values]:
            note(sql, row)

    event.listen(store.engine, "before_cursor_execute", noted)
    try:
        yield
    finally:
        event.remove(store.engine, "before_cursor_execute", noted)
