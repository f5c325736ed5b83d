"""Inject faults between a branch and the centre while the service runs, for tests and the demo."""

import asyncio
import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PORTAL = b"<!DOCTYPE html><title>Wi-Fi</title><h1>Welcome</h1><p>Accept the terms to go on.</p>"


class Fault(StrEnum):
    """List what can go wrong with a request."""

    LOSE_REQUEST = "lose_request"
    LOSE_REPLY = "lose_reply"
    DUPLICATE = "duplicate"
    SERVER_ERROR = "server_error"
    CAPTIVE_PORTAL = "captive_portal"
    SLOW = "slow"
    BUSY = "busy"
    TOO_MANY = "too_many"
    HALF_REPLY = "half_reply"


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """Hold a fault. `seconds` is the delay of `SLOW` and the ``Retry-After`` of `BUSY` and `TOO_MANY`."""

    fault: Fault
    seconds: float = 0.0


class Faults:
    """Switch faults on and off, from any thread. The switches survive a restart of the service."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._always: PlannedFault | None = None
        self._next: deque[PlannedFault] = deque()
        self.requests = 0

    def always(self, fault: Fault | None, seconds: float = 0.0) -> None:
        """Let every request meet this fault until the next call; None means no fault."""
        with self._lock:
            self._always = None if fault is None else PlannedFault(fault, seconds)

    def next(self, *faults: Fault, seconds: float = 0.0) -> None:
        """Let the next requests meet these faults, one each."""
        with self._lock:
            self._next.extend(PlannedFault(fault, seconds) for fault in faults)

    def take(self) -> PlannedFault | None:
        """Return the fault of the request that has just arrived."""
        with self._lock:
            self.requests += 1
            return self._next.popleft() if self._next else self._always


class FaultyApp:
    """Wrap the whole service as ASGI middleware."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, with the fault that is planned for it."""
        planned = self._faults.take() if scope["type"] == "http" else None
        if planned is None:
            await self._app(scope, receive, send)
        elif planned.fault is Fault.SLOW:
            await asyncio.sleep(planned.seconds)
            await self._app(scope, receive, send)
        elif planned.fault is Fault.LOSE_REPLY:
            await self._app(scope, receive, _to_nowhere)
            await _break_off(send)
        elif planned.fault is Fault.HALF_REPLY:
            await self._app(scope, receive, _Half(send))
        elif planned.fault is Fault.DUPLICATE:
            await self._twice(scope, receive, send)
        else:
            await _instead(planned, send)

    async def _twice(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Deliver the request twice, and send the second answer."""
        messages: list[Message] = []
        while not messages or messages[-1].get("more_body", False):
            messages.append(await receive())
        await self._app(dict(scope), _Replay(messages), _to_nowhere)
        await self._app(scope, _Replay(messages), send)


async def _instead(planned: PlannedFault, send: Send) -> None:
    """Send an answer that the centre never gave."""
    wish = (b"retry-after", str(int(planned.seconds)).encode())
    if planned.fault is Fault.LOSE_REQUEST:
        await _break_off(send)
    elif planned.fault is Fault.CAPTIVE_PORTAL:
        await _reply(send, 200, b"text/html", _PORTAL)
    elif planned.fault is Fault.SERVER_ERROR:
        await _reply(send, 500, b"text/plain", b"Internal Server Error")
    else:
        await _reply(send, 503 if planned.fault is Fault.BUSY else 429, b"text/plain", b"later", wish)


class _Replay:
    def __init__(self, messages: list[Message]) -> None:
        self._messages = iter(messages)

    async def __call__(self) -> Message:
        return next(self._messages, {"type": "http.disconnect"})


class _Half:
    """Send half of the answer's body. The server then breaks the connection, because more was announced."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            body: bytes = message.get("body", b"")
            message = {**message, "body": body[: len(body) // 2], "more_body": True}
        await self._send(message)


async def _to_nowhere(_message: Message) -> None:
    """Drop a reply."""


async def _break_off(send: Send) -> None:
    """Announce an answer and send none of it. The server then breaks the connection."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": True})


async def _reply(send: Send, status: int, media_type: bytes, body: bytes, *more: tuple[bytes, bytes]) -> None:
    headers = [(b"content-type", media_type), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
