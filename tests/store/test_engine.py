"""Check opening, consistent reads and transactions of a database, and the sentences when it fails."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import func, insert, make_url, select, text, update
from sqlalchemy.exc import IntegrityError

from kiosk.branch.office import Office
from kiosk.branch.reception import AlreadyHolds, Issued, TicketRequest, issue_ticket
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError, Message
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from kiosk.store.feed import follow
from kiosk.store.migrate import upgrade
from kiosk.store.tables import counter_session, request, ticket
from tests.books import check_books
from tests.conftest import KEYS, MORNING
from tests.postgres_server import PostgresServer

_NOBODY = 65_534


def office_on(url: str) -> Office:
    return Office(Store(url), ManualClock(MORNING), KEYS, BRANCH_ID)


def take(office: Office, request_id: str) -> Issued | AlreadyHolds:
    return issue_ticket(office, TicketRequest(request_id=request_id, service_id=1))


def tickets_in(file: Path) -> int:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM ticket").fetchone()[0])


def key_of(refused: pytest.ExceptionInfo[CounterError]) -> str:
    return refused.value.message.key


def test_sqlite_is_opened_to_survive_a_power_cut(sqlite_branch: Path) -> None:
    store = Store(f"sqlite:///{sqlite_branch}")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5_000}
    for way in (store.read, store.write):
        with way() as connection:
            for pragma, value in wanted.items():
                assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    store.close()


def test_a_foreign_key_is_really_checked(office: Office) -> None:
    with pytest.raises(IntegrityError), office.store.write() as connection:
        connection.execute(insert(counter_session).values(counter_id=999, staff_id=1, opened_us=0, streak=0))


def test_a_write_that_fails_leaves_no_trace(office: Office) -> None:
    with pytest.raises(ZeroDivisionError):
        _half_a_write(office)
    with office.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(request)).scalar_one() == 0
    take(office, "next")


def _half_a_write(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute(insert(request).values(id="half", ticket_id=None))
        raise ZeroDivisionError


def test_an_error_does_not_show_what_was_to_be_written(office: Office) -> None:
    """The values may be personal data, and errors go into the log."""
    twice = {"id": "r", "ticket_id": "Trần Văn Hùng"}
    with pytest.raises(IntegrityError) as refused, office.store.write() as connection:
        connection.execute(insert(request), [twice, twice])
    assert "Hùng" not in str(refused.value)


def test_a_read_is_one_picture_while_others_write(office: Office) -> None:
    count = select(func.count()).select_from(ticket)
    with office.store.read() as connection:
        before = connection.execute(count).scalar_one()
        take(office, "meanwhile")
        assert connection.execute(count).scalar_one() == before
    with office.store.read() as connection:
        assert connection.execute(count).scalar_one() == before + 1


def test_a_new_version_of_the_program_asks_for_an_upgrade(office: Office) -> None:
    office.store.check()
    with office.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(CounterError) as refused:
        office.store.check()
    assert key_of(refused) == "store.older_database"


def test_a_database_without_tables_asks_for_an_upgrade_and_without_a_branch_for_one(empty_url: str) -> None:
    store = Store(empty_url)
    with pytest.raises(CounterError) as refused:
        store.check()
    assert key_of(refused) == "store.needs_upgrade"
    upgrade(store)
    with pytest.raises(CounterError) as refused:
        store.check()
    assert key_of(refused) == "store.empty"
    store.close()


def test_a_folder_that_is_not_there_cannot_be_opened(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'absent' / 'branch.db'}")
    for way in (store.read, store.write):
        with pytest.raises(CounterError) as refused, way():
            pass
        assert key_of(refused) == "store.cannot_open"
    store.close()


@pytest.mark.parametrize("url", ["branch.db", "sqlit:///x", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(CounterError) as refused:
        Store(url)
    assert key_of(refused) == "store.bad_url"


@pytest.mark.parametrize("must_exist", [True, False])
def test_a_database_file_that_is_removed_is_not_written_into(sqlite_branch: Path, *, must_exist: bool) -> None:
    """SQLite would go on in the nameless file, and every number would be gone with the process."""
    store = Store(f"sqlite:///{sqlite_branch}", must_exist=must_exist)
    with store.write():
        pass
    away = sqlite_branch.with_suffix(".away")
    sqlite_branch.rename(away)
    for way in (store.read, store.write, store.read):
        with pytest.raises(CounterError) as refused, way():
            pass
        assert key_of(refused) == "store.cannot_open"
    assert not sqlite_branch.exists(), "an empty file in its place would hide the loss"
    away.rename(sqlite_branch)
    store.check()
    store.close()


def test_a_database_file_that_is_replaced_is_the_one_that_is_used(sqlite_branch: Path) -> None:
    store = Store(f"sqlite:///{sqlite_branch}", must_exist=True)
    store.check()
    other = sqlite_branch.with_suffix(".other")
    with sqlite3.connect(other) as empty:
        empty.execute("CREATE TABLE something (else_ TEXT)")
    empty.close()
    other.replace(sqlite_branch)
    with pytest.raises(CounterError) as refused:
        store.check()
    assert key_of(refused) == "store.needs_upgrade"
    store.close()


def test_a_feed_of_a_removed_file_says_so(sqlite_branch: Path) -> None:
    store = Store(f"sqlite:///{sqlite_branch}")
    feed = follow(store)
    assert feed.wait(0.0) is False
    sqlite_branch.unlink()
    with pytest.raises(CounterError) as refused:
        feed.wait(0.0)
    assert key_of(refused) == "store.cannot_open"
    feed.close()
    with pytest.raises(CounterError):
        follow(store)
    store.close()


def test_disk_full_is_said_and_nothing_is_lost(sqlite_branch: Path) -> None:
    """The file may not grow by one page: SQLite answers as it does on a full disk."""
    office = office_on(f"sqlite:///{sqlite_branch}")
    take(office, "before")
    with office.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")
    done: list[object] = []
    with pytest.raises(CounterError) as refused:
        done.extend(take(office, f"r{number}") for number in range(2_000))
    assert key_of(refused) == "store.disk_full"
    check_books(office.store)
    assert tickets_in(sqlite_branch) == 1 + len(done)
    with office.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    take(office, f"r{len(done)}")
    assert tickets_in(sqlite_branch) == 2 + len(done)
    office.store.close()


_FILL = """
import resource, signal, sys
from kiosk.domain.language.text import CounterError
from tests.store.test_engine import office_on, take
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
office = office_on(sys.argv[1])
take(office, "first")
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
done = 1
try:
    for number in range(5_000):
        take(office, f"r{number}")
        done += 1
