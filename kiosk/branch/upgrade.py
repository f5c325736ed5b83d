"""Upgrade the database of a branch in one transaction, with a copy of the state before, and go back to that copy.

The last record of an upgrade is `database.upgraded@1`. While it ends the journal, nothing was written since, and the
copy can be put back.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import OperationalError

from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import NOTHING_MOVED, MovedHere, complete_upgrade
from kiosk.branch.stations.presence import present_anywhere
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.store.copies import (
    LOCKED,
    ChainEnd,
    TablesHeldError,
    chain_end,
    copy_suffix,
    end_of_copy,
    put_back_postgres,
    put_back_sqlite,
    take_copy,
)
from kiosk.store.engine import Store
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.migrate import migrate, refuse_unknown_form, wait_long
from kiosk.store.tables import REVISION, delivery, journal
from kiosk.store.versions import DATABASE, RELEASES, other_version, revision_of

#: Revisions whose programs go on writing after an upgrade. Later ones look at the revision before each write.
_UNAWARE = frozenset({"0001"})
#: Who has a transaction open on PostgreSQL, the longest first.
_HOLDERS = text(
    "SELECT usename, coalesce(host(client_addr), 'local') AS host, pid FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    " AND xact_start IS NOT NULL ORDER BY xact_start"
)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """Hold what an upgrade did: the releases before and after, and the file of the copy, None without one."""

    before: str
    after: str
    copy: Path | None


def upgrade_branch(
    office: Office, by: str, *, copies: Path | None, now: datetime, moved: MovedHere = NOTHING_MOVED
) -> Upgraded | None:
    """Upgrade the database to this program's revision, whole or not at all. Return None for one that has it.

    `by` is the user of the terminal. `copies` is the folder of the copy, None for no copy. `now` is the local time,
    for the name of the copy. `moved` is what stood in the configuration of release 0.1.0.

    Raises:
        CounterError: The reason. Nothing is changed then.

            ``store.empty``, ``store.newer_database``; ``upgrade.unknown_form`` for tables that no release made.
            ``upgrade.no_room``, ``upgrade.copy_failed``, ``upgrade.no_pg_dump``: there is no copy.
            ``upgrade.held``: programs that keep the tables from being changed. ``upgrade.running``: programs of a
            release that would not notice the upgrade.
    """
    store = office.store
    with _named_holders(store), store.write(journal=False) as connection:
        before = _revision(connection)
        if before == REVISION:
            refuse_unknown_form(connection)
            return None
        if before not in RELEASES:
            raise other_version(connection, before)
        _keep_writers_out(store, connection)
        if before in _UNAWARE and (running := present_anywhere(connection, to_us(office.clock.now()))):
            raise CounterError("upgrade.running", who=", ".join(running))
        end = chain_end(connection)
        file = _copied(store, connection, copies, RELEASES[before], now)
        migrate(store, connection)
        try:
            refuse_unknown_form(connection)
        except CounterError:
            if file is not None:
                file.unlink()  # nothing is changed, so there is nothing to go back from
            raise
        complete_upgrade(office, connection, moved)
        names = {"from": RELEASES[before], "to": RELEASES[REVISION], "revision": REVISION, "by": by}
        body = {**names, "copy": file.name if file else "", "seq": end.seq}
        append(connection, office.clock, NewRecord(Event.DATABASE_UPGRADED, DATABASE, body))
    return Upgraded(RELEASES[before], RELEASES[REVISION], file)


def go_back(store: Store, copies: Path) -> Upgraded:
    """Put back the copy that the last upgrade took into the folder `copies`, while nothing was written since.

    Raises:
        CounterError: The reason. Nothing is changed then.

            ``upgrade.none``: this database was never upgraded. ``upgrade.without_copy``: by ``--no-copy``.
            ``upgrade.written_since``, ``upgrade.sent_since``: records would be lost.
            ``upgrade.no_copy_file``, ``upgrade.bad_copy``: the file is not there, or another one.
            ``upgrade.held``, ``store.busy``: programs that keep the tables from being changed.
    """
    if not store.is_sqlite:
        with store.read() as connection:
            last, now = _last_upgrade(connection), chain_end(connection)
            file = _copy_to_put_back(connection, last, now, copies)
        with _named_holders(store):
            put_back_postgres(store, file, now)
        return Upgraded(last.after, last.before, file)
    with store.alone() as database:
        with store.read() as connection:
            last = _last_upgrade(connection)
            file = _copy_to_put_back(connection, last, chain_end(connection), copies)
            then = _end_at(connection, last.copied_seq)
        if end_of_copy(file) != then:
            raise CounterError("upgrade.bad_copy", file=str(file))
        store.engine.dispose()
        put_back_sqlite(file, database)
    return Upgraded(last.after, last.before, file)


@dataclass(frozen=True, slots=True)
class _LastUpgrade:
    """Hold the newest record of an upgrade: its `seq`, and the end of the journal in its copy."""

    seq: int
    copied_seq: int
    before: str
    after: str
    copy: str


def _last_upgrade(connection: Connection) -> _LastUpgrade:
    end = chain_end(connection)
    here = (journal.c.epoch == end.epoch, journal.c.subject == DATABASE, journal.c.kind == Event.DATABASE_UPGRADED)
    newest = select(journal.c.seq, journal.c.body).where(*here).order_by(journal.c.seq.desc()).limit(1)
    row = connection.execute(newest).first()
    if row is None:
        raise CounterError("upgrade.none")
    body = json.loads(bytes(row.body))
    return _LastUpgrade(row.seq, body["seq"], body["from"], body["to"], body["copy"])


def _copy_to_put_back(connection: Connection, last: _LastUpgrade, end: ChainEnd, copies: Path) -> Path:
    """Return the file of the copy, if nothing is lost when it is put back."""
    if end.seq != last.seq:
        raise CounterError("upgrade.written_since", count=end.seq - last.seq, before=last.before)
    here = (delivery.c.installation == end.installation, delivery.c.epoch == end.epoch)
    if int(connection.execute(select(delivery.c.through_seq).where(*here)).scalar() or 0) > last.copied_seq:
        raise CounterError("upgrade.sent_since", before=last.before)
    if not last.copy:
        raise CounterError("upgrade.without_copy")
    file = copies / last.copy
    if not file.exists():
        raise CounterError("upgrade.no_copy_file", file=str(file))
    return file


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        raise CounterError("store.empty")
    return revision_of(connection)


def _keep_writers_out(store: Store, connection: Connection) -> None:
    """Let nobody write on PostgreSQL until the transaction ends. On SQLite the transaction itself does.

    Writers lock the branch's row first, so they wait here without a lock of their own. pg_dump may still read.
    """
    if not store.is_sqlite:
        wait_long(connection)
        connection.exec_driver_sql("LOCK TABLE branch IN EXCLUSIVE MODE")


def _copied(store: Store, connection: Connection, copies: Path | None, release: str, now: datetime) -> Path | None:
    if copies is None:
        return None
    name = Path(store.url.database or "branch").stem
    file = copies / f"{name}-{release}-{now:%Y%m%d-%H%M%S}{copy_suffix(is_sqlite=store.is_sqlite)}"
    take_copy(store, connection, file)
    return file


def _end_at(connection: Connection, seq: int) -> ChainEnd:
    """Return where the journal ended when its last record was `seq`."""
    end = chain_end(connection)
    digest = connection.execute(
        select(journal.c.hash).where(journal.c.epoch == end.epoch, journal.c.seq == seq)
    ).scalar_one()
    return ChainEnd(end.installation, end.epoch, seq, bytes(digest))


@contextmanager
def _named_holders(store: Store) -> Iterator[None]:
    """Name the programs that hold the tables, where PostgreSQL waited for them in vain."""
    try:
        yield
    except CounterError as problem:
        cause = problem.__cause__
        state = getattr(cause.orig, "sqlstate", None) if isinstance(cause, OperationalError) else None
        if state not in LOCKED and not isinstance(cause, TablesHeldError):
            raise
        with store.read() as connection:
            found = [f"{row.usename}@{row.host} ({row.pid})" for row in connection.execute(_HOLDERS)]
        raise CounterError("upgrade.held", who=", ".join(found) or "?") from problem
