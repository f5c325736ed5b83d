"""Keep a database in memory, with copies of a moment: a backup, a clone, a power cut."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, MetaData, StaticPool, create_engine

from kiosk.store.engine import Store
from kiosk.store.errors import translated_errors

#: The compiled statements of all databases here. To compile them is a sixth of a simulation.
_COMPILED: dict[Any, Any] = {}


class MemoryStore(Store):
    """Open one database in memory, on one connection."""

    def __init__(self, content: bytes = b"") -> None:
        """Begin with the content of another one."""
        super().__init__("sqlite:///in-memory.db")  # no file is opened before the first connection
        self.engine.dispose()
        self._driver = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        if content:
            self._driver.deserialize(content)
        shared = {"compiled_cache": _COMPILED}
        self.engine = create_engine(
            "sqlite://", creator=lambda: self._driver, poolclass=StaticPool, execution_options=shared
        )
        self._connection = self.engine.connect()

    @contextmanager
    def write(self, *, journal: bool = True) -> Iterator[Connection]:  # noqa: ARG002 - nobody else writes
        """See `Store.write`."""
        with translated_errors(), self._connection.begin():
            self._connection.exec_driver_sql("BEGIN")
            yield self._connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """See `Store.read`."""
        with self.write() as connection:
            yield connection

    def content(self) -> bytes:
        """Return the whole database as it is now."""
        return self._driver.serialize()

    def close(self) -> None:
        """Close the connection; the database is gone."""
        self._connection.close()
        self.engine.dispose()
        self._driver.close()


def with_tables(metadata: MetaData) -> bytes:
    """Return a database with empty tables."""
    store = MemoryStore()
    with store.write() as connection:
        metadata.create_all(connection)
    content = store.content()
    store.close()
    return content
