"""Show a number pad for a PIN."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.keys import Key

_COLUMNS, _ROWS = 3, 4
#: Millimetres of a key: preferred width and height; the least of both, without the edge.
_KEY_MM, _LEAST_MM = (62.0, 32.0), 16.4


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
    """Type figures 1 to 9 and 0. ``typed`` carries a figure; the erase key emits ``erased``.

    Keys have the fixed `key_size`, or they grow with the pad from the least key to the preferred one.
    """

    typed = Signal(str)
    erased = Signal()

    def __init__(
        self, theme: Theme, erase: str, *, key_size: QSize | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._gap, self._key_size = theme.gap(theme.m.gap / theme.m.unit), key_size
        self._preferred = QSize(theme.mm(_KEY_MM[0]), theme.target(_KEY_MM[1]))
        self._least = QSize(theme.target(_LEAST_MM), theme.target(_LEAST_MM + theme.m.edge / theme.m.unit))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(self._gap)
        for index, figure in enumerate("1234567890"):
            key = _Figure(theme, figure)
            key.said.connect(self.typed)
            row, column = divmod(index, _COLUMNS) if figure != "0" else (_ROWS - 1, 1)
            self._add(key, row, column)
        back = Key(theme, icon="delete", parent=self)
        back.setAccessibleName(erase)
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(self.erased)
        self._add(back, _ROWS - 1, _COLUMNS - 1)
        if key_size is None:
            self.setMaximumWidth(self.sizeHint().width())

    def _add(self, key: Key, row: int, column: int) -> None:
        self._grid.addWidget(key, row, column)
        if self._key_size is not None:
            key.setFixedSize(self._key_size)
            return
        key.setMinimumSize(self._least)
        key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def sizeHint(self) -> QSize:
        """Return the size with keys of the preferred size."""
        return self._size(self._key_size or self._preferred)

    def minimumSizeHint(self) -> QSize:
        """Return the size with the smallest keys that a finger can press."""
        return self._size(self._key_size or self._least)

    def hasHeightForWidth(self) -> bool:
        """Return that no figure needs a second line."""
        return False

    def _size(self, key: QSize) -> QSize:
        return QSize(_COLUMNS * (key.width() + self._gap) - self._gap, _ROWS * (key.height() + self._gap) - self._gap)
