"""Read how the machines of a branch are: programs, devices, orders, and what failed lately."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from kiosk.branch.office import Office
from kiosk.branch.stations.device_status import STATUSES, recent_reports
from kiosk.branch.stations.presence import is_live
from kiosk.domain.orders import StationState
from kiosk.domain.status import DeviceReport, DeviceStatus, ProgramKind, ReportedDevice, is_working
from kiosk.store.journal import from_us, to_us
from kiosk.store.tables import device_change, station_presence

#: How far back faults are counted.
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RunningProgram:
    """Hold one program that runs under a station's name. `since` None: an older version did not say."""

    kind: ProgramKind
    version: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class DeviceFault:
    """Hold one time at which a device stopped working."""

    status: DeviceStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class DeviceOverview:
    """Hold one device: its last report, since when it holds (None: unknown), and its faults of the last days.

    `faults` counts how often it stopped working in `LATELY`; `last_fault` is the newest of them.
    """

    report: DeviceReport
    since: datetime | None
    faults: int
    last_fault: DeviceFault | None

    @property
    def is_well(self) -> bool:
        """Return whether the device works and its machine is heard."""
        return self.report.is_heard and is_working(self.report.status)


@dataclass(frozen=True, slots=True)
class StationOverview:
    """Hold one station: what runs under its name now, its devices, and what stops it."""

    station: str
    programs: tuple[RunningProgram, ...]
    devices: tuple[DeviceOverview, ...]
    state: StationState

    @property
    def is_kiosk(self) -> bool:
        """Return whether citizens take numbers here: a kiosk runs, or one was taken out of service."""
        return self.state.is_out or any(one.kind is ProgramKind.KIOSK for one in self.programs)


def stations_overview(office: Office) -> tuple[StationOverview, ...]:
    """Return every station that was heard within a day or is out of service, by name."""
    with office.store.read() as connection:
        setup, now = office.setup_in(connection), office.clock.now()
        programs, reports = _programs(connection, now), recent_reports(connection, to_us(now))
        faults = _faults(connection, now)
        devices: dict[str, list[DeviceOverview]] = {}
        for report, since_us in reports:
            known = faults.get((report.station, report.part), [])
            since = from_us(since_us) if since_us else None
            one = DeviceOverview(report, since, len(known), known[-1] if known else None)
            devices.setdefault(report.station, []).append(one)
        names = sorted({*programs, *devices, *setup.stations.out})
        return tuple(
            StationOverview(
                name, tuple(programs.get(name, ())), tuple(devices.get(name, ())), setup.station_state(name)
            )
            for name in names
        )


def _programs(connection: Connection, now: datetime) -> Mapping[str, list[RunningProgram]]:
    found: dict[str, list[RunningProgram]] = {}
    query = select(station_presence).where(is_live(to_us(now))).order_by(station_presence.c.program)
    for row in connection.execute(query):
        since = from_us(row.since_us) if row.since_us else None
        found.setdefault(row.station, []).append(RunningProgram(ProgramKind(row.program), row.version or "", since))
    return found


def _faults(connection: Connection, now: datetime) -> Mapping[tuple[str, ReportedDevice], list[DeviceFault]]:
    """Return, by station and device, each change from a working status to another one, the oldest first."""
    changes: dict[tuple[str, ReportedDevice], list[DeviceFault]] = {}
    query = select(device_change).where(device_change.c.at_us > to_us(now - LATELY)).order_by(device_change.c.at_us)
    for row in connection.execute(query):
        part = ReportedDevice(row.device)
        changes.setdefault((row.station, part), []).append(DeviceFault(STATUSES[part](row.status), from_us(row.at_us)))
    return {key: list(_failing(of_one)) for key, of_one in changes.items()}


def _failing(changes: Iterable[DeviceFault]) -> Iterable[DeviceFault]:
    """Yield the changes at which a device stopped working; from one fault to another is one fault."""
    was_working = True
    for one in changes:
        works = is_working(one.status)
        if was_working and not works and one.status.value != "connecting":
            yield one
        was_working = works
