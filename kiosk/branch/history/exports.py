"""Write down who takes data of the branch out: reports, refused records, the set-up with the names of its staff."""

from datetime import date

from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import Author
from kiosk.domain.journal import Event
from kiosk.store.journal import NewRecord, append


def note_report(office: Office, author: Author, first: date, last: date) -> None:
    """Write down that somebody exports or prints the report of a period."""
    _note(office, author, "report", first=first.isoformat(), last=last.isoformat())


def note_setup(office: Office, author: Author) -> None:
    """Write down that somebody exports the set-up."""
    _note(office, author, "setup")


def note_refused(office: Office, author: Author, count: int) -> None:
    """Write down that somebody exports the records in quarantine."""
    _note(office, author, "refused", records=count)


def _note(office: Office, author: Author, what: str, **more: object) -> None:
    with office.store.write() as connection:
        body = {"by": author.who, "what": what, **more}
        append(connection, office.clock, NewRecord(Event.DATA_EXPORTED, f"export:{what}", body))
