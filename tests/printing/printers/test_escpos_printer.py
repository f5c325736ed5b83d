"""Check the printer driver against the simulated printer, over TCP and a serial line, with every fault."""

import os
import pty
import threading
import tty
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from kiosk.domain.status import PrinterStatus
from printing.printers.escpos_printer import EscposPrinter, PrintOutcome, PrintResult
from printing.printers.printer_line import Timeouts
from printing.printers.printer_ports import open_printer_port
from printing.printers.profiles import CLONE, CUSTOM, EPSON_203, PPU_700, PrinterProfile
from printing.simulators.mechanism import Habits, Reports
from printing.simulators.printer import SimulatedPrinter
from printing.strip.escpos import encode_raster
from printing.strip.raster import Raster
from tests.printing.direct import DirectPrinter, habits_of
from tests.printing.jobs import job_of

QUICK = Timeouts(connect_s=0.5, status_s=0.3, stall_s=0.3, done_s=1.0, watch_s=0.05)
#: Fills a page with dots that do not compress: about 20 kB.
PICTURE = Raster(576, tuple(bytes((row * 31 + at * 17) % 251 | 1 for at in range(72)) for row in range(290)))
JOB = encode_raster(PICTURE)
SIZE = len(job_of(JOB))
#: Stands for the strip that cancels an old slip.
STRIP = Raster(576, (b"\xff" * 72,) * 40)


def void_strip() -> tuple[bytes, ...]:
    return encode_raster(STRIP)


def ends_with(slip: Image.Image, raster: Raster) -> bool:
    """Return whether the last rows of a slip are the raster's."""
    return slip.tobytes().endswith(raster.image().tobytes())


@pytest.fixture
def printer(simulator: SimulatedPrinter) -> Iterator[EscposPrinter]:
    driver = EscposPrinter(simulator.url, timeouts=QUICK)
    yield driver
    driver.close()


