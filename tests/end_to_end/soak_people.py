"""Play the people of a window in its own process. Everything they do goes through Qt's event loop as touches and keys.

An order is one JSON array a line on the standard input: the name of a method and its arguments. Each is answered with
one JSON object a line: what was done, or what failed.
"""

import ctypes
import gc
import json
import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.demo.hands import Hands, NotThereError, find_key, let_pass
from kiosk.demo.kiosk_keys import KioskKeys
from kiosk.domain.people.rating import Level
from kiosk.program.texts import texts
from ui.desk.acts import Act, ActKey
from ui.desk.window import DeskWindow
from ui.hall.window import HallWindow
from ui.kiosk.window import KioskWindow
from ui.manager.tabs import Tab
from ui.manager.window import ManagerWindow
from ui.rating.window import RatingWindow
from ui.visit.common import Confirm, Finish
from ui.visit.event import VisitEvent
from ui.visit.number import ChooseField, ChooseService, TakeNumber
from ui.visit.rating import ChooseLevel
from ui.visit.screen import Screen

PIN = "804913"
#: How long a card may take until the kiosk shows it, and an act of a clerk while the database is locked, in seconds.
_CARD_S, _ACT_S = 6, 60
#: The seconds that a citizen waits at the tablet.
_RATER_S = 10
#: The seconds that a citizen tries to get a number, and the keys that lead on before it is there.
_SLIP_S = 120
_LEADS_ON = {Screen.LONG_WAIT: "kiosk.long_wait.yes", Screen.TROUBLE: "kiosk.trouble.retry"}
#: The milliseconds in which a page of the manager is drawn.
_PAGE_MS = 100


class People:
    """Stand in front of a window."""

    def __init__(self, window: QWidget) -> None:
        self._shown, self.hands = window, Hands()

    def measure(self) -> int:
        """Free what nobody uses, and return the number of widgets."""
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        return len(QApplication.allWidgets())

    def picture(self, file: str) -> None:
        """Save a picture of the window."""
        self._shown.grab().save(file)


class Citizens(People):
    """Take numbers at the kiosk."""

    def __init__(self, window: KioskWindow) -> None:
        super().__init__(window)
        self._window, self._keys = window, KioskKeys(window, self.hands)

    def take(self, service: int, with_card: bool) -> list[object]:
        """Take a number. Return its label and date, whether its slip came out, and whether the card was read."""
        self.hands.until(lambda: self._window.visit.now is not None, "the branch")
        self._at(Screen.START, *([Screen.CARD] if with_card else []))
        was_read = with_card and self._is_card_read()
        try:
            self._choose(service, Confirm() if was_read else TakeNumber())
        except NotThereError:  # a fault led back to the start page
            self._choose(service, TakeNumber())
        self.hands.until(self._is_told_at_last, "the slip, or that there is none", _SLIP_S)
        shown = self._window.visit.shown
        assert shown is not None
        self._keys.press(Finish())
        self._at(Screen.START)
        return [shown.ticket.label, str(shown.ticket.business_date), shown.is_printed, was_read]

    def hear(self, status: str) -> None:
        """Plug headphones in or pull them out: wait until the kiosk knows. A plug that is pulled ends the visit."""
        self.hands.until(lambda: self._window.visit.devices.headphones.value == status, f"the headphones {status}")

    def _at(self, *screens: Screen) -> None:
        self.hands.until(lambda: self._window.visit.screen in screens, f"the screen {' or '.join(screens)}")

    def _is_card_read(self) -> bool:
        try:
            self.hands.until(lambda: self._window.visit.screen is Screen.CARD, "the card", _CARD_S)
        except NotThereError:
            return False
        return True

    def _choose(self, service: int, start: VisitEvent) -> None:
        self._keys.press(start)
        now = self._window.visit.now
        assert now is not None
        field, wanted = ChooseField(now.setup.services[service].field_code), ChooseService(service)
        self.hands.until(lambda: self._keys.has(field) or self._keys.has(wanted), "the services")
        if self._keys.has(field):
            self._keys.press(field)
        self._keys.press(wanted)

    def _is_told_at_last(self) -> bool:
        """Touch the key that leads on, if there is one. Return whether the number is there, as `_is_told`."""
        words = _LEADS_ON.get(self._window.visit.screen)
        if words is not None:
            self.hands.touch(find_key(self._window, texts("vi").say(words)))
        return self._is_told()

    def _is_told(self) -> bool:
        """Return whether the number is there with its slip, or is to be noted."""
        visit = self._window.visit
        return visit.needs_noting or (visit.shown is not None and visit.shown.is_settled)


