"""Copy a whole database into one file, check the copy, and put it back.

SQLite has its own backup interface for both. PostgreSQL has the program pg_dump of its client package.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow
from sqlalchemy import Connection, inspect

from kiosk.domain.language.text import CounterError
from kiosk.durable_file import sync_to_disk
from kiosk.store.engine import Store
from kiosk.store.functions import NAMES
from kiosk.store.versions import RESTORING

#: The least free space that is left beside a copy, for the upgrade itself.
_SPARE_BYTES = 16 * 1024 * 1024
_DEBIAN = Path("/usr/lib/postgresql")
#: How long the way back on PostgreSQL waits for other programs.
LOCK_LIMIT = "5s"
#: PostgreSQL's codes: a lock was not free within the limit; two programs waited for each other.
LOCKED = frozenset({"55P03", "40P01"})
#: The functions of this schema that no extension brought, as ``DROP FUNCTION`` names them.
_OWN_FUNCTIONS = (
    "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
)
#: The line with which pg_dump begins the rows of a table, and the line that ends them.
ROWS_BEGIN = re.compile(rb'COPY (?:[^ ]+\.)?"?(?P<table>\w+)"? \((?P<columns>[^)]*)\) FROM stdin;')
ROWS_END = b"\\."
#: Two lines of a newer pg_dump that forbid psql its other commands.
_FOR_PSQL = re.compile(rb"\\(un)?restrict \w+\n")
_END_OF_DUMP = b"-- PostgreSQL database dump complete"


class TablesHeldError(Exception):
    """Tell that other programs hold the tables of a PostgreSQL database."""


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Hold where the journal of a database ends. Two databases with one end have the same records."""

    installation: str
    epoch: int
    seq: int
    hash: bytes


def chain_end(connection: Connection) -> ChainEnd:
    """Return the end of the journal."""
    row = connection.exec_driver_sql("SELECT id, epoch, seq, hash FROM installation").one()
    return ChainEnd(str(row.id), int(row.epoch), int(row.seq), bytes(row.hash))


def copy_suffix(*, is_sqlite: bool) -> str:
    """Return how the name of a copy ends."""
    return ".db" if is_sqlite else ".sql"


def take_copy(store: Store, connection: Connection, file: Path) -> None:
    """Copy the database as an open transaction sees it before its first change. The file is new and has mode 0600.

    Raises:
        CounterError: ``upgrade.no_room``, ``upgrade.copy_failed``, ``upgrade.no_pg_dump``. There is no file then.
    """
    with new_copy(file, database_size(store, connection)) as part:
        if store.is_sqlite:
            _copy_sqlite(Path(store.url.database or ""), part)
        else:
            _dump_postgres(store, part)


@contextmanager
def new_copy(file: Path, size: int) -> Iterator[Path]:
    """Yield an empty file of mode 0600 for a copy of `size` bytes. It gets its name and is on the disk after the body.

    Raises:
        CounterError: ``upgrade.no_room``, ``upgrade.copy_failed``. There is no file then.
    """
    free = shutil.disk_usage(file.parent).free
    if free < size + _SPARE_BYTES:
        raise _no_room(file, size, free)
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with _room(file, size):
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            yield part
            sync_to_disk(part)
            part.rename(file)
            sync_to_disk(file.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def end_of_copy(file: Path) -> ChainEnd:
    """Check a copy of an SQLite file and return where its journal ends.

    Raises:
        CounterError: ``upgrade.bad_copy``.
    """
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise CounterError("upgrade.bad_copy", file=str(file))
            row = copy.execute("SELECT id, epoch, seq, hash FROM installation").fetchone()
            return ChainEnd(str(row[0]), int(row[1]), int(row[2]), bytes(row[3]))
    except (sqlite3.Error, TypeError) as problem:
        raise CounterError("upgrade.bad_copy", file=str(file)) from problem


def put_back_sqlite(file: Path, database: Path) -> None:
    """Write a copy over an SQLite file in one transaction. Other programs see the old or the new content, whole."""
    with (
        closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy,
        closing(sqlite3.connect(database)) as target,
    ):
        target.execute("PRAGMA synchronous=FULL")
        copy.backup(target)


def put_back_postgres(store: Store, file: Path, expected: ChainEnd) -> None:
    """Replace every table by a copy in one transaction, if the journal still ends as `expected`.

    Raises:
        CounterError: ``upgrade.not_put_back`` with the server's words; ``store.away`` with
            `TablesHeldError` as its cause, where other programs held the tables for five seconds.
    """
    with store.read() as connection:
        tables = inspect(connection).get_table_names()
    before = sql.SQL(
        "SET LOCAL lock_timeout = {}; LOCK TABLE branch, installation IN ACCESS EXCLUSIVE MODE;"
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM installation WHERE id = {} AND epoch = {} AND seq = {}) THEN"
        " RAISE EXCEPTION 'written since'; END IF; END $$;"
        "DROP TABLE {} CASCADE; DROP FUNCTION IF EXISTS {} CASCADE"
    ).format(
        sql.Literal(LOCK_LIMIT),
        sql.Literal(expected.installation),
        sql.Literal(expected.epoch),
        sql.Literal(expected.seq),
        sql.SQL(", ").join(map(sql.Identifier, tables)),
        sql.SQL(", ").join(map(sql.Identifier, ["journal_notify", *NAMES])),
    )
    _run_dump(store, before, file)


