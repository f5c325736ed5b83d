"""Show large keys: the tile with its disc, the hero, the choice with a mark, the field of services."""

from dataclasses import replace
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.assistive import ONE_OF_SEVERAL
from ui.theme import Role, Theme
from ui.theme.tokens import number
from ui.widgets.drawing.paint import Style, Words, extent, paint_stack, stacked, widest_word
from ui.widgets.keys import Key, Kind

#: The least height of a hero in millimetres, and the air above and below its words together, in em of the label.
_LEAST_HERO, _ACCENTS = 32, 0.5
#: In millimetres: a hero's chevron, and the gap between two of its lines.
_CHEVRON, _GAP = 31, 2.6
#: A scrolled hero narrower than this, in millimetres, has no chevron.
_NARROW_HERO = 300
#: More pixels than the height of any key.
_ENDLESS = 100_000
#: The share of its size to which a hero's label shrinks if the lines below need the space.
_LESS = 0.8
#: The line distance in em of a tile that shows no icon, and the air above and below its label together.
_NEAR, _AIR = 1.12, 0.4
#: Of a tile in millimetres: air beside its words, the left of its disc, the gap between disc and words.
_TILE_SIDE, _DISC_LEFT, _DISC_GAP = 5, 8, 6.5
#: The share of a disc that its icon takes, and of a tile's face that the disc takes.
_ICON_OF_DISC, _DISC_HIGH = 0.6, 0.84
#: The side of a field's icon in millimetres.
_FIELD_ICON = 13.8
#: What a field shows beside its name: its icon, and a second line as well.
_ICON, _SECOND = 1, 2


