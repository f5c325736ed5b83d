"""Judge a request by its header, before a byte of its body is read.

Whoever shows no good token gets a short answer and an end of the connection. Its body is read only on the paths that
are open to all, up to a small limit. The rest of a refused body is thrown away.
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext, suppress

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.domain.language.text import CounterError
from sync.central.connections import Connection
from sync.central.device_tokens import Tokens, secret_digest
from sync.central.limits import Allowance, Rate, ServiceLimits
from sync.central.problems import busy, database_away, problem
from sync.enrolment import ENROL_PATH
from sync.protocol import ProblemKind

_log = logging.getLogger(__name__)
_INSTALLATION = re.compile(r"/v1/installations/([0-9A-Za-z._-]{1,36})(/[a-z]+)?")
#: The paths that need no token: the state of the service, and the enrolment that gives a token.
_OPEN_PATHS = frozenset({"/v1/health", ENROL_PATH})
_MOST_RECENT = 10_000
#: Of a refused body so much is thrown away, in so many seconds. A relay's batch is smaller.
_LINGER_BYTES, _LINGER_SECONDS = 256 * 1024, 5.0
#: Lines of the log about refused sign-ins: of one address, and of all.
_LINES_OF_ADDRESS, _LINES = Rate(1 / 60, 1), Rate(1, 20)


class Gate:
    """Let requests pass to the application that show a good token, or that need none."""

    def __init__(self, app: ASGIApp, tokens: Tokens, limits: ServiceLimits) -> None:
        self._app, self._tokens, self._limits = app, tokens, limits
        self._requests, self._unknown = Allowance(limits.requests), Allowance(limits.unknown_requests)
        #: The hashes of tokens that were good before. Unknown clients must not slow down those that have them.
        self._recent: set[str] = set()
        #: How many batches of an installation are on their way.
        self._sending: Counter[str] = Counter()
        self._looking_up = asyncio.Semaphore(2)
        self._refusals = _RefusalLog()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge HTTP requests, and pass everything else on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        connection: Connection = scope["state"]["connection"]
        connection.asked()
        try:
            async with asyncio.timeout(self._limits.request_s):
                await self._judge(scope, receive, send, connection)
        except TimeoutError:
            _log.warning("a request from %s took longer than %g s", connection.address, self._limits.request_s)
            connection.drop()
        finally:
            connection.answered()

    async def _judge(self, scope: Scope, receive: Receive, send: Send, connection: Connection) -> None:
        if scope["path"] in _OPEN_PATHS:
            connection.refused()
            await self._let_in(scope, receive, send)
            return
        found = _INSTALLATION.fullmatch(scope["path"])
        installation = found[1] if found else ""
        refusal = await self._refusal(scope, installation)
        if refusal is None and installation:
            connection.belongs_to(installation)
            refusal = _too_many(self._requests.take(installation) or self._wait_for_batches(scope, installation))
        if refusal is not None:
            connection.refused()
            await refuse(refusal, scope, receive, send)
        elif scope["method"] == "POST":
            await self._take_batch(scope, receive, send, installation)
        else:
            await self._app(scope, receive, send)

    async def _take_batch(self, scope: Scope, receive: Receive, send: Send, installation: str) -> None:
        """Pass a batch on, and count it until it has its answer."""
        self._sending[installation] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._sending[installation] -= 1
            if not self._sending[installation]:
                del self._sending[installation]

    def _wait_for_batches(self, scope: Scope, installation: str) -> float:
        """Return the seconds until an installation may send one more batch. A relay sends one at a time."""
        is_one_more = scope["method"] == "POST" and self._sending[installation] >= self._limits.bodies_of_installation
        return 1.0 if is_one_more else 0.0

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request of an unknown client on, with its small body."""
        body = _too_many(self._unknown.take(_address(scope))) or await self._small_body(scope, receive)
        if isinstance(body, Response):
            await refuse(body, scope, receive, send)
            return

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and 400 <= message["status"] < 500:
                self._refusals.add(message["status"], _address(scope), "")
            await send(message)

        await self._app(scope, replay(body, receive), noted)

    async def _small_body(self, scope: Scope, receive: Receive) -> bytes | Response:
        """Return the body of an unknown client, or why it is refused."""
        if _header(scope, b"content-encoding"):
            return problem(415, ProblemKind.ENCODING, "nothing is unpacked here")
        try:
            async with asyncio.timeout(self._limits.unknown_body_s):
                return await _read_small(scope, receive, self._limits.unknown_body)
        except TimeoutError:
            return problem(408, ProblemKind.BUSY, "the request is too slow")
        except ValueError:
            return problem(413, ProblemKind.TOO_LARGE, "the request is too large")

    async def _refusal(self, scope: Scope, installation: str) -> Response | None:
        """Return why the header is refused, or None."""
        scheme, _, token = _header(scope, b"authorization").partition(" ")
        token = token if scheme.lower() == "bearer" else ""
        digest = secret_digest(token)
        is_recent = digest in self._recent
        if not is_recent and (refusal := _too_many(self._unknown.wait(_address(scope)))):
            return refusal
        try:
            async with nullcontext() if is_recent else self._looking_up:
                status = await run_in_threadpool(_look_up, self._tokens, installation, token) if token else 401
        except CounterError:
            return database_away()
        if status == 200:
            self._remember(digest)
            return None
        self._recent.discard(digest)
        self._unknown.take(_address(scope))
        self._refusals.add(status, _address(scope), installation)
        if status == 403:
            return problem(403, ProblemKind.REFUSED, "the device token belongs to another installation")
        headers = {"WWW-Authenticate": "Bearer"}
        return problem(401, ProblemKind.REFUSED, "the device token is not known here", headers=headers)

    def _remember(self, digest: str) -> None:
        if len(self._recent) >= _MOST_RECENT:
            self._recent.clear()
        self._recent.add(digest)


