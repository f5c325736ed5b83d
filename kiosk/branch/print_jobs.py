"""Keep the print queue. Committed is not printed: each job has a state, and every job is settled in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from kiosk.branch.office import Office
from kiosk.branch.procedures import load_procedure_slip
from kiosk.branch.slips import load_slip
from kiosk.branch.stations.trials import load_trial
from kiosk.domain.journal import Event
from kiosk.domain.slip import PrintJob, Slip
from kiosk.domain.status import PrintJobState
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import UNSETTLED, print_job

_OLDEST = (
    select(print_job)
    .where(print_job.c.station == bindparam("at"), UNSETTLED, print_job.c.state == "queued")
    .order_by(print_job.c.id)
    .limit(1)
)


def state(office: Office, job: int) -> PrintJobState:
    """Return where a job stands.

    Raises:
        KeyError: the job was never made.
    """
    with office.store.read() as connection:
        found = connection.execute(select(print_job.c.state).where(print_job.c.id == job)).scalar_one_or_none()
    if found is None:
        raise KeyError(job)
    return PrintJobState(found)


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """Hold where a job of a machine stands. `detail` is a status of its printer, or another word of the spool."""

    station: str
    state: PrintJobState
    detail: str


def outcome(office: Office, job: int) -> JobOutcome:
    """Return where a job of any machine stands.

    Raises:
        KeyError: the job was never made.
    """
    with office.store.read() as connection:
        row = connection.execute(select(print_job).where(print_job.c.id == job)).one_or_none()
    if row is None:
        raise KeyError(job)
    return JobOutcome(row.station, PrintJobState(row.state), row.detail)


def give_up(office: Office, job: int) -> PrintJobState:
    """Cancel the queued slip when its citizen leaves, so the next one does not receive it.

    Return where the job stands then. A job that is being sent or is settled stays as it is.
    """
    with office.store.write() as connection:
        row = connection.execute(select(print_job).where(print_job.c.id == job)).one()
        if row.state == PrintJobState.QUEUED.value:
            _settle(office, connection, [row], PrintJobState.FAILED, "left", before=PrintJobState.QUEUED)
            return PrintJobState.FAILED
        return PrintJobState(row.state)


class Ledger:
    """Serve the spool with the jobs of one machine's printer: claim one, settle it, tidy up after a crash."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def recover(self) -> int:
        """Settle jobs as unknown that were being sent when the program died; return how many."""
        with self._office.store.write() as connection:
            lost = select(print_job).where(
                print_job.c.station == self._office.station,
                UNSETTLED,
                print_job.c.state == PrintJobState.SENDING.value,
            )
            return _settle(self._office, connection, connection.execute(lost).all(), PrintJobState.UNKNOWN, "restart")

    def claim(self) -> PrintJob | None:
        """Mark the oldest queued job as being sent, before a byte is sent, and return it; None when there is none.

        Every commit in the branch leads to this question, and few of them are jobs: it begins with a read.
        """
        with self._office.store.read() as connection:
            if connection.execute(_OLDEST, {"at": self._office.station}).one_or_none() is None:
                return None
        with self._office.store.write() as connection:
            while (row := connection.execute(_OLDEST, {"at": self._office.station}).one_or_none()) is not None:
                mine = update(print_job).where(print_job.c.id == row.id, print_job.c.state == "queued")
                taken = connection.execute(mine.values(state=PrintJobState.SENDING.value, attempts=row.attempts + 1))
                if taken.rowcount != 1:
                    return None
                slip = _slip(self._office, connection, row)
                if slip is not None:
                    return PrintJob(row.id, _subject(row), slip, row.attempts + 1)
                _settle(self._office, connection, [row], PrintJobState.FAILED, "gone")
            return None

    def settle(self, job: int, state: PrintJobState, detail: str) -> None:
        """Store how a job ended; `QUEUED` puts it back in line. A job that is settled already stays so."""
        with self._office.store.write() as connection:
            row = connection.execute(select(print_job).where(print_job.c.id == job)).one()
            if row.state != PrintJobState.SENDING.value:
                return
            if state is PrintJobState.QUEUED:
                connection.execute(update(print_job).where(print_job.c.id == job).values(state=state.value))
                return
            _settle(self._office, connection, [row], state, detail)


def _subject(row: Row[Any]) -> str:
    """Return the journal's subject of a job: its ticket, or the job itself."""
    return row.ticket_id or f"slip:{row.id}"


def _slip(office: Office, connection: Connection, row: Row[Any]) -> Slip | None:
    """Return what a job prints; None when its procedure has left the catalogue since, or its day is over."""
    if not row.slip:
        return None
    if row.ticket_id:
        return load_slip(row.slip)
    return load_trial(office, connection, row.slip) or load_procedure_slip(office, connection, row.slip)


def _settle(
    office: Office,
    connection: Connection,
    jobs: Sequence[Row[Any]],
    state: PrintJobState,
    detail: str,
    *,
    before: PrintJobState = PrintJobState.SENDING,
) -> int:
    """Settle those of `jobs` that are still in the state `before`; return how many. Each is settled only once."""
    values = {"state": state.value, "settled_us": to_us(office.clock.now()), "detail": detail}
    body = {"state": state.value, "detail": detail}
    records = []
    for job in jobs:
        still = update(print_job).where(print_job.c.id == job.id, print_job.c.state == before.value)
        if connection.execute(still.values(values)).rowcount == 1:
            records.append(NewRecord(Event.PRINT_SETTLED, _subject(job), body))
    if records:
        append(connection, office.clock, *records)
    return len(records)