def paint_disc(painter: QPainter, theme: Theme, disc: QRectF, fill: QColor, icon: str, mark: QColor) -> None:
    """Draw a disc with an icon on it. High contrast shows the icon alone."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if not theme.high_contrast:
        painter.setBrush(fill)
        painter.drawEllipse(disc)
    size = disc.width() * _ICON_OF_DISC
    pixmap = theme.icon(icon, size, mark)
    painter.drawPixmap(round(disc.center().x() - size / 2), round(disc.center().y() - size / 2), pixmap)


class Tile(Key):
    """Show a second key with a paper disc, an icon in flag red, a label and one second line.

    A list shows the icons of all its tiles or of none, and so with the second lines. Outside a list each tile decides.
    """

    def __init__(self, theme: Theme, text: str, *, second: str = "", icon: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, Kind.SECOND, text, second=second, icon=icon, parent=parent)

    def sizeHint(self) -> QSize:
        is_low = self.theme.high_contrast or self.theme.is_low
        height = self.theme.mm(34 if is_low else number("touch", "tile"))
        return QSize(self.theme.mm(110), height + round(self.edge_depth()))

    def height_at(self, width: int) -> int:
        """Return the pixels of height for the whole label at full size, without its icon where that is lower."""
        theme, style = self.theme, Style(self.theme.font(Role.LABEL), _NEAR)
        outlines = 2 * theme.m.outline
        room = width - outlines - theme.mm(2 * _TILE_SIDE)
        air = max(theme.mm(4), style.font.pixelSize() * _AIR)
        return ceil(extent(self.label, style, room).height + outlines + air + self.edge_depth())

    def details_in(self, size: QSize) -> int:
        """Return what has room beside the label in its full size: nothing, the icon, or the second line as well."""
        outlines = 2 * self.theme.m.outline
        face = QRectF(0, 0, size.width() - outlines, size.height() - outlines - self.edge_depth())
        room = self._beside_disc(face)
        for details in (_SECOND, _ICON):
            words = self._words(details)
            block = stacked(tuple(words), room.width(), face.height() - self.theme.mm(2), self.theme.mm(1.25))[0]
            if block.em == words[0].style.font.pixelSize():
                return details
        return 0

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw the disc at the left with the words beside it, or the words alone."""
        theme = self.theme
        details = self.details_in(self.size()) if self._details is None else self._details
        if details < _ICON:
            area = face.adjusted(theme.mm(_TILE_SIDE), 0, -theme.mm(_TILE_SIDE), 0)
            words = [replace(one, style=replace(one.style, line_height=_NEAR)) for one in self._words(0)]
            paint_stack(painter, area, words, theme.mm(1.25), align=Qt.AlignmentFlag.AlignHCenter)
            return
        disc = self._disc(face)
        spot = QRectF(face.x() + theme.mm(_DISC_LEFT), face.center().y() - disc / 2, disc, disc)
        if self._is_bare(face):
            painter.drawPixmap(spot.topLeft().toPoint(), theme.icon(self.icon_name, disc, self.mark_ink()))
        else:
            paint_disc(painter, theme, spot, theme.c.paper, self.icon_name, self.mark_ink())
        paint_stack(painter, self._beside_disc(face), self._words(details), theme.mm(1.25))

    def _is_bare(self, face: QRectF) -> bool:
        """Return whether the icon stands without its disc: on the disc it would be lower than the label's letters."""
        return self.theme.high_contrast or face.height() * _DISC_HIGH * _ICON_OF_DISC < self.theme.size(Role.LABEL)

    def _disc(self, face: QRectF) -> float:
        """Return the side of the disc, or of the icon alone."""
        theme, letters = self.theme, self.theme.size(Role.LABEL)
        if self._is_bare(face):
            return min(max(theme.m.icon_tile, letters), face.height() * _DISC_HIGH)
        return min(max(theme.mm(32), letters / _ICON_OF_DISC), face.height() * _DISC_HIGH)

    def _beside_disc(self, face: QRectF) -> QRectF:
        x = face.x() + self.theme.mm(_DISC_LEFT + _DISC_GAP) + self._disc(face)
        return QRectF(x, face.y(), face.right() - self.theme.mm(_TILE_SIDE) - x, face.height())

    def _words(self, details: int) -> list[Words]:
        theme = self.theme
        words = [Words(self.label, Style(theme.font(Role.LABEL), 1.25), self.ink())]
        if self.second and details >= _SECOND:
            small = Style(theme.font(Role.SMALL), theme.line_height(Role.SMALL))
            words.append(Words(self.second, small, self.soft_ink()))
        return words

    def mark_ink(self) -> QColor:
        """Return the colour of a tile's icon, flag red."""
        return self.theme.c.flag if self.isEnabled() else self.theme.c.ink_soft


