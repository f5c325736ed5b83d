"""Draw two rings around the control with the keyboard focus: yellow inside, ink outside, both outside its face."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.theme import Theme
from ui.widgets.drawing.paint import rounded

_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class FocusRing(QWidget):
    """Follow one control as a transparent child of the window. Each window has one, made when first needed."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._theme: Theme | None = None
        self._radius = 0.0
        self.hide()

    def follow(self, target: QWidget, theme: Theme, radius: float) -> None:
        """Surround `target` until it loses the focus."""
        self.leave()
        self._target, self._theme, self._radius = target, theme, radius
        holder: QWidget | None = target
        while holder is not None and holder is not self.window():  # it moves where a page is shown in parts
            self._watched.append(holder)
            holder.installEventFilter(self)
            holder = holder.parentWidget()
        self._place()

    def leave(self) -> None:
        """Hide the rings and forget the control."""
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        self._target = None
        self.hide()

    def _place(self) -> None:
        target, theme = self._target, self._theme
        if target is None or theme is None or not target.isVisible():
            self.hide()
            return
        ring = round(2 * theme.m.focus)
        corner = target.mapTo(self.window(), target.rect().topLeft())
        self.setGeometry(corner.x() - ring, corner.y() - ring, target.width() + 2 * ring, target.height() + 2 * ring)
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        elif watched is self._target and kind in (QEvent.Type.Hide, QEvent.Type.FocusOut):
            self.leave()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._theme is None:
            return
        theme, w = self._theme, self._theme.m.focus
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outer = QRectF(self.rect())
        middle = outer.adjusted(w, w, -w, -w)
        inner = middle.adjusted(w, w, -w, -w)
        r = self._radius
        painter.fillPath(rounded(outer, r + 2 * w) - rounded(middle, r + w), theme.c.ink)
        painter.fillPath(rounded(middle, r + w) - rounded(inner, r), theme.c.sun)
        painter.end()


def show_ring(target: QWidget, theme: Theme, radius: float, reason: Qt.FocusReason) -> None:
    """Show the rings if the keyboard brought the focus, not a finger. ``focusInEvent`` calls it."""
    if reason not in _BY_KEYBOARD:
        return
    window = target.window()
    ring = window.findChild(FocusRing, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if ring is None:
        ring = FocusRing(window)
    ring.follow(target, theme, radius)
