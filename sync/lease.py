"""Hold the right to do a job of an installation alone, for a limited time, in the branch's database."""

import logging
import os
import secrets
import socket

from kiosk.clock import Clock
from kiosk.domain.language.text import CounterError
from kiosk.store import delivery
from kiosk.store.engine import Store
from kiosk.store.journal import to_us

_log = logging.getLogger(__name__)


class Lease:
    """Take and give back one job. `seconds` is how long a dead process keeps others waiting."""

    def __init__(self, store: Store, clock: Clock, job: str, seconds: float, holder: str | None = None) -> None:
        self._store, self._clock, self._job = store, clock, job
        self._span_us = int(seconds * 1_000_000)
        self._holder = holder or f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"

    def take(self) -> bool:
        """Take or renew the lease; return False while another process has it. Raise CounterError ``store.*``."""
        with self._store.write() as connection:
            return delivery.take_lease(connection, self._job, self._holder, to_us(self._clock.now()), self._span_us)

    def release(self) -> None:
        """Give the job back, if this process has it."""
        try:
            with self._store.write() as connection:
                delivery.release_lease(connection, self._job, self._holder)
        except CounterError as problem:
            _log.warning("the lease runs out by itself: %s", problem.message.key)
