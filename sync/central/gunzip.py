"""Read and decompress the bodies of admitted requests, up to limits. A zip bomb is refused before it fills the memory.

Only some bodies are in memory at one time; the others wait in the kernel's buffers, at their senders.
"""

import asyncio
import zlib

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.central.connections import Connection
from sync.central.gate import refuse, replay
from sync.central.limits import ServiceLimits
from sync.central.problems import problem
from sync.protocol import MAX_BATCH_BYTES, MAX_PLAIN_BYTES, ProblemKind

_GZIP = 16 + zlib.MAX_WBITS


class GunzipMiddleware:
    """Give the ASGI application a plain body of at most `MAX_PLAIN_BYTES`."""

    def __init__(self, app: ASGIApp, limits: ServiceLimits) -> None:
        self._app, self._limits = app, limits
        self._bodies = asyncio.Semaphore(limits.bodies_at_once)
        self._batches = asyncio.Semaphore(limits.batches_at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read and decompress the body of a POST, and pass everything else on."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        encoding = dict(scope["headers"]).get(b"content-encoding", b"identity").decode("latin-1").lower()
        if encoding not in ("gzip", "identity"):
            await refuse(problem(415, ProblemKind.ENCODING, "only gzip is unpacked here"), scope, receive, send)
            return
        async with self._bodies:
            body = await self._read(receive)
            if isinstance(body, bytes):
                async with self._batches:
                    connection: Connection = scope["state"]["connection"]
                    if connection.is_closed:
                        return  # It waited longer than its relay did, which sends it again.
                    plain = _unpack(body) if encoding == "gzip" else body
                    if isinstance(plain, bytes):
                        await self._app(scope, replay(plain, receive), send)
                    else:
                        await plain(scope, receive, send)
                return
        await refuse(body, scope, receive, send)

    async def _read(self, receive: Receive) -> bytes | Response:
        """Return the body as it was sent, or why it is refused before its end."""
        body = bytearray()
        more = True
        try:
            async with asyncio.timeout(self._limits.body_s):
                while more:
                    message = await receive()
                    body += message.get("body", b"")
                    more = message["type"] == "http.request" and message.get("more_body", False)
                    if len(body) > MAX_BATCH_BYTES:
                        return _too_large()
        except TimeoutError:
            return problem(408, ProblemKind.BUSY, "the body came too slowly")
        return bytes(body)


def _unpack(body: bytes) -> bytes | Response:
    """Return the plain body, or why there is none."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(body, MAX_PLAIN_BYTES + 1)
    except zlib.error:
        return _damaged()
    if len(plain) > MAX_PLAIN_BYTES:
        return _too_large()
    return plain if unpacker.eof else _damaged()


def _too_large() -> Response:
    return problem(413, ProblemKind.TOO_LARGE, "the request is too large")


def _damaged() -> Response:
    return problem(400, ProblemKind.UNREADABLE, "the gzip data is damaged")
