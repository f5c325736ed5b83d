"""The line to the centre: one request, one answer, or the reason why there was none. It judges nothing."""

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPException
from typing import Protocol
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.exceptions import TimeoutError as LineTimeout

from kiosk.domain.text import CounterError
from sync.protocol import MAX_REPLY_BYTES


class Trouble(StrEnum):
    """Why a request came to nothing; each has its sentence (``sync.trouble.*``)."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    CERTIFICATE = "certificate"
    NOT_THE_CENTRE = "not_the_centre"
    SERVER_ERROR = "server_error"
    BUSY = "busy"
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a status, not a password
    OTHER_VERSION = "other_version"
    STOPPED = "stopped"


class LineDownError(Exception):
    """No answer, or half of one. Whether the centre got the request is unknown."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whoever sent it; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Line(Protocol):
    """A way to the centre; tests put a simulated one in its place."""

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """One request and its answer; `LineDownError` when there is none."""
        ...

    def abort(self) -> None:
        """Ends a request that another thread is waiting for."""
        ...

    def close(self) -> None:
        """Gives the connection back."""
        ...


@dataclass(frozen=True, slots=True)
class LineSettings:
    """Where the centre is and how it proves itself; seconds for the two timeouts.

    `ca_file` replaces the machine's own list of authorities; `cert_file` and `key_file` are this device's own.
    """

    url: str
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = field(default=None, repr=False)
    connect_seconds: float = 3.0
    read_seconds: float = 15.0


class HttpLine:
    """HTTPS with one connection that is kept; plain HTTP only to this very machine.

    Redirects are not followed (a captive portal's first trick), proxies of the environment are not used.
    """

    def __init__(self, settings: LineSettings) -> None:
        """CounterError ``sync.bad_url`` or ``sync.plain_http`` for an address that cannot be used."""
        parts = urlsplit(settings.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CounterError("sync.bad_url", url=settings.url)
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise CounterError("sync.plain_http", url=settings.url)
        self._prefix = parts.path.rstrip("/")
        self._settings = settings
        self._connection: HTTPConnection
        if parts.scheme == "http":
            self._connection = HTTPConnection(parts.hostname, parts.port)
        else:
            self._connection = HTTPSConnection(parts.hostname, parts.port, ssl_context=_tls(settings))
        self._is_aborted = False

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """See `Line.request`; reads at most `MAX_REPLY_BYTES` of the answer."""
        try:
            return self._request(method, self._prefix + path, headers, body)
        except (HTTPError, HTTPException, OSError) as problem:
            self._connection.close()
            raise LineDownError(Trouble.STOPPED if self._is_aborted else _trouble(problem)) from problem

    def abort(self) -> None:
        """See `Line.abort`; the line is of no more use afterwards."""
        self._is_aborted = True
        open_socket = self._connection.sock
        if open_socket is not None:
            with suppress(OSError):  # the other side may have been faster
                open_socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """See `Line.close`."""
        self._connection.close()

    def _request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        connection = self._connection
        if not connection.is_connected:
            connection.close()
            connection.timeout = self._settings.connect_seconds
            connection.connect()
            connection.timeout = self._settings.read_seconds
        if self._is_aborted:
            raise LineDownError(Trouble.STOPPED)
        connection.request(method, path, body, headers, preload_content=False, decode_content=False)
        response = connection.getresponse()
        content = response.read(MAX_REPLY_BYTES)
        if response.length_remaining != 0:
            connection.close()  # endless, or without a length: the rest is not wanted
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, content)


def _trouble(problem: Exception) -> Trouble:
    if isinstance(problem, SSLError | ssl.SSLError):
        return Trouble.CERTIFICATE
    return Trouble.SLOW if isinstance(problem, TimeoutError | LineTimeout) else Trouble.UNREACHABLE


def is_loopback(host: str) -> bool:
    """Whether a host name stands for this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tls(settings: LineSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.ca_file)
        if settings.cert_file:
            context.load_cert_chain(settings.cert_file, settings.key_file)
    except (OSError, ssl.SSLError) as problem:
        raise CounterError("sync.bad_certificate", file=settings.ca_file or settings.cert_file) from problem
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
