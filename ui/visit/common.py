"""Share events and handlers between all screens: going on, back and home, time, the branch's state, refusals."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from kiosk.branch.kiosk_view import KioskView, kiosk_view
from kiosk.domain.language.text import Message
from ui.visit.event import Touch, VisitEvent
from ui.visit.question import Question
from ui.visit.screen import Screen
from ui.visit.visit import Visit

#: So long the branch waits for a page that is painted from what is known.
_PAINT_FIRST_MS = 40


class Transition(NamedTuple):
    """Hold the next visit, and what to ask the branch for."""

    visit: Visit
    questions: tuple[Question, ...] = ()


#: One cell of the table; its second argument is an event of the cell's kind.
Handler = Callable[[Visit, Any], Transition]
#: The cells of one screen, or those that every screen shares.
Row = Mapping[type[VisitEvent], Handler]
#: A subject's cells of the table.
Rows = Mapping[Screen, Row]


def join(*rows: Row) -> Row:
    """Return all cells in one row.

    Raises:
        ValueError: two rows decide the same event.
    """
    joined: dict[type[VisitEvent], Handler] = {}
    for row in rows:
        twice = joined.keys() & row.keys()
        if twice:
            raise ValueError(f"decided twice: {sorted(kind.__name__ for kind in twice)}")
        joined.update(row)
    return joined


def merge(*tables: Rows) -> Rows:
    """Return all cells in one table.

    Raises:
        ValueError: two tables decide the same event on the same screen.
    """
    screens = {screen: None for table in tables for screen in table}
    return {screen: join(*(table[screen] for table in tables if screen in table)) for screen in screens}


def on_each(screens: Iterable[Screen], row: Row) -> Rows:
    """Return the same cells for several screens."""
    return dict.fromkeys(screens, row)


class Confirm(Touch):
    """Go on: the main key of a screen that asks something."""


class GoBack(Touch):
    """Go one screen back."""


class GoHome(Touch):
    """Go to the start; everything typed is wiped."""


class Finish(Touch):
    """End the visit: done, or skipped."""


class Retry(Touch):
    """Try again what did not work."""


class MoreTime(Touch):
    """Start the countdown again; as often as wanted."""


class Tick(VisitEvent):
    """Tell that a second went by."""


class BranchChanged(VisitEvent):
    """Tell that somebody committed something: the queue may have moved."""


@dataclass(frozen=True)
class BranchLoaded(VisitEvent):
    """Carry the branch as it stands. It belongs to no visit, so `flow` is not compared."""

    flow: int
    now: KioskView


@dataclass(frozen=True)
class Refused(VisitEvent):
    """Tell that the branch says no, with a sentence for the citizen."""

    question: Question
    message: Message

    @property
    def flow(self) -> int:
        """Return the visit that asked."""
        return self.question.flow


@dataclass(frozen=True)
class Failed(VisitEvent):
    """Tell that the branch could not answer: no database, no disk."""

    question: Question

    @property
    def flow(self) -> int:
        """Return the visit that asked."""
        return self.question.flow


def stay(visit: Visit, _event: VisitEvent) -> Transition:
    """Change nothing: a touch on a key that is gone, or an answer that nobody waits for."""
    return Transition(visit)


def home(visit: Visit, _event: VisitEvent) -> Transition:
    """Wipe the visit by choice; the chosen language and size stay until nobody is there."""
    return Transition(replace(visit.fresh(), look=visit.look))


def finish(visit: Visit, _event: VisitEvent) -> Transition:
    """Wipe the visit and its look: the citizen is done."""
    return Transition(visit.fresh())


def load(visit: Visit) -> Question:
    """Ask for the branch as it stands. What is known already is shown first: the next page is painted meanwhile."""
    question = Question.of(visit.flow, kiosk_view, answer=BranchLoaded)
    return replace(question, is_shared=True, after_ms=_PAINT_FIRST_MS if visit.now is not None else 0)


def reload(visit: Visit, _event: VisitEvent) -> Transition:
    """Ask for the counts on this screen again: the queue moved."""
    return Transition(visit, (load(visit),))


def remember(visit: Visit, event: BranchLoaded) -> Transition:
    """Keep the branch as it stands."""
    return Transition(visit.seen(event.now))


def remember_at_home(visit: Visit, event: BranchLoaded) -> Transition:
    """Keep it; a tablet that was taken out of service before it was started anew shows that."""
    visit = visit.seen(event.now)
    return Transition(visit.fresh()) if visit.screen is visit.home and event.now.station.is_out else Transition(visit)


def tick(visit: Visit, _event: Tick) -> Transition:
    """Count a second: the notice fades, and at the end of the countdown the visit is wiped."""
    visit = fade(replace(visit, idle=visit.idle + 1))
    limit = visit.idle_limit
    return Transition(visit.fresh()) if limit is not None and visit.idle >= limit else Transition(visit)


def tick_and_reload(visit: Visit, event: Tick) -> Transition:
    """Count a second where nobody is here; at the end wipe the look and ask for the branch again."""
    after = tick(visit, event).visit
    return Transition(after, (load(after),)) if after.flow != visit.flow else Transition(after)


def fade(visit: Visit) -> Visit:
    """Return the visit with its notice a second older."""
    notice = visit.notice
    if notice is None:
        return visit
    left = notice.seconds_left - 1
    return replace(visit, notice=replace(notice, seconds_left=left) if left > 0 else None)


def refused(visit: Visit, event: Refused) -> Transition:
    """Show the branch's sentence on the screen where the question was asked."""
    return Transition(replace(visit, busy=None).told(event.message))


def failed(visit: Visit, event: Failed) -> Transition:
    """Show the trouble screen, unless nobody waits for the answer.

    A refresh of counts may fail unnoticed, and so may a look at a print job or at a counter's last visit.
    """
    if event.question.is_quiet:
        return Transition(visit)
    if event.question.is_shared and visit.now is not None and visit.busy is None:
        return Transition(visit)
    return trouble(visit, event)


def trouble(visit: Visit, _event: Failed) -> Transition:
    """Show the calm screen that says what still holds."""
    return Transition(replace(visit, screen=Screen.TROUBLE, busy=None, sheet=None))


EVERYWHERE: Row = {
    MoreTime: stay,
    GoHome: home,
    Refused: refused,
    Failed: failed,
    BranchLoaded: remember,
    Tick: tick,
}
