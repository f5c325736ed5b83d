"""Show a pad for a PIN, or for a password of letters, figures and signs."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.theme import Role, Theme
from ui.widgets.keys import Key

_COLUMNS, _ROWS = 3, 4
#: Millimetres of a key: preferred width and height; the least of both, without the edge.
_KEY_MM, _LEAST_MM = (62.0, 32.0), 16.4
#: What the ten keys type, layer by layer.
_FIGURES = "1234567890"
_LAYERS = (_FIGURES, "abcdefghij", "klmnopqrst", "uvwxyz.-_!", "ABCDEFGHIJ", "KLMNOPQRST", "UVWXYZ@#?+")


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

    `letters` names the key that changes the figures to letters and signs, ten at a time; empty: there is none. Keys
    have the fixed `key_size`, or they grow with the pad from the least key to the preferred one.
    """

    typed = Signal(str)
    erased = Signal()

    def __init__(
        self,
        theme: Theme,
        erase: str,
        *,
        letters: str = "",
        key_size: QSize | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._gap, self._key_size = theme.gap(theme.m.gap / theme.m.unit), key_size
        self._preferred = QSize(theme.mm(_KEY_MM[0]), theme.target(_KEY_MM[1]))
        self._least = QSize(theme.target(_LEAST_MM), theme.target(_LEAST_MM + theme.m.edge / theme.m.unit))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(self._gap)
        self._layer = 0
        self._keys = [_Figure(theme, figure) for figure in _FIGURES]
        for index, key in enumerate(self._keys):
            key.said.connect(self.typed)
            row, column = divmod(index, _COLUMNS) if index < len(_FIGURES) - 1 else (_ROWS - 1, 1)
            self._add(key, row, column)
        self.layers = Key(theme, text=_LAYERS[1][:3], parent=self)
        self.layers.setAccessibleName(letters)
        self.layers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.layers.clicked.connect(self._turn)
        self.layers.setVisible(bool(letters))
        if letters:
            self._add(self.layers, _ROWS - 1, 0)
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

    def reset(self) -> None:
        """Show the figures again."""
        self._show(0)

    def _turn(self) -> None:
        self._show((self._layer + 1) % len(_LAYERS))

    def _show(self, layer: int) -> None:
        self._layer = layer
        for key, character in zip(self._keys, _LAYERS[layer], strict=True):
            key.set_text(character)
        self.layers.set_text(_LAYERS[(layer + 1) % len(_LAYERS)][:3])

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
