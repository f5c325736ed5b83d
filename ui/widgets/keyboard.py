"""Keys to type with: a number pad for a PIN, a keyboard for codes and for a search."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Role, Theme
from ui.widgets.keys import Key, Kind

_LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_FIGURES = ("1234567890", "-/:.,?()'", "_+=@#%&")
_KEY_MM = (22, 24)


class _Letter(Key):
    """One key of a keyboard: 22 × 24 mm, or as wide as its row lets it be. ``said`` carries what it types."""

    said = Signal(str)

    def __init__(self, theme: Theme, text: str, kind: Kind = Kind.SECOND, *, icon: str = "", wide: float = 1) -> None:
        super().__init__(theme, kind, text, icon=icon, role=Role.LABEL)
        self._wide = wide
        self.weight = 700 if kind is Kind.MAIN else 600
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._say)

    def _say(self) -> None:
        self.said.emit(self.label)

    def padding(self) -> float:
        """Little: a letter needs no room beside it."""
        return self.theme.mm(2)

    def icon_size(self) -> float:
        """As large as a letter."""
        return self.theme.m.icon_inline

    def radius(self) -> float:
        """Tighter corners than a large key."""
        return self.theme.m.radius_key * 0.7

    def sizeHint(self) -> QSize:
        """The size of the look."""
        width, height = _KEY_MM
        return QSize(self.theme.mm(width * self._wide), self.theme.mm(height + 1.9))

    def minimumSizeHint(self) -> QSize:
        """At least the smallest touch."""
        return QSize(self.theme.mm(15), self.sizeHint().height())


class _Figure(Key):
    """One figure of the pad; ``said`` carries it."""

    said = Signal(str)

    def __init__(self, theme: Theme, figure: str) -> None:
        super().__init__(theme, text=figure, role=Role.TITLE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._say)

    def _say(self) -> None:
        self.said.emit(self.label)


class Keypad(QWidget):
    """Figures 1 to 9, 0 and a key that takes the last one back. ``typed`` carries a figure."""

    typed = Signal(str)
    erased = Signal()

    def __init__(
        self, theme: Theme, erase: str, *, key_size: QSize | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(round(theme.m.gap * 0.8))
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


class Keyboard(QWidget):
    """Letters and figures. ``typed`` carries a character, ``accepted`` is the main key, which names the act (`act`).

    `capitals` for codes: capital letters and no shift key. A real keyboard works too once this has the focus.
    """

    typed = Signal(str)
    erased = Signal()
    accepted = Signal()

    def __init__(
        self,
        theme: Theme,
        act: str,
        *,
        space: str = "",
        erase: str = "",
        capitals: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._capitals = theme, capitals
        self._shifted, self._figures = capitals, False
        self._keys: list[list[_Letter]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.mm(3.2))
        self._shift = _Letter(theme, "", icon="arrow-big-up", wide=1.45)
        self._erase = _Letter(theme, "", icon="delete", wide=1.45)
        self._erase.setAccessibleName(erase)
        self._swap = _Letter(theme, "123", wide=1.45)
        self._space = _Letter(theme, space, wide=4.2)
        self._space.weight = 400
        for key in (self._swap, self._space):
            key.role = Role.KEY
        self.act = _Letter(theme, act, Kind.MAIN, wide=3)
        for index, letters in enumerate(_LETTERS):
            column.addLayout(self._row(index, letters))
        last = QHBoxLayout()
        last.setSpacing(theme.mm(3.2))
        for key, stretch in ((self._swap, 15), (self._space, 42), (self.act, 30)):
            last.addWidget(key, stretch)
        column.addLayout(last)
        self._shift.clicked.connect(self._toggle_shift)
        self._erase.clicked.connect(self.erased)
        self._swap.clicked.connect(self._toggle_figures)
        self._space.clicked.connect(self._type_space)
        self.act.clicked.connect(self.accepted)
        self._shift.setVisible(not capitals)
        self._relabel()

    def _row(self, index: int, letters: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.mm(3.2))
        keys: list[_Letter] = []
        if index == 1:
            row.addStretch(5)
        if index == 2:
            row.addWidget(self._shift, 14)
        for _letter in letters:
            key = _Letter(self._theme, "")
            key.said.connect(self._press)
            row.addWidget(key, 10)
            keys.append(key)
        if index == 1:
            row.addStretch(5)
        if index == 2:
            row.addWidget(self._erase, 14)
        self._keys.append(keys)
        return row

    def _type_space(self) -> None:
        self.typed.emit(" ")

    def _press(self, letter: str) -> None:
        self.typed.emit(letter)
        if self._shifted and not self._capitals:
            self._toggle_shift()

    def _toggle_shift(self) -> None:
        self._shifted = not self._shifted
        self._relabel()

    def _toggle_figures(self) -> None:
        self._figures = not self._figures
        self._relabel()

    def _relabel(self) -> None:
        source = _FIGURES if self._figures else _LETTERS
        for row, letters in zip(self._keys, source, strict=True):
            for key, letter in zip(row, letters, strict=True):
                key.set_text(letter.upper() if self._shifted else letter)
        self._swap.set_text("ABC" if self._figures else "123")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What a real keyboard types."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.act.click()
        elif event.key() == Qt.Key.Key_Backspace:
            self.erased.emit()
        elif event.text().isprintable() and event.text():
            self.typed.emit(event.text().upper() if self._capitals else event.text())
        else:
            super().keyPressEvent(event)
