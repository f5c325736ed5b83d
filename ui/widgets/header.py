"""Show the header: a lacquer band with drum, roundel, names and clock, and the ribbon below it."""

from enum import Enum
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.drum import paint_drum
from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, fitted
from ui.widgets.drawing.ribbon import paint_ribbon

_ROUNDEL_RING = "#7A736A"
_ROUNDEL_WORDS = ("biểu", "trưng")
#: The largest share of the band's height for text. With a longer name the slogan is left out.
_FULL = 0.85
#: In em: a row of the names with its share of the padding; the line distance on a small panel.
_ROW, _CLOSE = 1.26, 1.18
#: The widest item beside tabs, in mm of the theme.
_ITEM_ROOM = 170

#: The pictures of headers by all that they depend on: enough for the present look and the one before.
_standing: dict[object, QPixmap] = {}
_MOST_STANDING = 6


class Band(Enum):
    """Name the kind of header: the tall one of the start screen, the kiosk's usual one, the desk's, the hall's."""

    START = "start"
    KIOSK = "kiosk"
    DESK = "desk"
    HALL = "hall"


#: In millimetres (desk and board: pixels): band height, margin, roundel, em of the names, gap. The last is the line
#: distance in em.
_MEASURES = {
    Band.START: (59.5, 15, 37, 9.8, 8.8, 1.31),
    Band.KIOSK: (36.5, 15, 24.5, 7.6, 6.2, 1.26),
    Band.DESK: (60, 24, 44, 16.5, 14, 1.26),
    Band.HALL: (126, 40, 92, 40, 27, 1.25),
}


class Ribbon(QWidget):
    """Show the saw-tooth ribbon, gold on flag red, from a cached picture."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(max(3, round(theme.m.ribbon)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        _ribbon(painter, self._theme, QRectF(self.rect()))
        painter.end()


def _ribbon(painter: QPainter, theme: Theme, area: QRectF) -> None:
    c, size = theme.c, area.size().toSize()
    ground, teeth = (c.ground, c.sun) if theme.high_contrast else (c.flag, c.gold)
    picture = _ribbon_picture(size.width(), size.height(), ground.rgb(), teeth.rgb(), hanging=theme.high_contrast)
    painter.drawPixmap(area.topLeft(), picture)


@lru_cache(maxsize=8)
def _ribbon_picture(width: int, height: int, ground: int, teeth: int, *, hanging: bool) -> QPixmap:
    """Return the whole ribbon as a picture, cached for each size. Painting paths took a tenth of every new page."""
    picture = QPixmap(width, height)
    area = QRectF(0, 0, width, height)
    painter = QPainter(picture)
    if hanging:  # in high contrast the teeth point down from a bar
        painter.translate(0, height)
        painter.scale(1, -1)
    paint_ribbon(painter, area, QColor(ground), QColor(teeth))
    if hanging:
        painter.resetTransform()
        painter.fillRect(QRectF(0, 0, width, height * 0.3), QColor(teeth))
    painter.end()
    return picture


def header_height(theme: Theme, band: Band, *, rows: int = 2) -> int:
    """Return the pixels of a header's height with its ribbon, for `rows` lines of names."""
    return _band_height(theme, band, rows) + max(3, round(theme.m.ribbon))


def _band_height(theme: Theme, band: Band, rows: int) -> int:
    return max(theme.mm(_MEASURES[band][0]), ceil(rows * _ROW * theme.least_em()))