class _RefusalLog:
    """Log refused sign-ins with address and claimed installation: one line a minute for an address."""

    def __init__(self) -> None:
        self._of_address, self._all = Allowance(_LINES_OF_ADDRESS), Allowance(_LINES)
        self._unsaid = 0

    def add(self, status: int, address: str, installation: str) -> None:
        """Log a refusal, or count it for the next line."""
        if self._of_address.take(address) or self._all.take(""):
            self._unsaid += 1
            return
        _log.warning(
            "sign-in refused with %d: address %s, installation %s; %d more since the last line",
            status,
            address,
            installation or "-",
            self._unsaid,
        )
        self._unsaid = 0


def replay(body: bytes, then: Receive) -> Receive:
    """Return a `receive` that gives a whole body first, and after it what the server sends."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else await then()

    return receive


def _look_up(tokens: Tokens, installation: str, token: str) -> int:
    """Return the status for a token. Without an installation any known token is good."""
    if installation and tokens.allows(installation, token):
        return 200
    if not tokens.is_known(token):
        return 401
    return 403 if installation else 200


def _too_many(retry_s: float) -> Response | None:
    return busy(429, "too many requests", retry_s) if retry_s else None


def _address(scope: Scope) -> str:
    return str((scope.get("client") or ("-",))[0])


def _header(scope: Scope, name: bytes) -> str:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


async def _read_small(scope: Scope, receive: Receive, most: int) -> bytes:
    """Return a body of at most `most` bytes. Raise ValueError for a larger one."""
    announced = _header(scope, b"content-length")
    if announced.isdigit() and int(announced) > most:
        raise ValueError("the header announces more")
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise ValueError("the body is larger")
    return body


async def refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer and end the connection.

    Throw away the rest of a usual body first. An end with unread bytes is a reset. A reset can destroy the answer
    before the other side has read it.
    """
    headers = [*response.raw_headers, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(_LINGER_SECONDS):
            left, more = _LINGER_BYTES, response.status_code != 408 and _is_worth_reading(scope)
            while more and left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                more = message.get("more_body", False)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _is_worth_reading(scope: Scope) -> bool:
    announced = _header(scope, b"content-length")
    if announced.isdigit():
        return 0 < int(announced) <= _LINGER_BYTES
    return bool(_header(scope, b"transfer-encoding"))