class HeroKey(Key):
    """Show the main act of the start screen: a gold disc, very large words, a line about it, and the queue length."""

    def __init__(
        self, theme: Theme, text: str, *, second: str, third: str = "", icon: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, Kind.MAIN, text, second=second, icon=icon, role=Role.HERO, parent=parent)
        self._third, self._third_icon = third, "users"

    @property
    def third(self) -> tuple[str, str]:
        """Return the third line and the name of its icon."""
        return self._third, self._third_icon

    def set_third(self, text: str, icon: str = "users") -> None:
        """Show a third line with its icon, for instance "31 người đang chờ"."""
        if (text, icon) == self.third:
            return
        self._third, self._third_icon = text, icon
        self.setAccessibleDescription(f"{self.second}. {text}")
        self.update()

    def edge_depth(self) -> float:
        """Return the height of the lower edge in pixels, higher than a key's."""
        return self.theme.m.hero_edge

    def sizeHint(self) -> QSize:
        height = 47 if self.theme.high_contrast or self.theme.is_low else number("touch", "hero")
        return QSize(self.theme.mm(220), self.theme.mm(height) + round(self.edge_depth()))

    def hasHeightForWidth(self) -> bool:
        return self.theme.is_rolled

    def heightForWidth(self, width: int) -> int:
        """Return the height of all words at full size beside the disc."""
        whole, gap = self.sizeHint().height(), self.theme.mm(_GAP)
        _, room = self._places(QRectF(0, 0, width, whole))
        blocks = stacked(tuple(self._words(width)), room.width(), _ENDLESS, gap)
        needed = sum(block.height + gap for block in blocks) + gap
        return max(whole, ceil(needed + self.edge_depth()))

    def least_height(self, width: int) -> int:
        """Return the height of the label alone in its lower size, with air for its accents."""
        _, room = self._places(QRectF(0, 0, width, self.sizeHint().height()))
        label = self._title(_LESS)
        words = stacked((label,), room.width(), _ENDLESS, 0)[0].height + label.style.font.pixelSize() * _ACCENTS
        return max(self.theme.primary(_LEAST_HERO), ceil(words + self.edge_depth()))

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw disc, words and chevron."""
        theme, (spot, room) = self.theme, self._places(face)
        if theme.high_contrast:
            painter.drawPixmap(spot.topLeft().toPoint(), theme.icon(self.icon_name, spot.width(), self.mark_ink()))
        else:
            self._paint_disc(painter, spot)
        if not (theme.high_contrast or self._is_narrow(face.width())):
            chevron = theme.mm(_CHEVRON)
            at = round(face.right() - theme.mm(12) - chevron), round(face.center().y() - chevron / 2)
            painter.drawPixmap(*at, theme.icon("chevron-right", chevron, self.mark_ink()))
        self._paint_lines(painter, room, self._words(face.width()))

    def _places(self, face: QRectF) -> tuple[QRectF, QRectF]:
        """Return the places of the disc, and of the words between it and the chevron."""
        theme, plain = self.theme, self.theme.high_contrast
        is_narrow = self._is_narrow(face.width())
        disc = min(theme.mm(40 if is_narrow else 55), face.height() * 0.58)
        near = plain or is_narrow
        spot = QRectF(face.x() + theme.mm(7 if near else 14.2), face.center().y() - disc / 2, disc, disc)
        x = spot.right() + theme.mm(7 if near else 11.4)
        end = face.right() - theme.mm(8 if near else _CHEVRON + 14)
        return spot, QRectF(x, face.y(), end - x, face.height())

    def _paint_disc(self, painter: QPainter, spot: QRectF) -> None:
        theme = self.theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.c.gold if self.isEnabled() else theme.c.line)
        painter.drawEllipse(spot)
        size = min(theme.m.icon_hero, spot.width() * 0.62)
        at = round(spot.center().x() - size / 2), round(spot.center().y() - size / 2)
        painter.drawPixmap(*at, theme.icon(self.icon_name, size, theme.c.main, turn=-14))

    def _is_narrow(self, width: float) -> bool:
        """Return whether large letters take the chevron's space and some of the disc's."""
        return self.theme.is_rolled and width < self.theme.mm(_NARROW_HERO)

    def _title(self, size: float) -> Words:
        font = self.theme.font(Role.HERO, size=self.theme.size(Role.HERO) * size)
        return Words(self.label, Style(font, 1.15), self.ink())

    def _words(self, width: float) -> list[Words]:
        theme, tint = self.theme, self.ink()
        body = theme.font(Role.BODY, size=theme.size(Role.BODY) * 1.06)
        label = self._title(_LESS if self._is_narrow(width) else 1.0)
        if theme.is_low and theme.is_rolled:  # the page above shows the rest
            return [label]
        words = [label, Words(self.second, Style(body, theme.line_height(Role.BODY)), tint)]
        if self._third:
            small = theme.font(Role.SMALL, 600, size=theme.size(Role.SMALL) * 1.06)
            words.append(Words(self._third, Style(small, 1.7, lead=self._icon_side() + theme.mm(3)), tint))
        return words

    def _icon_side(self) -> float:
        return self.theme.m.icon_key * 0.92

    def _paint_lines(self, painter: QPainter, area: QRectF, words: list[Words]) -> None:
        theme, gap, icon = self.theme, self.theme.mm(_GAP), self._icon_side()
        shown = self._fitting(area, words)
        places = paint_stack(painter, area, shown, gap)
        if len(places) == 3:
            at = round(area.x()), round(places[2].center().y() - icon / 2)
            painter.drawPixmap(*at, theme.icon(self._third_icon, icon, self.mark_ink()))

    def _fitting(self, area: QRectF, words: list[Words]) -> list[Words]:
        """Return as many lines as have room in their full size, with air for accents: a lower label before fewer."""
        gap = self.theme.mm(_GAP)
        tried = [
            [label, *words[1:count]] for count in range(len(words), 0, -1) for label in (words[0], self._title(_LESS))
        ]
        for lines in tried:
            air = lines[0].style.font.pixelSize() * _ACCENTS
            blocks = stacked(tuple(lines), area.width(), area.height() - air, gap)
            if blocks[0].em == lines[0].style.font.pixelSize():
                return lines
        return tried[-1]


class MarkKey(Key):
    """Show a choice with a mark at the left: a ring, or a checked disc when chosen. An icon may be at the right.

    `of_many`: several may be chosen, so the mark is a square.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        second: str = "",
        icon: str = "",
        of_many: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, Kind.CHOICE, text, second=second, icon=icon, parent=parent)
        self._of_many = of_many

    def sizeHint(self) -> QSize:
        theme = self.theme
        lines = theme.size(Role.LABEL) * 1.25
        if self.second:
            lines += theme.size(Role.SMALL) * theme.line_height(Role.SMALL)
        height = max(theme.mm(46 if self.second else 40), round(lines + 2 * self.padding() + self.edge_depth()))
        return QSize(theme.mm(110), height + round(self.edge_depth()))

    def least_width(self) -> int:
        """Return the width of the longest word beside the mark, in pixels."""
        theme = self.theme
        beside = 2 * theme.m.outline + theme.mm(10 + 16.4 + 8 + 8) + (theme.mm(29.5) if self.icon_name else 0)
        return ceil(widest_word(self.label, theme.font(Role.LABEL)) + beside) + 2

    def height_at(self, width: int) -> int:
        """Return the pixels of height for the whole label at full size."""
        theme = self.theme
        outlines = round(2 * theme.m.outline)
        room = width - outlines - theme.mm(10 + 16.4 + 8 + 8) - (theme.mm(29.5) if self.icon_name else 0)
        tall = extent(self.label, Style(theme.font(Role.LABEL), 1.25), room).height
        if self.second:
            small = Style(theme.font(Role.SMALL), theme.line_height(Role.SMALL))
            tall += extent(self.second, small, room).height
        return ceil(tall + outlines + theme.mm(7) + self.edge_depth())

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw mark, words and icon."""
        theme, c = self.theme, self.theme.c
        size = theme.mm(16.4)
        mark = QRectF(face.x() + theme.mm(10), face.center().y() - size / 2, size, size)
        self._paint_mark(painter, mark)
        x = mark.right() + theme.mm(8)
        right = face.right() - theme.mm(8)
        if self.icon_name:
            disc = theme.mm(26.5)
            spot = QRectF(right - disc, face.center().y() - disc / 2, disc, disc)
            paint_disc(painter, theme, spot, c.info_tint, self.icon_name, c.flag if theme.high_contrast else c.info)
            right = spot.left() - theme.mm(3)
        words = [Words(self.label, Style(theme.font(Role.LABEL), 1.25), self.ink())]
        if self.second:
            small = Style(theme.font(Role.SMALL), theme.line_height(Role.SMALL))
            words.append(Words(self.second, small, c.ink if self.isChecked() else self.soft_ink()))
        paint_stack(painter, QRectF(x, face.y(), right - x, face.height()), words, theme.mm(0.6))

    def _paint_mark(self, painter: QPainter, mark: QRectF) -> None:
        theme, c = self.theme, self.theme.c
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.chosen_mark)
            self._draw_mark(painter, mark)
            check = mark.width() * 0.66
            at = round(mark.center().x() - check / 2), round(mark.center().y() - check / 2)
            painter.drawPixmap(*at, theme.icon("check", check, c.ground))
            return
        width = theme.mm(0.9)
        pen = painter.pen()
        pen.setColor(c.edge)
        pen.setWidthF(width)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._draw_mark(painter, mark.adjusted(width / 2, width / 2, -width / 2, -width / 2))

    def _draw_mark(self, painter: QPainter, mark: QRectF) -> None:
        if self._of_many:
            corner = self.theme.m.radius_small
            painter.drawRoundedRect(mark, corner, corner)
        else:
            painter.drawEllipse(mark)


class FieldKey(Key):
    """Show one of a list by icon and name, such as a field of services (lĩnh vực); a chevron when it is open.

    A list shows the icons of all its fields or of none, and so with the second lines. Outside a list each key decides.
    """

    assistive_role = ONE_OF_SEVERAL

    def __init__(self, theme: Theme, text: str, *, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, Kind.CHOICE, text, icon=icon, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Return the size of one of eight fields on a page."""
        return QSize(self.theme.mm(104), self.theme.mm(number("touch", "list_row") + 1.4))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.mm(60), self.theme.mm(number("touch", "primary_min")))

    def height_at(self, width: int) -> int:
        """Return the pixels of height for the whole name at full size beside the chevron."""
        theme = self.theme
        icon = 0 if theme.is_rolled else _FIELD_ICON + 5.4  # large words take the icon's place
        outlines = 2 * theme.m.outline
        room = width - outlines - theme.mm(6.8 + icon + 5 + 2) - theme.m.icon_inline
        return ceil(extent(self.label, self._style(), room).height + outlines + theme.mm(3) + self.edge_depth())

    def details_in(self, size: QSize) -> int:
        """Return what stands beside the name in its full size: nothing, the icon, or the second line as well."""
        theme = self.theme
        room = size.width() - 2 * theme.m.outline - theme.mm(6.8 + _FIELD_ICON + 5.4 + 5 + 2) - theme.m.icon_inline
        high = size.height() - 2 * theme.m.outline - self.edge_depth() - 2
        for details in (_SECOND, _ICON):
            words = self._words(details)
            if stacked(words, room, high, theme.mm(1))[0].em >= words[0].style.font.pixelSize():
                return details
        return 0

    def _words(self, details: int) -> tuple[Words, ...]:
        name = Words(self.label, self._style(), self.ink())
        if details < _SECOND or not self.second:
            return (name,)
        small = Style(self.theme.font(Role.SMALL), self.theme.line_height(Role.SMALL))
        return name, Words(self.second, small, self.soft_ink())

    def _style(self) -> Style:
        return Style(self.theme.font(Role.KEY, size=self.theme.share(Role.KEY, 0.965)), 1.24)

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw icon, name and chevron. A name that would shrink takes the icon's place."""
        theme = self.theme
        icon = theme.mm(_FIELD_ICON)
        left = face.x() + theme.mm(6.8)
        x = left + icon + theme.mm(5.4)
        colour = theme.c.chosen_mark if self.isChecked() else theme.c.flag
        right = face.right() - theme.mm(5)
        if self.isChecked():
            chevron = theme.m.icon_inline
            at = round(right - chevron), round(face.center().y() - chevron / 2)
            painter.drawPixmap(*at, theme.icon("chevron-right", chevron, colour))
            right -= chevron + theme.mm(2)
        details = self.details_in(self.size()) if self._details is None else self._details
        if details < _ICON:
            x = left
        else:
            at = round(left), round(face.center().y() - icon / 2)
            if self.is_busy:
                self.paint_busy(painter, QRectF(*at, icon, icon))
            else:
                painter.drawPixmap(*at, theme.icon(self.icon_name, icon, colour))
        paint_stack(painter, QRectF(x, face.y(), right - x, face.height()), self._words(details), theme.mm(1))
