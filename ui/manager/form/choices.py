"""Take one of a few, one of many, or several of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.assistive import ONE_OF_SEVERAL
from ui.manager.form.control import KEY_HIGH, Control
from ui.manager.form.flow import FlowLayout
from ui.theme import Role, Theme
from ui.widgets import Key, Kind
from ui.widgets.drawing.paint import Style, extent, fitted, rounded

_BOX = 26


@dataclass(frozen=True, slots=True)
class Pick:
    """Hold one thing to choose: its value, its words, a second line and an icon."""

    value: Any
    words: str
    second: str = ""
    icon: str = ""


class PickKey(Key):
    """Offer one thing. Signal: ``picked`` carries its value."""

    assistive_role = ONE_OF_SEVERAL
    picked = Signal(object)

    def __init__(self, theme: Theme, pick: Pick, kind: Kind = Kind.CHOICE) -> None:
        align = Qt.AlignmentFlag.AlignLeft if pick.second else Qt.AlignmentFlag.AlignHCenter
        super().__init__(theme, kind, pick.words, second=pick.second, icon=pick.icon, align=align)
        self.value = pick.value
        self.toggles = False
        self.icon_colour = theme.c.flag
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.mm(KEY_HIGH if not pick.second else 66))
        self.clicked.connect(self._pick)

    def sizeHint(self) -> QSize:
        """Return a width with room for the mark of a chosen key, so that no key moves when another one is chosen."""
        mark = 0 if self.icon_name or self.isChecked() else self.icon_size() + self.icon_gap()
        hint = super().sizeHint() + QSize(round(mark), 0)
        if not self.second:
            return hint
        style = Style(self.theme.font(Role.SMALL), self.theme.line_height(Role.SMALL))
        below = extent(self.second, style).width + 4.2 * self.padding() + self.icon_size() + self.icon_gap()
        return QSize(max(hint.width(), round(below)), hint.height())

    def _pick(self) -> None:
        self.picked.emit(self.value)


class ChoiceField(Control):
    """Hold one of a few values: a row of keys, the chosen one marked."""

    def __init__(self, theme: Theme, picks: Sequence[Pick], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._picks = tuple(picks)
        self.keys = [PickKey(theme, one) for one in picks]
        row = FlowLayout(self, theme.mm(10))
        for key in self.keys:
            key.picked.connect(self._picked)
            row.addWidget(key)
        if self.keys:
            self.setFocusProxy(self.keys[0])

    def show_value(self, value: Any) -> None:
        """Choose a value."""
        for key in self.keys:
            key.setChecked(key.value == value)

    def words(self, value: Any) -> str:
        """Return the words of a value."""
        return next((one.words for one in self._picks if one.value == value), super().words(value))

    def _picked(self, value: object) -> None:
        if not any(key.isChecked() and key.value == value for key in self.keys):
            self.show_value(value)
            self.changed.emit(value)


class PickField(Control):
    """Hold one of many values, which stand on a sheet. Signal: ``opened``: the list is asked for.

    The page shows the sheet (`ui.staff.choice`) and calls `choose` with the answer.
    """

    opened = Signal()

    def __init__(self, theme: Theme, picks: Sequence[Pick] = (), parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.picks = tuple(picks)
        self._value: Any = None
        self.key = Key(theme, align=Qt.AlignmentFlag.AlignLeft, trailing="chevron-down")
        self.key.icon_colour = theme.c.flag
        self.key.setFixedHeight(theme.mm(KEY_HIGH))
        self.key.clicked.connect(self.opened)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.key)
        self.setFocusProxy(self.key)

    def offer(self, picks: Sequence[Pick]) -> None:
        """Offer these values."""
        self.picks = tuple(picks)
        self.show_value(self._value)

    def show_value(self, value: Any) -> None:
        """Show the chosen value."""
        self._value = value
        self.key.set_text(self.words(value))
        self.key.set_icon(next((one.icon for one in self.picks if one.value == value), ""))

    def take_focus(self) -> None:
        """Take the focus again after the sheet was closed."""
        self.key.setFocus(Qt.FocusReason.PopupFocusReason)

    def choose(self, value: Any) -> None:
        """Take the answer of the sheet."""
        self.take_focus()
        if value != self._value:
            self.show_value(value)
            self.changed.emit(value)

    def set_label(self, label: str) -> None:
        """Tell assistive programs what is chosen here."""
        self.key.setAccessibleDescription(label)

    def words(self, value: Any) -> str:
        """Return the words of a value."""
        return next((one.words for one in self.picks if one.value == value), super().words(value))


class CheckKey(Key):
    """Show a check box with words, in a white key; `bare` leaves the key out.

    Signal: ``marked`` carries the value and the new state.
    """

    marked = Signal(object, bool)

    def __init__(self, theme: Theme, pick: Pick, *, bare: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(
            theme, Kind.SECOND, pick.words, second=pick.second, align=Qt.AlignmentFlag.AlignLeft, parent=parent
        )
        self.value, self._bare = pick.value, bare
        self._mark_icon = pick.icon
        self.setCheckable(True)
        self.setFixedHeight(theme.mm(66 if pick.second else KEY_HIGH))
        self.clicked.connect(self._mark)

    def sizeHint(self) -> QSize:
        """Return the size of box, icon and words."""
        icon = self.icon_size() + self.theme.mm(12) if self._mark_icon else 0
        pads = 0 if self._bare else 2 * self.theme.mm(14)
        width = self.text_width() + self.theme.mm(_BOX + 12 + 4) + icon + pads + 2 * self.theme.m.outline
        return QSize(round(width) + 4, self.height())

    def edge_depth(self) -> float:
        """Return the height of the lower edge: none for a bare check box."""
        return 0.0 if self._bare else super().edge_depth()

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw the box, its mark, the icon and the words."""
        theme, side = self.theme, float(self.theme.mm(_BOX))
        if self._bare:
            painter.fillRect(QRectF(self.rect()), theme.c.ground)
        x = face.x() + (0 if self._bare else theme.mm(14))
        self._paint_box(painter, QRectF(x, face.center().y() - side / 2, side, side))
        x += side + theme.mm(12)
        if self._mark_icon:
            icon = self.icon_size()
            at = round(x), round(face.center().y() - icon / 2)
            painter.drawPixmap(*at, theme.icon(self._mark_icon, icon, theme.c.flag))
            x += icon + theme.mm(12)
        room = face.right() - x - theme.mm(4)
        style = Style(theme.font(self.role, 600), theme.line_height(self.role))
        share = 0.5 if self.second else 1.0
        block = fitted(self.label, style, room, face.height() * share)
        small = Style(theme.font(Role.SMALL), theme.line_height(Role.SMALL))
        below = fitted(self.second, small, room, face.height() * share) if self.second else None
        top = face.center().y() - (block.height + (below.height if below else 0)) / 2
        block.draw(painter, QRectF(x, top, room, block.height), self.ink())
        if below is not None:
            below.draw(painter, QRectF(x, top + block.height, room, below.height), self.soft_ink())

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        c, w = self.theme.c, self.theme.m.outline
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on, enabled = self.isChecked(), self.isEnabled()
        fill = (c.lacquer if enabled else c.ink_soft) if is_on else c.edge
        painter.fillPath(rounded(box, self.theme.mm(6)), fill)
        if not is_on:
            inner = box.adjusted(w, w, -w, -w)
            painter.fillPath(rounded(inner, self.theme.mm(6) - w), c.ground)
            return
        pen = QPen(c.ground, self.theme.mm(3))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        corner = box.topLeft()
        side = box.width()
        points = [QPointF(side * x, side * y) + corner for x, y in ((0.26, 0.52), (0.43, 0.69), (0.75, 0.33))]
        painter.drawPolyline(points)

    def _mark(self) -> None:
        self.marked.emit(self.value, self.isChecked())


