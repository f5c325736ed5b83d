"""Run an HTTP service with uvicorn: in the foreground for a command, on a thread for tests and the demo."""

import asyncio
import asyncio.sslproto
import errno
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.domain.language.text import CounterError
from kiosk.worker import UNTIL_WOKEN, Worker

_START_SECONDS = 15.0
_STOP_SECONDS = 10.0
#: Seconds for open requests at a stop. A branch that waits for orders asks again.
_SHUTDOWN_SECONDS = 2
#: Seconds until uvicorn ends an idle connection. An acceptor has limits of its own.
_SHORT_KEEP_ALIVE_SECONDS, _KEEP_ALIVE_SECONDS = 5, 3_600
_MOST_HEADER_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Set where to listen; port 0 takes a free port. With `cert_file` and `key_file` the service speaks HTTPS.

    With `client_ca_file` devices must show a certificate of this authority. Beyond `most_requests` at one time a
    request is refused with status 503.
    """

    host: str = "127.0.0.1"
    port: int = 0
    cert_file: str | None = None
    key_file: str | None = None
    client_ca_file: str | None = None
    most_requests: int | None = None


@dataclass(frozen=True, slots=True)
class Works:
    """Call `tell` every `every_s` seconds (whole seconds, at least one) from the loop that serves requests."""

    tell: Callable[[], None]
    every_s: float


class FollowedConnection(Protocol):
    """Hear of the begin and the end of a connection. Requests have it as ``scope["state"]["connection"]``."""

    def opened(self, transport: asyncio.Transport) -> None:
        """Hear that requests can come."""

    def closed(self) -> None:
        """Hear of the end."""


class Acceptor(Protocol):
    """Accept connections by rules of its own."""

    async def accept(
        self,
        listener: socket.socket,
        make_protocol: Callable[[FollowedConnection], asyncio.Protocol],
        tls: ssl.SSLContext | None,
    ) -> None:
        """Accept from a bound socket until the task is cancelled."""


class HttpServer:
    """Run one ASGI application. It can be started and stopped often; `make_app` makes the application each time.

    With `make_acceptor` an acceptor decides about connections; without, all of them are accepted.
    """

    def __init__(
        self,
        name: str,
        make_app: Callable[[], Any],
        options: ServeOptions,
        make_acceptor: Callable[[], Acceptor] | None = None,
    ) -> None:
        self._name, self._make_app, self._options = name, make_app, options
        self._make_acceptor = make_acceptor
        self._port = options.port
        self._worker: Worker | None = None

    @property
    def url(self) -> str:
        """Return the address of the service. The port stays the same over a stop and a start."""
        scheme = "https" if self._options.cert_file else "http"
        return f"{scheme}://{self._options.host}:{self._port}"

    def start(self) -> None:
        """Start on a thread, and return when requests are taken. Raise CounterError ``server.*``."""
        listener = self.listen()
        server = self._make_server(self._config())
        self._worker = Worker(self._name, partial(_serve, server, listener), interrupt=partial(_end, server))
        self._worker.start()
        _wait_until_started(server)

    def stop(self) -> None:
        """End the thread and close the port. Without a start do nothing."""
        if self._worker is not None:
            self._worker.stop(_STOP_SECONDS)
            self._worker = None

    def run(self, listening: Callable[[str], None] | None = None, works: Works | None = None) -> None:
        """Serve in the foreground until a signal ends it. Raise CounterError ``server.*``.

        `listening` is called with the address as soon as the port is open, `works` at once and again while requests
        are served.
        """
        listener = self.listen()
        if listening is not None:
            listening(self.url)
        self.serve(listener, works)

    def serve(self, listener: socket.socket, works: Works | None = None) -> None:
        """Serve the connections of a port that is open, in the foreground until a signal ends it."""
        # Any client can cause a warning of uvicorn, as often as it likes.
        config = self._config(log_level="error" if self._make_acceptor else "warning")
        if works is not None:
            config.callback_notify, config.timeout_notify = _awaited(works.tell), max(1, int(works.every_s))
        self._make_server(config).run([listener])

    def _make_server(self, config: uvicorn.Config) -> uvicorn.Server:
        return uvicorn.Server(config) if self._make_acceptor is None else _Server(config, self._make_acceptor())

    def listen(self) -> socket.socket:
        """Open the port. Raise CounterError ``server.*``."""
        if self._options.cert_file:
            _check_certificate(self._options)
        family = socket.AF_INET6 if ":" in self._options.host else socket.AF_INET
        # Without IPPROTO_TCP asyncio leaves Nagle's algorithm on, and every small answer waits 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self._options.host, self._port))
        except (OSError, OverflowError) as problem:
            listener.close()
            is_taken = isinstance(problem, OSError) and problem.errno == errno.EADDRINUSE
            key = "server.port_taken" if is_taken else "server.bad_address"
            raise CounterError(key, host=self._options.host, port=self._port) from problem
        self._port = listener.getsockname()[1]
        return listener

    def _config(self, log_level: str = "critical") -> uvicorn.Config:
        options = self._options
        tls: dict[str, Any] = {"ssl_certfile": options.cert_file, "ssl_keyfile": options.key_file}
        if options.client_ca_file:
            tls |= {"ssl_ca_certs": options.client_ca_file, "ssl_cert_reqs": ssl.CERT_REQUIRED}
        return uvicorn.Config(
            self._make_app(),
            log_level=log_level,
            log_config=None,
            access_log=False,
            lifespan="off",
            limit_concurrency=options.most_requests,
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS if self._make_acceptor else _SHORT_KEEP_ALIVE_SECONDS,
            ws="none",
            http=_FollowedProtocol if self._make_acceptor else "auto",
            h11_max_incomplete_event_size=_MOST_HEADER_BYTES,
            **tls,
        )


def _save_tls_memory() -> None:
    """Let asyncio keep 16 KiB for each TLS connection, the size of a TLS record. It keeps 256 KiB otherwise, also for
    one that never ends its handshake: 512 of them cost 700 MB.
    """
    asyncio.sslproto.SSLProtocol.max_size = 16 * 1024


class _FollowedProtocol(H11Protocol):
    """Speak HTTP on a connection that is followed."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.app_state["connection"].opened(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.app_state["connection"].closed()


