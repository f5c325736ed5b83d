"""Provide a branch database with a journal, and a centre called without a network, for delivery tests."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI
from sqlalchemy import create_engine, insert, make_url
from starlette.types import Message

from kiosk.clock import Clock, ManualClock, SystemClock
from kiosk.domain.journal import GENESIS, Event, JournalRecord, RecordHeader, canonical, link
from kiosk.store.engine import Store
from kiosk.store.journal import NewRecord, append, new_id, read_after
from kiosk.store.tables import installation, metadata
from sync.central.app import create_app
from sync.central.connections import Connection, Connections
from sync.central.device_tokens import Tokens
from sync.central.inbox import Inbox
from sync.central.tables import open_database
from sync.transport import HttpAnswer

HERE = "0193f0a0-0000-7000-8000-000000000001"
TOKEN = "a-device-token"
START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def manual_clock() -> ManualClock:
    """Return a clock at Tuesday, 8:00 in Hà Nội."""
    return ManualClock(START)


def branch_store(url: str, *, epoch: int = 1) -> Store:
    """Return an empty branch database with its tables and its installation."""
    if file := make_url(url).database if url.startswith("sqlite") else None:
        Path(file).write_bytes(_tables())
    store = Store(url)
    with store.write(journal=False) as connection:
        if not file:
            metadata.create_all(connection)
        row = {"id": HERE, "epoch": epoch, "seq": 0, "hash": GENESIS, "last_us": 0}
        connection.execute(insert(installation).values(row))
    return store


@cache
def _tables() -> bytes:
    """Return a file with a branch's tables, made once, because making them takes as long as a test."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "tables.db"
        engine = create_engine(f"sqlite:///{file}")
        metadata.create_all(engine)
        engine.dispose()
        return file.read_bytes()


def write(store: Store, clock: Clock, *subjects: str, body: Mapping[str, object] | None = None) -> None:
    """Append one record for each subject, as a use case does."""
    with store.write() as connection:
        append(connection, clock, *(NewRecord(Event.TICKET_CALLED, subject, body or {"n": 1}) for subject in subjects))


def journal_of(store: Store) -> list[JournalRecord]:
    """Return the whole journal of the present epoch."""
    with store.read() as connection:
        return read_after(connection, 0, 1_000_000)


def chain(
    count: int,
    *,
    first: int = 1,
    prev: bytes = GENESIS,
    subject: str = "visit",
    kind: str = "ticket.called@1",
    body: bytes | None = None,
) -> list[JournalRecord]:
    """Return linked records without a database. Every call makes new event ids, so a new history."""
    records: list[JournalRecord] = []
    for seq in range(first, first + count):
        header = RecordHeader(HERE, 1, seq, new_id(START), kind, f"{subject}{seq}", 1_000_000 * seq, seq)
        record = link(prev, header, canonical({"n": seq}) if body is None else body)
        prev = record.hash
        records.append(record)
    return records


def central_app(url: str, clock: Clock) -> FastAPI:
    """Return the central service over a database, with the token of the branch."""
    app = create_app(url, clock)
    tokens: Tokens = app.state.tokens
    tokens.add(HERE, TOKEN)
    return app


def admit(url: str, token: str = TOKEN, installation: str = HERE) -> str:
    """Admit a branch with a token at a centre that does not run yet; return the URL of its database."""
    store = open_database(url)
    Tokens(store, SystemClock()).add(installation, token)
    store.close()
    return url


def arrived(inbox: Inbox) -> list[JournalRecord]:
    """Return every record at the centre, in the order of arrival."""
    return [record for _, record in inbox.records(HERE, limit=1_000_000)]


def sqlite_url(path: Path) -> str:
    """Return the URL of an SQLite file."""
    return f"sqlite:///{path}"


class DirectLine:
    """Call the central service in this process, without a socket."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self.requests: list[tuple[str, str, bytes]] = []

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        """Send one request and return its answer."""
        self.requests.append((method, path, body or b""))
        place, _, query = path.partition("?")
        return asyncio.run(call(self._app, method, place, headers.items(), body or b"", query.encode()))

    def abort(self) -> None:
        """Do nothing: no request waits."""

    def close(self) -> None:
        """Do nothing: no connection is open."""


async def call(
    app: Any, method: str, path: str, headers: Iterable[tuple[str, str]], body: bytes, query: bytes = b""
) -> HttpAnswer:
    """Call an ASGI application once."""
    inbound: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    status, found, content = 0, {}, b""

    async def receive() -> Message:
        return inbound.pop(0) if inbound else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        nonlocal status, found, content
        if message["type"] == "http.response.start":
            status = message["status"]
            found = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            content += message.get("body", b"")

    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
    }
    scope |= {"path": path, "raw_path": path.encode(), "root_path": "", "query_string": query, "headers": raw}
    connection = Connection(Connections(), "127.0.0.1", 0.0)
    scope |= {"client": (connection.address, 1), "server": ("127.0.0.1", 2), "state": {"connection": connection}}
    await app(scope, receive, send)
    connection.closed()
    return HttpAnswer(status, found, content)


def as_json(answer: HttpAnswer) -> Any:
    """Return the decoded body of an answer."""
    return json.loads(answer.body)
