"""Upgrade a branch of an earlier release with a copy, go back, and refuse both with a sentence and no change."""

import os
import resource
import shutil
import signal
import sqlite3
import stat
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import column, event, insert, select, table, text

from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import document_in_force
from kiosk.branch.stations.presence import PRESENT_SECONDS
from kiosk.branch.upgrade import go_back, upgrade_branch
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError, Message
from kiosk.program.sample import BRANCH_ID
from kiosk.store import copies as store_copies
from kiosk.store.copies import chain_end
from kiosk.store.engine import Store
from kiosk.store.feed import follow
from kiosk.store.journal import to_us
from kiosk.store.tables import REVISION, delivery
from kiosk.store.versions import RELEASES, revision_of
from tests.books import check_books
from tests.conftest import KEYS, MORNING
from tests.players import take
from tests.store.releases import FOLDER, load
from tests.store.test_engine import key_of

NOW = datetime(2026, 11, 29, 23, 45, 12)  # noqa: DTZ001 - the local time of the machine
OLD = "0.1.0"
NEW = RELEASES[REVISION]


@pytest.fixture(scope="module")
def old_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database file of release 0.1.0, made once. Tests copy it."""
    file = tmp_path_factory.mktemp("released") / "branch.db"
    load(FOLDER / f"{OLD}.sqlite.sql", f"sqlite:///{file}")
    return file


@pytest.fixture
def office(old_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Yield a branch of 0.1.0 in an SQLite file."""
    shutil.copy(old_file, tmp_path / "branch.db")
    yield from _office(f"sqlite:///{tmp_path / 'branch.db'}")


@pytest.fixture
def shared(postgres_url: str) -> Iterator[Office]:
    """Yield a branch of 0.1.0 in a PostgreSQL database."""
    load(FOLDER / f"{OLD}.postgres.sql", postgres_url)
    yield from _office(postgres_url)


def _office(url: str) -> Iterator[Office]:
    store = Store(url, must_exist=True)
    yield _in(store)
    store.close()


def _in(store: Store) -> Office:
    """Return the office, an hour after the morning that is stored with a release."""
    return Office(store, ManualClock(MORNING + timedelta(hours=1)), KEYS, BRANCH_ID)


def _revision(store: Store) -> str:
    with store.read() as connection:
        return revision_of(connection)


def _content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with store.read() as connection:
        if store.is_sqlite:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        else:
            names = connection.exec_driver_sql(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            ).scalars()
        return {
            name: sorted(
                (tuple(row) for row in connection.execute(select(text("*")).select_from(table(name)))), key=repr
            )
            for name in sorted(names)
        }


