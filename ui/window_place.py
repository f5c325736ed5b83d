"""Keep a window on the screen that `screen.output` names, also when that screen is switched on later or goes."""

import logging

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QWidget

from ui.display import application, screen_called, screen_names

_log = logging.getLogger(__name__)
#: Wait for all changes of screens and windows, then look once.
_SETTLED_MS = 300


class WindowPlace(QObject):
    """Fill the screen called `output` with a window. An empty name leaves the window where Qt puts it.

    Without that screen the window is on the primary one, behind the windows that have their place there.
    """

    def __init__(self, window: QWidget, output: str) -> None:
        super().__init__(window)
        self._window, self._output = window, output
        self._is_missing = False
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._stand)
        if output:
            app = application()
            app.screenAdded.connect(self._settled.start)
            app.screenRemoved.connect(self._settled.start)

    def show(self) -> None:
        """Show the window in full screen at its place."""
        self._move(self._screen())  # before it is shown, else its first page is built twice
        self._window.showFullScreen()
        self._stand()

    @Slot()
    def _stand(self) -> None:
        if self._output:
            self._move(self._screen())
        if self._is_missing:
            self._window.lower()

    def _move(self, screen: QScreen) -> None:
        if self._window.screen() is not screen:
            self._window.setScreen(screen)
        if self._window.geometry() != screen.geometry():
            self._window.setGeometry(screen.geometry())

    def _screen(self) -> QScreen:
        """Return the named screen, or another while it is missing."""
        if not self._output:
            return self._window.screen()
        found = screen_called(self._output)
        if found is None and not self._is_missing:  # log once
            there = ", ".join(screen_names())
            _log.warning("there is no screen %s; the window is on the primary one, of %s", self._output, there)
        self._is_missing = found is None
        return found or QApplication.primaryScreen()
