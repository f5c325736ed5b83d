"""Run branch, relay and central service with real sockets and threads, and switch faults on meanwhile."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.clock import SystemClock
from kiosk.domain.journal import canonical
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import LinkStatus
from kiosk.http_server import ServeOptions
from kiosk.store.sealing import BrokenSealError, new_key_pair, seal, unseal
from sync.central.faults import Fault
from sync.central.serve import CentralServer
from sync.relay import Relay, RelaySettings, RoundOutcome
from sync.transport import HttpTransport, LinkTrouble, NoAnswerError, TransportSettings
from tests.patience import PATIENCE_S
from tests.sync.sync_world import TOKEN, admit, arrived, branch_store, journal_of, sqlite_url, write

CLOCK = SystemClock()


class World:
    """Run a branch and its centre on this machine."""

    def __init__(self, folder: Path, central_url: str) -> None:
        self.store = branch_store(sqlite_url(folder / "branch.db"))
        self.centre = CentralServer(admit(central_url))
        self.centre.start()
        self.relay = self.new_relay()

    def new_relay(self, token: str = TOKEN, *, patience: float = 0.5) -> Relay:
        """Make a relay without long pauses; `patience`: the seconds to wait for an answer."""
        line = TransportSettings(self.centre.url, connect_seconds=1, read_seconds=patience)
        settings = RelaySettings(line, token, batch_records=5, first_pause=0.01, longest_pause=0.05, poll=0.02)
        return Relay(self.store, settings, CLOCK)

    def write(self, count: int) -> None:
        """So many records."""
        write(self.store, CLOCK, *(f"visit {n}" for n in range(count)))

    def is_complete(self) -> bool:
        """Return whether the centre holds the journal, once and in order."""
        return arrived(self.centre.inbox) == journal_of(self.store)

    def close(self) -> None:
        """Stop everything."""
        self.relay.stop()
        self.centre.stop()
        self.store.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path, sqlite_url(tmp_path / "central.db"))
    yield found
    found.close()


def until(condition: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    """Wait for a condition; fail when it does not come true."""
    end = time.monotonic() + seconds
    gate = threading.Event()
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        gate.wait(0.005)


def test_records_arrive_as_they_are_written(world: World) -> None:
    world.relay.start()
    world.write(12)
    until(world.is_complete)
    world.write(1)
    world.relay.wake()
    until(lambda: world.relay.status().backlog == 0)
    assert (world.is_complete(), world.relay.status().link) == (True, LinkStatus.UP)


def test_the_connection_is_kept(world: World) -> None:
    world.write(20)
    relay = world.new_relay(patience=PATIENCE_S)  # a machine that stands for a moment is no reason for another one
    opened: list[object] = []
    connect = socket.socket.connect

    def counted(self: socket.socket, address: Any) -> None:
        opened.append(address)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", counted)
        until(lambda: not relay.once().has_more and world.is_complete())
    relay.stop()
    assert len(opened) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault.LOSE_REQUEST,
        Fault.LOSE_REPLY,
        Fault.HALF_REPLY,
        Fault.DUPLICATE,
        Fault.SERVER_ERROR,
        Fault.CAPTIVE_PORTAL,
        Fault.BUSY,
        Fault.TOO_MANY,
    ],
)
def test_each_fault_of_the_line_ends_in_everything_arriving_once(world: World, fault: Fault) -> None:
    world.centre.faults.next(fault, fault, fault)
    world.write(12)
    world.relay.start()
    until(lambda: world.relay.status().backlog == 0)
    assert world.is_complete()


def test_a_slow_centre_is_given_up_and_asked_again(world: World) -> None:
    world.centre.faults.next(Fault.SLOW, seconds=0.8)
    world.write(3)
    done = world.relay.once()
    assert done.failure is not None
    assert (done.outcome, done.failure.trouble) == (RoundOutcome.DOWN, LinkTrouble.SLOW)
    assert world.relay.once().outcome is RoundOutcome.DELIVERED
    until(world.is_complete)


def test_a_centre_that_is_down_all_day_gets_everything_when_it_is_back(world: World) -> None:
    world.centre.stop()
    world.relay.start()
    world.write(30)
    until(lambda: world.relay.status().link is LinkStatus.DOWN)
    assert world.relay.status().backlog == 30
    world.centre.start()
    until(world.is_complete)


def test_the_centre_restarts_in_the_middle(world: World) -> None:
    world.relay.start()
    world.write(20)
    until(lambda: len(arrived(world.centre.inbox)) >= 5)
    world.centre.stop()
    world.write(20)
    world.centre.start()
    until(world.is_complete)


def test_stop_does_not_wait_for_an_answer(world: World) -> None:
    world.relay = Relay(world.store, RelaySettings(TransportSettings(world.centre.url, read_seconds=30), TOKEN), CLOCK)
    world.centre.faults.always(Fault.SLOW, seconds=30)
    world.write(1)
    world.relay.start()
    until(lambda: world.centre.faults.requests > 0)
    before = time.monotonic()
    world.relay.stop()
    assert time.monotonic() - before < 10
    assert world.relay.status().link is LinkStatus.NEVER_TRIED


def test_stop_does_not_wait_for_a_pause_to_end(world: World) -> None:
    world.relay = Relay(
        world.store,
        RelaySettings(TransportSettings(world.centre.url), TOKEN, first_pause=60),
        CLOCK,
        chance=lambda: 1.0,
    )
    world.centre.faults.always(Fault.SERVER_ERROR)
    world.write(1)
    world.relay.start()
    until(lambda: world.relay.status().link is LinkStatus.DOWN)
    before = time.monotonic()
    world.relay.stop()
    assert time.monotonic() - before < 10


def test_a_wrong_token_is_shown_as_refused(world: World) -> None:
    world.write(1)
    relay = world.new_relay(token="somebody else's")
    assert relay.once().outcome is RoundOutcome.REFUSED
    assert relay.status().link is LinkStatus.REFUSED
    relay.stop()


def test_sealed_data_is_in_the_clear_neither_on_the_disk_nor_on_the_line(world: World, tmp_path: Path) -> None:
    centre, secret = new_key_pair(), "Nguyễn Văn Bình, 001090012345"
    sealed = seal(centre.public, secret.encode(), associated=b"dossier 1")
    write(world.store, CLOCK, "dossier 1", body={"applicant": sealed.hex()})
    passed: list[bytes] = []
    send = socket.socket.sendall

    def watched(self: socket.socket, data: bytes) -> None:
        passed.append(bytes(data))
        send(self, data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "sendall", watched)
        assert world.relay.once().outcome is RoundOutcome.DELIVERED
    (record,) = arrived(world.centre.inbox)
    files = [file.read_bytes() for file in tmp_path.iterdir()]
    assert any(record.event_id.encode() in file for file in files)
    for seen in (*files, b"".join(passed)):
        assert b"001090012345" not in seen
        assert "Nguyễn".encode() not in seen
    assert record.body == canonical({"applicant": sealed.hex()})
    assert unseal(centre.private, sealed, associated=b"dossier 1").decode() == secret
    with pytest.raises(BrokenSealError):
        unseal(new_key_pair().private, sealed, associated=b"dossier 1")


def test_a_port_that_is_taken_is_said_in_words(world: World) -> None:
    port = int(world.centre.url.rpartition(":")[2])
    with pytest.raises(CounterError) as caught:
        CentralServer("sqlite://", ServeOptions(port=port)).start()
    assert caught.value.message.key == "server.port_taken"


def test_in_the_foreground_it_serves_until_a_signal_comes(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    program = (
        "from sync.central.serve import *; from kiosk.http_server import ServeOptions; "
        f"CentralServer({sqlite_url(tmp_path / 'c.db')!r}, ServeOptions(port={port})).run()"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
    line = HttpTransport(TransportSettings(f"http://127.0.0.1:{port}"))

    def is_up() -> bool:
        try:
            return line.request("GET", "/v1/health", {}).status == 200
        except NoAnswerError:
            return False

    try:
        until(is_up, 30)
    finally:
        line.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) in (0, -signal.SIGTERM)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://centre.example", "sync.plain_http"),
        ("http://192.168.1.2:80", "sync.plain_http"),
        ("ftp://centre.example", "sync.bad_url"),
        ("centre.example", "sync.bad_url"),
        ("https://", "sync.bad_url"),
    ],
)
def test_an_address_that_would_send_in_the_clear_is_refused(url: str, key: str) -> None:
    with pytest.raises(CounterError) as caught:
        HttpTransport(TransportSettings(url))
    assert caught.value.message.key == key


def test_https_trusts_only_the_centres_own_authority(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path, "centre")
    other, _ = certificate(tmp_path, "other")
    options = ServeOptions(host="127.0.0.1", cert_file=str(cert), key_file=str(key))
    centre = CentralServer(admit(sqlite_url(tmp_path / "central.db")), options)
    centre.start()
    store = branch_store(sqlite_url(tmp_path / "branch.db"))
    write(store, CLOCK, "visit")
    try:
        relay = Relay(store, RelaySettings(TransportSettings(centre.url, ca_file=str(cert)), TOKEN), CLOCK)
        assert relay.once().outcome is RoundOutcome.DELIVERED
        relay.stop()
        line = HttpTransport(TransportSettings(centre.url, ca_file=str(other)))
        with pytest.raises(NoAnswerError) as caught:
            line.request("GET", "/v1/health", {})
        assert caught.value.trouble is LinkTrouble.CERTIFICATE
        line.close()
    finally:
        centre.stop()
        store.close()


def test_a_certificate_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("nothing")
    with pytest.raises(CounterError) as caught:
        HttpTransport(TransportSettings("https://centre.example", ca_file=str(file)))
    assert caught.value.message.args["file"] == str(file)


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a self-signed certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    address = x509.IPAddress(ip_address("127.0.0.1"))
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(built.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
