"""Copy a database for a backup while programs use it, without what a backup leaves out, and check the copy.

What is left out never reaches the disk of the copy. On SQLite its columns are not selected. On PostgreSQL they are
taken out of the dump on its way into the file.
"""

import re
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from kiosk.domain.chain_check import ChainHead, journal_breaks
from kiosk.domain.journal import JournalRecord
from kiosk.domain.language.text import CounterError
from kiosk.store.copies import (
    ROWS_BEGIN,
    ROWS_END,
    client_address,
    client_program,
    copy_suffix,
    database_size,
    end_of_copy,
    last_line,
    new_copy,
)
from kiosk.store.engine import Store
from kiosk.store.tables import appointment, day_key, installation, journal, ticket

#: What a backup does not hold. A backup is kept for months, and no person of a day that is over may be found in one.
LEFT_OUT_TABLES = frozenset({day_key.name})
LEFT_OUT_COLUMNS: Mapping[str, frozenset[str]] = {
    ticket.name: frozenset({ticket.c.person.name, ticket.c.priority_group.name}),
    appointment.name: frozenset({appointment.c.person.name}),
}
_NULL = b"\\N"
_ESCAPES = {b"\\\\": b"\\", b"\\t": b"\t", b"\\n": b"\n", b"\\r": b"\r", b"\\b": b"\b", b"\\f": b"\f", b"\\v": b"\v"}
_ESCAPE = re.compile(rb"\\.")


def take_backup_copy(store: Store, file: Path) -> None:
    """Copy the database as it stands at one moment into a new file of mode 0600.

    Raises:
        CounterError: ``upgrade.no_room``, ``upgrade.copy_failed``, ``upgrade.no_pg_dump``. There is no file then.
    """
    with store.read() as connection:
        size = database_size(store, connection)
    with new_copy(file, size) as part:
        if store.is_sqlite:
            _copy_sqlite(Path(store.url.database or ""), part)
        else:
            _dump_postgres(store, part)


def check_backup_copy(file: Path) -> tuple[ChainHead, int | None]:
    """Open a copy; return the end of its journal, and the `seq` at which that is broken (None: it is whole).

    Raises:
        CounterError: ``upgrade.bad_copy``.
    """
    if file.suffix == copy_suffix(is_sqlite=True):
        end_of_copy(file)
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            head = ChainHead(*copy.execute("SELECT id, epoch, seq, hash, last_us FROM installation").fetchone())
            return head, _broken_at(head, _records_of_file(head.installation, copy))
    try:
        row = next(dump_rows(file, installation.name))
        epoch, seq, last_us = (int(row[name]) for name in ("epoch", "seq", "last_us"))
        head = ChainHead(_text(row["id"]), epoch, seq, _bytes(row["hash"]), last_us)
        records = (_record_of_row(head.installation, one) for one in dump_rows(file, journal.name))
        return head, _broken_at(head, _in_order(records))
    except (StopIteration, KeyError, ValueError) as problem:
        raise CounterError("upgrade.bad_copy", file=str(file)) from problem


def dump_rows(file: Path, table: str) -> Iterator[dict[str, bytes]]:
    """Yield the rows of a table in a dump of pg_dump, each value as its text. NULL is left out."""
    with file.open("rb") as lines:
        columns: list[str] | None = None
        for line in lines:
            text = line.rstrip(b"\n")
            if columns is None:
                found = ROWS_BEGIN.fullmatch(text)
                columns = _names(found["columns"]) if found and found["table"].decode() == table else None
            elif text == ROWS_END:
                return
            else:
                values = zip(columns, text.split(b"\t"), strict=True)
                yield {name: _plain(value) for name, value in values if value != _NULL}


