"""Carry HTTP messages between a relay and the centre, with the faults of a bad line. Choices come from a seed."""

import asyncio
import random
import re
import threading
from collections import Counter
from contextlib import suppress
from enum import StrEnum

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)\r\n", re.IGNORECASE)
_HEAD_END = b"\r\n\r\n"
#: Longer than the relay waits for an answer.
_STALL_S = 1.5
_DELAY_S = 0.2
_KEPT = 50
#: The part of the requests that meet no fault.
_GOOD = 0.4


class LineFault(StrEnum):
    """List what can happen to one request."""

    NONE = "none"
    DELAY = "delay"
    REFUSE = "refuse"
    STALL = "stall"
    CUT_REQUEST = "cut_request"
    CUT_ANSWER = "cut_answer"
    LOSE_ANSWER = "lose_answer"
    TWICE_AT_ONCE = "twice_at_once"
    OLD_ONE_AGAIN = "old_one_again"


class FaultProxy:
    """Listen on a port of this machine, on a thread of its own, and carry each request to port `target`."""

    def __init__(self, seed: int) -> None:
        self.target = 0
        self.port = 0
        self.met: Counter[LineFault] = Counter()
        self._rng = random.Random(seed)
        self._is_calm = False
        self._old: list[bytes] = []
        self._listens = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._listens.wait()

    def calm_down(self) -> None:
        """Carry everything from now on as it is."""
        self._is_calm = True

    def disturb(self) -> None:
        """Let requests meet faults again."""
        self._is_calm = False

    def close(self) -> None:
        """End every connection and the thread."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._loop.close()

    async def _listen(self) -> None:
        self._end = asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._listens.set()
        await self._end.wait()
        server.close()
        serving = asyncio.all_tasks() - {asyncio.current_task()}
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry the requests of one connection until it is cut."""
        with suppress(OSError, asyncio.IncompleteReadError):
            while answer := await self._carry(await _message(reader)):
                writer.write(answer[0])
                await writer.drain()
                if not answer[1]:
                    break
        writer.transport.abort()

    async def _carry(self, request: bytes) -> tuple[bytes, bool] | None:
        """Return what goes back of the answer, and whether the connection goes on after it; None for no answer."""
        is_good = self._is_calm or self._rng.random() < _GOOD
        fault = LineFault.NONE if is_good else self._rng.choice(list(LineFault))
        self.met[fault] += 1
        old = self._rng.choice(self._old) if self._old else request
        self._old = [*self._old, request][-_KEPT:]
        if fault is LineFault.REFUSE:
            return None
        if fault is LineFault.STALL:
            await asyncio.sleep(_STALL_S)
            return None
        if fault is LineFault.DELAY:
            await asyncio.sleep(self._rng.uniform(0, _DELAY_S))
        elif fault is LineFault.CUT_REQUEST:
            await self._begin(request[: self._rng.randrange(len(request))])
            return None
        elif fault is LineFault.OLD_ONE_AGAIN:
            await self._ask(old)
        if fault is LineFault.TWICE_AT_ONCE:
            answer, _ = await asyncio.gather(self._ask(request), self._ask(request))
        else:
            answer = await self._ask(request)
        if fault is LineFault.LOSE_ANSWER:
            await asyncio.sleep(_STALL_S)
            return None
        if fault is LineFault.CUT_ANSWER:
            return answer[: self._rng.randrange(len(answer))], False
        return answer, True

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            writer.write(request)
            return await _message(reader)
        finally:
            writer.transport.abort()

    async def _begin(self, part: bytes) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", self.target)
        writer.write(part)
        with suppress(OSError):
            await writer.drain()
        writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Return a whole request or answer. Raise IncompleteReadError when the connection ends before."""
    head = await reader.readuntil(_HEAD_END)
    found = _LENGTH.search(head)
    return head + (await reader.readexactly(int(found[1])) if found else b"")