class Raters(People):
    """Rate visits on the tablet of a counter."""

    def __init__(self, window: RatingWindow) -> None:
        super().__init__(window)
        self._window, self._keys = window, KioskKeys(window, self.hands)

    def rate(self) -> bool:
        """Touch the best face. Return whether it was thanked for: nobody waits long for faces or thanks."""
        try:
            self.hands.until(lambda: self._window.visit.screen is Screen.RATING, "the faces", _RATER_S)
            self._keys.press(ChooseLevel(Level.VERY_SATISFIED))
            self.hands.until(lambda: self._window.visit.screen is not Screen.RATING, "the thanks", _RATER_S)
        except NotThereError:
            return False
        return True


class Clerk(People):
    """Serve at counter 1."""

    def sit_down(self, name: str) -> None:
        """Sign in and open the counter."""
        say = texts("vi").say
        for words in (name, *PIN, say("desk.sign_in.key"), say("common.counter", number=1)):
            self.hands.press(self._shown, words)
        self.hands.until(lambda: self._can(Act.REST), "an open counter")

    def serve(self, count: int) -> None:
        """Call, start and finish so many visits. What the branch refuses while it is away is tried again."""
        for _ in range(count):
            self._touch(Act.NEXT, lambda: self._can(Act.START))
            self._touch(Act.START, lambda: self._can(Act.FINISH))
            self._touch(Act.FINISH, lambda: self._can(Act.NEXT) and not self._can(Act.FINISH))

    def leave(self) -> None:
        """Sign out."""
        self.hands.until(lambda: self.hands.touch(self._key(Act.REST)), "the key to rest")
        self.hands.press(self._shown, texts("vi").say("desk.pause.leave"))

    def _touch(self, act: Act, is_done: Callable[[], bool]) -> None:
        self.hands.until(lambda: is_done() or self.hands.touch(self._key(act)), f"the key {act.value}", _ACT_S)
        while not is_done():
            self.hands.until(lambda: is_done() or self._can(act), f"the end of {act.value}", _ACT_S)
            if not is_done():
                self.hands.touch(self._key(act))

    def _can(self, act: Act) -> bool:
        return self._key(act) is not None

    def _key(self, act: Act) -> ActKey | None:
        keys = (key for key in self._shown.findChildren(ActKey) if key.act is act)
        return next((key for key in keys if key.isVisible() and key.isEnabled() and not key.is_busy), None)


class Manager(People):
    """Look at the pages of the manager's window."""

    def __init__(self, window: ManagerWindow) -> None:
        super().__init__(window)
        self._window = window

    def sit_down(self, login: str) -> None:
        """Sign in with the keyboard."""
        page = self._window.sign_in
        self.hands.until(lambda: any(key.login == login for key in page.keys), "the names of the staff")
        page.choose(login)
        QTest.keyClicks(page, PIN)
        self.hands.touch(page.enter)
        self.hands.until(lambda: self._window.settings.is_ready and self._window.tabs.isVisible(), "the tabs")

    def look(self, number: int) -> None:
        """Open a tab."""
        tabs = self._window.findChildren(Tab)
        self.hands.until(lambda: self.hands.touch(tabs[number % len(tabs)]), "a tab")
        let_pass(_PAGE_MS)

    def leave(self) -> None:
        """Lock the window."""
        self._window.lock()


_PEOPLE: dict[type[QWidget], type[Any]] = {
    KioskWindow: Citizens,
    RatingWindow: Raters,
    DeskWindow: Clerk,
    ManagerWindow: Manager,
    HallWindow: People,
}


class Orders(QObject):
    """Carry out the orders for the window of this process. The end of the input ends it."""

    def __init__(self) -> None:
        super().__init__()
        window = next(one for one in QApplication.topLevelWidgets() if type(one) in _PEOPLE)
        self._people: People = _PEOPLE[type(window)](window)
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._carry_out)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._notifier.setEnabled(False)

    def _carry_out(self) -> None:
        line = sys.stdin.readline()
        if not line:
            QApplication.exit(0)
            return
        self._notifier.setEnabled(False)
        name, *values = json.loads(line)
        try:
            answer = {"done": getattr(self._people, name)(*values)}
        except NotThereError as missing:
            answer = {"failed": str(missing)}
        os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")
        self._notifier.setEnabled(True)
