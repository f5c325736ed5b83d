"""Show the number and its slip: printing, another number, the way out."""

from dataclasses import replace

from kiosk.branch import print_jobs, ratings, reception
from kiosk.domain.queue.ticket import Ticket
from ui.visit.common import Failed, Finish, Rows, Transition, finish
from ui.visit.event import Touch
from ui.visit.number import TicketHeld, take_number
from ui.visit.print_job import PrintMoved, give_up, watch
from ui.visit.question import AnswerAbout, Question
from ui.visit.screen import Screen
from ui.visit.visit import Visit


class TakeAnother(Touch):
    """Take another number for the same person."""


def show_again(visit: Visit, ticket: Ticket) -> Question:
    """Ask for the slip of a number that the person holds."""
    return Question.of(visit.flow, reception.slip_of, ticket, answer=AnswerAbout(TicketHeld, ticket))


def take_another(visit: Visit, event: TakeAnother) -> Transition:
    """Open the services for the same person: the ticket goes, the card stays."""
    return take_number(replace(visit, shown=None), event)


def print_moved(visit: Visit, event: PrintMoved) -> Transition:
    """Look at the job until it is settled; a settled one leaves the citizen the whole time to read."""
    shown = visit.shown
    if shown is None or shown.print_job != event.job:
        return Transition(visit)
    moved = replace(shown, print_state=event.state)
    idle = 0 if moved.is_settled and not shown.is_settled else visit.idle
    questions = () if moved.is_settled else (watch(visit, event.job),)
    return Transition(replace(visit, shown=moved, idle=idle), questions)


def failed(visit: Visit, event: Failed) -> Transition:
    """Keep the number on the screen whatever happens behind it; the print job is looked at again."""
    if event.question.use_case is print_jobs.state:
        return Transition(visit, (event.question,))
    if event.question.use_case is ratings.rateable:
        return Transition(replace(visit, busy=None).with_notice("kiosk.scan.trouble"))
    return Transition(replace(visit, busy=None))


def leave_no_slip(before: Visit, after: Transition) -> Transition:
    """Give up the queued slip when its citizen noted the number and leaves: the next one must not receive it."""
    shown = before.shown
    if shown is None or shown.print_job is None or shown.is_settled or not before.needs_noting:
        return after
    if after.visit.shown is not None and after.visit.shown.print_job == shown.print_job:
        return after
    return Transition(after.visit, (*after.questions, give_up(before, shown.print_job)))


ROWS: Rows = {
    Screen.TICKET: {TakeAnother: take_another, Finish: finish, PrintMoved: print_moved, Failed: failed},
}
