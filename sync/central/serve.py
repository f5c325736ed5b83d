"""Run the reference service: in the foreground for `kiosk central serve`, on a thread for tests and the demo."""

import errno
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import uvicorn

from kiosk.clock import Clock
from kiosk.domain.language.text import CounterError
from kiosk.worker import UNTIL_WOKEN, Worker
from sync.central.app import create_app
from sync.central.device_tokens import Tokens
from sync.central.faults import Faults, FaultyApp
from sync.central.inbox import Inbox

_START_SECONDS = 15.0
_STOP_SECONDS = 10.0
#: Seconds for open requests at a stop. A branch that waits for orders asks again.
_SHUTDOWN_SECONDS = 2


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Set where to listen; port 0 takes a free port. With `cert_file` and `key_file` the service speaks HTTPS.

    With `client_ca_file` devices must show a certificate of this authority.
    """

    host: str = "127.0.0.1"
    port: int = 0
    cert_file: str | None = None
    key_file: str | None = None
    client_ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Works:
    """Call `tell` every `every_s` seconds (whole seconds, at least one) from the loop that serves requests."""

    tell: Callable[[], None]
    every_s: float


class CentralServer:
    """Run one central service over one database. It can be started and stopped often; `faults` switches faults."""

    def __init__(
        self, database: str, tokens: Tokens, options: ServeOptions | None = None, clock: Clock | None = None
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._options = options or ServeOptions()
        self._clock = clock
        self._port = self._options.port
        self._worker: Worker | None = None
        self._inbox: Inbox | None = None
        self.faults = Faults()

    @property
    def url(self) -> str:
        """Return the address for a relay. The port stays the same over a stop and a start."""
        scheme = "https" if self._options.cert_file else "http"
        return f"{scheme}://{self._options.host}:{self._port}"

    @property
    def inbox(self) -> Inbox:
        """Return the inbox, to see what has arrived. Raise RuntimeError while the service is not running."""
        if self._inbox is None:
            raise RuntimeError("the central service is not running")
        return self._inbox

    def start(self) -> None:
        """Start on a thread, and return when requests are taken. Raise CounterError ``central.*``."""
        listener = self._listen()
        server = uvicorn.Server(self._config())
        self._worker = Worker("central", partial(_serve, server, listener), interrupt=partial(_end, server))
        self._worker.start()
        _wait_until_started(server)

    def stop(self) -> None:
        """End the thread and close the port and the database. Without a start do nothing."""
        if self._worker is not None:
            self._worker.stop(_STOP_SECONDS)
        self._close()

    def run(self, listening: Callable[[str], None] | None = None, works: Works | None = None) -> None:
        """Serve in the foreground until a signal ends it. Raise CounterError ``central.*``.

        `listening` is called with the address as soon as the port is open, `works` at once and again while requests
        are served.
        """
        listener = self._listen()
        if listening is not None:
            listening(self.url)
        try:
            config = self._config(log_level="warning")
            if works is not None:
                config.callback_notify, config.timeout_notify = _awaited(works.tell), max(1, int(works.every_s))
            uvicorn.Server(config).run([listener])
        finally:
            self._close()

    def _close(self) -> None:
        self._worker = None
        if self._inbox is not None:
            self._inbox.close()
            self._inbox = None

    def _listen(self) -> socket.socket:
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
            key = "central.port_taken" if is_taken else "central.bad_address"
            raise CounterError(key, host=self._options.host, port=self._port) from problem
        self._port = listener.getsockname()[1]
        return listener

    def _config(self, log_level: str = "critical") -> uvicorn.Config:
        app = create_app(self._database, self._tokens, self._clock)
        self._inbox = app.state.inbox
        tls: dict[str, Any] = {"ssl_certfile": self._options.cert_file, "ssl_keyfile": self._options.key_file}
        if self._options.client_ca_file:
            tls |= {"ssl_ca_certs": self._options.client_ca_file, "ssl_cert_reqs": ssl.CERT_REQUIRED}
        return uvicorn.Config(
            FaultyApp(app, self.faults),
            log_level=log_level,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
            server_header=False,
            **tls,
        )


def _check_certificate(options: ServeOptions) -> None:
    """Raise CounterError ``central.bad_certificate`` where uvicorn would end with a traceback."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(options.cert_file or "", options.key_file)
    except (OSError, ssl.SSLError) as problem:
        raise CounterError("central.bad_certificate", file=options.cert_file) from problem


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
            raise RuntimeError("the central service did not start")
        time.sleep(0.005)  # uvicorn has no event for it.
