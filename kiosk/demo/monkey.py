"""Send random touches, keys and scans to a kiosk window.

The monkey checks nothing. Its caller checks the kiosk: no exception, no Qt warning, no page that never closes.
"""

from collections.abc import Callable
from datetime import date
from random import Random

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from devices.citizen_card import read_scan
from devices.simulators.cards import card_text, sample_cards
from ui.kiosk.window import VisitWindow
from ui.visit.common import Tick
from ui.visit.visit import Visit

_FINGERS = 3
_KEYS = (
    Qt.Key.Key_Escape,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Return,
    Qt.Key.Key_Space,
    Qt.Key.Key_F4,
    Qt.Key.Key_Q,
    Qt.Key.Key_W,
    Qt.Key.Key_1,
    Qt.Key.Key_Left,
    Qt.Key.Key_Down,
    Qt.Key.Key_Menu,
)
_MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
)
_ODD_SCANS = (
    b"https://example.invalid/a?b=c",
    b"00020101021138540010A00000072701240006970436",
    b"\x1b@\x1dV\x00'; DROP TABLE ticket; --",
    b"<b>095058001234</b>||||||",
    b"012345678901",
    b"\xff" * 700,
)


class Monkey:
    """Act at random on one kiosk window. The same seed gives the same acts."""

    def __init__(self, window: VisitWindow, seed: int, today: date) -> None:
        self._window, self._random = window, Random(seed)  # noqa: S311 - a walk that can be repeated
        self._finger = QTest.createTouchDevice()
        self._cards = [card_text(card).encode() for card in sample_cards(seed, 200, today)]
        self._tickets: list[bytes] = []
        self._acts: tuple[tuple[int, Callable[[], None]], ...] = (
            (80, self._tap),
            (6, self._swipe),
            (3, self._several_fingers),
            (5, self._scan),
            (3, self._type),
            (3, self._wait),
        )
        window.visit_changed.connect(self._look)

    def act(self) -> None:
        """Do one random act and process its events."""
        weights = [weight for weight, _ in self._acts]
        self._random.choices([act for _, act in self._acts], weights)[0]()
        QApplication.processEvents()

    def _look(self, visit: Visit) -> None:
        """Remember the code of a shown ticket, to scan it later."""
        if visit.shown is not None and self._random.random() < 0.2:
            self._tickets = [*self._tickets[-20:], visit.shown.slip.code.encode()]

    def _anywhere(self) -> QPoint:
        """Return a random point of the window."""
        size = self._window.size()
        return QPoint(self._random.randrange(size.width()), self._random.randrange(size.height()))

    def _tap(self) -> None:
        spot = self._anywhere()
        QTest.touchEvent(self._window, self._finger).press(0, spot, self._window).commit()
        QTest.touchEvent(self._window, self._finger).release(0, spot, self._window).commit()

    def _swipe(self) -> None:
        first, last = self._anywhere(), self._anywhere()
        QTest.touchEvent(self._window, self._finger).press(0, first, self._window).commit()
        QTest.touchEvent(self._window, self._finger).move(0, last, self._window).commit()
        QTest.touchEvent(self._window, self._finger).release(0, last, self._window).commit()

    def _several_fingers(self) -> None:
        spots = [self._anywhere() for _ in range(_FINGERS)]
        for finger, spot in enumerate(spots):
            QTest.touchEvent(self._window, self._finger).press(finger, spot, self._window).commit()
        for finger, spot in enumerate(spots):
            QTest.touchEvent(self._window, self._finger).release(finger, spot, self._window).commit()

    def _scan(self) -> None:
        pile = self._random.choice((self._cards, self._tickets or self._cards, _ODD_SCANS))
        self._window.scan(read_scan(self._random.choice(pile)))

    def _type(self) -> None:
        QTest.keyClick(self._window, self._random.choice(_KEYS), self._random.choice(_MODIFIERS))

    def _wait(self) -> None:
        for _ in range(self._random.randrange(40)):
            self._window.happen(Tick())
