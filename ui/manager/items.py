"""Show keys of lists: a page of the navigation, a field, a service; the open one is marked."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.assistive import ONE_OF_SEVERAL
from ui.theme import Role, Theme
from ui.widgets import Key
from ui.widgets.drawing.face import Face
from ui.widgets.drawing.paint import Style, TextBlock, fitted, rounded

#: The space at both sides, and between the parts.
_USUAL, _DENSE = (14, 10), (10, 7)


class ItemKey(Key):
    """Show one item: an icon, its name, and a word at the right, which is a gold pill when it counts changes.

    `is_dense`: smaller, for two keys beside each other. Signal: ``picked`` carries its value.
    """

    assistive_role = ONE_OF_SEVERAL
    picked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        value: object,
        text: str,
        *,
        icon: str = "",
        high: int = 48,
        is_dense: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text=text, icon=icon, align=Qt.AlignmentFlag.AlignLeft, parent=parent)
        self.value, self._is_dense = value, is_dense
        self._tail, self._is_pill, self._pill_icon = "", False, ""
        self.icon_colour = theme.c.flag
        self.toggles = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.mm(high))
        self.clicked.connect(self._pick)

    def show_tail(self, words: str, *, pill: bool = False, icon: str = "", spoken: str = "") -> None:
        """Show a word at the right; `spoken` is what an assistive program says about it."""
        if (words, pill, icon) != (self._tail, self._is_pill, self._pill_icon):
            self._tail, self._is_pill, self._pill_icon = words, pill, icon
            self.update()
        self.setAccessibleDescription(spoken or words)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.mm(80), self.height())

    def face(self) -> Face:
        """Return the body; the open item is chosen."""
        c, m = self.theme.c, self.theme.m
        if self.isChecked() and self.isEnabled():
            return Face(c.chosen, c.chosen_outline, m.chosen, c.chosen_edge, self.edge_depth(), self.radius())
        return super().face()

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw the icon, the name, and the word at the right."""
        theme = self.theme
        side, gap = (theme.mm(one) for one in (_DENSE if self._is_dense else _USUAL))
        x, right = face.x() + side, face.right() - side
        if self._tail or self._pill_icon:
            right = self._paint_tail(painter, face, right) - gap
        if self.icon_name:
            icon = theme.m.icon_inline if self._is_dense else theme.m.icon_key
            at = round(x), round(face.center().y() - icon / 2)
            painter.drawPixmap(*at, theme.icon(self.icon_name, icon, self.mark_ink()))
            x += icon + gap
        style = Style(theme.font(Role.SMALL if self._is_dense else Role.BODY, 600), 1.15)
        block = fitted(self.label, style, right - x, face.height() - 2)
        area = QRectF(x, face.y(), right - x, face.height())
        block.draw(painter, area, self.ink(), inside=area)

    def _paint_tail(self, painter: QPainter, face: QRectF, right: float) -> float:
        theme = self.theme
        strong = self._is_pill
        block = TextBlock(
            self._tail, Style(theme.font(Role.SMALL if strong else Role.BODY, 600 if strong else 400), 1.3)
        )
        icon = theme.m.icon_inline * 0.8 if self._pill_icon else 0.0
        wide = block.width + (icon + theme.mm(6) if icon else 0)
        x = right - wide
        if self._is_pill:
            high = theme.mm(26)
            room = max(wide + theme.mm(20), high)
            pill = QRectF(right - room + theme.mm(6), face.center().y() - high / 2, room, high)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(rounded(pill, high / 2), theme.c.gold)
            x = pill.center().x() - wide / 2
            right = pill.x()
        if icon:
            at = round(x), round(face.center().y() - icon / 2)
            painter.drawPixmap(*at, theme.icon(self._pill_icon, icon, theme.c.ink))
        left = x + (icon + theme.mm(6) if icon else 0)
        block.draw(painter, QRectF(left, face.y(), block.width + 1, face.height()), self.ink())
        return right if self._is_pill else x

    def _pick(self) -> None:
        self.picked.emit(self.value)
