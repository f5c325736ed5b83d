"""A wall clock that ran ahead and was set right again: the one case in which a person overrules the journal's time."""

from sqlalchemy import update

from kiosk.branch.office import Office
from kiosk.domain.journal import Event
from kiosk.store.journal import Entry, append, last_moment, to_us
from kiosk.store.schema import installation


def accept(office: Office) -> None:
    """Lets numbers be issued from the present wall clock on, though the newest record is later; journalled."""
    with office.store.write() as connection:
        before = to_us(last_moment(connection))
        connection.execute(update(installation).values(last_us=0))
        append(connection, office.clock, Entry(Event.CLOCK_ACCEPTED, "clock", {"before_us": before}))
