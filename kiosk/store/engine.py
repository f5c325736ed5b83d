"""Opening the database, and the two ways in: read a consistent picture, or write one transaction."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from kiosk.domain.text import CounterError
from kiosk.store import sending
from kiosk.store.feed import LINE, ChangeFeed, PostgresFeed, SqliteFeed
from kiosk.store.plain_words import in_plain_words
from kiosk.store.post import Post, greet, post_of
from kiosk.store.schema import REVISION, installation
from kiosk.store.sending import Question
from kiosk.store.turn import WriteTurn

_BUSY_MS = 5_000
#: What a statement was to write may be a person's: it does not stand in an error that goes into the log.
_POOL: dict[str, Any] = {"pool_size": 4, "max_overflow": 8, "hide_parameters": True}
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={_BUSY_MS}",
    "PRAGMA cache_size=-16000",
    # Some commit has to move the WAL into the database and waits for the disk twice more: one of 400, not one of 100.
    "PRAGMA wal_autocheckpoint=4000",
)

Begun = TypeVar("Begun")


class Store:
    """One branch's database, SQLite or PostgreSQL by URL. Safe to share between threads."""

    def __init__(self, url: str, *, must_exist: bool = False) -> None:
        """An SQLite file that is not there is made, unless it `must_exist`. CounterError ``store.bad_url``."""
        self.url = _url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url)
        # PostgreSQL's own default would show each statement of a read a later moment.
        picture = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = self.engine.execution_options(**picture)
        self._turn = WriteTurn(Path(self.url.database or "")) if self.is_sqlite else None
        self._must_exist = must_exist
        self._file = self.url.database if self.is_sqlite else None
        self._place = _place_on_disk(self._file)

    @contextmanager
    def write(self, *foreseen: Question) -> Iterator[Connection]:
        """One transaction that commits when the body ends well and leaves no trace when it does not.

        Where a server's answer is a wait for everybody, those to what is `foreseen` come with the turn to write.
        Raises CounterError ``store.*`` when the disk is full, read-only, damaged or the server is away.
        """
        with in_plain_words(), self._in_turn(self._turn) if self._turn else self._by_post(foreseen) as connection:
            yield connection

    @contextmanager
    def _in_turn(self, turn: WriteTurn) -> Iterator[Connection]:
        with turn(), self._connect(self.engine) as connection, connection.begin():
            sending.straight(connection, ("BEGIN IMMEDIATE", ()))
            yield connection

    @contextmanager
    def _by_post(self, foreseen: Sequence[Question]) -> Iterator[Connection]:
        def begin(connection: Connection) -> Post:
            post = Post(connection)
            post.begin(*(ask.letter(connection, values) for ask, values in foreseen))
            return post

        with self._answered(self.engine, begin) as (connection, post):
            try:
                yield connection
                post.commit()
            finally:
                post.end()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A picture of the database at one moment. Raises CounterError ``store.*`` when it cannot be had."""
        with in_plain_words(), self._answered(self._reader, self._begin_reading) as (connection, _):
            yield connection

    def _begin_reading(self, connection: Connection) -> None:
        if self.is_sqlite:
            sending.straight(connection, ("BEGIN", ()))
        else:
            greet(connection)

    @contextmanager
    def _answered(self, engine: Engine, begin: Callable[[Connection], Begun]) -> Iterator[tuple[Connection, Begun]]:
        """A transaction that has begun with `begin`.

        A server that was restarted, or an idle line that was cut, is noticed at these first words. They have done
        nothing yet: they are said once more on a new line, and no clerk sees an error.
        """
        try:
            connection, transaction, begun = self._begun(engine, begin)
        except DBAPIError as problem:
            if not problem.connection_invalidated:
                raise
            self.engine.dispose()  # whatever cut this line has cut the others
            connection, transaction, begun = self._begun(engine, begin)
        with connection, transaction:
            yield connection, begun

    def _begun(self, engine: Engine, begin: Callable[[Connection], Begun]) -> tuple[Connection, RootTransaction, Begun]:
        connection = self._connect(engine)
        try:
            return connection, connection.begin(), begin(connection)
        except BaseException:
            connection.close()
            raise

    def _connect(self, engine: Engine) -> Connection:
        """A connection to the file that is in its place now.

        SQLite itself goes on writing into a file that was deleted or replaced, and everything would be lost with it.
        """
        place = _place_on_disk(self._file)
        if place != self._place:
            self._must_exist = self._must_exist or self._place is not None  # a file that was lost is not made anew
            self._place = place
            self.engine.dispose()
        if self._file is not None and place is None and self._must_exist:
            raise CounterError("store.cannot_open")
        return engine.connect()

    def feed(self) -> ChangeFeed:
        """A new listener for other connections' commits; it belongs to the thread that waits on it."""
        if self.is_sqlite:
            return SqliteFeed(Path(self.url.database or ""))
        # In the dialect's own words: an address may name several servers.
        _, line = self.engine.dialect.create_connect_args(self.url)
        return PostgresFeed({**line, **LINE})

    def check(self) -> None:
        """Refuses a database of another version (CounterError ``store.needs_upgrade``) or without a branch in it."""
        with self.read() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if found != REVISION:
                raise CounterError("store.needs_upgrade")
            if connection.execute(select(installation.c.id)).first() is None:
                raise CounterError("store.empty")

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()
        if self._turn:
            self._turn.close()


def _url(text: str) -> URL:
    try:
        url = make_url(text)
        is_usable = url.database if url.get_backend_name() == "sqlite" else url.get_backend_name() == "postgresql"
        url.get_dialect()
    except (ArgumentError, ValueError, ImportError) as problem:
        raise CounterError("store.bad_url") from problem
    if not is_usable or url.database == ":memory:":
        raise CounterError("store.bad_url")
    return url


def _place_on_disk(file: str | None) -> tuple[int, int] | None:
    """Which file it is, whatever its name; None where there is none."""
    if file is None:
        return None
    try:
        found = os.stat(file)  # noqa: PTH116 - twice as quick as a Path, and asked for at every transaction
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, **_POOL)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # `Store` begins, in its own words; the driver would begin at the first write
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except sqlite3.Error:
            connection.close()  # no database, or one that cannot be read: nobody else knows of this connection
            raise

    return engine


def _postgres_engine(url: URL) -> Engine:
    engine = create_engine(url, connect_args=LINE, **_POOL)

    @event.listens_for(engine, "before_cursor_execute")
    def send_first(
        connection: Connection, _cursor: object, _sql: str, _values: object, context: Any, _many: object
    ) -> None:
        post = post_of(connection)
        if post is not None:
            post.send(is_writing=context.isinsert or context.isupdate or context.isdelete)

    return engine
