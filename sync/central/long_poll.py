"""Hold requests for orders until there are some. Many requests may wait; the database is asked once a second."""

import asyncio
import time

from starlette.concurrency import run_in_threadpool

from kiosk.domain.orders import Orders
from sync.central.locks import CentralLocks

#: Many proxies give up after a minute without an answer.
LONGEST_WAIT_SECONDS = 50.0
_LOOK_SECONDS = 1.0


class OrdersLongPoll:
    """Answer requests of one process. Other processes make the orders (`kiosk central lock`), so this one polls."""

    def __init__(self, locks: CentralLocks) -> None:
        self._locks = locks
        self._versions: dict[str, int] = {}
        self._looked = -_LOOK_SECONDS

    async def later(self, installation: str, after: int, wait: float) -> Orders | None:
        """Return the orders of an installation once they are later than version `after`; None after `wait` seconds.

        Raises:
            CounterError: ``store.*`` when the database cannot be used.
        """
        end = time.monotonic() + min(wait, LONGEST_WAIT_SECONDS)
        while True:
            await self._look()
            if self._versions.get(installation, 0) > after:
                return await run_in_threadpool(self._locks.orders, installation)
            left = end - time.monotonic()
            if left <= 0:
                return None
            await asyncio.sleep(min(left, _LOOK_SECONDS))

    async def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now  # Set before the query, so that requests meanwhile use the last result.
            self._versions = await run_in_threadpool(self._locks.versions)