except CounterError as refusal:
    print(refusal.message.key, done)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
take(office, "after")
"""


def test_a_file_system_that_takes_no_more_bytes_is_said_too(sqlite_branch: Path) -> None:
    """The kernel refuses the write in the middle (EFBIG); afterwards the same process goes on."""
    limit = sqlite_branch.stat().st_size + 100_000
    ran = subprocess.run(
        [sys.executable, "-c", _FILL, f"sqlite:///{sqlite_branch}", str(limit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    key, done = ran.stdout.split()
    assert key == "store.disk_failed"
    store = Store(f"sqlite:///{sqlite_branch}")
    check_books(store)
    store.close()
    assert tickets_in(sqlite_branch) == int(done) + 1


def test_a_read_only_file_is_said_and_can_still_be_read(sqlite_branch: Path) -> None:
    office = office_on(f"sqlite:///{sqlite_branch}")
    with office.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(CounterError) as refused:
        take(office, "r")
    assert key_of(refused) == "store.read_only"
    with office.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(ticket)).scalar_one() == 0
    office.store.close()


@pytest.mark.postgres
def test_a_read_only_server_is_said(postgres: PostgresServer, postgres_template: str) -> None:
    name = postgres.create(postgres_template)
    office = office_on(postgres.url(name) + "&options=-c%20default_transaction_read_only=on")
    with pytest.raises(CounterError) as refused:
        take(office, "r")
    assert key_of(refused) == "store.read_only"
    office.store.close()
    postgres.drop(name)


def test_a_read_only_folder_cannot_be_opened_and_says_so(sqlite_branch: Path) -> None:
    """Root may write anywhere, so this is somebody else, as the kiosk's own user is."""
    if os.getuid() != 0:
        sqlite_branch.parent.chmod(0o500)
    sqlite_branch.chmod(0o444)
    own = [folder for folder in sqlite_branch.parents if folder.stat().st_mode & 0o077 == 0]
    for folder in own if os.getuid() == 0 else ():  # lets the other user walk down to the file
        folder.chmod(0o755)
    reading, writing = os.pipe()
    if os.fork() == 0:  # everything is imported: the other user need not be able to read this checkout
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(_NOBODY)
            os.setuid(_NOBODY)
        os.write(writing, key_said(sqlite_branch).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        assert said.read() in {"store.cannot_open", "store.read_only"}
    os.wait()
    sqlite_branch.parent.chmod(0o700)


def key_said(file: Path) -> str:
    """Return the refusal of a request for a ticket, or anything else as words for the failed test."""
    try:
        take(office_on(f"sqlite:///{file}"), "r")
    except CounterError as refusal:
        return refusal.message.key
    except BaseException as problem:  # noqa: BLE001 - the process is a forked one: nothing may leave it
        return repr(problem)
    return "no refusal"


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to look like a file" * 40])
def test_a_file_that_is_no_database_is_called_damaged_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "branch.db"
    file.write_bytes(content)
    store = Store(f"sqlite:///{file}")
    for way in (store.read, store.write):
        with pytest.raises(CounterError) as refused, way() as connection:
            connection.execute(select(ticket)).all()
        assert key_of(refused) == "store.damaged"
    assert file.read_bytes() == content
    store.close()


def test_a_damaged_page_is_called_damaged(sqlite_branch: Path) -> None:
    content = bytearray(sqlite_branch.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    sqlite_branch.write_bytes(content)
    store = Store(f"sqlite:///{sqlite_branch}")
    with pytest.raises(CounterError) as refused:
        store.check()
    assert key_of(refused) == "store.damaged"
    store.close()


def test_a_page_that_is_damaged_far_into_the_answer_is_called_damaged(tmp_path: Path) -> None:
    file = tmp_path / "branch.db"
    store = Store(f"sqlite:///{file}")
    with store.write() as connection:
        connection.execute(text("CREATE TABLE paper (id INTEGER PRIMARY KEY, words TEXT)"))
        rows = [{"id": one, "words": "tờ đơn " * 4} for one in range(1, 3_001)]
        connection.execute(text("INSERT INTO paper VALUES (:id, :words)"), rows)
    store.close()  # the last connection moves everything into the file
    with file.open("r+b") as raw:
        raw.seek(file.stat().st_size - 4_096)
        raw.write(b"\xff" * 4_096)
    with pytest.raises(CounterError) as refused, store.read() as connection:
        connection.execute(text("SELECT id FROM paper")).all()
    assert key_of(refused) == "store.damaged"
    store.close()


@pytest.mark.postgres
def test_a_cut_connection_is_made_again_at_the_next_use(postgres: PostgresServer, postgres_template: str) -> None:
    name = postgres.create(postgres_template)
    office = office_on(postgres.url(name))
    take(office, "before")
    _cut(postgres, name)
    take(office, "after")
    with pytest.raises(CounterError) as refused:
        _write_over_a_cut(office, postgres, name)
    assert key_of(refused) == "store.away"
    take(office, "once more")
    check_books(office.store)
    office.store.close()
    postgres.drop(name)


def _write_over_a_cut(office: Office, postgres: PostgresServer, database: str) -> None:
    with office.store.write() as connection:
        _cut(postgres, database)
        connection.execute(update(request).values(ticket_id=None))


def _cut(postgres: PostgresServer, database: str) -> None:
    from psycopg import sql

    order = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
    postgres.run("postgres", order.format(sql.Literal(database)))


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_away(tmp_path: Path) -> None:
    store = Store(f"postgresql+psycopg://postgres@/nothing?host={tmp_path}")
    with pytest.raises(CounterError) as refused:
        store.check()
    assert key_of(refused) == "store.away"


@pytest.mark.postgres
def test_a_database_or_a_role_that_is_not_there_is_named(postgres: PostgresServer) -> None:
    """The sentence has the command that makes it: createdb, createuser."""
    missing = make_url(postgres.url("nobody_made_this"))
    for url, key, name in (
        (missing, "store.no_database", "nobody_made_this"),
        (missing.set(username="nobody"), "store.no_role", "nobody"),
    ):
        store = Store(url.render_as_string(hide_password=False))
        with pytest.raises(CounterError) as refused:
            store.check()
        assert refused.value.message == Message(key, {"name": name})


@pytest.mark.postgres
def test_a_database_that_holds_no_vietnamese_is_refused(postgres: PostgresServer) -> None:
    """A server that was set up without a locale makes such databases (SQL_ASCII)."""
    name = "without_locale"
    order = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
    postgres.run("postgres", sql.SQL(order).format(sql.Identifier(name)))
    store = Store(postgres.url(name))
    with pytest.raises(CounterError) as refused:
        upgrade(store)
    assert refused.value.message == Message("store.not_utf8", {"name": name, "found": "SQL_ASCII"})
    postgres.drop(name)


def test_a_copy_of_the_file_alone_is_whole_after_closing(sqlite_branch: Path, tmp_path: Path) -> None:
    office = office_on(f"sqlite:///{sqlite_branch}")
    take(office, "r")
    office.store.close()
    shutil.copy(sqlite_branch, tmp_path / "copy.db")
    assert tickets_in(tmp_path / "copy.db") == 1


def test_safety_d5_the_write_ahead_log_stays_small(sqlite_branch: Path) -> None:
    """It grows to 4000 pages and is then used again from its beginning: 16 MB, about 230 tickets."""
    store = Store(f"sqlite:///{sqlite_branch}")
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TABLE filler (content BLOB)")
    for _ in range(60):
        with store.write() as connection:
            connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(400000))")
    size = sqlite_branch.with_name("branch.db-wal").stat().st_size
    store.close()
    assert 8_000_000 < size < 18_000_000