@pytest.mark.parametrize("kind", ["office", pytest.param("shared", marks=pytest.mark.postgres)])
def test_an_upgrade_takes_a_copy_and_goes_back_to_it(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    store: Store = request.getfixturevalue(kind).store
    before = _content(store)
    for _ in range(2):  # what went back can be upgraded again, by a command of its own
        office = _in(Store(store.url.render_as_string(hide_password=False)))
        store = office.store
        done = upgrade_branch(office, "mai", copies=tmp_path, now=NOW)
        assert done is not None
        assert (done.before, done.after) == (OLD, NEW)
        assert done.copy is not None
        assert done.copy.name.startswith(Path(store.url.database or "").stem + "-0.1.0-20261129-234512.")
        assert stat.S_IMODE(done.copy.stat().st_mode) == 0o600
        store.check()
        assert check_books(store)[-1].kind == "database.upgraded@1"
        assert document_in_force(office).staff[0].name
        back = go_back(store, tmp_path)
        assert (back.before, back.after) == (NEW, OLD)
        assert _content(store) == before
        done.copy.unlink()
        store.close()
    assert [one.name for one in tmp_path.iterdir() if ".part" in one.name or "-0.1.0-" in one.name] == []


def test_a_current_database_is_left_alone_without_a_copy(sqlite_branch: Path, tmp_path: Path) -> None:
    for office in _office(f"sqlite:///{sqlite_branch}"):
        before = _content(office.store)
        assert upgrade_branch(office, "mai", copies=tmp_path, now=NOW) is None
        assert _content(office.store) == before
        with pytest.raises(CounterError) as refused:
            go_back(office.store, tmp_path)
        assert key_of(refused) == "upgrade.none"


def test_nothing_goes_back_once_records_were_written(office: Office, tmp_path: Path) -> None:
    upgrade_branch(office, "mai", copies=tmp_path, now=NOW)
    take(office, request_id="after")
    before = _content(office.store)
    with pytest.raises(CounterError) as refused:
        go_back(office.store, tmp_path)
    assert key_of(refused) == "upgrade.written_since"
    assert refused.value.message.args["count"] == 1
    assert _content(office.store) == before


def test_nothing_goes_back_once_the_centre_has_the_upgrade(office: Office, tmp_path: Path) -> None:
    """The branch would send the centre other records with the same numbers."""
    upgrade_branch(office, "mai", copies=tmp_path, now=NOW)
    with office.store.write() as connection:
        end = chain_end(connection)
        values = {"installation": end.installation, "epoch": end.epoch, "through_seq": end.seq}
        connection.execute(insert(delivery).values(values))
    with pytest.raises(CounterError) as refused:
        go_back(office.store, tmp_path)
    assert key_of(refused) == "upgrade.sent_since"


def test_a_copy_that_is_missing_damaged_or_of_another_branch_is_not_put_back(office: Office, tmp_path: Path) -> None:
    done = upgrade_branch(office, "mai", copies=tmp_path, now=NOW)
    assert done is not None
    assert done.copy is not None
    before = _content(office.store)
    good = done.copy.read_bytes()
    done.copy.unlink()
    assert _refused_back(office, tmp_path) == "upgrade.no_copy_file"
    done.copy.write_bytes(good[:5000])
    assert _refused_back(office, tmp_path) == "upgrade.bad_copy"
    done.copy.write_bytes(good)
    with closing(sqlite3.connect(done.copy)) as other:
        other.execute("UPDATE installation SET id = 'another'")
        other.commit()
    assert _refused_back(office, tmp_path) == "upgrade.bad_copy"
    assert _content(office.store) == before


def test_without_a_copy_there_is_no_way_back(office: Office, tmp_path: Path) -> None:
    done = upgrade_branch(office, "mai", copies=None, now=NOW)
    assert done is not None
    assert done.copy is None
    assert _refused_back(office, tmp_path) == "upgrade.without_copy"


def _refused_back(office: Office, folder: Path) -> str:
    with pytest.raises(CounterError) as refused:
        go_back(office.store, folder)
    return key_of(refused)


@pytest.mark.parametrize("free", [0, 17_000_000])
def test_a_copy_that_does_not_fit_on_the_disk_changes_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    """Without room the copy is not begun. Where the disk fills up meanwhile, what was copied is deleted."""
    before = _content(office.store)
    usage = shutil.disk_usage(tmp_path)
    room = iter([free, 0])
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage._replace(free=next(room)))
    monkeypatch.setattr(store_copies, "_copy_sqlite", _full)
    with pytest.raises(CounterError) as refused:
        upgrade_branch(office, "mai", copies=tmp_path, now=NOW)
    assert key_of(refused) == "upgrade.no_room"
    assert _content(office.store) == before
    assert [one.name for one in tmp_path.iterdir() if "0.1.0" in one.name] == []


def _full(_database: Path, part: Path) -> None:
    part.write_bytes(b"half")
    raise OSError(28, "No space left on device")


def _say_present_as_of_old(office: Office, station: str, program: str) -> None:
    """Write what a desk of release 0.1.0 writes while it runs."""
    until = to_us(office.clock.now() + timedelta(seconds=PRESENT_SECONDS))
    values: dict[str, Any] = {"token": "token", "station": station, "program": program, "until_us": until}
    with office.store.write() as connection:
        connection.execute(insert(table("station_presence", *map(column, values))).values(values))


