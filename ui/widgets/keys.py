"""Show the solid key in its three kinds and all its states. A lower edge means that it can be pressed."""

from enum import Enum
from functools import partial
from math import ceil
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, Step, Theme
from ui.widgets.drawing.cap import (
    STACKED_SHARE,
    cap_size,
    icon_above,
    paint_below,
    paint_cap,
    paint_turning,
    words_height,
)
from ui.widgets.drawing.face import Face, paint_face
from ui.widgets.drawing.paint import Extent, Style, TextBlock, extent, fitted, widest_word
from ui.widgets.drawing.pictures import Pictures
from ui.widgets.pressable import Pressable

#: The vertical size policy by `is_rolled`: in a scrolled page a key grows with its words.
_HIGH = {True: QSizePolicy.Policy.Minimum, False: QSizePolicy.Policy.Fixed}
#: The padding above and below the words of a key of the least height, in em. Lines from this height on, as those of
#: Khmer, have air of their own.
_AIR_EM, _HIGH_LINE_EM = 0.36, 1.5


def _height(block: Extent) -> float:
    return block.height


class Kind(Enum):
    """Name the purpose of a key: the main act of a screen, any other act, a choice that stays chosen."""

    MAIN = "main"
    SECOND = "second"
    CHOICE = "choice"


