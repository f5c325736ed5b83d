"""What a store sends to its database, statement by statement, whoever executes it: SQLAlchemy or the driver itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from kiosk.store import sending
from kiosk.store.engine import Store
from kiosk.store.post import Letter


@contextmanager
def each_statement(store: Store, note: Callable[[str, Any], None]) -> Iterator[None]:
    """Calls `note` with the words and the values of each statement before it is executed, while the body runs. What is
    posted on PostgreSQL does not come by here."""
    straight = sending.straight

    def by_sqlalchemy(_connection: Connection, _cursor: object, words: str, values: Any, *_about: object) -> None:
        note(words, values)

    def by_the_driver(connection: Connection, letter: Letter) -> sending.Done:
        if connection.engine.pool is store.engine.pool:
            note(*letter)
        return straight(connection, letter)

    event.listen(store.engine, "before_cursor_execute", by_sqlalchemy)
    sending.straight = by_the_driver
    try:
        yield
    finally:
        sending.straight = straight
        event.remove(store.engine, "before_cursor_execute", by_sqlalchemy)
