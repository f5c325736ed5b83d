"""Show what is saved or missing, and the keys that lead to the other steps."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kiosk.domain.language.text import Texts
from ui.theme import Role, Theme
from ui.widgets import Key, Kind, Text

_HIGH, _KEY = 88, 56


class GuideFoot(QWidget):
    """Show one sentence and three keys: `back`, `later`, and `main`, which names the next step."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._theme = theme
        self.said = Text(theme, Role.BODY, icon="circle-check", icon_colour=theme.c.good)
        self.back = Key(theme, text=texts.say("guide.back"), icon="arrow-left")
        self.later = Key(theme, text=texts.say("guide.later"))
        self.main = Key(theme, Kind.MAIN, trailing="arrow-right")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.mm(24), theme.mm(12), theme.mm(24), theme.mm(12))
        row.setSpacing(theme.mm(14))
        row.addWidget(self.said, 1, Qt.AlignmentFlag.AlignVCenter)
        for key in (self.back, self.later, self.main):
            key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            key.setFixedHeight(theme.mm(_KEY) + round(theme.m.edge))
            row.addWidget(key)
        self.setFixedHeight(theme.mm(_HIGH))

    def say(self, bold: str, words: str = "", *, is_good: bool) -> None:
        """Show a sentence; `bold` is its beginning."""
        c = self._theme.c
        self.said.set_text(f"{bold} {words}".strip(), bold=bold)
        self.said.set_icon("circle-check" if is_good else "triangle-alert")
        self.said.set_colour(c.ink, c.good if is_good else c.ink)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.c.sand)
        painter.fillRect(QRectF(0, 0, self.width(), max(1.0, self._theme.m.line)), self._theme.c.line)
        painter.end()
