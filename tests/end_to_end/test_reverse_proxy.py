"""Start nginx with the configuration of docs/set-up.md before a central service, and deliver and attack through it."""

import logging
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.store.engine import Store
from sync.central.serve import CentralServer
from sync.enrolment import ENROL_PATH
from sync.protocol import MAX_BATCH_BYTES, ProblemKind, records_path, state_path
from sync.relay import Relay, RelaySettings, RoundOutcome
from sync.transport import TransportSettings
from tests.patience import PATIENCE_S
from tests.sync.sync_world import (
    HERE,
    TOKEN,
    admit,
    arrived,
    branch_store,
    journal_of,
    manual_clock,
    sqlite_url,
    write,
)
from tests.sync.test_delivery_over_a_socket import certificate, until

DOCS = Path(__file__).resolve().parents[2] / "docs"
_BLOCK = re.compile(r"^```nginx\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)
_NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/sbin") or "nginx"
#: What stands around the block in `/etc/nginx/nginx.conf`, with the folders of the test.
_AROUND = """{user}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 8192; }}
http {{
access_log off;
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{block}
}}
"""
#: Addresses of this machine. The branch comes from the second.
ATTACKER, ELSEWHERE = "127.0.0.2", "127.0.0.1"
HEALTH = "GET /v1/health HTTP/1.1\r\nHost: x\r\n"
STATE = f"GET {state_path(HERE)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer guessed\r\n"


def block(page: str) -> str:
    (found,) = _BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))
    return str(found)


def test_both_languages_have_the_same_configuration() -> None:
    assert block("set-up.vi.md") == block("set-up.md")


@dataclass(frozen=True)
class Proxy:
    """Hold nginx before a central service, and a branch that delivers through it."""

    port: int
    authority: Path
    centre: CentralServer
    branch: Store

    def connect(self, address: str) -> ssl.SSLSocket:
        """Open a connection with TLS from an address of this machine."""
        client = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S, (address, 0))
        return ssl.create_default_context(cafile=str(self.authority)).wrap_socket(client, server_hostname="127.0.0.1")

    def ask(self, address: str, text: str) -> str:
        """Send a request without a body; return the whole answer."""
        with closing(self.connect(address)) as client:
            client.sendall(f"{text}Connection: close\r\n\r\n".encode())
            return b"".join(iter(lambda: client.recv(65_536), b"")).decode()

    def deliver(self, count: int = 1) -> None:
        """Write records at the branch, and send them."""
        write(self.branch, manual_clock(), *(os.urandom(20).hex() for _ in range(count)))
        line = TransportSettings(f"https://127.0.0.1:{self.port}", ca_file=str(self.authority))
        relay = Relay(self.branch, RelaySettings(line, TOKEN), manual_clock())
        assert relay.once().outcome is RoundOutcome.DELIVERED
        relay.stop()
        assert arrived(self.centre.inbox) == journal_of(self.branch)


def _read_until(client: socket.socket, text: bytes) -> None:
    """Read answers until one says this."""
    found = b""
    while text not in found:
        chunk = client.recv(65_536)
        assert chunk, found[-300:]
        found = found[-100:] + chunk


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    cert, key = certificate(tmp_path, "centre")
    with ExitStack() as ends:
        centre = CentralServer(admit(sqlite_url(tmp_path / "central.db")))
        centre.start()
        ends.callback(centre.stop)
        branch = branch_store(sqlite_url(tmp_path / "branch.db"))
        ends.callback(branch.close)
        port = _free_port()
        text = block("set-up.md")
        here = {
            "listen 8440": f"listen 127.0.0.1:{port}",
            "/etc/ssl/certs/centre.crt": str(cert),
            "/etc/ssl/private/centre.secret": str(key),
            "http://127.0.0.1:8441": centre.url,
        }
        for written, used in here.items():
            assert text.count(written) == 1
            text = text.replace(written, used)
        user = "user root; " if os.geteuid() == 0 else ""
        config = tmp_path / "nginx.conf"
        config.write_text(_AROUND.format(user=user, folder=tmp_path, block=text))
        nginx = subprocess.Popen([_NGINX, "-e", str(tmp_path / "error.log"), "-c", str(config)])
        ends.callback(nginx.wait, PATIENCE_S)
        ends.callback(nginx.terminate)
        until(lambda: _listens(port))
        yield Proxy(port, cert, centre, branch)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_a_branch_delivers_through_it(proxy: Proxy) -> None:
    """The batch is larger than what nginx keeps in memory."""
    proxy.deliver(500)


def test_the_service_counts_and_logs_the_real_address(proxy: Proxy, caplog: pytest.LogCaptureFixture) -> None:
    """Without the header everybody would share the limit of this machine."""
    with caplog.at_level(logging.WARNING), closing(proxy.connect(ATTACKER)) as client:
        client.sendall(f"{STATE}\r\n".encode() * 400)
        _read_until(client, ProblemKind.BUSY.encode())
    assert "sign-in refused with 401: address 127.0.0.2" in caplog.text
    assert "401" in proxy.ask(ELSEWHERE, STATE).splitlines()[0]
    proxy.deliver()


def test_an_address_cannot_pretend_to_be_another_one(proxy: Proxy, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert "401" in proxy.ask(ATTACKER, f"{STATE}X-Forwarded-For: 192.0.2.7\r\n").splitlines()[0]
    assert "address 127.0.0.2" in caplog.text


def test_an_address_that_asks_too_often_is_refused_before_the_service(proxy: Proxy) -> None:
    """The service says its own 429 before, as JSON; that of nginx is a page."""
    with closing(proxy.connect(ATTACKER)) as client:
        client.sendall(b"".join(f"GET /{number} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for number in range(900)))
        _read_until(client, b"<title>429")
    proxy.deliver()


def test_an_address_has_so_many_requests_at_a_time(proxy: Proxy) -> None:
    """Bodies that do not come hold their place, and nobody else's."""
    head = f"POST {records_path(HERE)} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{"
    with ExitStack() as ends:
        clients = [ends.enter_context(closing(proxy.connect(ATTACKER))) for _ in range(64)]
        for client in clients:
            client.sendall(head.encode())
        until(lambda: "<title>429" in proxy.ask(ATTACKER, HEALTH))
        assert "200" in proxy.ask(ELSEWHERE, HEALTH).splitlines()[0]
        proxy.deliver()


def test_a_body_that_is_too_large_never_reaches_the_service(proxy: Proxy) -> None:
    with closing(proxy.connect(ATTACKER)) as client:
        client.sendall(
            f"POST {ENROL_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {MAX_BATCH_BYTES + 1}\r\n\r\n".encode()
        )
        _read_until(client, b"<title>413")


@pytest.mark.slow
def test_half_sent_headers_are_dropped_and_keep_no_branch_out(proxy: Proxy) -> None:
    with ExitStack() as ends:
        clients = [ends.enter_context(closing(proxy.connect(ATTACKER))) for _ in range(300)]
        for client in clients:
            client.sendall(b"GET /v1/health HTTP/1.1\r\nX-Slow: ")
        proxy.deliver()
        for client in clients:
            assert client.recv(1) == b"", "after the ten seconds of the page"
