"""Run the reference service: in the foreground for `kiosk central serve`, on a thread for tests and the demo."""

import socket
from collections.abc import Callable
from functools import partial

from kiosk.clock import Clock
from kiosk.http_server import HttpServer, ServeOptions, Works
from sync.central.app import create_app
from sync.central.connections import Connections
from sync.central.faults import Faults, FaultyApp
from sync.central.inbox import Inbox
from sync.central.limits import ServiceLimits


class CentralServer:
    """Run one central service over one database. It can be started and stopped often; `faults` switches faults."""

    def __init__(
        self,
        database: str,
        options: ServeOptions | None = None,
        clock: Clock | None = None,
        limits: ServiceLimits | None = None,
        public_key: bytes | None = None,
    ) -> None:
        self._database, self._clock, self._public_key = database, clock, public_key
        self._limits = limits or ServiceLimits()
        make_acceptor = partial(Connections, self._limits)
        self._server = HttpServer("central", self._app, options or ServeOptions(), make_acceptor)
        self._inbox: Inbox | None = None
        self.faults = Faults()

    @property
    def url(self) -> str:
        """Return the address for a relay. The port stays the same over a stop and a start."""
        return self._server.url

    @property
    def inbox(self) -> Inbox:
        """Return the inbox, to see what has arrived. Raise RuntimeError while the service is not running."""
        if self._inbox is None:
            raise RuntimeError("the central service is not running")
        return self._inbox

    def start(self) -> None:
        """Start on a thread, and return when requests are taken. Raise CounterError ``server.*``."""
        self._server.start()

    def stop(self) -> None:
        """End the thread and close the port and the database. Without a start do nothing."""
        self._server.stop()
        self._close()

    def run(self, listening: Callable[[str], None] | None = None, works: Works | None = None) -> None:
        """Serve in the foreground until a signal ends it, as `HttpServer.run` does."""
        listener = self.listen()
        if listening is not None:
            listening(self.url)
        self.serve(listener, works)

    def listen(self) -> socket.socket:
        """Open the port. Raise CounterError ``server.*``."""
        return self._server.listen()

    def serve(self, listener: socket.socket, works: Works | None = None) -> None:
        """Serve the connections of a port that is open, in the foreground until a signal ends it."""
        try:
            self._server.serve(listener, works)
        finally:
            self._close()

    def _app(self) -> FaultyApp:
        app = create_app(self._database, self._clock, self._limits, self._public_key)
        self._inbox = app.state.inbox
        return FaultyApp(app, self.faults)

    def _close(self) -> None:
        if self._inbox is not None:
            self._inbox.close()
            self._inbox = None
