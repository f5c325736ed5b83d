"""Show the on-screen keyboard: letters and figures for a search or a remark, capitals for a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.domain.language.composition import Method
from ui.theme import Role, Theme
from ui.widgets.drawing.face import Face
from ui.widgets.input.key_plans import CODE_PLAN, PLANS, KeyPlan
from ui.widgets.keys import Key, Kind

#: In millimetres: a key's face, the gap between two keys, and the least width of a key (15 mm where a panel shrinks the
#: design).
_KEY_MM, _GAP_MM, _LEAST_MM = (22.0, 24.0), 3.5, 17.4
#: The least and the largest height of a face in millimetres; the least one is for low reach.
_LEAST_HIGH_MM = 15.2
_HIGHEST_MM = 34.0
#: The widths in columns of the method key and of the main key; the same for the largest letters on a keyboard narrower
#: than the last value, in millimetres.
_COLUMNS, _NARROW_COLUMNS, _NARROW_MM = (1.7, 2.9), (2.1, 2.3), 330
#: The width in columns of the key for figures and signs.
_FIGURES = 1.9
#: The least number of keys beside each other. Every panel has space for them.
_LETTERS_ACROSS = 10
_FULL_STOP = {Method.KHMER: "។"}


@dataclass(frozen=True, slots=True)
class KeyWords:
    """Hold the labels and spoken names of the keys of a text keyboard.

    `names`: the name of each typing method. `switch`: the effect of the key that changes it, with ``{name}``.
    """

    space: str
    shift: str
    figures: str
    names: Mapping[Method, str]
    switch: str


class _Letter(Key):
    """Show one key of a keyboard. ``said`` carries what it types, which can differ from its label."""

    said = Signal(str)

    def __init__(
        self, theme: Theme, parent: QWidget, kind: Kind = Kind.SECOND, *, icon: str = "", role: Role = Role.LABEL
    ) -> None:
        super().__init__(theme, kind, icon=icon, role=role, parent=parent)
        self.types = ""
        self.weight = 700 if kind is Kind.MAIN else 600
        self.is_lit = False
        self.clicked.connect(self._say)

    def set_character(self, text: str) -> None:
        """Set what the key types and shows. A combining sign is shown at a dotted circle."""
        self.types = text
        self.set_text(text)

    def _say(self) -> None:
        if self.types:
            self.said.emit(self.types)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the key by Enter only. The space bar of a real keyboard types a space."""
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
            return
        super().keyPressEvent(event)

    def set_lit(self, lit: bool) -> None:  # noqa: FBT001 - reads like setChecked
        """Show the key as chosen by a thick outline. It has no space for a check mark."""
        self.is_lit = lit
        self.update()

    def face(self) -> Face:
        """Return the body in gold with a thick outline while the key is lit."""
        if not self.is_lit or self.isDown():
            return super().face()
        c, m = self.theme.c, self.theme.m
        return Face(c.chosen, c.chosen_outline, m.chosen, c.chosen_edge, self.edge_depth(), self.radius())

    def padding(self) -> float:
        """Return the padding beside the label in pixels. A letter needs less than a word."""
        beside, word = (0.0, 2.0) if self.theme.is_rolled else (1.2, 3.5)
        return self.theme.mm(beside if self.types else word)

    def icon_size(self) -> float:
        """Return the icon's side in pixels, the size of a letter."""
        return self.theme.m.icon_inline

    def radius(self) -> float:
        """Return the corner radius in pixels, smaller than a large key's."""
        return self.theme.m.radius_key * 0.7


