"""A question over the screen: a child widget that comes from the bottom over a dark scrim, never a window."""

from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Role, Theme
from ui.widgets.keys import Key, Kind
from ui.widgets.paint import rounded
from ui.widgets.text import Text


class SheetPaper(QWidget):
    """The white sheet itself, rounded above, cut off below."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, outlined in high contrast."""
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
    """Asks one question with two keys, the safe one left. ``safe`` and ``main`` say which was pressed; the sheet then
    closes and deletes itself. Touching the scrim does nothing; Escape is the safe key.
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
        super().__init__(over)
        self._theme, self._width = theme, width
        self._paper = SheetPaper(theme, self)
        self._slide: QPropertyAnimation | None = None
        column = QVBoxLayout(self._paper)
        pad = round(theme.m.icon_banner * 0.6)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(round(pad * 0.4))
        if icon:
            mark = Text(theme, Role.TITLE, icon=icon, icon_colour=theme.c.flag)
            column.addWidget(mark)
        column.addWidget(Text(theme, Role.TITLE, title))
        column.addWidget(Text(theme, Role.BODY, text))
        column.addSpacing(round(pad * 0.4))
        row = QHBoxLayout()
        row.setSpacing(theme.gap(theme.m.gap / theme.m.unit))
        self.safe_key = Key(theme, text=safe)
        self.main_key = Key(theme, Kind.MAIN, main)
        for key in (self.safe_key, self.main_key):
            row.addWidget(key, 1)
        self.safe_key.clicked.connect(self._chose_safe)
        self.main_key.clicked.connect(self._chose_main)
        column.addLayout(row)
        self.setAccessibleName(title)
        over.installEventFilter(self)
        self._cover()
        self.show()
        self.raise_()
        self.safe_key.setFocus(Qt.FocusReason.PopupFocusReason)
        self._come()

    @property
    def paper_top(self) -> int:
        """Where the paper lies, or will lie when it has come, in the widget it covers."""
        return self.height() - self._paper.height()

    def _chose_safe(self) -> None:
        self._close()
        self.safe.emit()

    def _chose_main(self) -> None:
        self._close()
        self.main.emit()

    def make_way(self, *, is_gone: bool) -> None:
        """For something that lies in its place for a while."""
        self._paper.setHidden(is_gone)

    def dismiss(self) -> None:
        """Close without an answer, for instance when the time is over."""
        self._close()

    def _close(self) -> None:
        self.hide()
        self.deleteLater()

    def _cover(self) -> None:
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(over.rect())

    def _come(self) -> None:
        duration = self._theme.ms("sheet")
        if duration == 0:
            return
        end = self._paper.pos()
        self._slide = QPropertyAnimation(self._paper, b"pos", self)
        self._slide.setDuration(duration)
        self._slide.setStartValue(QPoint(end.x(), self.height()))
        self._slide.setEndValue(end)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The paper lies at the bottom, in the middle."""
        super().resizeEvent(event)
        side = self._theme.mm(8)
        width = min(self._width or self.width() - 2 * side, self.width() - 2 * side)
        layout = self._paper.layout()
        height = layout.totalHeightForWidth(width) if layout is not None else 0
        height = max(height, self._paper.sizeHint().height()) if height <= 0 else height
        height += round(self._theme.m.edge * 2)
        self._paper.setGeometry((self.width() - width) // 2, self.height() - height, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what it covers."""
        if event.type() == QEvent.Type.Resize:
            self._cover()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The scrim takes the touch; nothing below it is pressed."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape is the safe answer."""
        if event.key() == Qt.Key.Key_Escape:
            self._chose_safe()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, _next: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """The keyboard stays on the two keys."""
        other = self.main_key if self.window().focusWidget() is self.safe_key else self.safe_key
        other.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The scrim."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.c.scrim)
        painter.end()
