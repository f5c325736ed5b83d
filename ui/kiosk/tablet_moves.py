"""A tablet at a counter: it sleeps until a visit ends there, then shows its faces by itself. Handlers of the table."""

from dataclasses import replace
from typing import TYPE_CHECKING

from ui.kiosk import events as e
from ui.kiosk import moves as m
from ui.kiosk.moves import Step
from ui.kiosk.rating_moves import show_faces
from ui.kiosk.requests import FindFinished
from ui.kiosk.state import Busy, Notice, Visit

if TYPE_CHECKING:
    from kiosk.branch.ratings import Rateable

#: Seconds from one look to the next while nothing is heard; the first comes at once.
_LOOK_EVERY = 30


def look(visit: Visit, _event: e.Event) -> Step:
    """Somebody committed something: perhaps a visit ended at this counter."""
    if visit.counter is None:
        return Step(visit)
    return Step(visit, (FindFinished(visit.flow, visit.counter),))


def tick_asleep(visit: Visit, event: e.Tick) -> Step:
    """Looks again now and then: a visit is not offered for ever, and one may have ended while the screen was busy."""
    after = m.tick(visit, event).visit
    return look(after, event) if after.idle % _LOOK_EVERY == 1 else Step(after)


def wake(visit: Visit, event: e.FinishedFound) -> Step:
    """Wakes once for each visit; afterwards it can still be rated by a touch, until the next one sits there."""
    found = event.rateable
    if found is None or found.ticket.id == visit.woken or visit.busy is not None:
        return Step(replace(visit, offer=found))
    return _wake_for(visit, found)


def take_over(visit: Visit, event: e.FinishedFound) -> Step:
    """The next visit ended before anybody rated: its faces are shown in place of the others, quietly.

    A face that was touched is sent first, and a slip that was put on the reader stays in front.
    """
    found, shown = event.rateable, visit.rateable
    is_own = shown is not None and shown.ticket.id == visit.woken
    if found is None or found.ticket.id == visit.woken or not is_own or visit.busy is Busy.RATING:
        return Step(visit)
    return _wake_for(visit, found)


def rate_last(visit: Visit, _event: e.RateLast) -> Step:
    """The faces again, by a touch."""
    return Step(visit) if visit.offer is None else show_faces(visit, visit.offer)


def refused_asleep(visit: Visit, event: e.Refused) -> Step:
    """A code's refusal goes by; that this counter does not exist is said until somebody puts it right."""
    if isinstance(event.request, FindFinished):
        return Step(replace(visit, notice=Notice(event.message, seconds_left=2 * _LOOK_EVERY)))
    return m.refused(visit, event)


def _wake_for(visit: Visit, found: "Rateable") -> Step:
    return show_faces(replace(visit, woken=found.ticket.id), found)
