"""Print a slip that shows staff whether a kiosk's printer is well."""

import json
from datetime import datetime

from sqlalchemy import Connection, insert, select

from kiosk.branch.office import Office
from kiosk.domain.journal import Event
from kiosk.domain.slip import TrialSlip
from kiosk.domain.status import PrintJobState
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import print_job


def print_trial(office: Office, request_id: str, staff_id: int, language: str) -> int:
    """Put a trial slip into this machine's print queue; return its job, for a repeated `request_id` the first."""
    with office.store.write() as connection:
        known = select(print_job.c.id).where(print_job.c.request_id == request_id)
        job = connection.execute(known).scalar_one_or_none()
        if job is not None:
            return int(job)
        now = office.clock.now()
        wish = {
            "trial": office.station,
            "language": language,
            "taken_at": office.setup_in(connection).branch.local(now).isoformat(),
        }
        new = insert(print_job).values(
            station=office.station,
            request_id=request_id,
            state=PrintJobState.QUEUED.value,
            slip=json.dumps(wish),
            attempts=0,
            created_us=to_us(now),
            detail="",
        )
        made = int(connection.execute(new.returning(print_job.c.id)).scalar_one())
        body = {"staff": staff_id, "job": made}
        append(connection, office.clock, NewRecord(Event.STATION_TRIED_PRINTER, f"station:{office.station}", body))
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
