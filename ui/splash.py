"""Cover the screen while the program is imported: lacquer, the bronze drum in gold, a gold line.

It is shown before anything else is imported, so this module imports only Qt and the drum.
"""

import json
import os
import time
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

import resources
from ui.display import application, has_display
from ui.drum import paint_drum
from ui.systemd import SPLASH, notify

#: Shares of the screen's shorter side: radius of the background drum, radius of the sign, height of the line, distance
#: of the line below the sign.
_DRUM, _SIGN, _LINE, _LINE_BELOW = 0.62, 0.14, 0.004, 0.1
#: The longest wait for the first paint, in seconds. On a slower display the splash appears later.
_PATIENCE_S = 0.5
#: The share of the screen's width and height that a window without full screen takes.
_ORDINARY = 0.5
_open: list["Splash"] = []


class Splash(QWidget):
    """Show the drum, and the centre's own roundel `sign` as soon as the configuration is read."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.is_painted = False
        self.sign: QPixmap | None = None
        colours = json.loads(resources.path("theme/tokens.json").read_text(encoding="utf-8"))["colour"]
        self._colours = cast(dict[str, str], colours)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, side = QRectF(self.rect()), float(min(self.width(), self.height()))
        centre = QPointF(area.center().x(), area.height() * 0.46)
        painter.fillRect(area, QColor(self._colours["lacquer"]))
        paint_drum(painter, centre, side * _DRUM, QColor(self._colours["lacquer_motif"]), area)
        if self.sign is not None:
            half = self.sign.deviceIndependentSize() / 2
            painter.drawPixmap(QPointF(centre.x() - half.width(), centre.y() - half.height()), self.sign)
        else:
            paint_drum(painter, centre, side * _SIGN, QColor(self._colours["gold"]), area)
        width = side * _SIGN * 2
        line = QRectF(centre.x() - width / 2, centre.y() + side * (_SIGN + _LINE_BELOW), width, max(2, side * _LINE))
        painter.fillRect(line, QColor(self._colours["gold_edge"]))
        painter.end()
        self.is_painted = True


def show_splash() -> None:
    """Cover the screen and return as soon as it is painted. Do nothing without a display."""
    if not has_display(os.environ):
        return
    app = application()
    splash = Splash()
    _open.append(splash)
    splash.setGeometry(app.primaryScreen().geometry())
    splash.showFullScreen()
    end = time.monotonic() + _PATIENCE_S
    while not splash.is_painted and time.monotonic() < end:
        app.processEvents()
    notify(SPLASH)


def settle_splash(sign: Callable[[int], QPixmap | None], *, full_screen: bool) -> None:
    """Show the splash in the size of the configured window, with the centre's roundel.

    `sign` returns the roundel in a square of the given number of pixels, or None if the centre has named no picture.
    """
    for splash in _open:
        if not full_screen:
            room = splash.screen().availableGeometry()
            splash.showNormal()
            splash.resize(room.size() * _ORDINARY)
            splash.move(room.center() - splash.rect().center())
        splash.sign = sign(round(min(splash.width(), splash.height()) * _SIGN * 2))
        splash.update()
        QApplication.processEvents()


def close_splash() -> None:
    """Close the splash, when the window is shown in its place."""
    for splash in _open:
        splash.close()
        splash.deleteLater()
    _open.clear()
