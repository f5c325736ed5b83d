"""Play scripted clerks, who sign in, call, start and finish by the keys of their desks."""

from functools import partial

from PySide6.QtWidgets import QAbstractButton

from kiosk.branch import desk, staff
from kiosk.demo.branch import DEMO_PIN
from kiosk.demo.hands import Hands
from kiosk.demo.windows import BranchWindows, ClerkDesk
from kiosk.domain.branch_setup import Setup
from kiosk.program.texts import texts
from ui.desk.acts import Act, ActKey


class Clerks:
    """Play the clerks of all desks."""

    def __init__(self, windows: BranchWindows, hands: Hands) -> None:
        self._windows, self._hands = windows, hands
        self._say = texts("vi").say

    def sit_down(self, setup: Setup) -> None:
        """Sign every clerk in with the PIN and open their counters."""
        names = {person.login: person.name for person in self._windows.program.branch.run(staff.staff_list)}
        for one in self._windows.desks:
            self._hands.press(one.desk, names[one.login])
            for digit in DEMO_PIN:
                self._hands.press(one.desk, digit)
            self._windows.picture_all("sign-in")
            self._hands.press(one.desk, self._say("desk.sign_in.key"))
            counter = setup.counters[one.counter]
            self._hands.press(one.desk, self._say("common.counter", number=counter.number))
            self._hands.until(partial(_can, one, Act.REST), "an open counter")

    def serve_everybody(self) -> None:
        """Call, start and finish at each desk until nobody waits for it."""
        branch = self._windows.program.branch
        for one in self._windows.desks:
            while branch.run(desk.desk_view, one.counter).waiting:
                for act in (Act.NEXT, Act.START, Act.FINISH):
                    self._press(one, act)
                self._hands.until(partial(_is_free, self._windows, one), "a free counter")

    def leave(self) -> None:
        """Sign every clerk out."""
        for one in self._windows.desks:
            self._press(one, Act.REST)
            self._hands.press(one.desk, self._say("desk.pause.leave"))

    def _press(self, one: ClerkDesk, act: Act) -> None:
        what = f"the key {act.value} at counter {one.counter}"
        self._hands.until(partial(_can, one, act), what)
        if act is Act.START:
            self._windows.picture_all("called")
        if act is Act.FINISH:
            self._windows.picture_all("serving")
        self._hands.until(lambda: self._hands.touch(_key(one, act)), what)


def _key(one: ClerkDesk, act: Act) -> QAbstractButton | None:
    keys = one.desk.findChildren(ActKey)
    return next(
        (key for key in keys if key.act is act and key.isVisible() and key.isEnabled() and not key.is_busy), None
    )


def _can(one: ClerkDesk, act: Act) -> bool:
    return _key(one, act) is not None


def _is_free(windows: BranchWindows, one: ClerkDesk) -> bool:
    return windows.program.branch.run(desk.desk_view, one.counter).current is None