class _Server(uvicorn.Server):
    """Serve the connections that an acceptor accepts."""

    def __init__(self, config: uvicorn.Config, acceptor: Acceptor) -> None:
        super().__init__(config)
        self._acceptor = acceptor
        self._accepting: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        _save_tls_memory()
        accept = partial(self._acceptor.accept, make_protocol=self._protocol, tls=self.config.ssl)
        self._accepting = [asyncio.create_task(accept(listener)) for listener in sockets or ()]
        await asyncio.sleep(0)  # Now they listen.
        await super().startup(sockets=[])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for accepting in self._accepting:
            accepting.cancel()
        await asyncio.gather(*self._accepting, return_exceptions=True)
        await super().shutdown(sockets)

    def _protocol(self, connection: FollowedConnection) -> asyncio.Protocol:
        return _FollowedProtocol(self.config, self.server_state, {"connection": connection})


def _check_certificate(options: ServeOptions) -> None:
    """Raise CounterError ``server.bad_certificate`` where uvicorn would end with a traceback."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(options.cert_file or "", options.key_file)
    except (OSError, ssl.SSLError) as problem:
        raise CounterError("server.bad_certificate", file=options.cert_file) from problem


def _awaited(tell: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    async def told() -> None:
        tell()

    return told


def _serve(server: uvicorn.Server, listener: socket.socket) -> float:
    server.run([listener])
    return UNTIL_WOKEN


def _end(server: uvicorn.Server) -> None:
    server.should_exit = True
    server.force_exit = True


def _wait_until_started(server: uvicorn.Server) -> None:
    end = time.monotonic() + _START_SECONDS
    while not server.started:
        if server.should_exit or time.monotonic() > end:
            raise RuntimeError("the service did not start")
        time.sleep(0.005)  # uvicorn has no event for it.
