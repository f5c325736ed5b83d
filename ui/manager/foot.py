"""Show the foot of the draft: how many changes, whether they are saved, and what can be done with them."""

from enum import Enum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Role, Theme
from ui.widgets import Key, Kind, Text
from ui.widgets.tiles import paint_disc


class FootAct(Enum):
    """List what the keys of the foot do."""

    DROP = "drop"
    COMPARE = "compare"
    EXPORT = "export"
    EDIT = "edit"
    PUBLISH = "publish"


_ICONS = {
    FootAct.DROP: "",
    FootAct.COMPARE: "list-checks",
    FootAct.EXPORT: "file-down",
    FootAct.EDIT: "pencil",
    FootAct.PUBLISH: "check",
}


class FootKey(Key):
    """Do one thing with the draft. Signal: ``acted`` carries it."""

    acted = Signal(object)

    def __init__(self, theme: Theme, act: FootAct, text: str) -> None:
        kind = Kind.MAIN if act is FootAct.PUBLISH else Kind.SECOND
        super().__init__(theme, kind, text, icon=_ICONS[act])
        self._act = act
        self.icon_colour = theme.c.flag
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.mm(52))
        self.clicked.connect(self._do)

    def _do(self) -> None:
        self.acted.emit(self._act)


class DraftFoot(QWidget):
    """Show a disc, two sentences and the keys. Signal: ``acted`` carries a `FootAct`."""

    acted = Signal(object)

    def __init__(self, theme: Theme, words: dict[FootAct, str]) -> None:
        super().__init__()
        self._theme, self._icon = theme, "check"
        self.setFixedHeight(theme.mm(88))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.mm(92), 0, theme.mm(24), 0)
        row.setSpacing(theme.mm(14))
        self.title = Text(theme, Role.HEADING, wrap=False)
        self.text = Text(theme, Role.SMALL, colour=theme.c.ink_soft)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.keys = {act: FootKey(theme, act, words[act]) for act in FootAct}
        for key in self.keys.values():
            key.acted.connect(self.acted)
            row.addWidget(key)

    def say(self, title: str, text: str, icon: str) -> None:
        """Show what stands with the draft."""
        self._icon = icon
        self.title.set_text(title)
        self.text.set_text(text)
        self.setAccessibleName(f"{title}. {text}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c = self._theme, self._theme.c
        painter = QPainter(self)
        painter.fillRect(self.rect(), c.sand)
        painter.fillRect(QRectF(0, 0, self.width(), 1), c.rule)
        side = theme.mm(48)
        disc = QRectF(theme.mm(24), (self.height() - side) / 2, side, side)
        paint_disc(painter, theme, disc, c.gold, self._icon, c.ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.end()
