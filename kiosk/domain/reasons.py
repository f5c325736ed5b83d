"""Why a clerk does something to a visit or to a counter: closed lists, so that nobody types about a citizen."""

from enum import StrEnum


class ParkReason(StrEnum):
    """What the citizen goes to do meanwhile; the number waits and comes back by itself."""

    PAPERS = "papers"
    COPIES = "copies"
    FEE = "fee"
    OPINION = "opinion"
    OTHER = "other"


class CancelReason(StrEnum):
    """Why a number is taken out of the day."""

    LEFT = "left"
    WRONG_SERVICE = "wrong_service"
    TAKEN_TWICE = "taken_twice"
    OTHER = "other"


class PauseReason(StrEnum):
    """Why a counter calls nobody for a while."""

    BREAK = "break"
    MEETING = "meeting"
    PAPERWORK = "paperwork"
    MACHINE = "machine"
    OTHER = "other"


class Placing(StrEnum):
    """Where a transferred number stands in its new queue."""

    KEEP = "keep"
    FIRST = "first"
    LAST = "last"
