"""Check the spool: its records are true, and the next citizen never gets an old slip."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from kiosk.domain.language.text import LocalText, Texts
from kiosk.domain.slip import PrintJob, TicketSlip, VoidStrip
from kiosk.domain.status import PrinterStatus, PrintJobState
from printing import spool as spool_module
from printing.printers.escpos_printer import EscposPrinter, PrintOutcome, PrintResult
from printing.printers.printer_line import Timeouts
from printing.renderer import LocalRenderer, Picture
from printing.simulators.printer import SimulatedPrinter
from printing.spool import Spool
from printing.strip.documents import slip_pdf
from printing.strip.raster import rasterise
from tests.patience import PATIENCE_S

QUICK = Timeouts(connect_s=0.5, status_s=0.3, stall_s=0.5, done_s=1.0, watch_s=0.05)
Make = Callable[..., TicketSlip]
TextsFor = Callable[[str], Texts]
S = PrintJobState


class MemoryLedger:
    """Keep jobs in a dictionary, with the states of the real ledger and a condition to wait for."""

    def __init__(self) -> None:
        self.jobs: dict[int, PrintJob] = {}
        self.states: dict[int, PrintJobState] = {}
        self.details: dict[int, str] = {}
        self.claims = 0
        self.broken = 0
        self._changed = threading.Condition()

    def add(self, slip: TicketSlip, state: PrintJobState = S.QUEUED) -> int:
        with self._changed:
            number = len(self.jobs) + 1
            self.jobs[number] = PrintJob(number, f"ticket-{number}", slip, 0)
            self.states[number] = state
        return number

    def recover(self) -> int:
        with self._changed:
            lost = [job for job, state in self.states.items() if state is S.SENDING]
            self.states.update(dict.fromkeys(lost, S.UNKNOWN))
            self._changed.notify_all()
        return len(lost)

    def claim(self) -> PrintJob | None:
        with self._changed:
            self.claims += 1
            self._changed.notify_all()
            self._fail_if_broken()
            for job, state in self.states.items():
                if state is S.QUEUED:
                    self.states[job] = S.SENDING
                    return self.jobs[job]
        return None

    def settle(self, job: int, state: PrintJobState, detail: str) -> None:
        with self._changed:
            self._fail_if_broken()
            assert self.states[job] is S.SENDING, "only a claimed job is settled"
            self.states[job], self.details[job] = state, detail
            self._changed.notify_all()

    def _fail_if_broken(self) -> None:
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")

    def wait_for(self, condition: Callable[[], bool], timeout: float = PATIENCE_S) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, timeout), (self.states, self.details)

    def wait_for_state(self, job: int, state: PrintJobState) -> None:
        self.wait_for(lambda: self.states[job] is state)


class Statuses:
    """Record the statuses of the spool, with a condition to wait for."""

    def __init__(self) -> None:
        self.seen: list[PrinterStatus] = []
        self._changed = threading.Condition()

    def __call__(self, status: PrinterStatus) -> None:
        with self._changed:
            self.seen.append(status)
            self._changed.notify_all()

    def wait_for(self, status: PrinterStatus) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.seen[-1:] == [status], 5.0), self.seen


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 2, 12, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def statuses() -> Statuses:
    return Statuses()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def quick_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_module, "_CALM_S", 0.05)
    monkeypatch.setattr(spool_module, "_TROUBLED_S", 0.02)
    monkeypatch.setattr(spool_module, "_RETRY_S", 0.02)


@pytest.fixture
def start(
    ledger: MemoryLedger, statuses: Statuses, clock: Clock, texts: TextsFor, tcp_simulator: SimulatedPrinter
) -> Iterator[Callable[[], Spool]]:
    spools: list[Spool] = []

    def make() -> Spool:
        renderer = LocalRenderer(texts)
        strip = partial(renderer.render, VoidStrip("vi"))
        printer = EscposPrinter(tcp_simulator.url, timeouts=QUICK, void_strip=strip)
        spools.append(Spool(ledger, printer, renderer, statuses, max_age_s=120, now=clock))
        spools[-1].start()
        return spools[-1]

    yield make
    for spool in spools:
        spool.stop()


Start = Callable[[], Spool]


def test_a_job_is_printed_and_settled(
    start: Start,
    ledger: MemoryLedger,
    statuses: Statuses,
    tcp_simulator: SimulatedPrinter,
    make_slip: Make,
    texts: TextsFor,
) -> None:
    spool = start()
    job = ledger.add(make_slip())
    spool.wake()
    ledger.wait_for_state(job, S.PRINTED)
    drawn = tcp_simulator.wait_for_slips(1)[0]
    assert drawn.tobytes() == rasterise(slip_pdf(make_slip(), texts("vi"))).image().tobytes()
    assert ledger.details[job] == "ready"
    assert statuses.seen == [PrinterStatus.READY]


def test_jobs_that_waited_before_the_start_are_printed_in_their_order(
    start: Start, ledger: MemoryLedger, tcp_simulator: SimulatedPrinter, make_slip: Make, texts: TextsFor
) -> None:
    slips = [make_slip(label=f"A00{number}", language=language) for number, language in enumerate(("vi", "en", "km"))]
    jobs = [ledger.add(slip) for slip in slips]
    start()
    ledger.wait_for_state(jobs[-1], S.PRINTED)
    wanted = [rasterise(slip_pdf(slip, texts(slip.language))).image().tobytes() for slip in slips]
    assert [slip.tobytes() for slip in tcp_simulator.wait_for_slips(3)] == wanted


def test_power_cut_while_sending_is_settled_at_the_next_start(
    start: Start, ledger: MemoryLedger, tcp_simulator: SimulatedPrinter, make_slip: Make
) -> None:
    cut_off = ledger.add(make_slip(), S.SENDING)
    waiting = ledger.add(make_slip(label="A047"))
    start()
    ledger.wait_for_state(waiting, S.PRINTED)
    assert ledger.states[cut_off] is S.UNKNOWN
    assert len(tcp_simulator.slips) == 1


def test_paper_out_keeps_the_job_and_prints_it_when_there_is_paper(
    start: Start, ledger: MemoryLedger, statuses: Statuses, tcp_simulator: SimulatedPrinter, make_slip: Make
) -> None:
    tcp_simulator.paper_out()
    spool = start()
    statuses.wait_for(PrinterStatus.PAPER_OUT)
    job = ledger.add(make_slip())
    spool.wake()
    ledger.wait_for(lambda: ledger.details.get(job) == "paper_out")
    assert ledger.states[job] is S.QUEUED
    tcp_simulator.paper_out(out=False)
    ledger.wait_for_state(job, S.PRINTED)
    statuses.wait_for(PrinterStatus.READY)


def test_in_trouble_the_ledger_is_left_alone(
    start: Start, ledger: MemoryLedger, tcp_simulator: SimulatedPrinter, make_slip: Make
) -> None:
    tcp_simulator.cover(open=True)
    job = ledger.add(make_slip())
    start()
    ledger.wait_for(lambda: ledger.details.get(job) == "cover_open")
    claims = ledger.claims
    tcp_simulator.wait_for_bytes(tcp_simulator.received + 5 * 12)  # the status was asked five times more
    assert ledger.claims == claims


def test_too_late_a_printer_that_comes_back_does_not_print_an_old_slip(
    start: Start, ledger: MemoryLedger, clock: Clock, tcp_simulator: SimulatedPrinter, make_slip: Make
) -> None:
    tcp_simulator.paper_out()
    old = ledger.add(make_slip())
    start()
    ledger.wait_for(lambda: ledger.details.get(old) == "paper_out")
    clock.now += timedelta(seconds=200)
    ledger.wait_for_state(old, S.FAILED)
    assert ledger.details[old] == "too_late"
    fresh = ledger.add(make_slip(label="A050", taken_at=clock.now))
    tcp_simulator.paper_out(out=False)
    spool_sees_paper = tcp_simulator.received + 12
    tcp_simulator.wait_for_bytes(spool_sees_paper)
    assert ledger.states[fresh] is S.QUEUED
    assert tcp_simulator.slips == []


def test_too_late_at_the_start(start: Start, ledger: MemoryLedger, clock: Clock, make_slip: Make) -> None:
    clock.now += timedelta(hours=1)
    old = ledger.add(make_slip())
    fresh = ledger.add(make_slip(taken_at=clock.now))
    start()
    ledger.wait_for_state(fresh, S.PRINTED)
    assert (ledger.states[old], ledger.details[old]) == (S.FAILED, "too_late")


def test_power_cycle_of_the_printer_in_the_middle_of_a_job_is_unknown_and_its_paper_is_cancelled(
    start: Start, ledger: MemoryLedger, tcp_simulator: SimulatedPrinter, make_slip: Make, texts: TextsFor
) -> None:
    tcp_simulator.power_cycle(after=8000)
    job = ledger.add(make_slip())
    start()
    ledger.wait_for_state(job, S.UNKNOWN)
    cancelled = tcp_simulator.wait_for_slips(1)[0]
    wanted = rasterise(slip_pdf(make_slip(), texts("vi"))).image()
    strip = rasterise(slip_pdf(VoidStrip("vi"), texts("vi"))).image()
    assert wanted.tobytes() not in cancelled.tobytes()
    assert cancelled.tobytes().endswith(strip.tobytes())


def test_unplugged_and_back(
    start: Start, ledger: MemoryLedger, statuses: Statuses, tcp_simulator: SimulatedPrinter, make_slip: Make
) -> None:
    spool = start()
    statuses.wait_for(PrinterStatus.READY)
    tcp_simulator.unplug()
    statuses.wait_for(PrinterStatus.UNPLUGGED)
    job = ledger.add(make_slip())
    spool.wake()
    ledger.wait_for(lambda: ledger.details.get(job) == "unplugged")
    tcp_simulator.plug()
    ledger.wait_for_state(job, S.PRINTED)


def test_a_change_of_paper_shows_without_a_job(
    start: Start, statuses: Statuses, tcp_simulator: SimulatedPrinter
) -> None:
    start()
    for happens, status in (
        (tcp_simulator.near_end, PrinterStatus.PAPER_LOW),
        (tcp_simulator.paper_out, PrinterStatus.PAPER_OUT),
        (tcp_simulator.silent, PrinterStatus.NO_ANSWER),
    ):
        happens()
        statuses.wait_for(status)


def test_disk_full_the_outcome_is_written_down_when_there_is_room(
    start: Start,
    ledger: MemoryLedger,
    tcp_simulator: SimulatedPrinter,
    make_slip: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settle = ledger.settle

    def break_once(job: int, state: PrintJobState, detail: str) -> None:
        monkeypatch.setattr(ledger, "settle", settle)
        raise OSError("disk full")

    monkeypatch.setattr(ledger, "settle", break_once)
    job = ledger.add(make_slip())
    start()
    ledger.wait_for_state(job, S.PRINTED)
    assert len(tcp_simulator.slips) == 1, "and the slip did not come out twice"


def test_a_ledger_that_is_away_is_tried_again(start: Start, ledger: MemoryLedger, make_slip: Make) -> None:
    ledger.broken = 3
    job = ledger.add(make_slip())
    start()
    ledger.wait_for_state(job, S.PRINTED)


def test_a_slip_that_cannot_be_drawn_does_not_hold_up_the_others(
    start: Start, ledger: MemoryLedger, make_slip: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = ledger.add(make_slip(code=""))
    good = ledger.add(make_slip())
    start()
    ledger.wait_for_state(good, S.PRINTED)
    assert ledger.states[bad] is S.FAILED
    assert ledger.details[bad].startswith("render: ")


def test_what_a_card_says_is_never_sent_raw(
    start: Start, ledger: MemoryLedger, tcp_simulator: SimulatedPrinter, make_slip: Make
) -> None:
    """ESC/POS in a name would cut the paper or open the drawer; on the paper it is dots like any text."""
    evil = "A\x1bp\x00\x1dV\x00\x10\x14\x01\x00\x01 Nguyễn <b>'; DROP TABLE"
    job = ledger.add(make_slip(service=LocalText(evil)))
    start()
    ledger.wait_for_state(job, S.PRINTED)
    assert tcp_simulator.unknown == []
    assert len(tcp_simulator.slips) == 1


def test_stop_lets_the_job_in_hand_finish(ledger: MemoryLedger, make_slip: Make, texts: TextsFor, clock: Clock) -> None:
    printing, go_on = threading.Event(), threading.Event()

    class SlowPrinter:
        closed = False

        def status(self) -> PrinterStatus:
            return PrinterStatus.READY

        def print(self, _picture: Picture) -> PrintOutcome:
            printing.set()
            assert go_on.wait(30)
            return PrintOutcome(PrintResult.PRINTED, PrinterStatus.READY)

        def close(self) -> None:
            self.closed = True

    printer: Any = SlowPrinter()
    spool = Spool(ledger, printer, LocalRenderer(texts), Statuses(), max_age_s=120, now=clock)
    first, second = ledger.add(make_slip()), ledger.add(make_slip())
    spool.start()
    assert printing.wait(30)
    stopping = threading.Thread(target=spool.stop)
    stopping.start()
    go_on.set()
    stopping.join()
    assert ledger.states[first] is S.PRINTED
    assert ledger.states[second] in (S.QUEUED, S.PRINTED)
    assert printer.closed
