"""Wake a tablet at a counter when a visit ends there; it then shows its faces by itself."""

from dataclasses import dataclass, replace

from kiosk.branch import ratings
from kiosk.branch.ratings import Rateable
from ui.visit.common import BranchChanged, Refused, Rows, Tick, Transition, load, refused, tick
from ui.visit.event import BranchAnswer, Touch, VisitEvent
from ui.visit.question import Question
from ui.visit.rating import RatingState, show_faces
from ui.visit.screen import Screen
from ui.visit.visit import Busy, Notice, Visit

#: Seconds from one look to the next while nothing is heard; the first comes at once.
_LOOK_EVERY = 30


class RateLast(Touch):
    """Rate the visit that ended last at this tablet's counter."""


@dataclass(frozen=True)
class FinishedFound(BranchAnswer):
    """Carry the visit that ended last at this tablet's counter; None when there is none to rate there."""

    rateable: Rateable | None


def look_for_finished(visit: Visit, _event: VisitEvent) -> Transition:
    """Ask for the last visit: somebody committed something, perhaps one ended at this counter."""
    counter = visit.tablet.counter
    if counter is None:
        return Transition(visit)
    question = Question.of(visit.flow, ratings.just_finished, counter, answer=FinishedFound)
    return Transition(visit, (replace(question, is_quiet=True),))


def changed_asleep(visit: Visit, event: BranchChanged) -> Transition:
    """Look for a visit that ended here, and for another version of the set-up."""
    after = look_for_finished(visit, event)
    return Transition(visit, (*after.questions, load(visit)))


def tick_asleep(visit: Visit, event: Tick) -> Transition:
    """Look again now and then: a visit is not offered for ever, and one may have ended while the screen was busy."""
    after = tick(visit, event).visit
    return look_for_finished(after, event) if after.idle % _LOOK_EVERY == 1 else Transition(after)


def wake(visit: Visit, event: FinishedFound) -> Transition:
    """Wake once for each visit; afterwards a touch still rates it, until the next one sits there."""
    found = event.rateable
    if found is None or found.ticket.id == visit.tablet.woken or visit.busy is not None:
        return Transition(replace(visit, tablet=replace(visit.tablet, offer=found)))
    return _wake_for(visit, found)


def take_over(visit: Visit, event: FinishedFound) -> Transition:
    """Show the faces of the next visit when the last one was not rated.

    A face that was touched is sent first, and a slip that was put on the reader stays in front.
    """
    found, shown = event.rateable, visit.of(RatingState).rateable
    is_own = shown is not None and shown.ticket.id == visit.tablet.woken
    if found is None or found.ticket.id == visit.tablet.woken or not is_own or visit.busy is Busy.RATING:
        return Transition(visit)
    return _wake_for(visit, found)


def rate_last(visit: Visit, _event: RateLast) -> Transition:
    """Show the faces again, by a touch."""
    offer = visit.tablet.offer
    return Transition(visit) if offer is None else show_faces(visit, offer)


def refused_asleep(visit: Visit, event: Refused) -> Transition:
    """Say until somebody puts it right that this counter does not exist; a code's refusal fades."""
    if event.question.use_case is ratings.just_finished:
        return Transition(replace(visit, notice=Notice(event.message, seconds_left=2 * _LOOK_EVERY)))
    return refused(visit, event)


def _wake_for(visit: Visit, found: Rateable) -> Transition:
    return show_faces(replace(visit, tablet=replace(visit.tablet, woken=found.ticket.id)), found)


ROWS: Rows = {
    Screen.ASLEEP: {
        RateLast: rate_last,
        FinishedFound: wake,
        Refused: refused_asleep,
        BranchChanged: changed_asleep,
        Tick: tick_asleep,
    },
    Screen.RATING: {BranchChanged: look_for_finished, FinishedFound: take_over},
}
