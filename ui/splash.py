"""Cover the screen while the program is imported: the branch's colours, its roundel or the bronze drum, a line.

It is shown before anything else is imported, so this module imports only Qt, the drum and plain values.
"""

import os
import time

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.domain.look import USUAL_LOOK, Colour, LookPart, shades_of
from ui.artwork import roundel
from ui.display import application, has_display, screen_called
from ui.drum import paint_drum
from ui.qt_modules import leave_sources_unread
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
    """Show the look that the branch had last: its roundel where it has one, else the drum."""

    def __init__(self, look: LookPart) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.is_painted = False
        self.look = look

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, shades = self.look, shades_of(self.look)
        area, side = QRectF(self.rect()), float(min(self.width(), self.height()))
        centre = QPointF(area.center().x(), area.height() * 0.46)
        painter.fillRect(area, _qt(look.main))
        paint_drum(painter, centre, side * _DRUM, _qt(shades.main_motif), area)
        sign = roundel(look.roundel.artwork, round(side * _SIGN * 2)) if look.roundel.artwork is not None else None
        if sign is not None:
            half = sign.deviceIndependentSize() / 2
            painter.drawPixmap(QPointF(centre.x() - half.width(), centre.y() - half.height()), sign)
        else:
            paint_drum(painter, centre, side * _SIGN, _qt(look.accent), area)
        width = side * _SIGN * 2
        line = QRectF(centre.x() - width / 2, centre.y() + side * (_SIGN + _LINE_BELOW), width, max(2, side * _LINE))
        painter.fillRect(line, _qt(shades.accent_edge))
        painter.end()
        self.is_painted = True


def _qt(colour: Colour) -> QColor:
    return QColor(colour.red, colour.green, colour.blue)


def show_splash(look: LookPart = USUAL_LOOK, output: str = "") -> None:
    """Cover the screen called `output`, or the primary one, until a window does. Return as soon as it is painted.

    Do nothing without a display, and where the screen is missing: another window may stand on the primary one.
    """
    leave_sources_unread()
    if not has_display(os.environ):
        return
    app = application()
    screen = screen_called(output) if output else app.primaryScreen()
    if screen is None:
        return
    splash = Splash(look)
    _open.append(splash)
    splash.setScreen(screen)
    splash.setGeometry(screen.geometry())
    splash.showFullScreen()
    end = time.monotonic() + _PATIENCE_S
    while not splash.is_painted and time.monotonic() < end:
        app.processEvents()
    notify(SPLASH)


def settle_splash(*, full_screen: bool) -> None:
    """Show the splash in the size of the configured window."""
    for splash in _open:
        if not full_screen:
            room = splash.screen().availableGeometry()
            splash.showNormal()
            splash.resize(room.size() * _ORDINARY)
            splash.move(room.center() - splash.rect().center())
        splash.update()
        QApplication.processEvents()


def close_splash() -> None:
    """Close the splash, when the window is shown in its place."""
    for splash in _open:
        splash.close()
        splash.deleteLater()
    _open.clear()
