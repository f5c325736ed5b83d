"""Show a rating tablet while nobody rates: its counter, and how to rate the visit that just ended."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.drum import paint_drum
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Keys, Own, Read
from ui.theme import Role, Theme
from ui.visit.rating import OpenRating
from ui.visit.tablet import RateLast
from ui.visit.visit import Busy, Visit
from ui.widgets.drawing.paint import Style, TextBlock, rounded
from ui.widgets.drawing.ribbon import paint_ribbon
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text

_CENTRE = Qt.AlignmentFlag.AlignHCenter
#: Millimetres of the plate's largest height; share of the room left over that stands above it.
_PLATE_MM, _ABOVE = 250, 0.45


class _Plate(QWidget):
    """Draw the counter's number on red, with the drum behind it and the ribbon below, and no edge."""

    def __init__(self, theme: Theme, word: str) -> None:
        super().__init__()
        self._theme, self._word, self._number = theme, word, ""

    def show_number(self, number: int) -> None:
        """Show the counter's number."""
        self._number = str(number)
        self.setAccessibleName(f"{self._word} {number}")
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.mm(90), self._theme.mm(80))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c, area = self._theme, self._theme.c, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = theme.m.outline if theme.high_contrast else 0.0
        painter.fillPath(rounded(area, theme.m.radius_card), c.rule if outline else c.header)
        inside = area.adjusted(outline, outline, -outline, -outline)
        painter.setClipPath(rounded(inside, theme.m.radius_card - outline))
        painter.fillRect(inside, c.header)
        if c.motif is not None:
            centre = QPointF(area.right() - area.width() * 0.04, area.center().y())
            paint_drum(painter, centre, area.height() * 0.62, c.motif, inside)
        ribbon = theme.m.ribbon
        paint_ribbon(painter, QRectF(inside.x(), inside.bottom() - ribbon, inside.width(), ribbon), c.flag, c.gold)
        self._paint_words(painter, inside.adjusted(0, theme.mm(8), 0, -ribbon - theme.mm(4)))
        painter.end()

    def _paint_words(self, painter: QPainter, area: QRectF) -> None:
        theme, c = self._theme, self._theme.c
        word = TextBlock(self._word, Style(theme.font(Role.TITLE), theme.line_height(Role.TITLE)))
        em = min(theme.mm(120), area.height() - word.height)
        number = TextBlock(self._number, Style(theme.font(Role.NUMBER, size=em), 1.0))
        top = area.y() + (area.height() - word.height - number.height) / 2
        word.draw(painter, QRectF(area.x(), top, area.width(), word.height), c.on_header, _CENTRE)
        below = QRectF(area.x(), top + word.height, area.width(), number.height)
        number.draw(painter, below, c.on_header, _CENTRE)


class AsleepPage(Page):
    """Show the number of the counter, large and without motion. A visit that ends at the counter wakes the tablet."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        say, theme = scene.say, self.theme
        self.plate = _Plate(theme, say("rating.asleep.counter"))
        self.sentence = Text(theme, Role.TITLE, align=_CENTRE, size=theme.size(Role.HEADING) * 1.2)
        self.last = self.on(
            Key(theme, Kind.MAIN, say("rating.asleep.last"), icon="smile", role=Role.HEADING), RateLast()
        )
        self.code = self.on(Key(theme, text=say("rating.asleep.code"), icon="keyboard", role=Role.LABEL), OpenRating())
        self._foot = ControlFoot(self, navigation=False)
        self.compose(
            Own(self.plate, most=_PLATE_MM, is_read=True),
            Read(self.sentence).below(14),
            Keys(self.code, self.last).below(14),
            slack=_ABOVE,
        )

    def show_visit(self, visit: Visit) -> None:
        """Show the counter, and the key for the visit that just ended while it may be rated."""
        super().show_visit(visit)
        self.plate.show_number(visit.tablet.counter or 0)
        self.last.setVisible(visit.tablet.offer is not None)
        self.last.setEnabled(visit.busy is not Busy.CODE)
        name = "again" if visit.tablet.offer is not None else "text"
        self.sentence.set_text(self.scene.say(f"rating.asleep.{name}", who=self.scene.who(visit)))
        self._foot.show_countdown(visit)
