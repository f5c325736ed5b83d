"""Play scripted clerks, who sign in, call, start and finish by the keys of their desks."""

from functools import partial

from PySide6.QtWidgets import QAbstractButton

from kiosk.branch import desk, staff
from kiosk.demo.hands import Hands
from kiosk.demo.windows import BranchWindows, Seat
from kiosk.demo.world import DEMO_PIN
from kiosk.domain.branch_setup import Setup
from kiosk.program.texts import texts
from ui.desk.acts import Act, ActKey


class Clerks:
    """Play the clerks of all seats."""

    def __init__(self, windows: BranchWindows, hands: Hands) -> None:
        self._windows, self._hands = windows, hands
        self._say = texts("vi").say

    def sit_down(self, setup: Setup) -> None:
        """Sign every clerk in with the PIN and open their counters."""
        names = {person.login: person.name for person in self._windows.program.branch.run(staff.staff_list)}
        for seat in self._windows.seats:
            self._hands.press(seat.desk, names[seat.login])
            for digit in DEMO_PIN:
                self._hands.press(seat.desk, digit)
            self._windows.picture_all("sign-in")
            self._hands.press(seat.desk, self._say("desk.sign_in.key"))
            counter = setup.counters[seat.counter]
            self._hands.press(seat.desk, self._say("common.counter", number=counter.number))
            self._hands.until(partial(_can, seat, Act.REST), "an open counter")

    def serve_everybody(self) -> None:
        """Call, start and finish at each desk until nobody waits for it."""
        branch = self._windows.program.branch
        for seat in self._windows.seats:
            while branch.run(desk.desk_view, seat.counter).waiting:
                for act in (Act.NEXT, Act.START, Act.FINISH):
                    self._press(seat, act)
                self._hands.until(partial(_is_free, self._windows, seat), "a free counter")

    def leave(self) -> None:
        """Sign every clerk out."""
        for seat in self._windows.seats:
            self._press(seat, Act.REST)
            self._hands.press(seat.desk, self._say("desk.pause.leave"))

    def _press(self, seat: Seat, act: Act) -> None:
        self._hands.until(partial(_can, seat, act), f"the key {act.value} at counter {seat.counter}")
        key = _key(seat, act)
        if key is not None:
            if act is Act.START:
                self._windows.picture_all("called")
            if act is Act.FINISH:
                self._windows.picture_all("serving")
            self._hands.touch(key)


def _key(seat: Seat, act: Act) -> QAbstractButton | None:
    keys = seat.desk.findChildren(ActKey)
    return next(
        (key for key in keys if key.act is act and key.isVisible() and key.isEnabled() and not key.is_busy), None
    )


def _can(seat: Seat, act: Act) -> bool:
    return _key(seat, act) is not None


def _is_free(windows: BranchWindows, seat: Seat) -> bool:
    return windows.program.branch.run(desk.desk_view, seat.counter).current is None
