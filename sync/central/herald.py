"""Whoever asks for orders is answered as soon as there are some: many wait, and the database is asked once a second."""

import asyncio
import time

from starlette.concurrency import run_in_threadpool

from kiosk.domain.orders import Orders
from sync.central.doors import Doors

#: What a proxy between branch and centre lets pass without an answer: many give up after a minute.
LONGEST_WAIT_SECONDS = 50.0
_LOOK_SECONDS = 1.0


class Herald:
    """One for each worker process. Orders are made elsewhere (`kiosk central lock`), so they are looked for."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._versions: dict[str, int] = {}
        self._looked = -_LOOK_SECONDS

    async def later(self, installation: str, after: int, wait: float) -> Orders | None:
        """The orders of an installation once they are later than version `after`; None after `wait` seconds.

        CounterError ``store.*`` when the database cannot be used.
        """
        end = time.monotonic() + min(wait, LONGEST_WAIT_SECONDS)
        while True:
            await self._look()
            if self._versions.get(installation, 0) > after:
                return await run_in_threadpool(self._doors.orders, installation)
            left = end - time.monotonic()
            if left <= 0:
                return None
            await asyncio.sleep(min(left, _LOOK_SECONDS))

    async def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now  # before the look: whoever comes meanwhile is content with the one before
            self._versions = await run_in_threadpool(self._doors.versions)
