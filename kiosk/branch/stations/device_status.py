"""Report devices that other machines depend on: a desk shows the kiosk's printer and the voice of the hall."""

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from kiosk.branch.office import Office
from kiosk.domain.status import DeviceReport, PrinterStatus, ReportedDevice, SoundStatus
from kiosk.store.journal import to_us
from kiosk.store.tables import device_report

#: Seconds between two reports of a part that does not change; a machine is heard three times as long.
REPORT_SECONDS = 30.0
_HEARD_US = int(3 * REPORT_SECONDS * 1_000_000)
#: A machine that was not heard for a day was taken away, not forgotten to be started.
_FORGOTTEN_US = 24 * 3600 * 1_000_000

_STATUSES: dict[ReportedDevice, type[PrinterStatus] | type[SoundStatus]] = {
    ReportedDevice.PRINTER: PrinterStatus,
    ReportedDevice.SOUND: SoundStatus,
}
_MINE = (device_report.c.station == bindparam("here"), device_report.c.device == bindparam("of"))
_FOUND = select(device_report).where(*_MINE)
_RECENT = (
    select(device_report)
    .where(device_report.c.until_us > bindparam("since"))
    .order_by(device_report.c.device, device_report.c.station)
)


def report_status(office: Office, part: ReportedDevice, status: PrinterStatus | SoundStatus) -> None:
    """Report the state of this machine's device. Listeners of the branch are woken when it changed."""
    now = to_us(office.clock.now())
    mine, until = {"here": office.station, "of": part.value}, {"until_us": now + _HEARD_US}
    with office.store.write(journal=False) as connection:
        row = connection.execute(_FOUND, mine).one_or_none()
        if row is None:
            values = {"station": office.station, "device": part.value, "status": status.value, **until}
            connection.execute(insert(device_report).values(values))
        else:
            # On PostgreSQL naming `status` wakes the listeners.
            news = {} if row.status == status.value and _is_heard(row, now) else {"status": status.value}
            connection.execute(update(device_report).where(*_MINE).values({**news, **until}), mine)


def end_status(office: Office, part: ReportedDevice) -> None:
    """End the reports of a device, because the program that made them ends."""
    values = {"status": device_report.c.status, "until_us": to_us(office.clock.now())}
    with office.store.write(journal=False) as connection:
        mine = {"here": office.station, "of": part.value}
        connection.execute(update(device_report).where(*_MINE).values(values), mine)


def device_statuses(office: Office) -> tuple[DeviceReport, ...]:
    """Return what every machine of the branch reported last, by device and station."""
    with office.store.read() as connection:
        return _recent(connection, to_us(office.clock.now()))


def _recent(connection: Connection, now: int) -> tuple[DeviceReport, ...]:
    rows = connection.execute(_RECENT, {"since": now - _FORGOTTEN_US})
    return tuple(
        DeviceReport(
            row.station,
            ReportedDevice(row.device),
            _STATUSES[ReportedDevice(row.device)](row.status),
            _is_heard(row, now),
        )
        for row in rows
    )


def _is_heard(row: Row[tuple[str, str, str, int]], now: int) -> bool:
    """Return whether a report is fresh. A moment further ahead than any report reaches came from a fast clock."""
    return bool(now < row.until_us <= now + _HEARD_US)
