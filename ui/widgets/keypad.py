"""Show a number pad for a PIN."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import Role, Theme
from ui.widgets.keys import Key


class _Figure(Key):
    """Show one figure of the pad. ``said`` carries it."""

    said = Signal(str)

    def __init__(self, theme: Theme, figure: str) -> None:
        super().__init__(theme, text=figure, role=Role.HEADING if theme.is_low else Role.TITLE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._say)

    def _say(self) -> None:
        self.said.emit(self.label)


class Keypad(QWidget):
    """Type figures 1 to 9 and 0. ``typed`` carries a figure; the erase key emits ``erased``."""

    typed = Signal(str)
    erased = Signal()

    def __init__(
        self, theme: Theme, erase: str, *, key_size: QSize | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.gap(theme.m.gap / theme.m.unit))
        for index, figure in enumerate("1234567890"):
            key = _Figure(theme, figure)
            key.said.connect(self.typed)
            row, column = divmod(index, 3) if figure != "0" else (3, 1)
            grid.addWidget(key, row, column)
            if key_size is not None:
                key.setFixedSize(key_size)
        back = Key(theme, icon="delete", parent=self)
        back.setAccessibleName(erase)
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(self.erased)
        if key_size is not None:
            back.setFixedSize(key_size)
        grid.addWidget(back, 3, 2)