class Key(Pressable):
    """Show a key with an icon and a label. It emits `clicked` like every button.

    `icon` is before the label, or above it when `stacked`; `trailing` is after it. `shortcut` ("F2") is shown as a cap
    at the right and works as a shortcut. A CHOICE is checkable and shows a check mark when chosen. With `is_tight` on,
    large words reach almost to its sides. A busy key keeps its size and shows a turning arc.
    """

    def __init__(  # noqa: PLR0913 - named options of a widget
        self,
        theme: Theme,
        kind: Kind = Kind.SECOND,
        text: str = "",
        *,
        second: str = "",
        icon: str = "",
        trailing: str = "",
        shortcut: str = "",
        stacked: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
        role: Role = Role.KEY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self.kind = kind
        self.role = role
        self.second = second
        self.icon_name = icon
        self.trailing = trailing
        self.cap = shortcut
        self.stacked = stacked
        self.align = align
        self.icon_colour: QColor | None = None
        self.weight: int | None = None
        #: Fewer words, for a key that has no room for its label on one line.
        self.brief = ""
        self._details: int | None = None
        self.is_tight = False
        self._pictures = Pictures()
        self.setCheckable(kind is Kind.CHOICE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, _HIGH[theme.is_rolled])
        if shortcut:
            self.listen_to(shortcut)
        self._label = ""
        self.setAccessibleDescription(second)
        self.set_text(text)

    # -- the words ----------------------------------------------------------------------------------------------

    def set_text(self, text: str, second: str | None = None) -> None:
        """Show another label, and another second line if one is given. ``&`` is shown as it is."""
        if text == self._label and second in (None, self.second):
            return
        self._label = text
        if second is not None:
            self.second = second
        self.setAccessibleName(text)
        self.setAccessibleDescription(self.second)
        self.updateGeometry()
        self.update()

    @property
    def label(self) -> str:
        """Return the label."""
        return self._label

    def words_in(self, width: float) -> str:
        """Return the label, or fewer words where it needs more than `width` pixels on one line."""
        return self.brief if self.brief and self._line().width > width else self._label

    def details_in(self, _size: QSize) -> int:
        """Return how much a key of a size shows beside its label, for a list in which all keys show the same."""
        return 0

    @property
    def details_shown(self) -> int | None:
        """Return what a list asked the key to show beside its label; None outside a list."""
        return self._details

    def show_details(self, details: int) -> None:
        """Show so much beside the label."""
        if details != self._details:
            self._details = details
            self.update()

    def set_icon(self, name: str) -> None:
        """Show another icon before the label."""
        if name != self.icon_name:
            self.icon_name = name
            self.update()

    def set_busy(self, busy: bool, text: str | None = None) -> None:  # noqa: FBT001 - reads like setEnabled
        """Show that the action is in progress ("Đang lấy số"), or that it has ended."""
        if text is not None:
            self.set_text(text)
        super().set_busy(busy)

    # -- sizes --------------------------------------------------------------------------------------------------

    def edge_depth(self) -> float:
        """Return the height of the lower edge in pixels."""
        return self.theme.m.edge

    def icon_size(self) -> float:
        """Return the side of the icon in pixels."""
        return self.theme.m.icon_key * (1.4 if self.stacked else 0.6 if self.is_tight and self._marked() else 1.0)

    def padding(self) -> float:
        """Return the pixels between the face's side and its content."""
        beside = 0.55
        if self.theme.step in (Step.XL, Step.XXL):  # large words need the space
            beside = 0.1 if self.is_tight else 0.55 if self.stacked else 0.4
        return self.theme.size(Role.KEY) * (1.0 if self._is_left else beside)

    def sizeHint(self) -> QSize:
        block = self._line()
        width = block.width + 3.2 * self.padding() + self._side_widths()
        is_low = self.theme.is_low or self.theme.is_rolled
        air = self.theme.size(Role.KEY) * 0.3 if is_low else 2 * self.padding()
        words = block.height * (2 if self.second else 1) if self._label else 0
        height = max(self.theme.m.key_height, words + air)
        if self.stacked:
            width = block.width + 2 * self.padding()
            height = max(self.theme.m.key_height * 1.36, block.height + self.icon_size() + self.padding())
        least = self.theme.primary(0) if self.kind is Kind.MAIN else self.theme.target(0)
        return QSize(ceil(width) + 2, max(least, round(height + self.edge_depth())))

    def height_at(self, _width: int) -> int:
        """Return the height in pixels below which the words shrink at a width. 0: the words fit a key of any height."""
        return 0

    def least_width(self) -> int:
        """Return the smallest width in pixels at which no word is broken or smaller; the icon gives way."""
        label = self.brief or self._label
        word = widest_word(label, self._style().font) if label else 0
        least = 0 if self.brief else self.minimumSizeHint().width()
        return max(self.theme.target(0), least, ceil(word + 2 * self.padding()) + 2)

    def text_width(self) -> float:
        """Return the pixels of the label on one line."""
        return self._line().width

    def line_width(self) -> int:
        """Return the width in pixels at which the label stands on one line, beside the mark of a choice."""
        mark = self.icon_size() + self.icon_gap() if self.kind is Kind.CHOICE else 0
        return max(self.theme.target(0), ceil(self._line().width + 2 * self.padding() + mark) + 2)

    def words_at(self, width: int) -> int:
        """Return the height in pixels for label and second line in their full size at a width, with air around them."""
        style, room, beside = self._style(), width - 2 * self.padding(), self._side_widths()
        words = 0.0
        if self._label:
            label = self.words_in(room - beside)
            block = extent(label, style, room - beside)
            if block.lines > 1 and not self._marked():  # the icon gives way to the words
                block = min(block, extent(label, style, room), key=_height)
            air = _AIR_EM if block.step < style.font.pixelSize() * _HIGH_LINE_EM else 0.0
            words = block.height + style.font.pixelSize() * air + 2 * self.theme.m.outline + 4
        second = self.theme.size(Role.SMALL) * self.theme.line_height(Role.SMALL) if self.second else 0
        return ceil(words + second + self.edge_depth())

    def least_height(self, width: int) -> int:
        """Return the least height in pixels at a width: that of a finger, or of the words on two lines."""
        finger = self.theme.primary(0) if self.kind is Kind.MAIN else self.theme.target(0)
        if self.stacked:
            return max(finger, self.sizeHint().height())
        return max(finger, self.words_at(width), self.height_at(width))

    def hasHeightForWidth(self) -> bool:
        return self.theme.is_rolled and bool(self._label) and not self.stacked

    def heightForWidth(self, width: int) -> int:
        words = words_height(self._label, self._style(), width - 2 * self.padding())
        return max(self.sizeHint().height(), ceil(words + self.edge_depth()), self.height_at(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(max(round(self.sizeHint().width() * 0.6), self.theme.target(0)), self.sizeHint().height())

    def _side_widths(self) -> float:
        width = 0.0
        if self.icon_name or self._marked():
            width += self.icon_size() + self.icon_gap()
        if self.trailing:
            width += self.icon_size() + self.icon_gap()
        if self.cap:
            width += cap_size(self.theme, self.cap).width() + self.padding()
        return width

    def icon_gap(self) -> float:
        """Return the pixels between the icon and the label."""
        return self.theme.size(self.role) * 0.36

    def _marked(self) -> bool:
        return self.kind is Kind.CHOICE and self.isChecked()

    def _line(self) -> Extent:
        return extent(self._label, self._style())

    def _style(self) -> Style:
        return Style(self.theme.font(self.role, self.weight), self.theme.line_height(self.role))

    # -- painting -----------------------------------------------------------------------------------------------

    def face(self) -> Face:
        """Return the body in the present state."""
        c, m = self.theme.c, self.theme.m
        radius, depth = self.radius(), self.edge_depth()
        if not self.isEnabled():
            return Face(c.sand, c.line, m.outline, None, depth, radius)
        if self.kind is Kind.MAIN:
            fill = c.main_pressed if self.isDown() else c.main
            return Face(fill, None, 0, c.main_edge, depth, radius)
        if self._marked():
            return Face(c.chosen, c.chosen_outline, m.chosen, c.chosen_edge, depth, radius)
        if self.isDown():
            return Face(c.key_pressed, c.edge, m.outline, c.edge, depth, radius)
        return Face(c.key, c.key_outline, m.outline, c.edge, depth, radius)

    def ink(self) -> QColor:
        """Return the colour of the words in the present state."""
        c = self.theme.c
        if not self.isEnabled():
            return c.ink_soft
        return c.on_main if self.kind is Kind.MAIN else c.ink

    def soft_ink(self) -> QColor:
        """Return the colour of a second line."""
        return self.theme.c.on_main if self.kind is Kind.MAIN and self.isEnabled() else self.theme.c.ink_soft

    def mark_ink(self) -> QColor:
        """Return the colour of icons in the present state."""
        c = self.theme.c
        if not self.isEnabled():
            return c.ink_soft
        if self.kind is Kind.MAIN:
            return c.icon_on_main
        return self.icon_colour if self.icon_colour is not None else c.ink

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the key from its picture if it is at rest. A page whose keys were drawn before is shown at once."""
        sunk = self.sunk()
        painter = QPainter(self)
        if sunk == 0.0 and not self.isDown():
            state = self.isEnabled(), self.isChecked(), self.is_busy
            where = self.size(), self.devicePixelRatioF()
            painter.drawPixmap(0, 0, self._pictures.of(state, *where, partial(self._draw, sunk=0.0)))
        else:  # pressed or on its way back: a few frames
            self._draw(painter, sunk=sunk)
        painter.end()

    def update(self, *area: Any) -> None:
        """Draw the key anew, because its content changed. Qt's own changes (pressed, enabled) do not call this."""
        self._pictures.forget()
        super().update(*area)

    def _draw(self, painter: QPainter, *, sunk: float) -> None:
        """Draw the body, then its content."""
        face, line = paint_face(painter, QRectF(self.rect()), look := self.face(), sunk=sunk), look.outline_width
        self.paint_content(painter, face.adjusted(0, line + 1, 0, -line - 1))

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw icon, label, second line and the cap of the shortcut on the face."""
        if self.stacked:
            self._paint_stacked(painter, face)
            return
        inner = face.adjusted(self.padding(), 0, -self.padding(), 0)
        if self.cap:
            inner.setRight(self._paint_shortcut(painter, inner) - self.padding() * 0.6)
        block, lead, tail = self._arranged(inner)
        icon, gap, is_left = self.icon_size(), self.icon_gap() if self._label else 0.0, self._is_left
        x = inner.x() if is_left else inner.x() + max(0.0, (inner.width() - lead - block.width - tail) / 2)
        if lead:
            self._paint_icon(painter, QRectF(x, face.center().y() - icon / 2, icon, icon))
        self._paint_words(painter, QRectF(x + lead, face.y(), block.width + 1, face.height()), block, inner.right())
        if tail:
            at = inner.right() - icon if is_left else x + lead + block.width + gap
            y = round(face.center().y() - icon / 2)
            painter.drawPixmap(round(at), y, self.theme.icon(self.trailing, icon, self.mark_ink()))

    @property
    def _is_left(self) -> bool:
        return self.align == Qt.AlignmentFlag.AlignLeft

    def _paint_shortcut(self, painter: QPainter, inner: QRectF) -> float:
        """Draw the cap of the shortcut at the right. Return its left side."""
        cap = cap_size(self.theme, self.cap)
        spot = QRectF(inner.right() - cap.width(), inner.center().y() - cap.height() / 2, cap.width(), cap.height())
        paint_cap(painter, spot, self.theme, self.cap, self.ink())
        return spot.left()

    def _arranged(self, inner: QRectF) -> tuple[TextBlock, float, float]:
        """Return the label as it fits, and the widths before and after it. Icons give way to words of full size."""
        beside = self.icon_size() + (self.icon_gap() if self._label else 0.0)
        lead = beside if self.icon_name or self._marked() or self.is_busy else 0.0
        tail = beside if self.trailing and not self.is_busy else 0.0
        full = self._style().font.pixelSize()
        block = self._block_in(inner, lead + tail)
        if tail and block.em < full:
            tail = 0.0
            block = self._block_in(inner, lead)
        if lead and self._label and not (self._marked() or self.is_busy) and block.em < full:
            lead = 0.0
            block = self._block_in(inner, tail)
        return block, lead, tail

    def _block_in(self, inner: QRectF, beside: float) -> TextBlock:
        """Return the label fitted into what pixels `beside` it leave."""
        width = inner.width() - beside
        return fitted(self.words_in(width), self._style(), width, inner.height() - 2)

    def _paint_words(self, painter: QPainter, rect: QRectF, block: TextBlock, right: float) -> None:
        if not self.second:
            block.draw(painter, rect, self.ink(), inside=rect)
            return
        style = Style(self.theme.font(Role.SMALL), self.theme.line_height(Role.SMALL))
        below = fitted(self.second, style, right - rect.x(), rect.height() / 2)
        top = rect.center().y() - (block.height + below.height) / 2
        block.draw(painter, QRectF(rect.x(), top, rect.width(), block.height), self.ink())
        below.draw(painter, QRectF(rect.x(), top + block.height, below.width + 1, below.height), self.soft_ink())

    def _paint_icon(self, painter: QPainter, spot: QRectF) -> None:
        if self.is_busy:
            self.paint_busy(painter, spot)
            return
        name, colour = self.icon_name, self.mark_ink()
        if self._marked():
            name = "check" if self.theme.high_contrast else "circle-check"
            colour = self.theme.c.chosen_mark
        painter.drawPixmap(spot.topLeft().toPoint(), self.theme.icon(name, spot.width(), colour))

    def paint_busy(self, painter: QPainter, spot: QRectF) -> None:
        """Draw the turning arc of an action in progress."""
        ground = self.theme.c.main_pressed if self.kind is Kind.MAIN else self.theme.c.rule
        front = self.theme.c.icon_on_main if self.kind is Kind.MAIN else self.theme.c.lacquer
        paint_turning(painter, spot, self.turn, ground, front)

    def _paint_stacked(self, painter: QPainter, face: QRectF) -> None:
        icon = min(self.icon_size(), face.height() * STACKED_SHARE)  # the words take their height first
        block = fitted(self._label, self._style(), face.width() - self.padding(), face.height() - icon)
        icon, is_marked = icon_above(face, block, icon, self.theme.m.outline), self._marked()
        colour = self.theme.c.chosen_mark if is_marked else self.mark_ink()
        icons = [self.theme.icon(name, icon, colour) for name in (self.icon_name, "check")[: 1 + is_marked]]
        paint_below(painter, face, icons, icon, block, self.ink())
