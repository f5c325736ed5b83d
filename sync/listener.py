"""Hears at once what the centre orders: asks for the next word, and the centre holds the question until there is one.

Answers to records bring orders too, but a branch without records would hear of a lock a minute late. It costs one quiet
connection and a question a minute. One process of a branch listens (a lease), as one sends.
"""

import logging
import os
import random
import secrets
import threading
from dataclasses import replace

from kiosk.clock import Clock
from kiosk.domain.orders import Orders
from kiosk.domain.text import CounterError
from kiosk.store import delivery
from kiosk.store.engine import Store
from kiosk.store.journal import to_us
from kiosk.store.orders import keep_orders, read_orders
from sync.backoff import Backoff
from sync.line import HttpLine, LineSettings
from sync.sender import Failure, Sender

_LEASE = "orders"
_LEASE_SPARE_SECONDS = 20.0
_FIRST_PAUSE_SECONDS = 1.0
_STOP_SECONDS = 5.0
_log = logging.getLogger(__name__)


class OrderListener:
    """Keeps what the centre orders in the branch's database, on a thread of its own, over a line of its own.

    `hold`: seconds the centre may keep a question. `longest_pause`: seconds to the next try, at most, where it does
    not answer. What is wrong with the line is the relay's to tell.
    """

    def __init__(
        self, store: Store, clock: Clock, line: LineSettings, token: str, *, hold: int, longest_pause: float
    ) -> None:
        self._store = store
        self._clock = clock
        self._line = HttpLine(replace(line, read_seconds=line.read_seconds + hold))
        self._sender = Sender(self._line, token, clock)
        self._holder = f"{os.getpid()}:{secrets.token_hex(8)}"
        self._hold = hold
        self._backoff = Backoff(_FIRST_PAUSE_SECONDS, longest_pause, random.random)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="orders", daemon=True)

    def start(self) -> None:
        """Returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends at once, a question under way included, and gives the lease back."""
        self._stopping.set()
        self._line.abort()
        self._thread.join(_STOP_SECONDS)
        self._line.close()
        try:
            with self._store.write() as connection:
                delivery.release_lease(connection, _LEASE, self._holder)
        except CounterError as problem:
            _log.warning("the lease runs out by itself: %s", problem.message.key)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                pause = self._once()
            except CounterError as problem:
                _log.warning("orders cannot be kept: %s", problem.message.key)
                pause = self._backoff.next_pause(0.0)
            except Exception:  # noqa: BLE001 - logged with its traceback, and tried again after a rest
                _log.exception("listening for orders failed")
                pause = self._backoff.next_pause(0.0)
            self._stopping.wait(pause)

    def _once(self) -> float:
        """One question; seconds to rest before the next."""
        if not self._take_lease():
            return float(self._hold)
        with self._store.read() as connection:
            own, known = delivery.own_id(connection), read_orders(connection)
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

    def _take_lease(self) -> bool:
        span = int((self._hold + _LEASE_SPARE_SECONDS) * 1_000_000)
        with self._store.write() as connection:
            return delivery.take_lease(connection, _LEASE, self._holder, to_us(self._clock.now()), span)
