"""Show the solid key in its three kinds and all its states. A lower edge means that it can be pressed."""

from enum import Enum
from functools import partial
from math import ceil
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimerEvent
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from shiboken6 import isValid

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
from ui.widgets.focus import show_ring
from ui.widgets.press import AtOnce, Press

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_TURN_MS, _TURN_DEGREES = 60, 20
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


class Key(QAbstractButton):
    """Show a key with an icon and a label. It emits `clicked` like every button.

    `icon` is before the label, or above it when `stacked`; `trailing` is after it. `shortcut` ("F2") is shown as a cap
    at the right and works as a shortcut. A CHOICE is checkable and shows a check mark when chosen. With `toggles` off,
    only `setChecked` chooses it, not a press.

    With `is_tight` on, large words reach almost to its sides. A busy key keeps its size, shows a turning arc and
    ignores presses.
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
        super().__init__(parent)
        self.theme = theme
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
        self.toggles, self.is_tight = True, False
        self._pictures, self._press = Pictures(), Press()
        self._busy = False
        self._pressed_at = QPoint()
        self._turn = self._timer = 0
        self.setCheckable(kind is Kind.CHOICE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, _HIGH[theme.is_rolled])
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))
            self.installEventFilter(AtOnce(self, self._at_once))
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
        if busy != self._busy:
            self._busy = busy
            self._spin()
            self.update()

    @property
    def is_busy(self) -> bool:
        """Return whether the action is in progress."""
        return self._busy

    # -- behaviour ----------------------------------------------------------------------------------------------

    def _at_once(self) -> None:
        if not self._busy:
            self.click()

    def nextCheckState(self) -> None:
        """Toggle a choice by a press, unless `toggles` is off."""
        if self.toggles:
            super().nextCheckState()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Accept the touch on a busy key and ignore it."""
        if self._busy:
            event.accept()
            return
        self._pressed_at = self._in_window()
        super().mousePressEvent(event)

    def hitButton(self, spot: QPoint) -> bool:
        """Return whether the finger is where the key was pressed: the key may have slid away under it."""
        moved = self._in_window() - self._pressed_at if self.isDown() else QPoint()
        return self.rect().contains(spot + moved)

    def _in_window(self) -> QPoint:
        return self.mapTo(self.window(), QPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Act before the released key is painted. Qt would paint it first, and synchronously."""
        self.setUpdatesEnabled(False)
        super().mouseReleaseEvent(event)
        if isValid(self):
            self.setUpdatesEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter as by the space bar. A busy key ignores both; arrow keys go on to the window."""
        if event.key() in _ARROWS:
            event.ignore()
            return
        if self._busy:
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, self.theme, self.radius(), event.reason())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stop()
        self._press.end()

    def timerEvent(self, event: QTimerEvent) -> None:
        """Turn the arc. Qt's own timers release a press by an assistive program."""
        if event.timerId() == self._timer:
            self._turn = (self._turn + _TURN_DEGREES) % 360
            self.update()
        else:
            super().timerEvent(event)

    def _spin(self) -> None:
        if self._busy and not self.theme.reduced_motion and self._timer == 0:
            self._timer = self.startTimer(_TURN_MS)
        elif not self._busy:
            self._stop()

    def _stop(self) -> None:
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def radius(self) -> float:
        """Return the corner radius in pixels."""
        return self.theme.m.radius_key

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
        return self.theme.size(Role.KEY) * (1.0 if self.align == Qt.AlignmentFlag.AlignLeft else beside)

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

    def set_height(self, height: int) -> None:
        """Set the height in pixels. In a scrolled page it is the least height, and large words may need more."""
        (self.setMinimumHeight if self.theme.is_rolled else self.setFixedHeight)(height)

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
        sunk = self._press.share(self, self.theme, is_down=self.isDown() and self.isEnabled())
        painter = QPainter(self)
        if sunk == 0.0 and not self.isDown():
            state = self.isEnabled(), self.isChecked(), self._busy
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
            cap = cap_size(self.theme, self.cap)
            spot = QRectF(inner.right() - cap.width(), inner.center().y() - cap.height() / 2, cap.width(), cap.height())
            paint_cap(painter, spot, self.theme, self.cap, self.ink())
            inner.setRight(spot.left() - self.padding() * 0.6)
        icon, gap = self.icon_size(), self.icon_gap() if self._label else 0.0
        lead = icon + gap if self.icon_name or self._marked() or self._busy else 0.0
        tail = icon + gap if self.trailing and not self._busy else 0.0
        label = self.words_in(inner.width() - lead - tail)
        block = fitted(label, self._style(), inner.width() - lead - tail, inner.height() - 2)
        if tail and block.em < self._style().font.pixelSize():
            tail = 0.0  # a picture gives way to the words
            label = self.words_in(inner.width() - lead)
            block = fitted(label, self._style(), inner.width() - lead, inner.height() - 2)
        if lead and self._label and not (self._marked() or self._busy) and block.em < self._style().font.pixelSize():
            lead = 0.0
            label = self.words_in(inner.width() - tail)
            block = fitted(label, self._style(), inner.width() - tail, inner.height() - 2)
        total = lead + block.width + tail
        x = inner.x() if self.align == Qt.AlignmentFlag.AlignLeft else inner.x() + max(0.0, (inner.width() - total) / 2)
        if lead:
            self._paint_icon(painter, QRectF(x, face.center().y() - icon / 2, icon, icon))
        self._paint_words(painter, QRectF(x + lead, face.y(), block.width + 1, face.height()), block, inner.right())
        if tail:
            at = inner.right() - icon if self.align == Qt.AlignmentFlag.AlignLeft else x + lead + block.width + gap
            y = round(face.center().y() - icon / 2)
            painter.drawPixmap(round(at), y, self.theme.icon(self.trailing, icon, self.mark_ink()))

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
        if self._busy:
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
        paint_turning(painter, spot, self._turn, ground, front)

    def _paint_stacked(self, painter: QPainter, face: QRectF) -> None:
        icon = min(self.icon_size(), face.height() * STACKED_SHARE)  # the words take their height first
        block = fitted(self._label, self._style(), face.width() - self.padding(), face.height() - icon)
        icon, is_marked = icon_above(face, block, icon, self.theme.m.outline), self._marked()
        colour = self.theme.c.chosen_mark if is_marked else self.mark_ink()
        icons = [self.theme.icon(name, icon, colour) for name in (self.icon_name, "check")[: 1 + is_marked]]
        paint_below(painter, face, icons, icon, block, self.ink())