class Header(QWidget):
    """Show the branch's names. `set_time` adds the clock, `set_items` the counter and clerk of a desk.

    `name` and `place` are the two lines, drawn in capitals; `slogan` fits the START band only. The roundel is the
    centre's own (`Theme.roundel`), or a neutral stand-in. `rows`: the number of lines that fit the band on a panel
    of any size.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        place: str,
        *,
        slogan: str = "",
        band: Band = Band.KIOSK,
        rows: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = rows
        self._name, self._place, self._slogan = name, place, slogan
        self._band = band
        self._clock = ""
        self._motif = True
        self._date = ""
        self._items: tuple[tuple[str, str, bool], ...] = ()
        self._names_room: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(header_height(theme, band, rows=rows))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(f"{name} {place}")

    def set_names(self, name: str, place: str, slogan: str = "") -> None:
        """Show the names of another language."""
        if (name, place, slogan) == (self._name, self._place, self._slogan):
            return
        self._name, self._place, self._slogan = name, place, slogan
        self.setAccessibleName(f"{name} {place}")
        self.update()

    def set_names_room(self, pixels: int) -> None:
        """Let the names take no more than `pixels`, where tabs stand behind them."""
        if pixels != self._names_room:
            self._names_room = pixels
            self.update()

    def items_at(self) -> int:
        """Return the x where clock, date and items begin."""
        band = QRectF(0, 0, self.width(), _band_height(self._theme, self._band, self._rows))
        return int(self._paint_right(None, band, _MEASURES[self._band][1] * self._theme.m.unit))

    def set_time(self, clock: str, date: str = "") -> None:
        """Show the time as ``09:30`` and the date as words. An empty clock is not drawn."""
        if (clock, date) != (self._clock, self._date):
            self._clock, self._date = clock, date
            self.update()

    def show_motif(self, *, shown: bool) -> None:
        """Show or hide the drum. The first paint of a program leaves it out, which saves a tenth of that paint."""
        if shown != self._motif:
            self._motif = shown
            self.update()

    def set_items(self, items: tuple[tuple[str, str, bool], ...]) -> None:
        """Show items of a desk, (icon, words, bold), from left to right before the clock."""
        self._items = items
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.mm(200), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        band = QRectF(0, 0, self.width(), _band_height(self._theme, self._band, self._rows))
        margin = _MEASURES[self._band][1] * self._theme.m.unit
        painter.drawPixmap(0, 0, self._standing(band, margin))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_right(painter, band, margin)
        painter.end()

    def _standing(self, band: QRectF, margin: float) -> QPixmap:
        """Return ground, drum, roundel, names and ribbon as a picture. All screens of a look share it (saves 2 ms
        each).
        """
        theme, ratio = self._theme, self.devicePixelRatioF()
        sign = theme.roundel(_MEASURES[self._band][2] * theme.m.unit * ratio)
        right = self._paint_right(None, band, margin)
        if self._names_room is not None:
            right = min(right, margin + self._names_room)
        key = (
            (self.width(), self.height(), ratio, right, self._band, self._motif),
            (theme.m.unit, theme.step, theme.high_contrast, theme.language, theme.look),
            (self._name, self._place, self._slogan, sign.cacheKey() if sign else 0),
        )
        if key not in _standing:
            if len(_standing) >= _MOST_STANDING:
                _standing.clear()
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            painter = QPainter(picture)
            self._paint_standing(painter, band, right)
            painter.end()
            _standing[key] = picture
        return _standing[key]

    def _paint_standing(self, painter: QPainter, band: QRectF, right: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, c = self._theme, self._theme.c
        painter.fillRect(band, c.header)
        _height, margin, roundel, em, gap, line = (
            value if index == 5 else value * theme.m.unit for index, value in enumerate(_MEASURES[self._band])
        )
        if c.motif is not None and self._motif:
            self._paint_drum(painter, band, c.motif)
        spot = QRectF(margin, band.center().y() - roundel / 2, roundel, roundel)
        paint_roundel(painter, theme, spot)
        self._paint_names(
            painter, QRectF(spot.right() + gap, 0, right - spot.right() - 2 * gap, band.height()), em, line
        )
        _ribbon(painter, theme, QRectF(0, band.height(), self.width(), self.height() - band.height()))

    def _paint_drum(self, painter: QPainter, band: QRectF, colour: QColor) -> None:
        unit = self._theme.m.unit
        radius, right, y = {
            Band.START: (96, 53, 29.3),
            Band.KIOSK: (59, 33, 17.6),
            Band.DESK: (130, 125, 30),
            Band.HALL: (207, 195, 62),
        }[self._band]
        paint_drum(painter, QPointF(band.right() - right * unit, y * unit), radius * unit, colour, band)

    def _paint_names(self, painter: QPainter, area: QRectF, em: float, line: float) -> None:
        theme = self._theme
        if em < theme.least_em():  # on a small panel the letters are larger than designed, with closer lines
            em, line = theme.least_em(), _CLOSE
        style = Style(theme.font(Role.LABEL, 700, size=em), line)
        place = fitted(self._place.upper(), style, area.width(), area.height() / 2)
        name = fitted(self._name.upper(), style, area.width(), area.height() - place.height)
        blocks = [name, place]
        if self._slogan and self._band is Band.START:
            small = Style(theme.font(Role.SMALL, size=theme.size(Role.SMALL) * 1.08), 1.55)
            slogan = fitted(self._slogan, small, area.width(), area.height() / 2)
            if sum(block.height for block in (*blocks, slogan)) < area.height() * _FULL:
                blocks.append(slogan)
        y = area.center().y() - sum(block.height for block in blocks) / 2
        for block in blocks:
            block.draw(painter, QRectF(area.x(), y, area.width(), block.height), theme.c.on_header, inside=area)
            y += block.height

    def _paint_right(self, painter: QPainter | None, band: QRectF, margin: float) -> float:
        """Draw clock, date and items, and return the x where they begin. Without a painter only measure them."""
        right = band.right() - margin
        if self._band is Band.DESK:
            return self._paint_desk(painter, band, right)
        if not self._clock:
            return right
        theme = self._theme
        size = 91 * theme.m.unit if self._band is Band.HALL else theme.mm(14.4)
        font = theme.font(Role.TITLE, 700, size=size)
        if self._band is Band.HALL:
            right -= 18 * theme.m.unit
        right = self._word(painter, band, right, self._clock, font)
        if self._band is Band.HALL and self._date:
            block = TextBlock(self._date, Style(theme.font(Role.SMALL, size=44 * theme.m.unit), 1.3))
            right -= block.width + 38 * theme.m.unit
            if painter is not None:
                block.draw(painter, QRectF(right, 0, block.width, band.height()), theme.c.on_header)
        return right

    def _paint_desk(self, painter: QPainter | None, band: QRectF, right: float) -> float:
        theme, gap = self._theme, self._theme.mm(22)
        if self._date:
            right = self._word(painter, band, right, self._date, theme.font(Role.BODY)) - gap
        if self._clock:
            font = theme.font(Role.TITLE, 700, size=24 * theme.m.unit)
            right = self._word(painter, band, right, self._clock, font) - gap
        widest = band.width() if self._names_room is None else theme.mm(_ITEM_ROOM)
        for icon, words, bold in reversed(self._items):
            style = Style(theme.font(Role.BODY, 700 if bold else 400), 1.3)
            block = fitted(words, style, widest, band.height())
            right -= block.width
            if painter is not None:
                block.draw(painter, QRectF(right, 0, block.width, band.height()), theme.c.on_header)
            size = theme.m.icon_key
            right -= size + theme.mm(8)
            at = round(right), round(band.center().y() - size / 2)
            if painter is not None:
                painter.drawPixmap(*at, theme.icon(icon, size, theme.c.icon_on_header))
            right -= gap
        return right

    def _word(self, painter: QPainter | None, band: QRectF, right: float, words: str, font: QFont) -> float:
        block = TextBlock(words, Style(font, 1.3))
        if painter is not None:
            block.draw(painter, QRectF(right - block.width, 0, block.width, band.height()), self._theme.c.on_header)
        return right - block.width


def paint_roundel(painter: QPainter, theme: Theme, spot: QRectF) -> None:
    """Draw the centre's roundel, or its stand-in: a white disc with a dashed ring."""
    ratio = painter.device().devicePixelRatioF()
    artwork = theme.roundel(spot.width() * ratio)
    if artwork is not None:
        shape = artwork.rect().size().toSizeF() / ratio
        inside = QRectF(spot.center().x() - shape.width() / 2, spot.center().y() - shape.height() / 2, 0, 0)
        inside.setSize(shape)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(inside, artwork, QRectF(artwork.rect()))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#FFFFFF"))
    painter.drawEllipse(spot)
    inset = spot.width() * 0.065
    pen = QPen(QColor(_ROUNDEL_RING), max(1.0, spot.width() * 0.013))
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(spot.adjusted(inset, inset, -inset, -inset))
    style = Style(theme.font(Role.SMALL, 500, size=spot.width() * 0.185), 1.05)
    y = spot.center().y() - spot.width() * 0.185 * 1.05
    for word in _ROUNDEL_WORDS:
        block = TextBlock(word, style)
        block.draw(
            painter, QRectF(spot.x(), y, spot.width(), block.height), QColor("#39342F"), Qt.AlignmentFlag.AlignHCenter
        )
        y += block.height
