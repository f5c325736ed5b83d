"""Compare the wall clock with the journal. Behind it no numbers are issued, and calling goes on all the same."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select, update

from kiosk.branch.office import Office
from kiosk.domain.journal import Event
from kiosk.store.journal import NewRecord, append, last_moment, to_us
from kiosk.store.tables import installation

#: A wall clock this far behind the newest record is a clock that was set back, not a small correction.
CLOCK_TOLERANCE = timedelta(minutes=2)


def accept(office: Office) -> bool:
    """Let numbers be issued from the present wall clock on, though the newest record is later; journal that.

    Return whether it was necessary. Nothing is written otherwise.
    """
    with office.store.write() as connection:
        if not is_behind(office, connection):
            return False
        before = to_us(last_moment(connection))
        connection.execute(update(installation).values(last_us=0))
        append(connection, office.clock, NewRecord(Event.CLOCK_ACCEPTED, "clock", {"before_us": before}))
    return True


def is_behind(office: Office, connection: Connection) -> bool:
    """Return whether the wall clock was set back: it is further behind the newest record than a correction would be."""
    return office.clock.now() < last_moment(connection) - CLOCK_TOLERANCE


def database_moment(office: Office, connection: Connection) -> datetime:
    """Return the time where the database is. This machine's own clock may be wrong, and that one is everybody's."""
    if connection.dialect.name != "postgresql":
        return office.clock.now()  # a file is on the machine of those who write it
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def queue_moment(office: Office, connection: Connection) -> datetime:
    """Return the moment that counts for the queue: the wall clock, or the newest record's where the clock was set back.

    A ticket of today must be found and called although the clock says yesterday.
    """
    return max(office.clock.now(), last_moment(connection))
