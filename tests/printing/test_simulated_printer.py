"""Check that the simulated printer behaves like real printers, including their faults."""

import select
import socket
import time

import pytest

from printing.printers.printer_status import CLEAR_BUFFER, CLEARED, REPORT, StatusRequest, encode_request
from printing.printers.profiles import CLONE, CUT
from printing.simulators.printer import SimulatedPrinter
from printing.strip.raster import Raster
from tests.patience import PATIENCE_S
from tests.printing.jobs import picture_job

PICTURE = Raster(576, tuple(bytes((row * 31 + at * 17) % 251 | 1 for at in range(72)) for row in range(500)))
START, JOB = CLONE.start, picture_job(PICTURE)


@pytest.fixture
def visitor(tcp_simulator: SimulatedPrinter) -> socket.socket:
    host, _, port = tcp_simulator.url.removeprefix("tcp://").partition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_S)


def exactly(visitor: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += visitor.recv(count - len(found))
    return found


def test_status_is_answered_at_once_even_behind_a_full_buffer(
    tcp_simulator: SimulatedPrinter, visitor: socket.socket
) -> None:
    tcp_simulator.paper_out()
    with visitor:
        visitor.sendall(JOB + encode_request(StatusRequest.PRINTER) + encode_request(StatusRequest.PAPER))
        assert exactly(visitor, 2) == b"\x1a\x7e"
    assert tcp_simulator.slips == []


def test_done_is_answered_in_its_turn(tcp_simulator: SimulatedPrinter, visitor: socket.socket) -> None:
    tcp_simulator.paper_out()
    with visitor:
        visitor.sendall(JOB + REPORT + encode_request(StatusRequest.PRINTER))
        assert exactly(visitor, 1) == b"\x1a", "the status first: the job still waits for paper"
        tcp_simulator.paper_out(out=False)
        assert exactly(visitor, 1) == b"\x00"
    assert len(tcp_simulator.slips) == 1


def test_new_paper_brings_out_what_is_in_the_buffer_unless_it_was_forgotten(
    tcp_simulator: SimulatedPrinter, visitor: socket.socket
) -> None:
    with visitor:
        tcp_simulator.paper_out()
        visitor.sendall(JOB)
        tcp_simulator.wait_for_bytes(len(JOB))
        tcp_simulator.paper_out(out=False)
        assert tcp_simulator.wait_for_slips(1)[0].tobytes() == PICTURE.image().tobytes()
        tcp_simulator.paper_out()
        visitor.sendall(JOB + CLEAR_BUFFER)
        assert exactly(visitor, 3) == CLEARED
        tcp_simulator.paper_out(out=False)
        visitor.sendall(START + CUT)
        assert tcp_simulator.wait_for_slips(2)[1].height == 0


def test_an_order_inside_a_picture_is_obeyed_as_by_a_real_printer(
    tcp_simulator: SimulatedPrinter, visitor: socket.socket
) -> None:
    picture = b"\x1dv0\x00\x03\x00\x01\x00" + encode_request(StatusRequest.PRINTER)
    with visitor:
        visitor.sendall(START + picture + CUT)
        assert exactly(visitor, 1) == b"\x12"
    assert tcp_simulator.wait_for_slips(1)[0].getpixel((3, 0)) == 0, "and is printed as dots all the same"


def test_power_cycle_leaves_a_piece_of_paper_and_forgets_the_rest(
    tcp_simulator: SimulatedPrinter, visitor: socket.socket
) -> None:
    tcp_simulator.power_cycle(after=len(JOB) - 10)
    with visitor:
        visitor.sendall(JOB)
        with pytest.raises(ConnectionResetError):
            exactly(visitor, 1)
    assert tcp_simulator.slips == []
    hanging = tcp_simulator.hanging
    assert 0 < hanging.height < PICTURE.height
    assert hanging.tobytes() == PICTURE.image().crop((0, 0, 576, hanging.height)).tobytes()


def test_slow_drain_takes_its_time() -> None:
    printer = SimulatedPrinter(bytes_per_second=200_000)
    host, _, port = printer.url.removeprefix("tcp://").partition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as visitor:
        start = time.monotonic()
        visitor.sendall(JOB)
        printer.wait_for_slips(1)
        assert time.monotonic() - start > len(JOB) / 200_000 * 0.8
    printer.close()


def test_waiting_for_a_slip_that_never_comes_says_so(tcp_simulator: SimulatedPrinter) -> None:
    with pytest.raises(TimeoutError, match="0 of 1 slips"):
        tcp_simulator.wait_for_slips(1, timeout=0.05)


def test_the_start_of_each_job_is_noted(tcp_simulator: SimulatedPrinter, visitor: socket.socket) -> None:
    before = time.perf_counter()
    with visitor:
        visitor.sendall(JOB)
        tcp_simulator.wait_for_slips(1)
    assert len(tcp_simulator.job_starts) == 1
    assert before < tcp_simulator.job_starts[0] < time.perf_counter()


def test_a_cable_pulled_between_two_looks_at_it_does_not_end_the_printer(
    tcp_simulator: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The printer's thread chose a line to watch; before it watches, the line is closed and its number reused."""
    at_once = select.select

    def late(read: list[int], write: list[int], odd: list[int], timeout: float | None) -> object:
        time.sleep(0.02)  # the fault itself: a thread that stands just there; nothing says when it would go on
        return at_once(read, write, odd, timeout)

    monkeypatch.setattr(select, "select", late)
    host, _, port = tcp_simulator.url.removeprefix("tcp://").partition(":")
    for _ in range(3):
        with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as visitor:
            visitor.sendall(encode_request(StatusRequest.PRINTER))
            assert exactly(visitor, 1) == b"\x12"
            tcp_simulator.unplug()
            tcp_simulator.plug()
