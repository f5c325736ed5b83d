"""Play a citizen who does not see the screen: hear what is said and press five keys."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.exceptions import TimeoutError
from pytestqt.qtbot import QtBot

from kiosk.domain.language.utterance import Spoken
from tests.patience import PATIENCE_MS
from ui.kiosk.window import VisitWindow

_MOST_KEYS = 80


class Listener:
    """Listen to the spoken guidance, without a look at any widget. `heard` holds everything said, in order."""

    def __init__(self, qtbot: QtBot, window: VisitWindow) -> None:
        self._qtbot, self._window = qtbot, window
        self.heard: list[str] = []
        self.said: list[Spoken] = []
        window.speaks.connect(self._hear)

    def _hear(self, spoken: Spoken) -> None:
        self.said.append(spoken)
        self.heard.extend(spoken.utterances)

    @property
    def last(self) -> str:
        """Return the last utterance."""
        return self.heard[-1] if self.heard else ""

    def press(self, key: Qt.Key) -> str:
        """Press one key and return what was said since."""
        before = len(self.heard)
        QTest.keyClick(self._window, key)
        return " | ".join(self.heard[before:])

    def hears(self, *words: str) -> None:
        """Wait until all these words were said, in any order, then forget what came before."""
        self._until(lambda: all(self._place_of(one) is not None for one in words), words)
        del self.heard[: 1 + max(self._place_of(one) or 0 for one in words)]

    def _place_of(self, words: str) -> int | None:
        return next((place for place, one in enumerate(self.heard) if words in one), None)

    def go_to(self, words: str) -> str:
        """Move on until the control has this name, and return its whole announcement."""
        QCoreApplication.processEvents()  # a citizen is slower than the paint of new content
        found = self.press(Qt.Key.Key_Up) and self.press(Qt.Key.Key_Down)
        for _ in range(_MOST_KEYS):
            if found.startswith(words):
                return found
            found = self.press(Qt.Key.Key_Down)
        raise AssertionError(f"nobody calls a control {words!r}; the last was {found!r}")

    def choose(self, words: str) -> None:
        """Move to a control and choose it."""
        self.go_to(words)
        self.press(Qt.Key.Key_Return)

    def _until(self, condition: Callable[[], bool], words: tuple[str, ...]) -> None:
        try:
            self._qtbot.waitUntil(condition, timeout=PATIENCE_MS)
        except TimeoutError as late:
            raise AssertionError(f"nobody said {words}; heard: {self.heard}") from late
