"""Provide every test with Qt without a screen, no network beyond loopback, and a branch on either database."""

import gc
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import URL, Connection, Engine, create_engine, inspect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from kiosk.branch import procedures, staff
from kiosk.branch.office import Office
from kiosk.branch.setup import founding
from kiosk.branch.setup.founding import found
from kiosk.clock import ManualClock
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.program.sample import BRANCH_ID, sample_catalogue, sample_document
from kiosk.store.engine import Store
from kiosk.store.keys import BranchKeys
from kiosk.store.migrate import migrate, upgrade
from tests.balance import shared_out
from tests.books import check_books
from tests.memory import memory_folder
from tests.postgres_server import NoServerError, PostgresServer, postgres_server
from ui.qt_modules import leave_sources_unread

leave_sources_unread()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"  # the language of the terminal is the default, Vietnamese
# `tmp_path` is in memory: no test cuts the power, so none needs to wait for a disk.
if (memory := memory_folder()) is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))

# A loaded machine is slow, so there are no deadlines. The same run finds the same examples.
settings.register_profile(
    "tests", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("tests")

#: Tuesday, 24 November 2026, 9 o'clock at the branch.
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PIN = "4711"
#: The program's own hasher and its migrations, which the tests replace.
SLOW_HASHER = staff._hasher
MIGRATE = migrate
#: The folder of the keys of dates, for all tests of this process.
_DAYS = tempfile.TemporaryDirectory(prefix="kiosk-days-")
KEYS = BranchKeys(codes=b"c" * 32, columns=b"f" * 32, days=Path(_DAYS.name))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for the number of kills in the crash tests, and of seeds in the simulation of delivery."""
    parser.addoption("--kills", type=int, default=200, help="kill -9 this many times in tests/crash (up to 10000)")
    parser.addoption("--seeds", type=int, default=300, help="play this many seeds in tests/simulation (up to 10000)")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect tests without the collector of cycles. Afterwards it does not look at all of them again and again.

    It took a quarter of the processor time of short tests. A test that needs a collection asks for it.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each worker begin with its share of the heavy modules. Short tests in random order fill the end of a run."""
    items[:] = shared_out(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that connects beyond loopback, with the address in the message."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in {"local", "localhost", "127.0.0.1", "::1"}:
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def widgets_stay_until_they_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep each widget until the test ends, because pytest-qt holds widgets weakly.

    A widget held by the test's function alone, in a reference cycle, was collected during its last paint. This crashed
    the process.
    """
    kept: list[QWidget] = []
    add = QtBot.addWidget

    def keep(bot: QtBot, widget: QWidget, **options: Any) -> None:
        kept.append(widget)
        add(bot, widget, **options)

    monkeypatch.setattr(QtBot, "addWidget", keep)
    yield
    kept.clear()


@pytest.fixture(autouse=True)
def no_window_is_left() -> Iterator[None]:
    """Delete the closed windows of a test before the next test shows its own. Fail a test that leaves one open.

    A window that is deleted later, or that is open, can take the keyboard from the window of the next test.
    """
    yield
    if not isinstance(QApplication.instance(), QApplication):
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    left = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    for window in left:
        window.hide()  # only this test fails, not each one after it
    assert not left, f"the test left windows open: {[type(window).__name__ for window in left]}"
    assert QWidget.mouseGrabber() is None
    assert QWidget.keyboardGrabber() is None


@pytest.fixture(scope="session", autouse=True)
def pins_are_quick_to_check() -> Iterator[None]:
    """Hash PINs quickly. ``tests/branch/test_staff.py`` checks the real hasher (`SLOW_HASHER`)."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staff, "_hasher", lambda: quick)
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    """Compile a statement once for all stores of a kind. Each test opens its own, and compiling is half of its time.

    SQLAlchemy finds a compiled statement by its dialect, so all dialects of a kind count as the same.
    """
    compiled: dict[str, dict[Any, Any]] = {}

    def create(url: URL, **options: Any) -> Engine:
        mine = compiled.setdefault(url.get_backend_name(), {})
        return create_engine(url, execution_options={"compiled_cache": mine}, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.store.engine.create_engine", create)
        for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
            patch.setattr(kind, "__eq__", lambda one, other: type(one) is type(other))
            patch.setattr(kind, "__hash__", lambda one: hash(type(one)))
        yield


@pytest.fixture(scope="session", autouse=True)
def migrations_run_once() -> Iterator[None]:
    """Run the migrations for one empty SQLite file, and repeat its statements for the next ones: 3 ms, not 65 ms.

    ``tests/store/test_migrations.py`` runs the real ones (`MIGRATE`).
    """
    made: list[str] = []

    def repeat(store: Store, connection: Connection) -> None:
        if not store.is_sqlite or inspect(connection).get_table_names():
            MIGRATE(store, connection)
            return
        for statement in made:
            connection.exec_driver_sql(statement)
        if not made:
            MIGRATE(store, connection)
            made[:] = statements_of(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.store.migrate.migrate", repeat)
        yield


def statements_of(connection: Connection) -> list[str]:
    """Return the statements that make an SQLite database with the tables and rows of this one."""
    driver: Any = connection.connection.driver_connection
    return [one for one in driver.iterdump() if one not in {"BEGIN TRANSACTION;", "COMMIT;"}]


@pytest.fixture(scope="session", autouse=True)
def catalogues_are_read_once() -> Iterator[None]:
    """Parse the text of a catalogue once. Each branch that is founded brings the same 90 procedures."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (founding, procedures):
            patch.setattr(module, "read_catalogue", cache(read_catalogue))
        yield


def found_sample(url: str) -> None:
    """Make the sample branch, always open, in an empty database."""
    store = Store(url)
    upgrade(store)
    office = Office(store, ManualClock(MORNING), KEYS, BRANCH_ID)
    found(office, sample_document(always_open=True), PIN, sample_catalogue())
    store.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the sample branch, made once. Tests copy it."""
    file = tmp_path_factory.mktemp("template") / "branch.db"
    found_sample(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Yield one PostgreSQL server for the tests of this process. Fail with a hint if none is installed."""
    try:
        with postgres_server() as server:
            yield server
    except NoServerError as problem:
        pytest.fail(str(problem), pytrace=False)


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """Return a database with the sample branch, made once. Tests copy it."""
    name = postgres.create(name="branch_template")
    found_sample(postgres.url(name))
    return name


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """Yield a new, empty PostgreSQL database."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the URL of a new SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Return an empty database of either kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def branch_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield a database of either kind with the sample branch, always open. Check its books at the end."""
    if request.param == "sqlite":
        file = tmp_path / "branch.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        url = f"sqlite:///{file}"
        yield url
        _audit(url)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield server.url(name)
    _audit(server.url(name))
    server.drop(name)


@pytest.fixture
def sqlite_branch(sqlite_template: Path, tmp_path: Path) -> Path:
    """Return a file with the sample branch, for tests that may damage it."""
    file = tmp_path / "branch.db"
    shutil.copy(sqlite_template, file)
    return file


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that shows nine in the morning until a test moves it."""
    return ManualClock(MORNING)


@pytest.fixture
def office(branch_url: str, clock: ManualClock) -> Iterator[Office]:
    """Yield the sample branch as a kiosk sees it, on SQLite and on PostgreSQL."""
    store = Store(branch_url)
    yield Office(store, clock, KEYS, BRANCH_ID)
    store.close()


def _audit(url: str) -> None:
    store = Store(url)
    check_books(store)
    store.close()
