"""Check the scanner's thread with a simulated scanner over a pseudo-terminal."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import serial
from serial.rfc2217 import PortManager

from devices.ports import PortStatus, open_port, parse_address
from devices.scanner import Scanner, ScannerOptions
from devices.simulators.cards import card_text, sample_cards
from devices.simulators.code_pages import LegacyEncoding
from devices.simulators.scanner import SimulatedScanner
from kiosk.domain.people.scan import CardWarning, CitizenCard, Scan, ScanProblem
from kiosk.domain.status import ScannerStatus

QUICK = ScannerOptions(silence_s=0.08, retry_first_s=0.01, retry_most_s=0.02)
CARDS = sample_cards(11, 250, date(2026, 11, 24))
TEXTS = [card_text(card) for card in CARDS]


class Listener:
    """Record scans and statuses of a scanner, and wait for the next."""

    def __init__(self) -> None:
        self.scans: list[Scan] = []
        self.scanned_at: list[float] = []
        self.statuses: list[ScannerStatus] = []
        self._changed = threading.Condition()

    def on_scan(self, scan: Scan) -> None:
        with self._changed:
            self.scans.append(scan)
            self.scanned_at.append(time.perf_counter())
            self._changed.notify_all()

    def on_status(self, status: ScannerStatus) -> None:
        with self._changed:
            self.statuses.append(status)
            self._changed.notify_all()

    def wait(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, timeout=10), (self.scans, self.statuses)

    def wait_for(self, status: ScannerStatus) -> None:
        self.wait(lambda: self.statuses[-1:] == [status])

    def read_last(self, card: CitizenCard) -> bool:
        return self.scans[-1:] == [card]

    def was_ready(self, count: int) -> bool:
        return self.statuses == [ScannerStatus.READY] * count

    def wait_for_scans(self, count: int) -> list[Scan]:
        self.wait(lambda: len(self.scans) >= count)
        return self.scans


@contextmanager
def running(url: str, options: ScannerOptions = QUICK) -> Iterator[Listener]:
    listener = Listener()
    scanner = Scanner(url, on_scan=listener.on_scan, on_status=listener.on_status, options=options)
    scanner.start()
    try:
        yield listener
    finally:
        scanner.stop()


@pytest.fixture
def simulated() -> Iterator[SimulatedScanner]:
    with SimulatedScanner() as scanner:
        yield scanner


@pytest.fixture
def heard(simulated: SimulatedScanner) -> Iterator[Listener]:
    """Return a scanner that is ready."""
    with running(simulated.url) as listener:
        listener.wait_for(ScannerStatus.READY)
        yield listener


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    threads, files = set(threading.enumerate()), open_files()
    yield
    assert set(threading.enumerate()) <= threads
    assert open_files() <= files


def test_a_card_is_heard(simulated: SimulatedScanner, heard: Listener) -> None:
    simulated.scan(TEXTS[0])
    assert heard.wait_for_scans(1) == [CARDS[0]]
    assert heard.statuses == [ScannerStatus.READY]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b""])
def test_every_line_end_and_none(simulated: SimulatedScanner, heard: Listener, end: bytes) -> None:
    simulated.faults.line_end = end
    simulated.scan(TEXTS[0])
    heard.wait_for_scans(1)
    simulated.scan(TEXTS[1])
    assert heard.wait_for_scans(2) == list(CARDS[:2])


@pytest.mark.parametrize("piece", [1, 7, 64])
def test_reads_split_anywhere(simulated: SimulatedScanner, heard: Listener, piece: int) -> None:
    simulated.faults.piece = piece
    for text in TEXTS[:5]:
        simulated.scan(text)
    assert heard.wait_for_scans(5) == list(CARDS[:5])


def test_a_slow_line_of_9600_baud(simulated: SimulatedScanner, heard: Listener) -> None:
    simulated.faults.baudrate = 9600
    simulated.faults.line_end = b""
    simulated.scan(TEXTS[0])
    assert heard.wait_for_scans(1) == [CARDS[0]]


def test_a_scanner_left_in_cp1258(simulated: SimulatedScanner, heard: Listener) -> None:
    simulated.faults.page = LegacyEncoding.CP1258
    simulated.scan(TEXTS[0])
    (card,) = heard.wait_for_scans(1)
    assert isinstance(card, CitizenCard)
    assert (card.name, card.warnings) == (CARDS[0].name, (CardWarning.ENCODING_REPAIRED,))


@pytest.mark.parametrize("end", [b"\r\n", b""])
def test_a_double_scan_is_heard_once(simulated: SimulatedScanner, heard: Listener, end: bytes) -> None:
    simulated.faults.twice = True
    simulated.faults.line_end = end
    simulated.faults.prefix = b"]Q1"
    simulated.scan(TEXTS[0])
    heard.wait_for_scans(1)
    simulated.scan(TEXTS[1])
    assert heard.wait_for_scans(2) == list(CARDS[:2])


def test_three_kilobytes_of_garbage_are_one_problem_and_the_next_card_is_read(
    simulated: SimulatedScanner, heard: Listener
) -> None:
    simulated.garbage(3000)
    simulated.send(b"\r")
    simulated.scan(TEXTS[0])
    problem, card = heard.wait_for_scans(2)
    assert isinstance(problem, ScanProblem)
    assert card == CARDS[0]


def test_printer_commands_in_a_name_are_refused(simulated: SimulatedScanner, heard: Listener) -> None:
    simulated.scan(TEXTS[0].replace(CARDS[0].name, "\x1b@\x1dV\x00"))
    assert heard.wait_for_scans(1) == [ScanProblem.UNSAFE_TEXT]


def test_unplugged_and_back(simulated: SimulatedScanner, heard: Listener) -> None:
    for text, card in zip(TEXTS[:3], CARDS[:3], strict=True):
        simulated.unplug()
        heard.wait_for(ScannerStatus.UNPLUGGED)
        simulated.plug()
        heard.wait_for(ScannerStatus.READY)
        simulated.scan(text)
        heard.wait(partial(heard.read_last, card))
    assert heard.statuses == [ScannerStatus.READY, *[ScannerStatus.UNPLUGGED, ScannerStatus.READY] * 3]


def test_half_a_scan_of_a_pulled_cable_is_dropped(simulated: SimulatedScanner, heard: Listener) -> None:
    simulated.send(TEXTS[0].encode()[:60])
    simulated.unplug()
    heard.wait_for(ScannerStatus.UNPLUGGED)
    simulated.plug()
    heard.wait_for(ScannerStatus.READY)
    simulated.scan(TEXTS[1])
    assert heard.wait_for_scans(1)[-1] == CARDS[1]


def test_a_scan_while_the_cable_is_out_is_lost_and_harms_nothing(simulated: SimulatedScanner, heard: Listener) -> None:
    simulated.unplug()
    heard.wait_for(ScannerStatus.UNPLUGGED)
    simulated.scan(TEXTS[0])
    simulated.plug()
    heard.wait_for(ScannerStatus.READY)
    simulated.scan(TEXTS[1])
    assert heard.wait_for_scans(1) == [CARDS[1]]


def test_a_scanner_that_comes_later_is_found(simulated: SimulatedScanner) -> None:
    simulated.unplug()
    with running(simulated.url) as heard:
        heard.wait_for(ScannerStatus.UNPLUGGED)
        simulated.plug()
        heard.wait_for(ScannerStatus.READY)
        assert heard.statuses == [ScannerStatus.UNPLUGGED, ScannerStatus.READY]


def test_a_status_is_told_only_when_it_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tries = threading.Semaphore(0)

    def counted(*args: object, **more: object) -> PortStatus:
        tries.release()
        return PortStatus.NO_PERMISSION

    monkeypatch.setattr("devices.serial_reader.open_port", counted)
    with running(str(tmp_path / "scanner")) as heard:
        for _ in range(5):
            assert tries.acquire(timeout=10)
        assert heard.statuses == [ScannerStatus.NO_PERMISSION]


def test_a_line_that_another_program_holds_is_taken_when_it_is_free(simulated: SimulatedScanner) -> None:
    other = open_port(parse_address(simulated.url), read_timeout_s=0.05)
    assert isinstance(other, serial.Serial)
    with running(simulated.url) as heard:
        heard.wait_for(ScannerStatus.BUSY_ELSEWHERE)
        other.close()
        heard.wait_for(ScannerStatus.READY)


def test_stop_does_not_wait_for_the_next_try(tmp_path: Path) -> None:
    listener = Listener()
    options = ScannerOptions(retry_first_s=600, retry_most_s=600)
    missing = str(tmp_path / "scanner")
    scanner = Scanner(missing, on_scan=listener.on_scan, on_status=listener.on_status, options=options)
    scanner.start()
    listener.wait_for(ScannerStatus.UNPLUGGED)
    started = time.monotonic()
    scanner.stop()
    assert time.monotonic() - started < 5


def test_it_can_be_started_again_but_not_twice(simulated: SimulatedScanner) -> None:
    listener = Listener()
    scanner = Scanner(simulated.url, on_scan=listener.on_scan, on_status=listener.on_status, options=QUICK)
    scanner.stop()
    for count, text in enumerate(TEXTS[:2], start=1):
        scanner.start()
        with pytest.raises(RuntimeError):
            scanner.start()
        listener.wait(partial(listener.was_ready, count))
        simulated.scan(text)
        listener.wait_for_scans(count)
        scanner.stop()
    assert listener.scans == list(CARDS[:2])
    assert scanner.status is ScannerStatus.READY


def test_a_listener_that_fails_stops_nothing_and_leaks_nothing(
    simulated: SimulatedScanner, caplog: pytest.LogCaptureFixture
) -> None:
    listener = Listener()

    def failing(scan: Scan) -> None:
        listener.on_scan(scan)
        if len(listener.scans) == 1 and isinstance(scan, CitizenCard):
            raise RuntimeError(scan.name)

    scanner = Scanner(simulated.url, on_scan=failing, on_status=listener.on_status, options=QUICK)
    scanner.start()
    listener.wait_for(ScannerStatus.READY)
    simulated.scan(TEXTS[0])
    simulated.scan(TEXTS[1])
    listener.wait_for_scans(2)
    scanner.stop()
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "RuntimeError" in record.getMessage()
    assert "in failing" in record.getMessage()
    assert CARDS[0].name not in caplog.text


def test_nothing_scanned_is_logged(
    simulated: SimulatedScanner, heard: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    simulated.scan(TEXTS[0])
    simulated.scan(TEXTS[0][:50])
    heard.wait_for_scans(2)
    assert not any(word in caplog.text for word in TEXTS[0].split("|") if word)


def test_before_the_first_try_it_is_connecting(tmp_path: Path) -> None:
    listener = Listener()
    scanner = Scanner(str(tmp_path / "scanner"), on_scan=listener.on_scan, on_status=listener.on_status)
    assert scanner.status is ScannerStatus.CONNECTING
    assert listener.statuses == []


def test_an_address_that_cannot_be_read_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="baudrat"):
        Scanner("/dev/ttyACM0?baudrat=9600", on_scan=Listener().on_scan, on_status=Listener().on_status)


def test_from_the_last_byte_to_the_listener(simulated: SimulatedScanner, heard: Listener) -> None:
    """A scan waits for nothing. The fastest tenth of 200 is judged, because test machines are shared."""
    delays = []
    for count, text in enumerate(TEXTS[:200], start=1):
        simulated.send(text.encode())
        sent = time.perf_counter()
        simulated.send(b"\r")
        heard.wait_for_scans(count)
        delays.append(heard.scanned_at[-1] - sent)
    assert heard.scans == list(CARDS[:200])
    assert sorted(delays)[20] < 0.005


@contextmanager
def network_line(serve: Callable[[socket.socket, threading.Event], None]) -> Iterator[tuple[int, threading.Event]]:
    """Open a TCP line to another machine; `serve` answers each connection until the event is set."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def accept() -> None:
            connection, _ = server.accept()
            with connection:
                serve(connection, done)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1], done
        finally:
            done.set()
            thread.join()


