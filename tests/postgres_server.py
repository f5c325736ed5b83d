"""Start a real PostgreSQL server for tests and benchmarks, from what is installed. It ends with its starter."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.memory import memory_folder

#: Users for a server started by root, in order of preference. PostgreSQL refuses to run as root.
_USERS = ("postgres", "nobody")
_READY_WITHIN_S = 30.0
_LOOK_EVERY_S = 0.02
_MISSING = (
    "no PostgreSQL server is installed: install the package `postgresql` (Debian, Ubuntu), "
    "or leave these tests out with `-m 'not postgres'`"
)
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")


class NoServerError(Exception):
    """Tell that no server program is installed, and which package has it."""


def programs() -> Path:
    """Return the folder with `initdb` and `postgres` of the newest version."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda file: int(file.parts[-3]), reverse=True
    )
    on_path = shutil.which("postgres")
    for found in [*packaged, *([Path(on_path)] if on_path else [])]:
        if (found.parent / "initdb").exists():
            return found.parent
    raise NoServerError(_MISSING)


class PostgresServer:
    """Run one server, reached over a Unix socket in its own folder, from `start` to `halt` or `stop`."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self.folder = folder
        self._command = command
        self._made = 0
        self.start()

    def start(self) -> None:
        """Run the server and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(self._command, cwd="/", stdout=log, stderr=log)
        try:
            _wait_until_ready(self, self._process)
        except BaseException:
            self.stop()
            raise

    def halt(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: "fast", or with SIGQUIT as in a power cut. Its data stay."""
        self._process.send_signal(how)
        self._process.wait(30)

    def url(self, database: str) -> str:
        """Return the URL of a database for SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def dsn(self, database: str) -> str:
        """Return the address of a database for psycopg."""
        return f"host={self.folder} user=postgres dbname={database}"

    def create(self, template: str = "template0", name: str = "") -> str:
        """Make a new database as a copy of `template`, and return its name."""
        self._made += 1
        name = name or f"test_{self._made}"
        order = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        if self.folder.parent == memory_folder():  # PostgreSQL 15 or later; on a disk its checkpoints cost more
            order += sql.SQL(" STRATEGY FILE_COPY")
        self.run("postgres", order)
        return name

    def drop(self, database: str) -> None:
        """Remove a database, also with open connections."""
        self.run("postgres", sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def run(self, database: str, order: sql.Composed | sql.SQL) -> None:
        """Run one statement outside a transaction."""
        with psycopg.connect(self.dsn(database), autocommit=True) as connection:
            connection.execute(order)

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._process.send_signal(signal.SIGINT)  # "fast" does not wait for clients such as the tests' pools
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def postgres_server(
    *, durable: bool = False, settings: Sequence[str] = (), inside: Sequence[str] = ()
) -> Iterator[PostgresServer]:
    """Run a server for the body. Only a `durable` one waits for the disk, as a branch's server does.

    `inside`: the prefix of its command, for instance to run it in a network namespace.

    Raises:
        NoServerError: none is installed.
    """
    binaries = programs()
    user = _server_user()
    folder = _folder(durable=durable)
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    init = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run([*_as(user), *map(str, init)], cwd="/", capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stderr}")
    wishes = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=100"]
    options = [part for wish in (*wishes, *(() if durable else _FAST), *settings) for part in ("-c", wish)]
    server = PostgresServer(folder, [*inside, *_as(user), str(binaries / "postgres"), "-D", str(data), *options])
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def standby_of(primary: PostgresServer) -> Iterator[PostgresServer]:
    """Run a second server that follows the first, commit by commit, until `SELECT pg_promote()`."""
    binaries = programs()
    user = _server_user()
    folder = _folder(durable=False)
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    copy = [binaries / "pg_basebackup", "-h", primary.folder, "-U", "postgres", "-D", data, "-R", "-c", "fast"]
    made = subprocess.run([*_as(user), *map(str, copy)], cwd="/", capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise RuntimeError(f"pg_basebackup failed: {made.stderr}")
    wishes = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=100", *_FAST]
    options = [part for wish in wishes for part in ("-c", wish)]
    server = PostgresServer(folder, [*_as(user), str(binaries / "postgres"), "-D", str(data), *options])
    try:
        yield server
    finally:
        server.stop()


def _folder(*, durable: bool) -> Path:
    """Return a new folder with a short path, because a socket's path has at most 107 bytes.

    Without `durable` it is in memory, where making and dropping a database takes a third of the time.
    """
    return Path(tempfile.mkdtemp(prefix="kiosk-pg-", dir=None if durable else memory_folder()))


def _server_user() -> pwd.struct_passwd | None:
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in _USERS if name in known)


def _as(user: pwd.struct_passwd | None) -> list[str]:
    """Return the command prefix that changes the user and ends the server when its starter dies (setpriv of
    util-linux).
    """
    change = [] if user is None else [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return ["setpriv", *change, "--pdeathsig", "QUIT", "--"]


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _READY_WITHIN_S
    while True:
        try:
            psycopg.connect(server.dsn("postgres"), connect_timeout=3).close()
            return
        except psycopg.OperationalError as problem:
            if process.poll() is not None or time.monotonic() > end:
                log = (server.folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {log}") from problem
            time.sleep(_LOOK_EVERY_S)
