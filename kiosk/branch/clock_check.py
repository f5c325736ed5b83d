"""Compare the wall clock with the journal, and with a clock that nobody can set.

Behind the newest record no numbers are issued, and calling goes on all the same. Far ahead of it no day ends. A clock
that a time server keeps right is believed.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select

from kiosk.branch.office import Office
from kiosk.domain.journal import Event
from kiosk.store.functions import NEWEST_FORGOTTEN
from kiosk.store.journal import NewRecord, append, last_moment, to_us
from kiosk.store.tables import ABOUT_BRANCH, journal

#: A wall clock this far behind the newest record is a clock that was set back, not a small correction.
CLOCK_TOLERANCE = timedelta(minutes=2)
#: No branch is closed for longer (Tết 2026 took nine days). A clock that says so may have lost its battery.
LONGEST_CLOSURE = timedelta(days=14)
_BEFORE_TODAY = select(func.max(journal.c.at_us)).where(ABOUT_BRANCH, journal.c.at_us < bindparam("midnight"))
_ACCEPTED_TODAY = (
    select(journal.c.seq)
    .where(ABOUT_BRANCH, journal.c.at_us >= bindparam("midnight"), journal.c.kind == Event.CLOCK_ACCEPTED.value)
    .limit(1)
)


def accept(office: Office) -> bool:
    """Let numbers be issued and days end by the present wall clock, though the records say otherwise; journal that.

    Return whether it was necessary. Nothing is written otherwise.
    """
    with office.store.write() as connection:
        if not is_behind(office, connection) and not is_ahead(office, connection):
            return False
        before = to_us(last_moment(connection))
        NEWEST_FORGOTTEN(connection)
        append(connection, office.clock, NewRecord(Event.CLOCK_ACCEPTED, "clock", {"before_us": before}))
    return True


def is_behind(office: Office, connection: Connection) -> bool:
    """Return whether the wall clock was set back: it is further behind the newest record than a correction would be."""
    return office.clock.now() < last_moment(connection) - CLOCK_TOLERANCE


def is_ahead(office: Office, connection: Connection) -> bool:
    """Return whether the wall clock is further beyond the records of earlier days than a branch is ever closed.

    Records of the same day do not count: the wrong clock wrote them. `accept` ends the doubt for the day.
    """
    if office.clock.is_synchronised():
        return False
    today = {"midnight": _midnight_us(office, connection, office.clock.now())}
    before = connection.execute(_BEFORE_TODAY, today).scalar_one()
    if before is None or today["midnight"] - before <= LONGEST_CLOSURE // timedelta(microseconds=1):
        return False
    return connection.execute(_ACCEPTED_TODAY, today).first() is None


def day_moment(office: Office, connection: Connection) -> datetime:
    """Return the moment by which days end: the earliest of the clock here, the database's, and the steady one.

    A clock that is set ahead while the program runs leaves the steady one where it was. After a restart the program
    believes the clock, within the bounds of `is_ahead`.
    """
    moments = [office.clock.now(), database_moment(office, connection)]
    if not office.clock.is_synchronised():
        moments.append(office.clock.steady())
    return min(moments)


def midnight_before(office: Office, connection: Connection, moment: datetime) -> datetime:
    """Return the beginning of the business date of a moment, in the branch's time zone."""
    branch = office.setup_in(connection).branch
    today = branch.business_date(moment)
    return datetime.combine(today, datetime.min.time(), branch.local(moment).tzinfo)


def _midnight_us(office: Office, connection: Connection, moment: datetime) -> int:
    return to_us(midnight_before(office, connection, moment))


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
