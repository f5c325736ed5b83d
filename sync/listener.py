"""Receive the centre's orders at once: ask for the next orders with a long poll that the centre answers late.

Answers to records carry orders too, but a branch without records would learn of a lock a minute late. The long poll
costs one idle connection and one request a minute. A lease lets one process of a branch listen.
"""

import logging
import random
from dataclasses import replace

from kiosk.clock import Clock
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import Orders
from kiosk.store.delivery import own_id
from kiosk.store.engine import Store
from kiosk.store.orders import keep_orders, read_orders
from kiosk.worker import Worker
from sync.backoff import Backoff
from sync.lease import Lease
from sync.sender import Failure, Sender
from sync.transport import HttpTransport, TransportSettings

_LEASE = "orders"
_LEASE_SPARE_SECONDS = 20.0
_FIRST_PAUSE_SECONDS = 1.0
_STOP_SECONDS = 5.0
_log = logging.getLogger(__name__)


class OrderListener:
    """Store the centre's orders in the branch's database, on a thread and a connection of its own.

    The centre may hold a request for `hold` seconds. When it does not answer, the next try comes after at most
    `longest_pause` seconds. The relay reports problems of the connection; this class does not.
    """

    def __init__(
        self, store: Store, clock: Clock, transport: TransportSettings, token: str, *, hold: int, longest_pause: float
    ) -> None:
        self._store = store
        self._clock = clock
        self._transport = HttpTransport(replace(transport, read_seconds=transport.read_seconds + hold))
        self._sender = Sender(self._transport, token, clock)
        self._lease = Lease(store, clock, _LEASE, hold + _LEASE_SPARE_SECONDS)
        self._hold = hold
        self._backoff = Backoff(_FIRST_PAUSE_SECONDS, longest_pause, random.random)
        self._worker = Worker("orders", self._step, retry_s=longest_pause, interrupt=self._transport.abort)

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread and a request under way, and release the lease."""
        self._worker.stop(_STOP_SECONDS)
        self._transport.close()
        self._lease.release()

    def _step(self) -> float:
        try:
            return self._once()
        except CounterError as problem:
            _log.warning("orders cannot be stored: %s", problem.message.key)
            return self._backoff.next_pause(0.0)

    def _once(self) -> float:
        """Send one request; return the seconds to wait before the next one."""
        if not self._lease.take():
            return float(self._hold)
        with self._store.read() as connection:
            own, known = own_id(connection), read_orders(connection)
        said = self._sender.later_orders(own, known.version, self._hold)
        if isinstance(said, Failure):
            return self._backoff.next_pause(said.retry_after)
        self._backoff.reset()
        if said is not None and said.version > known.version:
            self._keep(said)
        return 0.0

    def _keep(self, said: Orders) -> None:
        with self._store.write() as connection:
            if keep_orders(connection, self._clock, said):
                _log.info("the centre's orders, version %d: %d locks", said.version, len(said.locks))
