"""Report devices to the branch: a desk shows the kiosk's printer and the voice of the hall, a manager all of them."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from kiosk.branch.office import Office
from kiosk.domain.status import (
    DeviceReport,
    DeviceStatus,
    PrinterStatus,
    ReportedDevice,
    ScannerStatus,
    SoundStatus,
    SpeechStatus,
)
from kiosk.store.journal import to_us
from kiosk.store.tables import device_change, device_report

#: Seconds between two reports of a part that does not change; a machine is heard three times as long.
REPORT_SECONDS = 30.0
#: How long it is remembered when the status of a device changed.
REMEMBERED = timedelta(days=31)
_HEARD_US = int(3 * REPORT_SECONDS * 1_000_000)
#: A machine that was not heard for a day was taken away, not forgotten to be started.
_FORGOTTEN_US = 24 * 3600 * 1_000_000

STATUSES: Mapping[
    ReportedDevice, type[PrinterStatus] | type[ScannerStatus] | type[SoundStatus] | type[SpeechStatus]
] = {
    ReportedDevice.PRINTER: PrinterStatus,
    ReportedDevice.SCANNER: ScannerStatus,
    ReportedDevice.SOUND: SoundStatus,
    ReportedDevice.SPEECH: SpeechStatus,
}
_MINE = (device_report.c.station == bindparam("here"), device_report.c.device == bindparam("of"))
_FOUND = select(device_report).where(*_MINE)
_RECENT = (
    select(device_report)
    .where(device_report.c.until_us > bindparam("since"))
    .order_by(device_report.c.device, device_report.c.station)
)
_OLD_CHANGES = delete(device_change).where(
    device_change.c.station == bindparam("here"), device_change.c.at_us < bindparam("before")
)


def report_status(office: Office, part: ReportedDevice, status: DeviceStatus) -> None:
    """Report the state of this machine's device. Listeners of the branch are woken when it changed."""
    now = to_us(office.clock.now())
    mine, until = {"here": office.station, "of": part.value}, {"until_us": now + _HEARD_US}
    with office.store.write(journal=False) as connection:
        row = connection.execute(_FOUND, mine).one_or_none()
        is_other = row is None or row.status != status.value
        if row is None:
            values = {"station": office.station, "device": part.value, "status": status.value, "since_us": now, **until}
            connection.execute(insert(device_report).values(values))
        else:
            news: dict[str, object] = {"status": status.value, "since_us": now} if is_other else {}
            # On PostgreSQL naming `status` wakes the listeners.
            heard = {} if _is_heard(row, now) else {"status": status.value}
            connection.execute(update(device_report).where(*_MINE).values({**heard, **news, **until}), mine)
        if is_other:
            remember_change(connection, office.station, part.value, status.value, now)


def end_status(office: Office, part: ReportedDevice) -> None:
    """End the reports of a device, because the program that made them ends."""
    values = {"status": device_report.c.status, "until_us": to_us(office.clock.now())}
    with office.store.write(journal=False) as connection:
        mine = {"here": office.station, "of": part.value}
        connection.execute(update(device_report).where(*_MINE).values(values), mine)


def device_statuses(office: Office) -> tuple[DeviceReport, ...]:
    """Return what every machine of the branch reported last, by device and station."""
    with office.store.read() as connection:
        return tuple(report for report, _since in recent_reports(connection, to_us(office.clock.now())))


def recent_reports(connection: Connection, now: int) -> tuple[tuple[DeviceReport, int], ...]:
    """Return every report of the last day, with the moment since when its status holds (0: unknown)."""
    return tuple(
        (
            DeviceReport(
                row.station,
                ReportedDevice(row.device),
                STATUSES[ReportedDevice(row.device)](row.status),
                _is_heard(row, now),
            ),
            int(row.since_us),
        )
        for row in connection.execute(_RECENT, {"since": now - _FORGOTTEN_US})
    )


def remember_change(connection: Connection, station: str, part: str, status: str, now: int) -> None:
    """Keep that a device, or a program by its kind, changed. Of two in one microsecond the later one counts."""
    before = now - int(REMEMBERED / timedelta(microseconds=1))
    connection.execute(_OLD_CHANGES, {"here": station, "before": before})
    same = (device_change.c.station == station, device_change.c.device == part, device_change.c.at_us == now)
    connection.execute(delete(device_change).where(*same))
    connection.execute(insert(device_change).values(station=station, device=part, at_us=now, status=status))


def _is_heard(row: Row[tuple[str, str, str, int]], now: int) -> bool:
    """Return whether a report is fresh. A moment further ahead than any report reaches came from a fast clock."""
    return bool(now < row.until_us <= now + _HEARD_US)
