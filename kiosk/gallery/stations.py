"""Make up the machines and the delivery of a branch, for the pictures of the manager's tab of devices."""

from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.branch.print_jobs import JobOutcome
from kiosk.branch.quarantine import DeliveryState, RefusedRecord
from kiosk.branch.stations.devices_view import DevicesView
from kiosk.branch.stations.overview import DeviceFault, DeviceOverview, RunningProgram, StationOverview
from kiosk.domain.journal import Event
from kiosk.domain.orders import StationState
from kiosk.domain.status import (
    DeviceReport,
    DeviceStatus,
    LinkStatus,
    PrinterStatus,
    PrintJobState,
    ProgramKind,
    ReportedDevice,
    ScannerStatus,
    SoundStatus,
    SpeechStatus,
    SyncStatus,
)
from kiosk.domain.verdict import RefusalReason
from kiosk.gallery import world

_VERSION = "0.2.0"


def troubled() -> DevicesView:
    """Return a morning with a locked kiosk, one without paper, a lost desk, late delivery and refused records."""
    out = StationState(is_out=True, out_text="Máy đang sửa. Mời lấy số ở ki-ốt bên cạnh.")
    told = StationState(notices=("Chiều nay nghỉ từ 15:30.",))
    stations = (
        _station("bang-1", ProgramKind.HALL, _device("bang-1", ReportedDevice.SOUND, SoundStatus.READY)),
        _station("kiosk-1", ProgramKind.KIOSK, *_kiosk("kiosk-1", PrinterStatus.PAPER_OUT, faults=3), state=told),
        _station("kiosk-2", ProgramKind.KIOSK, *_kiosk("kiosk-2", PrinterStatus.PAPER_LOW), state=out, losses=2),
        _station("quay-1", ProgramKind.DESK),
        replace(_station("quay-2", ProgramKind.DESK), programs=(), lost=(_program(ProgramKind.DESK, 1),)),
        _station("tablet-3", ProgramKind.RATING),
    )
    sync = SyncStatus(LinkStatus.DOWN, 214, 38 * 60, 4, _ago(hours=0, minutes=39))
    return DevicesView(
        setup=world.setup(),
        now=world.MOMENT,
        stations=stations,
        delivery=DeliveryState(sync, "unreachable", tuple(_refused())),
        trial=JobOutcome("kiosk-2", PrintJobState.SENDING, ""),
    )


def well() -> DevicesView:
    """Return a branch in which every machine works and everything is sent."""
    view = troubled()
    stations = (
        _station("bang-1", ProgramKind.HALL, _device("bang-1", ReportedDevice.SOUND, SoundStatus.READY)),
        _station("kiosk-1", ProgramKind.KIOSK, *_kiosk("kiosk-1", PrinterStatus.READY)),
        _station("quay-1", ProgramKind.DESK),
    )
    sync = SyncStatus(LinkStatus.UP, 0, 0, 0, _ago(hours=0, minutes=1))
    return replace(view, stations=stations, delivery=DeliveryState(sync, "", ()), trial=None)


def stopped() -> DevicesView:
    """Return a branch that sends nothing, because the centre holds another history of it."""
    sync = SyncStatus(LinkStatus.REFUSED, 214, 38 * 60, 0, _ago(hours=0, minutes=39))
    return replace(well(), delivery=DeliveryState(sync, "other_history", ()))


def _ago(*, hours: int, minutes: int = 0) -> datetime:
    return world.MOMENT - timedelta(hours=hours, minutes=minutes)


def _program(kind: ProgramKind, losses: int = 0) -> RunningProgram:
    last = _ago(hours=50) if losses else None
    return RunningProgram(kind, _VERSION, _ago(hours=2, minutes=10), losses, last)


def _station(
    name: str,
    kind: ProgramKind,
    *devices: DeviceOverview,
    state: StationState | None = None,
    losses: int = 0,
) -> StationOverview:
    return StationOverview(name, (_program(kind, losses),), devices, state or StationState())


def _device(station: str, part: ReportedDevice, status: DeviceStatus, faults: int = 0) -> DeviceOverview:
    fault = DeviceFault(PrinterStatus.PAPER_OUT, _ago(hours=0, minutes=25)) if faults else None
    report = DeviceReport(station, part, status, is_heard=True)
    return DeviceOverview(report, _ago(hours=0, minutes=25), faults, fault)


def _kiosk(station: str, printer: PrinterStatus, faults: int = 0) -> tuple[DeviceOverview, ...]:
    return (
        _device(station, ReportedDevice.PRINTER, printer, faults),
        _device(station, ReportedDevice.SCANNER, ScannerStatus.READY),
        _device(station, ReportedDevice.SPEECH, SpeechStatus.READY),
    )


def _refused() -> list[RefusedRecord]:
    first = RefusedRecord(
        epoch=1,
        seq=48_102,
        subject="a visit",
        number="A041",
        kind=Event.TICKET_FINISHED.value,
        at=_ago(hours=1, minutes=5),
        reason=RefusalReason.BODY.value,
        is_held=False,
        since=_ago(hours=1),
    )
    held = replace(first, seq=48_119, kind=Event.RATING_GIVEN.value, reason="behind_refused", is_held=True)
    other = replace(first, seq=48_107, subject="another", number="B012", reason=RefusalReason.SEQ_TAKEN.value)
    more = replace(first, seq=48_110, subject="a counter", number="", kind=Event.COUNTER_PAUSED.value, reason="kind")
    return [first, other, more, held]