@pytest.mark.parametrize("kind", ["office", pytest.param("shared", marks=pytest.mark.postgres)])
def test_programs_that_would_not_notice_are_named_while_they_run(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Release 0.1.0 writes on after an upgrade. One that crashed is not waited for longer than its presence lasts."""
    office: Office = request.getfixturevalue(kind)
    clock = office.clock
    assert isinstance(clock, ManualClock)
    _say_present_as_of_old(office, "desk-2", "desk")
    before = _content(office.store)
    with pytest.raises(CounterError) as refused:
        upgrade_branch(office, "mai", copies=tmp_path, now=NOW)
    assert refused.value.message == Message("upgrade.running", {"who": "desk-2 (desk)"})
    assert _content(office.store) == before
    assert list(tmp_path.glob("*0.1.0*")) == []
    clock.advance(timedelta(seconds=91))
    assert upgrade_branch(office, "mai", copies=None, now=NOW) is not None


def test_a_database_between_two_releases_is_refused(office: Office, tmp_path: Path) -> None:
    """Revision 0001 was once edited in place: the database said that it was current, and could not be used."""
    with office.store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE ticket ADD COLUMN once TEXT")
    before = _content(office.store)
    assert _refused_upgrade(office, tmp_path) == "upgrade.unknown_form"
    assert _content(office.store) == before
    assert list(tmp_path.glob("*0.1.0*")) == []


def test_a_current_database_with_other_tables_is_refused(sqlite_branch: Path, tmp_path: Path) -> None:
    for current in _office(f"sqlite:///{sqlite_branch}"):
        with current.store.write() as connection:
            connection.exec_driver_sql("ALTER TABLE ticket ADD COLUMN once TEXT")
        assert _refused_upgrade(current, tmp_path) == "upgrade.unknown_form"


def test_the_newest_form_belongs_to_this_version_of_the_program() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    numbers = [tuple(map(int, one.split("."))) for one in (*RELEASES.values(), project["version"])]
    assert list(RELEASES)[-1] == REVISION
    assert numbers == sorted(numbers), "the form of the tables is not newer than the program"


def test_an_empty_database_has_nothing_to_upgrade(sqlite_url: str, tmp_path: Path) -> None:
    store = Store(sqlite_url)
    office = Office(store, ManualClock(MORNING), KEYS, BRANCH_ID)
    assert _refused_upgrade(office, tmp_path) == "store.empty"
    store.close()


def _refused_upgrade(office: Office, folder: Path) -> str:
    with pytest.raises(CounterError) as refused:
        upgrade_branch(office, "mai", copies=folder, now=NOW)
    return key_of(refused)


@pytest.mark.postgres
def test_a_machine_without_pg_dump_says_which_package_has_it(
    shared: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _content(shared.store)
    monkeypatch.setattr(store_copies, "_DEBIAN", tmp_path / "none")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _refused_upgrade(shared, tmp_path) == "upgrade.no_pg_dump"
    assert _content(shared.store) == before
    assert upgrade_branch(shared, "mai", copies=None, now=NOW) is not None


@pytest.mark.postgres
def test_a_program_that_holds_the_tables_is_named(
    shared: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upgrade and way back give up after the time limit for locks, which is short here."""
    before = _content(shared.store)
    event.listen(shared.store.engine, "begin", lambda c: c.exec_driver_sql("SET lock_timeout = '100ms'"))
    with _held(shared.store) as pid:
        assert f"({pid})" in _who_holds(partial(upgrade_branch, shared, "mai", copies=tmp_path, now=NOW))
    assert _content(shared.store) == before
    upgrade_branch(shared, "mai", copies=tmp_path, now=NOW)
    before = _content(shared.store)
    monkeypatch.setattr(store_copies, "LOCK_LIMIT", "100ms")
    with _held(shared.store) as pid:
        assert f"({pid})" in _who_holds(partial(go_back, shared.store, tmp_path))
    assert _content(shared.store) == before


@pytest.mark.postgres
def test_the_rights_of_roles_come_back_with_the_copy(shared: Office, tmp_path: Path) -> None:
    role = f"back_{uuid4().hex[:8]}"
    with shared.store.write(journal=False) as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role}")
        connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
        connection.exec_driver_sql(f"GRANT INSERT ON calendar_day TO {role}")
    rights = text("SELECT has_table_privilege(:role, 'calendar_day', 'INSERT, SELECT')")
    upgrade_branch(shared, "mai", copies=tmp_path, now=NOW)
    go_back(shared.store, tmp_path)
    with shared.store.write(journal=False) as connection:
        assert connection.execute(rights, {"role": role}).scalar_one() is True
        connection.exec_driver_sql(f"DROP OWNED BY {role}; DROP ROLE {role}")


