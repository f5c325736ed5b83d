"""Look at a print job that somebody waits for, until it is settled."""

from dataclasses import dataclass, replace

from kiosk.branch import print_jobs
from kiosk.domain.status import PrintJobState
from ui.visit.event import BranchAnswer
from ui.visit.question import AnswerAbout, Question
from ui.visit.visit import Visit

_LOOK_EVERY_MS = 250


@dataclass(frozen=True)
class PrintMoved(BranchAnswer):
    """Carry the print job's state."""

    job: int
    state: PrintJobState


def watch(visit: Visit, job: int) -> Question:
    """Ask for the job's state in a moment; the answer comes as `PrintMoved`."""
    question = Question.of(visit.flow, print_jobs.state, job, answer=AnswerAbout(PrintMoved, job))
    return replace(question, after_ms=_LOOK_EVERY_MS, is_quiet=True)


def give_up(visit: Visit, job: int) -> Question:
    """Ask that the slip is not printed any more."""
    question = Question.of(visit.flow, print_jobs.give_up, job, answer=AnswerAbout(PrintMoved, job))
    return replace(question, is_quiet=True)