def _copy_sqlite(database: Path, part: Path) -> None:
    """Make every table anew and fill it without what is left out, from one picture of the file."""
    with closing(sqlite3.connect(f"{part.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as copy:
        copy.execute("ATTACH ? AS source", (f"{database.absolute().as_uri()}?mode=ro",))
        copy.execute("BEGIN")
        made = "SELECT type, name, sql FROM source.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        parts = copy.execute(f"{made} ORDER BY type <> 'table'").fetchall()
        for kind, name, statement in parts:
            copy.execute(statement)
            if kind == "table" and name not in LEFT_OUT_TABLES:
                left_out = LEFT_OUT_COLUMNS.get(name, frozenset())
                columns = [row[1] for row in copy.execute(f'PRAGMA source.table_info("{name}")')]
                chosen = ", ".join("NULL" if one in left_out else f'"{one}"' for one in columns)
                copy.execute(f'INSERT INTO main."{name}" SELECT {chosen} FROM source."{name}"')  # noqa: S608 - names of our tables
        copy.execute("COMMIT")


def _dump_postgres(store: Store, part: Path) -> None:
    """Run pg_dump and write what it says, without what is left out."""
    order = [client_program("pg_dump"), "--no-owner", "--no-privileges", "--encoding=UTF8", "--lock-wait-timeout=5s"]
    order += [f"--exclude-table-data={name}" for name in sorted(LEFT_OUT_TABLES)]
    address, environment = client_address(store)
    with part.open("wb") as file, tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            [*order, address], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
        ) as dump:
            file.writelines(_without_left_out(dump.stdout or ()))
        said.seek(0)
        if dump.returncode != 0:
            raise CounterError("upgrade.copy_failed", why=last_line(said.read().decode(errors="replace")))


def _without_left_out(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Replace each value that a backup leaves out by NULL."""
    rows = iter(lines)
    for line in rows:
        yield line
        found = ROWS_BEGIN.fullmatch(line.rstrip(b"\n"))
        if found:
            left_out = LEFT_OUT_COLUMNS.get(found["table"].decode(), frozenset())
            places = [place for place, name in enumerate(_names(found["columns"])) if name in left_out]
            for row in rows:
                if row.rstrip(b"\n") == ROWS_END:
                    yield row
                    break
                yield _blanked(row, places) if places else row


def _blanked(row: bytes, places: list[int]) -> bytes:
    """Return a row of a dump with NULL in some places."""
    values = row.rstrip(b"\n").split(b"\t")
    for place in places:
        values[place] = _NULL
    return b"\t".join(values) + b"\n"


def _broken_at(head: ChainHead, records: Iterator[JournalRecord]) -> int | None:
    first = next(journal_breaks(records, head), None)
    return None if first is None else first.seq


def _in_order(records: Iterator[JournalRecord]) -> Iterator[JournalRecord]:
    """Yield the records in their order. A dump has them in it, but for a row that somebody changed."""
    early: dict[tuple[int, int], JournalRecord] = {}
    epoch, seq = 0, 0
    for one in records:
        early[one.epoch, one.seq] = one
        if one.seq == 1 and one.epoch > epoch:
            epoch, seq = one.epoch, 0
        while (epoch, seq + 1) in early:
            seq += 1
            yield early.pop((epoch, seq))
    for place in sorted(early):
        yield early[place]


def _records_of_file(installation: str, copy: sqlite3.Connection) -> Iterator[JournalRecord]:
    names = [column.name for column in journal.c]
    for row in copy.execute(f"SELECT {', '.join(names)} FROM journal ORDER BY epoch, seq"):  # noqa: S608 - our columns
        yield JournalRecord(installation, **dict(zip(names, row, strict=True)))


def _record_of_row(installation: str, row: Mapping[str, bytes]) -> JournalRecord:
    return JournalRecord(
        installation,
        int(row["epoch"]),
        int(row["seq"]),
        _text(row["event_id"]),
        _text(row["kind"]),
        _text(row["subject"]),
        int(row["at_us"]),
        int(row["mono_ns"]),
        _bytes(row["body"]),
        _bytes(row["prev"]),
        _bytes(row["hash"]),
    )


def _names(columns: bytes) -> list[str]:
    return [one.strip().strip('"') for one in columns.decode().split(",")]


def _plain(value: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: _ESCAPES[found[0]], value) if b"\\" in value else value


def _text(value: bytes) -> str:
    return value.decode()


def _bytes(value: bytes) -> bytes:
    """Return a value of the type bytea, which stands there as ``\\x`` and hexadecimal digits."""
    return bytes.fromhex(value.removeprefix(b"\\x").decode())
