"""Wait for the number: it comes, it is refused, or the branch does not answer. Show the trouble screen then."""

from dataclasses import replace

from kiosk.domain.language.text import Message
from ui.visit.appointment import refused_on_the_way
from ui.visit.common import (
    BranchLoaded,
    Failed,
    GoHome,
    Refused,
    Retry,
    Rows,
    Tick,
    Transition,
    load,
    merge,
    on_each,
    stay,
    tick,
    trouble,
)
from ui.visit.look import OpenSheet
from ui.visit.number import TicketHeld, TicketIssued, held, issued
from ui.visit.screen import Screen
from ui.visit.staff import StaffAsked
from ui.visit.visit import Busy, Visit

#: Seconds until a number that does not come is trouble; a longer time limit of the visit does not change it.
_ANSWER_SECONDS = 20
#: Seconds from one question to the branch to the next while it does not answer.
_ASK_EVERY = 5


def tick_while_issuing(visit: Visit, _event: Tick) -> Transition:
    """Show trouble when no answer comes; the request id stays, so a late number still finds its citizen."""
    visit = replace(visit, idle=visit.idle + 1)
    late = visit.idle >= _ANSWER_SECONDS
    return Transition(replace(visit, screen=Screen.TROUBLE, idle=0) if late else visit)


def tick_in_trouble(visit: Visit, event: Tick) -> Transition:
    """Ask the branch again every five seconds; the trouble stays on the screen until it answers."""
    after = replace(tick(visit, event).visit, screen=Screen.TROUBLE)
    return Transition(after, (load(after),)) if after.idle % _ASK_EVERY == 0 else Transition(after)


def loaded_in_trouble(visit: Visit, event: BranchLoaded) -> Transition:
    """Go to the start: the branch is back. A promised number stays one touch away, under the same request id."""
    visit = replace(visit.seen(event.now), busy=None)
    if visit.promised is None:
        return Transition(replace(visit.fresh(), look=visit.look))
    return Transition(visit.told(Message("kiosk.trouble.back"), calm=True))


def retry(visit: Visit, _event: Retry) -> Transition:
    """Ask again: for the number that was promised, or for the branch."""
    if visit.promised is not None:
        return Transition(replace(visit, screen=Screen.ISSUING), (visit.promised,))
    return Transition(replace(visit, busy=Busy.SERVICES), (load(visit),))


ROWS: Rows = merge(
    on_each((Screen.ISSUING, Screen.TROUBLE), {TicketIssued: issued, TicketHeld: held, Refused: refused_on_the_way}),
    {
        Screen.ISSUING: {GoHome: stay, OpenSheet: stay, StaffAsked: stay, Tick: tick_while_issuing},
        Screen.TROUBLE: {
            Retry: retry,
            Failed: trouble,
            BranchLoaded: loaded_in_trouble,
            Tick: tick_in_trouble,
        },
    },
)