class Keyboard(QWidget):
    """Type text. ``typed`` carries what a key types, ``switched`` asks for another `Method` by its name.

    `erase` is the key that deletes a letter. The main key `act` names what is done with the text. Without `words` the
    keyboard types codes: capitals and figures, no space and no main key. A real keyboard also works while this has the
    focus; its Enter emits ``accepted``.

    `room`: pixels of the panel's width; a wider plan of keys gets shorter rows. `is_layered`: a key switches to figures
    and signs, so there are fewer rows. The keyboard stores nothing that was typed.
    """

    typed = Signal(str)
    accepted = Signal()
    switched = Signal(str)

    def __init__(
        self,
        theme: Theme,
        erase: str,
        *,
        words: KeyWords | None = None,
        act: str = "",
        room: int | None = None,
        is_layered: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._words, self._room = theme, words, room
        self._plan = CODE_PLAN
        self._next: Method | None = None
        self._is_shifted = self._has_signs = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.letters: dict[str, Key] = {}
        self._rows: list[list[_Letter]] = []
        self.shift = self._special(icon="arrow-big-up", name=words.shift if words else "")
        self.erase = self._special(icon="delete", name=erase)
        self.method = self._special()
        self.figures = self._special(name=words.figures) if words is not None and is_layered else None
        self._comma = self._special()
        self.space = self._special(words.space if words else "")
        self._stop = self._special()
        self.act = _Letter(theme, self, Kind.MAIN, role=Role.LABEL)
        self.act.set_text(act)
        self.space.weight, self.space.types = 400, " "
        self.method.set_lit(True)
        for key in (self.shift, self.space, self.act):
            key.setVisible(words is not None)
        for key in (self._comma, self._stop):
            key.setVisible(words is not None and not is_layered)
        self.method.hide()
        self._comma.set_character(",")
        self.shift.clicked.connect(self._toggle_shift)
        self.method.clicked.connect(self._switch)
        if self.figures is not None:
            self.figures.clicked.connect(self._toggle_figures)
        for key in (self._comma, self.space, self._stop):
            key.said.connect(self.typed)
        self._build()

    def _special(self, text: str = "", *, icon: str = "", name: str = "") -> _Letter:
        key = _Letter(self._theme, self, icon=icon, role=Role.KEY)
        key.set_text(text)
        if name:
            key.setAccessibleName(name)
        return key

    # -- the labels of the keys ---------------------------------------------------------------------------------

    def set_methods(self, method: Method, offered: tuple[Method, ...]) -> None:
        """Type by `method`. If several methods are `offered`, a key asks for the next one.

        Raises:
            ValueError: a keyboard for codes, which has no `words`.
        """
        if self._words is None:
            raise ValueError("a keyboard for codes has one way of typing")
        self._next = offered[(offered.index(method) + 1) % len(offered)]
        self.method.set_text(self._words.names[method])
        self.method.setAccessibleDescription(self._words.switch.format(name=self._words.names[self._next]))
        self.method.setVisible(len(offered) > 1)
        stop = _FULL_STOP.get(method, ".")
        self._stop.set_character(stop)
        plan = self._fitting(PLANS[method] if self.figures is None else PLANS[method].layered(stop))
        if self.figures is not None:
            self.figures.set_text("".join(plan.signs[0][:3]))
            self.figures.setAccessibleName(self._words.figures)
        if plan != self._plan:
            self._plan, self._is_shifted, self._has_signs = plan, False, False
            self._build()
        self._place()

    def _fitting(self, plan: KeyPlan) -> KeyPlan:
        """Return the plan in rows that fit the panel."""
        least = self._least_width() + self._theme.gap(_GAP_MM)
        columns = plan.columns if self._room is None else (self._room + self._theme.gap(_GAP_MM)) // least
        return plan.narrowed(max(columns, _LETTERS_ACROSS))

    def _least_width(self) -> int:
        """Return the least width of a key in pixels, for a finger."""
        return max(self._theme.mm(_LEAST_MM), ceil(self._theme.target(0) - self._theme.m.edge))

    def release_shift(self) -> None:
        """Return to small letters, for a new text."""
        if self._has_signs:
            self._toggle_figures()
        if self._is_shifted:
            self._toggle_shift()

    def _build(self) -> None:
        """Make the letter keys of the plan and delete those of the plan before."""
        for key in (key for row in self._rows for key in row):
            key.hide()
            key.deleteLater()
        self._rows = [[self._letter() for _ in row] for row in self._layer()]
        order = [*(key for row in self._rows[:-1] for key in row), self.shift, *self._rows[-1], self.erase]
        order += [self.method, self._comma if self.figures is None else self.figures]
        order += [self.space, self._stop, self.act]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)
        self._relabel()
        self._place()

    def _letter(self) -> _Letter:
        key = _Letter(self._theme, self)
        key.said.connect(self._press)
        key.show()
        return key

    def _relabel(self) -> None:
        self.letters = {}
        for keys, row in zip(self._rows, self._layer(), strict=True):
            for key, text in zip(keys, row, strict=True):
                key.set_character(text)
                self.letters[text] = key
        self.shift.set_lit(self._is_shifted)
        self.shift.setEnabled(not self._has_signs)
        if self.figures is not None:
            self.figures.set_lit(self._has_signs)

    def _layer(self) -> tuple[tuple[str, ...], ...]:
        if self._has_signs:
            return self._plan.signs
        return self._plan.shifted if self._is_shifted else self._plan.rows

    def _press(self, text: str) -> None:
        self.typed.emit(text)
        if self._is_shifted:
            self._toggle_shift()

    def _toggle_figures(self) -> None:
        self._has_signs, self._is_shifted = not self._has_signs, False
        self._build()

    def _toggle_shift(self) -> None:
        self._is_shifted = not self._is_shifted
        self._relabel()

    def _switch(self) -> None:
        if self._next is not None:
            self.switched.emit(self._next)

    # -- the places of the keys ---------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        theme, (width, height) = self._theme, _KEY_MM
        if theme.is_rolled:  # the page above the keyboard needs the space
            return self.minimumSizeHint()
        return self._size(theme.mm(width), theme.target(height + theme.m.edge / theme.m.unit))

    def minimumSizeHint(self) -> QSize:
        """Return the size with the smallest keys that a thumb can press."""
        theme, edge = self._theme, self._theme.m.edge
        high = theme.target((_LEAST_HIGH_MM if theme.is_low or theme.is_rolled else _KEY_MM[1]) + edge / theme.m.unit)
        return self._size(self._least_width(), high)

    def words_width(self) -> int:
        """Return the least width in pixels at which the words of the last row have their full size."""
        gap, (method, act) = self._theme.gap(_GAP_MM), _COLUMNS
        keys = [(self.method, method), (self.act, act)]
        least = [(key.least_width() + gap) / columns for key, columns in keys if not key.isHidden()]
        return ceil(self._plan.columns * max(least, default=0)) - gap

    def _size(self, width: int, height: int) -> QSize:
        """Return the keyboard's size for keys of this size, with their edges and gaps."""
        gap, columns = self._theme.gap(_GAP_MM), self._plan.columns
        rows = max(len(self._plan.rows), len(self._plan.signs)) + (self._words is not None)
        act = max(0, self._theme.primary(0) - height) if self._words is not None else 0
        return QSize(columns * (width + gap) - gap, rows * (height + gap) - gap + act)

    def _bands(self) -> "list[list[tuple[Key, float]]]":
        """Return every row as keys with their widths in columns."""
        columns = self._plan.columns
        bands: list[list[tuple[Key, float]]] = [[(key, 1.0) for key in row] for row in self._rows]
        free = columns - max(len(bands[-1]), len(self._plan.rows[-1]))
        if self._words is None:
            bands[-1].append((self.erase, 1.8))
            return bands
        bands[-1] = [(self.shift, free / 2), *bands[-1], (self.erase, free / 2)]
        is_narrow = self._theme.is_rolled and (self._room or 0) < self._theme.mm(_NARROW_MM)
        method, act = _NARROW_COLUMNS if is_narrow else _COLUMNS
        ends = [(self.method, method)] if not self.method.isHidden() else []
        before, after = [(self._comma, 1.0)], [(self._stop, 1.0)]
        if self.figures is not None:
            before, after = [(self.figures, _FIGURES)], []
        space = columns - act - sum(width for _, width in (*ends, *before, *after))
        bands.append([*ends, *before, (self.space, space), *after, (self.act, act)])
        return bands

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        bands, gap, edge = self._bands(), self._theme.gap(_GAP_MM), self._theme.m.edge
        step = (self.width() + gap) / self._plan.columns
        height = int(min((self.height() + gap) / len(bands) - gap, self._theme.mm(_HIGHEST_MM) + edge))
        low = height  # the row of the main key may need more height than the others
        if self._words is not None and height < (most := self._theme.primary(0)):
            low = most
            height = (self.height() - low) // (len(bands) - 1) - gap
        top = self.height() - (len(bands) - 1) * (height + gap) - low
        for row in bands:
            tall = low if row is bands[-1] else height
            left = (self._plan.columns - sum(width for _, width in row)) / 2
            for key, width in row:
                right = left + width
                key.setGeometry(
                    QRect(round(left * step), round(top), round(right * step - gap) - round(left * step), tall)
                )
                left = right
            top += height + gap
        self.updateGeometry()

    # -- a real keyboard ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type by a real keyboard."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif event.key() == Qt.Key.Key_Backspace:
            self.erase.click()
        elif event.text().isprintable() and event.text():
            self.typed.emit(event.text() if self._words is not None else event.text().upper())
        else:
            super().keyPressEvent(event)
