"""List the reasons that a clerk gives for an action. The lists are closed: no clerk types about a citizen."""

from enum import StrEnum


class ParkReason(StrEnum):
    """List what a parked citizen does meanwhile; the ticket returns by itself."""

    PAPERS = "papers"
    COPIES = "copies"
    FEE = "fee"
    OPINION = "opinion"
    OTHER = "other"


class CancelReason(StrEnum):
    """List why a ticket is cancelled."""

    LEFT = "left"
    WRONG_SERVICE = "wrong_service"
    TAKEN_TWICE = "taken_twice"
    OTHER = "other"


class PauseReason(StrEnum):
    """List why a counter calls nobody for a while. `COMING`: a manager opened it, and its clerk is on the way."""

    BREAK = "break"
    MEETING = "meeting"
    PAPERWORK = "paperwork"
    MACHINE = "machine"
    OTHER = "other"
    COMING = "coming"


class Placing(StrEnum):
    """List the places of a transferred ticket in its new queue."""

    KEEP = "keep"
    FIRST = "first"
    LAST = "last"
