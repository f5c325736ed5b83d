"""Read how the machines of a branch are: programs, devices, orders, and what failed lately."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from kiosk.branch.office import Office
from kiosk.branch.stations.device_status import STATUSES, recent_reports
from kiosk.branch.stations.presence import LOST, SPAN_US, is_live
from kiosk.domain.orders import StationState
from kiosk.domain.status import DeviceReport, DeviceStatus, ProgramKind, ReportedDevice, is_working
from kiosk.store.journal import from_us, to_us
from kiosk.store.tables import device_change, station_presence

#: How far back faults are counted.
LATELY = timedelta(days=7)
#: A program that was not heard for longer was taken away.
_FORGOTTEN = timedelta(days=1)
_KIND = station_presence.c.program


@dataclass(frozen=True, slots=True)
class RunningProgram:
    """Hold one program of a station. `since` is when it started (None: an older version did not say).

    Of a program that was lost, `since` is when it was last heard. `losses` counts how often it was lost in `LATELY` and
    heard again later; `last_loss` is the newest of these moments.
    """

    kind: ProgramKind
    version: str
    since: datetime | None
    losses: int = 0
    last_loss: datetime | None = None


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
    """Hold one station: what runs under its name now, its devices, and what stops it.

    `lost` are the programs that were heard within a day and ended without a word.
    """

    station: str
    programs: tuple[RunningProgram, ...]
    devices: tuple[DeviceOverview, ...]
    state: StationState
    lost: tuple[RunningProgram, ...] = ()

    @property
    def is_kiosk(self) -> bool:
        """Return whether citizens take numbers here: a kiosk ran lately, has a printer, or was taken out of service."""
        has_printer = any(one.report.part is ReportedDevice.PRINTER for one in self.devices)
        kinds = {one.kind for one in (*self.programs, *self.lost)}
        return self.state.is_out or has_printer or ProgramKind.KIOSK in kinds

    @property
    def runs_kiosk(self) -> bool:
        """Return whether a kiosk runs now, so that it obeys an order at once."""
        return any(one.kind is ProgramKind.KIOSK for one in self.programs)


def stations_overview(office: Office) -> tuple[StationOverview, ...]:
    """Return every station that was heard within a day or is out of service, by name."""
    with office.store.read() as connection:
        setup, now = office.setup_in(connection), office.clock.now()
        changes = _changes(connection, now)
        programs, lost = _programs(connection, now, changes)
        reports = recent_reports(connection, to_us(now))
        devices: dict[str, list[DeviceOverview]] = {}
        for report, since_us in reports:
            known = list(_faults(report.part, changes.get((report.station, report.part.value), [])))
            since = from_us(since_us) if since_us else None
            one = DeviceOverview(report, since, len(known), known[-1] if known else None)
            devices.setdefault(report.station, []).append(one)
        names = sorted({*programs, *lost, *devices, *setup.stations.out})
        return tuple(
            StationOverview(
                name,
                tuple(programs.get(name, ())),
                tuple(devices.get(name, ())),
                setup.station_state(name),
                tuple(lost.get(name, ())),
            )
            for name in names
        )


_Programs = Mapping[str, list[RunningProgram]]
#: What is known of a device or a program, by station and name: statuses with their moments, the oldest first.
_Changes = Mapping[tuple[str, str], list[tuple[str, datetime]]]


def _programs(connection: Connection, now: datetime, changes: _Changes) -> tuple[_Programs, _Programs]:
    """Return the programs that run, and those that were lost, by station."""
    running: dict[str, list[RunningProgram]] = {}
    lost: dict[str, list[RunningProgram]] = {}
    for row in connection.execute(select(station_presence).where(is_live(to_us(now))).order_by(_KIND)):
        since = from_us(row.since_us) if row.since_us else None
        running.setdefault(row.station, []).append(_program(row, since, changes))
    over = (station_presence.c.until_us <= to_us(now), station_presence.c.until_us > to_us(now - _FORGOTTEN))
    for row in connection.execute(select(station_presence).where(*over).order_by(_KIND, station_presence.c.until_us)):
        one = _program(row, from_us(row.until_us - SPAN_US), changes)
        here = lost.setdefault(row.station, [])
        if one.kind not in {other.kind for other in (*here, *running.get(row.station, ()))}:
            here.append(one)
    return running, lost


def _program(row: Row[Any], since: datetime | None, changes: _Changes) -> RunningProgram:
    losses = [at for status, at in changes.get((row.station, row.program), []) if status == LOST]
    last = losses[-1] if losses else None
    return RunningProgram(ProgramKind(row.program), row.version or "", since, len(losses), last)


def _changes(connection: Connection, now: datetime) -> _Changes:
    """Return the changes of the last days."""
    found: dict[tuple[str, str], list[tuple[str, datetime]]] = {}
    query = select(device_change).where(device_change.c.at_us > to_us(now - LATELY)).order_by(device_change.c.at_us)
    for row in connection.execute(query):
        found.setdefault((row.station, row.device), []).append((row.status, from_us(row.at_us)))
    return found


def _faults(part: ReportedDevice, changes: Iterable[tuple[str, datetime]]) -> Iterator[DeviceFault]:
    """Yield the changes at which a device stopped working; from one fault to another is one fault."""
    was_working = True
    for word, at in changes:
        status = STATUSES[part](word)
        works = is_working(status)
        if was_working and not works and word != "connecting":
            yield DeviceFault(status, at)
        was_working = works