class CheckField(Control):
    """Hold a truth value: one check box with words."""

    def __init__(self, theme: Theme, words: str, no: str = "–", parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._words, self._no = words, no
        self.key = CheckKey(theme, Pick(None, words), bare=True)
        self.key.marked.connect(self._marked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.key)
        row.addStretch(1)
        self.setFocusProxy(self.key)

    def show_value(self, value: Any) -> None:
        """Show whether it is so."""
        self.key.setChecked(bool(value))
        self.key.update()

    def words(self, value: Any) -> str:
        """Return the words for yes or no."""
        return self._words if value else self._no

    def _marked(self, _value: object, is_on: bool) -> None:  # noqa: FBT001 - a slot
        self.key.update()
        self.changed.emit(is_on)


class ChecksField(Control):
    """Hold several of many values, as a tuple in the order in which they are offered."""

    def __init__(self, theme: Theme, picks: Sequence[Pick] = (), *, least: int = 0) -> None:
        super().__init__(theme)
        self._value: tuple[Any, ...] = ()
        self._least = least
        self.keys: list[CheckKey] = []
        self._flow = FlowLayout(self, theme.mm(10))
        self.offer(picks)

    def offer(self, picks: Sequence[Pick]) -> None:
        """Offer these values."""
        for key in self.keys:
            self._flow.removeWidget(key)
            key.hide()
            key.deleteLater()
        self.keys = [CheckKey(self.theme, one) for one in picks]
        for key in self.keys:
            key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            key.marked.connect(self._marked)
            self._flow.addWidget(key)
        if self.keys:
            self.setFocusProxy(self.keys[0])
        self.show_value(self._value)

    def show_value(self, value: Any) -> None:
        """Mark these values."""
        self._value = tuple(value)
        for key in self.keys:
            key.setChecked(key.value in self._value)
            key.update()

    def words(self, value: Any) -> str:
        """Return the words of the marked values."""
        return ", ".join(key.label for key in self.keys if key.value in value) or "–"

    def _marked(self, _value: object, _is_on: bool) -> None:  # noqa: FBT001 - a slot
        chosen = tuple(key.value for key in self.keys if key.isChecked())
        if len(chosen) < self._least:
            self.show_value(self._value)
            return
        self.show_value(chosen)
        self.changed.emit(chosen)
