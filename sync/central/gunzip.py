"""Decompress gzip requests up to a limit. A zip bomb is refused before it fills the memory."""

import zlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.central.problems import problem
from sync.protocol import MAX_BATCH_BYTES, MAX_PLAIN_BYTES, ProblemKind

_GZIP = 16 + zlib.MAX_WBITS


class TooLargeError(Exception):
    """Report a request above the limit, as sent or decompressed."""


class GunzipMiddleware:
    """Give the ASGI application a plain body of at most `MAX_PLAIN_BYTES`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Decompress HTTP requests, and pass everything else on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        encoding = dict(scope["headers"]).get(b"content-encoding", b"identity").decode("latin-1").lower()
        if encoding not in ("gzip", "identity"):
            await problem(415, ProblemKind.ENCODING, "only gzip is unpacked here")(scope, receive, send)
            return
        try:
            body = await _read(receive, is_packed=encoding == "gzip")
        except TooLargeError:
            await problem(413, ProblemKind.TOO_LARGE, "the request is too large")(scope, receive, send)
        except zlib.error:
            await problem(400, ProblemKind.UNREADABLE, "the gzip data is damaged")(scope, receive, send)
        else:
            await self._app(scope, _Once(body, receive), send)


async def _read(receive: Receive, *, is_packed: bool) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    plain = bytearray()
    size = 0
    more = True
    while more:
        message = await receive()
        chunk: bytes = message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
        size += len(chunk)
        plain += unpacker.decompress(chunk, MAX_PLAIN_BYTES + 1 - len(plain)) if is_packed else chunk
        if size > MAX_BATCH_BYTES or len(plain) > MAX_PLAIN_BYTES or unpacker.unconsumed_tail:
            raise TooLargeError
    if is_packed and not unpacker.eof:
        raise zlib.error("the data ends too early")
    return bytes(plain)


class _Once:
    """Return the body from the first `receive`, and after it what the server sends."""

    def __init__(self, body: bytes, then: Receive) -> None:
        self._message: Message | None = {"type": "http.request", "body": body, "more_body": False}
        self._then = then

    async def __call__(self) -> Message:
        message, self._message = self._message, None
        return await self._then() if message is None else message
