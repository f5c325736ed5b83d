"""The hall's windows: the board with its voice, the same board on a second screen, the small board above a counter."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from kiosk.clock import SystemClock
from kiosk.program.runtime import Program
from kiosk.program.texts import texts
from ui.bridge import Bridge

if TYPE_CHECKING:
    from ui.hall.window import HallWindow

_log = logging.getLogger(__name__)
_SETTLED_MS = 300


def make_hall(program: Program, bridge: Bridge) -> QWidget:
    """The board that the voice follows."""
    window = make_board(program, bridge, LastShownFile(program.site.last_shown))
    window.called.connect(program.announce)
    return window


class LastShownFile:
    """A file beside ``branch.toml`` with a number in it: the `seq` of the last call that was shown."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> int | None:
        """None where there is no such file yet, or a power cut left nothing in it."""
        try:
            return int(self._file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def keep(self, seq: int) -> int:
        """Remembers it over a restart or crash of the program; OSError where the disk does not take it."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seq}\n", encoding="ascii")
        new.replace(self._file)
        return seq


def make_board(program: Program, bridge: Bridge, last_shown: LastShownFile | None = None) -> "HallWindow":
    """The hall's board, lying or upright as its screen is, without a voice. With `last_shown` it takes up at its start
    the calls that came after it; else it shows what stands now.
    """
    from ui.ask import Ask
    from ui.hall.window import BoardOptions, HallWindow

    hall = program.site.config.hall
    window = HallWindow(
        Ask(program.branch),
        [texts(language) for language in hall.languages],
        SystemClock(),
        BoardOptions(
            notices=hall.notices,
            reduced_motion=program.site.config.screen.reduced_motion,
            stale=timedelta(seconds=hall.stale_seconds),
        ),
        last_shown=last_shown,
    )
    bridge.changed.connect(window.changed)
    return window


class SecondBoard(QObject):
    """The same board on another screen than the first board's, as soon and as long as there is one.

    A television is often switched on later than the machine, and off at noon.
    """

    def __init__(self, program: Program, bridge: Bridge, first: QWidget) -> None:
        super().__init__(first)
        self._program, self._bridge, self._first = program, bridge, first
        self._board: HallWindow | None = None
        # Screens come and go one by one, and windows move along: one look when all of it is over.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._settled.start)
            application.screenRemoved.connect(self._settled.start)
        self._look()
        if self._board is None:
            _log.warning("hall.screens asks for a second screen, and there is one only")

    def close(self) -> None:
        """Closes it, where it is open."""
        if self._board is not None:
            self._board.close()
            self._board.deleteLater()
            self._board = None

    @Slot()
    def _look(self) -> None:
        others = [screen for screen in QGuiApplication.screens() if screen is not self._first.screen()]
        if self._board is not None and self._board.screen() not in others:
            self.close()
        if others and self._board is None:
            self._board = self._open(others[0])

    def _open(self, screen: QScreen) -> "HallWindow":
        window = make_board(self._program, self._bridge)
        window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)  # the voice goes with the first board
        window.setGeometry(screen.geometry())
        if self._program.site.config.screen.full_screen:
            window.showFullScreen()
        else:
            window.show()
        return window


def make_sign(program: Program, bridge: Bridge, counter: int) -> QWidget:
    """The small board above a counter."""
    from ui.ask import Ask
    from ui.hall.counter_sign import CounterSign

    config = program.site.config
    window = CounterSign(
        Ask(program.branch),
        texts(config.hall.languages[0]),
        SystemClock(),
        counter,
        reduced_motion=config.screen.reduced_motion,
        stale=timedelta(seconds=config.hall.stale_seconds),
    )
    bridge.changed.connect(window.changed)
    return window
