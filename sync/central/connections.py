"""Accept connections within limits, so that idle, slow and hostile ones keep no branch out.

A client is unknown until a request on its connection shows a good token (`Connection.belongs_to`). Unknown clients that
send no complete header in time are dropped, and the oldest ones where there are too many. So is the connection of an
installation that was silent longest, when the installation has too many.
"""

import asyncio
import contextlib
import logging
import resource
import socket
import ssl
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from sync.central.limits import Allowance, ServiceLimits

_log = logging.getLogger(__name__)
#: The kernel completes connections ahead of the service, up to this number.
_BACKLOG = 2_048
#: The receive buffer bounds what one read brings, and so the memory that unknown clients can fill.
_RECEIVE_BUFFER = 64 * 1024
_PAUSE_SECONDS = 0.1
_DESCRIPTORS = 16_384
#: A reverse proxy of this machine, through which many branches come. It has to limit addresses itself.
_PROXIES = frozenset({"127.0.0.1", "::1"})


class Connection:
    """Follow one connection from its acceptance to its end. `since` is the loop's time of the acceptance."""

    def __init__(self, pool: "Connections", address: str, since: float) -> None:
        self.address, self.since = address, since
        self.installation = ""
        #: Whether a token is being looked up. A busy service must not drop a branch that waits for it.
        self.is_judged = False
        self.is_closed = False
        self._pool = pool
        self._opening: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def open(self, opening: asyncio.Task[None]) -> None:
        """Follow the task that opens the connection, and wait for the first header."""
        self._opening = opening
        self.answered()

    def opened(self, transport: asyncio.Transport) -> None:
        """Take the transport; with TLS the handshake is over."""
        self._transport = transport

    def asked(self) -> None:
        """Stop waiting for a header: there is one, to be judged."""
        self.is_judged = True
        self._cancel()

    def refused(self) -> None:
        """Note that the header shows no good token."""
        self.is_judged = False

    def answered(self) -> None:
        """Wait for the next header from now on."""
        self.is_judged = False
        self._cancel()
        if self.is_closed:
            return
        limits = self._pool.limits
        wait = limits.idle_s if self.installation else limits.header_s
        self._deadline = asyncio.get_running_loop().call_later(wait, self.drop)

    def belongs_to(self, installation: str) -> None:
        """Note that a request showed a good token of this installation."""
        if not self.is_closed:
            self._pool.admit(self, installation)

    def closed(self) -> None:
        """Forget the connection, because it has ended."""
        self.is_closed = True
        self._cancel()
        self._pool.forget(self)
        self._transport = self._opening = self._deadline = None  # What is dropped is freed at once, without cycles.

    def drop(self) -> None:
        """End the connection at once, and forget it."""
        transport, opening = self._transport, self._opening
        self.closed()
        if transport is not None:
            transport.abort()
        elif opening is not None:
            opening.cancel()

    def _cancel(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()


class Connections:
    """Accept the connections of one process of the service."""

    def __init__(self, limits: ServiceLimits | None = None) -> None:
        self.limits = limits or ServiceLimits()
        # The values are None: a dictionary keeps its order, and its first key is the oldest.
        self._unknown: dict[Connection, None] = {}
        self._unknown_of: defaultdict[str, dict[Connection, None]] = defaultdict(dict)
        self._admitted: defaultdict[str, dict[Connection, None]] = defaultdict(dict)
        self._opened = Allowance(self.limits.connections_of_address)
        self._freed = asyncio.Event()

    async def accept(
        self,
        listener: socket.socket,
        make_protocol: Callable[[Connection], asyncio.Protocol],
        tls: ssl.SSLContext | None,
    ) -> None:
        """Accept from a bound socket until the task is cancelled."""
        loop = asyncio.get_running_loop()
        _allow_descriptors()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        listener.listen(_BACKLOG)
        listener.settimeout(0)
        try:
            while True:
                try:
                    client, peer = await loop.sock_accept(listener)
                except OSError as problem:  # No descriptor is free, or the client has gone already.
                    _log.warning("a connection cannot be accepted: %s", problem.strerror)
                    if oldest := _oldest(self._unknown):
                        oldest.drop()
                    await asyncio.sleep(_PAUSE_SECONDS)
                    continue
                if self._comes_too_often(peer[0]):
                    client.close()
                    continue
                try:
                    await self._make_room(peer[0])
                except asyncio.CancelledError:
                    client.close()
                    raise
                connection = Connection(self, peer[0], loop.time())
                self._unknown[connection] = self._unknown_of[peer[0]][connection] = None
                opening = loop.create_task(_open(client, partial(make_protocol, connection), tls))
                opening.add_done_callback(partial(_close_unopened, client, connection))
                connection.open(opening)
        finally:
            for connection in list(self._unknown):
                connection.drop()

    def admit(self, connection: Connection, installation: str) -> None:
        """Move a connection to those of an installation, as the one that was used last."""
        self.forget(connection)
        connection.installation = installation
        mine = self._admitted[installation]
        mine[connection] = None
        if len(mine) > self.limits.connections_of_installation:
            next(iter(mine)).drop()

    def forget(self, connection: Connection) -> None:
        """Count a connection no more."""
        self._unknown.pop(connection, None)
        for groups, key in ((self._unknown_of, connection.address), (self._admitted, connection.installation)):
            groups[key].pop(connection, None)
            if not groups[key]:
                del groups[key]
        self._freed.set()

    def _comes_too_often(self, address: str) -> bool:
        return address not in _PROXIES and self._opened.take(address) > 0

    async def _make_room(self, address: str) -> None:
        loop, limits = asyncio.get_running_loop(), self.limits
        neighbours = self._unknown_of.get(address, {})
        if len(neighbours) >= limits.unknown_of_address and address not in _PROXIES:
            next(iter(neighbours)).drop()
        while len(self._unknown) >= limits.unknown_clients:
            oldest = _oldest(self._unknown)
            left = oldest.since + limits.unknown_client_s - loop.time() if oldest else limits.unknown_client_s
            if oldest and left <= 0:
                oldest.drop()
                continue
            self._freed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._freed.wait(), left)


def _oldest(clients: Iterable[Connection]) -> Connection | None:
    """Return the first one that may be dropped."""
    return next((one for one in clients if not one.is_judged), None)


async def _open(
    client: socket.socket, make_protocol: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None
) -> None:
    await asyncio.get_running_loop().connect_accepted_socket(make_protocol, client, ssl=tls)


def _close_unopened(client: socket.socket, connection: Connection, opening: asyncio.Task[None]) -> None:
    """Close the socket when the handshake failed, or when the connection was dropped before its end."""
    if opening.cancelled() or opening.exception() is not None:
        connection.closed()
        client.close()


def _allow_descriptors() -> None:
    """Let this process have a descriptor for each of many branches. The usual limit is 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
