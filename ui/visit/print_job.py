"""A print job that somebody waits for: it is looked at until it is settled."""

from dataclasses import dataclass

from kiosk.domain.status import PrintJobState
from ui.visit.event import BranchAnswer
from ui.visit.requests import GiveUpSlip, Request, WatchPrint
from ui.visit.visit import Visit


@dataclass(frozen=True)
class PrintMoved(BranchAnswer):
    """The print job's state."""

    job: int
    state: PrintJobState


def watch(visit: Visit, job: int) -> Request:
    """Ask for the job's state; the answer comes as `PrintMoved`."""
    return WatchPrint(visit.flow, job)


def give_up(visit: Visit, job: int) -> Request:
    """Ask that the slip is not printed any more."""
    return GiveUpSlip(visit.flow, job)
