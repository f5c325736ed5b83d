"""Check that idle, slow and hostile clients cost the central service little, and that no branch waits for them."""

import asyncio
import gzip
import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from threading import Event, Semaphore
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from kiosk.clock import ManualClock
from kiosk.http_server import ServeOptions
from kiosk.store.engine import Store
from sync.central import connections
from sync.central.app import create_app
from sync.central.device_tokens import Tokens
from sync.central.gunzip import GunzipMiddleware
from sync.central.limits import Allowance, OverQuotaError, Quotas, Rate, ServiceLimits
from sync.central.serve import CentralServer
from sync.enrolment import ENROL_PATH
from sync.protocol import MAX_PLAIN_BYTES, ProblemKind, encode_batch, records_path, state_path, to_wire
from sync.relay import Relay, RelaySettings, RoundOutcome
from sync.transport import TransportSettings
from tests.patience import PATIENCE_S
from tests.sync.sync_world import (
    HERE,
    START,
    TOKEN,
    admit,
    arrived,
    as_json,
    branch_store,
    call,
    chain,
    journal_of,
    manual_clock,
    sqlite_url,
    write,
)
from tests.sync.test_delivery_over_a_socket import certificate

CLOCK = ManualClock(START)
GOOD = f"Authorization: Bearer {TOKEN}\r\n"
STATE = f"GET {state_path(HERE)} HTTP/1.1\r\nHost: x\r\n"
POST = f"POST {records_path(HERE)} HTTP/1.1\r\nHost: x\r\n"
#: A limit that ends a test soon, where it is not the subject it is the default.
SOON_S = 0.25
Serve = Callable[..., CentralServer]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with ExitStack() as ends:

        def start(limits: ServiceLimits, options: ServeOptions | None = None) -> CentralServer:
            centre = CentralServer(admit(sqlite_url(tmp_path / "central.db")), options, manual_clock(), limits)
            centre.start()
            ends.callback(centre.stop)
            return centre

        yield start


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = branch_store(sqlite_url(tmp_path / "branch.db"))
    yield found
    found.close()


def connect(centre: CentralServer) -> socket.socket:
    port = int(centre.url.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), PATIENCE_S)


def answer_of(client: socket.socket) -> tuple[int, str]:
    """Return status and text of everything that comes until the end of the connection."""
    found = b""
    while chunk := client.recv(65_536):
        found += chunk
    return int(found.split(b" ", 2)[1]), found.decode()


def one_answer(client: socket.socket) -> int:
    """Return the status of the next answer on a connection that stays open."""
    found = b""
    while b"\r\n\r\n" not in found:
        chunk = client.recv(65_536)
        assert chunk, "the connection ended without an answer"
        found += chunk
    head, _, body = found.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += client.recv(65_536)
    return int(head.split(b" ", 2)[1])


def wait_for_end(client: socket.socket) -> bytes:
    """Return what comes before the end of a connection; a reset is an end."""
    try:
        return client.recv(65_536)
    except ConnectionResetError:
        return b""


def is_open(client: socket.socket) -> bool:
    client.settimeout(0)
    try:
        return client.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


@pytest.mark.parametrize("token", ["", "Authorization: Bearer guessed\r\n"])
def test_safety_3_without_a_token_no_byte_of_a_body_is_read(tmp_path: Path, token: str) -> None:
    app = create_app(admit(sqlite_url(tmp_path / "central.db")), manual_clock())
    events: list[str] = []

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def note_receive() -> Message:
            events.append("read")
            return await receive()

        async def note_send(message: Message) -> None:
            events.append(f"{message['type']} {message.get('status', '')}".strip())
            await send(message)

        await app(scope, note_receive, note_send)

    bomb = gzip.compress(bytes(MAX_PLAIN_BYTES))
    headers = [("content-encoding", "gzip"), ("content-length", str(len(bomb)))]
    headers += [("authorization", "Bearer guessed")] if token else []
    answer = asyncio.run(call(watched, "POST", records_path(HERE), headers, bomb))
    app.state.inbox.close()
    assert (answer.status, as_json(answer)["type"]) == (401, ProblemKind.REFUSED)
    assert events[:2] == ["http.response.start 401", "http.response.body"], "the answer goes before the body is read"
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("path", ["/", "/docs", "/v1/installations", "/v2/elsewhere"])
def test_safety_3_any_other_address_needs_a_token_too(serve: Serve, path: str) -> None:
    with closing(connect(serve(ServiceLimits()))) as client:
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n".encode())
        assert answer_of(client)[0] == 401


