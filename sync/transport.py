"""Send one request to the centre and return its answer, or the reason why there was none. Nothing is judged here."""

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
from urllib3.exceptions import TimeoutError as TransportTimeout

from kiosk.domain.language.text import CounterError
from sync.protocol import MAX_REPLY_BYTES


class LinkTrouble(StrEnum):
    """List why a request failed. Each member has its sentence (``sync.trouble.*``)."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    CERTIFICATE = "certificate"
    NOT_THE_CENTRE = "not_the_centre"
    SERVER_ERROR = "server_error"
    BUSY = "busy"
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a status, not a password
    SIGNATURE_REFUSED = "signature_refused"
    OTHER_VERSION = "other_version"
    OTHER_HISTORY = "other_history"
    STOPPED = "stopped"


class NoAnswerError(Exception):
    """Report that no answer came, or half of one. It is unknown whether the centre got the request."""

    def __init__(self, trouble: LinkTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Hold an answer, from whatever server it came. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Describe a way to the centre. Tests use a simulated one."""

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        """Send one request and return its answer. Raise `NoAnswerError` when there is none."""
        ...

    def abort(self) -> None:
        """End a request that another thread waits for."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """Say where the centre is and how it proves its identity. The two time limits are seconds.

    `ca_file` replaces the machine's own list of authorities. `cert_file` and `key_file` are this device's own
    certificate.
    """

    url: str
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = field(default=None, repr=False)
    connect_seconds: float = 3.0
    read_seconds: float = 15.0


class HttpTransport:
    """Speak HTTPS over one connection that is kept open; plain HTTP only to this machine.

    Redirects are not followed, because captive portals use them. Proxies of the environment are not used.
    """

    def __init__(self, settings: TransportSettings) -> None:
        """Raise CounterError ``sync.bad_url`` or ``sync.plain_http`` for an address that cannot be used."""
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

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        """See `Transport.request`. At most `MAX_REPLY_BYTES` of the answer are read."""
        try:
            return self._request(method, self._prefix + path, headers, body)
        except (HTTPError, HTTPException, OSError) as problem:
            self._connection.close()
            raise NoAnswerError(LinkTrouble.STOPPED if self._is_aborted else _trouble(problem)) from problem

    def abort(self) -> None:
        """See `Transport.abort`. The transport cannot be used afterwards."""
        self._is_aborted = True
        open_socket = self._connection.sock
        if open_socket is not None:
            with suppress(OSError):  # The other side may have closed it already.
                open_socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """See `Transport.close`."""
        self._connection.close()

    def _request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> HttpAnswer:
        connection = self._connection
        if not connection.is_connected:
            connection.close()
            connection.timeout = self._settings.connect_seconds
            connection.connect()
            connection.timeout = self._settings.read_seconds
        if self._is_aborted:
            raise NoAnswerError(LinkTrouble.STOPPED)
        connection.request(method, path, body, headers, preload_content=False, decode_content=False)
        response = connection.getresponse()
        content = response.read(MAX_REPLY_BYTES)
        if response.length_remaining != 0:
            connection.close()  # The answer is endless or has no length.
        return HttpAnswer(response.status, {name.lower(): value for name, value in response.headers.items()}, content)


def _trouble(problem: Exception) -> LinkTrouble:
    if isinstance(problem, SSLError | ssl.SSLError):
        return LinkTrouble.CERTIFICATE
    return LinkTrouble.SLOW if isinstance(problem, TimeoutError | TransportTimeout) else LinkTrouble.UNREACHABLE


def is_loopback(host: str) -> bool:
    """Return whether a host name means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tls(settings: TransportSettings) -> ssl.SSLContext:
    file = settings.ca_file
    try:
        context = ssl.create_default_context(cafile=file)
        if file := settings.cert_file:
            context.load_cert_chain(file, settings.key_file)
    except (OSError, ssl.SSLError) as problem:
        raise CounterError("sync.bad_certificate", file=file) from problem
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
