"""Show the board on a second screen, as soon and as long as there is one."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

_log = logging.getLogger(__name__)
#: Wait for all changes of screens and windows, then look once.
_SETTLED_MS = 300


class SecondBoard(QObject):
    """Open the window that `make` returns on another screen than the first board's; close it with the first board.

    A television is often switched on later than the machine, and off at noon. Screens called as in `taken` belong to
    other windows.
    """

    def __init__(
        self, first: QWidget, make: Callable[[], QWidget], *, full_screen: bool, taken: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(first)
        self._first, self._make, self._full_screen, self._taken = first, make, full_screen, taken
        self._board: QWidget | None = None
        self._has_looked = False
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._settled.start)
            application.screenRemoved.connect(self._settled.start)
        first.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for a screen when the first board is shown, and close the second board with the first one."""
        if watched is self._first and event.type() is QEvent.Type.Show:
            self._settled.start()
        elif watched is self._first and event.type() is QEvent.Type.Close:
            self._settled.stop()
            self._close()
        return False

    def _close(self) -> None:
        if self._board is not None:
            self._board.close()
            self._board.deleteLater()
            self._board = None

    @Slot()
    def _look(self) -> None:
        mine = self._first.screen()
        others = [one for one in QGuiApplication.screens() if one is not mine and one.name() not in self._taken]
        if self._board is not None and self._board.screen() not in others:
            self._close()
        if others and self._board is None:
            self._board = self._open(others[0])
        if not self._has_looked and self._board is None:
            _log.warning("hall.screens asks for a second screen, and there is one only")
        self._has_looked = True

    def _open(self, screen: QScreen) -> QWidget:
        window = self._make()
        window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)  # the first board ends the program
        window.setGeometry(screen.geometry())
        if self._full_screen:
            window.showFullScreen()
        else:
            window.show()
        return window