def test_safety_3_a_refused_batch_gets_its_answer_although_nobody_reads_it(serve: Serve) -> None:
    with closing(connect(serve(ServiceLimits()))) as client:
        client.sendall((POST + "Authorization: Bearer no\r\nContent-Length: 250000\r\n\r\n").encode())
        client.sendall(bytes(250_000))
        status, text = answer_of(client)
    assert (status, "connection: close" in text) == (401, True)


@pytest.mark.parametrize("sent", [b"", b"G", STATE.encode(), (STATE + GOOD).encode()])
def test_safety_3_a_header_that_does_not_end_is_dropped(serve: Serve, sent: bytes) -> None:
    with closing(connect(serve(ServiceLimits(header_s=SOON_S)))) as client:
        client.sendall(sent)
        assert client.recv(1) == b""


def test_safety_3_the_second_header_of_a_connection_has_its_limit_too(serve: Serve) -> None:
    with closing(connect(serve(ServiceLimits(idle_s=SOON_S)))) as client:
        client.sendall((STATE + GOOD + "\r\n").encode())
        assert one_answer(client) == 200
        client.sendall(b"GET /v1")
        assert client.recv(1) == b""
    with closing(connect(serve(ServiceLimits(header_s=SOON_S)))) as client:
        client.sendall(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert one_answer(client) == 200
        assert client.recv(1) == b""


def test_safety_3_a_tls_handshake_that_does_not_begin_is_dropped(serve: Serve, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path, "centre")
    centre = serve(ServiceLimits(header_s=SOON_S * 2), ServeOptions(cert_file=str(cert), key_file=str(key)))
    with closing(connect(centre)) as idle:
        assert idle.recv(1) == b""
    with closing(connect(centre)) as client:
        secure = ssl.create_default_context(cafile=str(cert)).wrap_socket(client, server_hostname="127.0.0.1")
        secure.sendall((STATE + GOOD + "\r\n").encode())
        assert one_answer(secure) == 200
        secure.close()


def test_safety_3_a_body_that_comes_too_slowly_is_given_up(serve: Serve) -> None:
    centre = serve(ServiceLimits(body_s=SOON_S, unknown_body_s=SOON_S))
    with closing(connect(centre)) as client:
        client.sendall((POST + GOOD + "Content-Length: 100\r\n\r\n{").encode())
        assert answer_of(client)[0] == 408
    with closing(connect(centre)) as client:
        client.sendall(b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        assert answer_of(client)[0] == 408


def test_safety_3_an_unknown_client_may_bring_a_small_body_only(serve: Serve) -> None:
    centre = serve(ServiceLimits())
    for head, body in (("Content-Length: 2049", b""), ("Transfer-Encoding: chunked", b"900\r\n" + bytes(0x900))):
        with closing(connect(centre)) as client:
            client.sendall(f"POST /v1/enrol HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode() + body)
            client.shutdown(socket.SHUT_WR)
            assert answer_of(client)[0] == 413


def test_safety_3_a_request_ends_in_time_whatever_happens(serve: Serve) -> None:
    path = f"GET {state_path(HERE)}/orders?after=0&wait=30 HTTP/1.1\r\nHost: x\r\n"
    with closing(connect(serve(ServiceLimits(request_s=SOON_S)))) as client:
        client.sendall((path + GOOD + "\r\n").encode())
        assert not wait_for_end(client)


def test_safety_3_200_hostile_connections_keep_no_branch_out(serve: Serve, store: Store) -> None:
    centre = serve(ServiceLimits(unknown_clients=16, unknown_client_s=0.0, unknown_requests=Rate(1e6, 1e6)))
    settings = RelaySettings(TransportSettings(centre.url, read_seconds=PATIENCE_S), TOKEN)
    relay = Relay(store, settings, CLOCK)
    write(store, CLOCK, "before")
    assert relay.once().outcome is RoundOutcome.DELIVERED
    bomb = gzip.compress(bytes(MAX_PLAIN_BYTES + 1))
    announce = f"Content-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    kinds = (b"", STATE.encode(), (POST + announce).encode() + bomb, (POST + announce).encode() + bomb[:100])
    with ExitStack() as ends:
        hostile = [ends.enter_context(closing(connect(centre))) for _ in range(200)]
        for number, client in enumerate(hostile):
            with suppress(OSError):  # It was dropped already.
                client.sendall(kinds[number % len(kinds)])
        for number in range(5):
            write(store, CLOCK, f"visit {number}")
            assert relay.once().outcome is RoundOutcome.DELIVERED
        relay.stop()
        newcomer = Relay(store, settings, CLOCK)
        write(store, CLOCK, "after")
        assert newcomer.once().outcome is RoundOutcome.DELIVERED
        newcomer.stop()
        assert sum(is_open(client) for client in hostile) <= 16
    assert arrived(centre.inbox) == journal_of(store)


def test_safety_3_one_address_does_not_take_the_places_of_others(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_PROXIES", frozenset())
    centre = serve(ServiceLimits(unknown_of_address=3))
    with ExitStack() as ends:
        clients = [ends.enter_context(closing(connect(centre))) for _ in range(5)]
        assert [clients[0].recv(1), clients[1].recv(1)] == [b"", b""]
        assert [is_open(client) for client in clients] == [False, False, True, True, True]


def test_safety_3_one_address_opens_so_many_connections_a_second(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_PROXIES", frozenset())
    centre = serve(ServiceLimits(connections_of_address=Rate(0.001, 2)))
    with ExitStack() as ends:
        clients = [ends.enter_context(closing(connect(centre))) for _ in range(3)]
        assert wait_for_end(clients[2]) == b""
        assert [is_open(client) for client in clients[:2]] == [True, True]


def test_safety_3_nobody_is_dropped_for_a_newer_client_at_once(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand branches that come back at once all get in."""
    accepted = Semaphore(0)

    def note(_connections: connections.Connections, _address: str) -> bool:
        accepted.release()
        return False

    monkeypatch.setattr(connections.Connections, "_comes_too_often", note)
    centre = serve(ServiceLimits(unknown_clients=2, unknown_client_s=PATIENCE_S))
    with ExitStack() as ends:
        clients = [ends.enter_context(closing(connect(centre))) for _ in range(3)]
        for _ in clients:
            assert accepted.acquire(timeout=PATIENCE_S)
        for client in clients:
            client.sendall((STATE + GOOD + "\r\n").encode())
        assert [one_answer(client) for client in clients] == [200, 200, 200]


def test_safety_3_an_installation_has_so_many_connections(serve: Serve) -> None:
    centre = serve(ServiceLimits(connections_of_installation=2))
    with ExitStack() as ends:
        clients = [ends.enter_context(closing(connect(centre))) for _ in range(3)]
        for client in clients:
            client.sendall((STATE + GOOD + "\r\n").encode())
            assert one_answer(client) == 200
        assert clients[0].recv(1) == b"", "the one that was silent longest is dropped"
        assert is_open(clients[2])


def test_safety_3_an_installation_sends_so_many_batches_at_one_time(tmp_path: Path) -> None:
    app = create_app(admit(sqlite_url(tmp_path / "central.db")), manual_clock())
    body = encode_batch(HERE, 1, [to_wire(one) for one in chain(1)])
    good = [("authorization", f"Bearer {TOKEN}")]

    async def play() -> list[int]:
        may_go_on, held = asyncio.Event(), asyncio.Semaphore(0)

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            async def later() -> Message:
                held.release()
                await may_go_on.wait()
                return await receive()

            await app(scope, later, send)

        batches = [asyncio.create_task(call(slow, "POST", records_path(HERE), good, body)) for _ in range(2)]
        for _ in batches:
            await held.acquire()
        third = await call(app, "POST", records_path(HERE), good, body)
        idle = await call(app, "GET", state_path(HERE), good, b"")
        may_go_on.set()
        return [third.status, idle.status, *(one.status for one in await asyncio.gather(*batches))]

    assert asyncio.run(play()) == [429, 200, 200, 200]
    app.state.inbox.close()


@pytest.mark.parametrize("has_left", [False, True])
def test_a_batch_whose_relay_has_left_is_not_judged(has_left: bool) -> None:
    judged: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        judged.append(scope["path"])
        await Response("taken")(scope, receive, send)

    async def connected(scope: Scope, receive: Receive, send: Send) -> None:
        connection = connections.Connection(connections.Connections(), "192.0.2.1", 0.0)
        if has_left:
            connection.closed()
        await GunzipMiddleware(app, ServiceLimits())({**scope, "state": {"connection": connection}}, receive, send)

    asyncio.run(call(connected, "POST", records_path(HERE), [], b"{}"))
    assert len(judged) == (0 if has_left else 1)


def test_a_connection_whose_token_is_looked_up_is_not_dropped_for_a_newer_one(serve: Serve) -> None:
    centre = serve(ServiceLimits(unknown_clients=1, unknown_client_s=0.0))
    asked, may_go_on = Event(), Event()
    allows = Tokens.allows

    def slowly(tokens: Tokens, installation: str, token: str) -> bool:
        asked.set()
        assert may_go_on.wait(PATIENCE_S)
        return allows(tokens, installation, token)

    with pytest.MonkeyPatch.context() as patch, closing(connect(centre)) as first:
        patch.setattr(Tokens, "allows", slowly)
        first.sendall((STATE + GOOD + "\r\n").encode())
        assert asked.wait(PATIENCE_S)
        with closing(connect(centre)) as second:
            second.sendall((STATE + GOOD + "\r\n").encode())
            may_go_on.set()
            assert [one_answer(first), one_answer(second)] == [200, 200]


def ask(app: Any, token: str = TOKEN, path: str = state_path(HERE), body: bytes = b"") -> tuple[int, str]:
    """Return the status, and how long to wait."""
    method = "POST" if body else "GET"
    answer = asyncio.run(call(app, method, path, [("authorization", f"Bearer {token}")], body))
    return answer.status, answer.headers.get("retry-after", "")


def test_safety_3_an_installation_asks_so_often(tmp_path: Path) -> None:
    limits = ServiceLimits(requests=Rate(0.5, 3))
    app = create_app(admit(sqlite_url(tmp_path / "central.db")), manual_clock(), limits)
    assert [ask(app) for _ in range(4)] == [(200, "")] * 3 + [(429, "2")]
    app.state.inbox.close()


def test_safety_3_guesses_are_slowed_down_and_the_branch_is_not(tmp_path: Path) -> None:
    limits = ServiceLimits(unknown_requests=Rate(0.1, 5))
    app = create_app(admit(sqlite_url(tmp_path / "central.db")), manual_clock(), limits)
    assert ask(app)[0] == 200
    assert [ask(app, "guessed")[0] for _ in range(6)] == [401] * 5 + [429]
    assert ask(app) == (200, ""), "its token was good before"
    app.state.inbox.close()


def test_safety_12_an_installation_sends_so_many_records(tmp_path: Path) -> None:
    limits = ServiceLimits(records=Rate(0.001, 5))
    app = create_app(admit(sqlite_url(tmp_path / "central.db")), manual_clock(), limits)
    first, second = (encode_batch(HERE, 1, [to_wire(one) for one in chain(3, first=n)]) for n in (1, 4))
    assert ask(app, path=records_path(HERE), body=first)[0] == 200
    status, retry = ask(app, path=records_path(HERE), body=second)
    assert (status, 990 <= int(retry) <= 1_000) == (429, True)
    app.state.inbox.close()


def test_safety_12_a_backlog_of_100_000_records_goes_at_once_and_bytes_count_too() -> None:
    quotas = Quotas(ServiceLimits(), lambda: 0.0)
    for _ in range(200):
        quotas.take(HERE, 500, 1_048_576)
    for _ in range(103):
        quotas.take(HERE, 1, 8_388_608)
    with pytest.raises(OverQuotaError) as caught:
        quotas.take(HERE, 1, 8_388_608)
    assert caught.value.retry_s < 3_600, "no longer than a relay waits"
    quotas.take("another", 500, 1_048_576)


def test_an_allowance_fills_again_and_forgets() -> None:
    now = 0.0
    allowance = Allowance(Rate(2, 4), lambda: now)
    assert [allowance.take("a", 3), allowance.take("a", 3)] == [0, 1.0]
    assert allowance.take("b", 4) == 0
    now = 1.0
    assert allowance.take("a", 3) == 0
    now = 9.0
    assert [allowance.take("a", 4), allowance.take("a", 1)] == [0, 0.5], "no more than the burst is saved"


def test_safety_low_a_refused_sign_in_is_logged_with_who_and_without_the_token(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    app = create_app(admit(sqlite_url(tmp_path / "central.db")), manual_clock())
    assert [ask(app, "guessed-by-somebody")[0] for _ in range(5)] == [401] * 5
    app.state.inbox.close()
    (line,) = [record.getMessage() for record in caplog.records]
    assert line == f"sign-in refused with 401: address 127.0.0.1, installation {HERE}; 0 more since the last line"


def test_safety_low_a_refused_enrolment_is_logged_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    app = create_app(sqlite_url(tmp_path / "central.db"), manual_clock())
    assert asyncio.run(call(app, "POST", ENROL_PATH, [], b'{"code":"guessed"}')).status == 400
    app.state.inbox.close()
    assert [record.getMessage() for record in caplog.records] == [
        "sign-in refused with 400: address 127.0.0.1, installation -; 0 more since the last line"
    ]


def test_a_branch_that_was_refused_hears_of_it(serve: Serve, store: Store) -> None:
    centre = serve(ServiceLimits())
    write(store, CLOCK, *(f"visit {number}" for number in range(300)), body={"text": "x" * 2_000})
    relay = Relay(store, RelaySettings(TransportSettings(centre.url, read_seconds=PATIENCE_S), "revoked"), CLOCK)
    before = time.monotonic()
    assert relay.once().outcome is RoundOutcome.REFUSED
    assert time.monotonic() - before < PATIENCE_S
    relay.stop()
