"""Hold the state that the parts of one desk share."""

from dataclasses import dataclass
from typing import NamedTuple

from kiosk.branch.desk import DeskView
from kiosk.domain.branch_setup import Setup, Staff
from ui.desk.acts import Act


@dataclass(frozen=True, slots=True, eq=False)
class ClerkSession:
    """Hold a clerk who has signed in, with the open counter (None: not yet). Each sign-in is another session."""

    staff: Staff
    counter_id: int | None = None

    def is_held(self, view: DeskView) -> bool:
        """Return whether the counter is still this clerk's. The end of the day or a lead may have closed it."""
        return view.staff is not None and view.staff.id == self.staff.id


class DeskContext(NamedTuple):
    """Hold what an act is about: the view, the set-up, the counter and the member of staff (ids)."""

    view: DeskView
    setup: Setup
    counter: int
    staff: int


@dataclass(slots=True)
class DeskState:
    """Hold what a desk knows now.

    Attributes:
        setup: the set-up of the branch; None before the first answer.
        session: the clerk who has signed in; None: nobody.
        view: the last view of the open counter.
        act: the act of the row of keys that is under way.
        is_away: the branch does not answer.
        is_locked: the screen lock is on.
    """

    setup: Setup | None = None
    session: ClerkSession | None = None
    view: DeskView | None = None
    act: Act | None = None
    is_away: bool = False
    is_locked: bool = False

    @property
    def counter_id(self) -> int | None:
        """Return the id of the open counter."""
        return self.session.counter_id if self.session is not None else None

    def context(self) -> DeskContext | None:
        """Return the context of an act, or None while no act can begin."""
        session, view, setup = self.session, self.view, self.setup
        if self.act is not None or session is None or session.counter_id is None or view is None or setup is None:
            return None
        return DeskContext(view, setup, session.counter_id, session.staff.id)
