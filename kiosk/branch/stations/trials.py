"""Print a slip that shows staff at a kiosk, or a manager elsewhere, whether its printer is well."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select

from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import Author
from kiosk.branch.stations.device_status import recent_reports
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.slip import TrialSlip
from kiosk.domain.status import PrinterStatus, PrintJobState, ReportedDevice
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import print_job


def print_trial(office: Office, request_id: str, staff_id: int, language: str) -> int:
    """Put a trial slip into this machine's print queue; return its job, for a repeated `request_id` the first."""
    with office.store.write() as connection:
        return _trial(office, connection, office.station, request_id, language, {"staff": staff_id})


def order_trial(office: Office, author: Author, station: str, request_id: str, language: str) -> int:
    """Have another machine print a trial slip, as a manager; return the job, for a repeated `request_id` the first.

    A printer that cannot print now is not asked: nobody at the machine waits for a slip that comes later.

    Raises:
        CounterError: ``station.no_printer``, ``station.printer_not_heard``, ``printer.status.*``.
    """
    with office.store.write() as connection:
        _refuse_unable(connection, station, to_us(office.clock.now()))
        return _trial(office, connection, station, request_id, language, {"by": author.who})


def _refuse_unable(connection: Connection, station: str, now: int) -> None:
    reports = (report for report, _since in recent_reports(connection, now))
    found = next((one for one in reports if (one.station, one.part) == (station, ReportedDevice.PRINTER)), None)
    if found is None:
        raise CounterError("station.no_printer", station=station)
    if not found.is_heard:
        raise CounterError("station.printer_not_heard", station=station)
    if isinstance(found.status, PrinterStatus) and not found.status.can_print:
        raise CounterError(f"printer.status.{found.status.value}")


def _trial(
    office: Office, connection: Connection, station: str, request_id: str, language: str, who: Mapping[str, object]
) -> int:
    known = select(print_job.c.id).where(print_job.c.request_id == request_id)
    job = connection.execute(known).scalar_one_or_none()
    if job is not None:
        return int(job)
    now = office.clock.now()
    wish = {
        "trial": station,
        "language": language,
        "taken_at": office.setup_in(connection).branch.local(now).isoformat(),
    }
    new = insert(print_job).values(
        station=station,
        request_id=request_id,
        state=PrintJobState.QUEUED.value,
        slip=json.dumps(wish),
        attempts=0,
        created_us=to_us(now),
        detail="",
    )
    made = int(connection.execute(new.returning(print_job.c.id)).scalar_one())
    record = NewRecord(Event.STATION_TRIED_PRINTER, f"station:{station}", {**who, "job": made})
    append(connection, office.clock, record)
    return made


def load_trial(office: Office, connection: Connection, stored: str) -> TrialSlip | None:
    """Return what a stored job prints; None when it is no trial."""
    wish = json.loads(stored)
    if "trial" not in wish:
        return None
    branch = office.setup_in(connection).branch
    return TrialSlip(
        station=wish["trial"],
        centre=branch.name,
        place=branch.place,
        slogan=branch.slogan,
        taken_at=datetime.fromisoformat(wish["taken_at"]),
        language=wish["language"],
    )