def restore_postgres(store: Store, file: Path) -> None:
    """Put a dump into the place of everything in the database, in one transaction.

    The database has the revision `RESTORING` then: no program opens it until the restore is finished.

    Raises:
        CounterError: ``upgrade.not_put_back`` with the server's words; ``store.away`` with
            `TablesHeldError` as its cause.
    """
    with store.read() as connection:
        tables = inspect(connection).get_table_names()
        functions = list(connection.exec_driver_sql(_OWN_FUNCTIONS).scalars())
    drops: list[sql.Composable] = [sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(LOCK_LIMIT))]
    drops += [sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)) for name in tables]
    drops += [sql.SQL("DROP FUNCTION " + name + " CASCADE") for name in functions]  # as the server wrote it
    # A dump leaves no schema in the search path.
    mark = sql.SQL("RESET search_path; UPDATE alembic_version SET version_num = {}").format(sql.Literal(RESTORING))
    _run_dump(store, sql.SQL("; ").join(drops), file, mark)


def replace_sqlite(file: Path, database: Path) -> None:
    """Put a database file into the place of another one, which may be damaged or missing. `file` is gone then."""
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    sync_to_disk(file)
    for end in ("-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)  # they belong to the file that was there
    file.replace(database)
    sync_to_disk(database.parent)


def _run_dump(store: Store, before: sql.Composed, file: Path, after: sql.Composed | None = None) -> None:
    """Run statements, a dump of pg_dump and statements in one transaction.

    psql would also obey its own commands in the file, which run programs. Whoever has the public key of the backups can
    make a file, so only statements are sent, and a server refuses everything else.
    """
    try:
        with psycopg.connect(make_conninfo(**_address(store))) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(before)
            with file.open("rb") as lines:
                _send_dump(cursor, lines)
            if after is not None:
                cursor.execute(after)
    except psycopg.Error as problem:
        if problem.sqlstate in LOCKED:
            raise CounterError("store.away") from TablesHeldError(str(problem))
        raise CounterError("upgrade.not_put_back", why=(str(problem).splitlines() or ["?"])[0]) from problem


def _send_dump(cursor: psycopg.Cursor[TupleRow], lines: Iterable[bytes]) -> None:
    """Send the statements of a dump, and the rows that follow some of them."""
    rows = iter(lines)
    statements = bytearray()
    for line in rows:
        if ROWS_BEGIN.fullmatch(line.rstrip(b"\n")):
            cursor.execute(bytes(statements))
            statements.clear()
            with cursor.copy(line) as copy:
                for row in takewhile(lambda one: one.rstrip(b"\n") != ROWS_END, rows):
                    copy.write(row)
        elif not _FOR_PSQL.fullmatch(line):
            statements += line
    cursor.execute(bytes(statements))


def database_size(store: Store, connection: Connection) -> int:
    """Return the bytes of a database."""
    if store.is_sqlite:
        pages, page = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        )
        return int(pages) * int(page)
    return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def _copy_sqlite(database: Path, part: Path) -> None:
    """Copy through a connection of its own, which sees the file without the open transaction."""
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(part)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    end_of_copy(part)


def _dump_postgres(store: Store, part: Path) -> None:
    options = ["--no-owner", "--encoding=UTF8", "--lock-wait-timeout=5s", f"--file={part}"]
    done = _run(store, [client_program("pg_dump"), *options])
    if done.returncode != 0:
        raise CounterError("upgrade.copy_failed", why=last_line(done.stderr))
    with part.open("rb") as file:
        file.seek(max(0, part.stat().st_size - 4096))
        if _END_OF_DUMP not in file.read():
            raise CounterError("upgrade.bad_copy", file=str(part))


def _run(store: Store, order: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a client program of PostgreSQL on the store's database."""
    address, environment = client_address(store)
    return subprocess.run(
        [*order, address], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def client_address(store: Store) -> tuple[str, dict[str, str]]:
    """Return the option that names the store's database to a client program, and its environment with the password."""
    line = _address(store)
    password = str(line.pop("password", ""))
    secret = {"PGPASSWORD": password} if password else {}
    return f"--dbname={make_conninfo(**line)}", {**os.environ, **secret, "LC_ALL": "C.UTF-8"}


def _address(store: Store) -> dict[str, Any]:
    _, line = store.engine.dialect.create_connect_args(store.url)
    line.pop("context", None)  # the driver's own, no part of an address
    return dict(line)


def client_program(name: str) -> str:
    """Return a client program of PostgreSQL.

    Raises:
        CounterError: ``upgrade.no_pg_dump`` where it is not installed.
    """
    packaged = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda one: int(one.parts[-3]))
    found = str(packaged[-1]) if packaged else shutil.which(name)
    if found is None:
        raise CounterError("upgrade.no_pg_dump", program=name)
    return found


def last_line(words: str) -> str:
    """Return the last line of what a program said."""
    return (words.strip().splitlines() or ["?"])[-1]


@contextmanager
def _room(file: Path, size: int) -> Iterator[None]:
    """Turn a disk that is full, or that refuses the file, into a sentence."""
    try:
        yield
    except (OSError, sqlite3.Error) as problem:
        free = 0
        with suppress(OSError):
            free = shutil.disk_usage(file.parent).free
        if free < size + _SPARE_BYTES:
            raise _no_room(file, size, free) from problem
        raise CounterError("upgrade.copy_failed", why=str(problem)) from problem


def _no_room(file: Path, size: int, free: int) -> CounterError:
    megabytes = {"need": -(-(size + _SPARE_BYTES) // 1_000_000), "free": free // 1_000_000}
    return CounterError("upgrade.no_room", folder=str(file.parent), **megabytes)
