"""Keep a random key for each business date, and destroy it when the date is over.

A personal number is stored as its hash under the key of a date (`kiosk.branch.reception.person_key`). Numbers have 12
digits, so whoever holds the key finds a number by trying all of them. Without the key nobody can.

The key is a file of its own (`days/2026-11-30.key` in the folder of keys). Machines that share a PostgreSQL server
exchange keys through the table `day_key`. The table decides which key is valid. File and row are encrypted with the
key of columns and bound to their date.
"""

import errno
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql

from kiosk.domain.language.text import CounterError
from kiosk.durable_file import destroy_file, replace_file, sync_to_disk
from kiosk.store.engine import Store
from kiosk.store.keys import BranchKeys, read_text_secret
from kiosk.store.sealing import KEY_BYTES, BrokenSealError, FieldCipher, Place, UnknownSealError
from kiosk.store.tables import day_key

#: The key of release 0.1.0 for all days.
_FIRST_RELEASE = "persons.key"
_SUFFIX = ".key"
_OTHER_KEYS = "keys.of_another_branch"
_log = logging.getLogger(__name__)


def key_of(store: Store, keys: BranchKeys, day: date, *, is_cut_off: bool = False) -> bytes | None:
    """Return the key of a date that is not over, made at its first use.

    Return None where this program keeps no keys, and for a kiosk that `is_cut_off` and has not got the key before. A
    key of its own would give a person another hash than the branch does.

    Raises:
        CounterError: The reason.

            ``keys.of_another_branch``: the table or the file has one that this machine cannot decrypt.
            ``store.disk_full``, ``store.cannot_open``, and as the store.
    """
    if keys.days is None:
        return None
    file = _file(keys.days, day)
    known = _read(keys, file, day)
    if is_cut_off:
        return known
    if store.is_sqlite:
        return known or _make(keys, file, day)
    return _agreed(store, keys, file, day, known)


def check_key(store: Store, keys: BranchKeys, day: date) -> None:
    """Check that this machine can decrypt the key of a date, where there is one already. Nothing is made.

    Raises:
        CounterError: ``keys.of_another_branch``, ``keys.of_another_user``, ``keys.open_to_others``, and as the store.
    """
    if keys.days is None:
        return
    _read(keys, _file(keys.days, day), day)
    if not store.is_sqlite:
        with store.read() as connection:
            _shared(connection, keys, day)


def share(store: Store, keys: BranchKeys, today: date) -> None:
    """Fetch the keys of today and later from the other machines, and give back those that their server lost.

    A crash of the server empties the table, because it is not logged. A key is given back today or the day before its
    date, when every machine may write it. The key of today is made where nobody has it, so that a kiosk has it when it
    is cut off. One that this machine cannot decrypt is left alone: any machine may have written it.

    Raises:
        CounterError: as the store.
    """
    if keys.days is None or store.is_sqlite:
        return
    with store.read() as connection:
        shared = set(connection.execute(select(day_key.c.day)).scalars())
    own = {day.isoformat() for day, file in _files(keys.days) if file.suffix == _SUFFIX}
    near = {(today + timedelta(days=ahead)).isoformat() for ahead in (0, 1)}
    wanted = {today.isoformat(), *(shared - own), *(near & (own - shared))}
    for day in sorted(filter(None, map(_date, wanted))):
        if day >= today:
            with suppress_other_keys(day):
                key_of(store, keys, day)


@contextmanager
def suppress_other_keys(day: date) -> Iterator[None]:
    """Go on without the key of a date that this machine cannot decrypt; log an error."""
    try:
        yield
    except CounterError as problem:
        if problem.message.key != _OTHER_KEYS:
            raise
        _log.error("the key of %s was not made with this machine's keys: nobody is recognised", day)


def destroy_files(keys: BranchKeys, today: date) -> int:
    """Overwrite and remove the files of dates before `today`. Return their number."""
    over = [] if keys.days is None else [file for day, file in _files(keys.days) if day < today]
    return sum(map(destroy_file, over))


def has_first_release(keys: BranchKeys) -> bool:
    """Return whether the key is there that release 0.1.0 had for all days."""
    return keys.days is not None and (keys.days.parent / _FIRST_RELEASE).exists()


def destroy_first_release(keys: BranchKeys) -> int:
    """Overwrite and remove the key that release 0.1.0 had for all days. Return 1, or 0 where there is none."""
    return 0 if keys.days is None else destroy_file(keys.days.parent / _FIRST_RELEASE)


def any_over(connection: Connection, today: date) -> bool:
    """Return whether the table holds a key of a date before `today`."""
    over = select(day_key.c.day).where(day_key.c.day < today.isoformat()).limit(1)
    return connection.execute(over).first() is not None


