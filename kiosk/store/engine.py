"""Open the database, read from it consistently, and write to it in one transaction."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from kiosk.domain.language.text import CounterError, Message
from kiosk.store.errors import translated_errors
from kiosk.store.tables import branch, installation
from kiosk.store.versions import refuse_other_version
from kiosk.store.write_lock import WriteLock

_BUSY_MS = 5_000
#: The values of a statement may be personal data. `hide_parameters` keeps them out of errors, which go into the log.
_POOL: dict[str, Any] = {"pool_size": 4, "max_overflow": 8, "hide_parameters": True}
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={_BUSY_MS}",
    "PRAGMA cache_size=-16000",
    # Zeros replace what is deleted or changed, in the pages that SQLite keeps for later too.
    "PRAGMA secure_delete=ON",
    # A checkpoint waits for the disk twice more. With 4000 pages (16 MB) it is in one ticket of 230, not in one of 60.
    # A machine that comes up after a power cut reads such a log in 20 to 60 ms; without one it opens in 20 ms.
    "PRAGMA wal_autocheckpoint=4000",
)
#: libpq settings that notice within seconds that a PostgreSQL server is away, also where a cable was pulled out. They
#: look for the machine on the other side; its program may take longer for an answer.
LINE: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 3,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 6_000,
}
#: The driver gives bytes for texts where the server's encoding is none, before it can be refused.
_TEXTS = {"client_encoding": "utf8"}
#: Settings of every PostgreSQL session. A commit returns when it is on the server's disk, whatever the server's own
#: default is. A wait for a lock or a statement ends after a limit, and the server ends a transaction whose client is
#: silent: a kiosk that hangs or lost its power in the middle of a write stops the others for 10 s at most.
_SESSION = (
    "SET synchronous_commit = on;"
    "SET lock_timeout = '4500ms';"
    "SET statement_timeout = '10s';"
    "SET idle_in_transaction_session_timeout = '10s';"
    "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2;"
    "SET tcp_user_timeout = '6s'"
)
#: Every writer of the journal locks the branch's row first, so writers of all machines form one queue and cannot
#: deadlock. To lock it needs the right to update it, which a board does not have. The journal's head row would do, but
#: it changes with each commit, and then PostgreSQL lets all waiters compete anew: of 16 the slowest waited 5 to 7 s,
#: and 1 to 2 s for a row that stays as it is.
_QUEUE = select(branch.c.id).with_for_update(key_share=True)


class Store:
    """Open one branch's database, SQLite or PostgreSQL by URL. Safe to share between threads."""

    def __init__(self, url: str, *, must_exist: bool = False, read_only: bool = False) -> None:
        """Create an SQLite file that does not exist, unless it `must_exist`.

        With `read_only` the database itself refuses each write of these connections.

        Raises:
            CounterError: ``store.bad_url``.
        """
        self.url = _url(url)
        self.is_read_only = read_only
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        make = _sqlite_engine if self.is_sqlite else _postgres_engine
        self.engine = make(self.url, read_only=read_only)
        # At PostgreSQL's own default, READ COMMITTED, each statement of a read would see a later moment.
        picture = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = self.engine.execution_options(**picture)
        self._write_lock = WriteLock(Path(self.url.database or "")) if self.is_sqlite else None
        self._must_exist = must_exist
        self._is_checked = False
        self._other_version: Message | None = None
        self._file = self.url.database if self.is_sqlite else None
        self._place = _place_on_disk(self._file)

    @contextmanager
    def write(self, *, journal: bool = True) -> Iterator[Connection]:
        """Run one transaction: it commits when the body ends well, and leaves no trace when the body raises.

        Writers run one after the other. With `journal` False a PostgreSQL transaction does not wait for the others:
        for what appends no record, such as a device's status.

        After `check` each write looks at the version again: a program that runs on must not write into the tables of
        a newer one.

        Raises:
            CounterError: ``store.*`` when the disk is full, read-only or damaged, or the server is away; or when the
                database was upgraded meanwhile.
        """
        if self._write_lock is not None:
            with translated_errors(), self._write_lock(), self._connect(self.engine) as connection, connection.begin():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                self._check_again(connection)
                yield connection
        else:
            with translated_errors(), self.engine.connect() as connection, connection.begin():
                if journal:
                    connection.execute(_QUEUE)
                self._check_again(connection)
                yield connection

    @contextmanager
    def alone(self) -> Iterator[Path]:
        """Keep every other writer of an SQLite file out, without a transaction; yield the file.

        Raises:
            CounterError: ``store.busy`` with the process that writes.
        """
        if self._write_lock is None or self._file is None:
            raise TypeError("only an SQLite file can be kept from others")
        with translated_errors(), self._write_lock():
            yield Path(self._file)

    def _check_again(self, connection: Connection) -> None:
        if self._is_checked:
            self._refuse_other_version(connection)

    def _refuse_other_version(self, connection: Connection) -> None:
        try:
            refuse_other_version(connection)
        except CounterError as refusal:
            self._other_version = refusal.message
            raise
        self._other_version = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read a picture of the database at one moment.

        Raises:
            CounterError: ``store.*`` when the database cannot be read, or was found to be of another version.
        """
        if self._other_version is not None:
            raise CounterError(self._other_version.key, **self._other_version.args)
        with self._picture() as connection:
            yield connection

    @contextmanager
    def _picture(self) -> Iterator[Connection]:
        with translated_errors(), self._connect(self._reader) as connection, connection.begin():
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection

    def _connect(self, engine: Engine) -> Connection:
        """Return a connection to the file that is at the path now.

        SQLite itself keeps writing into a file that was deleted or replaced, and everything would be lost with it.
        """
        place = _place_on_disk(self._file)
        if place != self._place:
            self._must_exist = self._must_exist or self._place is not None  # do not create a lost file anew
            self._place = place
            self.engine.dispose()
        if self._file is not None and place is None:
            if self._must_exist:
                raise CounterError("store.cannot_open")
            _create(Path(self._file))
        return engine.connect()

    def check(self) -> None:
        """Refuse a database of another version, or one without a branch in it. Until it fits, nothing is read from it.

        Raises:
            CounterError: ``store.older_database``, ``store.newer_database``, ``store.needs_upgrade``, ``store.empty``.
        """
        with self._picture() as connection:
            self._refuse_other_version(connection)
            if connection.execute(select(installation.c.id)).first() is None:
                raise CounterError("store.empty")
        self._is_checked = True

    def empty_log(self) -> None:
        """Write SQLite's log into the file and cut it off, so that no deleted value stays in it.

        While somebody reads, the log stays until the next time. A PostgreSQL server recycles its own log.
        """
        if self.is_sqlite:
            with translated_errors(), self._connect(self.engine) as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def has_branch(self) -> bool:
        """Return whether a branch was founded here, in whatever version of the schema."""
        with self.read() as connection:
            if not inspect(connection).has_table(installation.name):
                return False
            return connection.execute(select(installation.c.id)).first() is not None

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self._write_lock:
            self._write_lock.close()


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
    """Return the identity of the file at a path, whatever its name; None where there is none."""
    if file is None:
        return None
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _create(file: Path) -> None:
    """Make the file of a new database for its owner only. SQLite gives its log the same mode."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as problem:
        raise CounterError("store.disk_full" if problem.errno == errno.ENOSPC else "store.cannot_open") from problem


def _sqlite_engine(url: URL, *, read_only: bool) -> Engine:
    engine = create_engine(url, **_POOL)
    pragmas = (*_PRAGMAS, "PRAGMA query_only=ON") if read_only else _PRAGMAS

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # `Store` begins transactions; the driver would begin at the first write
        try:
            for pragma in pragmas:
                connection.execute(pragma)
        except sqlite3.Error:
            connection.close()  # SQLAlchemy does not know of this connection yet
            raise

    return engine


def _postgres_engine(url: URL, *, read_only: bool) -> Engine:
    # Pre-ping replaces connections that a restart of the server or a firewall has cut, before a clerk sees an error.
    engine = create_engine(url, connect_args={**LINE, **_TEXTS}, pool_pre_ping=True, **_POOL)
    session = f"{_SESSION}; SET default_transaction_read_only = on" if read_only else _SESSION

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        found = connection.info.parameter_status("server_encoding")
        if found != "UTF8":
            connection.close()
            raise CounterError("store.not_utf8", name=url.database, found=found)
        connection.execute(session)
        connection.commit()

    return engine