def test_a_line_over_a_socket_and_its_loss() -> None:
    def serve(connection: socket.socket, done: threading.Event) -> None:
        ready.wait(10)
        connection.sendall(TEXTS[0].encode() + b"\r\n")
        done.wait(10)

    ready = threading.Event()
    with network_line(serve) as (port, done), running(f"socket://127.0.0.1:{port}") as heard:
        heard.wait_for(ScannerStatus.READY)
        ready.set()
        assert heard.wait_for_scans(1) == [CARDS[0]]
        done.set()
        heard.wait_for(ScannerStatus.UNPLUGGED)


@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")  # pyserial 3.5 still calls them
def test_a_line_over_rfc2217_and_its_loss() -> None:
    def serve(connection: socket.socket, done: threading.Event) -> None:
        connection.settimeout(0.02)
        with serial.serial_for_url("loop://", timeout=0) as device:
            manager = PortManager(cast(Any, device), cast(Any, SimpleNamespace(write=connection.sendall)))
            while not done.is_set():
                with suppress(TimeoutError):
                    b"".join(manager.filter(connection.recv(1024)))
                if ready.is_set():
                    ready.clear()
                    connection.sendall(b"".join(manager.escape(TEXTS[0].encode() + b"\r\n")))

    ready = threading.Event()
    with network_line(serve) as (port, done), running(f"rfc2217://127.0.0.1:{port}") as heard:
        heard.wait_for(ScannerStatus.READY)
        ready.set()
        assert heard.wait_for_scans(1) == [CARDS[0]]
        done.set()
        heard.wait_for(ScannerStatus.UNPLUGGED)
