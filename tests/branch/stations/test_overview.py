"""Check what a manager reads about the machines: programs, devices since when, faults of the last days."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import Author
from kiosk.branch.stations import orders
from kiosk.branch.stations.device_status import report_status
from kiosk.branch.stations.overview import DeviceFault, RunningProgram, stations_overview
from kiosk.branch.stations.presence import say_gone, say_present
from kiosk.clock import ManualClock
from kiosk.domain.status import PrinterStatus, ProgramKind, ReportedDevice, ScannerStatus
from kiosk.store.tables import device_change
from tests.conftest import MORNING


def test_each_station_says_what_runs_since_when_in_which_version(office: Office, clock: ManualClock) -> None:
    desk = replace(office, station="desk-1", program=ProgramKind.DESK)
    say_present(office, "a", "0.2.0")
    clock.advance(timedelta(minutes=1))
    say_present(office, "a", "0.2.0")
    say_present(desk, "b", "0.1.9")
    kiosk, other = sorted(stations_overview(office), key=lambda one: one.station, reverse=True)
    assert (kiosk.station, kiosk.programs) == ("kiosk-1", (RunningProgram(ProgramKind.KIOSK, "0.2.0", MORNING),))
    assert other.programs == (RunningProgram(ProgramKind.DESK, "0.1.9", MORNING + timedelta(minutes=1)),)
    assert (kiosk.is_kiosk, other.is_kiosk) == (True, False)
    say_gone(office, "a")
    assert [one.station for one in stations_overview(office)] == ["desk-1"]
    say_present(office, "a")
    orders.lock(office, Author("binh"), "kiosk-1", "Nghỉ.")
    say_gone(office, "a")
    [locked] = [one for one in stations_overview(office) if one.station == "kiosk-1"]
    assert (locked.programs, locked.state.out_text, locked.is_kiosk) == ((), "Nghỉ.", True)


def test_a_device_tells_since_when_its_status_holds_and_how_often_it_failed(office: Office, clock: ManualClock) -> None:
    story = (
        PrinterStatus.READY,
        PrinterStatus.PAPER_LOW,
        PrinterStatus.PAPER_OUT,
        PrinterStatus.COVER_OPEN,
        PrinterStatus.READY,
        PrinterStatus.UNPLUGGED,
        PrinterStatus.READY,
    )
    for status in story:
        report_status(office, ReportedDevice.PRINTER, status)
        clock.advance(timedelta(minutes=10))
        report_status(office, ReportedDevice.PRINTER, status)
    report_status(office, ReportedDevice.SCANNER, ScannerStatus.CONNECTING)
    report_status(office, ReportedDevice.SCANNER, ScannerStatus.READY)
    [kiosk] = stations_overview(office)
    printer, scanner = kiosk.devices
    assert (printer.is_well, printer.since) == (True, MORNING + timedelta(minutes=60))
    assert (printer.faults, printer.last_fault) == (
        2,
        DeviceFault(PrinterStatus.UNPLUGGED, MORNING + timedelta(minutes=50)),
    )
    assert (scanner.is_well, scanner.faults, scanner.last_fault) == (True, 0, None)
    clock.advance(timedelta(days=8))
    report_status(office, ReportedDevice.PRINTER, PrinterStatus.READY)
    [later] = stations_overview(office)
    assert (later.devices[0].faults, later.devices[0].last_fault) == (0, None)


def test_a_month_later_the_changes_are_forgotten(office: Office, clock: ManualClock) -> None:
    report_status(office, ReportedDevice.PRINTER, PrinterStatus.READY)
    clock.advance(timedelta(days=32))
    report_status(office, ReportedDevice.PRINTER, PrinterStatus.PAPER_OUT)
    with office.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(device_change)).scalar_one() == 1


def test_a_program_that_is_lost_is_told_and_counted_when_it_is_heard_again(office: Office, clock: ManualClock) -> None:
    """A crash, a power cut and a pulled network cable are the same: the presence runs out."""
    say_present(office, "a", "0.2.0")
    clock.advance(timedelta(minutes=10))
    [kiosk] = stations_overview(office)
    assert (kiosk.programs, kiosk.lost) == ((), (RunningProgram(ProgramKind.KIOSK, "0.2.0", MORNING),))
    assert (kiosk.is_kiosk, kiosk.runs_kiosk) == (True, False)
    say_present(office, "b", "0.2.0")
    again = MORNING + timedelta(minutes=10)
    [kiosk] = stations_overview(office)
    assert (kiosk.programs, kiosk.lost) == ((RunningProgram(ProgramKind.KIOSK, "0.2.0", again, 1, again),), ())
    clock.advance(timedelta(minutes=10))
    say_present(office, "b", "0.2.0")
    assert stations_overview(office)[0].programs[0].losses == 2, "the network failed, the program did not"
    say_gone(office, "b")
    clock.advance(timedelta(minutes=10))
    say_present(office, "c", "0.2.0")
    assert stations_overview(office)[0].programs[0].losses == 2, "a program that was closed is not lost"
    clock.advance(timedelta(days=8))
    assert stations_overview(office) == ()