@contextmanager
def _held(store: Store) -> Iterator[int]:
    """Hold the branch's row as another program, and yield its process of the server."""
    holder = Store(store.url.render_as_string(hide_password=False))
    with holder.engine.connect() as held, held.begin():
        held.exec_driver_sql("SELECT * FROM branch FOR UPDATE")
        yield int(held.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    holder.close()


def _who_holds(work: Callable[[], object]) -> str:
    with pytest.raises(CounterError) as refused:
        work()
    assert key_of(refused) == "upgrade.held"
    return str(refused.value.message.args["who"])


# -- two versions at one database -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["office", pytest.param("shared", marks=pytest.mark.postgres)])
def test_a_newer_program_says_who_upgrades_the_database(kind: str, request: pytest.FixtureRequest) -> None:
    office: Office = request.getfixturevalue(kind)
    with pytest.raises(CounterError) as refused:
        office.store.check()
    assert key_of(refused) == "store.older_database"
    assert refused.value.message.args == {"found": OLD, "program": NEW}


def test_an_older_program_that_runs_on_is_stopped_at_its_next_write_and_hears_of_it(branch_url: str) -> None:
    """A newer program upgrades the database while this one runs."""
    for office in _office(branch_url):
        office.store.check()
        feed = follow(office.store)
        take(office, request_id="before")
        other = Store(branch_url)
        body = b'{"to": "9.8.7"}'
        with other.write() as connection:
            head = connection.execute(text("SELECT * FROM installation")).one()
            connection.execute(
                text("INSERT INTO journal VALUES (:e, :s, 'id', 'database.upgraded@1', 'database', 0, 0, :b, :b, :b)"),
                {"e": head.epoch, "s": head.seq + 1, "b": body},
            )
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        assert feed.wait(5.0), "the commit of an upgrade wakes every program"
        for use in (partial(take, office, request_id="after"), office.store.check):
            with pytest.raises(CounterError) as refused:
                use()
            assert key_of(refused) == "store.newer_database"
            assert refused.value.message.args == {"found": "9.8.7", "program": NEW}
        with pytest.raises(CounterError):
            upgrade_branch(office, "mai", copies=None, now=NOW)
        feed.close()
        with other.write() as connection:
            connection.execute(text("DELETE FROM journal WHERE event_id = 'id'"))
            values = {"s": head.seq, "h": head.hash}
            connection.execute(text("UPDATE installation SET seq = :s, hash = :h"), values)
            connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": REVISION})
        other.close()


# -- a power cut ------------------------------------------------------------------------------------------------------


def _statements(work: Callable[[], object], store: Store, die_at: int = 0) -> int:
    """Run `work` in a forked process, which dies before its statement `die_at`; the commit is its last.

    Return how many statements there are, 0 for a process that died.
    """
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        count = 0

        def look(*_: object) -> None:
            nonlocal count
            count += 1
            if count == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(store.engine, "before_cursor_execute", look)
        event.listen(store.engine, "commit", look)
        work()
        os.write(tell, str(count).encode())
        os._exit(0)
    os.close(tell)
    with os.fdopen(told) as answer:
        found = answer.read()
    os.waitpid(pid, 0)
    return int(found or 0)


def test_a_power_cut_in_the_middle_of_an_upgrade_leaves_the_old_or_the_new(old_file: Path, tmp_path: Path) -> None:
    database = tmp_path / "branch.db"
    shutil.copy(old_file, database)
    url = f"sqlite:///{database}"
    for store in _opened(url):
        before = _content(store)
    copies = iter(range(1, 9))
    count = 9
    for part in (1, 3, 6, 9, 0):  # tenths of the upgrade; then one that nothing cuts off
        for store in _opened(url):
            office = _in(store)
            now = NOW.replace(hour=next(copies))
            work = partial(upgrade_branch, office, "mai", copies=tmp_path, now=now)
            if part == 1:
                shutil.copy(database, tmp_path / "other.db")
                for other in _opened(f"sqlite:///{tmp_path / 'other.db'}"):
                    count = _statements(partial(upgrade_branch, _in(other), "mai", copies=None, now=now), other)
            died = _statements(work, store, die_at=count * part // 9)
            assert bool(died) is (part == 0)
        for store in _opened(url):
            if part:
                assert _content(store) == before
            else:
                store.check()
                check_books(store)


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_a_power_cut_on_the_way_back_leaves_the_new(office: Office, tmp_path: Path, share: float) -> None:
    """The kernel ends the process when its log has grown to a share of the copy."""
    done = upgrade_branch(office, "mai", copies=tmp_path, now=NOW)
    assert done is not None
    assert done.copy is not None
    before = _content(office.store)
    office.store.close()
    pid = os.fork()
    if pid == 0:
        limit = int(done.copy.stat().st_size * share)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        go_back(office.store, tmp_path)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    assert _content(office.store) == before
    go_back(office.store, tmp_path)
    assert _revision(office.store) == "0001"


def _opened(url: str) -> Iterator[Store]:
    store = Store(url, must_exist=True)
    yield store
    store.close()
