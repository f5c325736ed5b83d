"""Show a sheet over the screen: a child widget with a paper at the bottom over a dark scrim, never a window."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import rounded
from ui.widgets.keys import Key, Kind
from ui.widgets.sliding import Slide
from ui.widgets.text import Text


class SheetPaper(QWidget):
    """Show the white paper of a sheet, rounded at the top, cut at the bottom."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.m.radius_card
        area = QRectF(self.rect()).adjusted(0, 0, 0, radius)
        if theme.high_contrast:
            painter.fillPath(rounded(area, radius), theme.c.ink)
            w = theme.m.outline
            area = area.adjusted(w, w, -w, 0)
        painter.fillPath(rounded(area, radius), theme.c.ground)
        painter.end()


class Sheet(QWidget):
    """Show a paper at the bottom over a dark scrim. A subclass fills `body` and calls `come`.

    It is as large as the widget it covers. Nothing below it can be pressed; a touch on the scrim emits `beside`.
    """

    beside = Signal()

    def __init__(self, over: QWidget, theme: Theme, title: str) -> None:
        super().__init__(over)
        self.theme = theme
        self._paper = SheetPaper(theme, self)
        self.body = QVBoxLayout(self._paper)
        self.setAccessibleName(title)
        over.installEventFilter(self)

    def paper_width(self) -> int:
        """Return the largest width of the paper, in pixels. `side` is kept free at both sides."""
        return self.width()

    def side(self) -> int:
        """Return the least distance of the paper from the sides, in pixels."""
        return self.theme.mm(8)

    def paper_height(self, width: int) -> int:
        """Return the height of the body at this width, in pixels."""
        height = self.body.totalHeightForWidth(width)
        return height if height > 0 else self.body.sizeHint().height()

    @property
    def paper_top(self) -> int:
        """Return the y where the paper begins, in the covered widget, once it is shown."""
        return self.height() - self._paper.height()

    @property
    def keys_top(self) -> int:
        """Return the y of the first key, in the covered widget."""
        keys = (key for key in self._paper.findChildren(QAbstractButton) if key.isVisibleTo(self._paper))
        return min((self.y() + key.mapTo(self, QPoint()).y() for key in keys), default=self.y() + self.height())

    def come(self) -> None:
        """Cover the widget, above everything."""
        self._cover()
        self.show()
        self.raise_()

    def make_way(self, *, is_gone: bool) -> None:
        """Hide the paper while something else is in its place, or show it again."""
        self._paper.setHidden(is_gone)

    def dismiss(self) -> None:
        """Close without an answer, for instance after a timeout."""
        self.hide()
        self.deleteLater()

    def _cover(self) -> None:
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(over.rect())
            self._place()

    def _place(self) -> None:
        width = min(self.paper_width(), self.width() - 2 * self.side())
        self.body.activate()
        height = min(self.paper_height(width), self.height())
        self._paper.setGeometry((self.width() - width) // 2, self.height() - height, width, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size of the covered widget."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._cover()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the touch, so that nothing below is pressed."""
        event.accept()
        self.beside.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.c.scrim)
        painter.end()


class QuestionSheet(Sheet):
    """Ask one question with two keys, the safe one left.

    ``safe`` and ``main`` tell which key was pressed; the sheet then closes and deletes itself. A touch on the scrim
    does nothing. Escape presses the safe key.
    """

    safe = Signal()
    main = Signal()

    def __init__(  # noqa: PLR0913 - named options of a widget
        self,
        over: QWidget,
        theme: Theme,
        title: str,
        text: str,
        *,
        safe: str,
        main: str,
        icon: str = "",
        width: int | None = None,
    ) -> None:
        super().__init__(over, theme, title)
        self._width = width
        pad = round(theme.m.icon_banner * 0.6)
        self.body.setContentsMargins(pad, pad, pad, pad)
        self.body.setSpacing(round(pad * 0.4))
        if icon:
            self.body.addWidget(Text(theme, Role.TITLE, icon=icon, icon_colour=theme.c.flag))
        self.body.addWidget(Text(theme, Role.TITLE, title))
        self.body.addWidget(Text(theme, Role.BODY, text))
        self.body.addSpacing(round(pad * 0.4))
        row = QHBoxLayout()
        row.setSpacing(theme.gap(theme.m.gap / theme.m.unit))
        self.safe_key = Key(theme, text=safe)
        self.main_key = Key(theme, Kind.MAIN, main)
        for key in (self.safe_key, self.main_key):
            row.addWidget(key, 1)
        self.safe_key.clicked.connect(self._chose_safe)
        self.main_key.clicked.connect(self._chose_main)
        self.body.addLayout(row)
        self.come()
        self.safe_key.setFocus(Qt.FocusReason.PopupFocusReason)
        Slide(self).start(self._paper, theme, "sheet", QPoint(0, 1))

    def paper_width(self) -> int:
        """Return the width that was asked for, otherwise all of it."""
        return self._width or self.width()

    def paper_height(self, width: int) -> int:
        """Return the height with room for the lower edges of the keys."""
        return super().paper_height(width) + round(self.theme.m.edge * 2)

    def _chose_safe(self) -> None:
        self.dismiss()
        self.safe.emit()

    def _chose_main(self) -> None:
        self.dismiss()
        self.main.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the safe answer by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._chose_safe()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, _next: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Move the focus between the two keys only."""
        other = self.main_key if self.window().focusWidget() is self.safe_key else self.safe_key
        other.setFocus(Qt.FocusReason.TabFocusReason)
        return True
