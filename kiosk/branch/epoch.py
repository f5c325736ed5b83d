"""Begin a new epoch of the journal: after a restore, or on a machine whose history is not the one that the centre has.

The journal as it is stays, and a new chain begins beside it. So later records never contradict what the centre received
from the lost database or from the other copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, delete, func, insert, select, text, update

from kiosk.branch.office import Office
from kiosk.branch.stations.presence import present_anywhere
from kiosk.domain.journal import GENESIS, Event
from kiosk.domain.language.text import CounterError
from kiosk.store.copies import ChainEnd, chain_end
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import REVISION, installation, lease, number_counter, service, station_presence
from kiosk.store.versions import DATABASE, RESTORING

#: Numbers are skipped up to the next multiple of this, so that people see at once which slips came before.
_ROUND = 100
#: How far back the busiest day of a series is looked for.
_RECENT = timedelta(days=92)


#: A database that was put back on PostgreSQL opens for programs with the new epoch (`kiosk.store.copies`).
_IS_FINISHED = text("UPDATE alembic_version SET version_num = :now WHERE version_num = :was").bindparams(
    now=REVISION, was=RESTORING
)


@dataclass(frozen=True, slots=True)
class RestoredFrom:
    """Hold where a restored database came from: the name of its file, and when it was taken."""

    file: str
    taken: str


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """Hold where the journal ended before, the new epoch, and the last number that is skipped in each series."""

    before: ChainEnd
    epoch: int
    skipped: Mapping[str, int]


def refuse_running(office: Office) -> None:
    """Refuse while programs of the branch run. A crashed one counts for 90 seconds.

    Raises:
        CounterError: ``restore.running`` with the stations.
    """
    with office.store.read() as connection:
        running = present_anywhere(connection, to_us(office.clock.now()))
    if running:
        raise CounterError("restore.running", who=", ".join(running))


def open_new_epoch(office: Office, by: str, at_centre: int = 0, source: RestoredFrom | None = None) -> NewEpoch:
    """Begin a new epoch, one more than any known, and skip the numbers that may have been given meanwhile.

    `by` is the user of the terminal. `at_centre` is the highest epoch that the centre knows. `source` is the backup
    that was restored, None for a new epoch by order.
    """
    with office.store.write() as connection:
        before = chain_end(connection)
        epoch = max(before.epoch, at_centre) + 1
        connection.execute(update(installation).values(epoch=epoch, seq=0, hash=GENESIS))
        connection.execute(_IS_FINISHED)
        for table in (lease, station_presence):  # of programs that ran when the copy was made
            connection.execute(delete(table))
        skipped = _skip_numbers(office, connection)
        file, taken = (source.file, source.taken) if source else ("", "")
        old = {"epoch": before.epoch, "seq": before.seq, "hash": before.hash.hex()}
        body = {**old, "file": file, "taken": taken, "by": by, "skipped": dict(skipped)}
        append(connection, office.clock, NewRecord(Event.BRANCH_RESTORED, DATABASE, body))
    return NewEpoch(before, epoch, skipped)


def _skip_numbers(office: Office, connection: Connection) -> dict[str, int]:
    """Move each series of today beyond every number that may have been given since the copy was made.

    That is as many numbers as the series gave on its busiest day of three months, rounded up.
    """
    day = office.setup_in(connection).branch.business_date(office.clock.now())
    last, busiest = _numbers(office, connection, day)
    skipped = {}
    for series in sorted(_series(office, connection) | last.keys()):
        beyond = last.get(series, 0) + max(busiest.get(series, 0), last.get(series, 0))
        skipped[series] = (beyond // _ROUND + 1) * _ROUND
        here = {"branch_id": office.branch_id, "business_date": day.isoformat(), "series": series}
        row = (number_counter.c[name] == value for name, value in here.items())
        if connection.execute(update(number_counter).where(*row).values(last=skipped[series])).rowcount == 0:
            connection.execute(insert(number_counter).values(**here, last=skipped[series]))
    return skipped


def _numbers(office: Office, connection: Connection, day: date) -> tuple[dict[str, int], dict[str, int]]:
    """Return the last number of each series on a day, and the highest of the days before it."""
    mine = number_counter.c.branch_id == office.branch_id
    highest = select(number_counter.c.series, func.max(number_counter.c.last)).group_by(number_counter.c.series)
    on_day = highest.where(mine, number_counter.c.business_date == day.isoformat())
    days = number_counter.c.business_date.between((day - _RECENT).isoformat(), (day - timedelta(days=1)).isoformat())
    last = {series: int(count) for series, count in connection.execute(on_day)}
    return last, {series: int(count) for series, count in connection.execute(highest.where(mine, days))}


def _series(office: Office, connection: Connection) -> set[str]:
    mine = select(service.c.series).where(service.c.branch_id == office.branch_id)
    return set(connection.execute(mine).scalars())