def test_a_job_comes_out(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    assert printer.print(JOB) == PrintOutcome(PrintResult.PRINTED, PrinterStatus.READY)
    assert simulator.wait_for_slips(1)[0].tobytes() == PICTURE.image().tobytes()
    assert simulator.unknown == []


def test_jobs_come_out_one_after_the_other(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    assert all(printer.print(JOB).result is PrintResult.PRINTED for _ in range(3))
    assert len(simulator.wait_for_slips(3)) == 3


def test_paper_out(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    simulator.paper_out()
    assert printer.print(JOB) == PrintOutcome(PrintResult.NOT_STARTED, PrinterStatus.PAPER_OUT)
    simulator.paper_out(out=False)
    assert printer.status() is PrinterStatus.READY
    assert simulator.slips == []


def test_paper_out_in_the_middle_of_a_job(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    simulator.paper_out(after=SIZE // 2)
    assert printer.print(JOB) == PrintOutcome(PrintResult.UNKNOWN, PrinterStatus.PAPER_OUT)


@pytest.mark.parametrize("profile", [EPSON_203, CLONE], ids=lambda profile: profile.name)
def test_an_old_slip_is_cleared_or_cancelled_before_the_next_one(
    simulator: SimulatedPrinter, profile: PrinterProfile
) -> None:
    printer = EscposPrinter(simulator.url, profile, QUICK, void_strip=void_strip)
    simulator.cover(open=True, after=SIZE // 2)  # unlike a new roll, this leaves the slip's head in the printer
    assert printer.print(JOB).result is PrintResult.UNKNOWN
    simulator.cover(open=False)
    assert printer.print(JOB).result is PrintResult.PRINTED
    *cancelled, last = simulator.wait_for_slips(2 if profile is CLONE else 1)
    assert ends_with(last, PICTURE)
    assert [ends_with(slip, STRIP) for slip in cancelled] == [True] * (profile is CLONE)
    printer.close()


def test_cover_open(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    simulator.cover(open=True)
    assert printer.print(JOB) == PrintOutcome(PrintResult.NOT_STARTED, PrinterStatus.COVER_OPEN)
    simulator.cover(open=False)
    assert printer.print(JOB).result is PrintResult.PRINTED


def test_cover_opened_in_the_middle_of_a_job(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    simulator.cover(open=True, after=1000)
    assert printer.print(JOB) == PrintOutcome(PrintResult.UNKNOWN, PrinterStatus.COVER_OPEN)


def test_near_end_still_prints(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    simulator.near_end()
    assert printer.print(JOB) == PrintOutcome(PrintResult.PRINTED, PrinterStatus.PAPER_LOW)


def test_offline(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    simulator.offline()
    assert printer.print(JOB) == PrintOutcome(PrintResult.NOT_STARTED, PrinterStatus.OFFLINE)


def test_fault(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    simulator.fault()
    assert printer.status() is PrinterStatus.FAULT


def test_silence_is_no_answer(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    simulator.silent()
    assert printer.print(JOB) == PrintOutcome(PrintResult.NOT_STARTED, PrinterStatus.NO_ANSWER)
    assert simulator.slips == []


def test_a_malformed_answer_is_a_fault(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    simulator.garbled()
    assert printer.status() is PrinterStatus.FAULT


def test_power_cycle_in_the_middle_of_a_job(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    """Part of the slip hangs from the printer, the rest is lost: nobody may call that printed."""
    simulator.power_cycle(after=SIZE - 1000)
    assert printer.print(JOB).result is PrintResult.UNKNOWN
    assert simulator.slips == []
    assert 0 < simulator.hanging.height < PICTURE.height


def test_after_a_power_cycle_the_next_job_comes_out(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    simulator.power_cycle(after=1000)
    printer.print(JOB)
    outcome = printer.print(JOB)
    while outcome.result is PrintResult.NOT_STARTED:  # it is still starting up
        if (
            outcome.status is PrinterStatus.FAULT
        ):  # a busy machine did not see it go dark: switch it off and on, as told
            simulator.power_cycle()
        outcome = printer.print(JOB)
    assert outcome.result is PrintResult.PRINTED
    simulator.wait_for_slips(1)


def test_unplugged_and_back(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    assert printer.status() is PrinterStatus.READY
    simulator.unplug()
    assert printer.status() is PrinterStatus.UNPLUGGED
    assert printer.print(JOB) == PrintOutcome(PrintResult.NOT_STARTED, PrinterStatus.UNPLUGGED)
    assert printer.trouble
    simulator.plug()
    assert printer.status() is PrinterStatus.READY
    assert printer.print(JOB).result is PrintResult.PRINTED


def test_a_line_that_was_renewed_meanwhile_is_opened_again(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    assert printer.status() is PrinterStatus.READY
    simulator.unplug()
    simulator.plug()
    assert printer.status() is PrinterStatus.READY


@pytest.mark.parametrize("over", ["tcp", "pty"])
def test_a_slow_printer_is_waited_for(over: str) -> None:
    simulator = SimulatedPrinter("tcp" if over == "tcp" else "pty", bytes_per_second=60_000)
    printer = EscposPrinter(simulator.url, timeouts=QUICK)
    assert printer.print(JOB) == PrintOutcome(PrintResult.PRINTED, PrinterStatus.READY)
    assert len(simulator.slips) == 1, "it says that it is done when it is, not when the bytes are sent"
    printer.close()
    simulator.close()


def test_a_printer_that_never_says_done_is_not_believed_until_it_was_off() -> None:
    """The job is unknown, and so is the strip that cancels it: one is printed each time it was switched off."""
    simulator = SimulatedPrinter(habits=Habits(reports=Reports.NEVER))
    printer = EscposPrinter(simulator.url, timeouts=QUICK, void_strip=void_strip)
    assert printer.print(JOB) == PrintOutcome(PrintResult.UNKNOWN, PrinterStatus.READY)
    assert [printer.status() for _ in range(3)] == [PrinterStatus.FAULT] * 3
    assert printer.print(JOB) == PrintOutcome(PrintResult.NOT_STARTED, PrinterStatus.FAULT)
    assert [ends_with(slip, STRIP) for slip in simulator.slips] == [True]
    simulator.unplug()
    assert printer.status() is PrinterStatus.UNPLUGGED
    simulator.plug()
    assert printer.status() is PrinterStatus.FAULT
    assert len(simulator.slips) == 2
    printer.close()
    simulator.close()


def test_status_and_print_may_be_asked_from_two_threads(simulator: SimulatedPrinter, printer: EscposPrinter) -> None:
    seen: list[PrinterStatus] = []

    def ask() -> None:
        seen.extend(printer.status() for _ in range(20))

    asking = threading.Thread(target=ask)
    asking.start()
    outcomes = [printer.print(JOB) for _ in range(3)]
    asking.join()
    assert set(seen) == {PrinterStatus.READY}
    assert all(outcome.result is PrintResult.PRINTED for outcome in outcomes)


class TestPresenter:
    """Leave slips in the mouth of a kiosk printer."""

    @pytest.fixture(params=[PPU_700, CUSTOM], ids=lambda profile: profile.name)
    def profile(self, request: pytest.FixtureRequest) -> PrinterProfile:
        profile: PrinterProfile = request.param
        return profile

    @pytest.fixture
    def direct(self, profile: PrinterProfile) -> DirectPrinter:
        return DirectPrinter(habits=habits_of(profile))

    @pytest.fixture
    def printer(self, profile: PrinterProfile, direct: DirectPrinter) -> EscposPrinter:
        return EscposPrinter(direct.url, profile, void_strip=void_strip, open_port=direct.open, now=direct.now)

    def test_the_next_citizen_does_not_get_a_slip_that_nobody_took(
        self, direct: DirectPrinter, printer: EscposPrinter
    ) -> None:
        paper = direct.mechanism.paper
        for _ in range(2):
            assert printer.print(JOB) == PrintOutcome(PrintResult.PRINTED, PrinterStatus.READY)
        first, second = paper.slips
        assert paper.drawn_back == [first]
        assert paper.mouth is second
        assert paper.unknown == []

    def test_nothing_is_drawn_back_when_the_slip_was_taken(self, direct: DirectPrinter, printer: EscposPrinter) -> None:
        paper = direct.mechanism.paper
        for _ in range(2):
            assert printer.print(JOB).result is PrintResult.PRINTED
            paper.mouth = None
        assert paper.drawn_back == []
        assert paper.idle_runs == 0 or direct.mechanism.habits.held == 0, "a Citizen's motor runs for five seconds"

    def test_the_strip_of_an_old_slip_is_drawn_back(self, direct: DirectPrinter, profile: PrinterProfile) -> None:
        """A printer that does not clear as its profile says is dirty, as a clone is."""
        stubborn = DirectPrinter(habits=replace(direct.mechanism.habits, clears=False, restarts=False))
        printer = EscposPrinter(stubborn.url, profile, void_strip=void_strip, open_port=stubborn.open, now=stubborn.now)
        stubborn.paper_out(after=SIZE // 2)
        assert printer.print(JOB).result is PrintResult.UNKNOWN
        stubborn.paper_out(out=False)
        assert printer.print(JOB).result is PrintResult.PRINTED
        paper = stubborn.mechanism.paper
        cancelled, last = paper.slips
        assert ends_with(cancelled, STRIP)
        assert paper.drawn_back == [cancelled]
        assert paper.mouth is last


def test_a_printer_that_restarts_is_clean() -> None:
    with closing(SimulatedPrinter(habits=habits_of(CUSTOM))) as restarting:
        printer = EscposPrinter(restarting.url, CUSTOM, QUICK, void_strip=void_strip)
        restarting.paper_out(after=SIZE // 2)
        assert printer.print(JOB) == PrintOutcome(PrintResult.UNKNOWN, PrinterStatus.PAPER_OUT)
        restarting.paper_out(out=False)
        while (outcome := printer.print(JOB)).result is PrintResult.NOT_STARTED:
            assert outcome.status is PrinterStatus.NO_ANSWER, "it is still starting up"
        assert outcome.result is PrintResult.PRINTED
        assert [slip.tobytes() for slip in restarting.slips] == [PICTURE.image().tobytes()]
        printer.close()


class TestDeviceFile:
    """Make a device file like usblp's: bytes go in, answers may come out."""

    @pytest.fixture
    def device(self) -> Iterator[tuple[int, str]]:
        near, far = pty.openpty()
        tty.setraw(far)
        yield near, os.ttyname(far)
        os.close(far)
        os.close(near)

    def test_it_is_asked_and_answers(self, device: tuple[int, str]) -> None:
        near, path = device

        def answer() -> None:
            for _ in range(4):
                request = os.read(near, 3)
                assert request[:2] == b"\x10\x04"
                os.write(near, b"\x12")

        answering = threading.Thread(target=answer)
        answering.start()
        printer = EscposPrinter(f"file://{path}", timeouts=QUICK)
        assert printer.status() is PrinterStatus.READY
        answering.join()
        printer.close()

    def test_one_that_only_takes_bytes_is_no_answer(self, device: tuple[int, str]) -> None:
        printer = EscposPrinter(device[1], timeouts=QUICK)
        assert printer.status() is PrinterStatus.NO_ANSWER
        printer.close()

    def test_a_plain_file_is_no_printer(self, tmp_path: Path) -> None:
        file = tmp_path / "lp0"
        file.touch()
        printer = EscposPrinter(str(file), timeouts=QUICK)
        assert printer.print(JOB) == PrintOutcome(PrintResult.NOT_STARTED, PrinterStatus.NO_ANSWER)
        printer.close()

    def test_a_missing_device_is_unplugged(self, tmp_path: Path) -> None:
        printer = EscposPrinter(str(tmp_path / "lp9"), timeouts=QUICK)
        assert printer.status() is PrinterStatus.UNPLUGGED
        assert "No such file" in printer.trouble


def test_a_printer_that_takes_no_bytes_does_not_hang_the_program() -> None:
    """Nothing reads the other end, so the line is full after some kilobytes."""
    near, far = pty.openpty()
    tty.setraw(far)
    port = open_printer_port(os.ttyname(far), 0.5)
    taken, last = 0, 1
    while last:
        last = port.write(b"x" * 4096, 0.05)
        taken += last
    assert 0 < taken < 1_000_000
    port.close()
    os.close(near)
    os.close(far)


@pytest.mark.parametrize("setting", ["baud=9600", "baudrate=fast", "baudrate=", "flow=hardware"])
def test_a_line_setting_that_is_misspelt_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="baudrate"):
        EscposPrinter(f"serial:///dev/ttyUSB0?{setting}")


@pytest.mark.parametrize("url", ["usb:1234", "http://printer/", "tcp://", "serial:", ""])
def test_a_url_that_cannot_be_a_printer_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"a printer is|needs a"):
        EscposPrinter(url)