def destroy_rows(connection: Connection, today: date) -> int:
    """Remove the keys of dates before `today` from the table, and their bytes from the server's files.

    A row without a date, which no program of ours wrote, goes too. A deleted row stays in the file of its table, so
    the table gets a new file with the keys that are still needed.
    """
    if connection.dialect.name == "postgresql":
        # Cards are read all the time. They must not wait behind this for a dump that reads the table for minutes.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '200ms'; LOCK TABLE day_key IN ACCESS EXCLUSIVE MODE")
    rows = [dict(row) for row in connection.execute(select(day_key)).mappings()]
    kept = [row for row in rows if (_date(row["day"]) or date.min) >= today]
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("TRUNCATE day_key")
    else:
        connection.execute(delete(day_key))
    if kept:
        connection.execute(insert(day_key), kept)
    return len(rows) - len(kept)


def _agreed(store: Store, keys: BranchKeys, file: Path, day: date, known: bytes | None) -> bytes:
    """Return the key that the table has, else write the one of this machine into it."""
    with store.read() as connection:
        shared = _shared(connection, keys, day)
    if shared is None:
        value = _wrapped(keys, day, known or secrets.token_bytes(KEY_BYTES))
        row = {"day": day.isoformat(), "value": value}
        with store.write(journal=False) as connection:
            connection.execute(postgresql.insert(day_key).values(row).on_conflict_do_nothing())
            shared = _shared(connection, keys, day)
    if shared is None:
        raise RuntimeError("the key of a date was removed while it was made")
    if shared != known:
        with suppress(OSError):  # a user without rights on the folder has the key from the table each time
            file.parent.mkdir(mode=0o700, exist_ok=True)
            replace_file(file, f"{_wrapped(keys, day, shared).hex()}\n".encode())
    return shared


def _shared(connection: Connection, keys: BranchKeys, day: date) -> bytes | None:
    """Return the key in the table."""
    value = connection.execute(select(day_key.c.value).where(day_key.c.day == day.isoformat())).scalar()
    return None if value is None else _unwrapped(keys, day, bytes(value))


def _make(keys: BranchKeys, file: Path, day: date) -> bytes:
    """Return a new key, or the one that another process made meanwhile."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            replace_file(part, f"{_wrapped(keys, day, secrets.token_bytes(KEY_BYTES)).hex()}\n".encode())
            with suppress(FileExistsError):
                os.link(part, file)
        finally:
            part.unlink(missing_ok=True)
        sync_to_disk(file.parent)
    except OSError as problem:
        raise CounterError("store.disk_full" if problem.errno == errno.ENOSPC else "store.cannot_open") from problem
    return _content(keys, file, day)


def _read(keys: BranchKeys, file: Path, day: date) -> bytes | None:
    try:
        return _content(keys, file, day)
    except CounterError as problem:
        if problem.message.key != "keys.missing":
            raise
        return None


def _content(keys: BranchKeys, file: Path, day: date) -> bytes:
    """Return the key in a file.

    Raises:
        CounterError: ``keys.missing``, ``keys.of_another_user``, ``keys.open_to_others``, ``keys.of_another_branch``.
    """
    try:
        value = bytes.fromhex(read_text_secret(file, missing="keys.missing"))
    except ValueError as problem:
        raise CounterError("keys.missing", file=str(file)) from problem
    return _unwrapped(keys, day, value)


def _file(folder: Path, day: date) -> Path:
    return folder / f"{day.isoformat()}{_SUFFIX}"


def _files(folder: Path) -> Iterator[tuple[date, Path]]:
    """Yield the files with their dates, also those that a crash left half made: they may hold the key."""
    for file in sorted(folder.glob("*")):
        with suppress(ValueError):
            yield date.fromisoformat(file.name.lstrip(".")[:10]), file


def _date(day: str) -> date | None:
    """Return the date of a row. Any role that writes may have written the row, past every check of a program."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _wrapped(keys: BranchKeys, day: date, key: bytes) -> bytes:
    return _cipher(keys).encrypt(_place(day), key.hex())


def _unwrapped(keys: BranchKeys, day: date, value: bytes) -> bytes:
    """Return a key as it was. One that this machine cannot decrypt is of other key files: that is an error."""
    try:
        return bytes.fromhex(_cipher(keys).decrypt(_place(day), value))
    except (BrokenSealError, UnknownSealError) as problem:
        raise CounterError(_OTHER_KEYS) from problem


def _cipher(keys: BranchKeys) -> FieldCipher:
    return FieldCipher({0: keys.columns}, 0)


def _place(day: date) -> Place:
    return Place("day_key", "value", day.isoformat())
