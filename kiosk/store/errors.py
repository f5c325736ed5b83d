"""Translate a driver's error into a refusal for the person at the screen.

The error's code decides, not its text: servers speak many languages. Only a refused connection has no code.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError

from kiosk.domain.language.text import CounterError

#: SQLite's primary result codes (sqlite.org/rescode.html).
_SQLITE: Mapping[int, str] = {
    sqlite3.SQLITE_FULL: "store.disk_full",
    sqlite3.SQLITE_IOERR: "store.disk_failed",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_PERM: "store.cannot_open",
    sqlite3.SQLITE_CANTOPEN: "store.cannot_open",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_NOTADB: "store.damaged",
}
#: PostgreSQL's SQLSTATE, whole or its class (postgresql.org/docs, appendix A).
_POSTGRES: Mapping[str, str] = {
    "53100": "store.disk_full",
    "58030": "store.disk_failed",
    "25006": "store.read_only",
    "42501": "store.not_allowed",
    "XX001": "store.damaged",
    "XX002": "store.damaged",
    "42P01": "store.needs_upgrade",
    "42703": "store.needs_upgrade",
    "KP100": "staff.too_many_wrong",  # `kiosk.store.guards`
}
#: What a server answers while a program connects, when the answer has no code.
_CONNECTING: Mapping[str, re.Pattern[str]] = {
    "store.no_role": re.compile(r'role "(?P<name>[^"]+)" does not exist'),
    "store.no_database": re.compile(r'database "(?P<name>[^"]+)" does not exist'),
    "store.wrong_password": re.compile(r'authentication failed for user "(?P<name>[^"]+)"'),
}
_LOCK_NOT_AVAILABLE = "55P03"
_OTHER_VERSION = ("no such table", "no such column", "has no column")


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn an error of the database into a refusal with a sentence; let mistakes of the program pass."""
    try:
        yield
    except (IntegrityError, DataError):
        raise
    except (DBAPIError, sqlite3.Error) as problem:  # SQLite still reads while a statement's rows are fetched
        refusal = _refusal_of(problem)
        if refusal is None:
            raise
        raise refusal from problem


def was_held(refusal: CounterError) -> bool:
    """Return whether another program on a PostgreSQL server held a lock for longer than the limit."""
    cause = refusal.__cause__
    return isinstance(cause, DBAPIError) and getattr(cause.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def _refusal_of(problem: DBAPIError | sqlite3.Error) -> CounterError | None:
    words = str(problem.orig if isinstance(problem, DBAPIError) else problem)
    for refused, pattern in _CONNECTING.items():
        if found := pattern.search(words):
            return CounterError(refused, name=found["name"])
    key = _key_of(problem)
    return None if key is None else CounterError(key)


def _key_of(problem: DBAPIError | sqlite3.Error) -> str | None:
    driver = problem.orig if isinstance(problem, DBAPIError) else problem
    if isinstance(driver, sqlite3.Error):
        code: int | None = getattr(driver, "sqlite_errorcode", None)
        key = None if code is None else _SQLITE.get(code & 0xFF)
        if key is None and any(words in str(driver) for words in _OTHER_VERSION):
            key = "store.needs_upgrade"
    else:
        state = str(getattr(driver, "sqlstate", None) or "")
        key = _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    is_cut = isinstance(problem, DBAPIError) and problem.connection_invalidated
    if key is None and (is_cut or isinstance(problem, OperationalError | sqlite3.OperationalError)):
        key = "store.away"
    return key
