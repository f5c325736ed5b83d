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

#: Under root the server runs as the first of these that exists; PostgreSQL refuses to run as root.
_USERS = ("postgres", "nobody")
_READY_WITHIN_S = 30.0
_LOOK_EVERY_S = 0.02
_MISSING = (
    "no PostgreSQL server is installed: install the package `postgresql` (Debian, Ubuntu), "
    "or leave these tests out with `-m 'not postgres'`"
)
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")


class NoServerError(Exception):
    """There is no server program on this machine; the message says which package brings it."""


def programs() -> Path:
    """The folder with `initdb` and `postgres`, the newest version first."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda file: int(file.parts[-3]), reverse=True
    )
    on_path = shutil.which("postgres")
    for found in [*packaged, *([Path(on_path)] if on_path else [])]:
        if (found.parent / "initdb").exists():
            return found.parent
    raise NoServerError(_MISSING)


class PostgresServer:
    """One server, reached over a Unix socket in its own folder; it runs from `start` to `halt` or `stop`."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self.folder = folder
        self._command = command
        self._made = 0
        self.start()

    def start(self) -> None:
        """Runs the server and waits until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(self._command, cwd="/", stdout=log, stderr=log)
        try:
            _wait_until_ready(self, self._process)
        except BaseException:
            self.stop()
            raise

    def halt(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends the server, "fast" or as if the plug was pulled (SIGQUIT); its data stay."""
        self._process.send_signal(how)
        self._process.wait(30)

    def url(self, database: str) -> str:
        """For SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def dsn(self, database: str) -> str:
        """For psycopg."""
        return f"host={self.folder} user=postgres dbname={database}"

    def create(self, template: str = "template0", name: str = "") -> str:
        """A fresh database, a copy of `template`; returns its name."""
        self._made += 1
        name = name or f"test_{self._made}"
        order = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        if self.folder.parent == memory_folder():  # version 15 on; on a disk its checkpoints cost more
            order += sql.SQL(" STRATEGY FILE_COPY")
        self.run("postgres", order)
        return name

    def drop(self, database: str) -> None:
        """Removes a database, whoever is still connected."""
        self.run("postgres", sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def run(self, database: str, order: sql.Composed | sql.SQL) -> None:
        """One statement outside a transaction."""
        with psycopg.connect(self.dsn(database), autocommit=True) as connection:
            connection.execute(order)

    def stop(self) -> None:
        """Ends the server and removes its folder."""
        self._process.send_signal(signal.SIGINT)  # "fast": does not wait for clients, the tests' pools among them
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
    """A server for the body. Only a `durable` one waits for the disk, as a branch's server does.

    `inside`: what stands before its command where it runs somewhere else, as in a network namespace.

    Raises NoServerError when none is installed.
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
    """A second server that follows the first, commit by commit, until `SELECT pg_promote()` makes it the first."""
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
    """Short: a socket's path has at most 107 bytes. What need not outlive a machine lies in its memory, where each
    database of a test is made and dropped for a third of the time.
    """
    return Path(tempfile.mkdtemp(prefix="kiosk-pg-", dir=None if durable else memory_folder()))


def _server_user() -> pwd.struct_passwd | None:
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in _USERS if name in known)


def _as(user: pwd.struct_passwd | None) -> list[str]:
    """Runs as that user, and ends when the starter dies, even by kill -9 (setpriv is part of util-linux)."""
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
