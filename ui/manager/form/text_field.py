"""Take text: one line, or several."""

from typing import Any

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from ui.manager.form.control import FIELD_HIGH, RADIUS, Control, paint_field
from ui.theme import Role, Theme
from ui.widgets.focus import show_ring

#: Milliseconds without a letter until an eager field tells its text.
_PAUSE_MS = 400


def field_palette(theme: Theme, palette: QPalette) -> QPalette:
    """Return the colours of a native input over a painted field."""
    colours = QPalette(palette)
    colours.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
    colours.setColor(QPalette.ColorRole.Text, theme.c.ink)
    colours.setColor(QPalette.ColorRole.PlaceholderText, theme.c.ink_soft)
    colours.setColor(QPalette.ColorRole.Highlight, theme.c.gold)
    colours.setColor(QPalette.ColorRole.HighlightedText, theme.c.ink)
    return colours


class TextEntry(QLineEdit):
    """Take one line of text in a painted field. Signal: ``typed`` carries the text when a person has finished it.

    ``typed`` comes by Enter and by leaving the field, and only for another text than the one that was shown.
    """

    typed = Signal(str)

    def __init__(self, theme: Theme, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.is_marked = False
        self._shown = ""
        self.setFrame(False)
        self.setFont(theme.font(Role.BODY))
        self.setPalette(field_palette(theme, self.palette()))
        self.setTextMargins(theme.mm(12), 0, theme.mm(12), 0)
        self.setFixedHeight(theme.mm(FIELD_HIGH))
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.editingFinished.connect(self._finish)

    def show_text(self, text: str) -> None:
        """Show a text. One that is being typed is kept as long as the shown one stays the same."""
        if text != self._shown or not self.hasFocus():
            self._shown = text
            if text != self.text():
                self.setText(text)
                self.setCursorPosition(0)

    def set_marked(self, *, marked: bool) -> None:
        """Show whether the text differs from the one in force."""
        if marked != self.is_marked:
            self.is_marked = marked
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up what is typed by Escape."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, self.theme, self.theme.mm(RADIUS), event.reason())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        focused, enabled = self.hasFocus(), self.isEnabled()
        paint_field(painter, self.theme, QRectF(self.rect()), marked=self.is_marked, focused=focused, enabled=enabled)
        painter.end()
        super().paintEvent(event)

    def _finish(self) -> None:
        text = self.text()
        if text != self._shown:
            self._shown = text
            self.typed.emit(text)


class TextField(Control):
    """Hold a text. `bold` shows it as the main name of a part. `eager`: it tells its text in a pause of typing, too."""

    def __init__(
        self,
        theme: Theme,
        hint: str = "",
        *,
        bold: bool = False,
        eager: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self.entry = TextEntry(theme, hint)
        if bold:
            self.entry.setFont(theme.font(Role.BODY, 600))
        self.entry.typed.connect(self._typed)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell_pause)
        if eager:
            self.entry.textEdited.connect(self._later)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.entry)
        self.setFocusProxy(self.entry)

    def show_value(self, value: Any) -> None:
        """Show a text; None is empty."""
        self.entry.show_text("" if value is None else str(value))

    def show_marked(self, *, marked: bool) -> None:
        """Show whether the text differs from the one in force."""
        self.entry.set_marked(marked=marked)

    def set_label(self, label: str) -> None:
        """Tell assistive programs what the field is for."""
        self.entry.setAccessibleName(label)

    def _typed(self, text: str) -> None:
        self.changed.emit(" ".join(text.split()))

    def _later(self) -> None:
        self._pause.start()

    def _tell_pause(self) -> None:
        """Tell the text, unless it is not finished: empty, or with a space at its end."""
        text = self.entry.text()
        if text and text == " ".join(text.split()):
            self.entry.editingFinished.emit()


class _Lines(QPlainTextEdit):
    """Take several lines. Tab goes on to the next control. Signal: ``left``: the focus went away."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setFont(theme.font(Role.BODY))
        self.setPalette(field_palette(theme, self.palette()))
        self.viewport().setAutoFillBackground(False)
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, self._theme, self._theme.mm(RADIUS), event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class TextArea(Control):
    """Hold a text of several lines. Its value is told when the focus leaves, and by every letter (``typing``)."""

    typing = Signal(str)

    def __init__(self, theme: Theme, hint: str = "", *, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._marked, self._shown = False, ""
        self.lines = _Lines(theme)
        self.lines.setPlaceholderText(hint)
        self.lines.setAccessibleName(hint)
        self.lines.left.connect(self._leave)
        self.lines.textChanged.connect(self._type)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.mm(8), theme.mm(6), theme.mm(8), theme.mm(6))
        row.addWidget(self.lines)
        self.setFocusProxy(self.lines)
        self.setFixedHeight(round(theme.size(Role.BODY) * 1.5 * lines) + theme.mm(22))

    @property
    def text(self) -> str:
        """Return the text as it stands."""
        return self.lines.toPlainText().strip()

    def show_value(self, value: Any) -> None:
        """Show a text."""
        text = "" if value is None else str(value)
        if text != self._shown or not self.lines.hasFocus():
            self._shown = text
            if text != self.lines.toPlainText():
                self.lines.setPlainText(text)

    def clear(self) -> None:
        """Forget the text, also one that is being typed."""
        self._shown = ""
        self.lines.clear()

    def show_marked(self, *, marked: bool) -> None:
        """Show whether the text differs from the one in force."""
        self._marked = marked
        self.update()

    def set_label(self, label: str) -> None:
        """Tell assistive programs what the field is for."""
        self.lines.setAccessibleName(label)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        focused = self.lines.hasFocus()
        area = QRectF(self.rect())
        paint_field(painter, self.theme, area, marked=self._marked, focused=focused, enabled=self.isEnabled())
        painter.end()

    def _type(self) -> None:
        self.typing.emit(self.text)

    def _leave(self) -> None:
        self.update()
        if self.text != self._shown:
            self._shown = self.text
            self.changed.emit(self.text)
